"""A producer's dated facts: figures of a year, marks such as a craft village, linkages, planting areas."""

from __future__ import annotations

from django.db import models

from ocop.places.models import Unit
from ocop.platform.db import Versioned
from ocop.registry.models.producers import Producer


class ProducerYear(Versioned):
    """What a producer reports for a year. Amounts are dong, `monthly_income` per worker; None: not told."""

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField(null=True)
    members_female = models.PositiveIntegerField(null=True)
    members_ethnic = models.PositiveIntegerField(null=True)
    workers = models.PositiveIntegerField(null=True)
    workers_seasonal = models.PositiveIntegerField(null=True)
    workers_local = models.PositiveIntegerField(null=True)
    workers_female = models.PositiveIntegerField(null=True)
    workers_ethnic = models.PositiveIntegerField(null=True)
    workers_trained = models.PositiveIntegerField(null=True)
    monthly_income = models.DecimalField(max_digits=14, decimal_places=0, null=True)
    capital = models.DecimalField(max_digits=18, decimal_places=0, null=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=0, null=True)
    profit = models.DecimalField(max_digits=18, decimal_places=0, null=True)
    export_revenue = models.DecimalField(max_digits=18, decimal_places=0, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["producer", "year"], name="registry_one_report_per_year"),
        ]


class ProducerTrait(Versioned):
    """A mark of a producer from a day to a day: a value of the list `producer_trait`.

    `name` is that of the craft village, the chain or the programme; `document` recognises it.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="traits")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "code", "name"],
                condition=models.Q(to_on=None),
                name="registry_one_open_trait",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_trait_ends_after_it_begins",
            ),
        ]


class Linkage(Versioned):
    """A producer works with somebody from a day to a day; `kind` is a value of the list `linkage_kind`.

    `partner` is set where the other side stands in this register. `households` and `area_ha` say how much.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="linkages")
    kind = models.CharField(max_length=40)
    partner_name = models.CharField(max_length=300)
    partner = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, related_name="+")
    households = models.PositiveIntegerField(null=True)
    area_ha = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    document = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_linkage_ends_after_it_begins",
            ),
        ]


class PlantingArea(Versioned):
    """Land or water where a producer's materials come from. `code` is the official code of the area, if any.

    `standard` is a value of the list `certificate_type`, such as vietgap; empty for none.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="areas")
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True)
    crop = models.CharField(max_length=200)
    area_ha = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    households = models.PositiveIntegerField(null=True)
    standard = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_area_ends_after_it_begins",
            ),
        ]
