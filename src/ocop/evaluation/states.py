"""What the states of a dossier are called, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext_lazy

from ocop.platform.display import Tag
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier

TAGS: Final = {
    "draft": Tag(pgettext_lazy("state of a dossier", "Draft"), "grey"),
    "filed": Tag(pgettext_lazy("state of a dossier", "Filed, with the commune"), "blue"),
    "returned": Tag(pgettext_lazy("state of a dossier", "Needs completing"), "amber"),
    "sent_up": Tag(pgettext_lazy("state of a dossier", "Sent up"), "blue"),
    "accepted": Tag(pgettext_lazy("state of a dossier", "Waiting for the council"), "blue"),
    "scoring": Tag(pgettext_lazy("state of a dossier", "Being scored"), "blue"),
    "revealed": Tag(pgettext_lazy("state of a dossier", "Sheets revealed"), "blue"),
    "closed": Tag(pgettext_lazy("state of a dossier", "Waiting for the decision"), "blue"),
    "recognised": Tag(pgettext_lazy("state of a dossier", "Recognised"), "green"),
    "not_recognised": Tag(pgettext_lazy("state of a dossier", "Not recognised"), "red"),
    "forwarded": Tag(pgettext_lazy("state of a dossier", "Sent on to the next level"), "blue"),
    "withdrawn": Tag(pgettext_lazy("state of a dossier", "Withdrawn"), "grey"),
}


AT_LEVEL: Final = {
    ("filed", "district"): Tag(pgettext_lazy("state of a dossier", "Filed, with the district"), "blue"),
    ("sent_up", "district"): Tag(pgettext_lazy("state of a dossier", "Sent to the district"), "blue"),
    ("sent_up", "province"): Tag(pgettext_lazy("state of a dossier", "Sent to the province"), "blue"),
    ("accepted", "centre"): Tag(
        pgettext_lazy("state of a dossier", "Waiting for the ministry's council"), "blue"
    ),
    ("scoring", "centre"): Tag(
        pgettext_lazy("state of a dossier", "Scored by the ministry's council"), "blue"
    ),
    ("closed", "centre"): Tag(
        pgettext_lazy("state of a dossier", "Waiting for the ministry's decision"), "blue"
    ),
    ("forwarded", "centre"): Tag(pgettext_lazy("state of a dossier", "With the ministry"), "blue"),
    ("forwarded", "province"): Tag(pgettext_lazy("state of a dossier", "Sent to the province"), "blue"),
}


def tag(state: str, level: str = "", regime_id: str = "") -> Tag:
    """The words and colour of a state: those that the regime brings along, else those of this table.

    For one that neither knows, its code in plain letters.
    """
    named = regimes.regime(regime_id).state_name(state, level) if regime_id else None
    if named is not None:
        return Tag(say(regime_id, named.name), named.tone or "blue")
    return AT_LEVEL.get((state, level)) or TAGS.get(state) or Tag(plain(state))


def plain(code: str) -> str:
    """A code in plain letters: "sent_on" as "Sent on"."""
    return code.replace("_", " ").strip().capitalize()


def of(dossier: Dossier) -> Tag:
    """The words and colour of where a dossier is now."""
    return tag(dossier.state, dossier.level, dossier.regime_id)
