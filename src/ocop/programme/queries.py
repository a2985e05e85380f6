"""Named reads of the shared lists, and of the lists that a rulebook owns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from ocop.law.library import Library, NotFound, opened
from ocop.programme.models import CodeList, ListValue

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class RulebookLists:
    """What the rulebook of a day fixes: who may take part, and the product sets."""

    regime_id: str
    producer_kinds: list[tuple[str, str]]
    product_sets: list[tuple[int, str, str]]


def lists(actor: Actor, day: date) -> QuerySet[CodeList]:
    """Every shared list with `open_values`, how many values it has on that day."""
    in_use = Q(values__from_on__lte=day) & (Q(values__to_on=None) | Q(values__to_on__gte=day))
    return (
        CodeList.objects.visible_to(actor)
        .annotate(open_values=Count("values", filter=in_use))
        .order_by("position", "pk")
    )


def values(one: CodeList, day: date) -> QuerySet[ListValue]:
    """The values of a list on a day, in its order. The caller got the list through `visible_to`."""
    return ListValue.objects.filter(code_list=one).as_of(day).order_by("position", "pk")


def past_values(one: CodeList, day: date) -> QuerySet[ListValue]:
    """The values that were closed before a day, latest first."""
    return ListValue.objects.filter(code_list=one, to_on__lt=day).order_by("-to_on", "position", "pk")


def labels(list_code: str, codes: tuple[str, ...]) -> list[str]:
    """The latest words of these codes, in the order of the codes; an unknown code stands for itself."""
    found = {
        value.code: str(value)
        for value in ListValue.objects.filter(code_list__code=list_code, code__in=codes).order_by("from_on")
    }
    return [found.get(code, code) for code in codes]


def rulebook_lists(day: date) -> RulebookLists | None:
    """The lists of the rulebook in force on that day, never copied; None before the first."""
    shelf = _library()
    try:
        regime = shelf.for_date(day)
    except NotFound:
        return None
    language = (get_language() or "vi")[:2]

    def say(text: str) -> str:
        return shelf.label(regime.id, text, language)

    return RulebookLists(
        regime.id,
        [(kind.code, say(kind.name)) for kind in regime.producer_kinds],
        [(one.set, say(one.name), say(one.sector)) for one in shelf.sets(regime.id)],
    )


def _library() -> Library:
    return opened(*(Path(folder) for folder in settings.OCOP_REGIME_FOLDERS))
