"""The answer to a question: how many, of what, in which share. Exact until it is printed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ocop.insight.facts import Fact, Facts
from ocop.insight.measures import NAMES, PLACES, Counted, Dimension
from ocop.insight.questions import BadQuestion, Fault, Question
from ocop.insight.values import Values
from ocop.law.scoring import half_up
from ocop.places.models import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.platform.actors import Actor

UNITS: Final = {Counted.COMMUNE: Level.COMMUNE, Counted.DISTRICT: Level.DISTRICT}
"""The level of the units that figures of units count."""
HUNDRED: Final = 100
DIGITS: Final = 2
"""Places after the comma of a rate or a share."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its values and their words, the figure, and its share of the whole in percent, if any."""

    key: tuple[str, ...]
    label: tuple[str, ...]
    value: Fraction
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines of a question, and the figure of all together."""

    question: Question
    rows: list[Row]
    total: Fraction

    @property
    def definition(self) -> str:
        """What was counted, in words."""
        measure = self.question.measure
        parts = [str(measure.definition)]
        if self.question.period is not None:
            parts.append(str(measure.since))
        return " ".join(parts)


def percent(part: Fraction | int, whole: Fraction | int) -> Fraction:
    """How much of the whole a part is, in percent; 0 of nothing."""
    return Fraction(part) * HUNDRED / Fraction(whole) if whole else Fraction(0)


def ask(actor: Actor, question: Question) -> Answer:
    """Count what this actor may see. Raises: BadQuestion where a value to narrow by is not known."""
    facts = Facts(actor, question)
    values = Values(actor, question, facts)
    where = _known(values, question)
    if question.measure.counted in UNITS:
        return _units(question, facts, values, where)
    counted = _narrowed(facts.counted(), values, where)
    found: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for fact in counted:
        found[tuple(values.of_fact(fact, one) for one in question.by)].add(_thing(question, fact))
    total = Fraction(len({_thing(question, fact) for fact in counted}))
    figures = {key: Fraction(len(things)) for key, things in found.items()}
    for key in _shown_anyway(values, question, where):
        figures.setdefault(key, Fraction(0))
    return Answer(question, _rows(values, question, figures, total), total)


def behind(actor: Actor, question: Question) -> list[int]:
    """Keys of the products behind a figure: those that count, narrowed by `where` alone."""
    facts = Facts(actor, question)
    values = Values(actor, question, facts)
    return sorted({fact.product for fact in _narrowed(facts.counted(), values, _known(values, question))})


def units_behind(actor: Actor, question: Question) -> list[int]:
    """Keys of the communes or districts behind a figure of them."""
    facts = Facts(actor, question)
    values = Values(actor, question, facts)
    where = _known(values, question)
    level = UNITS[question.measure.counted]
    scope, taking_part = _scope(values, level, where), _taking_part(facts, values, level, where)
    chosen = {
        "communes_total": scope,
        "districts_total": scope,
        "communes_without": scope - taking_part,
    }.get(question.measure.code, scope & taking_part)
    return sorted(chosen)


def _known(values: Values, question: Question) -> dict[Dimension, set[str]]:
    """The values to narrow by; several of one dimension mean any of them. Raises: BadQuestion."""
    found: defaultdict[Dimension, set[str]] = defaultdict(set)
    faults = []
    for dimension, typed in question.where:
        value = "" if typed == "" else values.known(dimension, typed)
        if value is None:
            reason = _("%(dimension)s: there is no “%(value)s” on that day.")
            words = {"dimension": NAMES[dimension], "value": typed}
            faults.append(Fault("where", f"{dimension}={typed}", reason % words))
        else:
            found[dimension].add(value)
    if faults:
        raise BadQuestion(faults)
    return dict(found)


def _narrowed(facts: Iterable[Fact], values: Values, where: dict[Dimension, set[str]]) -> list[Fact]:
    return [
        fact
        for fact in facts
        if all(values.of_fact(fact, dimension) in wanted for dimension, wanted in where.items())
    ]


def _thing(question: Question, fact: Fact) -> int:
    return fact.producer if question.measure.counted == Counted.PRODUCER else fact.counted


def _rows(
    values: Values, question: Question, figures: dict[tuple[str, ...], Fraction], total: Fraction
) -> list[Row]:
    def place(key: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(
            values.order(dimension, value) for dimension, value in zip(question.by, key, strict=True)
        )

    return [
        Row(
            key,
            tuple(values.label(dimension, value) for dimension, value in zip(question.by, key, strict=True)),
            figures[key],
            None if question.measure.is_rate else percent(figures[key], total),
        )
        for key in sorted(figures, key=place)
    ]


def _shown_anyway(
    values: Values, question: Question, where: dict[Dimension, set[str]]
) -> list[tuple[str, ...]]:
    """Lines that are shown although nothing counts in them: groups of products, places down to districts."""
    shown = {Dimension.SECTOR, *PLACES} - {Dimension.COMMUNE}
    if len(question.by) != 1 or question.by[0] not in shown:
        return []
    dimension = question.by[0]
    if dimension == Dimension.SECTOR:
        wanted = where.get(dimension)
        return [(one,) for one in values.all_of(dimension) if wanted is None or one in wanted]
    if dimension == Dimension.DISTRICT and where.keys().isdisjoint(PLACES):
        return []  # the whole country has hundreds
    level = Level.PROVINCE if dimension == Dimension.REGION else Level(dimension)
    codes = {values.of_unit(pk, dimension) for pk in _inside(values, level, where)}
    return [(code,) for code in codes if code]


def _scope(values: Values, level: Level, where: dict[Dimension, set[str]]) -> set[int]:
    """The units of the map in the places asked for: of the communes those in the scope of the programme."""
    inside = _inside(values, level, where)
    return {pk for pk in inside if level != Level.COMMUNE or values.map.takes_part(pk)}


def _inside(values: Values, level: Level, where: dict[Dimension, set[str]]) -> list[int]:
    """The units of a level of the map that lie in the places asked for."""
    inside = {key: wanted for key, wanted in where.items() if key in PLACES}
    return [
        pk
        for pk, its in values.map.levels.items()
        if its == level and all(values.of_unit(pk, one) in wanted for one, wanted in inside.items())
    ]


def _taking_part(facts: Facts, values: Values, level: Level, where: dict[Dimension, set[str]]) -> set[int]:
    """The units of the map with a product that counts: where its own commune lies or one that shares it."""
    others: dict[Dimension, set[str]] = {key: wanted for key, wanted in where.items() if key not in PLACES}
    counted = _narrowed(facts.counted(), values, others)
    shared = facts.shared()
    units = {fact.unit for fact in counted} | {
        unit for fact in counted for unit in shared.get(fact.product, ())
    }
    found = {values.map.place(unit, level) for unit in units}
    return {pk for pk in found if pk is not None}


def _units(question: Question, facts: Facts, values: Values, where: dict[Dimension, set[str]]) -> Answer:
    level = UNITS[question.measure.counted]
    scope = _scope(values, level, where)
    taking_part = scope & _taking_part(facts, values, level, where)
    groups: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for pk in scope:
        groups[tuple(values.of_unit(pk, one) for one in question.by)].add(pk)
    figures = {key: _of_units(question, units, taking_part) for key, units in groups.items()}
    total = _of_units(question, scope, taking_part)
    rows = _rows(values, question, figures, total)
    return Answer(question, rows, total)


def _of_units(question: Question, units: set[int], taking_part: set[int]) -> Fraction:
    with_product = len(units & taking_part)
    match question.measure.code:
        case "communes_total" | "districts_total":
            return Fraction(len(units))
        case "communes_without":
            return Fraction(len(units) - with_product)
        case "participation_rate" | "evaluation_rate":
            return percent(with_product, len(units))
    return Fraction(with_product)


def printed(question: Question, value: Fraction) -> str:
    """A figure as it is printed: a whole number, or a rate with two places."""
    return str(half_up(value, DIGITS)) if question.measure.is_rate else str(int(value))


def printed_share(row: Row) -> str:
    """A share as it is printed, empty where there is none."""
    return "" if row.share is None else str(half_up(row.share, DIGITS))
