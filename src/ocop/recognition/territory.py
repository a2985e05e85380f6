"""What a territory has on a day, on the map of that day or another: products, stars, empty communes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Max, QuerySet

from ocop.people.roles import Reach
from ocop.places import queries as places
from ocop.places.models import COUNTRY_CODE, Level, Unit
from ocop.recognition import lists
from ocop.recognition.models import Certificate
from ocop.registry import holding
from ocop.registry.models import EarlierCommune, EarlierHolder, Product, SharedCommune

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ocop.platform.actors import Actor

ORDER: Final = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@dataclass(slots=True)
class Line:
    """The figures of one unit of the map. `unit` is None for records that this map has no one place for.

    `stars`: certificates in force on the day, by stars. `communes`: those of the map in the programme,
    `taking_part`: those of them with a product.
    """

    unit: Unit | None
    products: set[int] = field(default_factory=set)
    producers: set[int] = field(default_factory=set)
    stars: Counter[int] = field(default_factory=Counter)
    communes: int = 0
    taking_part: set[int] = field(default_factory=set)

    @property
    def certificates(self) -> int:
        """Certificates in force, of all stars."""
        return self.stars.total()

    @property
    def empty(self) -> int:
        """Communes without a product."""
        return self.communes - len(self.taking_part)


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a territory in Vietnamese order, those without a place last, and their sum."""

    on: date
    map_on: date
    level: Level
    lines: list[Line]
    total: Line

    @property
    def shown_stars(self) -> list[int]:
        """The stars that occur, highest first: the columns of the table."""
        return sorted(self.total.stars, reverse=True)


class DrawnMap:
    """The units of one day's map in a territory, and where on that map any unit of any time stands."""

    def __init__(self, day: date, actor: Actor) -> None:
        territory = f"{COUNTRY_CODE}/" if actor.reach == Reach.COUNTRY else actor.unit_path
        mine = Unit.objects.on(day).filter(scope__startswith=territory)
        # A path of nobody is the beginning of every path.
        self.levels = {pk: Level(level) for pk, level in mine.values_list("pk", "level") if territory}
        in_scope = places.in_scope(day).filter(scope__startswith=territory)
        self._in_scope = frozenset(in_scope.values_list("pk", flat=True))
        self._boundaries = places.boundaries(day)

    def below(self, inside: Unit | None) -> list[int]:
        """The units of the territory on the map; those below `inside` when it is given, a commune itself."""
        if inside is None:
            return list(self.levels)
        level = Level(inside.level)
        if level == Level.COMMUNE:
            return [pk for pk in self.levels if pk == inside.pk]
        return [pk for pk in self.levels if pk != inside.pk and self.place(pk, level) == inside.pk]

    def takes_part(self, unit_id: int) -> bool:
        """Whether a commune counts among those in the programme's scope."""
        return unit_id in self._in_scope

    def place(self, unit_id: int, level: Level) -> int | None:
        """The unit of that level in which a record of this unit counts; None when it has no one place.

        What is split counts for the unit that answered for it on that day, until a person places the record.
        """
        return self._boundaries.answering(unit_id, level)


@dataclass(frozen=True, slots=True)
class _Record:
    """A product on a day. `shared`: further units it belongs to; `has_ended`: it had left the programme."""

    product: int
    producer: int
    unit: int
    shared: Sequence[int]
    has_ended: bool

    @property
    def units(self) -> tuple[int, ...]:
        """Every unit in which it takes part; none once it left."""
        return () if self.has_ended else (self.unit, *self.shared)


class _Records:
    """Every visible product entered by a day, with the units it lay in and whose it was.

    One that was found to be another counts there, with its certificates.
    """

    def __init__(self, actor: Actor, until: date) -> None:
        visible = Product.objects.visible_to(actor).filter(merged_into=None)
        columns = ("pk", "producer_id", "commune_id", "entered_on", "ended_on")
        self._products = list(visible.filter(entered_on__lte=until).values_list(*columns))
        communes = EarlierCommune.objects.filter(product__in=visible)
        self._communes = holding.dated(communes.values_list("product_id", "to_on", "unit_id"))
        holders = EarlierHolder.objects.filter(product__in=visible)
        self._holders = holding.dated(holders.values_list("product_id", "to_on", "producer_id"))
        shares = SharedCommune.objects.filter(product__in=visible, from_on__lte=until)
        self._shares: defaultdict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
        for product, begun, to_on, unit in shares.values_list("product_id", "from_on", "to_on", "unit_id"):
            self._shares[product].append((begun, to_on, unit))

    def on(self, day: date, map_on: date) -> Iterator[_Record]:
        """Those entered by `day`, each in the unit nearest to the map, of whoever held it that day.

        Products do not wander: an earlier commune tells where the place was called otherwise.
        """
        then = min(day, map_on)
        for product, producer, unit, entered_on, ended_on in self._products:
            if entered_on > day:
                continue
            yield _Record(
                product,
                holding.held(self._holders.get(product, ()), day, producer),
                holding.held(self._communes.get(product, ()), then, unit),
                [
                    where
                    for begun, to_on, where in self._shares.get(product, ())
                    if begun <= day and (to_on is None or to_on >= day)
                ],
                ended_on is not None and ended_on < day,
            )


def report(actor: Actor, *, on: date, map_on: date, inside: Unit | None = None) -> Report:
    """The figures of an actor's territory as of `on`, by the units of the map of `map_on`.

    `inside`: a unit of that map, for its parts instead. The same question asked next year gives the same
    answer: it reads dated facts only (S1.10). A constant number of queries, however many records there are.
    """
    drawn = DrawnMap(map_on, actor)
    units = drawn.below(inside)
    level = _level(drawn.levels[pk] for pk in units)
    lines: dict[int | None, Line] = _lines([pk for pk in units if drawn.levels[pk] == level], map_on)
    total = Line(None)
    for pk in units:
        if drawn.levels[pk] == Level.COMMUNE and drawn.takes_part(pk):
            lines[drawn.place(pk, level)].communes += 1
            total.communes += 1
    stars = stars_in_force(actor, on)
    records = list(_Records(actor, on).on(on, map_on))
    for record in records:
        if inside is not None and drawn.place(record.unit, Level(inside.level)) != inside.pk:
            continue
        home = drawn.place(record.unit, level)
        line = lines.setdefault(home if home in lines else None, Line(None))
        for one in (line, total):
            one.stars.update(stars.get(record.product, ()))
            if not record.has_ended:
                one.products.add(record.product)
                one.producers.add(record.producer)
    _take_part(records, drawn, level, lines, total)
    return Report(on, map_on, level, sorted(lines.values(), key=_place_in_list), total)


def _take_part(
    records: Iterable[_Record], drawn: DrawnMap, level: Level, lines: Mapping[int | None, Line], total: Line
) -> None:
    """Note the communes with a product, their own or one they share; a share may lie in another line."""
    for unit in {unit for record in records for unit in record.units}:
        commune = drawn.place(unit, Level.COMMUNE)
        line = lines.get(drawn.place(unit, level))
        if commune is not None and line is not None and line.unit is not None and drawn.takes_part(commune):
            line.taking_part.add(commune)
            total.taking_part.add(commune)


def empty_communes(
    actor: Actor, *, days: Collection[date], map_on: date, inside: Unit | None = None
) -> dict[date, list[int]]:
    """Keys of the communes of the territory, in the programme's scope, without a product on each day (S1.07).

    A constant number of queries, however many days are asked for.
    """
    drawn = DrawnMap(map_on, actor)
    communes = [
        pk for pk in drawn.below(inside) if drawn.levels[pk] == Level.COMMUNE and drawn.takes_part(pk)
    ]
    records = _Records(actor, max(days))
    found = {}
    for day in days:
        taken = {
            drawn.place(unit, Level.COMMUNE) for record in records.on(day, map_on) for unit in record.units
        }
        found[day] = [pk for pk in communes if pk not in taken]
    return found


def products_in(actor: Actor, unit: Unit, *, on: date, map_on: date) -> list[int]:
    """Keys of the products behind a figure: those that lay in this unit of the map on the day."""
    drawn = DrawnMap(map_on, actor)
    return [
        record.product
        for record in _Records(actor, on).on(on, map_on)
        if not record.has_ended and drawn.place(record.unit, Level(unit.level)) == unit.pk
    ]


def last_day_of_former_map() -> date | None:
    """The last day before the latest reform; None while no unit has ended."""
    found: date | None = Unit.objects.aggregate(day=Max("valid_to"))["day"]
    return found


def _lines(units: Collection[int], map_on: date) -> dict[int | None, Line]:
    """An empty line for each unit, which knows its name of that day."""
    return {unit.pk: Line(unit) for unit in places.as_of(map_on).filter(pk__in=units)}


def _level(levels: Iterable[Level]) -> Level:
    """The highest level at which there is something to compare; communes in the end."""
    found = Counter(levels)
    return next((level for level in ORDER if found[level] > 1), Level.COMMUNE)


def _place_in_list(line: Line) -> tuple[bool, bytes]:
    return line.unit is None, bytes(line.unit.sort_key) if line.unit else b""


def stars_in_force(actor: Actor, on: date) -> dict[int, list[int]]:
    """The stars in force on a day by product."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for product, stars in in_force(actor, on).values_list("product_id", "stars"):
        found[product].append(stars)
    return found


def in_force(actor: Actor, on: date) -> QuerySet[Certificate]:
    """The certificates that stand on a day."""
    return lists.holding(Certificate.objects.visible_to(actor), on)
