"""The minutes of a whole day: who was there, every product with its result, one document for paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ocop.evaluation import minutes
from ocop.evaluation.models.council import undeclared_cases
from ocop.evaluation.settling import Settling
from ocop.rounds.comparing import Comparison, compared
from ocop.rounds.sitting import Line, Sitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.platform.actors import Actor
    from ocop.rounds.models import Session, Slot


@dataclass(frozen=True, slots=True)
class Section:
    """One product: what the council settled, and how that stands to the specialised council.

    `minutes` are those of its case, so that both papers say the same and keep the same names. `is_closed_to`:
    the reader has still to declare, so that what the producer explained is not told.
    """

    line: Line
    settling: Settling | None
    minutes: minutes.Minutes | None
    comparison: Comparison | None
    is_closed_to: bool = False

    @property
    def slot(self) -> Slot:
        """Its slot, with what the producer said."""
        return self.line.slot


@dataclass(frozen=True)
class Minutes:
    """The minutes of a session for a reader; marks only of the cases whose sheets are open to them."""

    actor: Actor
    session: Session

    @cached_property
    def sitting(self) -> Sitting:
        """The day."""
        return Sitting(self.actor, self.session)

    @cached_property
    def sections(self) -> Sequence[Section]:
        """Every product this reader may see, in the order of the day."""
        silent = set(undeclared_cases(self.actor).values_list("dossier_id", flat=True))
        return [self._section(line, closed=line.slot.dossier_id in silent) for line in self.sitting.lines]

    def _section(self, line: Line, *, closed: bool) -> Section:
        case = line.slot.case
        if closed or case is None or case.revealed_at is None:
            return Section(line, None, None, None, closed)
        case.dossier = line.slot.dossier
        settling = Settling(self.actor, case)
        if not settling.sees_sheets:
            return Section(line, None, None, None)
        return Section(line, settling, minutes.minutes_of(settling), compared(self.actor, case))
