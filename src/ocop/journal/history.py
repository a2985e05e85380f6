"""The history of one object in words a citizen understands: what was done, when, by whom, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ocop.journal import rules
from ocop.journal.naming import Place, place_names
from ocop.platform.actors import label_of_role
from ocop.platform.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.journal.models import Entry
    from ocop.platform.actors import Actor

LONGEST: Final = 300
"""Entries that are read for one page; of a longer history the latest."""


@dataclass(slots=True)
class Line:
    """One line: an act, or the same act of the same person several times in a row on one day.

    `name` is empty where the reader may not know it, and after it was erased.
    """

    verb: StrOrPromise
    first_at: datetime
    last_at: datetime
    role: StrOrPromise
    place: str
    name: str
    reason: str
    fields: Sequence[str]
    times: int = 1
    key: tuple[object, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class History:
    """The lines of a page, oldest first; `shortened` when older ones were left out."""

    lines: Sequence[Line]
    shortened: bool = False


def told(actor: Actor, entries: QuerySet[Entry]) -> History:
    """A history for this reader: one query for the entries and two for the places, however long it is.

    The caller got the object through `visible_to`, and left out what this reader may not know.
    """
    latest = list(entries.select_related("erasable").order_by("-seq")[: LONGEST + 1])
    found = latest[:LONGEST][::-1]
    return History(lines_of(actor, found, together=True), shortened=len(latest) > LONGEST)


def lines_of(actor: Actor, entries: Iterable[Entry], *, together: bool = False) -> list[Line]:
    """The lines of these entries, in their order; places are named with one query.

    `together`: the same act of the same person several times in a row on one day is one line.
    """
    found = list(entries)
    names = place_names({Place(entry.unit_path, entry.unit_code): entry.at for entry in found})
    lines: list[Line] = []
    for entry in found:
        line = _line(actor, entry, names.get(Place(entry.unit_path, entry.unit_code), ""))
        if together and lines and lines[-1].key == line.key and not line.reason:
            lines[-1].times += 1
            lines[-1].last_at = line.last_at
        else:
            lines.append(line)
    return lines


def _line(actor: Actor, entry: Entry, place: str) -> Line:
    return Line(
        verb=entry.verb_label,
        first_at=entry.at,
        last_at=entry.at,
        role=label_of_role(entry.role),
        place=place,
        name=entry.actor_name if entry.actor_id and rules.may_know_name(actor, entry) else "",
        reason=entry.reason,
        fields=entry.fields.split(),
        key=(
            entry.verb,
            entry.actor_id,
            entry.role,
            entry.unit_path,
            entry.reason,
            entry.fields,
            local_day(entry.at),
        ),
    )
