"""Which rows an export has: exactly those of the list whose address its query comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import Kind
from ocop.exchange.rules import can_export
from ocop.platform import clock
from ocop.recognition import queries as recognition
from ocop.recognition.forms import FilterForm
from ocop.registry import filters
from ocop.registry import queries as registry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

FILTERED: Final = frozenset({Kind.PRODUCERS, Kind.PRODUCTS})
"""Lists whose page is the registry's; that of certificates has filters of its own."""


def chosen(actor: Actor, kind: Kind, query: str) -> QuerySet[Any]:
    """The rows of a list under the filter of an address, as this actor sees them, in its order."""
    asked = QueryDict(query).dict()
    if kind in FILTERED:
        return registry.filtered(actor, kind.value, asked)
    return recognition.filtered(actor, asked, clock.today())


def in_words(kind: Kind, query: str) -> str:
    """The filter of an address in words; empty for the whole list."""
    asked = QueryDict(query).dict()
    form = (
        filters.form_of(kind.value, asked, clock.today())
        if kind in FILTERED
        else FilterForm(asked, stars=recognition.stars_recognised(clock.today()))
    )
    form.is_valid()
    told = [bound for bound in form if form.cleaned_data.get(bound.name) and bound.name != "sort"]
    return "; ".join(f"{bound.label}: {filters.in_words(form, bound.name)}" for bound in told)


def export_link(actor: Actor, kind: str, query: str) -> tuple[StrOrPromise, str] | None:
    """The button above a list that leads to its export; None where the actor gets none."""
    if kind not in set(Kind) or not can_export(actor, Kind(kind)):
        return None
    return _("Download as Excel"), f"{reverse('exchange:export', args=[kind])}?{query}"
