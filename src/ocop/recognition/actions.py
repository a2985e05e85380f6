"""Decisions on results, and the end of certificates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier, Result
from ocop.evaluation.moving import locked, move, opened_step, reason_given
from ocop.journal.actions import record
from ocop.law import validity
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.recognition import queries, rules
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    EventKind,
    HandingBack,
    RecognitionDecision,
    Ruling,
    RulingKind,
)
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.models import SeriesKind
from ocop.registry.numbering import take

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

VERBS = {
    RulingKind.RECOGNISE: "dossier.recognised",
    RulingKind.REFUSE: "dossier.not_recognised",
    RulingKind.APPROVE_RESULT: "dossier.forwarded",
}


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What stands on the signed decision."""

    number: str
    decided_on: date
    signer_name: str
    signer_title: str


@transaction.atomic
def record_decision(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    kind: str,
    facts: DecisionFacts,
    certificate_number: str = "",
    now: datetime,
) -> Ruling:
    """Enter the signed decision on a closed case; recognition issues the certificate in the same act.

    `kind` is one of `rules.rulings_open`: recognise, refuse, or approve the result for the ministry.
    A certificate without a given number gets the issuer's next; it holds from the day of the decision and
    takes the place of the product's earlier ones. The same decision may be entered for many dossiers.

    Raises: Denied; Conflict in another state, where the result does not allow this ruling, or when the number
    is taken; Stale; ValidationError by field; Dossier.DoesNotExist.
    """
    if kind not in RulingKind.values:
        raise ValidationError({"kind": _("Choose one of the decisions listed.")})
    ruling_kind = RulingKind(kind)
    dossier = locked(actor, dossier_id)
    step = procedure.step(dossier, rules.STEP_OF[ruling_kind])
    require(rules.can_record(actor, step))
    procedure.expect(dossier, step)
    dossier.expect_version(expected_version)
    result = Result.objects.get(case__dossier=dossier)
    if ruling_kind not in rules.rulings_open(dossier, result):
        raise Conflict(
            _("A result of %(stars)d stars does not allow this decision here.")
            % {"stars": rules.stars_of(result)},
            url=dossier.get_absolute_url(),
        )
    checked = _checked(facts, result, local_day(now))
    issuer = Unit.objects.get(path=actor.unit_path, valid_to=None)
    ruling = Ruling.objects.create(
        decision=_decision(checked, issuer),
        dossier=dossier,
        kind=ruling_kind,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    told: dict[str, object] = {"decision": checked.number, "decided_on": checked.decided_on}
    if ruling_kind == RulingKind.RECOGNISE:
        certificate = _issue(dossier, result, ruling.decision, certificate_number, now)
        told |= {
            "certificate": certificate.number,
            "stars": certificate.stars,
            "valid_to": certificate.valid_to,
        }
    move(actor=actor, dossier=dossier, step=step, verb=VERBS[ruling_kind], now=now, facts=told)
    return ruling


@transaction.atomic
def hand_back(
    *, actor: Actor, dossier_id: int, expected_version: int, stars: int, reason: str, now: datetime
) -> HandingBack:
    """Give a forwarded dossier back to the province, which then decides on the stars the ministry found.

    Raises: Denied; Conflict in another state or under rules without this step; Stale; ValidationError for
    stars that the province does not recognise or no reason; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, rules.HAND_BACK, expected_version)
    words = reason_given(reason)
    if stars not in rules.stars_left(dossier):
        raise ValidationError({"stars": _("Choose stars that the province recognises.")})
    handed = HandingBack.objects.create(
        dossier=dossier, stars=stars, reason=words, recorded_at=now, recorded_by_id=actor.user_id
    )
    facts = {"stars": stars}
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.handed_back",
        now=now,
        reason=words,
        facts=facts,
    )
    return handed


@transaction.atomic
def withdraw_certificate(
    *,
    actor: Actor,
    certificate_id: int,
    expected_version: int,
    ground: str,
    decision_number: str,
    decided_on: date,
    reason: str,
    now: datetime,
) -> CertificateEvent:
    """Withdraw a certificate on a ground of the rules in force (Điều 8, 26/2026); its public page says so.

    Raises: Denied; Conflict when it is withdrawn or replaced already; Stale; ValidationError by field;
    Certificate.DoesNotExist.
    """
    visible = Certificate.objects.visible_to(actor).for_update()
    certificate = visible.select_related("product", "commune").get(pk=certificate_id)
    today = local_day(now)
    require(rules.can_withdraw(actor, certificate, today))
    _refuse_ended(certificate, today)
    certificate.expect_version(expected_version)
    regime = regimes.regime_on(today)
    number, words = clean_text(decision_number), clean_text(reason, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if ground not in {revocation.code for revocation in regime.revocations}:
        faults["ground"] = _("Choose one of the grounds listed.")
    if not number:
        faults["decision_number"] = _("Write the number of the decision.")
    if not words:
        faults["reason"] = _("Write what was found; it is kept with the certificate.")
    if not certificate.issued_on <= decided_on <= today:
        faults["decided_on"] = _("This day must lie between the issue of the certificate and today.")
    if faults:
        raise ValidationError(dict(faults))
    event = CertificateEvent(
        certificate=certificate,
        kind=EventKind.WITHDRAWN,
        on=decided_on,
        ground=ground,
        reason=words,
        decision_number=number,
        recorded_at=now,
    )
    check_columns(event)
    event.save(force_insert=True)
    certificate.version += 1
    certificate.save(update_fields=["version"])
    product = certificate.product
    if product.certified_to == certificate.valid_to:
        product.certified_to = None
        product.version += 1
        product.save(update_fields=["certified_to", "version"])
    record(
        actor=actor,
        verb="certificate.withdrawn",
        obj=certificate,
        before={"valid_to": certificate.valid_to},
        after={"ground": ground, "decision": number, "on": decided_on},
        reason=words,
        regime=regime.id,
        now=now,
    )
    return event


def _issue(
    dossier: Dossier, result: Result, decision: RecognitionDecision, number: str, now: datetime
) -> Certificate:
    """The certificate of a recognised dossier; earlier ones of the product are replaced by it."""
    product, issuer = dossier.product, decision.issuer_unit
    issued_on = decision.decided_on
    given = clean_text(number)
    if given and Certificate.objects.filter(issuer_unit=issuer, number=given).exists():
        raise Conflict(_("There already is a certificate with this number."))
    for earlier in product.certificates.filter(valid_to__gte=issued_on).exclude(
        events__kind__in=EventKind.values
    ):
        CertificateEvent.objects.create(
            certificate=earlier,
            kind=EventKind.REPLACED,
            on=issued_on,
            decision_number=decision.number,
            recorded_at=now,
        )
    certificate = Certificate(
        product=product,
        dossier=dossier,
        decision=decision,
        number=given or _next_number(issuer, issued_on.year),
        stars=rules.stars_of(result),
        total_exact=result.total_exact,
        total_2=result.total_2,
        regime_id=dossier.regime_id,
        set_no=dossier.set_no,
        product_name=product.name,
        producer_name=product.producer.name,
        commune=dossier.commune,
        commune_name=dossier.commune.full_name,
        issuer_unit=issuer,
        issued_on=issued_on,
        valid_to=validity.expiry(procedure.regime_of(dossier).validity, issued_on),
    )
    check_columns(certificate)
    certificate.save(force_insert=True)
    product.certified_to = certificate.valid_to
    product.version += 1
    product.save(update_fields=["certified_to", "version"])
    return certificate


def _next_number(issuer: Unit, year: int) -> str:
    """The issuer's next certificate number of the year, past those that were given by hand."""
    while True:
        number = f"{take(SeriesKind.CERTIFICATE, issuer, year):04d}/{year}"
        if not Certificate.objects.filter(issuer_unit=issuer, number=number).exists():
            return number


def _decision(facts: DecisionFacts, issuer: Unit) -> RecognitionDecision:
    """The decision, entered once however many dossiers it decides on. Raises: ValidationError."""
    check_columns(RecognitionDecision(issuer_unit=issuer, **asdict(facts)))
    same_year = RecognitionDecision.objects.filter(
        issuer_unit=issuer, number=facts.number, decided_on__year=facts.decided_on.year
    )
    if other := same_year.exclude(decided_on=facts.decided_on).first():
        day = date_format(other.decided_on, "SHORT_DATE_FORMAT")
        raise ValidationError(
            {"number": _("This number was entered already for a decision of %(day)s.") % {"day": day}}
        )
    decision, made = RecognitionDecision.objects.select_related("issuer_unit").get_or_create(
        issuer_unit=issuer,
        number=facts.number,
        decided_on=facts.decided_on,
        defaults={"signer_name": facts.signer_name, "signer_title": facts.signer_title},
    )
    if not made and (decision.signer_name, decision.signer_title) != (facts.signer_name, facts.signer_title):
        raise ValidationError(
            {
                "signer_name": _("This decision was entered as signed by %(name)s.")
                % {"name": decision.signer_name}
            }
        )
    return decision


def _checked(facts: DecisionFacts, result: Result, today: date) -> DecisionFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    texts = {name: clean_text(getattr(facts, name)) for name in ("number", "signer_name", "signer_title")}
    faults: dict[str, StrOrPromise] = {
        name: _("This is needed: it stands on the decision.") for name, text in texts.items() if not text
    }
    if not local_day(result.computed_at) <= facts.decided_on <= today:
        faults["decided_on"] = _("The decision lies between the day the result was computed and today.")
    if faults:
        raise ValidationError(dict(faults))
    return DecisionFacts(decided_on=facts.decided_on, **texts)


def _refuse_ended(certificate: Certificate, today: date) -> None:
    if queries.status(certificate, today).state in {"withdrawn", "replaced"}:
        raise Conflict(_("This certificate was withdrawn or replaced already."))
