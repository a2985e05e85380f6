"""The units of the country: who lies inside whom, under which name, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

COUNTRY_CODE = "VN"


class Level(models.TextChoices):
    """The levels of the state, from the top. The district exists only in dates before July 2025."""

    COUNTRY = "country", pgettext_lazy("level of a unit", "Country")
    PROVINCE = "province", pgettext_lazy("level of a unit", "Province")
    DISTRICT = "district", pgettext_lazy("level of a unit", "District")
    COMMUNE = "commune", pgettext_lazy("level of a unit", "Commune")


class Kind(models.TextChoices):
    """What a unit is called in law; a kind alone does not tell the level."""

    COUNTRY = "quoc_gia", pgettext_lazy("kind of unit", "country")
    PROVINCE = "tinh", pgettext_lazy("kind of unit", "province")
    CITY = "thanh_pho", pgettext_lazy("kind of unit", "city")
    RURAL_DISTRICT = "huyen", pgettext_lazy("kind of unit", "rural district")
    URBAN_DISTRICT = "quan", pgettext_lazy("kind of unit", "urban district")
    TOWN = "thi_xa", pgettext_lazy("kind of unit", "town")
    DISTRICT_CITY = "thanh_pho_huyen", pgettext_lazy("kind of unit", "provincial city")
    COMMUNE = "xa", pgettext_lazy("kind of unit", "commune")
    WARD = "phuong", pgettext_lazy("kind of unit", "ward")
    TOWNSHIP = "thi_tran", pgettext_lazy("kind of unit", "township")
    SPECIAL_ZONE = "dac_khu", pgettext_lazy("kind of unit", "special zone")


class UnitQuerySet(ScopedQuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody may read every unit: the map of the country is public."""
        return self.filter()


class Unit(models.Model):
    """A country, province, district or commune between two dates, both inclusive; `valid_to` empty: still so.

    `path` holds the codes from the country down, each followed by a slash, so that "inside" is "starts with".
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    folded = models.CharField(max_length=100)
    sort_key = models.BinaryField(max_length=400)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="places_one_current_unit_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="places_unit_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["level", "folded"], name="places_unit_search")]

    def __str__(self) -> str:
        return self.own_name

    @property
    def own_name(self) -> str:
        """The kind and the name, such as "xã Tả Van"."""
        if self.level == Level.COUNTRY:
            return self.name
        return _("%(name)s %(kind)s") % {"kind": Kind(self.kind).label, "name": self.name}

    @property
    def full_name(self) -> str:
        """The name as an address has it, up to the province: "xã Tả Van, tỉnh Lào Cai"."""
        if self.parent is None or self.parent.level == Level.COUNTRY:
            return self.own_name
        return f"{self.own_name}, {self.parent.full_name}"
