"""Yes or no, and one of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.cells import Repaired, Wrong, typed_text
from ocop.platform.text import fold

if TYPE_CHECKING:
    from ocop.exchange.cells import Reader
    from ocop.exchange.choices import Offer
    from ocop.exchange.columns import Column

YES: Final = frozenset({"x", "co", "yes", "y", "true", "dung", "1", "✓", "✔", "v"})
NO: Final = frozenset({"khong", "ko", "k", "no", "n", "false", "sai", "0"})


def yes_no(_column: Column) -> Reader:
    """Yes or no, in words or as a mark."""

    def read(value: object) -> object:
        if isinstance(value, bool):
            return value
        typed = fold(typed_text(value))
        if typed in YES:
            return True
        if typed in NO:
            return False
        if not typed:
            return None
        raise Wrong("yes_no", _("Write “có” or “không”."))

    return read


def choice(offer: Offer) -> Reader:
    """The code of one of the values offered, by code or words, accents aside."""

    def read(value: object) -> object:
        typed = fold(typed_text(value))
        if not typed:
            return None
        found = offer.find(typed)
        if found is not None:
            return found
        begun = offer.beginning(typed)
        if begun is not None:
            text = _("Read as “%(label)s”.")
            return Repaired(begun.code, text % {"label": begun.label})
        raise Wrong("choice", offer.refusal())

    return read
