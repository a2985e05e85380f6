"""A question to the figures: read from words, refused with every reason, the same for pages and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.insight import groups
from ocop.insight.measures import MEASURES, Counted, Dimension, Measure
from ocop.places.models import Level, Unit
from ocop.registry import classification

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrOrPromise

MOST_DIMENSIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a question can't be answered: a code for programs, the part it is about, words for people."""

    code: str
    place: str
    reason: StrOrPromise


class BadQuestion(Exception):
    """A question that can't be answered, with every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault.reason) for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a measure on a day, by dimensions, narrowed by values, on the map of a day.

    `period` are its first and last day. `map_on` is the day whose boundaries and names are used; `taxonomy`
    the code of the one whose groups are.
    """

    measure: Measure
    as_of: date
    map_on: date
    taxonomy: str
    by: tuple[Dimension, ...] = ()
    where: tuple[tuple[Dimension, str], ...] = ()
    period: tuple[date, date] | None = None

    @property
    def dimensions(self) -> frozenset[Dimension]:
        """Every dimension the answer needs."""
        return frozenset((*self.by, *(dimension for dimension, _value in self.where)))

    @property
    def groups(self) -> str:
        """The name of the taxonomy where the answer speaks of groups."""
        asked = Dimension.SECTOR in self.dimensions
        return str(classification.taxonomy(self.taxonomy).name) if asked else ""


def question(
    measure: str,
    *,
    today: date,
    by: Iterable[str] = (),
    where: Iterable[tuple[str, str]] = (),
    as_of: date | None = None,
    period: tuple[date, date] | None = None,
    map_on: date | None = None,
    taxonomy: str | None = None,
) -> Question:
    """The question these words ask. Without `as_of` it is about the period's last day, or today.

    Without `map_on` the map is that of the day; where districts are asked for or counted and that map has
    none, it is the last one that had. Without `taxonomy` the groups are those in force on the day. Raises:
    BadQuestion.
    """
    faults: list[Fault] = []
    found = MEASURES.get(measure)
    dimensions = [_dimension(name, faults) for name in by]
    narrowed = [(_dimension(name, faults), value) for name, value in where]
    if found is None:
        words = {"name": measure, "all": ", ".join(MEASURES)}
        unknown = _("There is no measure “%(name)s”. There are: %(all)s.") % words
        faults.append(Fault("measure", measure, unknown))
    if taxonomy and taxonomy not in (codes := [one.code for one in classification.taxonomies()]):
        facts = {"code": taxonomy, "all": ", ".join(codes)}
        reason = _("There is no taxonomy “%(code)s”. There are: %(all)s.") % facts
        faults.append(Fault("taxonomy", taxonomy, reason))
    if period is not None and period[0] > period[1]:
        faults.append(Fault("period", "period", _("The period ends before it begins.")))
    by_known = tuple(one for one in dict.fromkeys(dimensions) if one is not None)
    if len(by_known) > MOST_DIMENSIONS:
        too_many = _("At most %(most)d dimensions fit into one table.") % {"most": MOST_DIMENSIONS}
        faults.append(Fault("by", "by", too_many))
    if found is not None:
        faults += [_unfit(found, one) for one in by_known if one not in found.dimensions]
    if faults or found is None:
        raise BadQuestion(faults)
    where_known = tuple((one, value) for one, value in narrowed if one is not None)
    day = as_of or (period[1] if period else today)
    asked = {*by_known, *(one for one, _value in where_known)}
    districts = Dimension.DISTRICT in asked or found.counted == Counted.DISTRICT
    drawn = map_on or _map_of(day, needs_districts=districts)
    grouped = taxonomy or groups.in_force(day).code
    return Question(found, day, drawn, grouped, by_known, where_known, period)


def _dimension(name: str, faults: list[Fault]) -> Dimension | None:
    try:
        return Dimension(name)
    except ValueError:
        reason = _("There is no dimension “%(name)s”. There are: %(all)s.")
        words = {"name": name, "all": ", ".join(Dimension)}
        faults.append(Fault("dimension", name, reason % words))
        return None


def _unfit(measure: Measure, dimension: Dimension) -> Fault:
    reason = _("“%(measure)s” can't be broken down by %(dimension)s, only by: %(all)s.")
    words = {"measure": measure.code, "dimension": dimension, "all": ", ".join(measure.dimensions)}
    return Fault("by", dimension, reason % words)


def _map_of(day: date, *, needs_districts: bool) -> date:
    """The day itself, or the last day before it whose map had districts."""
    if not needs_districts or Unit.objects.on(day).filter(level=Level.DISTRICT).exists():
        return day
    ended = Unit.objects.filter(level=Level.DISTRICT, valid_to__lt=day).order_by("-valid_to")
    last: date | None = ended.values_list("valid_to", flat=True).first()
    return last or day
