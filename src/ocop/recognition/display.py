"""Words and colours for what a certificate is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, pgettext_lazy

from ocop.law.validity import Removed
from ocop.platform.display import Tag
from ocop.programme.queries import labels
from ocop.recognition.removing import REASONS
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.law.validity import State
    from ocop.law.words import Language

STATES: Final[dict[State, Tag]] = {
    "not_yet": Tag(pgettext_lazy("state of a certificate", "Not yet in force"), "grey"),
    "valid": Tag(pgettext_lazy("state of a certificate", "In force"), "green"),
    "expiring": Tag(pgettext_lazy("state of a certificate", "Expires soon"), "amber"),
    "kept": Tag(pgettext_lazy("state of a certificate", "Kept while it is evaluated again"), "blue"),
    "expired": Tag(pgettext_lazy("state of a certificate", "Expired"), "red"),
    "upgraded": Tag(pgettext_lazy("state of a certificate", "Upgraded"), "grey"),
    "replaced": Tag(pgettext_lazy("state of a certificate", "Replaced"), "grey"),
    "withdrawn": Tag(pgettext_lazy("state of a certificate", "Withdrawn"), "red"),
    "removed": Tag(pgettext_lazy("state of a certificate", "Struck from the register"), "red"),
}

ENDED: Final[tuple[State, ...]] = ("upgraded", "replaced", "withdrawn", "removed")
"""The states that an event, not the calendar, brings about."""


def language() -> Language:
    """The language of the page, as the law room knows it."""
    return "en" if (get_language() or "").startswith("en") else "vi"


def say(regime_id: str, text: str) -> str:
    """A text of a regime in the language of the page."""
    return regimes.library().label(regime_id, text, language())


def ground(cause: object) -> str:
    """Why a certificate was struck from the register, in words; empty for every other end."""
    return labels(REASONS, (cause.reason,))[0] if isinstance(cause, Removed) and cause.reason else ""
