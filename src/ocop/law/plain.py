"""A product set as plain data for machines, in one language: what `ocop regime show --set --json` answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

import msgspec

from ocop.law.library import Library, number_text
from ocop.law.regime import Correction, Criterion, KnownDefect, ProductSet, Regime, Suspect
from ocop.law.words import Language

SETS_NAMED: Final = re.compile(r"\bsets?\s+(\d+)(?:\s*-\s*(\d+))?")

Say = Callable[[str], str]
Remark = TypeVar("Remark", Correction, Suspect, KnownDefect)


def set_as_json(
    library: Library, regime: Regime, product_set: ProductSet, language: Language = "vi"
) -> dict[str, object]:
    """The whole tree of one product set, with what is known to be wrong in it."""

    def say(text: str) -> str:
        return library.label(regime.id, text, language)

    return {
        "regime": regime.id,
        "set": product_set.set,
        "name": say(product_set.name),
        "sector": say(product_set.sector),
        "group": say(product_set.group) if product_set.group else None,
        "lead": [say(name) for name in product_set.lead],
        "entry": regime.entry,
        "scorable": product_set.is_scorable,
        "not_scorable": say(product_set.not_scorable) if product_set.not_scorable else None,
        "max": number_text(product_set.max),
        "parts": [
            {
                "code": part.code,
                "name": say(part.name),
                "max": number_text(part.max),
                "sections": [_row(section, say) for section in part.sections],
            }
            for part in product_set.parts
        ],
        "knockouts": [
            {
                "code": knockout.code,
                "label": say(knockout.label),
                "criterion": knockout.criterion,
                "zero_of": list(knockout.zero_of),
            }
            for knockout in product_set.knockouts
        ],
        **remarks(regime, product_set.set),
    }


def remarks(regime: Regime, number: int | None = None) -> dict[str, object]:
    """What was corrected, looks wrong or is known to be wrong in the source, of one set or of all."""
    found = {
        "corrections": about(regime.corrections, number),
        "suspects": about(regime.suspects, number),
        "known_defects": about(regime.known_defects, number),
    }
    return cast("dict[str, object]", msgspec.to_builtins(found))


def about(items: Sequence[Remark], number: int | None) -> list[Remark]:
    """The remarks on one set, or all of them."""
    return [item for item in items if number is None or concerns(item.place, number)]


def concerns(place: str, number: int) -> bool:
    """Whether a place (``set 4 / 7``, ``sets 1-20``) lies in a set; one that names none lies in all."""
    named = [(int(first), int(last or first)) for first, last in SETS_NAMED.findall(place)]
    return not named or any(first <= number <= last for first, last in named)


def _row(row: Criterion, say: Say) -> dict[str, object]:
    return {
        "no": row.no,
        "name": say(row.name),
        "max": number_text(row.max),
        "scoring": row.scoring if row.is_leaf else None,
        "story": row.story,
        "cases": [{"code": case.code, "name": say(case.name)} for case in row.cases],
        "options": [
            {
                "position": option.position,
                "points": number_text(option.points),
                "label": say(option.label),
                "floor": option.floor,
                "case": option.case,
            }
            for option in row.options
        ],
        "notes": [{"kind": note.kind, "text": say(note.text)} for note in row.notes],
        "criteria": [_row(child, say) for child in row.criteria],
    }
