"""The filtered lists that people keep under a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import QueryDict

from ocop.registry import filters
from ocop.registry.models import SavedView

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor

LONGEST_NAME: Final = 100


def views_of(actor: Actor, page: str) -> QuerySet[SavedView]:
    """One's own views of a list, by name."""
    return SavedView.objects.visible_to(actor).filter(page=page).order_by("name", "pk")


def plain_query(page: str, query: str) -> str:
    """What of an address filters and orders this list, in the order of its fields; no page of it."""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    form = filters.FORMS[page]
    for name in form.field_order or form.base_fields:
        if given.get(name, ""):
            kept[name] = given[name]
    return kept.urlencode()
