"""The general law on complaints, which stands beside every regime: no decision on OCOP says how to appeal.

Its limits concern an authority's decision, not a council's points. ``complaints.json`` has the law as it was
made in 2011; whoever relies on a day looks up whether it was changed since.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from ocop.law.regime import Limit, Value

TABLE: Final = Path(__file__).parent / "complaints.json"


class GeneralLaw(Value, frozen=True, kw_only=True):
    """A law that holds beside the regimes, with the limits taken from it."""

    title: str
    about: str
    in_force_from: date
    limits: tuple[Limit, ...]


@lru_cache(maxsize=1)
def general_law(path: Path = TABLE) -> GeneralLaw:
    """The law on complaints as the table has it."""
    return msgspec.json.decode(path.read_bytes(), type=GeneralLaw)
