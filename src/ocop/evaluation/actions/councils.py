"""Councils, who sits on them, and dossiers put before them (Điều 7.3.b to d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import appeals, procedure, regulation, relations, reviewing, rules, telling
from ocop.evaluation.actions import versions
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import (
    Council,
    CouncilCase,
    Declaration,
    Dossier,
    Method,
    Purpose,
    Regulation,
    Seat,
    SeatRole,
    Sheet,
    StandIn,
)
from ocop.evaluation.moving import expect_case, locked, locked_case, locked_council, move_case, touch
from ocop.evaluation.queries import conflicts_of_interest
from ocop.evaluation.relations import BlockedMember, logs_blocks
from ocop.journal.actions import record
from ocop.law.regime import CouncilRules
from ocop.law.sheets import not_scorable, read_rules
from ocop.law.words import Message
from ocop.people.models import User
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from ocop.evaluation.regulation import Value
    from ocop.law.regime import Regime
    from ocop.platform.actors import Actor


SINGLE = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})
"""The places a council has once."""


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """What is written about a council."""

    name: str
    decision_number: str
    decided_on: date
    term_to: date | None = None


@transaction.atomic
def create_council(
    *,
    actor: Actor,
    unit_code: str,
    facts: CouncilFacts,
    rules_given: Mapping[str, Value] | None = None,
    now: datetime,
) -> Council:
    """Set up a council with the regulation the regime in force gives its level, changed by `rules_given`.

    The keys of `rules_given` are those of `law.regime.CouncilRules`; `set_regulation` changes the rest.
    Raises: Denied; Conflict when this very council is there already; ValidationError for facts or rules;
    Unit.DoesNotExist.
    """
    today = local_day(now)
    unit = Unit.objects.visible_to(actor).for_update().on(today).get(code=unit_code)
    require(rules.can_manage_councils(actor, unit))
    name, number = clean_text(facts.name), clean_text(facts.decision_number)
    if not name or not number:
        raise ValidationError(
            _("Write the name of the council and the number of the decision that forms it.")
        )
    if facts.decided_on > today:
        raise ValidationError({"decided_on": _("This day has not come yet.")})
    if facts.term_to is not None and facts.term_to < facts.decided_on:
        raise ValidationError({"term_to": _("The term cannot end before the decision.")})
    same = {"name": name, "decision_number": number, "decided_on": facts.decided_on}
    if Council.objects.filter(unit=unit, **same).exists():
        raise Conflict(_("This council is set up already. Open it in the list of councils."))
    regime = regimes.regime_on(today)
    columns = _columns(regime, unit, rules_given or {})
    council = Council(unit=unit, term_to=facts.term_to, **same)
    check_columns(council)
    council.save(force_insert=True)
    written = Regulation(council=council, no=1, set_at=now, set_by_id=actor.user_id, **columns)
    check_columns(written)
    written.save(force_insert=True)
    after = {**same, "term_to": facts.term_to, **columns}
    record(actor=actor, verb="council.created", obj=council, before={}, after=after, now=now)
    return council


@transaction.atomic
def seat_member(
    *,
    actor: Actor,
    council_id: int,
    expected_version: int,
    user_id: int,
    role: str = SeatRole.MEMBER,
    scores: bool | None = None,
    represents: int | None = None,
    now: datetime,
) -> Seat:
    """Give someone appointed council member in its territory a seat; a council has one chair and secretary.

    Whether a sheet is expected is what the regulation says of the place, unless `scores` says otherwise for
    this member. `represents` is a line of the rulebook's composition of such a council, counted from 1.
    Raises: Denied, Stale, ValidationError for the role and for a sheet of who has no vote, Conflict when the
    person or the place is taken or the person holds no such office today, Council.DoesNotExist,
    User.DoesNotExist.
    """
    council = locked_council(actor, council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    if role not in SeatRole.values:
        raise ValidationError({"role": _("Choose one of the places in the council listed.")})
    if scores and role == SeatRole.OBSERVER:
        raise ValidationError({"role": _("An invited expert has no vote and fills in no sheet.")})
    if scores is None:
        scores = regulation.scores_by_role(council.regulation, role)
    user = User.objects.get(pk=user_id)
    if council.members.filter(user=user).exists():
        raise Conflict(_("This person already sits on the council."))
    if role in SINGLE and council.members.filter(role=role).exists():
        raise Conflict(_("The council already has its %(role)s.") % {"role": SeatRole(role).label})
    seat = take_seat(council, user, local_day(now), role=role, scores=scores, represents=represents)
    council.version += 1
    council.save(update_fields=["version"])
    after = {"user": user.pk, "role": role, "scores": scores, "represents": represents}
    record(actor=actor, verb="council.member_seated", obj=council, before={}, after=after, now=now)
    return seat


@transaction.atomic
def unseat_member(
    *, actor: Actor, seat_id: int, expected_version: int, reason: str = "", now: datetime
) -> Council:
    """Take away a seat that has no part in any case or session yet. The version is the council's.

    Raises: Denied, Stale, Conflict when the member has one, or took over a place; Seat.DoesNotExist.
    """
    visible = Council.objects.visible_to(actor)
    council = locked_council(actor, Seat.objects.get(pk=seat_id, council__in=visible).council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    seat = council.seats.get(pk=seat_id)
    if seat.replaces_id is not None:
        raise Conflict(_("This member took over a place; it stays. Renew it instead."))
    before = {"user": seat.user_id, "role": seat.role, "scores": seat.scores}
    try:
        seat.delete()
    except ProtectedError as kept:
        words = _("This member already has a part in dossiers or sessions. Renew the place instead.")
        raise Conflict(words) from kept
    council.version += 1
    council.save(update_fields=["version"])
    record(
        actor=actor,
        verb="council.member_unseated",
        obj=council,
        before=before,
        after={},
        reason=reason,
        now=now,
    )
    return council


@logs_blocks
@transaction.atomic
def convene(
    *,
    actor: Actor,
    dossier_id: int,
    council_id: int,
    expected_version: int,
    convened_on: date | None = None,
    recused: Collection[int] = (),
    purpose: str = Purpose.OFFICIAL,
    method: str | None = None,
    opinions_due_on: date | None = None,
    now: datetime,
) -> CouncilCase:
    """Put a dossier before a council: every scoring seat gets an empty sheet, the `recused` seats none.

    A specialised council (`purpose`) judges while the dossier still waits for the official one, and moves it
    nowhere. Who is left out sees nothing of the dossier from then on. The case keeps the council's regulation
    as it is now. `method` is what the regulation says of the kind of dossier unless given; for written
    opinions `convened_on` is the day they are asked for and `opinions_due_on` the last day for them.
    Refused as Conflict: a council without chair or secretary, or with fewer sheets than its quorum; a member
    who represents the producer, prepared, reported or reviewed the dossier, and is not recused; a dossier
    whose review is owed; a day before the council or the dossier existed or after the council's term; a
    product set without a score table. Raises also: Denied, Stale, DoesNotExist.
    """
    council = locked_council(actor, council_id)
    dossier = locked(actor, dossier_id)
    require(rules.can_convene(actor, dossier, council))
    relations.require_untied(actor, dossier, procedure.CONVENE)
    step = procedure.step(dossier, procedure.CONVENE)
    procedure.expect(dossier, step)
    dossier.expect_version(expected_version)
    _refuse_not_scorable(dossier)
    if words := reviewing.hindrance(dossier):
        raise Conflict(words)
    day = convened_on or local_day(now)
    if day < council.decided_on:
        raise Conflict(_("The council cannot meet before the day of the decision that forms it."))
    if dossier.filed_on is not None and day < dossier.filed_on:
        raise Conflict(_("The council cannot meet before the day the dossier was filed."))
    if purpose not in {Purpose.OFFICIAL, Purpose.SPECIALISED}:
        raise ValidationError({"purpose": _("Choose one of the kinds of council listed.")})
    decides = _method(method or regulation.method_of(council.regulation, dossier))
    if decides == Method.WRITTEN and opinions_due_on is not None and opinions_due_on < day:
        raise Conflict(_("The last day for opinions cannot lie before the day they are asked for."))
    case, scoring = open_case(
        dossier,
        council,
        Purpose(purpose),
        day,
        frozenset(recused),
        now,
        method=decides,
        opinions_due_on=opinions_due_on,
    )
    facts = {
        "council": council.pk,
        "seats": [seat.pk for seat in scoring],
        "recused": sorted(recused),
        "method": case.method,
        "regulation": case.regulation.no,
        **versions.told(case),
        **_plain(case.regulation.rules),
    }
    move_case(actor=actor, case=case, step=step, verb="dossier.convened", now=now, facts=facts)
    seats = council.members.order_by("pk")
    telling.convened(actor, case, telling.invited(seats, scoring, frozenset(recused)), now)
    return case


def open_case(
    dossier: Dossier,
    council: Council,
    purpose: Purpose,
    day: date,
    recused: frozenset[int],
    now: datetime,
    *,
    level: str = "",
    method: Method = Method.MEETING,
    opinions_due_on: date | None = None,
) -> tuple[CouncilCase, list[Seat]]:
    """A case with an empty sheet for every scoring seat, and these seats; no journal entry, no notice.

    `level` is the one that judges, the dossier's own unless given.
    The caller holds the locks of the council and of the dossier (`moving` says in which order) and has
    checked who asks. Raises: Conflict for a council that cannot judge (`convene` says when) or while an
    earlier case of this purpose is open.
    """
    if council.term_to is not None and day > council.term_to:
        raise Conflict(
            _(
                "The term of this council ended on %(day)s. Choose an earlier day, or a council whose "
                "term runs."
            )
            % {"day": date_format(council.term_to, "SHORT_DATE_FORMAT")}
        )
    present = council.regulation
    scoring = _scoring_seats(dossier, council, present, recused)
    at = level or dossier.level
    if dossier.cases.filter(level=at, purpose=purpose, closed_at=None).exists():
        raise Conflict(_("A council has this dossier already."), url=dossier.get_absolute_url())
    case = CouncilCase.objects.create(
        dossier=dossier,
        council=council,
        regulation=present,
        level=at,
        purpose=purpose,
        method=method,
        convened_on=day,
        opinions_due_on=opinions_due_on if method == Method.WRITTEN else None,
    )
    Sheet.objects.bulk_create(Sheet(case=case, seat=seat) for seat in scoring)
    _leave_out(case, recused, now)
    versions.put_before(case, now)
    return case, scoring


@logs_blocks
@transaction.atomic
def replace_member(
    *,
    actor: Actor,
    case_id: int,
    withdrawn_id: int,
    user_id: int,
    expected_version: int,
    now: datetime,
) -> StandIn:
    """Put someone in the place of a member who withdrew from this case, or takes no part in it, with a sheet
    for the present round.

    The place in the council itself does not change: chair or secretary are replaced for this dossier alone,
    also by someone who already scores it, and without a sheet while the sheets are revealed. Whoever filled
    several places is replaced in all of them, so nobody is chair and secretary at once. The version is that
    of the dossier. Raises: Denied; Stale; Conflict after the reveal for a member's place, always after
    closing, for a seat that did not withdraw or has its replacement, and for a person who is not appointed,
    may not judge the dossier, withdrew too, leads the case already, or scores it and would only be a member;
    CouncilCase.DoesNotExist, Seat.DoesNotExist, User.DoesNotExist.
    """
    council = _locked_council_of(actor, case_id)
    case = locked_case(actor, case_id)
    dossier = case.dossier
    require(rules.can_manage_councils(actor, council.unit))
    withdrawn = council.seats.select_related("user").get(pk=withdrawn_id)
    role = next(iter(rules.places_of(case, withdrawn)), "")
    # Who leads the case is needed to its end; a sheet comes too late once the others are open.
    leads = role in rules.SEES_SEALING and case.revealed_at is not None
    expect_case(case, procedure.step_at(dossier, procedure.CLOSE if leads else procedure.REVEAL, case.level))
    dossier.expect_version(expected_version)
    gone = rules.withdrawals(case)
    absent = case.absences.filter(seat=withdrawn).exists()
    if not role or (not absent and not gone.filter(seat=withdrawn).exists()):
        raise Conflict(_("This member did not withdraw from the dossier."))
    if case.stand_ins.filter(withdrawn=withdrawn).exists():
        raise Conflict(_("Someone took this place already."))
    seat = _replacing(council, User.objects.get(pk=user_id), local_day(now))
    if gone.filter(seat=seat).exists() or case.absences.filter(seat=seat).exists():
        raise Conflict(_("This person withdrew from the dossier too."))
    if role in rules.SEES_SEALING and rules.leads(case, seat):
        raise Conflict(_("This person is chair or secretary in this case already. Choose someone else."))
    if seat.user_id in appeals.barred_from_panel(case):
        raise Conflict(_("This person sat in the first case and may not score the appeal."))
    if kept := relations.barring(dossier, seat.user_id, relations.SCORE):
        words = _("%(name)s may not judge this dossier: %(reason)s.") % {
            "name": seat.user.full_name,
            "reason": relations.reason_of(kept),
        }
        raise BlockedMember(dossier, relations.SCORE, seat.user_id, kept, words)
    scores = rules.scores_in(case, withdrawn)
    _give_sheet(case, seat, role, scores=scores)
    stand_in = StandIn.objects.create(
        case=case, withdrawn=withdrawn, seat=seat, role=role, scores=scores, since=now
    )
    touch(dossier, now)
    record(
        actor=actor,
        verb="case.member_replaced",
        obj=dossier,
        before={"seat": withdrawn.pk, "user": withdrawn.user_id},
        after={"seat": seat.pk, "user": seat.user_id, "role": role, "round": case.round_no},
        regime=dossier.regime_id,
        now=now,
    )
    case.council = council
    telling.convened(actor, case, [seat], now)
    return stand_in


def _locked_council_of(actor: Actor, case_id: int) -> Council:
    """The council of a case of a dossier this actor may see, locked. Raises: CouncilCase.DoesNotExist."""
    visible = CouncilCase.objects.filter(dossier__in=Dossier.objects.visible_to(actor))
    council_id = visible.values_list("council_id", flat=True).get(pk=case_id)
    return Council.objects.for_update().select_related("unit").get(pk=council_id)


def _give_sheet(case: CouncilCase, seat: Seat, role: str, *, scores: bool) -> None:
    """A sheet for who stands in, where the place is one that scores. Raises: Conflict."""
    if case.sheets.filter(seat=seat, round_no=case.round_no).exists():
        if role == SeatRole.MEMBER:
            raise Conflict(_("This person scores the dossier already. Choose someone else."))
    elif scores and case.revealed_at is None:
        Sheet.objects.create(case=case, seat=seat, round_no=case.round_no)


def _leave_out(case: CouncilCase, recused: frozenset[int], now: datetime) -> None:
    """Take these members out of the case before it opens, with what ties them to it."""
    reasons = {seat.pk: str(reason) for seat, reason in conflicts_of_interest(case.dossier, case.council)}
    Declaration.objects.bulk_create(
        Declaration(
            case=case,
            seat=seat,
            has_interest=True,
            found=True,
            note=reasons.get(seat.pk, ""),
            declared_at=now,
        )
        for seat in case.council.members.filter(pk__in=recused).order_by("pk")
    )


def _replacing(council: Council, user: User, today: date) -> Seat:
    """The person's seat in the council, one to stand in only where there is none. Raises: Conflict."""
    require_appointed(council, user, today)
    if seat := council.sitting.filter(user=user).first():
        return seat
    council.version += 1
    council.save(update_fields=["version"])
    return Seat.objects.create(
        council=council, user=user, role=SeatRole.MEMBER, scores=False, only_stands_in=True
    )


def take_seat(council: Council, user: User, today: date, **facts: object) -> Seat:
    """Make someone a member of the council, also who stood in until now. Raises: Conflict."""
    require_appointed(council, user, today)
    helping = council.sitting.filter(user=user, only_stands_in=True).first()
    if helping is None:
        return Seat.objects.create(council=council, user=user, **facts)
    for name, value in {**facts, "only_stands_in": False}.items():
        setattr(helping, name, value)
    helping.save(update_fields=[*facts, "only_stands_in"])
    return helping


def require_appointed(council: Council, user: User, today: date) -> None:
    """Do nothing for who holds the office of a council member in its territory. Raises: Conflict."""
    appointed = user.appointments.filter(role=COUNCIL_MEMBER, unit__path__startswith=council.unit.path)
    if not appointed.current(today).exists():
        raise Conflict(_("This person is not appointed council member today. Appoint them first."))


def _method(given: str) -> Method:
    """The way of deciding. Raises: ValidationError."""
    if given not in Method.values:
        raise ValidationError({"method": _("Choose one of the ways of deciding listed.")})
    return Method(given)


def _scoring_seats(
    dossier: Dossier, council: Council, present: Regulation, recused: frozenset[int]
) -> list[Seat]:
    """The seats that get a sheet. Raises: Conflict."""
    seats = list(council.members.order_by("pk"))
    roles = {seat.role for seat in seats}
    for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
        if role not in roles:
            raise Conflict(_("The council has no %(role)s yet. Seat one first.") % {"role": role.label})
    found = relations.ties([dossier], [seat.user_id for seat in seats])
    for seat in seats:
        kept = relations.keeping_out(seat, found.get((dossier.pk, seat.user_id), []))
        if kept and seat.pk not in recused:
            words = _(
                "%(name)s may not judge this dossier: %(reason)s. "
                "Leave this person out, or choose another council."
            ) % {"name": seat.user.full_name, "reason": relations.reason_of(kept)}
            raise BlockedMember(dossier, relations.SCORE, seat.user_id, kept, words)
    scoring = [seat for seat in seats if seat.scores and seat.pk not in recused]
    needed = present.needed(len(scoring))
    if len(scoring) < needed:
        raise Conflict(
            _("Only %(count)d members would score; the council needs %(quorum)d.")
            % {"count": len(scoring), "quorum": needed}
        )
    return scoring


def _refuse_not_scorable(dossier: Dossier) -> None:
    """Raises: Conflict for a set without a score table under rules that score criterion by criterion."""
    if procedure.is_by_parts(dossier):
        return
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    if not product_set.is_scorable:
        reason = not_scorable(procedure.regime_of(dossier), product_set)
        raise Conflict(in_words([reason])[0], url=dossier.get_absolute_url())


def _columns(regime: Regime, unit: Unit, given: Mapping[str, Value]) -> dict[str, Value]:
    """What the regime gives the level, with the rules given. Raises: ValidationError."""
    level = next((level for level in regime.levels if level.unit_kind == unit.level and level.scores), None)
    if level is None:
        raise ValidationError(_("No council is formed at this level under the rules in force."))
    begun = regulation.defaults(level, regime)
    plain = {key: begun[key] for key in CouncilRules.__struct_fields__}
    return begun | _plain(rules_of({**plain, **given}))


def rules_of(given: Mapping[str, Value]) -> CouncilRules:
    """The rules of these values as the law room takes them. Raises: ValidationError."""
    reasons: list[Message] = []
    read = read_rules(dict(given), reasons)
    if reasons:
        raise ValidationError(in_words(reasons))
    return read


def _plain(rules: CouncilRules) -> dict[str, Value]:
    return {key: getattr(rules, key) for key in CouncilRules.__struct_fields__}
