"""Every change to producers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record, record_reading
from ocop.people.roles import Reach
from ocop.places.models import Level, Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import consents, indexing, regimes, restricted, rules
from ocop.registry.actions.consents import ConsentFacts, first_consent, plain_consent
from ocop.registry.columns import check_columns
from ocop.registry.models import EarlierProducer, Gender, Producer, Representative, SeriesKind
from ocop.registry.numbering import take
from ocop.registry.taxcode import BadTaxCode, normal_tax_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile
    from ocop.platform.personal import Purpose


REQUIRED: dict[str, StrOrPromise] = {
    "name": _("Write the name as in the business registration."),
    "address": _("Write the address."),
    "representative_name": _("Write the full name of the legal representative."),
}


@dataclass(frozen=True, slots=True)
class ProducerFacts:
    """What is written about a producer; the names are those of the columns and of the form fields."""

    name: str
    kind: str
    address: str
    representative_name: str
    tax_code: str = ""
    representative_title: str = ""
    representative_gender: str = ""
    representative_ethnicity: str = ""
    representative_disabled: bool | None = None
    representative_birth_year: int | None = None
    business_number: str = ""
    business_on: date | None = None
    business_office: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


EARLIEST_BIRTH: Final = 1900
"""An earlier year is a slip of the hand."""
DATED: Final = (
    "name",
    "kind",
    "tax_code",
    "address",
    "representative_name",
    "representative_title",
    "representative_gender",
    "representative_ethnicity",
    "representative_disabled",
    "representative_birth_year",
    "business_number",
    "business_on",
    "business_office",
)
"""The facts that `EarlierProducer` keeps beside the commune; how one is reached is known of today only."""


@transaction.atomic
def register_producer(
    *,
    actor: Actor,
    facts: ProducerFacts,
    commune_code: str,
    code: str = "",
    consent: ConsentFacts | None = None,
    slip: CheckedFile | None = None,
    now: datetime,
) -> Producer:
    """Enter a producer. A producer who registers itself speaks for it from today.

    An officer enters one only together with its `consent`, and the scanned `slip` where there is one.

    Without `code` the next one of the commune is given.
    Raises: Denied; ValidationError by field; Conflict when the tax code or the code is taken, or without a
    tax code when the commune has this name with this representative already; DoesNotExist.
    """
    commune = Unit.objects.visible_to(actor).get(code=commune_code, level=Level.COMMUNE, valid_to=None)
    require(rules.can_register_producer(actor, commune))
    today = local_day(now)
    checked = _checked_producer(facts, today)
    _refuse_taken_tax_code(checked.tax_code)
    if "/" in code:
        reason = _("A code stands in the address of its page, so it has no slash in it.")
        raise ValidationError({"code": reason})
    if code and Producer.objects.filter(code=code).exists():
        raise Conflict(_("There already is a producer with this code."))
    producer = Producer(commune=commune, registered_on=today, **asdict(checked))
    producer.code = code or _next_code(commune)
    indexing.check_and_fill(producer)
    _refuse_same_producer(producer)
    producer.assisted = not consents.is_own(actor)
    producer.save(force_insert=True)
    agreed = first_consent(actor, producer, consent, slip, now)
    if actor.reach == Reach.OWN and actor.user_id is not None:
        Representative.objects.create(user_id=actor.user_id, producer=producer, from_on=today)
    after: dict[str, object] = {"code": producer.code, "commune": commune.path, **asdict(checked)}
    record(
        actor=actor,
        verb="producer.registered",
        obj=producer,
        before={},
        after=after | plain_consent(agreed),
        reason=consents.reason(agreed),
        now=now,
    )
    return producer


@transaction.atomic
def update_producer(
    *, actor: Actor, producer_id: int, expected_version: int, facts: ProducerFacts, now: datetime
) -> Producer:
    """Correct what is written about a producer: it never was as it was written.

    Raises: Denied, Stale, ValidationError by field, Conflict when the tax code is taken, DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    producer.expect_version(expected_version)
    before, after = _write(producer, _checked_producer(facts, local_day(now)))
    record(actor=actor, verb="producer.updated", obj=producer, before=before, after=after, now=now)
    return producer


@transaction.atomic
def change_producer(
    *,
    actor: Actor,
    producer_id: int,
    expected_version: int,
    facts: ProducerFacts,
    from_on: date,
    document: str,
    now: datetime,
) -> Producer:
    """Write down that a producer is another one from a day on; what it was until the day before is kept.

    Raises: Denied, Stale, DoesNotExist; ValidationError by field, also for a day that has not come, that is
    not after its registration and the latest change, or without anything that shows the change; Conflict
    when the tax code is taken or the producer has ended.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    producer.expect_version(expected_version)
    require_taking_part(producer)
    today = local_day(now)
    words = clean_text(document)
    faults = _change_faults(producer, from_on, today)
    if not words:
        faults["document"] = _("Write what shows the change, such as the new business registration.")
    if faults:
        raise ValidationError(dict(faults))
    earlier = keep_state(producer, from_on - timedelta(days=1), words)
    before, after = _write(producer, _checked_producer(facts, today))
    if all(getattr(earlier, name) == after[name] for name in DATED):
        raise ValidationError({"": _("Nothing differs. Write what is different from that day on.")})
    record(
        actor=actor,
        verb="producer.changed",
        obj=producer,
        before=before,
        after={**after, "from_on": from_on},
        reason=words,
        now=now,
    )
    return producer


def keep_state(producer: Producer, to_on: date, document: str) -> EarlierProducer:
    """Keep what a producer was up to and including a day. Raises: ValidationError for too long words."""
    earlier = EarlierProducer(
        producer=producer,
        to_on=to_on,
        commune=producer.commune,
        document=document,
        **{name: getattr(producer, name) for name in DATED},
    )
    check_columns(earlier)
    earlier.save(force_insert=True)
    return earlier


def require_taking_part(producer: Producer) -> None:
    """Do nothing for a producer that takes part. Raises: Conflict for one that has ended."""
    if producer.ended_on is not None:
        raise Conflict(
            _("This producer has ended. Say first that it takes part again."),
            url=reverse("registry:producer", args=[producer.pk]),
        )


@transaction.atomic
def show_personal(*, actor: Actor, producer_id: int, purpose: Purpose, now: datetime) -> Producer:
    """Note that personal data of a producer is read in the clear, and give it back to be shown once.

    Raises: Denied; Conflict when nothing of it is masked; Producer.DoesNotExist.
    """
    producer: Producer = (
        Producer.objects.visible_to(actor).select_related("commune__parent__parent").get(pk=producer_id)
    )
    require(rules.can_show_personal(actor))
    fields = restricted.personal("registry.producer", vars(producer), producer.kind)
    if not fields:
        raise Conflict(_("Nothing of this producer is masked."))
    record_reading(
        actor=actor, obj=producer, fields=restricted.names(fields), purpose=purpose.recorded, now=now
    )
    return producer


def _next_code(commune: Unit) -> str:
    """The commune's next code of a producer, past those that were brought in with a list."""
    while True:
        code = f"CT-{commune.code}-{take(SeriesKind.PRODUCER, commune, 0):04d}"
        if not Producer.objects.filter(code=code).exists():
            return code


def _write(producer: Producer, checked: ProducerFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put the facts into the row and store it: what was there before, and what is now.

    Raises: Conflict when the tax code is taken; ValidationError by field.
    """
    if checked.tax_code != producer.tax_code:
        _refuse_taken_tax_code(checked.tax_code)
    after = asdict(checked)
    before = {name: getattr(producer, name) for name in after}
    for name, value in after.items():
        setattr(producer, name, value)
    producer.version += 1
    indexing.check_and_fill(producer)
    producer.save(update_fields=[*after, *indexing.DERIVED, "version"])
    if (producer.name, producer.kind) != (before["name"], before["kind"]):
        indexing.refresh_products(producer.pk)
    return before, after


def _change_faults(producer: Producer, from_on: date, today: date) -> dict[str, StrOrPromise]:
    """What is wrong with the day of a change, by field."""
    latest = producer.earlier.order_by("-to_on").values_list("to_on", flat=True).first()
    if from_on > today:
        return {"from_on": _("This day has not come yet. Record the change once it holds.")}
    if from_on <= producer.registered_on:
        day = date_format(producer.registered_on, "d/m/Y")
        return {
            "from_on": _(
                "The producer entered the register on %(day)s. What held from then on is a correction; "
                "a change came later."
            )
            % {"day": day}
        }
    if latest is not None and from_on <= latest + timedelta(days=1):
        day = date_format(latest + timedelta(days=1), "d/m/Y")
        return {
            "from_on": _("A change of %(day)s is recorded already; the next one is later.") % {"day": day}
        }
    return {}


def _checked_producer(facts: ProducerFacts, today: date) -> ProducerFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    texts: dict[str, Any] = {
        name: clean_text(value) if isinstance(value, str) else value for name, value in asdict(facts).items()
    }
    faults: dict[str, StrOrPromise] = {name: words for name, words in REQUIRED.items() if not texts[name]}
    if texts["kind"] not in regimes.producer_kinds():
        faults["kind"] = _("Choose one of the kinds of producer listed.")
    if texts["representative_gender"] not in ("", *Gender.values):
        faults["representative_gender"] = _("Choose one of the answers listed.")
    if texts["tax_code"]:
        try:
            texts["tax_code"] = normal_tax_code(texts["tax_code"])
        except BadTaxCode as error:
            faults["tax_code"] = _tax_code_fault(str(error))
    faults |= _reach_faults(texts) | _day_faults(facts, today)
    if faults:
        raise ValidationError(dict(faults))
    return ProducerFacts(**texts)


def _reach_faults(texts: Mapping[str, str]) -> dict[str, StrOrPromise]:
    """What is wrong with how the producer is reached, by field."""
    faults: dict[str, StrOrPromise] = {}
    if texts["email"]:
        try:
            validate_email(texts["email"])
        except ValidationError:
            faults["email"] = _("Write an e-mail address such as ten@example.vn.")
    if texts["website"]:
        address = texts["website"] if "://" in texts["website"] else f"https://{texts['website']}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            faults["website"] = _("Write the address of the website, such as www.example.vn.")
    return faults


def _day_faults(facts: ProducerFacts, today: date) -> dict[str, StrOrPromise]:
    """What is wrong with days and years, by field."""
    faults: dict[str, StrOrPromise] = {}
    year = facts.representative_birth_year
    if year is not None and not EARLIEST_BIRTH <= year <= today.year:
        faults["representative_birth_year"] = _("Write the year of birth with four digits, like 1985.")
    if facts.business_on is not None and facts.business_on > today:
        faults["business_on"] = _("This day has not come yet.")
    return faults


def _tax_code_fault(why: str) -> StrOrPromise:
    if why == "check_digit":
        return _("This tax code has a wrong digit. Compare it with the tax registration.")
    return _("A tax code has 10 digits, 10 digits and 3 after a dash, or is the 12-digit personal number.")


def _refuse_taken_tax_code(tax_code: str) -> None:
    holder = Producer.objects.filter(tax_code=tax_code).first() if tax_code else None
    if holder is not None:
        raise Conflict(
            _("A producer with this tax code is registered already: %(code)s. Ask your commune for access.")
            % {"code": holder.code}
        )


def _refuse_same_producer(producer: Producer) -> None:
    if producer.tax_code:
        return
    same = Producer.objects.filter(
        commune=producer.commune,
        name_folded=producer.name_folded,
        representative_name=producer.representative_name,
    ).first()
    if same is not None:
        raise Conflict(
            _("This producer is registered already: %(code)s. Ask your commune for access.")
            % {"code": same.code}
        )
