"""The matrix of sector tasks, and the yearly checklist of duties."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.steering import duties, rules
from ocop.steering.actions.common import cleaned, missing, refuse_faults, stated
from ocop.steering.models import (
    NAME_LENGTH,
    DutyCheck,
    DutyEvidence,
    DutyState,
    Sector,
    SectorTask,
    TaskState,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What is written about a task; the names are those of the columns and of the form fields."""

    sector: str
    text: str
    owner: str = ""
    due_on: date | None = None
    state: str = TaskState.OPEN
    result: str = ""


@transaction.atomic
def lay_out_tasks(*, actor: Actor, unit_id: int, year: int, now: datetime) -> list[SectorTask]:
    """Begin a year's matrix with the usual share of work.

    Raises: Denied; Conflict when the year has tasks, or lies too far ahead; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id)
    require(rules.can_manage(actor, unit))
    _refuse_far_year(year, now)
    if SectorTask.objects.filter(unit=unit, year=year).exists():
        raise Conflict(_("This year has tasks already. Add what is missing one by one."))
    tasks = [
        SectorTask(unit=unit, year=year, sector=one.sector, text=one.text.vi) for one in duties.usual_tasks()
    ]
    SectorTask.objects.bulk_create(tasks)
    stored = list(SectorTask.objects.filter(unit=unit, year=year).order_by("pk"))
    after = {"unit": unit.path, "year": year, "tasks": len(stored)}
    record(actor=actor, verb="task.year_laid_out", obj=stored[0], before={}, after=after, now=now)
    return stored


@transaction.atomic
def add_task(*, actor: Actor, unit_id: int, year: int, facts: TaskFacts, now: datetime) -> SectorTask:
    """Give a sector a task.

    Raises: Denied; ValidationError by field; Conflict when the sector has this task; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id)
    require(rules.can_manage(actor, unit))
    _refuse_far_year(year, now)
    checked = asdict(_checked_task(facts, year))
    task = SectorTask(unit=unit, year=year, **checked)
    _refuse_same_task(task)
    task.save(force_insert=True)
    after = {"unit": unit.path, "year": year, **stated(checked)}
    record(actor=actor, verb="task.added", obj=task, before={}, after=after, now=now)
    return task


@transaction.atomic
def change_task(
    *, actor: Actor, task_id: int, expected_version: int, facts: TaskFacts, now: datetime
) -> SectorTask:
    """Say how far a task is, or correct it.

    Raises: Denied, Stale, ValidationError by field, Conflict, DoesNotExist.
    """
    task = SectorTask.objects.visible_to(actor).for_update().select_related("unit").get(pk=task_id)
    require(rules.can_manage(actor, task.unit))
    task.expect_version(expected_version)
    checked = asdict(_checked_task(facts, task.year))
    before = {name: getattr(task, name) for name in checked}
    for name, value in checked.items():
        setattr(task, name, value)
    _refuse_same_task(task)
    task.version += 1
    task.save(update_fields=[*checked, "version"])
    record(actor=actor, verb="task.changed", obj=task, before=stated(before), after=stated(checked), now=now)
    return task


@transaction.atomic
def answer_duty(
    *,
    actor: Actor,
    unit_id: int,
    year: int,
    code: str,
    expected_version: int,
    state: str,
    note: str,
    file: CheckedFile | None = None,
    now: datetime,
) -> DutyCheck:
    """Say how a duty of the own unit stands; `expected_version` is 0 for the first answer.

    What was done, even partly, is shown by a note or a paper.
    Raises: Denied; Stale; ValidationError by field; Conflict for a year to come; Unit.DoesNotExist, and
    DutyCheck.DoesNotExist for a duty the unit does not have in that year.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id)
    require(rules.can_answer_duties(actor, unit))
    if code not in {one.code for one in duties.duties_of(unit, year)}:
        raise DutyCheck.DoesNotExist
    if year > local_day(now).year:
        raise Conflict(_("This year has not begun. Its duties are answered from its first day on."))
    row = _locked_check(actor, unit, year, code)
    row.expect_version(expected_version)
    said = str(cleaned({"note": note}, lines=frozenset({"note"}))["note"])
    _refuse_bare_answer(row, state, said, file)
    before: dict[str, object] = {"state": row.state, "note": row.note}
    row.state, row.note, row.said_by_id, row.said_at = state, said, actor.user_id or 0, now
    row.version += 1
    row.save()
    after: dict[str, object] = {"unit": unit.path, "year": year, "code": code, "state": state, "note": said}
    if file is not None:
        paper = DutyEvidence(check_row=row, added_at=now)
        paper.take(file)
        paper.save(force_insert=True)
        after["file"] = file.sha256
    record(actor=actor, verb="duty.answered", obj=row, before=before, after=after, now=now)
    return row


def _locked_check(actor: Actor, unit: Unit, year: int, code: str) -> DutyCheck:
    """The answer so far; a new one, not yet stored, where there is none."""
    found = DutyCheck.objects.visible_to(actor).for_update().filter(unit=unit, year=year, code=code).first()
    return found or DutyCheck(unit=unit, year=year, code=code, version=0)


def _refuse_bare_answer(row: DutyCheck, state: str, note: str, file: CheckedFile | None) -> None:
    if state not in DutyState.values:
        refuse_faults({"state": _("Choose how the duty stands.")})
    shown = bool(note) or file is not None or (bool(row.pk) and row.evidence.exists())
    if state != DutyState.NOT_DONE and not shown:
        refuse_faults({"note": _("Write what was done, or add a paper that shows it.")})


def _refuse_far_year(year: int, now: datetime) -> None:
    if not duties.first_year() <= year <= local_day(now).year + YEARS_AHEAD:
        raise Conflict(_("Tasks are kept from 2021 to next year. Choose another year."))


def _checked_task(facts: TaskFacts, year: int) -> TaskFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    given = cleaned(asdict(facts), lines=frozenset({"result"}))
    faults: dict[str, StrOrPromise] = missing(given, {"text": _("Write the task.")})
    if given["sector"] not in Sector.values:
        faults["sector"] = _("Choose one of the sectors listed.")
    if given["state"] not in TaskState.values:
        faults["state"] = _("Choose how far the task is.")
    if len(str(given["text"])) > NAME_LENGTH:
        faults["text"] = _("Write the task in fewer words.")
    if facts.due_on is not None and facts.due_on.year < year:
        faults["due_on"] = _("The day lies before the year of the task.")
    if given["state"] == TaskState.DONE and not given["result"]:
        faults["result"] = _("Write what came of it.")
    refuse_faults(faults)
    return TaskFacts(**given)  # type: ignore[arg-type]  # the same names and types as before


def _refuse_same_task(task: SectorTask) -> None:
    same = SectorTask.objects.filter(unit_id=task.unit_id, year=task.year, sector=task.sector, text=task.text)
    if same.exclude(pk=task.pk).exists():
        raise Conflict(_("The sector has this task in this year already."))
