"""From sheets to stars, and why not the next one.

The star is read from the average of the members' totals (Điều 3.3, 26/2026), on the exact fraction. A star
holds only if the average reaches its band and its own floors and those of every lower star hold (Phụ lục II,
the note under each table); a knock-out leaves no star. Where the law is silent the choice is a rule of the
council (:class:`~ocop.law.regime.CouncilRules`), read as ``docs/decisions`` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Final, get_args

from ocop.law.library import number_text
from ocop.law.regime import Band, Criterion, FloorStars, Knockout, ProductSet
from ocop.law.sheets import Case, Sheet, earned, missing
from ocop.law.words import Language, Message, message, trimmed

FLOOR_STARS: Final[tuple[int, ...]] = get_args(FloorStars)
NO_STARS: Final = 0
CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SheetScore:
    """One sheet's points per part and in total, and what it still lacks."""

    member: str
    parts: Mapping[str, Decimal]
    total: Decimal
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FloorTest:
    """Whether the sheets together reach one floor, and how that was judged."""

    stars: int
    criterion: str
    needed: Decimal
    met: bool
    judged: Message


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the council must deal with; it does not change the star."""

    code: str
    detail: Message


@dataclass(frozen=True, slots=True)
class Result:
    """A computed result. Numbers are exact; :func:`as_json` is the form outsiders read.

    ``stars`` is None while a sheet is incomplete, 0 when a knock-out stands.
    """

    case: Case
    sheets: tuple[SheetScore, ...]
    missing: tuple[str, ...]
    parts: Mapping[str, Fraction]
    total: Fraction
    banded: Fraction
    spread: Decimal
    stars_by_points: int
    floors: Mapping[int, tuple[FloorTest, ...]]
    stars: int | None
    flags: tuple[Flag, ...]
    why: tuple[Message, ...]

    @property
    def complete(self) -> bool:
        """Whether every leaf of every sheet is answered."""
        return not self.missing

    def floors_met(self, stars: int) -> bool:
        """Whether the floors that this star itself asks for are met."""
        return all(test.met for test in self.floors[stars])


def score(case: Case) -> Result:
    """The result of a case."""
    sheets = tuple(_score_sheet(case, sheet) for sheet in case.sheets)
    order = list(case.product_set.leaves) or [part.code for part in case.product_set.parts]
    lacking = {number for sheet in sheets for number in sheet.missing}
    count = len(sheets)
    parts = {
        part.code: Fraction(sum(sheet.parts[part.code] for sheet in sheets)) / count
        for part in case.product_set.parts
    }
    totals = [sheet.total for sheet in sheets]
    total = Fraction(sum(totals)) / count
    read = banded(total, case.rules.rounding)
    by_points = band_of(case.regime.bands, read).stars
    floors = {stars: tuple(_floor_tests(case, stars)) for stars in FLOOR_STARS}
    stars = None if lacking else _stars(case, by_points, floors)
    spread = max(totals) - min(totals)
    result = Result(
        case=case,
        sheets=sheets,
        missing=tuple(number for number in order if number in lacking),
        parts=parts,
        total=total,
        banded=read,
        spread=spread,
        stars_by_points=by_points,
        floors=floors,
        stars=stars,
        flags=tuple(_flags(case, spread)),
        why=(),
    )
    return _explained(result)


def banded(total: Fraction, digits: int | None) -> Fraction:
    """The total that bands and limits are held against: rounded half up where a council sets ``digits``."""
    return total if digits is None else Fraction(half_up(total, digits))


def band_of(bands: tuple[Band, ...], total: Fraction) -> Band:
    """The highest band a total reaches; read on the exact total, so 69.999 is in the band below 70."""
    return max((band for band in bands if total >= Fraction(band.at_least)), key=lambda band: band.stars)


def least_sum(at_least: Decimal, digits: int | None, parts_of_a_point: int) -> int:
    """The least sum over all sheets whose average, rounded half up to ``digits`` if set, reaches a band.

    ``parts_of_a_point`` is the number of sheets times the units that points are counted in.
    """
    if digits is None:
        return ceil(Fraction(at_least) * parts_of_a_point)
    steps = 10**digits
    return ceil(Fraction((2 * ceil(Fraction(at_least) * steps) - 1) * parts_of_a_point, 2 * steps))


def sheet_points(product_set: ProductSet, answers: Mapping[str, int]) -> dict[str, Decimal]:
    """Points per part of one sheet; an unanswered leaf, and one that does not apply, counts 0."""
    points = {part.code: Decimal(0) for part in product_set.parts}
    for number in answers:
        points[product_set.part_of[number]] += earned(product_set.leaves[number], answers, product_set)
    return points


def half_up(value: Fraction, digits: int) -> Decimal:
    """A fraction rounded half up to ``digits`` decimals, without passing through a binary float."""
    scaled = value * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _score_sheet(case: Case, sheet: Sheet) -> SheetScore:
    product_set = case.product_set
    if case.regime.entry == "parts":
        parts = {part.code: sheet.parts.get(part.code, Decimal(0)) for part in product_set.parts}
        lacking = [part.code for part in product_set.parts if part.code not in sheet.parts]
    else:
        parts = sheet_points(product_set, sheet.answers)
        lacking = missing(product_set, sheet.answers)
    return SheetScore(sheet.member, parts, sum(parts.values(), Decimal(0)), tuple(lacking))


def _floor_tests(case: Case, stars: int) -> list[FloorTest]:
    tests = []
    for leaf in case.product_set.leaves.values():
        needed = leaf.floors.get(stars)
        if needed is not None:
            met, judged = _judge(case, leaf, needed)
            tests.append(FloorTest(stars, leaf.no, needed, met, judged))
    return tests


def _judge(case: Case, leaf: Criterion, needed: Decimal) -> tuple[bool, Message]:
    if case.rules.floor_test == "agreed" and leaf.no in case.agreed:
        position = case.agreed[leaf.no]
        return leaf.points_at(position) >= needed, message("judged_agreed", position=position)
    points = [earned(leaf, sheet.answers, case.product_set) for sheet in case.sheets]
    reached = sum(1 for value in points if value >= needed)
    counted = message("judged_count", met=reached, of=len(points))
    match case.rules.floor_test:
        case "all":
            return reached == len(points), counted
        case "mean":
            mean = Fraction(sum(points)) / len(points)
            return mean >= Fraction(needed), message("judged_mean", mean=half_up(mean, 2))
        case _:
            return 2 * reached > len(points), counted


def _stars(case: Case, by_points: int, floors: Mapping[int, tuple[FloorTest, ...]]) -> int:
    if case.knockouts:
        return NO_STARS
    return min(by_points, _floor_cap(floors))


def _flags(case: Case, spread: Decimal) -> list[Flag]:
    flags = []
    rules = case.rules
    if rules.max_spread is not None and spread > rules.max_spread:
        detail = message("spread", spread=trimmed(spread), limit=trimmed(rules.max_spread))
        flags.append(Flag("spread", detail))
    if rules.quorum is not None and len(case.sheets) < rules.quorum:
        flags.append(Flag("quorum", message("quorum", sheets=len(case.sheets), quorum=rules.quorum)))
    flags += [Flag("zero_indicator", _zero_detail(knockout)) for knockout in _zero_indicators(case)]
    return flags


def _zero_indicators(case: Case) -> list[Knockout]:
    """Grounds that speak of an indicator with 0 points, where some sheet gives 0 there.

    The council decides whether the ground stands; one member's 0 does not exclude a product by itself.
    """
    found = []
    for knockout in case.product_set.knockouts:
        if not knockout.zero_of or knockout.code in case.knockouts:
            continue
        leaves = [case.product_set.leaves[number] for number in knockout.zero_of]
        if any(
            leaf.no in sheet.answers and leaf.points_at(sheet.answers[leaf.no]) == 0
            for sheet in case.sheets
            for leaf in leaves
        ):
            found.append(knockout)
    return found


def _zero_detail(knockout: Knockout) -> Message:
    return message("zero_indicator", criterion=knockout.criterion, label=knockout.label)


def _explained(result: Result) -> Result:
    case = result.case
    bands: dict[int, Band] = {band.stars: band for band in case.regime.bands}
    why = [
        message(
            "total",
            total=half_up(result.total, 2),
            exact=result.total,
            stars=result.stars_by_points,
            from_points=trimmed(bands[result.stars_by_points].at_least),
        )
    ]
    if case.rules.rounding is not None:
        digits = case.rules.rounding
        why.append(message("rounded", digits=digits, total=half_up(result.total, digits)))
    if not result.complete:
        why.append(message("incomplete", count=len(result.missing), missing=", ".join(result.missing)))
    why += [
        message("knocked_out", label=case.product_set.knockout_codes[code].label) for code in case.knockouts
    ]
    reached = (
        result.stars if result.stars is not None else min(result.stars_by_points, _floor_cap(result.floors))
    )
    if not case.knockouts:
        why += _next_star(result, reached, bands)
    if case.regime.entry == "parts":
        why.append(message("floors_unknown"))
    if result.stars and case.regime.recognising_level(result.stars) is None:
        why.append(message("no_certificate", stars=result.stars))
    return replace(result, why=tuple(why))


def _floor_cap(floors: Mapping[int, tuple[FloorTest, ...]]) -> int:
    """The highest star whose floors, and those of every lower star, are met."""
    missed = (level for level, tests in floors.items() if not all(test.met for test in tests))
    return min(missed, default=FLOOR_STARS[-1] + 1) - 1


def _next_star(result: Result, reached: int, bands: Mapping[int, Band]) -> list[Message]:
    """Why the result is not one star more: points short, and every floor of that star that is missed."""
    why = []
    if reached >= FLOOR_STARS[0] and result.floors[reached]:
        why.append(message("all_floors", stars=reached))
    if reached < result.stars_by_points:
        why.append(message("capped", by_points=result.stars_by_points, stars=reached))
    following = bands.get(reached + 1)
    if following is None:
        return why
    short = Fraction(following.at_least) - result.banded
    if short > 0:
        why.append(
            message(
                "points_short",
                stars=following.stars,
                short=shortfall(short),
                from_points=trimmed(following.at_least),
            )
        )
    product_set = result.case.product_set
    for test in result.floors.get(following.stars, ()):
        if not test.met:
            leaf = product_set.leaves[test.criterion]
            position = min(option.position for option in leaf.options if option.points >= test.needed)
            why.append(
                message(
                    "floor_missed",
                    stars=following.stars,
                    criterion=leaf.no,
                    name=leaf.name,
                    position=position,
                    points=trimmed(test.needed),
                    judged=test.judged,
                )
            )
    return why


def shortfall(short: Fraction) -> Decimal:
    """A shortfall in points: exact where two decimals say it, else rounded up, so never understated."""
    hundredths = -(-short.numerator * 100 // short.denominator)
    return trimmed(Decimal(hundredths).scaleb(-2))


def as_json(result: Result, language: Language = "vi") -> dict[str, object]:
    """The answer of ``ocop score`` (see the command-line contract)."""
    case = result.case
    return {
        "regime": case.regime.id,
        "set": case.product_set.set,
        "complete": result.complete,
        "missing": list(result.missing),
        "sheets": [
            {
                "member": sheet.member,
                "parts": {code: number_text(points) for code, points in sheet.parts.items()},
                "total": number_text(sheet.total),
                "missing": list(sheet.missing),
            }
            for sheet in result.sheets
        ],
        "parts": {code: str(half_up(points, 2)) for code, points in result.parts.items()},
        "total": str(half_up(result.total, 2)),
        "total_exact": str(result.total),
        "spread": number_text(result.spread),
        "stars_by_points": result.stars_by_points,
        "floors": {
            str(stars): {
                "met": all(test.met for test in tests),
                "missed": [test.criterion for test in tests if not test.met],
            }
            for stars, tests in result.floors.items()
        },
        "knockouts": list(case.knockouts),
        "stars": result.stars,
        "flags": [{"code": flag.code, "detail": flag.detail.text(language)} for flag in result.flags],
        "why": [reason.text(language) for reason in result.why],
    }
