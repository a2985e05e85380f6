"""Producers, who speaks for them, and their products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    INSPECTOR,
    MINISTRY_OFFICER,
    PRODUCER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
)
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

COUNTRY_READERS = frozenset({MINISTRY_OFFICER, ADMIN, "system"})
FOLDED_LENGTH = 300
TERRITORY_READERS = frozenset({COMMUNE_OFFICER, PROVINCE_OFFICER, PROVINCE_LEADER, INSPECTOR})


class Gender(models.TextChoices):
    """The gender of a representative, under the codes of the national registry."""

    MALE = "nam", _("Male")
    FEMALE = "nu", _("Female")


class ProducerQuerySet(ScopedQuerySet["Producer"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers; those of the territory for officers; all for the ministry."""
        if actor.role in COUNTRY_READERS:
            return self.filter()
        if actor.role in TERRITORY_READERS and actor.unit_path:
            return self.filter(commune__path__startswith=actor.unit_path)
        if actor.role == PRODUCER:
            return self.filter(pk__in=represented_by(actor))
        return self.none()


def represented_by(actor: Actor) -> models.QuerySet[Representative, int]:
    """Keys of the producers this person speaks for today, as a subquery."""
    open_ones = Representative.objects.filter(user_id=actor.user_id or 0, to_on=None)
    return open_ones.values_list("producer_id", flat=True)


class Producer(Versioned):
    """Who makes a product and applies for it (chủ thể OCOP, Điều 2.3, 26/2026).

    `kind` is a code of the regime's producer kinds. `name_folded` is for searching, `name_key` for sorting.
    `tax_code` is empty only where the law asks for none.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=FOLDED_LENGTH)
    name_key = models.BinaryField(max_length=1200)
    kind = models.CharField(max_length=40)
    tax_code = models.CharField(max_length=14, blank=True)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    representative_name = models.CharField(max_length=200)
    representative_title = models.CharField(max_length=200, blank=True)
    representative_gender = models.CharField(max_length=3, choices=Gender, blank=True)
    representative_ethnicity = models.CharField(max_length=50, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    registered_on = models.DateField()

    objects = ProducerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~models.Q(tax_code=""),
                name="registry_one_producer_per_tax_code",
            ),
            models.CheckConstraint(
                condition=models.Q(representative_gender__in=["", *Gender.values]),
                name="registry_known_gender",
            ),
        ]
        indexes = [models.Index(fields=["name_folded"], name="registry_producer_search")]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """A user who speaks for a producer. An ended one (`to_on` set) sees and does nothing any more."""

    scoped_by = "producer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="represents")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="representatives")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer"],
                condition=models.Q(to_on=None),
                name="registry_one_open_representative",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_representative_ends_after_it_begins",
            ),
        ]


class ProductQuerySet(ScopedQuerySet["Product"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers; those of the territory for officers; all for the ministry."""
        if actor.role in COUNTRY_READERS:
            return self.filter()
        if actor.role in TERRITORY_READERS and actor.unit_path:
            return self.filter(commune__path__startswith=actor.unit_path)
        if actor.role == PRODUCER:
            return self.filter(producer_id__in=represented_by(actor))
        return self.none()


class Product(Versioned):
    """A product of a producer. `set_no` is the number of its product set in `regime_id`.

    `code` is empty until the commune numbers the product. `certified_to` is the last day of its latest
    certificate, kept by the recognition room; it decides which kinds of dossier may be started.
    `photo` is the digest of a stored picture (`platform.files.send`), empty for none; `photo_type` its type.
    """

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="products")
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=FOLDED_LENGTH)
    name_key = models.BinaryField(max_length=1200)
    regime_id = models.CharField(max_length=20)
    set_no = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    story = models.TextField(blank=True)
    description = models.TextField(blank=True)
    photo = models.CharField(max_length=64, blank=True)
    photo_type = models.CharField(max_length=100, blank=True)
    entered_on = models.DateField()
    certified_to = models.DateField(null=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="registry_one_product_per_code"
            )
        ]
        indexes = [models.Index(fields=["name_folded"], name="registry_product_search")]

    def __str__(self) -> str:
        return self.name


class SeriesKind(models.TextChoices):
    """What is numbered without gaps, per unit and year."""

    PRODUCER = "producer", _("Producer codes")
    PRODUCT = "product", _("Product codes")
    RECEIPT = "receipt", _("Receipts of dossiers")
    CERTIFICATE = "certificate", _("Certificates")


class Series(models.Model):
    """The last number given in one series; see `numbering.take`."""

    scoped_by = "unit"

    kind = models.CharField(max_length=20, choices=SeriesKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "unit", "year"], name="registry_one_series")]
