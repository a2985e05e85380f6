"""Decisions on results, and the end of certificates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import appeals, procedure, relations
from ocop.evaluation.models import Dossier, Result
from ocop.evaluation.moving import locked, move, opened_step, reason_given
from ocop.evaluation.relations import BlockedAct, logs_blocks
from ocop.journal.actions import record
from ocop.law import validity
from ocop.notices.queries import place_name
from ocop.people.models import Appointment
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.recognition import following, queries, rules, standing, telling
from ocop.recognition.models import (
    BatchLine,
    Certificate,
    CertificateEvent,
    EventKind,
    HandingBack,
    RecognitionDecision,
    Ruling,
    RulingKind,
)
from ocop.recognition.removing import refuse_ended
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.models import SeriesKind
from ocop.registry.numbering import take

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import Step
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


@logs_blocks
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

    Neither who enters it nor who signed it may be tied to the dossier (`evaluation.relations`).

    Raises: Denied; Conflict in another state, where the result does not allow this ruling, or when the number
    is taken; Stale; ValidationError by field; Dossier.DoesNotExist.
    """
    if kind not in RulingKind.values:
        raise ValidationError({"kind": _("Choose one of the decisions listed.")})
    ruling_kind = RulingKind(kind)
    dossier = locked(actor, dossier_id)
    step = procedure.step(dossier, rules.STEP_OF[ruling_kind])
    require(rules.can_record(actor, step))
    relations.require_untied(actor, dossier, step.code)
    procedure.expect(dossier, step)
    appeals.refuse_open(dossier)
    dossier.expect_version(expected_version)
    _refuse_drafted(dossier)
    result = queries.standing_result(dossier)
    if result is None:
        raise Conflict(_("No council has judged this dossier yet."), url=dossier.get_absolute_url())
    if ruling_kind not in rules.rulings_open(dossier, result):
        raise Conflict(
            _("A result of %(stars)d stars does not allow this decision here.")
            % {"stars": rules.stars_of(result)},
            url=dossier.get_absolute_url(),
        )
    checked = _checked(facts, result, local_day(now))
    issuer = Unit.objects.get(path=actor.unit_path)
    refuse_tied_signer(dossier, step.code, checked.signer_name, issuer, local_day(now))
    decision = _decision(checked, issuer)
    if dossier.rulings.filter(decision=decision).exists():
        raise ValidationError({"number": _("This decision was entered for this dossier already.")})
    return rule(
        actor=actor,
        decided=Decided(dossier, step, result),
        kind=ruling_kind,
        decision=decision,
        certificate_number=certificate_number,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """A locked dossier that may be decided on, by which step, and on which result."""

    dossier: Dossier
    step: Step
    result: Result


def rule(
    *,
    actor: Actor,
    decided: Decided,
    kind: RulingKind,
    decision: RecognitionDecision,
    certificate_number: str = "",
    now: datetime,
) -> Ruling:
    """What a decision does to one dossier: the ruling, the certificate, the step with its entry, the notices.

    Inside the transaction of an act that has checked who, what and in which state. Raises: Conflict for a
    number that is taken.
    """
    dossier = decided.dossier
    ruling = Ruling.objects.create(
        decision=decision,
        dossier=dossier,
        case=decided.result.case,
        kind=kind,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    told: dict[str, object] = {"decision": decision.number, "decided_on": decision.decided_on}
    if kind == RulingKind.RECOGNISE:
        certificate = _issue(dossier, decided.result, decision, certificate_number, now)
        told |= {
            "certificate": certificate.number,
            "stars": certificate.stars,
            "valid_to": certificate.valid_to,
        }
    move(actor=actor, dossier=dossier, step=decided.step, verb=VERBS[kind], now=now, facts=told)
    telling.decided(actor, ruling, now)
    return ruling


@logs_blocks
@transaction.atomic
def hand_back(
    *, actor: Actor, dossier_id: int, expected_version: int, stars: int, reason: str, now: datetime
) -> HandingBack:
    """Give a dossier back to the level below, which then decides on the stars that were found.

    Raises: Denied; Conflict in another state, under rules without this step, without a result or while an
    appeal is open; Stale; ValidationError for stars other than `rules.stars_left`, or no reason;
    Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, rules.HAND_BACK, expected_version)
    words = reason_given(reason)
    _refuse_drafted(dossier)
    result = queries.standing_result(dossier)
    if result is None:
        raise Conflict(_("No council has judged this dossier yet."), url=dossier.get_absolute_url())
    if stars not in rules.stars_left(dossier, result):
        raise ValidationError({"stars": _("Choose one of the stars listed.")})
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
    telling.handed_back(actor, dossier, handed, now)
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

    Raises: Denied; Conflict when it has ended already; Stale; ValidationError by field;
    Certificate.DoesNotExist.
    """
    visible = Certificate.objects.visible_to(actor).for_update()
    certificate = visible.select_related("product", "commune").get(pk=certificate_id)
    today = local_day(now)
    require(rules.can_withdraw(actor, certificate, today))
    refuse_ended(certificate, today)
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
    standing.refresh(certificate.product)
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
    telling.withdrawn(actor, event, now)
    return event


def _refuse_drafted(dossier: Dossier) -> None:
    """Do nothing for a dossier that no draft decision holds. Raises: Conflict, with the way to the draft."""
    line = BatchLine.objects.filter(dossier=dossier, is_open=True).first()
    if line is not None:
        raise Conflict(
            _("%(product)s stands in a draft decision. Sign that draft, or give it up first.")
            % {"product": dossier.product.name},
            url=queries.batch_url(line.batch_id),
        )


def _refuse_later(certificate: Certificate, dossier: Dossier) -> None:
    """An appeal on an old dossier ends no certificate that a later one earned. Raises: Conflict."""
    later = certificate.dossier
    if later is None or later.filed_on is None or dossier.filed_on is None or later.pk == dossier.pk:
        return
    if (later.filed_on, later.pk) > (dossier.filed_on, dossier.pk):
        raise Conflict(
            _(
                "%(product)s holds certificate %(number)s by a later dossier, which this decision would end. "
                "Leave this dossier undecided, or withdraw that certificate first."
            )
            % {"product": certificate.product_name, "number": certificate.number},
            url=reverse("recognition:certificate", args=[certificate.pk]),
        )


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
        _refuse_later(earlier, dossier)
        standing.give_way(
            earlier, stars=rules.stars_of(result), on=issued_on, decision_number=decision.number, now=now
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
        commune_name=place_name(dossier.commune),
        issuer_unit=issuer,
        issued_on=issued_on,
        valid_to=validity.expiry(procedure.regime_of(dossier).validity, issued_on),
    )
    check_columns(certificate)
    certificate.save(force_insert=True)
    standing.refresh(product)
    following.issued([certificate.pk], now)
    return certificate


def refuse_tied_signer(dossier: Dossier, step: str, signer: str, issuer: Unit, today: date) -> None:
    """The signer is known by name and by an office at the issuer today. Raises: BlockedAct."""
    offices = Appointment.objects.current(today).filter(unit=issuer, user__full_name=signer)
    for user_id in sorted(set(offices.values_list("user_id", flat=True))):
        if kept := relations.barring(dossier, user_id, step):
            raise BlockedAct(dossier, step, user_id, signer, kept)


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
