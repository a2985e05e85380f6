"""What rulebooks call things, in the language of the page: offices, kinds of producer, product sets."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from ocop.law.library import NotFound
from ocop.places.models import Level
from ocop.recognition.display import say
from ocop.registry import regimes


class SetWords(NamedTuple):
    """A product set in words; `group` is empty where the rulebook has none."""

    name: str
    group: str
    sector: str


def issuer(regime_id: str, level: str, unit_name: str, signer_title: str) -> str:
    """The office that recognised a product, by the name it had under the certificate's own rules."""
    if level != Level.COUNTRY:
        return _("People's Committee of %(unit)s") % {"unit": unit_name}
    if regime_id not in regimes.library().ids():
        return signer_title
    return next(
        say(regime_id, one.name)
        for one in regimes.regime(regime_id).levels
        if one.unit_kind == Level.COUNTRY.value
    )


def producer_kind(code: str) -> str:
    """A kind of producer as the latest rulebook that has it calls it; the code where none does."""
    shelf = regimes.library()
    for regime_id in reversed(shelf.ids()):
        for kind in shelf.regime(regime_id).producer_kinds:
            if kind.code == code:
                return say(regime_id, kind.name)
    return code


def product_set(regime_id: str, number: int) -> SetWords:
    """A product set in words; empty words where this installation has no such set."""
    try:
        found = regimes.product_set(regime_id, number)
    except NotFound:
        return SetWords("", "", "")
    group = say(regime_id, found.group) if found.group else ""
    return SetWords(say(regime_id, found.name), group, say(regime_id, found.sector))


def regime_title(regime_id: str) -> str:
    """The title of a rulebook; empty where this installation does not have it."""
    if regime_id not in regimes.library().ids():
        return ""
    return say(regime_id, regimes.regime(regime_id).title)
