"""The shape of a regime: one legal rulebook as frozen values.

A regime is a folder: ``regime.json`` (:class:`Regime`) and ``sets/NN.json`` (:class:`ProductSet`), one file
per product set, written to be read beside the decision. The classes here are the format: the published JSON
Schema is generated from them, and a file that does not fit is refused with the path of the wrong value.

Points are exact decimals. Positions count from 1 in the decision's own order; 0 means that none holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Literal

import msgspec

Stars = Literal[1, 2, 3, 4, 5]
FloorStars = Literal[3, 4, 5]
Scoring = Literal["one_option", "yes_no", "one_case"]
Entry = Literal["criteria", "parts"]
Unit = Literal["working_days", "days", "months"]
Tone = Literal["grey", "blue", "green", "amber", "red"]

YES = 1
NONE_HOLDS = 0


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """A frozen value of a regime file; unknown keys are refused."""


# -- product sets --------------------------------------------------------------------------------------------


class Option(Value, frozen=True, kw_only=True):
    """One answer a criterion offers.

    ``floor`` is the star whose minimum this option is (the star marks of Phụ lục II, 26/2026): a product may
    hold that star only when its option here is worth at least this one's points.
    """

    position: int
    points: Decimal
    floor: FloorStars | None = None
    case: str | None = None
    label: str


class Case(Value, frozen=True):
    """One of two situations a criterion tells apart; the option is chosen inside one of them."""

    code: str
    name: str


class Note(Value, frozen=True):
    """A remark of the rulebook in our words: a requirement, an explanation, or what counts as evidence."""

    kind: Literal["requirement", "explanation", "evidence"]
    text: str


class Knockout(Value, frozen=True):
    """A ground on which a product is excluded or not evaluated further.

    ``criterion`` is the leaf or section whose note states it; None when it is a ground for the whole dossier.
    ``zero_of`` lists the leaves meant where the ground is "0 points for one of these indicators".
    """

    code: str
    label: str
    criterion: str | None = None
    zero_of: tuple[str, ...] = ()


class Criterion(Value, frozen=True):
    """A row of the score table: a group of criteria, or a leaf that is scored.

    ``story`` names the leaf that says whether there is a product story: this criterion counts only when that
    one earns points. ``scoring`` says how a leaf is answered: one option; yes or no, where the decision lists
    no option; or one option of one of two cases, positions running on through both.
    """

    no: str
    name: str
    max: Decimal
    scoring: Scoring = "one_option"
    options: tuple[Option, ...] = ()
    cases: tuple[Case, ...] = ()
    story: str | None = None
    notes: tuple[Note, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether this row is scored itself."""
        return not self.criteria

    @cached_property
    def by_position(self) -> dict[int, Option]:
        """The options by position; a yes/no leaf has one, worth the maximum."""
        if self.scoring == "yes_no":
            return {YES: Option(position=YES, points=self.max, label="")}
        return {option.position: option for option in self.options}

    def points_at(self, position: int) -> Decimal:
        """Points earned by the option at ``position``; 0 when none holds."""
        return Decimal(0) if position == NONE_HOLDS else self.by_position[position].points

    @cached_property
    def floors(self) -> dict[int, Decimal]:
        """Points this leaf must reach, by star."""
        found: dict[int, Decimal] = {}
        for option in self.options:
            if option.floor is not None:
                found[option.floor] = min(option.points, found.get(option.floor, option.points))
        return found

    def leaves(self) -> Iterator[Criterion]:
        """The scored rows below this one, itself when it is one, in the decision's order."""
        if self.is_leaf:
            yield self
        for child in self.criteria:
            yield from child.leaves()


class Part(Value, frozen=True):
    """A part of the score table (A, B or C) with its maximum; its sections are the top level of criteria."""

    code: str
    name: str
    max: Decimal
    sections: tuple[Criterion, ...] = ()

    def leaves(self) -> Iterator[Criterion]:
        """The scored rows of this part, in order."""
        for section in self.sections:
            yield from section.leaves()


class ProductSet(Value, frozen=True):
    """The score table of one product set (bộ sản phẩm).

    ``not_scorable`` says why a set without a table is listed all the same.
    """

    set: int
    name: str
    sector: str
    parts: tuple[Part, ...]
    group: str | None = None
    lead: tuple[str, ...] = ()
    knockouts: tuple[Knockout, ...] = ()
    not_scorable: str | None = None
    source: str | None = None

    @property
    def is_scorable(self) -> bool:
        """Whether sheets can be scored criterion by criterion."""
        return self.not_scorable is None

    @cached_property
    def leaves(self) -> dict[str, Criterion]:
        """Every scored row by its number, in the decision's order."""
        return {leaf.no: leaf for part in self.parts for leaf in part.leaves()}

    @cached_property
    def part_of(self) -> dict[str, str]:
        """The part code of every leaf."""
        return {leaf.no: part.code for part in self.parts for leaf in part.leaves()}

    @cached_property
    def knockout_codes(self) -> dict[str, Knockout]:
        """The knock-outs by code."""
        return {knockout.code: knockout for knockout in self.knockouts}

    @cached_property
    def unit(self) -> int:
        """The number by which every option's points become whole."""
        points = (option.points for leaf in self.leaves.values() for option in leaf.by_position.values())
        return lcm(*(Fraction(value).denominator for value in points))

    @property
    def max(self) -> Decimal:
        """The sum of the parts' declared maxima."""
        return sum((part.max for part in self.parts), Decimal(0))

    def rows(self) -> Iterator[Criterion]:
        """Every row of the table, groups before their children."""

        def below(row: Criterion) -> Iterator[Criterion]:
            yield row
            for child in row.criteria:
                yield from below(child)

        for part in self.parts:
            for section in part.sections:
                yield from below(section)


# -- the regime ----------------------------------------------------------------------------------------------


class Document(Value, frozen=True):
    """A legal document a regime rests on."""

    number: str
    title: str
    signed_on: date
    issuer: str
    source: str | None = None


class Band(Value, frozen=True):
    """The average total from which a star is reached; read on the unrounded average."""

    stars: Stars
    at_least: Decimal
    article: str


class Level(Value, frozen=True):
    """A level of government in the procedure.

    ``unit_kind`` is the level in the tree of units. ``forwards_from`` is the average total from which the
    result goes to the next level instead of being recognised here. ``withdraws`` are the stars whose
    certificates this level may withdraw.
    """

    code: str
    name: str
    unit_kind: Literal["commune", "district", "province", "country"]
    scores: bool
    article: str
    recognises: tuple[Stars, ...] = ()
    recognised_by: str | None = None
    withdraws: tuple[Stars, ...] = ()
    forwards_from: Decimal | None = None
    council_defaults: CouncilRules | None = None
    council_regulation: CouncilRegulation | None = None
    composition: tuple[str, ...] = ()


class Round(Value, frozen=True):
    """A yearly round (đợt) of one level: proposals in before one day, results out before another (``MM-DD``).

    Both days are as printed and are themselves already late. ``years_after`` is 1 when the round closes in
    the year after the proposals.
    """

    level: str
    no: int
    proposals_before: str
    results_before: str
    article: str
    years_after: int = 0


class Limit(Value, frozen=True):
    """A time limit of the procedure, counted from the event named by ``starts``.

    ``before`` turns it into a notice: that much time must lie between the act and the event, counted back
    from the event. ``dossier_kind`` restricts the limit to one kind of dossier.
    """

    code: str
    count: int
    unit: Unit
    starts: str
    article: str
    before: bool = False
    dossier_kind: str | None = None


class Validity(Value, frozen=True):
    """How long a certificate holds, in calendar months from its issue."""

    months: int
    stars_from: Stars
    article: str


class Renewal(Value, frozen=True):
    """The window, in days before expiry, in which a renewal dossier is filed; and what follows a late one.

    ``kept_days`` is how long past expiry a certificate is kept while a late dossier is evaluated.
    """

    earliest_days: int
    latest_days: int
    article: str
    kept_days: int | None = None
    kept_article: str | None = None


class Form(Value, frozen=True):
    """A form of the annex."""

    code: str
    name: str
    article: str


class DossierPart(Value, frozen=True):
    """One item a dossier must hold, or may hold when not ``required``; ``form`` is the form that it is."""

    code: str
    name: str
    form: str | None = None
    required: bool = True
    except_sets: tuple[int, ...] = ()


class DossierKind(Value, frozen=True):
    """A kind of dossier (first, upgrade, renewal) or of package sent up a level, with what it must hold.

    A package may be ``for_kinds`` of dossier alone; without them it is for those that have none of their own.
    """

    code: str
    name: str
    parts: tuple[DossierPart, ...]
    article: str
    council_method: Literal["meeting", "written_opinion"] | None = None
    from_level: str | None = None
    to_level: str | None = None
    for_kinds: tuple[str, ...] = ()


class Step(Value, frozen=True):
    """One transition of a dossier: who may take it, from which states, to which state.

    ``level`` is the level that has the dossier and takes the step; without one it is open at every level.
    ``to_level`` is the level that has the dossier from then on, where it changes hands. ``role`` says who of
    the level, and ``seat`` which seat of its council; ``office`` is the role that may enter what ``role`` has
    signed. ``limit`` names the :class:`Limit` that runs while a dossier waits in ``after``. ``name`` says in
    words what is done, where this system has no words for ``code``.
    """

    code: str
    role: str
    before: tuple[str, ...]
    after: str
    article: str
    level: str | None = None
    to_level: str | None = None
    seat: Literal["chair", "secretary", "member"] | None = None
    limit: str | None = None
    office: str | None = None
    name: str | None = None


class StateName(Value, frozen=True):
    """The words for a state of a dossier, at one ``level`` or at all, and the colour that repeats them."""

    code: str
    name: str
    level: str | None = None
    tone: Tone | None = None


class Topic(Value, frozen=True):
    """A topic the commune reports on (form 03)."""

    code: str
    name: str


class Samples(Value, frozen=True):
    """How many product samples go with a dossier, and which sets need none."""

    count: int
    article: str
    except_sets: tuple[int, ...] = ()


class Revocation(Value, frozen=True):
    """A ground on which a certificate is withdrawn."""

    code: str
    label: str
    article: str


class ProductCode(Value, frozen=True):
    """How a product code is written: its segments, the mark between them, and the width of the sequence."""

    segments: tuple[Literal["province", "district", "commune", "sequence", "year"], ...]
    separator: str
    sequence_width: int
    article: str


class RegistrationNumber(Value, frozen=True):
    """How a registration slip (phiếu đăng ký) is numbered.

    ``pattern`` holds the fields ``{commune_no}``, ``{province_no}``, ``{province}``, ``{commune}`` and
    ``{year}`` among the characters printed on the form; ``blank`` stands where a number is still to be given.
    """

    pattern: str
    blank: str
    article: str


class Transition(Value, frozen=True):
    """A transitional rule: what happens to cases begun under the earlier regime."""

    code: str
    text: str
    article: str
    applies_to: str | None = None
    count: int | None = None
    unit: Unit | None = None


class CouncilRules(Value, frozen=True):
    """How a council's sheets become one result. Where the law is silent these are settings of the council.

    ``aggregate``: how members' totals combine. ``floor_test``: how a floor is judged over several sheets.
    ``max_spread``: largest difference of members' totals, in points. ``quorum``: fewest sheets.
    ``rounding``: decimals to which the average is rounded (half up) before the band is read; None = never.
    """

    aggregate: Literal["mean"] = "mean"
    floor_test: Literal["agreed", "majority", "all", "mean"] = "agreed"
    max_spread: Decimal | None = None
    quorum: int | None = None
    rounding: int | None = None


class CouncilRegulation(Value, frozen=True):
    """What a council's own regulation (quy chế) settles beside the arithmetic, where the law is silent.

    ``quorum_percent``: the share of the members that may judge which must have handed in a sheet;
    ``chair_present``: the chair, or who stands in, must be among those who take part. ``after_spread``: what
    follows totals too far apart. ``rescored``: what a scoring again opens. ``chair_scores``,
    ``secretary_scores``, ``members_score``: from whom a sheet is expected. ``casting_vote``: the chair
    decides a vote that is split evenly. ``names_*``: where members stand beside their marks by name.
    ``hides_claims``: what the producer claims for a criterion is shown to a member after the own choice only.
    """

    quorum_percent: Decimal | None = None
    chair_present: bool = False
    after_spread: Literal["discuss", "rescore", "flag"] = "discuss"
    rescored: Literal["all", "chosen"] = "all"
    chair_scores: bool = True
    secretary_scores: bool = False
    members_score: bool = True
    casting_vote: bool = False
    names_at_reveal: bool = True
    names_in_minutes: bool = True
    names_on_projector: bool = False
    hides_claims: bool = True


class KnownDefect(Value, frozen=True):
    """A defect of the source that is recorded, dated and left as it is; it no longer stops publication."""

    code: str
    place: str
    recorded_on: date
    note: str


class Correction(Value, frozen=True):
    """A value of the transcript that was corrected, with the value as transcribed and the reason."""

    place: str
    transcribed: str | None
    used: str
    reason: str


class Suspect(Value, frozen=True):
    """A value of the transcript that looks wrong and was left alone."""

    place: str
    note: str


class ProducerKind(Value, frozen=True):
    """A kind of producer that may apply; ``only_sets`` restricts it to some product sets.

    ``needs_registration``: it takes part only with a business registration.
    """

    code: str
    name: str
    only_sets: tuple[int, ...] = ()
    needs_registration: bool = False


class EvidenceHint(Value, frozen=True):
    """A paper that usually proves some criteria; ``words`` are found in the criteria's names it may prove."""

    code: str
    name: str
    words: tuple[str, ...] = ()


class SiteItem(Value, frozen=True):
    """Something seen where a product is made; ``words`` are found in the names of criteria it bears on."""

    code: str
    name: str
    words: tuple[str, ...] = ()


class ReviewRule(Value, frozen=True, kw_only=True):
    """The review of a dossier before the council of a level (thẩm định của tổ tư vấn).

    ``kinds`` are the dossier kinds it is for, all when empty. ``report_by`` is ``advisory_team``, or the code
    of the role that writes the report instead. ``required``: no council is convened without the report.
    ``survey_first`` are the sets whose products are seen on site before that, by ``survey_article``;
    ``survey_note`` says when a site is seen otherwise. ``pause_article`` lets a limit stand still while extra
    tests are made; None: no pause is named. ``reviewers_score``: whether who reviewed a dossier may fill in a
    sheet on it. ``comment_from``: from how many options away from what the review proposes a member says why.
    """

    level: str
    report_by: str
    article: str
    kinds: tuple[str, ...] = ()
    required: bool = False
    survey_first: tuple[int, ...] = ()
    survey_article: str | None = None
    survey_note: str | None = None
    pause_article: str | None = None
    reviewers_score: bool = False
    comment_from: int | None = None

    def is_for(self, level: str, kind: str) -> bool:
        """Whether it governs dossiers of this kind at this level."""
        return self.level == level and (not self.kinds or kind in self.kinds)


class Reading(Value, frozen=True):
    """How this system reads the law where the law is silent; ``decision`` names the decision record."""

    question: str
    choice: str
    decision: str


class Regime(Value, frozen=True):
    """One legal rulebook: everything but the score tables.

    ``extends`` names the regime that this one amends: keys absent here, and the product sets, are taken from
    it. ``full_marks`` is what the parts' maxima add up to. ``entry`` says whether a council's result is
    entered per criterion or, where criteria points are not publicly known, per part. ``states`` are words for
    states of a dossier; a procedure with states that this system does not know brings them along.
    """

    id: str
    title: str
    in_force_from: date
    documents: tuple[Document, ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    validity: Validity
    dossier_kinds: tuple[DossierKind, ...]
    product_code: ProductCode
    part_max: dict[str, Decimal]
    full_marks: Decimal = Decimal(100)
    entry: Entry = "criteria"
    extends: str | None = None
    in_force_to: date | None = None
    in_force_note: str | None = None
    rounds: tuple[Round, ...] = ()
    limits: tuple[Limit, ...] = ()
    renewal: Renewal | None = None
    forms: tuple[Form, ...] = ()
    steps: tuple[Step, ...] = ()
    states: tuple[StateName, ...] = ()
    commune_topics: tuple[Topic, ...] = ()
    reviews: tuple[ReviewRule, ...] = ()
    site_items: tuple[SiteItem, ...] = ()
    registration_number: RegistrationNumber | None = None
    samples: Samples | None = None
    revocations: tuple[Revocation, ...] = ()
    transitions: tuple[Transition, ...] = ()
    producer_kinds: tuple[ProducerKind, ...] = ()
    evidence: tuple[EvidenceHint, ...] = ()
    known_defects: tuple[KnownDefect, ...] = ()
    corrections: tuple[Correction, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    unknown: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    sources: tuple[str, ...] = ()
    star_mark_source: str | None = None

    def limit(self, code: str) -> Limit:
        """The time limit called ``code``; KeyError when this regime sets none."""
        for limit in self.limits:
            if limit.code == code:
                return limit
        raise KeyError(code)

    def review(self, level: str, kind: str) -> ReviewRule | None:
        """How dossiers of a kind are reviewed at a level; None where the regime says nothing of it."""
        return next((rule for rule in self.reviews if rule.is_for(level, kind)), None)

    def level(self, code: str) -> Level:
        """The level called ``code``; KeyError when this regime has none."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(code)

    def kind(self, code: str) -> DossierKind:
        """The dossier kind called ``code``; KeyError when this regime has none."""
        for kind in self.dossier_kinds:
            if kind.code == code:
                return kind
        raise KeyError(code)

    def steps_from(self, state: str, level: str) -> tuple[Step, ...]:
        """The steps that may be taken from a dossier state at a level of government."""
        return tuple(step for step in self.steps if state in step.before and step.level in {None, level})

    def state_name(self, state: str, level: str) -> StateName | None:
        """The regime's own words for a state at a level; None where it has none."""
        named = [one for one in self.states if one.code == state and one.level in {None, level}]
        return min(named, key=lambda one: one.level is None, default=None)

    def packages(self, from_level: str, to_level: str) -> tuple[DossierKind, ...]:
        """What the regime names to be sent from one level to another."""
        return tuple(
            kind for kind in self.dossier_kinds if (kind.from_level, kind.to_level) == (from_level, to_level)
        )

    def starts_at(self) -> str:
        """The level with which a dossier is filed; empty where the regime has no step for it."""
        return next((step.level or "" for step in self.steps if step.code == "file"), "")

    def level_above(self, code: str) -> Level | None:
        """The level next above; None above the highest. KeyError for an unknown level."""
        place = self.levels.index(self.level(code))
        return next(iter(self.levels[place + 1 :]), None)

    def recognising_level(self, stars: int) -> Level | None:
        """The level that recognises this star; None where no certificate is given (1 and 2 stars)."""
        for level in self.levels:
            if stars in level.recognises:
                return level
        return None
