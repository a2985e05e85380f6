"""Councils, who sits on them, and dossiers put before them (Điều 7.3.b to d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, rules
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import Council, CouncilCase, Dossier, Seat, SeatRole, Sheet, StandIn
from ocop.evaluation.moving import locked, move, touch
from ocop.evaluation.queries import conflicts_of_interest
from ocop.journal.actions import record
from ocop.law.regime import CouncilRules
from ocop.law.sheets import read_rules
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
    from ocop.law.regime import Regime
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """What is written about a council."""

    name: str
    decision_number: str
    decided_on: date


@transaction.atomic
def create_council(
    *,
    actor: Actor,
    unit_code: str,
    facts: CouncilFacts,
    rules_given: Mapping[str, str | int | Decimal | None] | None = None,
    now: datetime,
) -> Council:
    """Set up a council with the rules of the regime in force for its level, changed by `rules_given`.

    The keys of `rules_given` are those of `law.regime.CouncilRules`. Raises: Denied; Conflict when this very
    council is there already; ValidationError for facts or rules; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).for_update().get(code=unit_code, valid_to=None)
    require(rules.can_manage_councils(actor, unit))
    name, number = clean_text(facts.name), clean_text(facts.decision_number)
    if not name or not number:
        raise ValidationError(
            _("Write the name of the council and the number of the decision that forms it.")
        )
    today = local_day(now)
    if facts.decided_on > today:
        raise ValidationError({"decided_on": _("This day has not come yet.")})
    same = {"name": name, "decision_number": number, "decided_on": facts.decided_on}
    if Council.objects.filter(unit=unit, **same).exists():
        raise Conflict(_("This council is set up already. Open it in the list of councils."))
    council_rules = _rules(regimes.regime_on(today), unit, rules_given or {})
    council = Council(unit=unit, **same)
    for key in CouncilRules.__struct_fields__:
        setattr(council, key, getattr(council_rules, key))
    check_columns(council)
    council.save(force_insert=True)
    after = {**same, **_plain(council_rules)}
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
    scores: bool = True,
    now: datetime,
) -> Seat:
    """Give someone appointed council member in its territory a seat; a council has one chair and secretary.

    Raises: Denied, Stale, ValidationError for the role, Conflict when the person or the place is taken or the
    person holds no such office today, Council.DoesNotExist, User.DoesNotExist.
    """
    council = Council.objects.visible_to(actor).for_update().select_related("unit").get(pk=council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    if role not in SeatRole.values:
        raise ValidationError({"role": _("Choose one of the places in the council listed.")})
    user = User.objects.get(pk=user_id)
    if council.seats.filter(user=user).exists():
        raise Conflict(_("This person already sits on the council."))
    if role != SeatRole.MEMBER and council.seats.filter(role=role).exists():
        raise Conflict(_("The council already has its %(role)s.") % {"role": SeatRole(role).label})
    appointed = user.appointments.filter(role=COUNCIL_MEMBER, unit__path__startswith=council.unit.path)
    if not appointed.current(local_day(now)).exists():
        raise Conflict(_("This person is not appointed council member today. Appoint them first."))
    seat = Seat.objects.create(council=council, user=user, role=role, scores=scores)
    council.version += 1
    council.save(update_fields=["version"])
    after = {"user": user.pk, "role": role, "scores": scores}
    record(actor=actor, verb="council.member_seated", obj=council, before={}, after=after, now=now)
    return seat


@transaction.atomic
def unseat_member(
    *, actor: Actor, seat_id: int, expected_version: int, reason: str = "", now: datetime
) -> Council:
    """Take away a seat that has no sheet yet. The version is the council's.

    Raises: Denied, Stale, Conflict when the member already has sheets, Seat.DoesNotExist.
    """
    visible = Council.objects.visible_to(actor)
    council_id = Seat.objects.get(pk=seat_id, council__in=visible).council_id
    council = visible.for_update().select_related("unit").get(pk=council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    seat = council.seats.get(pk=seat_id)
    if seat.sheets.exists():
        raise Conflict(_("This member already has sheets; they stay with the seat."))
    before = {"user": seat.user_id, "role": seat.role, "scores": seat.scores}
    seat.delete()
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


@transaction.atomic
def convene(
    *,
    actor: Actor,
    dossier_id: int,
    council_id: int,
    expected_version: int,
    convened_on: date | None = None,
    recused: Collection[int] = (),
    now: datetime,
) -> CouncilCase:
    """Put a dossier before a council: every scoring seat gets an empty sheet, the `recused` seats none.

    Refused as Conflict: a council without chair or secretary, or with fewer sheets than its quorum; a member
    who represents the producer, or prepared or reported the dossier, and is not recused; a day before the
    council or the dossier existed; a regime whose criteria are not known point by point. Raises also:
    Denied, Stale, DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    council = Council.objects.visible_to(actor).select_related("unit").get(pk=council_id)
    require(rules.can_convene(actor, dossier, council))
    step = procedure.step(dossier, procedure.CONVENE)
    procedure.expect(dossier, step)
    dossier.expect_version(expected_version)
    if procedure.regime_of(dossier).entry != "criteria":
        raise Conflict(_("The points of single criteria are not known under the rules of this dossier."))
    day = convened_on or local_day(now)
    if day < council.decided_on:
        raise Conflict(_("The council cannot meet before the day of the decision that forms it."))
    if dossier.filed_on is not None and day < dossier.filed_on:
        raise Conflict(_("The council cannot meet before the day the dossier was filed."))
    scoring = _scoring_seats(dossier, council, frozenset(recused))
    case = CouncilCase.objects.create(dossier=dossier, council=council, convened_on=day)
    Sheet.objects.bulk_create(Sheet(case=case, seat=seat) for seat in scoring)
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.convened",
        now=now,
        facts={
            "council": council.pk,
            "seats": [seat.pk for seat in scoring],
            "recused": sorted(recused),
            **_plain(council.rules),
        },
    )
    return case


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
    """Put someone in the place of a member who withdrew from this case, with a sheet for the present round.

    The place in the council itself does not change: chair or secretary are replaced for this dossier alone,
    also by someone who already scores it. The version is the dossier's. Raises: Denied; Stale; Conflict once
    the sheets are revealed, for a seat that did not withdraw or has its replacement, and for a person who is
    not appointed, may not judge the dossier, withdrew too, or scores it already and would only be a member;
    CouncilCase.DoesNotExist, Seat.DoesNotExist, User.DoesNotExist.
    """
    dossier_id = CouncilCase.objects.filter(pk=case_id).values_list("dossier_id", flat=True).get()
    try:
        dossier = locked(actor, dossier_id)
    except Dossier.DoesNotExist as missing:
        raise CouncilCase.DoesNotExist from missing
    case = CouncilCase.objects.get(pk=case_id)
    council = Council.objects.for_update().select_related("unit").get(pk=case.council_id)
    require(rules.can_manage_councils(actor, council.unit))
    procedure.expect(dossier, procedure.step(dossier, procedure.REVEAL))
    dossier.expect_version(expected_version)
    withdrawn = council.seats.select_related("user").get(pk=withdrawn_id)
    gone = rules.withdrawals(dossier)
    if not gone.filter(seat=withdrawn).exists():
        raise Conflict(_("This member did not withdraw from the dossier."))
    if case.stand_ins.filter(withdrawn=withdrawn).exists():
        raise Conflict(_("Someone took this place already."))
    earlier = case.stand_ins.filter(seat=withdrawn).first()
    role = earlier.role if earlier else withdrawn.role
    seat = _replacing(council, User.objects.get(pk=user_id), local_day(now))
    if gone.filter(seat=seat).exists():
        raise Conflict(_("This person withdrew from the dossier too."))
    for conflicted, reason in conflicts_of_interest(dossier, council):
        if conflicted.pk == seat.pk:
            raise Conflict(
                _("%(name)s may not judge this dossier: %(reason)s.")
                % {"name": seat.user.full_name, "reason": reason}
            )
    if not case.sheets.filter(seat=seat, round_no=case.round_no).exists():
        Sheet.objects.create(case=case, seat=seat, round_no=case.round_no)
    elif role == SeatRole.MEMBER:
        raise Conflict(_("This person scores the dossier already. Choose someone else."))
    stand_in = StandIn.objects.create(case=case, withdrawn=withdrawn, seat=seat, role=role, since=now)
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
    return stand_in


def _replacing(council: Council, user: User, today: date) -> Seat:
    """The person's seat in the council, a new member's where there is none. Raises: Conflict."""
    appointed = user.appointments.filter(role=COUNCIL_MEMBER, unit__path__startswith=council.unit.path)
    if not appointed.current(today).exists():
        raise Conflict(_("This person is not appointed council member today. Appoint them first."))
    if seat := council.seats.select_related("user").filter(user=user).first():
        return seat
    council.version += 1
    council.save(update_fields=["version"])
    return Seat.objects.create(council=council, user=user, role=SeatRole.MEMBER, scores=True)


def _scoring_seats(dossier: Dossier, council: Council, recused: frozenset[int]) -> list[Seat]:
    """The seats that get a sheet. Raises: Conflict."""
    seats = list(council.seats.select_related("user").order_by("pk"))
    roles = {seat.role for seat in seats}
    for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
        if role not in roles:
            raise Conflict(_("The council has no %(role)s yet. Seat one first.") % {"role": role.label})
    for seat, reason in conflicts_of_interest(dossier, council):
        if seat.pk not in recused or seat.role != SeatRole.MEMBER:
            raise Conflict(
                _(
                    "%(name)s may not judge this dossier: %(reason)s. "
                    "Leave the member out, or choose another council."
                )
                % {"name": seat.user.full_name, "reason": reason}
            )
    scoring = [seat for seat in seats if seat.scores and seat.pk not in recused]
    needed = max(council.quorum or 1, 1)
    if len(scoring) < needed:
        raise Conflict(
            _("Only %(count)d members would score; the council needs %(quorum)d.")
            % {"count": len(scoring), "quorum": needed}
        )
    return scoring


def _rules(regime: Regime, unit: Unit, given: Mapping[str, str | int | Decimal | None]) -> CouncilRules:
    """The defaults of the level with the changes given. Raises: ValidationError."""
    level = next((level for level in regime.levels if level.unit_kind == unit.level and level.scores), None)
    if level is None:
        raise ValidationError(_("No council is formed at this level under the rules in force."))
    defaults = level.council_defaults or CouncilRules()
    reasons: list[Message] = []
    changed = read_rules({**_plain(defaults), **given}, reasons)
    if reasons:
        raise ValidationError(in_words(reasons))
    return changed


def _plain(rules: CouncilRules) -> dict[str, object]:
    return {key: getattr(rules, key) for key in CouncilRules.__struct_fields__}
