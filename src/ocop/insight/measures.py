"""What is counted, by what it can be broken down, and what each figure means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

UNKNOWN: Final = ""
"""The value of a dimension of what is not known."""


class Dimension(StrEnum):
    """By what a figure can be broken down or narrowed; the values are public (`docs/cli.md`)."""

    REGION = "region"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    SECTOR = "sector"
    SET = "set"
    KIND = "kind"
    STARS = "stars"
    YEAR = "year"
    GENDER = "gender"
    ETHNIC_MINORITY = "ethnic_minority"


PLACES: Final = (Dimension.REGION, Dimension.PROVINCE, Dimension.DISTRICT, Dimension.COMMUNE)
OF_DISTRICTS: Final = PLACES[:-1]

NAMES: Final[Mapping[Dimension, StrOrPromise]] = {
    Dimension.REGION: _("Region"),
    Dimension.PROVINCE: _("Province"),
    Dimension.DISTRICT: _("District"),
    Dimension.COMMUNE: _("Commune"),
    Dimension.SECTOR: _("Product group"),
    Dimension.SET: _("Product set"),
    Dimension.KIND: _("Kind of producer"),
    Dimension.STARS: pgettext_lazy("dimension of statistics", "Stars"),
    Dimension.YEAR: _("Year"),
    Dimension.GENDER: _("Gender of the representative"),
    Dimension.ETHNIC_MINORITY: _("Representative of an ethnic minority"),
}


class Counted(StrEnum):
    """What one unit of a figure is."""

    PRODUCT = "product"
    PRODUCER = "producer"
    CERTIFICATE = "certificate"
    COMMUNE = "commune"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its public code, the indicator it is, what it counts, and what that means.

    `since` says what a period narrows it by. `is_rate`: percent of communes or districts, so that it has no
    shares.
    `dimensions` are those it can be broken down by; the others can't be told of what it counts.
    """

    code: str
    indicator: str
    counted: Counted
    name: StrOrPromise
    definition: StrOrPromise
    since: StrOrPromise
    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    is_rate: bool = False


_RECOGNISED: Final = _("With a period: those recognised in it, whatever became of the certificate since.")
_NO_PERIOD: Final = _("A period narrows nothing here.")

MEASURES: Final[Mapping[str, Measure]] = {
    one.code: one
    for one in (
        Measure(
            "products",
            "I02",
            Counted.PRODUCT,
            _("Products with stars"),
            _("Products with a certificate of stars that is in force on the day."),
            _RECOGNISED,
        ),
        Measure(
            "products_entered",
            "I01",
            Counted.PRODUCT,
            _("Products taking part"),
            _("Products entered into the programme by the day that have not left it."),
            _("With a period: those entered in it."),
        ),
        Measure(
            "producers",
            "I07",
            Counted.PRODUCER,
            _("Producers with a product with stars"),
            _("Producers that hold at least one product counted as “products with stars”, each once."),
            _RECOGNISED,
        ),
        Measure(
            "certificates",
            "I04",
            Counted.CERTIFICATE,
            _("Certificates"),
            _("Certificates of stars that are in force on the day."),
            _("With a period: those issued in it, whatever became of them since."),
        ),
        Measure(
            "communes_total",
            "I11",
            Counted.COMMUNE,
            _("Communes in the programme"),
            _("Communes of the map that belong to the scope of the programme."),
            _NO_PERIOD,
            PLACES,
        ),
        Measure(
            "communes_participating",
            "I11",
            Counted.COMMUNE,
            _("Communes taking part"),
            _("Communes of the scope with at least one product taking part on the day."),
            _("With a period: with a product entered in it."),
            PLACES,
        ),
        Measure(
            "participation_rate",
            "I11",
            Counted.COMMUNE,
            _("Share of communes taking part"),
            _("Communes taking part in percent of the communes in the scope of the programme."),
            _("With a period: with a product entered in it."),
            PLACES,
            is_rate=True,
        ),
        Measure(
            "communes_without",
            "I12",
            Counted.COMMUNE,
            _("Communes without a product"),
            _("Communes of the scope without any product taking part on the day."),
            _("With a period: without a product entered in it."),
            PLACES,
        ),
        Measure(
            "districts_total",
            "S14.09",
            Counted.DISTRICT,
            _("Districts"),
            _("Districts of the map; without another day that of the last map that had them."),
            _NO_PERIOD,
            OF_DISTRICTS,
        ),
        Measure(
            "districts_evaluating",
            "S14.09",
            Counted.DISTRICT,
            _("Districts with products evaluated and starred"),
            _("Districts with at least one product counted as “products with stars”."),
            _RECOGNISED,
            OF_DISTRICTS,
        ),
        Measure(
            "evaluation_rate",
            "S14.09",
            Counted.DISTRICT,
            _("Share of districts with products evaluated and starred"),
            _("These districts in percent of all districts of the map."),
            _RECOGNISED,
            OF_DISTRICTS,
            is_rate=True,
        ),
    )
}
