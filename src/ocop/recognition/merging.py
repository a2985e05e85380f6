"""The certificates of a product that was found to be another one go along with it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Conflict
from ocop.recognition import queries, standing
from ocop.recognition.models import Certificate
from ocop.registry.models import Product


def move_certificates(gone: Product, kept: Product, now: datetime) -> None:
    """Give the certificates of one product to the other; of two in force the later one takes over.

    One that both have and that was struck of the product that goes, as entered twice, stays with it. Raises:
    Conflict where both have the same one.
    """
    twice = Certificate.objects.filter(
        product=gone, decision__in=Certificate.objects.filter(product=kept).values("decision")
    )
    if found := twice.exclude(queries.mistaken()).select_related("decision").first():
        raise Conflict(
            _(
                "Both products have a certificate of decision %(number)s. Strike that of the product that "
                "goes from the register first, as entered twice."
            )
            % {"number": found.decision.number}
        )
    theirs = Certificate.objects.filter(product=gone).exclude(pk__in=twice.values("pk"))
    moved = list(theirs.values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=moved).update(product=kept)
    standing.replace_earlier(moved, [kept.pk], now)
    for product in (gone, kept):
        standing.refresh(product)
