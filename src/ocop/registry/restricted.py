"""Which fields of a producer and of its papers are personal data, in one table by model.

Who reads them in the clear: the producer's own accounts, always; officers with the right `personal.read` who
reach the record, after saying what for, which is recorded. Everybody else reads the mask: on pages, in lists,
on printed forms. A legal representative's name is not restricted: decisions and certificates publish it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from ocop.platform.personal import Restricted, masked_number
from ocop.registry.taxcode import PERSON

HOUSEHOLDS: Final = frozenset({"ho"})
"""Kinds of producer whose address is where a family lives."""


def _is_personal_number(value: str, _kind: str) -> bool:
    return PERSON.fullmatch(value) is not None


def _is_home(value: str, kind: str) -> bool:
    return bool(value) and kind in HOUSEHOLDS


PHONE: Final = Restricted("phone", _("Phone number"))
EMAIL: Final = Restricted("email", _("E-mail address"))
TAX_CODE: Final = Restricted("tax_code", _("Tax code"), masked_number, _is_personal_number)
BUSINESS: Final = Restricted(
    "business_number", _("Number of the business registration"), masked_number, _is_personal_number
)
HOME: Final = Restricted("address", _("Address"), holds=_is_home)
GENDER: Final = Restricted("representative_gender", _("Gender of the representative"))
ETHNICITY: Final = Restricted("representative_ethnicity", _("Ethnic group of the representative"))
DISABILITY: Final = Restricted("representative_disabled", _("Disability of the representative"))
BIRTH_YEAR: Final = Restricted("representative_birth_year", _("Year of birth of the representative"))

TABLE: Final[Mapping[str, tuple[Restricted, ...]]] = {
    "registry.producer": (PHONE, EMAIL, TAX_CODE, BUSINESS, GENDER, ETHNICITY, DISABILITY, BIRTH_YEAR, HOME),
    "registry.earlierproducer": (TAX_CODE, BUSINESS, GENDER, ETHNICITY, DISABILITY, BIRTH_YEAR, HOME),
    "evaluation.registration": (PHONE, EMAIL, HOME),
    "evaluation.selfreport": (GENDER, ETHNICITY),
}
"""Restricted fields by model."""


def personal(model: str, values: Mapping[str, object], kind: str) -> list[Restricted]:
    """The restricted fields that hold personal data of somebody here."""
    return [field for field in TABLE[model] if field.holds(_text(values.get(field.name)), kind)]


def _text(value: object) -> str:
    """A "no" is as personal as a "yes": only what nobody said is empty."""
    return "" if value is None else str(value)


def hidden(model: str, values: Mapping[str, object], kind: str) -> dict[str, object]:
    """The same values with what is personal masked."""
    masks = {field.name: field.mask(str(values[field.name])) for field in personal(model, values, kind)}
    return {**values, **masks}


def names(fields: Iterable[Restricted]) -> list[str]:
    """The names of these fields, for the journal."""
    return [field.name for field in fields]
