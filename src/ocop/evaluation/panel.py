"""The part of a product's page that tells of its dossiers and starts a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, queries, rules, states
from ocop.platform import clock
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer, Product


def advisers(actor: Actor, producer: Producer) -> tuple[StrOrPromise, str] | None:
    """Where the office records who advises the producer."""
    if not rules.can_record_advice(actor, producer):
        return None
    return _("Advisers"), reverse("evaluation:advisers", args=[producer.pk])


def dossiers(actor: Actor, product: Product) -> Mapping[str, object]:
    """The product's dossiers this actor may see, and the kinds that may be started today."""
    found = list(queries.dossiers(actor).filter(product=product))
    today = clock.today()
    regime = regimes.regime_on(today)
    certified = product.certified_to is not None and product.certified_to >= today
    kinds = [
        kind
        for kind in regime.dossier_kinds
        if kind.from_level is None and (kind.code != "first") == certified
    ]
    free = not any(procedure.is_open(one) for one in found)
    other = product.regime_id != regime.id
    return {
        "product": product,
        "dossiers": [(one, states.of(one)) for one in found],
        "kinds": [(kind.code, sets.say(regime.id, kind.name)) for kind in kinds],
        "may_start": free and bool(rules.can_start(actor, product.producer, today)),
        "sets": sets.choices(regime.id) if other else [],
    }
