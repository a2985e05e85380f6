"""The columns that lists search and sort by, filled from what is written about a record.

`name_folded` and `name_key` come from the name. `search_text` holds the words of the name and, for a product,
of its producer's name; `place_text` those of its commune and of what that was and became, with the province;
`province_code` is the province that answers for the commune today, as a part of a unit's `scope`.

Whoever changes what they come from calls `fill` before saving. What lies elsewhere is brought along by
`refresh_products` (a producer's name or kind) and `follow_map` (the map of the country).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ocop.places.models import EarlierState, PairState, Succession, Unit
from ocop.platform.bulk import Among
from ocop.platform.text import fold, vi_sort_key
from ocop.registry import wording
from ocop.registry.columns import check_columns
from ocop.registry.models import FOLDED_LENGTH, Producer, Product

DERIVED = ("name_folded", "name_key", "province_code", "search_text", "place_text")
"""Columns of both tables that `fill` fills."""

DERIVED_OF_PRODUCT = (*DERIVED, "producer_kind")
"""Those of a product."""

MANY = 200
"""From so many communes on the whole map is read around them."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a record takes from its commune."""

    province_code: str
    text: str

    @property
    def columns(self) -> dict[str, str]:
        """The same by column."""
        return {"province_code": self.province_code, "place_text": self.text}


class Places:
    """The places of communes, each reckoned once: whoever fills many rows keeps one of these meanwhile.

    Four queries read those of `near`, and so do they the whole map, with `everywhere`. A commune that was not
    read costs four when it is first met.
    """

    def __init__(self, near: Collection[int] = (), *, everywhere: bool = False) -> None:
        self._known: dict[int, Place] = {}
        if everywhere:
            self._known = reckon()
        elif near:
            self._known = reckon(near)

    def of(self, unit_id: int) -> Place:
        """What records of this commune take from it. Raises: KeyError for a unit that does not exist."""
        if unit_id not in self._known:
            self._known.update(reckon([unit_id]))
        return self._known[unit_id]


class Spot(NamedTuple):
    """What is asked of a unit of the map."""

    pk: int
    name: str
    path: str
    scope: str
    parent_id: int | None


class Maker(NamedTuple):
    """What a product takes from its producer."""

    name: str
    kind: str


def fill(row: Producer | Product, places: Places | None = None, maker: Maker | None = None) -> None:
    """Fill the derived columns; whoever changes what they come from calls this before saving.

    `maker` spares the look at a product's producer.
    """
    folded = fold(row.name)
    row.name_folded, row.name_key = folded[:FOLDED_LENGTH], vi_sort_key(row.name)
    place = (places or Places()).of(row.commune_id)
    row.province_code, row.place_text = place.province_code, place.text
    if isinstance(row, Product):
        made_by = maker or Maker(row.producer.name, row.producer.kind)
        row.producer_kind = made_by.kind
        row.search_text = wording.own_text(folded, made_by.name)
    else:
        row.search_text = wording.own_text(folded)


def check_and_fill(row: Producer | Product) -> None:
    """Fill the columns to search and sort by, once the others hold what they can. Raises: ValidationError."""
    check_columns(row, derived=DERIVED_OF_PRODUCT)
    fill(row)


def filled(model: type[Producer | Product], columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """The derived columns of many rows at once, from their other columns by name.

    One row is filled again and again. What the rows take from communes and producers is read for all of them.
    """
    is_product = issubclass(model, Product)
    names = DERIVED_OF_PRODUCT if is_product else DERIVED
    makers = _makers(columns.get("producer_id", ())) if is_product else {}
    places, row = Places(set(columns.get("commune_id", ()))), model()
    found: list[tuple[Any, ...]] = []
    for values in zip(*columns.values(), strict=True):
        vars(row).update(zip(columns, values, strict=True))
        fill(row, places, makers.get(getattr(row, "producer_id", 0)))
        found.append(tuple(getattr(row, name) for name in names))
    by_name = zip(*found, strict=True) if found else ((),) * len(names)
    return {name: list(values) for name, values in zip(names, by_name, strict=True)}


def _makers(keys: Collection[int]) -> dict[int, Maker]:
    rows = Producer.objects.filter(Among("pk", set(keys))).values_list("pk", "name", "kind")
    return {pk: Maker(name, kind) for pk, name, kind in rows}


def refresh_products(*producers: int) -> None:
    """Bring the products of these producers up to their names and kinds, in the transaction of the act."""
    if not producers:
        return
    makers = _makers(producers)
    changed = list(
        Product.objects.filter(Among("producer_id", set(producers))).only("pk", "name", "producer_id")
    )
    for product in changed:
        maker = makers[product.producer_id]
        product.search_text = wording.own_text(product.name, maker.name)
        product.producer_kind = maker.kind
    Product.objects.bulk_update(changed, ["search_text", "producer_kind"], batch_size=500)


def follow_map() -> None:
    """Bring every record up to the map of the country, in the transaction of its change."""
    if not Producer.objects.exists():
        return
    places = reckon()
    for model in (Producer, Product):
        rows = model._default_manager.order_by("commune_id").distinct()
        columns = ("commune_id", "province_code", "place_text")
        stale = {pk for pk, *held in rows.values_list(*columns) if held != [*places[pk].columns.values()]}
        for commune_id in sorted(stale):
            model._default_manager.filter(commune_id=commune_id).update(**places[commune_id].columns)


def reckon(unit_ids: Collection[int] | None = None) -> dict[int, Place]:
    """The places of these communes, or of every unit, in four queries.

    A commune of today is found by what it was called and by the communes it was made of; a former one by what
    it was called and by the commune that answers for it today.
    """
    around = None if unit_ids is None or len(unit_ids) > MANY else unit_ids
    units = _units_around(around)
    by_path = {unit.path: unit for unit in units.values()}
    wanted = units if unit_ids is None else {pk: units[pk] for pk in unit_ids if pk in units}
    answering = {pk: by_path.get(unit.scope, unit) for pk, unit in wanted.items()}
    near = None if around is None else {*answering, *(unit.pk for unit in answering.values())}
    earlier = _grouped(_earlier(near))
    formers = _grouped(_formers(near))
    found = {}
    for pk, unit in wanted.items():
        today = answering[pk]
        names = [*_upwards(unit, units), *earlier.get(pk, [])]
        if today.pk != pk:
            names += [*_upwards(today, units), *earlier.get(today.pk, [])]
        names += formers.get(pk, [])
        province = _province_of(unit.scope)
        found[pk] = Place(province, wording.place_text(province, names))
    return found


def _units_around(unit_ids: Collection[int] | None) -> dict[int, Spot]:
    """These units, those that answer for them, and all their parents."""
    if unit_ids is None:
        return _spots(Unit.objects.all())
    asked = _spots(Unit.objects.filter(pk__in=unit_ids))
    paths = {path for unit in asked.values() for path in (*_above(unit.path), *_above(unit.scope))}
    return asked | _spots(Unit.objects.filter(path__in=paths))


def _spots(units: QuerySet[Unit]) -> dict[int, Spot]:
    return {row[0]: Spot(*row) for row in units.order_by().values_list(*Spot._fields)}


def _above(path: str) -> list[str]:
    """The paths of a unit and of those it lies in."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[: length + 1]) + "/" for length in range(1, len(parts))]


def _upwards(unit: Spot, units: dict[int, Spot]) -> Iterable[str]:
    """The names of a unit and of those it lies in, below the country."""
    while unit.parent_id is not None:
        yield unit.name
        if unit.parent_id not in units:
            return
        unit = units[unit.parent_id]


def _province_of(scope: str) -> str:
    parts = scope.split("/")
    return parts[1] if len(parts) > 2 else ""


def _earlier(near: Collection[int] | None) -> Iterable[tuple[int, str]]:
    states = EarlierState.objects.all() if near is None else EarlierState.objects.filter(unit__in=near)
    return states.order_by("pk").values_list("unit_id", "name")


def _formers(near: Collection[int] | None) -> Iterable[tuple[int, str]]:
    pairs = Succession.objects.exclude(state=PairState.REJECTED)
    pairs = pairs if near is None else pairs.filter(successor__in=near)
    return pairs.order_by("pk").values_list("successor_id", "former__name")


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return found
