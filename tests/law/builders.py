"""Regimes and sheets to test the law with: the shipped ones, and small ones built on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from ocop.law.library import opened
from ocop.law.regime import (
    Band,
    Case,
    CouncilRules,
    Criterion,
    FloorStars,
    Knockout,
    Option,
    Part,
    ProductSet,
    Regime,
    Stars,
)
from ocop.law.scoring import Result, score
from ocop.law.sheets import Case as Given
from ocop.law.sheets import Sheet

LIBRARY = opened()
NOW = LIBRARY.regime("2026-26")
FIRST = LIBRARY.product_set("2026-26", 1)
DATA = Path(__file__).parents[3] / "shared" / "data"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the transcribed rulebooks are not beside the repository"
)

STARS: tuple[Stars, ...] = (1, 2, 3, 4, 5)
SHARES = ("0", "0.3", "0.5", "0.7", "0.9")


def leaf(
    no: str,
    points: Sequence[object],
    *,
    floors: Mapping[int, FloorStars] | None = None,
    cases: str = "",
    story: str | None = None,
) -> Criterion:
    """A scored row: ``points`` by position, ``floors`` star by position, ``cases`` a letter per position."""
    options = tuple(
        Option(
            position=position,
            points=Decimal(str(value)),
            floor=(floors or {}).get(position),
            case=cases[position - 1] if cases else None,
            label=f"mức {position}",
        )
        for position, value in enumerate(points, 1)
    )
    return Criterion(
        no=no,
        name=f"Tiêu chí {no}",
        max=max(option.points for option in options),
        scoring="one_case" if cases else "one_option",
        options=options,
        cases=tuple(Case(code, f"trường hợp {code}") for code in sorted(set(cases))),
        story=story,
    )


def yes_no(no: str, points: object = 1) -> Criterion:
    return Criterion(no=no, name=f"Tiêu chí {no}", max=Decimal(str(points)), scoring="yes_no")


def table(*leaves: Criterion, knockouts: Sequence[Knockout] = (), parts: int = 1) -> ProductSet:
    """A product set of these leaves, dealt to ``parts`` parts in turn."""
    dealt = [leaves[index::parts] for index in range(parts)]
    return ProductSet(
        set=1,
        name="Bộ thử",
        sector="Thực phẩm",
        knockouts=tuple(knockouts),
        parts=tuple(
            Part(
                code=code,
                name=f"Phần {code}",
                max=sum((row.max for row in rows), Decimal(0)),
                sections=tuple(rows),
            )
            for code, rows in zip("ABC", dealt, strict=False)
        ),
    )


def regime_for(product_set: ProductSet) -> Regime:
    """The regime in force with its bands scaled to the maximum of a small table."""
    most = product_set.max
    bands = tuple(
        Band(stars=stars, at_least=most * Decimal(share), article="Điều 3")
        for stars, share in zip(STARS, SHARES, strict=True)
    )
    return msgspec.structs.replace(NOW, id="thu", bands=bands)


def given(
    product_set: ProductSet,
    *answers: Mapping[str, int],
    regime: Regime | None = None,
    rules: CouncilRules | None = None,
    agreed: Mapping[str, int] | None = None,
    knockouts: Sequence[str] = (),
) -> Given:
    """A case with one sheet per set of answers."""
    return Given(
        regime=regime or regime_for(product_set),
        product_set=product_set,
        sheets=tuple(Sheet(f"m{index}", sheet) for index, sheet in enumerate(answers, 1)),
        rules=rules or CouncilRules(),
        agreed=agreed or {},
        knockouts=tuple(knockouts),
    )


def result(product_set: ProductSet, *answers: Mapping[str, int], **settings: object) -> Result:
    return score(given(product_set, *answers, **settings))  # type: ignore[arg-type]


def chosen(product_set: ProductSet, choose: Callable[[Criterion], int]) -> dict[str, int]:
    """Answers to every leaf."""
    return {number: choose(row) for number, row in product_set.leaves.items()}


def best(row: Criterion) -> int:
    return max(row.by_position, key=lambda position: (row.by_position[position].points, -position))


def top(product_set: ProductSet) -> dict[str, int]:
    """The sheet that earns everything."""
    return chosen(product_set, best)


def worth(product_set: ProductSet, total: int) -> dict[str, int]:
    """A complete sheet worth exactly ``total`` points, with a story where the table asks for one."""
    stories = {row.story for row in product_set.leaves.values() if row.story is not None}
    reached: dict[int, dict[str, int]] = {0: {}}
    for number, row in product_set.leaves.items():
        positions = [
            position for position in row.by_position if row.points_at(position) > 0 or number not in stories
        ]
        if number not in stories:
            positions.insert(0, 0)
        following: dict[int, dict[str, int]] = {}
        for points, sheet in reached.items():
            for position in positions:
                following.setdefault(points + int(row.points_at(position)), {**sheet, number: position})
        reached = following
    return reached[total]


def file_of(*answers: Mapping[str, int], number: int = 1, **more: object) -> dict[str, object]:
    """What ``ocop score`` reads."""
    sheets = [{"member": f"m{index}", "answers": dict(sheet)} for index, sheet in enumerate(answers, 1)]
    return {"regime": "2026-26", "set": number, "sheets": sheets, **more}
