"""Under which groups and which list of sets products are counted, whatever rulebook each was entered under.

A figure puts all its products under one taxonomy, else records of two periods would stand side by side in
groups that mean the same. Unless another one is asked for it is that of the rulebook in force on the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocop.insight.measures import UNKNOWN
from ocop.law.library import NotFound
from ocop.platform.text import fold
from ocop.registry import classification, regimes

if TYPE_CHECKING:
    from datetime import date

    from ocop.law.regime import Regime
    from ocop.registry.classification import Taxonomy

ONE: Final = 1


def regime_on(day: date) -> Regime:
    """The rulebook in force on a day; before the first one that one."""
    try:
        return regimes.regime_on(day)
    except NotFound:
        return regimes.regime(regimes.library().ids()[0])


def in_force(day: date) -> Taxonomy:
    """The taxonomy of the rulebook in force: the one whose groups hold the sets that its sectors hold.

    A rulebook that nobody set beside the taxonomies yet is counted under the last one that has not ended.
    """
    regime_id = regime_on(day).id
    known = classification.taxonomies()
    fitting = [one for one in known if _fits(one, regime_id)]
    return (fitting or [one for one in known if one.to_year is None] or list(known))[0]


def _fits(taxonomy: Taxonomy, regime_id: str) -> bool:
    pairs: set[tuple[str, str]] = set()
    for one in regimes.library().sets(regime_id):
        group = classification.group_of(regime_id, one.set, taxonomy.code)
        if group is None:
            return False
        pairs.add((one.sector, group.code))
    return len(pairs) == len({sector for sector, _code in pairs}) == len(taxonomy.groups)


class Shelf:
    """The groups of one taxonomy and the sets of the rulebook in force on a day."""

    def __init__(self, taxonomy_code: str, day: date) -> None:
        self.taxonomy = classification.taxonomy(taxonomy_code)
        self.regime = regime_on(day)
        self.groups = {group.name.vi: group for group in self.taxonomy.groups}
        self.numbers = frozenset(regimes.library().numbers(self.regime.id))
        self._known: dict[tuple[str, int], tuple[str, str]] = {}

    def sector(self, regime_id: str, set_no: int) -> str:
        """The Vietnamese name of a set's group; empty where the taxonomy has none for it."""
        return self._places(regime_id, set_no)[0]

    def set_no(self, regime_id: str, set_no: int) -> str:
        """The number of the set that answers for it in the rulebook in force; empty unless just one does."""
        return self._places(regime_id, set_no)[1]

    def _places(self, regime_id: str, set_no: int) -> tuple[str, str]:
        asked = (regime_id, set_no)
        if asked not in self._known:
            self._known[asked] = (self._sector(*asked), self._number(*asked))
        return self._known[asked]

    def _sector(self, regime_id: str, set_no: int) -> str:
        group = classification.group_of(regime_id, set_no, self.taxonomy.code)
        if group is None and regime_id not in classification.opened().numbering:
            return self._named(regimes.product_set(regime_id, set_no).sector) or UNKNOWN
        return group.name.vi if group else UNKNOWN

    def _number(self, regime_id: str, set_no: int) -> str:
        if regime_id == self.regime.id:
            return str(set_no)
        found = classification.counterparts(regime_id, set_no, self.regime.id)
        return str(found.sets[0]) if found is not None and len(found.sets) == ONE else UNKNOWN

    def known(self, words: str) -> str | None:
        """The group meant by a code, a name in either language, or a sector of the rulebook in force."""
        found = self._named(words)
        if found is not None:
            return found
        for one in regimes.library().sets(self.regime.id):
            if fold(one.sector) == fold(words):
                return self.sector(self.regime.id, one.set) or None
        return None

    def _named(self, words: str) -> str | None:
        wanted = fold(words)
        for name, group in self.groups.items():
            if wanted in {fold(text) for text in (group.code, group.name.vi, group.name.en)}:
                return name
        return None
