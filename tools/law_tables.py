"""Write the tables of docs/law.md that stand in the regimes themselves (`python -m tools.law_tables`).

Each stands between `<!-- table: name -->` and `<!-- end -->`; a test fails when one is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ocop.law.library import Library, number_text

PAGE: Final = Path(__file__).resolve().parents[1] / "docs/law.md"
PRESENT: Final = "2026-26"
PLACE: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def regimes() -> str:
    """The shipped regimes, in the order in which they came into force."""
    library = Library()
    rows = []
    for regime_id in library.ids():
        one = library.regime(regime_id)
        sets = library.sets(regime_id)
        parts = "/".join(number_text(points) for points in one.part_max.values())
        known = f"{sum(each.is_scorable for each in sets)} of {len(sets)}"
        last = one.in_force_to.isoformat() if one.in_force_to else ""
        rows.append(
            (
                regime_id,
                one.documents[0].number,
                f"{one.in_force_from} to {last}" if last else f"from {one.in_force_from}",
                parts,
                known,
            )
        )
    return _table(("Regime", "First document", "In force", "Parts A/B/C", "Sets with a table"), rows)


def steps() -> str:
    """Who moves a dossier from where to where under the law in force, and by which article."""
    regime = Library().regime(PRESENT)
    rows = [
        (
            f"`{one.code}`",
            one.role + (f" ({one.seat})" if one.seat else ""),
            ", ".join(one.before),
            one.after,
            one.limit or "",
            one.article,
        )
        for one in regime.steps
    ]
    return _table(("Step", "Who", "From", "To", "Limit", "Article"), rows)


def limits() -> str:
    """The limits and rounds of the law in force."""
    regime = Library().regime(PRESENT)
    rows = [
        (f"`{one.code}`", f"{one.count} {one.unit.replace('_', ' ')}", one.starts, one.article)
        for one in regime.limits
    ]
    rows += [
        (
            f"round {one.no}, {one.level}",
            f"results before {one.results_before}",
            f"proposals before {one.proposals_before}",
            one.article,
        )
        for one in regime.rounds
    ]
    return _table(("What", "How long", "From", "Article"), rows)


TABLES: Final = {"regimes": regimes, "steps": steps, "limits": limits}


def filled(text: str) -> str:
    """The page with every table as the regimes have it today."""
    return PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *([cell.replace("|", "/") for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
