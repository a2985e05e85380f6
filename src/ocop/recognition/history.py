"""The stars of a product over the years: every certificate with decision, issuer and end (S15.12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocop.platform import clock
from ocop.recognition import lapsing, queries
from ocop.recognition.display import STATES
from ocop.recognition.models import Certificate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag
    from ocop.registry.models import Product


@dataclass(frozen=True, slots=True)
class Chapter:
    """A certificate of a product with its state on a day, and the day an event ended it.

    Its issuer stays whoever issued it: before July 2025 often a district.
    """

    certificate: Certificate
    tag: Tag
    ended_on: date | None


def chapters(actor: Actor, product: Product, today: date) -> list[Chapter]:
    """Every certificate of a product, the latest first."""
    found = Certificate.objects.visible_to(actor).filter(product=product)
    told = []
    for one in queries.with_events(found).order_by("-issued_on", "-pk"):
        status = queries.status(one, today)
        told.append(Chapter(one, STATES[status.state], status.cause.on if status.cause else None))
    return told


def panel(actor: Actor, product: Product) -> Mapping[str, object]:
    """Part of the product page: its certificates, and papers that lapse before the one in force."""
    today = clock.today()
    found = chapters(actor, product, today)
    standing = next((one.certificate for one in found if queries.status(one.certificate, today).holds), None)
    papers = lapsing.lapsing(actor, today).filter(dossier__certificates=standing) if standing else None
    return {
        "chapters": found,
        "standing": standing,
        "lapses": lapsing.lapses(lapsing.with_costs(papers).order_by("lapses_on", "pk"))
        if papers is not None
        else [],
        "today": today,
    }
