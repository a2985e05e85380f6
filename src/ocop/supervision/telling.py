"""Who is told of a proposal to withdraw a certificate, inside the act; the reminder of its last day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from ocop.evaluation.telling import producers
from ocop.notices import reminders
from ocop.notices.actions import notify
from ocop.notices.queries import holders
from ocop.people.roles import COMMUNE_OFFICER, ROLES
from ocop.people.roles import holders as roles_with
from ocop.platform.clock import local_day
from ocop.registry import regimes
from ocop.supervision.models import PROPOSE, WithdrawalProposal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ocop.notices.queries import Recipient
    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate

PROPOSING: Final = roles_with(PROPOSE)


def page(proposal: WithdrawalProposal) -> str:
    """The address of a proposal."""
    return reverse("supervision:proposal", args=[proposal.pk])


def proposed(actor: Actor, proposal: WithdrawalProposal, now: datetime) -> None:
    """The producer learns what was found and that it may answer; the commune and who decides learn of it."""
    today, certificate = local_day(now), proposal.certificate
    _tell(actor, producers(certificate.product.producer, today), "withdrawal_proposed", proposal, now)
    offices = [*holders([COMMUNE_OFFICER], certificate.commune, today), *deciders(certificate, today)]
    _tell(actor, offices, "withdrawal_to_decide", proposal, now)


def heard(actor: Actor, proposal: WithdrawalProposal, now: datetime) -> None:
    """Who proposed it, and who decides, learn that the producer has spoken."""
    certificate, today = proposal.certificate, local_day(now)
    proposing = holders(PROPOSING, certificate.commune, today)
    told = [one for one in proposing if one.user_id == proposal.proposed_by_id]
    _tell(actor, [*told, *deciders(certificate, today)], "withdrawal_heard", proposal, now)


def dropped(actor: Actor, proposal: WithdrawalProposal, now: datetime) -> None:
    """The producer learns that the certificate stands, and why."""
    today, certificate = local_day(now), proposal.certificate
    told = [
        *producers(certificate.product.producer, today),
        *holders([COMMUNE_OFFICER], certificate.commune, today),
    ]
    _tell(actor, told, "withdrawal_dropped", proposal, now, reason=proposal.dropped_reason)


def remind_of_last_day(now: datetime) -> int:
    """Tell those who decide, some days before the last day of an open proposal."""
    today, days = local_day(now), reminders.schedule().answer_due
    waiting = WithdrawalProposal.objects.open().filter(
        due_on__range=(today, today + timedelta(days=max(days)))
    )
    told = 0
    for proposal in waiting.select_related("certificate__commune").order_by("pk"):
        if proposal.due_on is not None:
            step = reminders.due_step((proposal.due_on - today).days, days)
            told += notify(
                deciders(proposal.certificate, today),
                template="withdrawal_due",
                reference=f"withdrawal:{proposal.pk}:{proposal.due_on}:{step}",
                facts={**_facts(proposal), "last_day": proposal.due_on},
                link=page(proposal),
                now=now,
            )
    return told


def deciders(certificate: Certificate, today: date) -> list[Recipient]:
    """Those who may withdraw so many stars in the certificate's territory, by the rules in force."""
    kinds = {
        level.unit_kind for level in regimes.regime_on(today).levels if certificate.stars in level.withdraws
    }
    roles = [
        code
        for code, role in ROLES.items()
        if "certificate.withdraw" in role.rights and kinds & {level.value for level in role.levels}
    ]
    return holders(roles, certificate.commune, today)


def _tell(
    actor: Actor,
    told: Iterable[Recipient],
    template: str,
    proposal: WithdrawalProposal,
    now: datetime,
    **more: object,
) -> None:
    notify(
        list({one.user_id: one for one in told if one.user_id != actor.user_id}.values()),
        template=template,
        reference=f"withdrawal:{proposal.pk}:{proposal.version}",
        facts={**_facts(proposal), **more},
        link=page(proposal),
        now=now,
    )


def _facts(proposal: WithdrawalProposal) -> dict[str, object]:
    certificate = proposal.certificate
    return {"product": certificate.product_name, "certificate": certificate.number}
