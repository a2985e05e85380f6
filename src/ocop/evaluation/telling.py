"""Who is told of what happens to a dossier, inside the act itself.

Never told: that a sheet was sealed or revealed, or who withdrew. Nobody learns from a notice, or from when
it comes, what another did under seal. Who is out of a dossier because of an interest gets nothing about it,
in whatever office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from ocop.evaluation import procedure, transitional
from ocop.evaluation.models import Council, Declaration, Dossier, ReviewDeclaration, SeatRole, Sheet
from ocop.evaluation.models.advisory import ADVISES
from ocop.notices import reminders
from ocop.notices.actions import notify, take_back
from ocop.notices.queries import Recipient, holders, in_role, place_name, posted
from ocop.people.models import Appointment
from ocop.people.roles import COMMUNE_OFFICER, COUNCIL_MEMBER, PRODUCER
from ocop.people.roles import holders as holding
from ocop.platform.clock import local_day
from ocop.registry.models import Representative

if TYPE_CHECKING:
    from ocop.evaluation.models import AdvisorySeat, Appeal, CouncilCase, ExtraTest, Review, Seat
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer

PASSED = -1
"""The step of the reminder that a last day has passed, in days left."""
KEEPS_COUNCILS = "council.manage"
NO_OFFICE = frozenset({PRODUCER, COUNCIL_MEMBER})


def tell(
    actor: Actor | None,
    recipients: Iterable[Recipient],
    template: str,
    dossier: Dossier,
    now: datetime,
    mark: str = "",
    **facts: object,
) -> int:
    """Tell people about a dossier as it is after the act; whoever acted knows already, and whoever is out of
    the dossier because of an interest is not told.

    `mark` tells acts apart that leave the dossier's version as it is.
    """
    by = actor.user_id if actor else None
    return notify(
        [one for one in _not_out(recipients, dossier) if one.user_id != by],
        template=template,
        reference=mark or f"dossier:{dossier.pk}:{dossier.version}",
        facts={"receipt": dossier.receipt_number, "product": dossier.product.name, **facts},
        link=dossier.get_absolute_url(),
        now=now,
    )


def _not_out(recipients: Iterable[Recipient], dossier: Dossier) -> list[Recipient]:
    """Without those who are out of the dossier; what is told to a producer is told to it whoever it is."""
    told = list(recipients)
    out = set(
        Declaration.objects.filter(case__dossier=dossier, has_interest=True).values_list(
            "seat__user_id", flat=True
        )
    )
    gave_back = ReviewDeclaration.objects.filter(review__dossier=dossier, has_interest=True)
    out |= set(gave_back.values_list("user_id", flat=True))
    offices = [one.appointment_id or 0 for one in told if one.user_id in out]
    if not offices:
        return told
    own = set(Appointment.objects.filter(pk__in=offices, role=PRODUCER).values_list("pk", flat=True))
    return [one for one in told if one.user_id not in out or one.appointment_id in own]


def producers(producer: Producer, today: date) -> list[Recipient]:
    """Who speaks for a producer today and holds the office of one."""
    speaking = Representative.objects.filter(producer=producer, to_on=None).values_list("user_id", flat=True)
    return in_role(speaking, PRODUCER, today)


def commune(dossier: Dossier, today: date) -> list[Recipient]:
    """The officers of the dossier's commune."""
    return holders([COMMUNE_OFFICER], dossier.commune, today)


def office(dossier: Dossier, today: date, state: str = "") -> list[Recipient]:
    """Whom the dossier waits for in a state (its own unless given), by the regime's steps: officers only."""
    steps = procedure.regime_of(dossier).steps_from(state or dossier.state, dossier.level)
    roles = {step.role for step in steps if step.code not in procedure.OPTIONAL} - NO_OFFICE
    return holders(roles, dossier.commune, today) if roles else []


def keepers(dossier: Dossier, today: date) -> list[Recipient]:
    """The office that puts dossiers before the councils of the level that has this one."""
    steps = procedure.regime_of(dossier).steps
    roles = {step.role for step in steps if step.code == procedure.CONVENE and step.level == dossier.level}
    return holders(roles, dossier.commune, today) if roles else []


def earlier_offices(dossier: Dossier, today: date) -> list[Recipient]:
    """The offices of the levels below whose councils judged this dossier before."""
    levels = set(dossier.cases.exclude(level=dossier.level).values_list("level", flat=True))
    steps = procedure.regime_of(dossier).steps
    roles = {step.role for step in steps if step.code == procedure.CONVENE and step.level in levels}
    return holders(roles, dossier.commune, today) if roles else []


# -- the acts -------------------------------------------------------------------------------------


def filed(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """The commune has a dossier to answer."""
    told = office(dossier, local_day(now))
    tell(actor, told, "dossier_filed", dossier, now, last_day=dossier.answer_due_on)


def returned(actor: Actor, dossier: Dossier, reason: str, now: datetime) -> None:
    """The producer has something to complete."""
    told = producers(dossier.product.producer, local_day(now))
    tell(actor, told, "dossier_returned", dossier, now, reason=reason)


def withdrawn(actor: Actor, dossier: Dossier, state: str, now: datetime) -> None:
    """The office that had the dossier, in the state before, no longer has."""
    if dossier.filed_on is not None:
        tell(actor, office(dossier, local_day(now), state), "dossier_withdrawn", dossier, now)


def sent_up(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """The next level has a dossier to check."""
    told = office(dossier, local_day(now))
    tell(actor, told, "dossier_sent_up", dossier, now, commune=place_name(dossier.commune))


def sent_back(actor: Actor, dossier: Dossier, reason: str, now: datetime) -> None:
    """The level below has something to complete."""
    told = office(dossier, local_day(now))
    tell(actor, told, "dossier_sent_back", dossier, now, reason=reason)


def accepted(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Producer and commune know where the dossier is."""
    today = local_day(now)
    told = [*commune(dossier, today), *producers(dossier.product.producer, today)]
    tell(actor, told, "dossier_accepted", dossier, now)


def passed_on(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Whoever takes the next step under the rules is waited for."""
    tell(actor, office(dossier, local_day(now)), "dossier_passed_on", dossier, now)


def convened(actor: Actor, case: CouncilCase, seats: Iterable[Seat], now: datetime) -> None:
    """These members are invited, each to the own sheet, who has none to the case."""
    told = members(case, seats, local_day(now))
    facts: dict[str, Any] = {"council": case.council.name, "day": case.convened_on}
    tell(actor, told, "council_invitation", case.dossier, now, **facts)


def reopened(actor: Actor, case: CouncilCase, now: datetime) -> None:
    """Those who score are asked for a new sheet; who withdrew is not."""
    standing = [sheet.seat for sheet in Sheet.objects.standing(case).select_related("seat")]
    tell(actor, members(case, standing, local_day(now)), "council_again", case.dossier, now)


def review_given(actor: Actor, review: Review, seats: Iterable[AdvisorySeat], now: datetime) -> None:
    """These people of the team have a dossier to review."""
    users, today = {seat.user_id for seat in seats}, local_day(now)
    told = [one for role in sorted(holding(ADVISES)) for one in in_role(users, role, today)]
    each = {one.user_id: one for one in reversed(told)}.values()
    _tell_of(actor, each, "review_given", review, now)


def review_given_back(actor: Actor, review: Review, now: datetime) -> None:
    """The office has to give the dossier to somebody else of the team."""
    _tell_of(actor, office(review.dossier, local_day(now)), "review_given_back", review, now)


def test_asked(actor: Actor, test: ExtraTest, now: datetime) -> None:
    """The producer has a paper to send."""
    dossier = test.review.dossier
    told = producers(dossier.product.producer, local_day(now))
    facts: dict[str, Any] = {"test": test.indicator, "reason": test.reason, "day": test.due_on}
    link = reverse("evaluation:test", args=[test.pk])
    tell(actor, _with_link(told, link), "test_asked", dossier, now, mark=f"test:{test.pk}", **facts)


def test_answered(actor: Actor, test: ExtraTest, now: datetime) -> None:
    """Who asked for a test has an answer to read."""
    review, today = test.review, local_day(now)
    told = [one for role in sorted(holding(ADVISES)) for one in in_role([test.asked_by_id or 0], role, today)]
    told = told[:1] or (office(review.dossier, today) if review.team_id is None else [])
    link = reverse("evaluation:test", args=[test.pk])
    mark = f"test:{test.pk}:{test.version}"
    facts: dict[str, Any] = {"test": test.indicator}
    tell(actor, _with_link(told, link), "test_answered", review.dossier, now, mark=mark, **facts)


def review_reported(actor: Actor, review: Review, now: datetime) -> None:
    """The office can put the dossier before the council, or has points to clear up."""
    told = office(review.dossier, local_day(now))
    _tell_of(actor, told, "review_reported", review, now, number=review.number)


def closed(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """The producer learns that there is a result, not which; those who decide, that they are waited for."""
    today = local_day(now)
    tell(actor, producers(dossier.product.producer, today), "result_ready", dossier, now)
    deciding = [*keepers(dossier, today), *office(dossier, today)]
    tell(actor, deciding, "decision_awaited", dossier, now)


def silenced(case: CouncilCase, seat: Seat) -> None:
    """Who is out of a dossier because of an interest keeps no message about it."""
    take_back(user_id=seat.user_id, reference=f"dossier:{case.dossier_id}:")


def members(case: CouncilCase, seats: Iterable[Seat], today: date) -> list[Recipient]:
    """Those of these seats who are council members today, each with the way to their sheet or the case."""
    by_user = {seat.user_id: seat for seat in seats}
    sheets = dict(Sheet.objects.standing(case).values_list("seat__user_id", "pk"))
    case_page = reverse("evaluation:case", args=[case.pk])
    return [
        Recipient(
            one.user_id,
            one.appointment_id,
            reverse("evaluation:sheet", args=[sheets[one.user_id]]) if one.user_id in sheets else case_page,
        )
        for one in in_role(by_user, COUNCIL_MEMBER, today)
    ]


def invited(seats: Iterable[Seat], scoring: Iterable[Seat], recused: frozenset[int]) -> list[Seat]:
    """Who is invited when a case begins: those who score, and those with a part who were not left out."""
    score = {seat.pk for seat in scoring}
    return [
        seat
        for seat in seats
        if seat.pk in score or (seat.role != SeatRole.MEMBER and seat.pk not in recused)
    ]


def result_notified(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Producer and commune are told that the letter went out; no points stand in a notice."""
    today = local_day(now)
    told = [*commune(dossier, today), *producers(dossier.product.producer, today)]
    tell(actor, told, "result_notified", dossier, now)


def appeal_filed(actor: Actor, appeal: Appeal, now: datetime) -> None:
    """The office of the council has an appeal to look at."""
    told = _appeal_office(appeal, local_day(now))
    tell(actor, told, "appeal_filed", appeal.dossier, now, number=appeal.number)


def appeal_withdrawn(actor: Actor, appeal: Appeal, now: datetime) -> None:
    """It no longer has."""
    told = _appeal_office(appeal, local_day(now))
    tell(actor, told, "appeal_moved", appeal.dossier, now, number=appeal.number)


def appeal_moved(actor: Actor, appeal: Appeal, now: datetime) -> None:
    """The producer has something to read on its appeal, and so has its commune."""
    dossier, today = appeal.dossier, local_day(now)
    told = [*commune(dossier, today), *producers(dossier.product.producer, today)]
    tell(actor, told, "appeal_moved", dossier, now, number=appeal.number)


def _appeal_office(appeal: Appeal, today: date) -> list[Recipient]:
    """Who convenes councils at the level whose result is appealed."""
    steps = procedure.regime_of(appeal.dossier).steps
    roles = {
        step.role for step in steps if step.code == procedure.CONVENE and step.level == appeal.case.level
    }
    return holders(roles, appeal.dossier.commune, today) if roles else []


def _with_link(told: Iterable[Recipient], link: str) -> list[Recipient]:
    return [Recipient(one.user_id, one.appointment_id, link) for one in told]


def _tell_of(
    actor: Actor, told: Iterable[Recipient], template: str, review: Review, now: datetime, **facts: object
) -> None:
    """Tell people about a review, with the way to it."""
    link, mark = reverse("evaluation:review", args=[review.pk]), f"review:{review.pk}:{review.version}"
    tell(actor, _with_link(told, link), template, review.dossier, now, mark=mark, **facts)


# -- reminders ------------------------------------------------------------------------------------


def remind_of_answers(now: datetime) -> int:
    """Tell each office, some days before the last day of a dossier and once when it has passed.

    That is the office's own last day, and a later regime's for the result (`transitional`).
    """
    today = local_day(now)
    days = reminders.schedule().answer_due
    under_rule = reduce(or_, (which for which, _day in transitional.last_days(today)), Q(pk__in=[]))
    waiting = Dossier.objects.filter(Q(answer_due_on__isnull=False) | under_rule)
    told = 0
    for dossier in waiting.select_related("product", "commune").order_by("pk").iterator(chunk_size=500):
        days_of = {dossier.answer_due_on, transitional.rules_of(dossier, today).last_day}
        for last_day in sorted(filter(None, days_of)):
            step = reminders.due_step((last_day - today).days, (*days, PASSED))
            if step is not None:
                told += _remind(dossier, last_day, step, today, now)
    return told


def remind_of_terms(now: datetime) -> int:
    """Tell the office that keeps a council, some days before, that its term ends; a council nobody sits on
    any more is left out.
    """
    today = local_day(now)
    days = reminders.schedule().council_term
    last = today + timedelta(days=max(days))
    near = Council.objects.filter(term_to__range=(today, last), seats__left_on=None).distinct()
    told = 0
    for council in near.select_related("unit").order_by("pk"):
        term_to = council.term_to or today
        told += notify(
            posted(holding(KEEPS_COUNCILS), council.unit, today),
            template="council_term_ends",
            reference=f"council:{council.pk}:{term_to}:{reminders.due_step((term_to - today).days, days)}",
            facts={"council": council.name, "last_day": term_to},
            link=reverse("evaluation:council", args=[council.pk]),
            now=now,
        )
    return told


def _remind(dossier: Dossier, last_day: date, step: int, today: date, now: datetime) -> int:
    facts: Mapping[str, object] = {
        "receipt": dossier.receipt_number,
        "product": dossier.product.name,
        "last_day": last_day,
    }
    held_by = office(dossier, today) or keepers(dossier, today)
    return notify(
        _not_out(held_by, dossier),
        template="deadline_passed" if step == PASSED else "deadline_near",
        reference=f"dossier:{dossier.pk}:{last_day}:{step}",
        facts=facts,
        link=dossier.get_absolute_url(),
        now=now,
    )
