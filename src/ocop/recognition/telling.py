"""Who is told of decisions and certificates, inside the act itself; and the reminders of certificates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.urls import reverse

from ocop.evaluation.telling import commune, earlier_offices, keepers, office, producers, tell
from ocop.law.validity import renewal_window
from ocop.notices import reminders
from ocop.notices.actions import notify
from ocop.notices.queries import holders, in_role
from ocop.people.roles import COMMUNE_OFFICER, PROVINCE_OFFICER
from ocop.platform.clock import local_day
from ocop.recognition import queries
from ocop.recognition.models import Certificate, RulingKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.evaluation.models import Dossier
    from ocop.law.regime import Renewal
    from ocop.platform.actors import Actor
    from ocop.recognition.models import CertificateEvent, DecisionBatch, HandingBack, Reissue, Ruling

ENDING: Final = "certificate_ending"
"""The text for who has not filed although the window is past."""


def decided(actor: Actor, ruling: Ruling, now: datetime) -> None:
    """Producer and commune learn of the decision; where it goes on to the ministry, the ministry too."""
    dossier, decision = ruling.dossier, ruling.decision
    today = local_day(now)
    told = [*commune(dossier, today), *producers(dossier.product.producer, today)]
    match ruling.kind:
        case RulingKind.RECOGNISE:
            _issued(actor, ruling, now)
        case RulingKind.REFUSE:
            tell(actor, told, "not_recognised", dossier, now, decision=decision.number)
        case _:
            told += office(dossier, today)
            tell(actor, told, "dossier_forwarded", dossier, now, decision=decision.number)


def _issued(actor: Actor, ruling: Ruling, now: datetime) -> None:
    dossier, today = ruling.dossier, local_day(now)
    certificate = Certificate.objects.get(dossier=dossier, decision=ruling.decision)
    told = [*commune(dossier, today), *producers(dossier.product.producer, today)]
    told += earlier_offices(dossier, today)
    facts = {
        "receipt": dossier.receipt_number,
        "product": certificate.product_name,
        "decision": ruling.decision.number,
        "certificate": certificate.number,
        "valid_to": certificate.valid_to,
    }
    notify(
        [one for one in told if one.user_id != actor.user_id],
        template="certificate_issued",
        reference=f"certificate:{certificate.pk}",
        facts=facts,
        link=_page(certificate),
        now=now,
    )


def to_sign(actor: Actor, batch: DecisionBatch, role: str, now: datetime) -> None:
    """The signer learns, in the role that signs, that a draft waits."""
    notify(
        in_role([batch.signer_id], role, local_day(now)),
        template="decision_to_sign",
        reference=f"batch:{batch.pk}:{batch.version}",
        facts={"officer": actor.name, "count": str(batch.lines.count())},
        link=queries.batch_url(batch.pk),
        now=now,
    )


def handed_back(actor: Actor, dossier: Dossier, handed: HandingBack, now: datetime) -> None:
    """The level it goes back to decides again: its office, and who signs there."""
    today = local_day(now)
    told = [*keepers(dossier, today), *office(dossier, today)]
    tell(actor, told, "dossier_handed_back", dossier, now, reason=handed.reason)


def withdrawn(actor: Actor, event: CertificateEvent, now: datetime) -> None:
    """Producer and commune learn that the stars are gone."""
    _ended(actor, event, "certificate_withdrawn", {"decision": event.decision_number}, now)


def removed(actor: Actor, event: CertificateEvent, now: datetime) -> None:
    """Producer and commune learn that the certificate left the register, and why."""
    _ended(actor, event, "certificate_removed", {"reason": event.reason}, now)


def reissued(actor: Actor, reissue: Reissue, now: datetime) -> None:
    """Producer and commune learn that another paper holds now."""
    more = {"copy": str(reissue.copy), "reason": reissue.note}
    _changed(actor, reissue.certificate, "certificate_reissued", {"day": reissue.on, **more}, now)


def _ended(
    actor: Actor, event: CertificateEvent, template: str, more: Mapping[str, object], now: datetime
) -> None:
    _changed(actor, event.certificate, template, {"day": event.on, **more}, now)


def _changed(
    actor: Actor, certificate: Certificate, template: str, more: Mapping[str, object], now: datetime
) -> None:
    today = local_day(now)
    told = [
        *holders([COMMUNE_OFFICER], certificate.commune, today),
        *producers(certificate.product.producer, today),
    ]
    facts = {
        "product": certificate.product_name,
        "certificate": certificate.number,
        **more,
    }
    notify(
        [one for one in told if one.user_id != actor.user_id],
        template=template,
        reference=f"certificate:{certificate.pk}",
        facts=facts,
        link=_page(certificate),
        now=now,
    )


def remind_of_expiry(now: datetime) -> int:
    """Tell producers, communes and provinces, at the days of `days_before`, which certificates end.

    Each is told each step once, and nothing while a renewal filed in time has no refusal, of a certificate
    that has ended, or of a product that left the programme.
    """
    today = local_day(now)
    days = days_before(today)
    near = Certificate.objects.filter(
        valid_to__range=(today, today + timedelta(days=max(days))),
        product__certified_to=F("valid_to"),
        product__ended_on=None,
    )
    rows = queries.with_events(near).select_related("product__commune").order_by("pk")
    told = 0
    for certificate in rows.iterator(chunk_size=500):
        standing = queries.status(certificate, today)
        if standing.cause is None and not standing.renewal_pending:
            step = reminders.due_step((certificate.valid_to - today).days, days)
            told += _remind(certificate, step, queries.renewal_on(today), now)
    return told


def _remind(certificate: Certificate, step: int | None, renewal: Renewal | None, now: datetime) -> int:
    """Tell of one certificate what this step means for its holder, and the offices that it ends."""
    today = local_day(now)
    facts: dict[str, object] = {
        "product": certificate.product_name,
        "certificate": certificate.number,
        "valid_to": certificate.valid_to,
    }
    template = meaning(step, renewal)
    window: dict[str, object] = {}
    if renewal is not None and template != ENDING:
        window["first"], window["last"] = renewal_window(renewal, certificate.valid_to)
    offices = holders([COMMUNE_OFFICER, PROVINCE_OFFICER], certificate.product.commune, today)
    reference = f"certificate:{certificate.pk}:{step}"
    link = _page(certificate)
    return notify(
        producers(certificate.product.producer, today),
        template=template,
        reference=reference,
        facts={**facts, **window},
        link=link,
        now=now,
    ) + notify(
        offices,
        template="certificate_ends_here",
        reference=reference,
        facts={**facts, "producer": certificate.producer_name},
        link=link,
        now=now,
    )


def meaning(step: int | None, renewal: Renewal | None) -> str:
    """The text that says what a step means: prepare, the window is open, it closes, or it is late."""
    if renewal is None or step is None or step < renewal.latest_days:
        return ENDING
    if step == renewal.latest_days:
        return "certificate_window_ends"
    return "certificate_window_open" if step <= renewal.earliest_days else "certificate_expiring"


def days_before(today: date) -> tuple[int, ...]:
    """The days of the schedule, and the first and last of the renewal window under the rules in force."""
    renewal = queries.renewal_on(today)
    window = {renewal.earliest_days, renewal.latest_days} if renewal else set()
    ours = {step.days for step in reminders.schedule().certificate_expiry}
    return tuple(sorted(ours | window, reverse=True))


def _page(certificate: Certificate) -> str:
    return reverse("recognition:certificate", args=[certificate.pk])
