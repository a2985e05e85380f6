"""The general law on complaints, which stands beside every regime: no decision on OCOP says how to appeal.

Its limits concern an authority's decision, not a council's points. ``complaints.json`` has the days of the
law as it was made in 2011, each with where its words were read, and the laws that amended it since. What
nobody could read in full is not ``verified``, and the page says so.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from ocop.law.regime import Limit, Value

TABLE: Final = Path(__file__).parent / "complaints.json"


class GeneralLimit(Limit, frozen=True, kw_only=True):
    """A limit of the general law, for the usual case or for the ``case`` that it names (Điều 28).

    ``verified``: the words of the article were read in ``read_in`` and say this number.
    """

    verified: bool
    read_in: str
    case: Literal["", "complex", "remote", "remote_complex"] = ""


class Amendment(Value, frozen=True, kw_only=True):
    """A later law that changed the general one. ``verified``: read in full, and the limits follow it."""

    title: str
    in_force_from: date
    about: str
    verified: bool
    read_in: str


class GeneralLaw(Value, frozen=True, kw_only=True):
    """A law that holds beside the regimes, with the limits taken from it."""

    title: str
    about: str
    in_force_from: date
    limits: tuple[GeneralLimit, ...]
    amendments: tuple[Amendment, ...] = ()

    def doubts(self, day: date) -> tuple[Amendment, ...]:
        """The amendments in force on a day whose effect on the limits nobody could check."""
        return tuple(one for one in self.amendments if not one.verified and one.in_force_from <= day)


@lru_cache(maxsize=1)
def general_law(path: Path = TABLE) -> GeneralLaw:
    """The law on complaints as the table has it."""
    return msgspec.json.decode(path.read_bytes(), type=GeneralLaw)
