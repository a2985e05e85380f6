"""A council's case as a page: who has sealed, how the sheets differ, what is to be settled, the result."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import additions, closing, procedure, queries, reckoning, relations, rules
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import Declaration, Rescored, Result, SeatRole, SheetState
from ocop.evaluation.models.council import are_open
from ocop.evaluation.quorum import quorum_of
from ocop.evaluation.table import Table
from ocop.law import scoring
from ocop.law import sheets as law_sheets
from ocop.law.regime import NONE_HOLDS
from ocop.law.sheets import read_case
from ocop.registry import regimes
from ocop.registry.regimes import library

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.closing import Choice, Unmet
    from ocop.evaluation.models import CouncilCase, Dossier, Seat, Sheet, StandIn
    from ocop.evaluation.queries import Sealing
    from ocop.evaluation.quorum import Quorum
    from ocop.law.regime import Criterion
    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor
    from ocop.platform.decisions import Decision

SHOWN_AT_ONCE: Final = 8
HEAT: Final[tuple[tuple[Fraction, int, str, StrOrPromise], ...]] = (
    (Fraction(0), 1, "=", _("agreed")),
    (Fraction(1, 4), 2, "▮", _("close")),
    (Fraction(1, 2), 3, "▮▮", _("apart")),
    (Fraction(1), 4, "▮▮▮", _("far apart")),
)
"""Shares of a criterion's maximum that the sheets differ by: a reading aid of ours, not a rule of the law."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How far the sheets lie apart, as a word and a sign."""

    level: int
    sign: str
    word: StrOrPromise


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat as it is in one case: out of it because of an interest, absent, or standing in for others.

    `places`: what it is in the case, what matters most first.
    `voided`: the sheet was sealed before. `found`: why the office took it out, empty where the member did.
    `silent`: nothing was said about an interest, so it took no part.
    """

    seat: Seat
    places: list[str]
    out: bool
    absent: bool
    stands_in: list[StandIn]
    voided: bool = False
    found: str = ""
    silent: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it counts among those who judge and sign."""
        return not (self.out or self.absent or self.silent)

    @property
    def code(self) -> str:
        """The place in this case."""
        return self.places[0]

    @property
    def role(self) -> str:
        """The place in this case, in words."""
        return str(SeatRole(self.code).label)


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion with the points of every sheet, in the order of the members."""

    number: str
    name: str
    most: Decimal
    by_member: tuple[tuple[str, Decimal], ...]
    spread: Decimal
    heat: Heat


@dataclass(frozen=True, slots=True)
class MemberTotal:
    """A revealed sheet's points. `name` is the member's, or "Sheet 2" where names are not shown."""

    sheet: Sheet
    name: str
    parts: tuple[Decimal, ...]
    total: Decimal
    earlier: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What was discussed in one round: on one criterion, or on the whole where `number` is empty."""

    round_no: int
    number: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote of the council, in words."""

    subject: str
    option: str
    in_favour: int
    against: int
    chair_decided: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """A criterion with star floors: what may be agreed on, what most chose, what is chosen on the page."""

    number: str
    name: str
    choices: tuple[tuple[int, str], ...]
    majority: int
    majority_words: str
    votes: int
    chosen: int
    agreed: bool
    unanimous: bool
    split_evenly: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of exclusion: whether a sheet's 0 raises it, and what the council found."""

    code: str
    label: str
    raised: bool
    stands: bool
    note: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FloorRow:
    """Whether one floor of one star is reached."""

    stars: int
    number: str
    name: str
    needed: Decimal
    met: bool
    judged: str


@dataclass(frozen=True)
class Settling:
    """A case for one actor. `typed` is what was sent with a form, laid over what is stored.

    `faults` says by name of a field what is wrong with what was typed there.
    """

    actor: Actor
    case: CouncilCase
    typed: Mapping[str, str] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def dossier(self) -> Dossier:
        """The dossier before the council."""
        return self.case.dossier

    @property
    def in_fields(self) -> list[tuple[str, str, str]]:
        """Every fault of a field: where it stands on the page, how the field is called, what is wrong."""
        if not self.faults:
            return []
        talked = [(name, label, fault) for name, label, _words, fault in self.to_discuss if fault]
        return talked + [
            (f"ground-note-{place}", str(ground.label), ground.fault)
            for place, ground in enumerate(self.grounds, 1)
            if ground.fault
        ]

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @property
    def by_parts(self) -> bool:
        """Whether the sheets hold points per part, so that no minimum can be tested."""
        return procedure.is_by_parts(self.dossier)

    @property
    def set_name(self) -> str:
        """The product set in words."""
        return self.table.say(self.table.product_set.name)

    @cached_property
    def settles(self) -> bool:
        """Whether this actor reveals and closes."""
        close = procedure.step_at(self.dossier, procedure.CLOSE, self.case.level)
        return rules.can_take_in(self.actor, self.case, close).allowed

    @cached_property
    def sealing(self) -> list[Sealing]:
        """Who has sealed, for chair and secretary; empty for others."""
        if not rules.can_see_sealing(self.actor, self.case):
            return []
        return queries.sealing(self.actor, self.case)

    @cached_property
    def declarations(self) -> list[Declaration]:
        """Who withdrew, and why; for chair and secretary."""
        if not self.sealing:
            return []
        found = Declaration.objects.filter(case=self.case, has_interest=True)
        return list(found.select_related("seat__user").order_by("pk"))

    @cached_property
    def replaceable(self) -> list[Seat]:
        """Members who withdrew and have no one in their place yet, for the office that keeps the council."""
        if not rules.can_manage_councils(self.actor, self.case.council.unit):
            return []
        return queries.to_replace(self.case)

    @cached_property
    def tied(self) -> list[tuple[Seat, StrOrPromise]]:
        """Members whose sheet counts although they may not judge, with why, for the office that keeps it."""
        if self.case.closed_at is not None:
            return []
        if not rules.can_manage_councils(self.actor, self.case.council.unit):
            return []
        return [(seat, relations.reason_of(kept)) for seat, kept in closing.tied_members(self.case)]

    @property
    def standing_count(self) -> int:
        """How many members score."""
        return sum(1 for one in self.sealing if not (one.withdrew or one.absent))

    @property
    def sealed_count(self) -> int:
        """How many of them have sealed."""
        return sum(1 for one in self.sealing if one.sealed)

    @cached_property
    def quorum(self) -> Quorum:
        """Who may judge, who takes part, and how many must."""
        return quorum_of(self.case)

    @cached_property
    def unmet(self) -> list[Unmet]:
        """Every rule that keeps the case from being closed now, for whoever closes it."""
        result = queries.reckoned(self.case)
        if result is None or self.case.closed_at is not None or not self.settles:
            return []
        return closing.unmet(self.case, result)

    @cached_property
    def excusable(self) -> list[Sealing]:
        """Members with an open sheet, of whom may be noted that they take no part."""
        if not self.settles or self.case.revealed_at is not None:
            return []
        return [one for one in self.sealing if not (one.sealed or one.withdrew or one.absent)]

    @property
    def calls_meeting(self) -> bool:
        """Whether this actor may let the council meet instead of writing."""
        open_case = self.case.closed_at is None and self.case.is_written
        return open_case and rules.can_call_meeting(self.actor, self.case).allowed

    @property
    def can_reveal(self) -> bool:
        """Whether all that score have sealed, and they are enough."""
        return self.quorum.reached and self.sealed_count == self.standing_count

    @cached_property
    def sees_sheets(self) -> bool:
        """Whether single sheets may be shown to this actor now."""
        return bool(self.reads_result) and are_open(self.actor, self.case)

    @cached_property
    def stored(self) -> Result | None:
        """The result of the closed case, for who may know it now."""
        return queries.result_of(self.case) if self.reads_result else None

    @cached_property
    def reads_result(self) -> Decision:
        """Whether this actor may know what this council found, as `rules.can_read_result` says."""
        return rules.can_read_result(self.actor, self.case)

    @cached_property
    def own_sheet(self) -> Sheet | None:
        """This actor's own sheet in the present round; None for who has none that counts."""
        return queries.own_sheet(self.actor, self.case)

    @cached_property
    def links(self) -> list[tuple[StrOrPromise, str]]:
        """What rooms above link to from the page of the case."""
        return additions.links_of(self.actor, self.case)

    @cached_property
    def result(self) -> LawResult | None:
        """The stored result reckoned again, or before closing what the sheets would give now."""
        if self.stored is not None:
            return scoring.score(read_case(library(), json.loads(self.stored.question)))
        return queries.reckoned(self.case) if self.sees_sheets else None

    @property
    def stars(self) -> int:
        """The star of that result; 0 for none."""
        return (self.result.stars or 0) if self.result else 0

    @cached_property
    def why(self) -> list[str]:
        """Its reasons, in the reader's language; without how many sheets said what for who reads none."""
        if self.result is None:
            return []
        return in_words(reckoning.told(self.result, with_marks=self.sees_sheets))

    @cached_property
    def flags(self) -> list[tuple[str, str]]:
        """What the council must still deal with: code and words."""
        return [(flag.code, in_words([flag.detail])[0]) for flag in self.result.flags] if self.result else []

    @property
    def too_far(self) -> bool:
        """Whether the totals lie further apart than the council allows."""
        return any(code == "spread" for code, _words in self.flags)

    @cached_property
    def parts(self) -> list[tuple[str, str, Fraction, Decimal]]:
        """Code, name, average and maximum of each part."""
        if self.result is None:
            return []
        points = self.result.parts
        return [
            (part.code, self.table.say(part.name), points[part.code], part.max)
            for part in self.table.product_set.parts
        ]

    @cached_property
    def sees_names(self) -> bool:
        """Whether sheets stand here under the names of their members."""
        return rules.names_members(self.actor, self.case)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The revealed sheets of the round, those that count; without names the highest total first."""
        return self._sheets_of(self.case.round_no)

    def _sheets_of(self, round_no: int) -> list[Sheet]:
        if not self.sees_sheets and round_no == self.case.round_no:
            return []
        found = queries.opened_sheets(self.case, round_no)
        return found if self.sees_names else sorted(found, key=lambda sheet: -self._sum(sheet))

    @cached_property
    def members(self) -> list[MemberTotal]:
        """Each revealed sheet with its points."""
        return [self._total(place, sheet) for place, sheet in enumerate(self.sheets, 1)]

    @cached_property
    def earlier_rounds(self) -> list[int]:
        """The rounds before the present one, whose sheets are kept."""
        return list(range(1, self.case.round_no)) if self.sees_sheets else []

    @cached_property
    def earlier(self) -> dict[int, dict[int, Decimal]]:
        """The totals of earlier rounds, by round and seat."""
        return {
            round_no: {sheet.seat_id: self._sum(sheet) for sheet in self._sheets_of(round_no)}
            for round_no in self.earlier_rounds
        }

    @cached_property
    def spreads(self) -> list[tuple[int, Decimal]]:
        """How far the totals of each earlier round lay apart."""
        found = [(round_no, list(totals.values())) for round_no, totals in self.earlier.items()]
        return [(round_no, max(totals) - min(totals)) for round_no, totals in found if totals]

    @cached_property
    def talks(self) -> list[Talk]:
        """What was discussed, round by round: the whole first, then criterion by criterion."""
        leaves = self.table.product_set.leaves
        order = {number: place for place, number in enumerate(["", *leaves])}
        found = sorted(self.case.discussions.all(), key=lambda one: (one.round_no, order[one.criterion]))
        return [
            Talk(
                one.round_no,
                one.criterion,
                self.table.say(leaves[one.criterion].name) if one.criterion else "",
                one.words,
            )
            for one in found
        ]

    @property
    def noted(self) -> dict[str, str]:
        """What is noted on each criterion in this round."""
        return {one.number: one.words for one in self.talks if one.round_no == self.case.round_no}

    @property
    def to_discuss(self) -> list[tuple[str, str, str, str]]:
        """Field, label, words and fault of what may be noted: the whole, then each criterion that differs."""
        typed = self.typed or {}
        lines = [
            ("", str(_("The sheets as a whole"))),
            *((row.number, f"{row.number}. {row.name}") for row in self.differing),
        ]
        return [
            (
                name := f"talk-{number}",
                label,
                typed.get(name, self.noted.get(number, "")),
                self.faults.get(name, ""),
            )
            for number, label in lines
        ]

    @cached_property
    def ballots(self) -> list[Ballot]:
        """The votes of this round."""
        leaves, grounds = self.table.product_set.leaves, self.table.product_set.knockout_codes
        return [
            Ballot(
                f"{vote.subject}. {self.table.say(leaves[vote.subject].name)}"
                if vote.subject in leaves
                else self.table.say(grounds[vote.subject].label),
                "" if vote.position is None else self.table.words(vote.subject, vote.position),
                vote.in_favour,
                vote.against,
                vote.chair_decided,
                vote.carried,
            )
            for vote in self.case.votes.filter(round_no=self.case.round_no).order_by("pk")
        ]

    @cached_property
    def motions(self) -> list[tuple[str, str]]:
        """What may be voted on: every option of the minimums the sheets differ on, and every ground."""
        found = [
            (f"{floor.number}|{position}", f"{floor.number}. {floor.name}: {words}")
            for floor in self.floors
            if not floor.unanimous
            for position, words in floor.choices
        ]
        return found + [(ground.code, str(ground.label)) for ground in self.grounds]

    @property
    def reopenable(self) -> list[tuple[str, str]]:
        """The criteria of which some may be chosen for scoring again; none where all are scored again."""
        if self.case.regulation.rescored != Rescored.CHOSEN or not self.quorum.reached:
            return []
        return [(row.number, f"{row.number}. {row.name}") for row in self.differing]

    @cached_property
    def opened(self) -> list[str]:
        """The criteria that alone are scored in this round, with their names; none where all are."""
        chosen = self.case.opened_criteria.filter(round_no=self.case.round_no).order_by("pk")
        leaves = self.table.product_set.leaves
        return [f"{one.criterion}. {self.table.say(leaves[one.criterion].name)}" for one in chosen]

    @cached_property
    def rows(self) -> list[Row]:
        """Every criterion with the points of all sheets."""
        return [self._row(leaf) for leaf in self.table.product_set.leaves.values()] if self.sheets else []

    @cached_property
    def differing(self) -> list[Row]:
        """The criteria on which the sheets differ, the widest gap first."""
        found = [row for row in self.rows if row.spread]
        return sorted(found, key=lambda row: (-row.spread / row.most, -row.spread))

    @property
    def widest(self) -> list[Row]:
        """The first of them, shown at once."""
        return self.differing[:SHOWN_AT_ONCE]

    @property
    def closer(self) -> list[Row]:
        """The rest, folded away."""
        return self.differing[SHOWN_AT_ONCE:]

    @property
    def floors_met(self) -> int:
        """How many floors are reached."""
        return sum(1 for row in self.floor_rows if row.met)

    @cached_property
    def floors(self) -> list[Floor]:
        """The criteria with star floors, each with what most sheets say."""
        agreed = dict(self.case.agreed_options.values_list("criterion", "position"))
        choices = closing.floor_choices(self.case) if self.sheets else []
        return [self._floor(choice, agreed) for choice in choices]

    @cached_property
    def agreed_on(self) -> list[tuple[str, str, str]]:
        """Number, name and words of every option agreed on, where all sheets say the same included."""
        leaves = self.table.product_set.leaves
        stored = self.case.agreed_options.values_list("criterion", "position")
        found = {number: position for number, position in stored if number in leaves}
        if self.sheets:
            alike = [choice for choice in closing.floor_choices(self.case) if choice.unanimous]
            found = {choice.criterion: choice.votes[0][0] for choice in alike} | found
        return [
            (number, self.table.say(leaves[number].name), self.table.words(number, found[number]))
            for number in leaves
            if number in found
        ]

    @cached_property
    def grounds(self) -> list[Ground]:
        """The grounds of exclusion of the product set."""
        found = dict(self.case.knockouts.values_list("code", "note"))
        raised = {flag for flag, _words in self.flags}
        return [
            Ground(
                one.code,
                self.table.say(one.label),
                "zero_indicator" in raised and self._zero(one.zero_of),
                self._typed(f"stands-{one.code}", one.code in found),
                (self.typed or {}).get(f"note-{one.code}", found.get(one.code, "")),
                self.faults.get(f"note-{one.code}", ""),
            )
            for one in self.table.product_set.knockouts
        ]

    @cached_property
    def floor_rows(self) -> list[FloorRow]:
        """Every floor of the result, star by star."""
        if self.result is None:
            return []
        leaves = self.table.product_set.leaves
        return [
            FloorRow(
                stars,
                test.criterion,
                self.table.say(leaves[test.criterion].name),
                test.needed,
                test.met,
                in_words([test.judged])[0],
            )
            for stars, tests in self.result.floors.items()
            for test in tests
        ]

    @cached_property
    def replays(self) -> bool:
        """Whether the arithmetic of today gives the stored answer again."""
        return self.stored is not None and reckoning.replays(self.stored.question, self.stored.answer)

    @cached_property
    def seats(self) -> list[Sitting]:
        """Who sat on the council while it had the case: who is out of it, absent, or stands in for whom."""
        said = list(self.case.declarations.all())
        out = {one.seat_id: one.note if one.found else "" for one in said if one.has_interest}
        spoken = {one.seat_id for one in said}
        sealed = self.case.sheets.filter(state=SheetState.VOID).exclude(sealed_at=None)
        voided = set(sealed.values_list("seat_id", flat=True))
        absent = set(self.case.absences.values_list("seat_id", flat=True))
        standing: defaultdict[int, list[StandIn]] = defaultdict(list)
        for one in self.case.stand_ins.select_related("withdrawn__user").order_by("pk"):
            standing[one.seat_id].append(one)
        return [
            Sitting(
                seat,
                rules.places_among(seat, [one.role for one in standing[seat.pk]]),
                out=seat.pk in out,
                absent=seat.pk in absent,
                stands_in=standing[seat.pk],
                voided=seat.pk in voided,
                found=out.get(seat.pk, ""),
                silent=seat.pk not in spoken,
            )
            for seat in queries.seats_during(self.case)
        ]

    @cached_property
    def projects(self) -> bool:
        """Whether this actor may put the case on the wall of the room."""
        return rules.can_project(self.actor, self.case).allowed

    @cached_property
    def declares(self) -> bool:
        """Whether this actor sits here without a sheet and may say whether there is an interest."""
        open_case = self.case.closed_at is None
        return open_case and rules.can_declare(self.actor, self.case).allowed

    @cached_property
    def has_declared(self) -> Decision:
        """Whether this actor said what is to be said before anything of the case opens."""
        return rules.has_declared(self.actor, self.case)

    def agreed_options(self) -> dict[str, int]:
        """The options sent with the form; what is no number is left for the action to name."""
        sent = self.typed or {}
        found: dict[str, int] = {}
        for floor in self.floors:
            value = sent.get(floor.number, "")
            if value.isascii() and value.isdigit() and len(value) < 5:
                found[floor.number] = int(value)
        return found

    def found_grounds(self) -> dict[str, str]:
        """The grounds that were ticked, with their words."""
        return {ground.code: ground.note for ground in self.grounds if ground.stands}

    def _typed(self, name: str, stored: bool) -> bool:  # noqa: FBT001 - a private pair
        return stored if self.typed is None else name in self.typed

    def _answers(self, sheet: Sheet) -> dict[str, int]:
        return {answer.criterion: answer.position for answer in sheet.answers.all()}

    def _points(self, sheet: Sheet) -> tuple[Decimal, ...]:
        """The points of a sheet per part of the table."""
        if self.by_parts:
            given = {one.part: one.points for one in sheet.parts.all()}
            return tuple(given.get(part.code, Decimal(0)) for part in self.table.product_set.parts)
        return tuple(scoring.sheet_points(self.table.product_set, self._answers(sheet)).values())

    def _sum(self, sheet: Sheet) -> Decimal:
        return sum(self._points(sheet), Decimal(0))

    def _name(self, place: int, sheet: Sheet) -> str:
        return sheet.seat.user.full_name if self.sees_names else _("Sheet %(number)d") % {"number": place}

    def _total(self, place: int, sheet: Sheet) -> MemberTotal:
        points = self._points(sheet)
        before = [totals.get(sheet.seat_id) for totals in self.earlier.values()] if self.sees_names else []
        return MemberTotal(
            sheet,
            str(self._name(place, sheet)),
            points,
            sum(points, Decimal(0)),
            tuple(before),
        )

    def _row(self, leaf: Criterion) -> Row:
        points = tuple(
            law_sheets.earned(leaf, self._answers(sheet), self.table.product_set) for sheet in self.sheets
        )
        spread = max(points) - min(points)
        names = (str(self._name(place, sheet)) for place, sheet in enumerate(self.sheets, 1))
        by_member = tuple(zip(names, points, strict=True))
        return Row(leaf.no, self.table.say(leaf.name), leaf.max, by_member, spread, _heat(spread, leaf.max))

    def _floor(self, choice: Choice, agreed: Mapping[str, int]) -> Floor:
        leaf = self.table.product_set.leaves[choice.criterion]
        majority, votes = choice.votes[0]
        sent = (self.typed or {}).get(leaf.no, "")
        chosen = agreed.get(leaf.no, majority)
        if sent.isascii() and sent.isdigit() and len(sent) < 5:
            chosen = int(sent)
        choices = [(position, self.table.words(leaf.no, position)) for position in leaf.by_position]
        choices.append((NONE_HOLDS, self.table.words(leaf.no, NONE_HOLDS)))
        return Floor(
            leaf.no,
            self.table.say(leaf.name),
            tuple(choices),
            majority,
            self.table.words(leaf.no, majority),
            votes,
            chosen,
            leaf.no in agreed,
            choice.unanimous,
            choice.split_evenly,
        )

    def _zero(self, numbers: tuple[str, ...]) -> bool:
        leaves = self.table.product_set.leaves
        return any(
            number in answers and leaves[number].points_at(answers[number]) == 0
            for answers in map(self._answers, self.sheets)
            for number in numbers
        )


def _heat(spread: Decimal, most: Decimal) -> Heat:
    share = Fraction(spread) / Fraction(most) if most else Fraction(0)
    return next(Heat(level, sign, word) for limit, level, sign, word in HEAT if share <= limit)
