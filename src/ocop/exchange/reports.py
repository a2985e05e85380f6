"""What a dry run found, as it is kept for the page of the run: read again as often as the page is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from ocop.exchange import storage
from ocop.exchange.columns import COLUMNS, Kind
from ocop.exchange.differences import Status
from ocop.platform.personal import HIDDEN
from ocop.registry import restricted
from ocop.registry.rules import reads_personal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.exchange.differences import Change, Differences
    from ocop.exchange.models import ImportRun
    from ocop.exchange.sheets import Fault, Repair
    from ocop.platform.actors import Actor

SHOWN: Final = 200
"""So many cells are listed on the page; the marked copy has them all."""
PRODUCER: Final = "registry.producer"
HOUSEHOLD: Final = "ho"
"""Of a row of the file the kind is not known here, so each is taken for a family."""


class Cell(msgspec.Struct, array_like=True):
    """A cell that was refused or read otherwise. `column` is the heading; `row` 0 means the whole file."""

    row: int
    column: str
    value: str
    reason: str
    read_as: str = ""


class Changed(msgspec.Struct, array_like=True):
    """What a cell says now and will say."""

    column: str
    before: str
    after: str


class Line(msgspec.Struct, array_like=True):
    """A row of the file with its number, the code of its record and what changes in it."""

    number: int
    code: str
    changes: list[Changed] = []


class Report(msgspec.Struct):
    """Cells that were refused, told or repaired, the first of each with their numbers; rows by status."""

    faults: list[Cell]
    notes: list[Cell]
    repairs: list[Cell]
    fault_count: int
    note_count: int
    repair_count: int
    rows: dict[str, list[Line]]

    def of(self, status: str) -> list[Line]:
        """The rows of a status, in the order of the file."""
        return self.rows.get(status, [])


def report_of(found: Differences, actor: Actor) -> Report:
    """The report of a dry run, in the present language, for an office that did not ask for personal data."""
    headings = {column.key: column.heading for column in COLUMNS[found.kind]}
    masks = found.kind == Kind.PRODUCERS and not reads_personal(actor)
    rows: dict[str, list[Line]] = {status.value: [] for status in Status}
    for row in found.rows():
        changes = [_changed(one, headings, masks=masks) for one in row.changes]
        rows[row.status.value].append(Line(row.number, row.code, changes))
    return Report(
        faults=_cells(found.faults, headings),
        notes=_cells(found.notes, headings),
        repairs=_repairs(found.repairs, headings),
        fault_count=len(found.faults),
        note_count=len(found.notes),
        repair_count=len(found.repairs),
        rows=rows,
    )


def keep(report: Report) -> str:
    """Store a report; its key."""
    return storage.keep(msgspec.json.encode(report))


def load(run: ImportRun) -> Report | None:
    """The report of a run; None where there is none or it was removed."""
    if not run.report:
        return None
    try:
        return msgspec.json.decode(storage.read(run.report), type=Report)
    except FileNotFoundError:
        return None


def _changed(change: Change, headings: dict[str, str], *, masks: bool) -> Changed:
    before = _masked(change.column, change.before) if masks else change.before
    return Changed(headings.get(change.column, change.column), before, change.after)


def _masked(column: str, value: str) -> str:
    """What stood in the register is masked as on pages; what the file says its sender knows."""
    if not any(field.name == column for field in restricted.TABLE[PRODUCER]):
        return value
    hidden = restricted.hidden(PRODUCER, {column: value}, HOUSEHOLD)
    return str(hidden[column]) or HIDDEN if value else ""


def _cells(faults: Iterable[Fault], headings: dict[str, str]) -> list[Cell]:
    return [
        Cell(one.row, headings.get(one.column, one.column), one.value, str(one.reason))
        for one in list(faults)[:SHOWN]
    ]


def _repairs(repairs: Iterable[Repair], headings: dict[str, str]) -> list[Cell]:
    return [
        Cell(one.row, headings.get(one.column, one.column), one.value, str(one.reason), one.read_as)
        for one in list(repairs)[:SHOWN]
    ]
