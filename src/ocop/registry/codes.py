"""Values of the programme's shared lists, as this room's forms and actions ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocop.programme.models import ListValue

if TYPE_CHECKING:
    from datetime import date

TRAITS: Final = "producer_trait"
LINKAGES: Final = "linkage_kind"
STANDARDS: Final = "certificate_type"
ENDS: Final = "producer_end"


def choices(list_code: str, day: date, keep: str = "") -> list[tuple[str, str]]:
    """The values in use on a day with their words; `keep` is one that is written already and may stay."""
    values = ListValue.objects.filter(code_list__code=list_code).order_by("position", "from_on", "pk")
    known = {value.code: str(value) for value in values if _is_open(value, day) or value.code == keep}
    return list(known.items())


def is_known(list_code: str, code: str, day: date, keep: str = "") -> bool:
    """Whether a record may be written with this code on that day."""
    return any(code == known for known, _label in choices(list_code, day, keep))


def words(*list_codes: str) -> dict[str, str]:
    """The latest words of every value of these lists that ever was, by code."""
    values = ListValue.objects.filter(code_list__code__in=list_codes).order_by("from_on", "pk")
    return {value.code: str(value) for value in values}


def _is_open(value: ListValue, day: date) -> bool:
    return value.from_on <= day and (value.to_on is None or day <= value.to_on)
