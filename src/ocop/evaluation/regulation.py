"""A council's regulation in words: its lines, what each begins with, and where each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ocop.evaluation.models import AfterSpread, Method, Rescored, Rule
from ocop.law.regime import CouncilRegulation, CouncilRules
from ocop.platform.clock import local_day
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Council, Dossier, Regulation
    from ocop.law.regime import Level, Regime
    from ocop.places.models import Unit

Value = str | int | bool | Decimal | None

AGGREGATES: Final[dict[str, StrOrPromise]] = {"mean": gettext_lazy("The plain average of all sheets")}
FLOOR_TESTS: Final[dict[str, StrOrPromise]] = {
    "agreed": gettext_lazy("The option the council agreed on"),
    "majority": gettext_lazy("More than half of the sheets reach it"),
    "all": gettext_lazy("Every sheet reaches it"),
    "mean": gettext_lazy("The average of the sheets reaches it"),
}
PAPERS_TO_MEMBERS: Final = "papers_to_members"
"""The limit of a regime that says how long before a meeting its members get the papers."""

COLUMNS: Final[Mapping[Rule, tuple[str, ...]]] = {
    Rule.AGGREGATE: ("aggregate",),
    Rule.ROUNDING: ("rounding",),
    Rule.FLOOR_TEST: ("floor_test",),
    Rule.QUORUM: ("quorum", "quorum_percent", "chair_present"),
    Rule.SPREAD: ("max_spread", "after_spread", "rescored"),
    Rule.SCORES: ("chair_scores", "secretary_scores", "members_score"),
    Rule.CASTING: ("casting_vote",),
    Rule.METHOD: (),
    Rule.NAMES: ("names_at_reveal", "names_in_minutes", "names_on_projector"),
    Rule.CLAIMS: ("hides_claims",),
    Rule.PAPERS: ("papers_days",),
}
"""The columns that each line of a regulation fills."""

EXPLAINED: Final[Mapping[Rule, StrOrPromise]] = {
    Rule.AGGREGATE: gettext_lazy("The star is read from this total."),
    Rule.ROUNDING: gettext_lazy("Without a rule the exact average decides: nothing is rounded up to a star."),
    Rule.FLOOR_TEST: gettext_lazy("How the council judges one minimum over several sheets."),
    Rule.QUORUM: gettext_lazy(
        "Who withdrew because of an interest is not counted among those who may judge."
    ),
    Rule.SPREAD: gettext_lazy(
        "The totals of two sheets that lie further apart than this are not closed as they are."
    ),
    Rule.SCORES: gettext_lazy("What holds for a place unless it is said otherwise for one member."),
    Rule.CASTING: gettext_lazy(
        "It counts when the members' votes on an option or a ground of exclusion are split evenly."
    ),
    Rule.METHOD: gettext_lazy(
        "By kind of dossier. When written opinions differ beyond the limit, the council meets."
    ),
    Rule.NAMES: gettext_lazy("Chair and secretary always see whose sheet it is."),
    Rule.CLAIMS: gettext_lazy("Whoever reads a claim first tends to follow it."),
    Rule.PAPERS: gettext_lazy("Counted in working days back from the day of the meeting."),
}


def level_of(unit: Unit, today: date) -> Level | None:
    """The level of this unit's council under the regime in force; None where none is formed."""
    levels = regimes.regime_on(today).levels
    return next((level for level in levels if level.scores and level.unit_kind == unit.level), None)


def defaults(level: Level, regime: Regime) -> dict[str, Value]:
    """What a new council of this level begins with, by column."""
    rules = level.council_defaults or CouncilRules()
    ways = level.council_regulation or CouncilRegulation()
    found: dict[str, Value] = {key: getattr(rules, key) for key in CouncilRules.__struct_fields__}
    found |= {key: getattr(ways, key) for key in CouncilRegulation.__struct_fields__}
    limit = next((one for one in regime.limits if one.code == PAPERS_TO_MEMBERS), None)
    return found | {"papers_days": limit.count if limit and limit.unit == "working_days" else None}


def default_method(regime: Regime, kind: str) -> str:
    """How the rulebook lets a council decide on this kind of dossier; at a meeting where it is silent."""
    found = next((one for one in regime.dossier_kinds if one.code == kind), None)
    return (found.council_method if found else None) or Method.MEETING


def method_of(regulation: Regulation, dossier: Dossier) -> str:
    """How a council with this regulation decides on a dossier."""
    own = next((one.method for one in regulation.methods.all() if one.kind == dossier.kind), None)
    return own or default_method(regimes.regime(dossier.regime_id), dossier.kind)


def scores_by_role(regulation: Regulation, role: str) -> bool:
    """Whether a sheet is expected from this place unless it is said otherwise for one member."""
    by_role = {"chair": regulation.chair_scores, "secretary": regulation.secretary_scores, "observer": False}
    return by_role.get(role, regulation.members_score)


def citation(regulation: Regulation, rule: Rule) -> str:
    """Where a line of a regulation is written; that it is the rulebook's default where it says nothing."""
    own = next((one.citation for one in regulation.sources.all() if one.rule == rule), "")
    return own or _default_source(regulation, rule)


def _default_source(regulation: Regulation, rule: Rule) -> str:
    """The rulebook where the line says what the rulebook begins with; that no source is given where not."""
    begun = _begun(regulation)
    if any(getattr(regulation, column) != begun.values.get(column) for column in COLUMNS[rule]):
        return _("no source was given for it")
    return default_citation(regulation.council, begun.day)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a regulation began with: the day whose rulebook it was, the rulebook, and the values by column."""

    day: date
    regime: Regime
    values: Mapping[str, Value]


def _begun(regulation: Regulation) -> Begun:
    """By the rulebook of the day on which it was set, or of the council's decision where that is later."""
    day = max(local_day(regulation.set_at), regulation.council.decided_on)
    regime, level = regimes.regime_on(day), level_of(regulation.council.unit, day)
    return Begun(day, regime, defaults(level, regime) if level else {})


def default_citation(council: Council, day: date) -> str:
    """The source of what the regulation leaves as it began."""
    regime = regimes.regime_on(max(day, council.decided_on))
    level = level_of(council.unit, max(day, council.decided_on))
    article = sets.say(regime.id, level.article) if level else ""
    return _("default of the rulebook %(regime)s (%(article)s)") % {
        "regime": regime.title,
        "article": article,
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a regulation on a page."""

    rule: Rule
    values: tuple[str, ...]
    explained: StrOrPromise
    source: str
    is_own: bool
    default: tuple[str, ...]

    @property
    def label(self) -> str:
        """The line in words."""
        return str(self.rule.label)

    @property
    def changed(self) -> bool:
        """Whether it is another than the rulebook's default."""
        return self.values != self.default


def lines(regulation: Regulation) -> list[Line]:
    """Every line with what it says, where that is written, and what it began with."""
    begun = _begun(regulation)
    own = {one.rule: one.citation for one in regulation.sources.all()}
    methods = {one.kind: one.method for one in regulation.methods.all()}
    source = default_citation(regulation.council, begun.day)
    found = []
    for rule, columns in COLUMNS.items():
        if rule == Rule.METHOD:
            values, default = _methods(begun.regime, methods), _methods(begun.regime, {})
        else:
            values = tuple(said(column, getattr(regulation, column)) for column in columns)
            default = tuple(said(column, begun.values.get(column)) for column in columns)
        values, default = tuple(filter(None, values)), tuple(filter(None, default))
        none = (pgettext("rule of a council", "No such rule"),)
        found.append(
            Line(rule, values or none, EXPLAINED[rule], own.get(rule, source), rule in own, default or none)
        )
    return found


def said(column: str, value: Value) -> str:
    """A setting in words; empty where there is no such rule."""
    if value is None or value == "":
        return ""
    return str(WORDS[column](value))


def _choice(words: Mapping[str, StrOrPromise], value: Value) -> StrOrPromise:
    return words.get(str(value), str(value))


def _again(words: Mapping[str, StrOrPromise], value: Value) -> StrOrPromise:
    return format_lazy("{}: {}", gettext_lazy("scored again"), words[str(value)])


def _number(pattern: StrOrPromise, value: Value) -> StrOrPromise:
    exact = value if isinstance(value, int) else Decimal(str(value)).normalize()
    return format_lazy(pattern, number=number_format(f"{exact:f}" if isinstance(exact, Decimal) else exact))


def _flag(on: StrOrPromise, off: StrOrPromise, value: Value) -> StrOrPromise:
    return on if value else off


def _methods(regime: Regime, own: Mapping[str, str]) -> tuple[str, ...]:
    kinds = [kind for kind in regime.dossier_kinds if kind.from_level is None]
    ways = [Method(own.get(kind.code) or default_method(regime, kind.code)) for kind in kinds]
    return tuple(
        f"{sets.say(regime.id, kind.name)}: {way.label}" for kind, way in zip(kinds, ways, strict=True)
    )


WORDS: Final[Mapping[str, Callable[[Value], StrOrPromise]]] = {
    "aggregate": partial(_choice, AGGREGATES),
    "floor_test": partial(_choice, FLOOR_TESTS),
    "rounding": partial(_number, gettext_lazy("{number} decimals, half up")),
    "quorum": partial(_number, gettext_lazy("at least {number} sheets")),
    "quorum_percent": partial(_number, gettext_lazy("at least {number} % of the members who may judge")),
    "chair_present": partial(_flag, gettext_lazy("the chair, or who stands in, must take part"), ""),
    "max_spread": partial(_number, gettext_lazy("more than {number} points apart")),
    "after_spread": partial(_choice, dict(AfterSpread.choices)),
    "rescored": partial(_again, dict(Rescored.choices)),
    "chair_scores": partial(
        _flag, gettext_lazy("The chair fills in a sheet"), gettext_lazy("The chair fills in none")
    ),
    "secretary_scores": partial(
        _flag, gettext_lazy("The secretary fills in a sheet"), gettext_lazy("The secretary fills in none")
    ),
    "members_score": partial(
        _flag, gettext_lazy("Deputies and members fill in a sheet"), gettext_lazy("Members fill in none")
    ),
    "casting_vote": partial(
        _flag, gettext_lazy("The chair has the casting vote"), gettext_lazy("Nobody has a casting vote")
    ),
    "names_at_reveal": partial(
        _flag,
        gettext_lazy("Once revealed, members see whose sheet it is"),
        gettext_lazy("Once revealed, members see sheets without names"),
    ),
    "names_in_minutes": partial(
        _flag,
        gettext_lazy("The minutes give marks by name"),
        gettext_lazy("The minutes give marks without names"),
    ),
    "names_on_projector": partial(
        _flag, gettext_lazy("The projector shows names"), gettext_lazy("The projector shows no names")
    ),
    "hides_claims": partial(
        _flag,
        gettext_lazy("A claim is shown to a member after the own choice only"),
        gettext_lazy("Claims are shown to members from the beginning"),
    ),
    "papers_days": partial(_number, gettext_lazy("{number} working days before the meeting")),
}
"""How each column is said."""
