"""Certificates from before this register: entered with the commune and the issuer they had then."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.law import validity
from ocop.law.library import NotFound
from ocop.places import queries as places
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text, fold
from ocop.recognition import following, rules, standing
from ocop.recognition.models import Certificate, RecognitionDecision
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.holding import NamesThen
from ocop.registry.joined import refuse_joined
from ocop.registry.models import EarlierCommune, Product

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import Regime
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class EarlierFacts:
    """What stands on a certificate issued before this register, and on its decision.

    `set_no` is the product set under the rules of that day, which number their sets differently.
    `commune_id` and `issuer_id` are units of the map of `decided_on`, the issuer a district for instance.
    `total` is the council's average where it is known. The certificate holds from the day of the decision.
    """

    number: str
    stars: int
    commune_id: int
    issuer_id: int
    set_no: int
    decision_number: str
    decided_on: date
    signer_name: str
    signer_title: str
    total: Decimal | None = None


@transaction.atomic
def enter_certificate(*, actor: Actor, product_id: int, facts: EarlierFacts, now: datetime) -> Certificate:
    """Enter a certificate that was issued before this register, under the rules and by the unit of its day.

    An earlier one of the product still in force on that day is replaced by it, as the law has it.
    Raises: Denied; ValidationError by field, also where the rules of that day did not let this unit recognise
    this many stars; Conflict when the number is taken; Product.DoesNotExist.
    """
    product = (
        Product.objects.visible_to(actor)
        .for_update()
        .select_related("producer", "commune__parent__parent")
        .get(pk=product_id)
    )
    require(rules.can_enter_earlier(actor, product))
    refuse_joined(product)
    commune, issuer, regime, checked = _checked(facts, product, local_day(now))
    if Certificate.objects.filter(issuer_unit=issuer, number=checked.number).exists():
        raise Conflict(_("There already is a certificate with this number."))
    decision, _made = RecognitionDecision.objects.get_or_create(
        issuer_unit=issuer,
        number=checked.decision_number,
        decided_on=checked.decided_on,
        defaults={"signer_name": checked.signer_name, "signer_title": checked.signer_title},
    )
    certificate = _certificate(product, commune, decision, regime, checked)
    certificate.save(force_insert=True)
    following.issued([certificate.pk], now)
    _date_back(product, commune, checked.decided_on, checked.decision_number)
    _replace(product, certificate, now)
    record(
        actor=actor,
        verb="certificate.entered",
        obj=certificate,
        before={},
        after={**asdict(checked), "product": product.pk, "valid_to": certificate.valid_to},
        regime=regime.id,
        now=now,
    )
    return certificate


def earlier_link(actor: Actor, product: Product) -> dict[str, object]:
    """Part of the product page: the way to enter an earlier certificate, for who may."""
    return {
        "product": product,
        "may_enter": product.merged_into_id is None and rules.can_enter_earlier(actor, product).allowed,
    }


def communes(product: Product, on: date) -> list[Unit]:
    """Where the product may have lain on a day, as units were then: one commune, or those that became it."""
    home = product.commune_on(on)
    return [home] if home.exists_on(on) else list(places.counterpart(home, on).units)


def issuers(lain_in: Sequence[Unit], on: date) -> list[Unit]:
    """The units above these communes that could recognise stars on a day, the lowest first."""
    kinds = {level.unit_kind for level in regimes.regime_on(on).levels if level.recognises}
    found: dict[int, Unit] = {}
    for commune in lain_in:
        unit = commune.parent
        while unit is not None:
            if unit.level in kinds:
                found.setdefault(unit.pk, unit)
            unit = unit.parent
    return sorted(found.values(), key=lambda unit: -unit.path.count("/"))


def set_then(product: Product, on: date) -> int | None:
    """The product set of that day's rules with the name of the product's own; None where none has it."""
    regime = regimes.regime_on(on)
    own = fold(regimes.product_set(product.regime_id, product.set_no).name)
    return next((one.set for one in regimes.library().sets(regime.id) if fold(one.name) == own), None)


def day_fault(on: date, today: date) -> StrOrPromise:
    """Why no certificate of this day can be entered; empty where one can."""
    if on > today:
        return _("This day lies in the future.")
    try:
        regimes.regime_on(on)
    except NotFound:
        return _("No rules of the programme that are known here were in force on this day.")
    return ""


def _checked(facts: EarlierFacts, product: Product, today: date) -> tuple[Unit, Unit, Regime, EarlierFacts]:
    """The commune, the issuer, the rules and the cleaned facts. Raises: ValidationError by field."""
    texts = {
        name: clean_text(getattr(facts, name))
        for name in ("number", "decision_number", "signer_name", "signer_title")
    }
    faults: dict[str, StrOrPromise] = {
        name: _("This is needed: it stands on the decision.") for name, text in texts.items() if not text
    }
    if why := day_fault(facts.decided_on, today):
        raise ValidationError({"decided_on": why})
    regime = regimes.regime_on(facts.decided_on)
    lain_in = {unit.pk: unit for unit in communes(product, facts.decided_on)}
    commune = lain_in.get(facts.commune_id)
    above = issuers([commune] if commune else [], facts.decided_on)
    issuer = next((unit for unit in above if unit.pk == facts.issuer_id), None)
    if facts.set_no not in regimes.library().numbers(regime.id):
        faults["set_no"] = _("Choose one of the product sets listed.")
    if commune is None:
        faults["commune"] = _("Choose one of the communes listed.")
    elif issuer is None:
        faults["issuer"] = _("This unit did not recognise stars for this commune on that day.")
    elif not may_recognise(regime, issuer.level, facts.stars):
        faults["stars"] = _("Under the rules of that day this unit did not recognise this many stars.")
    if facts.total is not None and (why := total_fault(regime, facts.stars, facts.total)):
        faults["total"] = why
    if faults or issuer is None or commune is None:
        raise ValidationError(dict(faults))
    return commune, issuer, regime, EarlierFacts(**{**asdict(facts), **texts})


def may_recognise(regime: Regime, level: str, stars: int) -> bool:
    return any(one.unit_kind == level and stars in one.recognises for one in regime.levels)


def total_fault(regime: Regime, stars: int, total: Decimal) -> StrOrPromise:
    """A total can't lie below what these stars ask for; above it may, where a floor was missed."""
    least = max((band.at_least for band in regime.bands if band.stars == stars), default=Decimal(0))
    if least <= total <= regime.full_marks:
        return ""
    return _("With this many stars the total lies between %(least)s and %(most)s points.") % {
        "least": least,
        "most": regime.full_marks,
    }


def _certificate(
    product: Product, commune: Unit, decision: RecognitionDecision, regime: Regime, facts: EarlierFacts
) -> Certificate:
    certificate = Certificate(
        product=product,
        decision=decision,
        number=facts.number,
        stars=facts.stars,
        total_exact="" if facts.total is None else str(facts.total),
        total_2=facts.total,
        regime_id=regime.id,
        set_no=facts.set_no,
        product_name=product.name,
        producer_name=NamesThen({product.pk: product.producer_id}).on(product.pk, facts.decided_on),
        commune=commune,
        commune_name=commune.named_on(facts.decided_on).full_name,
        issuer_unit=decision.issuer_unit,
        issued_on=facts.decided_on,
        valid_to=validity.expiry(regime.validity, facts.decided_on),
    )
    check_columns(certificate)
    return certificate


def _date_back(product: Product, commune: Unit, on: date, document: str) -> None:
    """Since that day at least the product took part, in that commune: reports of then count it there."""
    if on < product.entered_on:
        product.entered_on = on
        product.version += 1
        product.save(update_fields=["entered_on", "version"])
    if commune.pk != product.commune_on(on).pk and commune.valid_to is not None:
        EarlierCommune.objects.create(
            product=product, unit=commune, to_on=commune.valid_to, document=document
        )


def _replace(product: Product, certificate: Certificate, now: datetime) -> None:
    """Whichever of the product's certificates was in force when a later one came ended on that day."""
    dated = sorted(product.certificates.all(), key=lambda one: (one.issued_on, one.pk))
    for earlier, later in pairwise(dated):
        ended = earlier.events.exists()
        if certificate in (earlier, later) and not ended and earlier.valid_to >= later.issued_on:
            standing.give_way(
                earlier,
                stars=later.stars,
                on=later.issued_on,
                decision_number=later.decision.number,
                now=now,
            )
    standing.refresh(product)
