"""What rooms above add to certificates: notes on their page, and what a decision to withdraw begins with.

They register it from `AppConfig.ready()`; this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate


@dataclass(frozen=True, slots=True)
class Note:
    """A way to another page; with a title it stands in a banner, otherwise it is a button."""

    link: StrOrPromise
    url: str
    title: StrOrPromise = ""
    words: StrOrPromise = ""


Notes = Callable[["Actor", "Certificate", "date"], Iterable[Note]]
Draft = Callable[["Actor", "Certificate"], Mapping[str, str]]
"""What the fields of the form to withdraw begin with: `ground` and `reason`."""

_notes: list[Notes] = []
_drafts: list[Draft] = []


def add_notes(notes: Notes) -> None:
    """Register what this reader finds on the page of a certificate."""
    if notes not in _notes:
        _notes.append(notes)


def notes_on(actor: Actor, certificate: Certificate, today: date) -> list[Note]:
    """The notes of other rooms; the certificate comes from `queries.certificate`."""
    return [note for notes in _notes for note in notes(actor, certificate, today)]


def add_draft(draft: Draft) -> None:
    """Register what a decision to withdraw begins with."""
    if draft not in _drafts:
        _drafts.append(draft)


def draft_of(actor: Actor, certificate: Certificate) -> dict[str, str]:
    """What other rooms know of a decision to withdraw this certificate."""
    return {name: words for draft in _drafts for name, words in draft(actor, certificate).items()}
