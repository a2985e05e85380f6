"""What a product is made of and sold as: pictures, story, materials, output of a year, protected names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.platform.db import Versioned
from ocop.platform.files import StoredFile
from ocop.registry.models.business import PlantingArea
from ocop.registry.models.papers import Paper
from ocop.registry.models.products import Product


class ProductPhoto(StoredFile):
    """A further picture of a product, in the order its producer wants them shown."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="photos")
    caption = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="registry_one_photo_per_place")
        ]


class StoryPart(models.Model):
    """One element of a product's story (S6.18): a value of the list `story_element`, such as its origin."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="story_parts")
    element = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "element"], name="registry_one_text_per_element")
        ]


class Material(models.Model):
    """What a product is made of. `source` is a value of the list `material_source`, `share` a percentage."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="materials")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    origin = models.CharField(max_length=200, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    area = models.ForeignKey(PlantingArea, on_delete=models.PROTECT, null=True, related_name="materials")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__range=(0, 100)),
                name="registry_material_share_is_a_percentage",
            )
        ]


class ProductYear(Versioned):
    """What was made and sold of a product in a year: `output` in `output_unit`, amounts in dong."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    output = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    output_unit = models.CharField(max_length=40, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=0, null=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=0, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "year"], name="registry_one_product_year"),
        ]


class IpState(models.TextChoices):
    """How far a protected name has come."""

    FILED = "filed", _("Filed")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class IpRight(models.Model):
    """A protected name or shape of a product; `kind` is a value of the list `ip_kind`."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="ip_rights")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=IpState)
    filed_on = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=IpState.values), name="registry_known_state_of_ip"
            )
        ]
