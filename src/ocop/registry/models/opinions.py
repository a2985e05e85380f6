"""What offices of the sectors say about products, and the support they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.roles import ROLES
from ocop.platform.db import ScopedQuerySet
from ocop.registry.models.products import Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


class OpinionKind(models.TextChoices):
    """What a sector gives on a product."""

    OPINION = "opinion", _("Opinion")
    SUPPORT = "support", _("Support given")


class OpinionQuerySet(ScopedQuerySet["Opinion"]):
    def visible_to(self, actor: Actor) -> Self:
        """For the offices that see the product; a producer learns of it from the office."""
        if not actor.may("opinion.read"):
            return self.none()
        return self.filter(product__in=Product.objects.visible_to(actor))


class Opinion(models.Model):
    """What an office of a sector said about a product, or the support it gave. `role` is the sector's role.

    It is not changed afterwards; a later one stands beside it.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField(max_length=10, choices=OpinionKind)
    role = models.CharField(max_length=40)
    text = models.TextField()
    document = models.CharField(max_length=200, blank=True)
    given_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OpinionKind.values), name="registry_known_kind_of_opinion"
            )
        ]

    @property
    def role_name(self) -> StrOrPromise:
        """The sector's role in words."""
        return ROLES[self.role].name
