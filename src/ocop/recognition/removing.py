"""Striking a certificate from the register: the product left the programme, no breach was found (S15.08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.programme.models import ListValue
from ocop.recognition import queries, rules, standing, telling
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

REASONS: Final = "product_end"
"""The shared list of why a product leaves the programme."""


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """Why and from which day. `code` is a value of the list `product_end`; the number may be empty."""

    code: str
    removed_on: date
    reason: str
    decision_number: str = ""


def reasons(day: date) -> list[tuple[str, str]]:
    """The codes that may be given on a day, with their words."""
    found = ListValue.objects.filter(code_list__code=REASONS).as_of(day).order_by("position", "pk")
    return [(one.code, str(one)) for one in found]


@transaction.atomic
def remove_certificate(
    *, actor: Actor, certificate_id: int, expected_version: int, facts: RemovalFacts, now: datetime
) -> CertificateEvent:
    """Strike a certificate from the register from a day on; its public page says so.

    Who may withdraw this many stars may do it. The product itself is ended by its own act.
    Raises: Denied; Conflict when the certificate has ended already; Stale; ValidationError by field;
    Certificate.DoesNotExist.
    """
    visible = Certificate.objects.visible_to(actor).for_update()
    certificate = visible.select_related("product", "commune").get(pk=certificate_id)
    today = local_day(now)
    require(rules.can_withdraw(actor, certificate, today))
    refuse_ended(certificate, today)
    certificate.expect_version(expected_version)
    checked = _checked(facts, certificate, today)
    event = CertificateEvent(
        certificate=certificate,
        kind=EventKind.REMOVED,
        on=checked.removed_on,
        ground=checked.code,
        reason=checked.reason,
        decision_number=checked.decision_number,
        recorded_at=now,
    )
    check_columns(event)
    event.save(force_insert=True)
    certificate.version += 1
    certificate.save(update_fields=["version"])
    standing.refresh(certificate.product)
    record(
        actor=actor,
        verb="certificate.removed",
        obj=certificate,
        before={"valid_to": certificate.valid_to},
        after={"code": checked.code, "decision": checked.decision_number, "on": checked.removed_on},
        reason=checked.reason,
        regime=regimes.regime_on(today).id,
        now=now,
    )
    telling.removed(actor, event, now)
    return event


def refuse_ended(certificate: Certificate, today: date) -> None:
    """Do nothing for a certificate that no event has ended. Raises: Conflict."""
    if queries.status(certificate, today).cause is not None:
        raise Conflict(
            _("This certificate has ended already: it was withdrawn, struck from the register or replaced.")
        )


def _checked(facts: RemovalFacts, certificate: Certificate, today: date) -> RemovalFacts:
    number, words = clean_text(facts.decision_number), clean_text(facts.reason, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if facts.code not in dict(reasons(today)):
        faults["code"] = _("Choose one of the reasons listed.")
    if not words:
        faults["reason"] = _("Write what was found; it is kept with the certificate.")
    if not certificate.issued_on <= facts.removed_on <= today:
        faults["removed_on"] = _("This day must lie between the issue of the certificate and today.")
    if faults:
        raise ValidationError(dict(faults))
    return RemovalFacts(facts.code, facts.removed_on, words, number)
