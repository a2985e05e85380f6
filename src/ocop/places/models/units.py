"""The units of the country: who lies inside whom, under which name, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from datetime import date

    from ocop.platform.actors import Actor

COUNTRY_CODE = "VN"
PATH_LENGTH = 120


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


def within(unit_path: str, *, through: str = "commune") -> models.Q:
    """Condition on rows that reach a unit by the key `through`: the unit belongs today to this territory."""
    return models.Q(**{f"{through}__scope__startswith": unit_path})


class UnitQuerySet(ScopedQuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody may read every unit: the map of the country is public."""
        return self.filter()

    def on(self, day: date) -> Self:
        """The units that existed on this day; a beginning nobody knows lies before every day."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(begun, models.Q(valid_to=None) | models.Q(valid_to__gte=day))


class Unit(Versioned):
    """A territory that a country, province, district or commune is, from a day to a day, both inclusive.

    `valid_from` is empty when nobody knows the day, `valid_to` while the unit still exists. A new name, kind
    or parent does not make a new unit: `EarlierState` keeps what was before. A changed boundary does, even
    under the same code and name, so that a record's unit always says where it was.

    `path` holds the codes from the country down, each followed by a slash, so that "inside" is "starts with".
    A unit that ended carries its last day there, `10~2025-06-30`, because codes are used again.
    `scope` is the path of the current unit that answers for this one today: its own while it exists.
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    scope = models.CharField(max_length=PATH_LENGTH, db_index=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=100, blank=True)
    folded = models.CharField(max_length=100)
    sort_key = models.BinaryField(max_length=400)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="places_one_current_unit_per_code"
            ),
            models.UniqueConstraint(fields=["code", "valid_to"], name="places_one_end_per_code"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="places_unit_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["level", "folded"], name="places_unit_search")]

    def __str__(self) -> str:
        return self.own_name

    def lies_in(self, unit_path: str) -> bool:
        """Whether this unit belongs today to the territory of that path; an empty path is nobody's."""
        return bool(unit_path) and self.scope.startswith(unit_path)

    def exists_on(self, day: date) -> bool:
        """Whether the unit is on the map of this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def is_current(self) -> bool:
        """Whether the unit exists today."""
        return self.valid_to is None

    @property
    def own_name(self) -> str:
        """The kind and the name, such as "xã Tả Van"."""
        return _own_name(self.level, self.kind, self.name)

    @property
    def full_name(self) -> str:
        """The name as an address has it, up to the province: "xã Tả Van, tỉnh Lào Cai"."""
        # The level says so without asking for the parent: lists fetch parents up to the province only.
        if self.level in {Level.COUNTRY, Level.PROVINCE} or self.parent is None:
            return self.own_name
        return f"{self.own_name}, {self.parent.full_name}"

    def own_name_on(self, day: date) -> str:
        """The kind and the name as they were on this day: no query when `earlier` was fetched along."""
        past = [state for state in self.earlier.all() if state.to_on >= day]
        return min(past, key=lambda one: one.to_on, default=self).own_name

    def named_on(self, day: date) -> NameOn:
        """Name, kind and parents as they were on this day; outside the unit's life, those nearest to it.

        Costs a query per level unless `earlier` was fetched along, as `queries.as_of` does.
        """
        past = [state for state in self.earlier.all() if state.to_on >= day]
        state = min(past, key=lambda one: one.to_on, default=self)
        parent = None if self.level in {Level.COUNTRY, Level.PROVINCE} else state.parent
        return NameOn(
            level=Level(self.level),
            name=state.name,
            kind=Kind(state.kind),
            parent=None if parent is None else parent.named_on(day),
        )


class EarlierState(models.Model):
    """What a unit was called, and under which parent it lay, until a day; `from_on` empty: not known."""

    scoped_by = "unit"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="earlier")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(null=True)
    to_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "to_on"], name="places_one_earlier_state_per_day"),
            models.CheckConstraint(
                condition=models.Q(from_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="places_earlier_state_ends_after_it_begins",
            ),
        ]

    @property
    def own_name(self) -> str:
        """The kind and the name of that time."""
        return _own_name(self.unit.level, self.kind, self.name)


@dataclass(frozen=True, slots=True)
class NameOn:
    """How a unit was named on a day."""

    level: Level
    name: str
    kind: Kind
    parent: NameOn | None

    @property
    def own_name(self) -> str:
        """The kind and the name, such as "xã Tả Van"."""
        return _own_name(self.level, self.kind, self.name)

    @property
    def full_name(self) -> str:
        """The name as an address of that day had it, up to the province."""
        return self.own_name if self.parent is None else f"{self.own_name}, {self.parent.full_name}"


def _own_name(level: str, kind: str, name: str) -> str:
    if level == Level.COUNTRY:
        return name
    return _("%(name)s %(kind)s") % {"kind": Kind(kind).label, "name": name}
