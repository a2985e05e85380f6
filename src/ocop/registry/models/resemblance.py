"""What people found about producers and products that look alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.registry.models.producers import Producer
from ocop.registry.models.products import Product


class Verdict(models.TextChoices):
    """What a person said of two records that look alike."""

    SAME = "same", _("The same, entered twice")
    DIFFERENT = "different", _("Different")
    TOO_SIMILAR = "too_similar", _("Different, but too similar")


class _Pair(models.Model):
    """The columns of a verdict on two records; the one with the smaller key is `left`."""

    verdict = models.CharField(max_length=20, choices=Verdict)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True


class ProducerPair(_Pair):
    """What a person said of two producers that look alike; they are not proposed again."""

    scoped_by = "left"

    left = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="registry_one_verdict_per_producers"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="registry_producers_in_order"
            ),
        ]


class ProductPair(_Pair):
    """What a person said of two products that look alike; they are not proposed again."""

    scoped_by = "left"

    left = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="registry_one_verdict_per_products"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="registry_products_in_order"
            ),
        ]
