"""Whether enough of a council take part in a case: counted anew with every withdrawal and absence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.evaluation.models import SeatRole, SheetState

if TYPE_CHECKING:
    from ocop.evaluation.models import CouncilCase


@dataclass(frozen=True, slots=True)
class Quorum:
    """`eligible` members may judge, since they have no interest; `standing` of them take part; `needed` must.

    `chair_missing`: the regulation asks for the chair, and neither the chair nor a stand-in takes part.
    """

    eligible: int
    standing: int
    needed: int
    chair_missing: bool

    @property
    def reached(self) -> bool:
        """Whether the council may decide."""
        return self.standing >= self.needed and not self.chair_missing

    @property
    def words(self) -> str:
        """What is missing; empty when nothing is."""
        if self.standing < self.needed:
            return _("Only %(count)d members still score; the council needs %(quorum)d.") % {
                "count": self.standing,
                "quorum": self.needed,
            }
        if self.chair_missing:
            return _("Neither the chair nor anyone standing in takes part; the regulation asks for it.")
        return ""


def quorum_of(case: CouncilCase) -> Quorum:
    """The quorum of the present round. Three queries at most."""
    states = list(case.sheets.filter(round_no=case.round_no).values_list("state", flat=True))
    eligible = sum(1 for state in states if state != SheetState.VOID)
    standing = sum(1 for state in states if state in {SheetState.DRAFT, SheetState.SEALED})
    regulation = case.regulation
    missing = regulation.chair_present and not _has_chair(case)
    return Quorum(eligible, standing, regulation.needed(eligible), missing)


def chair_declared(case: CouncilCase) -> bool:
    """Whether the chair, or who stands in as one, has declared no interest in the case."""
    said = case.declarations.filter(has_interest=False).values_list("seat_id", flat=True)
    return bool(_chairs(case) & set(said))


def _has_chair(case: CouncilCase) -> bool:
    """Whether the chair, or who stands in as one, takes part."""
    return bool(_chairs(case))


def _chairs(case: CouncilCase) -> set[int]:
    """Keys of the places of those who take part as chair."""
    gone = set(case.declarations.filter(has_interest=True).values_list("seat_id", flat=True))
    gone |= set(case.absences.values_list("seat_id", flat=True))
    chairs = set(case.council.sitting.filter(role=SeatRole.CHAIR).values_list("pk", flat=True))
    chairs |= set(case.stand_ins.filter(role=SeatRole.CHAIR).values_list("seat_id", flat=True))
    return chairs - gone
