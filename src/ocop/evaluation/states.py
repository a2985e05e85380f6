"""What the states of a dossier are called, for people."""

from __future__ import annotations

from typing import Final

from django.utils.translation import pgettext_lazy

from ocop.platform.display import Tag

TAGS: Final = {
    "draft": Tag(pgettext_lazy("state of a dossier", "Draft"), "grey"),
    "filed": Tag(pgettext_lazy("state of a dossier", "Filed, with the commune"), "blue"),
    "returned": Tag(pgettext_lazy("state of a dossier", "Needs completing"), "amber"),
    "sent_up": Tag(pgettext_lazy("state of a dossier", "Sent to the province"), "blue"),
    "accepted": Tag(pgettext_lazy("state of a dossier", "Waiting for the council"), "blue"),
    "scoring": Tag(pgettext_lazy("state of a dossier", "Being scored"), "blue"),
    "revealed": Tag(pgettext_lazy("state of a dossier", "Sheets revealed"), "blue"),
    "closed": Tag(pgettext_lazy("state of a dossier", "Waiting for the decision"), "blue"),
    "recognised": Tag(pgettext_lazy("state of a dossier", "Recognised"), "green"),
    "not_recognised": Tag(pgettext_lazy("state of a dossier", "Not recognised"), "red"),
    "forwarded": Tag(pgettext_lazy("state of a dossier", "With the ministry"), "blue"),
    "withdrawn": Tag(pgettext_lazy("state of a dossier", "Withdrawn"), "grey"),
}


def tag(state: str) -> Tag:
    """The words and colour of a state; the bare code for one that a later regime brings."""
    return TAGS.get(state) or Tag(state)
