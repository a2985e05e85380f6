"""What an import would do: each row new, changed, unchanged or refused; of a changed one, what and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocop.exchange.checking import Checked
    from ocop.exchange.checking.parts import Part
    from ocop.exchange.sheets import Fault, Repair


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


LABELS = {
    Status.NEW: _("New"),
    Status.CHANGED: _("Changed"),
    Status.UNCHANGED: _("Unchanged"),
    Status.REFUSED: _("Refused"),
}


CODES = {
    Kind.PRODUCERS: "producer_code",
    Kind.PRODUCTS: "product_code",
    Kind.CERTIFICATES: "product_code",
}
"""The column that names the record of a row."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that says something else than the register: its column, before and after in words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. `number` is the sheet's own, `code` that of the record."""

    number: int
    code: str
    status: Status
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Differences:
    """A file beside the register.

    `statuses` has one per row; `changes` those of changed rows by place; `places` of each part the places of
    rows whose stored record says something else. `faults` are refusals, `notes` and `repairs` are told.
    `versions` are those of the stored records, 0 where there is none.
    """

    kind: Kind
    numbers: list[int]
    codes: list[str]
    statuses: list[Status]
    changes: dict[int, list[Change]]
    places: dict[str, list[int]]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged, refused."""
        found = Counter(self.statuses)
        return {status.value: found[status] for status in Status}

    @property
    def may_be_carried_out(self) -> bool:
        """Whether nothing is refused: all or nothing."""
        return not self.faults

    @property
    def digest(self) -> str:
        """Names what would be done: the page hands it back, so that nothing else is done than was shown."""
        told = [
            self.kind.value,
            self.numbers,
            self.codes,
            [status.value for status in self.statuses],
            self.versions,
            sorted(
                (at, one.column, one.before, one.after) for at, found in self.changes.items() for one in found
            ),
        ]
        return sha256(msgspec.json.encode(told)).hexdigest()

    def rows(self, status: Status | None = None) -> Iterator[Row]:
        """The rows in the order of the file, with what changes or is wrong in each; those of one status."""
        faults: dict[int, list[Fault]] = {}
        for fault in self.faults:
            faults.setdefault(fault.row, []).append(fault)
        for at, found in enumerate(self.statuses):
            if status is None or found == status:
                number = self.numbers[at]
                changes, wrong = self.changes.get(at, ()), faults.get(number, ())
                yield Row(number, self.codes[at], found, tuple(changes), tuple(wrong))


def compare(checked: Checked) -> Differences:
    """Set a checked sheet beside what is stored; an empty cell leaves what is stored as it is."""
    rows = checked.rows
    changes: dict[int, list[Change]] = {}
    places = {part.name: _compare(checked, part, changes) for part in checked.parts}
    if any(shares is not None for shares in checked.shares):
        _compare_shares(checked, changes)
    keys = checked.keys
    faults, notes = sorted(rows.faults, key=lambda one: one.row), sorted(rows.notes, key=lambda one: one.row)
    refused = {fault.row for fault in faults}
    statuses = [
        Status.REFUSED
        if number in refused
        else Status.NEW
        if keys[at] is None
        else Status.CHANGED
        if at in changes
        else Status.UNCHANGED
        for at, number in enumerate(rows.numbers)
    ]
    kept = {at: found for at, found in changes.items() if statuses[at] == Status.CHANGED}
    codes = [code or "" for code in rows.column(CODES[rows.sheet.kind])]
    return Differences(
        kind=rows.sheet.kind,
        numbers=rows.numbers,
        codes=codes,
        statuses=statuses,
        changes=kept,
        places=places,
        faults=faults,
        notes=notes,
        repairs=rows.sheet.repairs,
        versions=[checked.versions.get(key or 0, 0) for key in keys],
    )


def content(checked: Checked, part: Part) -> set[int]:
    """The places in which a row says something of a part, beside the year of its figures."""
    columns = [checked.values[key] for key in part.columns if key in checked.values and key != "year"]
    needed = [checked.cells(key) for key in part.needs]
    return {
        at
        for at, cells in enumerate(zip(*columns, strict=True))
        if any(cell is not None for cell in cells) and all(need[at] is not None for need in needed)
    }


def _compare(checked: Checked, part: Part, changes: dict[int, list[Change]]) -> list[int]:
    """Note the changes of a part; returns the places whose stored record of it says something else."""
    stored = checked.stored[part.name].values
    known = [at for at, key in enumerate(checked.keys) if key is not None]
    there = [at for at, row in enumerate(stored) if row is not None]
    added = sorted(content(checked, part) & set(known) - set(there)) if part.parent and known else []
    found: set[int] = set()
    for place, key in enumerate(part.columns):
        if key not in checked.values:
            continue
        cells = checked.values[key]
        for at in added:
            if cells[at] is not None:
                changes.setdefault(at, []).append(Change(key, "", checked.said(key, cells[at])))
        differing = [at for at in there if cells[at] is not None and cells[at] != stored[at][place]]  # type: ignore[index]
        found.update(differing)
        for at in differing:
            before = checked.said_before(part, key, stored[at])  # type: ignore[arg-type]
            changes.setdefault(at, []).append(Change(key, before, checked.said(key, cells[at])))
    return sorted(found)


def _compare_shares(checked: Checked, changes: dict[int, list[Change]]) -> None:
    for at, shares in enumerate(checked.shares):
        before = checked.shared_before[at]
        if shares is not None and checked.keys[at] is not None and shares.keys() != before.keys():
            change = Change("shared_communes", ", ".join(sorted(before)), ", ".join(sorted(shares)))
            changes.setdefault(at, []).append(change)
