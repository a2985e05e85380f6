"""A part of the country as a condition on records, of today's map or of an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils import translation

from ocop.people.roles import Reach
from ocop.places.models import EarlierState, Kind, Level, PairState, Succession, Unit
from ocop.platform.text import fold

if TYPE_CHECKING:
    from django.db.models import Model

    from ocop.platform.actors import Actor

FEW: Final = 50
"""So many units are few: their records are read one by one."""

MOST_UNITS: Final = 20
"""Of one name."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The records of a whole province of today, or of these units; of everywhere when both are empty."""

    province: str = ""
    units: frozenset[int] | None = None

    @property
    def is_small(self) -> bool:
        """Whether it is some communes."""
        return self.units is not None and len(self.units) <= FEW


EVERYWHERE: Final = Territory()


def of_office(actor: Actor) -> Territory:
    """What an officer's office covers, to find its records quickly; `visible_to` says what may be seen."""
    if actor.reach != Reach.TERRITORY or not actor.unit_path:
        return EVERYWHERE
    parts = actor.unit_path.strip("/").split("/")
    if len(parts) == 1:
        return EVERYWHERE
    if len(parts) == 2:
        return Territory(province=parts[1])
    return Territory(province=parts[1], units=_answering(actor.unit_path))


def of_unit(unit: Unit) -> Territory:
    """The records of a unit. Those of a unit of today may still lie in units that went over to it.

    An ended one has those that were entered in it or in a part of it, and those of units of today that were
    made of nothing else.
    """
    if unit.level == Level.COUNTRY:
        return EVERYWHERE
    if unit.valid_to is None:
        code = unit.path.split("/")[1]
        if unit.level == Level.PROVINCE:
            return Territory(province=code)
        return Territory(province=code, units=_answering(unit.path))
    inside = set(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    pairs = Succession.objects.exclude(state=PairState.REJECTED)
    made = set(pairs.filter(former__in=inside).values_list("successor_id", flat=True))
    others = pairs.filter(successor__in=made).exclude(former__in=inside)
    return Territory(units=frozenset(inside | made - set(others.values_list("successor_id", flat=True))))


def of_units(units: Sequence[Unit]) -> list[Territory]:
    """The territories of units, without those that lie in another of them."""
    today = [unit.path for unit in units if unit.valid_to is None]
    inner = [
        unit for unit in units if any(unit.scope.startswith(path) and unit.path != path for path in today)
    ]
    return [of_unit(unit) for unit in units if unit not in inner]


def condition(territories: Sequence[Territory], model: type[Model]) -> Q:
    """Records that lie in one of these; every record when there is none."""
    if not territories or EVERYWHERE in territories:
        return Q()
    units = frozenset().union(*(one.units for one in territories if one.units is not None))
    provinces = {one.province for one in territories if one.units is None}
    # Records of a few units are found by their keys first: beside a province SQLite would take that instead.
    inside = model._default_manager.filter(commune__in=units).values("pk")
    in_units = Q(pk__in=inside) if len(units) <= FEW else Q(commune__in=units)
    if not provinces:
        return in_units
    in_provinces = (
        Q(province_code=next(iter(provinces))) if len(provinces) == 1 else Q(province_code__in=provinces)
    )
    return in_provinces | in_units if units else in_provinces


def named(words: str, inside: str = "") -> list[Unit]:
    """Units of this name, code or path, of today or before, within a territory.

    A former one that a unit of today of the same name covers is left out; its path still finds it. "Xã" or
    "tỉnh" before the name may be left out, and then the unit may be of any kind.
    """
    wanted = fold(words)
    if not wanted:
        return []
    by_path = Unit.objects.filter(path=words.strip(), scope__startswith=inside)
    exact = list(by_path.select_related("parent__parent__parent"))
    return exact or _of_name(wanted, words.strip(), inside)


def _of_name(wanted: str, code: str, inside: str) -> list[Unit]:
    bare, kinds = _parted(wanted)
    by_code = Unit.objects.filter(code=code, valid_to=None, scope__startswith=inside).exclude(
        level=Level.COUNTRY
    )
    coded = list(by_code.select_related("parent__parent__parent"))
    if coded:
        return coded
    asked = Q(folded__in={wanted, bare}) | Q(code=code)
    states = EarlierState.objects.filter(folded__in={wanted, bare}).values_list("unit_id", flat=True)
    found = Unit.objects.filter(asked | Q(pk__in=list(states)), scope__startswith=inside)
    rows = list(found.exclude(level=Level.COUNTRY).select_related("parent__parent__parent").order_by("path"))
    if kinds:
        rows = [unit for unit in rows if unit.kind in kinds or unit.folded == wanted] or rows
    today = tuple(unit.path for unit in rows if unit.valid_to is None)
    kept = [unit for unit in rows if unit.valid_to is None or not unit.scope.startswith(today or ("-",))]
    return kept[:MOST_UNITS]


def _answering(path: str) -> frozenset[int]:
    return frozenset(Unit.objects.filter(scope__startswith=path).values_list("pk", flat=True))


def _parted(wanted: str) -> tuple[str, Collection[str]]:
    """A folded name without the kind of unit before it, and the kinds it may be."""
    with translation.override("vi"):
        labels = {kind: fold(str(kind.label)) for kind in Kind}
    found = {kind: label for kind, label in labels.items() if wanted.startswith(f"{label} ")}
    if not found:
        return wanted, ()
    longest = max(found.values(), key=len)
    kinds = [kind.value for kind, label in found.items() if label == longest]
    return wanted.removeprefix(f"{longest} "), kinds
