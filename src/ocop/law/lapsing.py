"""What a result would be without some of its criteria, when the papers that prove them have lapsed.

An estimate, never a result: the council alone says what a missing paper is worth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ocop.law.regime import NONE_HOLDS, ProductSet
from ocop.law.scoring import score
from ocop.law.sheets import Case, applies


def without(case: Case, criteria: Collection[str]) -> Case:
    """The case with "none of these holds" for these criteria on every sheet and in what was agreed.

    Criteria that count only because of a story fall away with it.
    """
    gone = dict.fromkeys((number for number in criteria if number in case.product_set.leaves), NONE_HOLDS)
    sheets = tuple(
        replace(sheet, answers=_laid(case.product_set, sheet.answers, gone)) for sheet in case.sheets
    )
    agreed = {number: gone.get(number, position) for number, position in case.agreed.items()}
    return replace(case, sheets=sheets, agreed=agreed)


def stars_without(case: Case, criteria: Collection[str]) -> int:
    """The star that is left without these criteria, by the rules of the council that judged the case."""
    return score(without(case, criteria)).stars or 0


def _laid(product_set: ProductSet, answers: Mapping[str, int], gone: Mapping[str, int]) -> dict[str, int]:
    laid = {number: gone.get(number, position) for number, position in answers.items()}
    return {
        number: position
        for number, position in laid.items()
        if applies(product_set.leaves[number], laid, product_set) is not False
    }
