"""What is counted and decided about a unit: its baseline per year, its flags, its place in the programme."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.places.models.units import Unit
from ocop.platform.db import Versioned

if TYPE_CHECKING:
    from decimal import Decimal

PER_CENT = 100


class Baseline(Versioned):
    """The basic figures of a unit in a year (S1.03); areas in hectares, people on average over the year."""

    scoped_by = "unit"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="baselines")
    year = models.PositiveSmallIntegerField()
    area_ha = models.DecimalField(max_digits=12, decimal_places=2)
    agricultural_ha = models.DecimalField(max_digits=12, decimal_places=2)
    population = models.PositiveBigIntegerField()
    rural_population = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="places_one_baseline_per_year"),
            models.CheckConstraint(
                condition=models.Q(agricultural_ha__gte=0, agricultural_ha__lte=models.F("area_ha")),
                name="places_farmland_lies_inside",
            ),
            models.CheckConstraint(
                condition=models.Q(rural_population__lte=models.F("population")),
                name="places_rural_people_are_people",
            ),
        ]

    @property
    def agricultural_share(self) -> Fraction | None:
        """Agricultural area in per cent of the natural area, exact; None without an area."""
        return _share(self.agricultural_ha, self.area_ha)

    @property
    def rural_share(self) -> Fraction | None:
        """Rural population in per cent of the population, exact; None without a population."""
        return _share(self.rural_population, self.population)


class FlagKind(models.TextChoices):
    """What may be said of a unit from a day on, by a document (S1.08, S1.09)."""

    MOUNTAINOUS = "mountainous", _("Mountainous")
    REMOTE = "remote", _("Remote")
    ETHNIC_MINORITY = "ethnic_minority", _("Ethnic minority area")
    DIFFICULT = "difficult", _("Especially difficult")
    PILOT = "pilot", _("Pilot of the programme")
    NEW_RURAL = "new_rural", _("Meets the new-rural standard")
    NEW_RURAL_ADVANCED = "new_rural_advanced", _("Meets the advanced new-rural standard")
    NEW_RURAL_MODEL = "new_rural_model", _("Meets the model new-rural standard")
    INCOME_MET = "income_met", _("Meets new-rural criterion 10 (income)")


class Flag(models.Model):
    """A flag of a unit between two days, both inclusive; `to_on` empty: it still holds."""

    scoped_by = "unit"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=20, choices=FlagKind)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=models.Q(to_on=None), name="places_one_open_flag"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="places_flag_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["kind", "to_on"], name="places_flag_kind")]


class RuralScope(models.Model):
    """A province's recorded decision that its wards take part, between two days, both inclusive (S1.04)."""

    scoped_by = "province"

    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rural_scopes")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province"], condition=models.Q(to_on=None), name="places_one_open_rural_scope"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="places_rural_scope_ends_after_it_begins",
            ),
        ]


def _share(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    return PER_CENT * Fraction(part) / Fraction(whole) if whole else None
