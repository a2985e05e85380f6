"""Every change to the consents under which officers write for a producer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Denied, require
from ocop.platform.files import keep
from ocop.platform.text import clean_text
from ocop.registry import consents, rules
from ocop.registry.columns import check_columns
from ocop.registry.models import Consent, ConsentWay, Producer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """What a producer agreed to; the names are those of the columns and of the form fields."""

    given_by: str
    way: str
    given_on: date
    to_on: date
    witness: str = ""
    covers_products: bool = False
    covers_papers: bool = False
    covers_filing: bool = False


@transaction.atomic
def record_consent(
    *, actor: Actor, producer_id: int, facts: ConsentFacts, slip: CheckedFile | None = None, now: datetime
) -> Consent:
    """Write down that a producer lets officers write for it. Its representatives are told.

    Raises: Denied; ValidationError by field; Producer.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_record_consent(actor, producer))
    consent = _store_consent(actor, producer, facts, slip, now)
    record(
        actor=actor,
        verb="consent.recorded",
        obj=producer,
        before={},
        after=plain_consent(consent),
        now=now,
    )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent_id: int, reason: str, now: datetime) -> Consent:
    """End a consent: nobody types under it from this moment on; what was typed stays.

    Raises: Denied; Conflict when it was withdrawn already; ValidationError without a reason where an officer
    writes it down; Consent.DoesNotExist.
    """
    visible = Producer.objects.visible_to(actor)
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("producer__commune")
        .get(pk=consent_id, producer__in=visible)
    )
    require(rules.can_withdraw_consent(actor, consent.producer))
    if consent.withdrawn_on is not None:
        raise Conflict(_("This consent was withdrawn already."))
    words = clean_text(reason, lines=True)
    if not words and not consents.is_own(actor):
        raise ValidationError({"reason": _("Write how the producer withdrew the consent.")})
    consent.withdrawn_on, consent.withdrawn_reason = local_day(now), words
    consent.withdrawn_by_id = actor.user_id
    consent.version += 1
    consent.save(update_fields=["withdrawn_on", "withdrawn_reason", "withdrawn_by", "version"])
    record(
        actor=actor,
        verb="consent.withdrawn",
        obj=consent.producer,
        before={"consent": consent.pk, "withdrawn_on": None},
        after={"consent": consent.pk, "withdrawn_on": consent.withdrawn_on, "reason": words},
        now=now,
    )
    return consent


def first_consent(
    actor: Actor, producer: Producer, facts: ConsentFacts | None, slip: CheckedFile | None, now: datetime
) -> Consent | None:
    """The consent an officer registers a producer with. Raises: Denied without one, ValidationError."""
    if consents.is_own(actor):
        return None
    require(rules.can_record_consent(actor, producer))
    if facts is None:
        raise Denied(_("An officer registers a producer only with its consent. Record who gave it, and how."))
    return _store_consent(actor, producer, facts, slip, now)


def _store_consent(
    actor: Actor, producer: Producer, facts: ConsentFacts, slip: CheckedFile | None, now: datetime
) -> Consent:
    checked = asdict(facts) | {name: clean_text(getattr(facts, name)) for name in ("given_by", "witness")}
    faults = _consent_faults(facts, slip, local_day(now))
    if faults:
        raise ValidationError(dict(faults))
    consent = Consent(
        producer=producer,
        text_version=consents.TEXT_VERSION,
        recorded_by_id=actor.user_id,
        recorded_at=now,
        **checked,
    )
    if slip is not None:
        keep(slip)
        consent.slip, consent.slip_type = slip.sha256, slip.media_type
    check_columns(consent)
    consent.save(force_insert=True)
    return consent


def _consent_faults(facts: ConsentFacts, slip: CheckedFile | None, today: date) -> dict[str, StrOrPromise]:
    """What is wrong with a consent, by field."""
    faults: dict[str, StrOrPromise] = {}
    if not clean_text(facts.given_by):
        faults["given_by"] = _("Write who gave the consent.")
    if facts.way not in ConsentWay.values:
        faults["way"] = _("Choose one of the answers listed.")
    if facts.way == ConsentWay.SLIP and slip is None:
        faults["slip"] = _("Add the signed slip: a photo or a scan.")
    if facts.way == ConsentWay.WITNESS and not clean_text(facts.witness):
        faults["witness"] = _("Write who heard it: name and position.")
    if not (facts.covers_products or facts.covers_papers or facts.covers_filing):
        faults["covers"] = _("Tick at least one thing the producer agreed to.")
    if facts.given_on > today:
        faults["given_on"] = _("This day has not come yet.")
    if not 0 <= (facts.to_on - facts.given_on).days <= consents.LONGEST_DAYS:
        faults["to_on"] = _("A consent holds a year at most, and not less than its first day.")
    return faults


def plain_consent(consent: Consent | None) -> dict[str, object]:
    if consent is None:
        return {}
    names = ("covers_products", "covers_papers", "covers_filing", "way", "given_on", "to_on", "slip")
    return {"consent": consent.pk, **{name: getattr(consent, name) for name in names}}
