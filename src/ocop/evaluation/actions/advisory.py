"""Advisory teams, who sits on them, and the dossiers they are given (Điều 7.3.b and c, 26/2026)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, relations, reviewing, rules, telling
from ocop.evaluation.models import (
    AdvisoryRole,
    AdvisorySeat,
    AdvisoryTeam,
    Review,
    ReviewAssignment,
    ReviewDeclaration,
)
from ocop.evaluation.models.advisory import ADVISES
from ocop.evaluation.moving import locked
from ocop.evaluation.relations import BlockedMember, logs_blocks
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.people.roles import holders
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What is written about an advisory team."""

    name: str
    decision_number: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Task:
    """Whom of the team a dossier is given to; without `parts` for the whole of it."""

    seat_id: int
    parts: tuple[str, ...] = ()


@transaction.atomic
def create_team(*, actor: Actor, unit_code: str, facts: TeamFacts, now: datetime) -> AdvisoryTeam:
    """Form an advisory team for the level of this unit.

    Raises: Denied; Conflict when this very team is there already; ValidationError for facts, and for a unit
    at whose level the rules in force form no council; Unit.DoesNotExist.
    """
    today = local_day(now)
    unit = Unit.objects.visible_to(actor).for_update().on(today).get(code=unit_code)
    require(rules.can_manage_councils(actor, unit))
    name, number = clean_text(facts.name), clean_text(facts.decision_number)
    if not name or not number:
        raise ValidationError(_("Write the name of the team and the number of the decision that forms it."))
    if facts.decided_on > today:
        raise ValidationError({"decided_on": _("This day has not come yet.")})
    levels = regimes.regime_on(today).levels
    level = next((one for one in levels if one.scores and one.unit_kind == unit.level), None)
    if level is None:
        raise ValidationError(_("No council is formed at this level under the rules in force."))
    same = {"name": name, "decision_number": number, "decided_on": facts.decided_on}
    if AdvisoryTeam.objects.filter(unit=unit, **same).exists():
        raise Conflict(_("This team is set up already. Open it in the list of teams."))
    team = AdvisoryTeam(unit=unit, level=level.code, **same)
    check_columns(team)
    team.save(force_insert=True)
    after: dict[str, object] = {**same, "level": level.code}
    record(actor=actor, verb="team.created", obj=team, before={}, after=after, now=now)
    return team


@transaction.atomic
def end_team(*, actor: Actor, team_id: int, expected_version: int, now: datetime) -> AdvisoryTeam:
    """End a team today, with its places. Raises: Denied, Stale, Conflict, AdvisoryTeam.DoesNotExist."""
    team = _kept(actor, team_id, expected_version)
    if Review.objects.filter(team=team, sent_at=None).exists():
        raise Conflict(_("The team still has dossiers whose report is not sent. Give them to another first."))
    team.ended_on = local_day(now)
    team.seats.filter(to_on=None).update(to_on=max(team.ended_on, team.decided_on))
    _count(team, ("ended_on",))
    after = {"ended_on": team.ended_on}
    record(actor=actor, verb="team.ended", obj=team, before={"ended_on": None}, after=after, now=now)
    return team


@transaction.atomic
def seat_adviser(
    *,
    actor: Actor,
    team_id: int,
    expected_version: int,
    user_id: int,
    role: str = AdvisoryRole.MEMBER,
    now: datetime,
) -> AdvisorySeat:
    """Give someone a place in a team from today: who holds an office in its territory that may advise.

    Raises: Denied, Stale; ValidationError for the role; Conflict when the person or the place is taken, or
    the person holds no such office today; AdvisoryTeam.DoesNotExist, User.DoesNotExist.
    """
    team = _kept(actor, team_id, expected_version)
    if role not in AdvisoryRole.values:
        raise ValidationError({"role": _("Choose one of the places in the team listed.")})
    user, today = User.objects.get(pk=user_id), local_day(now)
    held = team.seats.filter(to_on=None)
    if held.filter(user=user).exists():
        raise Conflict(_("This person already sits on the team."))
    if role != AdvisoryRole.MEMBER and held.filter(role=role).exists():
        raise Conflict(_("The team already has its %(role)s.") % {"role": AdvisoryRole(role).label})
    fitting = user.appointments.filter(role__in=holders(ADVISES), unit__path__startswith=team.unit.path)
    if not fitting.current(today).exists():
        raise Conflict(
            _("This person holds no office today that sits on an advisory team. Appoint them first.")
        )
    seat = AdvisorySeat.objects.create(team=team, user=user, role=role, from_on=today)
    _count(team)
    after = {"user": user.pk, "role": role, "from_on": today}
    record(actor=actor, verb="team.member_seated", obj=team, before={}, after=after, now=now)
    return seat


@transaction.atomic
def end_adviser(*, actor: Actor, seat_id: int, expected_version: int, now: datetime) -> AdvisoryTeam:
    """End a place today; what its holder wrote stays. The version is the team's.

    Raises: Denied, Stale; Conflict when it has ended; AdvisorySeat.DoesNotExist.
    """
    visible = AdvisoryTeam.objects.visible_to(actor)
    seat = AdvisorySeat.objects.get(pk=seat_id, team__in=visible)
    team = _kept(actor, seat.team_id, expected_version)
    seat.refresh_from_db()
    if seat.to_on is not None:
        raise Conflict(_("This place has ended already."))
    seat.to_on = local_day(now)
    seat.save(update_fields=["to_on"])
    _count(team)
    before = {"user": seat.user_id, "role": seat.role, "to_on": None}
    after = {"user": seat.user_id, "to_on": seat.to_on}
    record(actor=actor, verb="team.member_ended", obj=team, before=before, after=after, now=now)
    return team


@logs_blocks
@transaction.atomic
def open_review(
    *,
    actor: Actor,
    dossier_id: int,
    team_id: int | None = None,
    tasks: Iterable[Task] = (),
    wanted_by: date | None = None,
    now: datetime,
) -> Review:
    """Have a dossier reviewed at its present level: by people of a team, or by the office where it writes.

    Raises: Denied; BlockedMember for who is tied to the dossier; Conflict in another state, when it is
    reviewed already, and for a team that does not fit; ValidationError; Dossier.DoesNotExist,
    AdvisoryTeam.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    require(reviewing.can_open(actor, dossier))
    relations.require_untied(actor, dossier, relations.REVIEW)
    if not reviewing.is_open(dossier):
        raise procedure.wrong_state(dossier)
    level = dossier.level
    if Review.objects.filter(dossier=dossier, level=level).exists():
        raise Conflict(_("This dossier is being reviewed already."), url=dossier.get_absolute_url())
    today = local_day(now)
    _check_wanted(wanted_by, today)
    rule = reviewing.rule_of(dossier)
    by_team = rule is not None and rule.report_by == reviewing.TEAM
    team = _fitting_team(actor, dossier, team_id, level) if by_team else None
    review = Review.objects.create(
        dossier=dossier, level=level, team=team, opened_on=today, wanted_by=wanted_by
    )
    given = _assign(review, tasks, today) if team else []
    record(
        actor=actor,
        verb="dossier.review_opened",
        obj=dossier,
        before={},
        after={"level": level, "team": team.pk if team else None, "seats": _told(given), "by": wanted_by},
        regime=dossier.regime_id,
        now=now,
    )
    telling.review_given(actor, review, [one.seat for one in given], now)
    return review


@logs_blocks
@transaction.atomic
def assign_review(
    *,
    actor: Actor,
    review_id: int,
    expected_version: int,
    tasks: Iterable[Task],
    wanted_by: date | None = None,
    now: datetime,
) -> Review:
    """Give the dossier to these people of the team instead; who wrote something in it stays.

    Raises: Denied, Stale, BlockedMember; Conflict once the report is sent; ValidationError;
    Review.DoesNotExist.
    """
    review = held(actor, review_id)
    require(reviewing.can_open(actor, review.dossier))
    reviewing.expect_open(review)
    review.expect_version(expected_version)
    today = local_day(now)
    if wanted_by != review.wanted_by:
        _check_wanted(wanted_by, today)
    before = list(review.assignments.select_related("seat"))
    wrote = set(review.findings.values_list("written_by_id", flat=True))
    staying = [one for one in before if one.seat.user_id in wrote]
    review.assignments.exclude(pk__in=[one.pk for one in staying]).delete()
    given = _assign(review, tasks, today, staying) if review.team_id else []
    review.wanted_by = wanted_by
    count(review, ("wanted_by",))
    record(
        actor=actor,
        verb="review.assigned",
        obj=review,
        before={"seats": _told(before)},
        after={"seats": _told([*staying, *given]), "by": wanted_by},
        regime=review.dossier.regime_id,
        now=now,
    )
    had = {one.seat_id for one in before}
    telling.review_given(actor, review, [one.seat for one in given if one.seat_id not in had], now)
    return review


@logs_blocks
@transaction.atomic
def declare_for_review(
    *, actor: Actor, review_id: int, has_interest: bool, note: str = "", now: datetime
) -> ReviewDeclaration:
    """Say whether one has an interest in the dossier; nothing is written in a review before that.

    Who has one gives the dossier back and sees it no more. That cannot be taken back; that one has none can,
    until the report is sent. Raises: Denied; BlockedAct; Conflict when it was said already or the report is
    sent; ValidationError for an interest without words; Review.DoesNotExist.
    """
    review = held(actor, review_id)
    require(reviewing.can_review(actor, review))
    reviewing.expect_open(review)
    if not has_interest:
        relations.require_untied(actor, review.dossier, relations.REVIEW)
    words = clean_text(note, lines=True)
    if has_interest and not words:
        raise ValidationError({"note": _("Write what your interest is; the office reads it.")})
    said = review.declarations.filter(user_id=actor.user_id or 0).first()
    if said is not None and said.has_interest == has_interest:
        raise Conflict(_("You said so already. Open the review to go on."))
    declaration, _made = ReviewDeclaration.objects.update_or_create(
        review=review,
        user_id=actor.user_id or 0,
        defaults={"has_interest": has_interest, "note": words, "declared_at": now},
    )
    record(
        actor=actor,
        verb="review.interest_declared" if has_interest else "review.no_interest_declared",
        obj=review,
        before={} if said is None else {"has_interest": said.has_interest},
        # What ties a person to a producer is personal: it enters the journal as a digest only.
        after={"has_interest": has_interest, "note": words},
        regime=review.dossier.regime_id,
        now=now,
    )
    if has_interest:
        telling.review_given_back(actor, review, now)
    return declaration


def held(actor: Actor, review_id: int) -> Review:
    """The review, locked with its dossier until the transaction ends. Raises: Review.DoesNotExist."""
    visible = Review.objects.visible_to(actor)
    dossier = locked(actor, visible.values_list("dossier_id", flat=True).get(pk=review_id))
    review = visible.for_update().select_related("team__unit").get(pk=review_id)
    review.dossier = dossier
    return review


def count(review: Review, columns: tuple[str, ...] = ()) -> None:
    """Count a change to a review: whoever opened it before is told so."""
    review.version += 1
    review.save(update_fields=["version", *columns])


def _kept(actor: Actor, team_id: int, expected_version: int) -> AdvisoryTeam:
    """A team that has not ended, locked, for the office that keeps it. Raises: Denied, Stale, Conflict."""
    team = AdvisoryTeam.objects.visible_to(actor).for_update().select_related("unit").get(pk=team_id)
    require(rules.can_manage_councils(actor, team.unit))
    team.expect_version(expected_version)
    if team.ended_on is not None:
        raise Conflict(_("This team has ended. Set up a new one."))
    return team


def _count(team: AdvisoryTeam, columns: tuple[str, ...] = ()) -> None:
    team.version += 1
    team.save(update_fields=["version", *columns])


def _check_wanted(wanted_by: date | None, today: date) -> None:
    if wanted_by is not None and wanted_by < today:
        raise ValidationError({"wanted_by": _("This day has passed.")})


def _fitting_team(actor: Actor, dossier: Dossier, team_id: int | None, level: str) -> AdvisoryTeam:
    """A team of this level in whose territory the dossier lies. Raises: ValidationError, Conflict."""
    if team_id is None:
        raise ValidationError({"team": _("Choose the team that reviews the dossier.")})
    team = AdvisoryTeam.objects.visible_to(actor).select_related("unit").get(pk=team_id)
    if team.ended_on is not None or team.level != level or not dossier.commune.lies_in(team.unit.path):
        raise Conflict(_("This team does not review dossiers of this commune at this level."))
    return team


def _assign(
    review: Review, tasks: Iterable[Task], today: date, staying: Iterable[ReviewAssignment] = ()
) -> list[ReviewAssignment]:
    """The rows of these tasks. Raises: ValidationError, Conflict, BlockedMember."""
    dossier, kept = review.dossier, {(one.seat_id, one.part) for one in staying}
    parts = {part.code for part in regimes.product_set(dossier.regime_id, dossier.set_no).parts}
    seats = {seat.pk: seat for seat in AdvisorySeat.objects.filter(team=review.team).select_related("user")}
    wanted = list(tasks)
    if not wanted and not kept:
        raise ValidationError(_("Choose at least one person of the team."))
    tied = relations.ties([dossier], [seats[one.seat_id].user_id for one in wanted if one.seat_id in seats])
    rows: list[ReviewAssignment] = []
    for one in wanted:
        seat = seats.get(one.seat_id)
        if seat is None or not seat.holds_on(today):
            raise Conflict(_("This person does not sit on the team today."))
        if unknown := set(one.parts) - parts:
            raise ValidationError(_("There is no part %(part)s.") % {"part": ", ".join(sorted(unknown))})
        found = tied.get((dossier.pk, seat.user_id), [])
        if bars := [tie for tie in found if tie in relations.BARS[relations.REVIEW]]:
            words = _("%(name)s may not review this dossier: %(reason)s. Choose someone else.") % {
                "name": seat.user.full_name,
                "reason": relations.reason_of(bars),
            }
            raise BlockedMember(dossier, relations.REVIEW, seat.user_id, bars, words)
        rows += [
            ReviewAssignment(review=review, seat=seat, part=part)
            for part in (one.parts if set(one.parts) != parts else ()) or ("",)
            if (seat.pk, part) not in kept
        ]
    return ReviewAssignment.objects.bulk_create(rows)


def _told(rows: Iterable[ReviewAssignment]) -> list[str]:
    return [f"{one.seat_id}:{one.part or '*'}" for one in rows]
