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
    """A kind of dossier (first, upgrade, renewal) or of package sent up a level, with what it must hold."""

    code: str
    name: str
    parts: tuple[DossierPart, ...]
    article: str
    council_method: Literal["meeting", "written_opinion"] | None = None
    from_level: str | None = None
    to_level: str | None = None


class Step(Value, frozen=True):
    """One transition of a dossier: who may take it, from which states, to which state.

    ``role`` and ``level`` say who, and ``seat`` which seat of the council; ``limit`` names the
    :class:`Limit` that runs while a dossier waits in ``after``.
    """

    code: str
    role: str
    before: tuple[str, ...]
    after: str
    article: str
    level: str | None = None
    seat: Literal["chair", "secretary", "member"] | None = None
    limit: str | None = None


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
    """A kind of producer that may apply; ``only_sets`` restricts it to some product sets."""

    code: str
    name: str
    only_sets: tuple[int, ...] = ()


class EvidenceHint(Value, frozen=True):
    """A paper that usually proves some criteria; ``words`` are found in the criteria's names it may prove."""

    code: str
    name: str
    words: tuple[str, ...] = ()


class Reading(Value, frozen=True):
    """How this system reads the law where the law is silent; ``decision`` names the decision record."""

    question: str
    choice: str
    decision: str


class Regime(Value, frozen=True):
    """One legal rulebook: everything but the score tables.

    ``extends`` names the regime that this one amends: keys absent here, and the product sets, are taken from
    it. ``full_marks`` is what the parts' maxima add up to. ``entry`` says whether a council's result is
    entered per criterion or, where criteria points are not publicly known, per part.
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
    commune_topics: tuple[Topic, ...] = ()
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

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that may be taken from a dossier state."""
        return tuple(step for step in self.steps if state in step.before)

    def recognising_level(self, stars: int) -> Level | None:
        """The level that recognises this star; None where no certificate is given (1 and 2 stars)."""
        for level in self.levels:
            if stars in level.recognises:
                return level
        return None
