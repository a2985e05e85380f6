"""A sheet on paper as a form to type from: the boxes of the rulebook, and nothing of what the sheet holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ocop.evaluation import receipts
from ocop.evaluation.table import Table
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier, Sheet
    from ocop.evaluation.table import Line


@dataclass(frozen=True)
class Transcript:
    """What one person reads on a paper: `marks` are theirs alone. `only`: the criteria to read again."""

    sheet: Sheet
    marks: Mapping[str, int]
    only: Collection[str] = field(default=())

    @property
    def dossier(self) -> Dossier:
        """The dossier the sheet judges."""
        return self.sheet.case.dossier

    @property
    def code(self) -> str:
        """The code on the paper."""
        return receipts.code_of(self.sheet)

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @cached_property
    def lines(self) -> list[Line]:
        """The criteria, in the decision's order; those alone that differ, when any do."""
        # Nothing is closed here: what stands on the paper is typed, and what cannot count is then told.
        leaves = self.table.product_set.leaves
        wanted = [number for number in leaves if not self.only or number in self.only]
        known = {
            number: position
            for number, position in self.marks.items()
            if not position or position in leaves[number].by_position
        }
        return [self.table.line(leaves[number], known) for number in wanted]
