"""Products found to be another one: which one stays, and that nothing more is written about the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.platform.actors import Actor
    from ocop.registry.models import Product


def refuse_joined(product: Product) -> None:
    """Do nothing for a product that counts itself. Raises: Conflict for one that counts as another."""
    kept = product.merged_into
    if kept is not None:
        raise Conflict(
            _("This product was found to be the same as “%(name)s”. Open that one and write there.")
            % {"name": kept.name},
            url=reverse("registry:product", args=[kept.pk]),
        )


def on_page(_actor: Actor, product: Product) -> Mapping[str, object]:
    """Part of the product page: the product it was found to be, and those found to be this one."""
    return {"kept": product.merged_into, "others": product.merged.order_by("pk")}
