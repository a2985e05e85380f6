"""The values of dimensions: what a fact has, in which order they stand, and what they are called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ocop.insight.facts import NO, YES, Fact, Facts, Holder
from ocop.insight.groups import Shelf
from ocop.insight.measures import PLACES, UNKNOWN, Dimension
from ocop.places import queries as places
from ocop.places.models import Level, Unit
from ocop.platform.text import fold
from ocop.recognition.territory import DrawnMap
from ocop.registry import regimes, sets
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.insight.questions import Question
    from ocop.places.models import Region
    from ocop.platform.actors import Actor

LEVELS: Final = {
    Dimension.PROVINCE: Level.PROVINCE,
    Dimension.DISTRICT: Level.DISTRICT,
    Dimension.COMMUNE: Level.COMMUNE,
}

Order = tuple[int, bytes | int | str]


class Values:
    """The values of the dimensions of one question, as one actor may see them."""

    def __init__(self, actor: Actor, question: Question, facts: Facts) -> None:
        self._question = question
        self._facts = facts
        self.map = DrawnMap(question.map_on, actor)

    def of_fact(self, fact: Fact, dimension: Dimension) -> str:
        """The value a fact has; empty where it is not known."""
        match dimension:
            case Dimension.REGION | Dimension.PROVINCE | Dimension.DISTRICT | Dimension.COMMUNE:
                return self.of_unit(fact.unit, dimension)
            case Dimension.SECTOR:
                return self._shelf.sector(fact.regime_id, fact.set_no)
            case Dimension.SET:
                return self._shelf.set_no(fact.regime_id, fact.set_no)
            case Dimension.STARS:
                return UNKNOWN if fact.stars is None else str(fact.stars)
            case Dimension.YEAR:
                return str(fact.year)
        return self._of_holder(fact.producer, dimension)

    def _of_holder(self, producer: int, dimension: Dimension) -> str:
        holder = self._holders.get(producer)
        if holder is None:
            return UNKNOWN
        if dimension == Dimension.KIND:
            return holder.kind
        return holder.gender if dimension == Dimension.GENDER else holder.minority

    def of_unit(self, unit: int, dimension: Dimension) -> str:
        """The code of the place of that level in which a unit counts on the map; empty where it is none."""
        key = (unit, dimension)
        if key not in self._places:
            self._places[key] = self._place(unit, dimension)
        return self._places[key]

    @cached_property
    def _places(self) -> dict[tuple[int, Dimension], str]:
        return {}

    def _place(self, unit: int, dimension: Dimension) -> str:
        if dimension == Dimension.REGION:
            province = self.map.place(unit, Level.PROVINCE)
            region = self._regions.get(province) if province is not None else None
            return region.code if region else UNKNOWN
        found = self.map.place(unit, LEVELS[dimension])
        return self._codes.get(found, UNKNOWN) if found is not None else UNKNOWN

    @cached_property
    def _regions(self) -> dict[int, Region]:
        return places.regions_on(self._question.map_on)

    @cached_property
    def _codes(self) -> dict[int, str]:
        return dict(Unit.objects.filter(pk__in=self.map.levels).values_list("pk", "code"))

    @cached_property
    def _holders(self) -> dict[int, Holder]:
        return self._facts.holders()

    # -- words and order ---------------------------------------------------------------------------------

    def label(self, dimension: Dimension, value: str) -> str:
        """What a value is called, in the language of the page."""
        if not value:
            return _("Not known")
        if dimension in LEVELS:
            named = self._named[dimension].get(value)
            return named[0] if named else value
        match dimension:
            case Dimension.REGION:
                return next((str(one) for one in self._regions.values() if one.code == value), value)
            case Dimension.STARS:
                return _("%(stars)s stars") % {"stars": value}
            case Dimension.SECTOR:
                return str(self._shelf.groups[value].name)
            case Dimension.SET:
                return f"{value}. {sets.name_of(self._shelf.regime.id, int(value))}"
            case Dimension.KIND:
                return self._kinds.get(value, value)
            case Dimension.GENDER:
                return str(dict(Gender.choices).get(value, value))
            case Dimension.ETHNIC_MINORITY:
                return {YES: _("Ethnic minority"), NO: _("Majority people")}.get(value, value)
        return value

    def order(self, dimension: Dimension, value: str) -> Order:
        """Where a value stands in its column: unknown ones last."""
        if not value:
            return (1, b"")
        if dimension in LEVELS:
            named = self._named[dimension].get(value)
            return (0, named[1] if named else b"")
        match dimension:
            case Dimension.REGION:
                return (0, next((one.position for one in self._regions.values() if one.code == value), 0))
            case Dimension.STARS:
                return (0, -int(value))
            case Dimension.SET | Dimension.YEAR:
                return (0, int(value))
            case Dimension.SECTOR:
                return (0, self._place_in(self._shelf.groups, value))
            case Dimension.KIND:
                return (0, self._place_in(self._kinds, value))
        return (0, value)

    def _place_in(self, known: Iterable[str], value: str) -> int:
        listed = list(known)
        return listed.index(value) if value in listed else len(listed)

    @cached_property
    def _named(self) -> dict[Dimension, dict[str, tuple[str, bytes]]]:
        """Name and key to sort by of every place of the map, by dimension and code."""
        found: dict[Dimension, dict[str, tuple[str, bytes]]] = {dimension: {} for dimension in LEVELS}
        by_level = {level: dimension for dimension, level in LEVELS.items()}
        asked = {LEVELS[one] for one in self._question.dimensions if one in LEVELS}
        units = places.as_of(self._question.map_on).filter(pk__in=self.map.levels, level__in=asked)
        for unit in units:
            named = unit.named_on(self._question.map_on)
            # A district's name or a commune's is another's elsewhere too.
            name = named.own_name if unit.level == Level.PROVINCE else named.full_name
            found[by_level[Level(unit.level)]][unit.code] = (name, bytes(unit.sort_key))
        return found

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._question.taxonomy, self._question.as_of)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        latest = regimes.library().regime(regimes.library().ids()[-1])
        return {kind.code: sets.say(latest.id, kind.name) for kind in latest.producer_kinds}

    def all_of(self, dimension: Dimension) -> list[str]:
        """Every value a table shows even where nothing counts: groups of products, and places."""
        if dimension == Dimension.SECTOR:
            return list(self._shelf.groups)
        if dimension == Dimension.REGION:
            return [one.code for one in dict.fromkeys(self._regions.values())]
        return list(self._named[dimension]) if dimension in LEVELS else []

    def known(self, dimension: Dimension, value: str) -> str | None:
        """The value meant by a code or a name; None where there is none."""
        if dimension in PLACES:
            return self._known_place(dimension, value)
        if dimension == Dimension.SECTOR:
            return self._shelf.known(value)
        if dimension in {Dimension.SET, Dimension.STARS, Dimension.YEAR}:
            return self._known_number(dimension, value)
        listed: dict[Dimension, Iterable[str]] = {
            Dimension.KIND: self._kinds,
            Dimension.GENDER: Gender.values,
            Dimension.ETHNIC_MINORITY: (YES, NO),
        }
        return value if value in listed[dimension] else None

    def _known_number(self, dimension: Dimension, value: str) -> str | None:
        if not (value.isascii() and value.isdigit()):
            return None
        is_there = dimension != Dimension.SET or int(value) in self._shelf.numbers
        return str(int(value)) if is_there else None

    def _known_place(self, dimension: Dimension, value: str) -> str | None:
        if dimension == Dimension.REGION:
            found = {one.code: one.name for one in self._regions.values()}
        else:
            found = {code: name for code, (name, _key) in self._named[dimension].items()}
        if value in found or not fold(value):
            return value if value in found else None
        wanted = f" {fold(value)}"
        named = [code for code, name in found.items() if f" {fold(name.partition(',')[0])}".endswith(wanted)]
        return named[0] if len(named) == 1 else None
