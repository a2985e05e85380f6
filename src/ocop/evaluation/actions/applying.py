"""The producer's part: forms 01 and 02, answer by answer, until the dossier is filed or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import filling, procedure, rules, telling
from ocop.evaluation.actions import corrections, versions
from ocop.evaluation.answers import Answer, merge
from ocop.evaluation.completeness import Incomplete, missing_for_filing
from ocop.evaluation.models import Dossier, Registration, SelfAnswer, SelfReport
from ocop.evaluation.models.dossier import DRAFT
from ocop.evaluation.moving import locked, move, opened_step, touch, write_for
from ocop.evaluation.numbers import first_receipt
from ocop.journal.actions import record
from ocop.law.library import NotFound
from ocop.law.validity import renewal_window
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.consents import Need
from ocop.registry.joined import refuse_joined
from ocop.registry.models import Gender, Product
from ocop.registry.rules import kind_of, may_apply

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import Regime
    from ocop.platform.actors import Actor

FIRST: Final = "first"
RENEWAL: Final = "renewal"


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """Form 01 as written; the names are those of the columns. `queries.registration_start` proposes them."""

    applicant_name: str
    producer_kind: str
    representative_name: str
    address: str
    product_name: str
    representative_title: str = ""
    phone: str = ""
    email: str = ""
    attachments_note: str = ""


@dataclass(frozen=True, slots=True)
class SelfReportFacts:
    """Form 02 without its part III; the names are those of the columns."""

    general: str = ""
    representative_gender: str = ""
    representative_ethnicity: str = ""
    main_products: str = ""
    licences: str = ""
    workers: int | None = None
    local_workers: int | None = None
    business_results: str = ""
    future_plan: str = ""
    changes: str = ""


REQUIRED: dict[str, StrOrPromise] = {
    "applicant_name": _("Write the name of the applicant."),
    "representative_name": _("Write the full name of the legal representative."),
    "address": _("Write the address."),
    "product_name": _("Write the name of the product."),
}


@transaction.atomic
def start_dossier(
    *, actor: Actor, product_id: int, kind: str = FIRST, set_no: int | None = None, now: datetime
) -> Dossier:
    """Begin a dossier under the regime in force today, a renewal or an upgrade filled in from the last one.

    `set_no` is needed only where the product was entered under another regime. Raises: Denied, also when the
    regime keeps this kind of producer out; Conflict when the product has a dossier under way or the kind does
    not fit its certificate; ValidationError for an unknown kind or set; Product.DoesNotExist.
    """
    visible = Product.objects.visible_to(actor).for_update()
    product = visible.select_related("producer", "commune").get(pk=product_id)
    today = local_day(now)
    require(rules.can_start(actor, product.producer, today))
    refuse_joined(product)
    regime = regimes.regime_on(today)
    _refuse_unfit_kind(regime, kind, product, today)
    dossier = Dossier(
        product=product,
        commune=product.commune,
        kind=kind,
        regime_id=regime.id,
        set_no=_set_under(regime, product, set_no),
        state=DRAFT,
        level=regime.starts_at(),
        created_at=now,
        changed_at=now,
        started_by_id=actor.user_id,
    )
    require(may_apply(regime, product.producer, dossier.set_no))
    for earlier in product.dossiers.all():
        if procedure.is_open(earlier):
            raise Conflict(
                _("This product already has a dossier under way. Finish or withdraw that one first."),
                url=earlier.get_absolute_url(),
            )
    dossier.filled_from = None if kind == FIRST else filling.last_recognised(actor, dossier)
    dossier.save(force_insert=True)
    taken = filling.fill(dossier, dossier.filled_from, now, today) if dossier.filled_from else {}
    why = write_for(actor, dossier, Need.PAPERS, now)
    record(
        actor=actor,
        verb="dossier.started",
        obj=dossier,
        before={},
        after={"product": product.pk, "kind": kind, "set": dossier.set_no, **taken},
        reason=why,
        regime=regime.id,
        now=now,
    )
    return dossier


@transaction.atomic
def save_registration(
    *, actor: Actor, dossier_id: int, expected_version: int, facts: RegistrationFacts, now: datetime
) -> Registration:
    """Write form 01. Raises: Denied, Conflict, Stale, ValidationError by field, Dossier.DoesNotExist."""
    dossier, why = _editable(actor, dossier_id, expected_version, now)
    checked = _checked_registration(facts, procedure.regime_of(dossier))
    registration = Registration.objects.filter(dossier=dossier).first()
    before = _columns(registration, asdict(checked))
    registration = registration or Registration(dossier=dossier, version=0)
    for name, value in asdict(checked).items():
        setattr(registration, name, value)
    registration.carried = False
    registration.version += 1
    check_columns(registration)
    registration.save()
    touch(dossier, now)
    _record(actor, "dossier.registration_saved", dossier, before, asdict(checked), now, why)
    return registration


@transaction.atomic
def save_self_report(
    *, actor: Actor, dossier_id: int, expected_version: int, facts: SelfReportFacts, now: datetime
) -> SelfReport:
    """Write parts I, II and IV of form 02; what is left empty may be filled in later.

    Raises: Denied, Conflict, Stale, ValidationError by field, Dossier.DoesNotExist.
    """
    dossier, why = _editable(actor, dossier_id, expected_version, now)
    checked: dict[str, object] = {
        name: clean_text(value, lines=True) if isinstance(value, str) else value
        for name, value in asdict(facts).items()
    }
    if checked["representative_gender"] not in ("", *Gender.values):
        raise ValidationError({"representative_gender": _("Choose one of the answers listed.")})
    report = SelfReport.objects.filter(dossier=dossier).first()
    before = _columns(report, checked)
    report = report or SelfReport(dossier=dossier, version=0)
    report.carried = report.carried and not _looked_at(before, checked)
    for name, value in checked.items():
        setattr(report, name, value)
    report.version += 1
    check_columns(report)
    report.save()
    touch(dossier, now)
    _record(actor, "dossier.self_report_saved", dossier, before, checked, now, why)
    return report


@transaction.atomic
def answer_criterion(
    *, actor: Actor, dossier_id: int, criterion: str, answer: Answer, now: datetime
) -> Dossier:
    """Keep one answer of form 02, part III, as it is chosen. The dossier returned carries the new version.

    There is no expected version: answers given one after the other must not refuse each other, and each says
    all there is to say about its criterion. Raises: Denied, Conflict, ValidationError, Dossier.DoesNotExist.
    """
    dossier, why = _editable(actor, dossier_id, None, now)
    _store_answers(actor, dossier, {criterion: answer}, "dossier.criterion_answered", now, why)
    return dossier


@transaction.atomic
def save_self_answers(
    *, actor: Actor, dossier_id: int, expected_version: int, answers: Mapping[str, Answer], now: datetime
) -> Dossier:
    """Keep a whole section of form 02, part III, at once; criteria not in `answers` stay as they are.

    Raises: Denied, Conflict, Stale, ValidationError, Dossier.DoesNotExist.
    """
    dossier, why = _editable(actor, dossier_id, expected_version, now)
    _store_answers(actor, dossier, answers, "dossier.section_answered", now, why)
    return dossier


@transaction.atomic
def file_dossier(*, actor: Actor, dossier_id: int, expected_version: int, now: datetime) -> Dossier:
    """Hand the dossier to the commune: it gets its receipt number, and the commune its last day to answer.

    What was filed is kept as a version that nothing changes (S12.07). A dossier filed again after it was
    returned keeps its number. Raises: Denied; Conflict in another state,
    when another regime is in force by now (`move_to_present_regime` is the way on), or outside the renewal
    window; completeness.Incomplete, listing what is missing; Stale; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.FILE, expected_version, local_day(now))
    today = local_day(now)
    if not dossier.receipt_number:
        _refuse_other_regime(dossier, today)
        _refuse_outside_window(dossier, today)
        require(may_apply(procedure.regime_of(dossier), dossier.product.producer, dossier.set_no))
    missing = missing_for_filing(dossier)
    if missing:
        raise Incomplete(missing, url=dossier.get_absolute_url())
    if not dossier.receipt_number:
        dossier.receipt_number = first_receipt(dossier, today)
        dossier.filed_on = today
    why = write_for(actor, dossier, Need.FILING, now)
    dossier.filed_by_id = actor.user_id
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.filed",
        now=now,
        reason=why,
        facts={
            "receipt_number": dossier.receipt_number,
            "filed_on": dossier.filed_on,
            **corrections.close(dossier, now, to_producer=True),
            **versions.lock(dossier, now),
        },
        columns=("receipt_number", "filed_on", "filed_by"),
    )
    telling.filed(actor, dossier, now)
    return dossier


@transaction.atomic
def move_to_present_regime(
    *, actor: Actor, dossier_id: int, expected_version: int, set_no: int, now: datetime
) -> Dossier:
    """Continue a draft under the regime in force today; its answers and links to criteria are dropped.

    One that was filled in from the last dossier takes over what says the same under these rules.

    Raises: Denied, Conflict when it is under that regime already, Stale, ValidationError, DoesNotExist.
    """
    dossier, why = _editable(actor, dossier_id, expected_version, now)
    regime = regimes.regime_on(local_day(now))
    if dossier.receipt_number or regime.id == dossier.regime_id:
        raise Conflict(_("The dossier already follows the rules it is to be judged by."))
    before: dict[str, object] = {"regime": dossier.regime_id, "set": dossier.set_no}
    dossier.set_no = _set_under(regime, dossier.product, set_no)
    require(may_apply(regime, dossier.product.producer, dossier.set_no))
    dossier.regime_id, dossier.level = regime.id, regime.starts_at()
    dossier.self_answers.all().delete()
    for evidence in dossier.evidence.all():
        evidence.links.all().delete()
    if dossier.filled_from is not None:
        filling.fill_answers(dossier, dossier.filled_from)
    touch(dossier, now, ("regime_id", "level", "set_no"))
    _record(
        actor,
        "dossier.regime_changed",
        dossier,
        before,
        {"regime": regime.id, "set": dossier.set_no},
        now,
        why,
    )
    return dossier


@transaction.atomic
def withdraw_dossier(
    *, actor: Actor, dossier_id: int, expected_version: int, reason: str = "", now: datetime
) -> Dossier:
    """Take the dossier back for good, as long as the regime allows it and no council judges it.

    Raises: Denied, Conflict, Stale, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.WITHDRAW, expected_version)
    if dossier.cases.filter(closed_at=None).exists():
        raise Conflict(
            _("A council is judging this dossier. Wait for its result, or ask the office that has it."),
            url=dossier.get_absolute_url(),
        )
    state = dossier.state
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.withdrawn",
        now=now,
        reason=clean_text(reason, lines=True),
    )
    telling.withdrawn(actor, dossier, state, now)
    return dossier


def _editable(
    actor: Actor, dossier_id: int, expected_version: int | None, now: datetime
) -> tuple[Dossier, str]:
    """The dossier, locked, while the actor may write in it, and the words for the journal.

    Raises as `opened_step` does; Denied without consent.
    """
    dossier = locked(actor, dossier_id)
    opened_step(actor, dossier, procedure.FILE, expected_version, local_day(now))
    return dossier, write_for(actor, dossier, Need.PAPERS, now)


def _store_answers(
    actor: Actor, dossier: Dossier, given: Mapping[str, Answer], verb: str, now: datetime, why: str
) -> None:
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    stored = {answer.criterion: answer for answer in dossier.self_answers.all()}
    before = {number: answer.position for number, answer in stored.items()}
    after = merge(product_set, before, given)
    dossier.self_answers.exclude(criterion__in=after).delete()
    SelfAnswer.objects.bulk_create(
        [
            SelfAnswer(
                dossier=dossier,
                criterion=number,
                position=after[number],
                explanation=clean_text(answer.text, lines=True),
                carried=False,
            )
            for number, answer in given.items()
            if number in after
        ],
        update_conflicts=True,
        unique_fields=["dossier", "criterion"],
        update_fields=["position", "explanation", "carried"],
    )
    touch(dossier, now)
    touched = sorted(set(given) | (before.keys() - after.keys()))
    _record(
        actor,
        verb,
        dossier,
        {number: before.get(number) for number in touched},
        {number: [after.get(number), given[number].text if number in given else ""] for number in touched},
        now,
        why,
    )


def _checked_registration(facts: RegistrationFacts, regime: Regime) -> RegistrationFacts:
    texts = {
        name: clean_text(value, lines=name == "attachments_note") for name, value in asdict(facts).items()
    }
    faults = {name: words for name, words in REQUIRED.items() if not texts[name]}
    if regime.producer_kinds and kind_of(regime, texts["producer_kind"]) is None:
        faults["producer_kind"] = _("Choose one of the kinds of producer listed.")
    if not texts["phone"] and not texts["email"]:
        faults["phone"] = _("Write a phone number or an e-mail address, so that the commune can answer.")
    if faults:
        raise ValidationError(dict(faults))
    return RegistrationFacts(**texts)


def _set_under(regime: Regime, product: Product, set_no: int | None) -> int:
    """The product's set under this regime. Raises: ValidationError when the regime has no such set."""
    chosen = product.set_no if set_no is None and product.regime_id == regime.id else set_no
    try:
        if chosen is not None:
            return regimes.product_set(regime.id, chosen).set
    except NotFound:
        pass
    raise ValidationError({"set_no": _("Choose the product set under the rules in force.")})


def _refuse_unfit_kind(regime: Regime, kind: str, product: Product, today: date) -> None:
    kinds = {known.code for known in regime.dossier_kinds if known.from_level is None}
    if kind not in kinds:
        raise ValidationError({"kind": _("Choose one of the kinds of dossier listed.")})
    certified = product.certified_to is not None and product.certified_to >= today
    if kind == FIRST and certified:
        raise Conflict(_("The product has a certificate. Choose an upgrade or a renewal."))
    if kind != FIRST and not certified:
        raise Conflict(_("The product has no valid certificate. Start with a first evaluation."))


def _refuse_other_regime(dossier: Dossier, today: date) -> None:
    if regimes.regime_on(today).id != dossier.regime_id:
        raise Conflict(
            _(
                "New rules came into force since this dossier was started. "
                "Move it to them, then answer their criteria."
            ),
            url=dossier.get_absolute_url(),
        )


def _refuse_outside_window(dossier: Dossier, today: date) -> None:
    """A renewal is filed from the first day of its window to the last valid day of the certificate."""
    renewal = procedure.regime_of(dossier).renewal
    expires_on = dossier.product.certified_to
    if dossier.kind != RENEWAL or renewal is None or expires_on is None:
        return
    first, _last = renewal_window(renewal, expires_on)
    if today < first:
        raise Conflict(
            _("A renewal of this product can be filed from %(day)s on.")
            % {"day": date_format(first, "SHORT_DATE_FORMAT")}
        )
    if today > expires_on:
        raise Conflict(_("The certificate has expired. Withdraw this dossier and start a first evaluation."))


def _looked_at(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether the part that was taken over is what was saved: it changed, or nothing else did."""
    changed = {name for name in after if after[name] != before.get(name)}
    return not changed or bool(changed & set(filling.KEPT_OF_REPORT))


def _columns(row: Registration | SelfReport | None, names: Mapping[str, object]) -> dict[str, object]:
    return {} if row is None else {name: getattr(row, name) for name in names}


def _record(  # noqa: PLR0917 - a short way to the one call
    actor: Actor,
    verb: str,
    dossier: Dossier,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
    why: str,
) -> None:
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before=before,
        after=after,
        reason=why,
        regime=dossier.regime_id,
        now=now,
    )
