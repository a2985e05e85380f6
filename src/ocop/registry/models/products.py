"""Products, where they lay and whose they were before, and the communes that share them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower, Replace

from ocop.people.reach import nothing
from ocop.people.roles import ROLES
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry import regimes
from ocop.registry.models.consents import Consent
from ocop.registry.models.producers import FOLDED_LENGTH, Producer, in_reach, represented_by

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def _of_sector(actor: Actor) -> models.Q:
    """The products to which a role is narrowed; all for a role that is not."""
    role = ROLES.get(actor.role)
    if role is None or not role.is_narrowed:
        return models.Q()
    found = models.Q(producer_kind__in=role.producer_kinds) if role.producer_kinds else nothing()
    for regime_id, numbers in regimes.sets_led_by(role.leads).items():
        found |= models.Q(regime_id=regime_id, set_no__in=numbers)
    return found


FACETS = (
    *("producer_kind", "certified_stars", "certified_to", "entered_on", "merged_into"),
    *("regime_id", "set_no"),
)
"""What the filters of a list ask. Columns that the database generates are not among them: an index with one
never answers alone on SQLite."""


class ProductQuerySet(ScopedQuerySet["Product"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers; those of the territory for officers; all for the ministry.

        An officer of a sector reads the products of the sets that the sector leads, and the cooperative
        alliance those of cooperatives.
        """
        own = models.Q(producer_id__in=represented_by(actor))
        return self.filter(in_reach(actor, "product.read", own), _of_sector(actor))


class Product(Versioned):
    """A product of a producer. `set_no` is the number of its product set in `regime_id`.

    `code` is empty until the commune numbers the product. `certified_to` is the last day of its latest
    certificate, kept by the recognition room; it decides which kinds of dossier may be started.
    `consent` is the one under which an officer registered it (`entered_by`), empty where the producer did so.
    `certified_stars` are the stars of that certificate. `is_new`: born with the programme (S6.13); None where
    nobody said. `price` is dong for one `sale_unit`; `local_share` the percent of local materials.
    `ended_on` is its last day in the programme, with a code of the list `product_end`. `merged_into` is the
    product it was found to be the same as; it is shown there and counts nowhere.
    `province_code`, `producer_kind`, `search_text` and `place_text` are filled by `indexing`, see there.
    `code_key` is the code to search by: small letters, no dashes.
    `last_day` and `stars_rank` are `certified_to` and `certified_stars` for sorting: never empty.
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
    is_new = models.BooleanField(null=True)
    price = models.DecimalField(max_digits=14, decimal_places=0, null=True)
    sale_unit = models.CharField(max_length=100, blank=True)
    packaging = models.CharField(max_length=300, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    origin = models.CharField(max_length=300, blank=True)
    local_share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    photo = models.CharField(max_length=64, blank=True)
    photo_type = models.CharField(max_length=100, blank=True)
    entered_on = models.DateField()
    certified_to = models.DateField(null=True)
    certified_stars = models.PositiveSmallIntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    province_code = models.CharField(max_length=20, default="")
    producer_kind = models.CharField(max_length=40, default="")
    search_text = models.TextField(default="")
    place_text = models.TextField(default="")
    code_key = models.GeneratedField(
        expression=Lower(Replace("code", Value("-"), Value(""))),
        output_field=models.CharField(max_length=40),
        db_persist=True,
        db_index=True,
    )
    last_day = models.GeneratedField(
        expression=Coalesce("certified_to", Value(date.max)), output_field=models.DateField(), db_persist=True
    )
    stars_rank = models.GeneratedField(
        expression=Coalesce("certified_stars", Value(0)),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="registry_one_product_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("entered_on")),
                name="registry_product_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(local_share=None) | models.Q(local_share__range=(0, 100)),
                name="registry_share_is_a_percentage",
            ),
        ]
        indexes = [
            # The order of a list, in the whole country and in a province; paging follows the same index.
            models.Index(fields=["name_key", "id"], name="registry_product_name"),
            models.Index(fields=["entered_on", "id", "merged_into"], name="registry_product_new"),
            models.Index(fields=["last_day", "id"], name="registry_product_last_day"),
            models.Index(fields=["stars_rank", "id"], name="registry_product_stars"),
            models.Index(fields=["province_code", "name_key", "id"], name="registry_product_in_name"),
            models.Index(fields=["province_code", "entered_on", "id"], name="registry_product_in_new"),
            models.Index(fields=["province_code", "last_day", "id"], name="registry_product_in_last_day"),
            models.Index(fields=["province_code", "stars_rank", "id"], name="registry_product_in_stars"),
            # Everything that filters ask, so that rows are found and counted in the index alone.
            models.Index(fields=["province_code", *FACETS, "ended_on", "code"], name="registry_product_in"),
            models.Index(
                fields=["certified_stars", "certified_to", "producer_kind", *FACETS[3:]],
                name="registry_product_has_stars",
            ),
            models.Index(
                fields=["certified_to", "certified_stars", "producer_kind", *FACETS[3:]],
                name="registry_product_valid",
            ),
            models.Index(fields=["regime_id", "set_no", *FACETS[:-2]], name="registry_product_set"),
            models.Index(fields=["producer_kind", *FACETS[1:]], name="registry_product_kind"),
            models.Index(fields=["gtin"], name="registry_product_gtin", condition=~models.Q(gtin="")),
            models.Index(
                fields=["ended_on", *FACETS],
                name="registry_product_ended",
                condition=~models.Q(ended_on=None),
            ),
            models.Index(fields=["id"], name="registry_product_no_code", condition=models.Q(code="")),
        ]

    def __str__(self) -> str:
        return self.name

    def commune_on(self, day: date) -> Unit:
        """The unit this product lay in on a day, as units were then."""
        earlier = [one for one in self.earlier_communes.all() if one.to_on >= day]
        return min(earlier, key=lambda one: one.to_on).unit if earlier else self.commune


class EarlierCommune(models.Model):
    """Where a product lay up to and including `to_on`, before a person placed it in another unit.

    Only for products that a reform left in a commune that was split: a merger moves nothing, since the unit a
    product was entered in answers to the one that took it over.
    """

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="earlier_communes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_on = models.DateField()
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "to_on"], name="registry_one_commune_at_a_time")
        ]


class EarlierHolder(models.Model):
    """Whose a product was up to and including `to_on`, before another producer took it over."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="earlier_holders")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="held_before")
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "to_on"], name="registry_one_holder_at_a_time")
        ]


class SharedCommune(models.Model):
    """A further commune that a product belongs to, beside `Product.commune` which numbers and files it."""

    scoped_by = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="shared_communes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "unit"],
                condition=models.Q(to_on=None),
                name="registry_one_share_per_commune",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_share_ends_after_it_begins",
            ),
        ]
