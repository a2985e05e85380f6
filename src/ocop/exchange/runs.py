"""Imports by page: a file is sent and checked, what it would do is shown, one button carries it out.

Sending and checking change nothing of the register, so that the journal hears of the import alone, from
`actions.carry_out` (decision 0032). `check` and `write` are the work of the background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ocop.exchange import actions, reading, reports, rules, storage
from ocop.exchange.columns import Kind
from ocop.exchange.models import BUSY, ImportRun, RunState
from ocop.exchange.offices import actor_of, office_of
from ocop.exchange.reading.grids import Unreadable
from ocop.platform import clock, jobs
from ocop.platform.decisions import Conflict, Denied, Stale, require

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.exchange.differences import Differences
    from ocop.exchange.forms import SentFile
    from ocop.exchange.sheets import Sheet
    from ocop.platform.actors import Actor
    from ocop.platform.jobs import Fault, Progress

CHECK: Final = "exchange.check"
WRITE: Final = "exchange.write"


def send(*, actor: Actor, kind: Kind, sent: SentFile, now: datetime) -> ImportRun:
    """Keep a file and have it checked. Raises: Denied; Conflict while one of this kind is under way here."""
    require(rules.can_import(actor, kind))
    key = storage.keep(sent.content)
    try:
        return _sent(actor, kind, sent, key, now)
    except (Conflict, IntegrityError) as error:
        storage.remove(key)
        raise error if isinstance(error, Conflict) else _under_way(actor, kind) from error


@transaction.atomic
def _sent(actor: Actor, kind: Kind, sent: SentFile, key: str, now: datetime) -> ImportRun:
    _require_alone(actor, kind)
    office = office_of(actor)
    run = ImportRun.objects.create(
        kind=kind.value,
        user_id=office.user_id,
        appointment=office,
        unit=office.unit,
        language=get_language() or "vi",
        file_name=sent.name,
        size=len(sent.content),
        sha256=sent.sha256,
        source=key,
        asked_at=now,
    )
    return _queued(run, CHECK)


@transaction.atomic
def check_again(*, actor: Actor, run_id: int, now: datetime) -> ImportRun:
    """Have the stored file checked once more. Raises: Denied; Conflict; ImportRun.DoesNotExist."""
    run = _locked(actor, run_id)
    if run.is_busy:
        return run
    if not run.may_be_checked_again:
        raise Conflict(_("This file can't be checked again. Send it once more."), url=_address(run))
    _require_alone(actor, Kind(run.kind))
    run.state, run.reason, run.asked_at, run.ended_at = RunState.CHECKING, "", now, None
    run.save(update_fields=["state", "reason", "asked_at", "ended_at"])
    return _queued(run, CHECK)


@transaction.atomic
def confirm(*, actor: Actor, run_id: int, digest: str) -> ImportRun:
    """Have the list imported as it was shown; a second click asks for nothing more.

    Raises: Denied; Stale where something else was shown; Conflict; ImportRun.DoesNotExist.
    """
    run = _locked(actor, run_id)
    if run.state in {RunState.WRITING, RunState.DONE}:
        return run
    if not run.may_be_carried_out:
        raise Conflict(
            _("This file isn't ready to be imported. Look at what was found in it."), url=_address(run)
        )
    if run.digest != digest:
        raise Stale(_("The file was checked again after you opened this page. Look at the differences."))
    _require_alone(actor, Kind(run.kind))
    run.state = RunState.WRITING
    run.save(update_fields=["state"])
    return _queued(run, WRITE)


def check(run_id: int, progress: Progress) -> None:
    """The dry run: reads the file, sets it beside the register, marks a copy where cells are refused."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != RunState.CHECKING:
        return
    with translation.override(run.language):
        try:
            content, sheet = _read(run, progress)
            actor = actor_of(run.appointment_id, clock.now())
            progress.tell("checking", total=len(sheet.numbers))
            found = actions.dry_run(actor=actor, sheet=sheet, now=clock.now())
            progress.tell("telling")
            _checked(
                run, found, reports.keep(reports.report_of(found, actor)), _marked(content, sheet, found)
            )
        except Denied as refusal:
            _ended(run_id, RunState.BROKEN, str(refusal))


def write(run_id: int, progress: Progress) -> None:
    """The import: all rows and the state of the run in one transaction."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != RunState.WRITING:
        return
    with translation.override(run.language):
        try:
            _content, sheet = _read(run, progress)
            progress.tell("writing", total=run.to_write)
            _written(run_id, sheet)
        except Stale as refusal:
            _ended(run_id, RunState.STALE, str(refusal))
        except (Denied, Conflict) as refusal:
            _ended(run_id, RunState.BROKEN, str(refusal))


def broken(run_id: int, fault: Fault) -> None:
    """Tell on the page of a run that its work ended in the middle; the register is as it was before."""
    run = ImportRun.objects.for_update().filter(pk=run_id, state__in=BUSY).first()
    if run is None:
        return
    with translation.override(run.language):
        why = (
            gettext("The server stopped while it worked on this file.")
            if fault == jobs.Fault.INTERRUPTED
            else gettext("Something went wrong that this program did not foresee.")
        )
    _ended(run_id, RunState.BROKEN, why)


@transaction.atomic
def _written(run_id: int, sheet: Sheet) -> None:
    run = ImportRun.objects.for_update().get(pk=run_id)
    if run.state != RunState.WRITING:
        return
    now = clock.now()
    outcome = actions.carry_out(
        actor=actor_of(run.appointment_id, now),
        sheet=sheet,
        file_digest=run.sha256,
        expected=run.digest,
        now=now,
    )
    run.entry, run.ended_at = outcome.entry, now
    run.state = RunState.NOTHING if outcome.entry is None else RunState.DONE
    run.save(update_fields=["entry", "ended_at", "state"])


def _read(run: ImportRun, progress: Progress) -> tuple[bytes, Sheet]:
    progress.tell("reading")
    content = storage.read(run.source)
    return content, reading.read(content, run.file_name, Kind(run.kind))


def _marked(content: bytes, sheet: Sheet, found: Differences) -> str:
    """The key of the marked copy; none where nothing is wrong or the file can't be opened."""
    if not found.faults:
        return ""
    from ocop.exchange.marking import mark  # noqa: PLC0415 - its library takes long to load, and few files need it

    try:
        return storage.keep(mark(content, sheet, found.faults))
    except Unreadable:
        return ""


@transaction.atomic
def _checked(run: ImportRun, found: Differences, report: str, marked: str) -> None:
    storage.remove(run.report, run.marked)
    run.report, run.marked, run.digest = report, marked, found.digest
    for status, count in found.counts.items():
        setattr(run, status, count)
    run.checked_at = clock.now()
    run.state = (
        RunState.REFUSED if found.faults else RunState.READY if run.new + run.changed else RunState.NOTHING
    )
    fields = ["report", "marked", "digest", "new", "changed", "unchanged", "refused", "checked_at", "state"]
    run.save(update_fields=fields)


@transaction.atomic
def _ended(run_id: int, state: RunState, reason: str) -> None:
    run = ImportRun.objects.for_update().get(pk=run_id)
    run.state, run.reason, run.ended_at = state, reason, clock.now()
    run.save(update_fields=["state", "reason", "ended_at"])


def _queued(run: ImportRun, work: str) -> ImportRun:
    run.job = jobs.enqueue(work, run.pk)
    run.save(update_fields=["job"])
    return run


def _locked(actor: Actor, run_id: int) -> ImportRun:
    run: ImportRun = ImportRun.objects.visible_to(actor).for_update().get(pk=run_id)
    require(rules.can_import(actor, Kind(run.kind)))
    return run


def _require_alone(actor: Actor, kind: Kind) -> None:
    if ImportRun.objects.visible_to(actor).filter(kind=kind.value, state__in=BUSY).exists():
        raise _under_way(actor, kind)


def _under_way(actor: Actor, kind: Kind) -> Conflict:
    other = ImportRun.objects.visible_to(actor).filter(kind=kind.value, state__in=BUSY).first()
    text = _("Another list of this kind is being worked on in your office. Wait until it is done.")
    return Conflict(text, url=_address(other) if other else "")


def _address(run: ImportRun) -> str:
    return reverse("exchange:import", args=[run.pk])
