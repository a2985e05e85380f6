"""Answers to criteria, checked against the product set before they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from ocop.law.regime import ProductSet
from ocop.law.sheets import applies, check_answers
from ocop.law.words import Language, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as given: a position (0: none of the options holds) or None to take it back, and words."""

    position: int | None
    text: str = ""


def merge(product_set: ProductSet, stored: Mapping[str, int], given: Mapping[str, Answer]) -> dict[str, int]:
    """The positions that hold once `given` is laid over `stored`.

    Answers that an answer now given takes the ground from fall away: without a story, its structure does not
    count. Raises: ValidationError for a criterion or position the set does not have, and for a given answer
    that cannot count.
    """
    laid = {number: position for number, position in stored.items() if number not in given}
    laid |= {number: answer.position for number, answer in given.items() if answer.position is not None}
    kept: dict[object, object] = {
        number: position
        for number, position in laid.items()
        if number in given or _counts(product_set, number, laid)
    }
    answers, reasons = check_answers(product_set, kept, "")
    if reasons:
        raise ValidationError(in_words(reasons))
    return answers


def in_words(reasons: Iterable[Message]) -> list[str]:
    """Reasons of the law room in the language of the request."""
    language: Language = "en" if (get_language() or "").startswith("en") else "vi"
    return [reason.text(language).removeprefix(": ") for reason in reasons]


def _counts(product_set: ProductSet, number: str, answers: Mapping[str, int]) -> bool:
    leaf = product_set.leaves.get(number)
    return leaf is not None and applies(leaf, answers, product_set) is not False
