"""Lists as files on a shelf: small ones at once, large ones in the background; each is kept some days."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language

from ocop.exchange import lists, queries, rules, storage
from ocop.exchange.columns import Kind
from ocop.exchange.models import ExportFile, ExportState
from ocop.exchange.offices import actor_of, office_of
from ocop.exchange.writing import Format, write_rows
from ocop.journal.actions import record_reading
from ocop.platform import clock, jobs
from ocop.platform.decisions import Denied, require
from ocop.platform.jobs import Progress
from ocop.platform.personal import Purpose
from ocop.registry import restricted
from ocop.registry.rules import can_show_personal, reads_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ocop.platform.actors import Actor
    from ocop.platform.jobs import Fault

MAKE: Final = "exchange.export"
AT_ONCE: Final = 2_000
"""So many rows are written while one waits."""
IN_MEMORY: Final = 8 * 1024 * 1024
STEP: Final = 500


def asks_purpose(actor: Actor, kind: Kind) -> bool:
    """Whether this list holds personal data that this actor may have in the clear for a purpose."""
    return kind == Kind.PRODUCERS and not reads_personal(actor) and bool(can_show_personal(actor))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list, under which filter of its address, as what file; with personal data for a purpose."""

    kind: Kind
    query: str
    form: Format
    purpose: Purpose | None = None


def ask(*, actor: Actor, wanted: Wanted, now: datetime) -> ExportFile:
    """Put a list on one's shelf, at once or as a job; that personal data is read for a purpose is recorded.

    Raises: Denied.
    """
    require(rules.can_export(actor, wanted.kind))
    if wanted.purpose is not None:
        require(can_show_personal(actor))
    made = _asked(actor, wanted, now)
    if made.job is None:
        _make(made, actor, None)
    return made


@transaction.atomic
def _asked(actor: Actor, wanted: Wanted, now: datetime) -> ExportFile:
    kind, purpose, office = wanted.kind, wanted.purpose, office_of(actor)
    count = lists.chosen(actor, kind, wanted.query).count()
    made = ExportFile.objects.create(
        kind=kind.value,
        form=wanted.form.value,
        user_id=office.user_id,
        appointment=office,
        language=get_language() or "vi",
        query=wanted.query,
        words=lists.in_words(kind, wanted.query),
        purpose=purpose.value if purpose else "",
        rows=count,
        asked_at=now,
    )
    if purpose is not None:
        fields = restricted.names(restricted.TABLE["registry.producer"])
        record_reading(actor=actor, obj=made, fields=fields, purpose=purpose.recorded, now=now)
    if count > AT_ONCE:
        made.job = jobs.enqueue(MAKE, made.pk)
        made.save(update_fields=["job"])
    return made


@transaction.atomic
def remove(*, actor: Actor, export_id: int) -> None:
    """Take a file off one's shelf. Raises: ExportFile.DoesNotExist."""
    made = ExportFile.objects.visible_to(actor).for_update().get(pk=export_id)
    storage.remove(made.stored)
    made.delete()


def make(export_id: int, progress: Progress) -> None:
    """Write a large list: work of the background. Removed meanwhile, it is passed over."""
    made = ExportFile.objects.filter(pk=export_id, state=ExportState.WORKING).first()
    if made is None:
        return
    with translation.override(made.language):
        try:
            _make(made, actor_of(made.appointment_id, clock.now()), progress)
        except Denied:
            broken(export_id, None)


def broken(export_id: int, fault: Fault | None) -> None:  # noqa: ARG001 - both mean: ask again
    """Tell on the shelf that an export was not finished."""
    ExportFile.objects.filter(pk=export_id, state=ExportState.WORKING).update(state=ExportState.BROKEN)


def _make(made: ExportFile, actor: Actor, progress: Progress | None) -> None:
    kind = Kind(made.kind)
    rows = queries.rows(actor, kind, among=lists.chosen(actor, kind, made.query), clear=bool(made.purpose))
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as out:
        made.rows = write_rows(kind, _told(rows, made.rows, progress), _plain(out), Format(made.form))
        made.size = out.seek(0, 2)
        out.seek(0)
        made.stored = storage.keep(_plain(out))
    made.state = ExportState.DONE
    if not ExportFile.objects.filter(pk=made.pk).update(
        rows=made.rows, size=made.size, stored=made.stored, state=made.state
    ):
        storage.remove(made.stored)  # taken off the shelf while it was made


def _plain(out: tempfile.SpooledTemporaryFile[bytes]) -> IO[bytes]:
    return out


def _told(
    rows: Iterable[Mapping[str, object]], total: int, progress: Progress | None
) -> Iterator[Mapping[str, object]]:
    """The same rows, while the progress is told."""
    for number, row in enumerate(rows):
        if progress is not None and number % STEP == 0:
            progress.tell("exporting", number, total)
        yield row
