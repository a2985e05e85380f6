"""Which dossiers follow their product to the producer that takes it over, and which keep it where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier
from ocop.evaluation.states import of
from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from ocop.registry.models import Product


def hindrances(products: Sequence[Product]) -> list[StrOrPromise]:
    """What the dossiers under way say against a take-over of these products.

    A dossier follows as long as its producer could withdraw it: form 01 can still be given back and written
    anew. Before a council it is judged as it was filed, by people whose ties to its producer were looked at.
    """
    dossiers = Dossier.objects.filter(product__in=products).select_related("product").order_by("pk")
    return [
        _(
            "The dossier of %(product)s can't follow: it is before a council or waits for the decision "
            "(%(state)s). Record the take-over once that is decided, with the true day, or leave this "
            "product out."
        )
        % {"product": dossier.product.name, "state": of(dossier).label}
        for dossier in dossiers
        if procedure.is_open(dossier) and not procedure.can_start(dossier, procedure.WITHDRAW)
    ]


def move_dossiers(gone: Product, kept: Product, _now: datetime) -> None:
    """Give a product's dossiers to the one it was found to be. Raises: Conflict while one is under way."""
    dossiers = Dossier.objects.filter(product=gone).select_related("product").order_by("pk")
    if open_one := next((one for one in dossiers if procedure.is_open(one)), None):
        raise Conflict(
            _("A dossier of %(product)s is under way. Withdraw it or wait for its end, then join the two.")
            % {"product": gone.name},
            url=open_one.get_absolute_url(),
        )
    Dossier.objects.filter(product=gone).update(product=kept, version=F("version") + 1)
