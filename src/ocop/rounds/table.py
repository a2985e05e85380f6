"""Who may not judge which product of an agenda: a table of members and dossiers, before it is convened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ocop.evaluation.models import SeatRole
from ocop.evaluation.queries import interests
from ocop.evaluation.reviewing import hindrances

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier, Seat
    from ocop.rounds.models import Session, Slot


@dataclass(frozen=True, slots=True)
class Cell:
    """A member and a dossier: what ties them, and whether the member is to be left out."""

    seat: Seat
    reason: StrOrPromise
    left_out: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier with its cells in the order of the members; `owed`: what it still lacks."""

    dossier: Dossier
    cells: Sequence[Cell]
    owed: StrOrPromise

    @property
    def tied(self) -> list[Cell]:
        """The members that may not judge it."""
        return [cell for cell in self.cells if cell.reason]

    @property
    def needs_stand_in(self) -> bool:
        """Whether the chair or the secretary is among them."""
        return any(cell.seat.role != SeatRole.MEMBER for cell in self.tied)


@dataclass(frozen=True)
class TieTable:
    """The table. `left_out` is what was sent; before that everybody with a tie is to be left out."""

    session: Session
    slots: Sequence[Slot]
    left_out: Mapping[int, Sequence[int]] | None = None

    @cached_property
    def seats(self) -> list[Seat]:
        """The members, those that score and those that do not."""
        return list(self.session.council.sitting.order_by("role", "pk"))

    @cached_property
    def rows(self) -> list[Row]:
        """Every dossier of the agenda, in as many queries as one."""
        dossiers = [slot.dossier for slot in self.slots]
        found, owed = interests(dossiers, self.session.council), hindrances(dossiers)
        return [Row(one, self._cells(one, dict(_keyed(found[one.pk]))), owed[one.pk]) for one in dossiers]

    @property
    def tied(self) -> list[Row]:
        """The dossiers that somebody may not judge."""
        return [row for row in self.rows if row.tied]

    @property
    def not_ready(self) -> list[Row]:
        """The dossiers that cannot go before a council yet, such as for want of a review."""
        return [row for row in self.rows if row.owed]

    def _cells(self, dossier: Dossier, reasons: Mapping[int, StrOrPromise]) -> list[Cell]:
        sent = self.left_out
        return [
            Cell(
                seat,
                reasons.get(seat.pk, ""),
                seat.pk in reasons if sent is None else seat.pk in sent.get(dossier.pk, ()),
            )
            for seat in self.seats
        ]


def _keyed(found: Sequence[tuple[Seat, StrOrPromise]]) -> list[tuple[int, StrOrPromise]]:
    return [(seat.pk, reason) for seat, reason in found]
