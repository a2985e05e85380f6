"""What the code on one package says of that package: lot, serial number, days (GS1 application identifiers).

The least that a traceability system shows is name, picture, producer and its address, time of production,
lot or serial number, and expiry (Thông tư 02/2024/TT-BKHCN). The register knows products, not packages: the
rest is what the code itself carries, and what it does not carry the page says is not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LOT: Final = "10"
SERIAL: Final = "21"
MADE: Final = ("11", "13")
"""Days of production and of packaging."""
ENDS: Final = ("17", "15")
"""Expiry, and best before."""
CARRIED: Final = (LOT, SERIAL, *MADE, *ENDS)
"""Identifiers that the address of a page may carry."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package as its code names it; empty or None for what the code does not say."""

    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None

    @property
    def is_named(self) -> bool:
        """Whether the code says anything of the package."""
        return self != Package()


def package_of(query: Mapping[str, str]) -> Package:
    """The package that an address names; what is not well formed counts as not given."""
    found = {ai: element for ai in CARRIED if (element := _element(ai, query.get(ai, ""))) is not None}
    days = {ai: element.date for ai, element in found.items()}
    return Package(
        lot=found[LOT].value if LOT in found else "",
        serial=found[SERIAL].value if SERIAL in found else "",
        made_on=next((days[ai] for ai in MADE if ai in days), None),
        expires_on=next((days[ai] for ai in ENDS if ai in days), None),
    )


def carried(query: Mapping[str, str]) -> dict[str, str]:
    """The well formed part of an address about a package, as it was written."""
    return {ai: query[ai] for ai in CARRIED if _element(ai, query.get(ai, "")) is not None}


def _element(ai: str, value: str) -> GS1ElementString | None:
    if not value:
        return None
    try:
        element = GS1ElementString.extract(f"{ai}{value}")
    except ParseError:
        return None
    return element if element.value == value else None
