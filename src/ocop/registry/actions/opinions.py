"""Writing down what a sector said about a product, and the support it gave."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.platform.text import clean_text
from ocop.registry import rules
from ocop.registry.joined import refuse_joined
from ocop.registry.models import Opinion, OpinionKind, Product

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def record_opinion(
    *, actor: Actor, product_id: int, kind: str, text: str, given_on: date, document: str, now: datetime
) -> Opinion:
    """Keep what a sector said about a product, or the support it gave it.

    Raises: Denied, Conflict, ValidationError by field, Product.DoesNotExist.
    """
    product = Product.objects.visible_to(actor).get(pk=product_id)
    require(rules.can_record_opinion(actor))
    refuse_joined(product)
    said = clean_text(text, lines=True)
    if kind not in OpinionKind.values:
        raise ValidationError({"kind": _("Choose one of those listed.")})
    if not said:
        raise ValidationError({"text": _("Write what was said or given.")})
    if given_on > local_day(now):
        raise ValidationError({"given_on": _("This day lies in the future.")})
    opinion = Opinion.objects.create(
        product=product,
        kind=kind,
        role=actor.role,
        text=said,
        document=clean_text(document),
        given_on=given_on,
        recorded_by_id=actor.user_id,
    )
    after = {"kind": kind, "text": said, "document": opinion.document, "given_on": given_on}
    record(actor=actor, verb="product.opinion_recorded", obj=product, before={}, after=after, now=now)
    return opinion
