"""A case on the wall of the room: what everybody there may read, and no name unless the regulation says so.

Before the reveal it tells nothing that a seal changes, so neither the page nor its tag tells who has sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ocop.evaluation import additions

if TYPE_CHECKING:
    from ocop.evaluation.settling import Row, Settling

ROWS: Final = 6


@dataclass(frozen=True)
class Board:
    """The wall's view of a case."""

    settling: Settling

    @cached_property
    def place(self) -> additions.Place | None:
        """When the session of the case begins, and its place on that day; None for a case on no agenda."""
        return additions.places([self.settling.case.pk]).get(self.settling.case.pk)

    @cached_property
    def is_open(self) -> bool:
        """Whether the sheets lie open, to the office too, which reads them once they are revealed."""
        return self.settling.case.revealed_at is not None and self.settling.sees_sheets

    @cached_property
    def totals(self) -> list[tuple[str, Decimal]]:
        """The totals, the highest first: under names only where the regulation says so."""
        found = sorted(self.settling.members, key=lambda one: -one.total)
        if self.settling.case.regulation.names_on_projector:
            return [(one.name, one.total) for one in found]
        return [(_("Sheet %(number)d") % {"number": place}, one.total) for place, one in enumerate(found, 1)]

    @cached_property
    def rows(self) -> list[Row]:
        """The criteria on which the sheets differ most."""
        return self.settling.differing[:ROWS]
