"""The map of the country with its dates, the reforms that change it, and the figures of its units."""

from ocop.places.models.figures import Baseline, Flag, FlagKind, RuralScope
from ocop.places.models.reforms import Reform, ReformLine, ReformMove, ReformState, ReformUnit
from ocop.places.models.regions import Region, RegionMembership
from ocop.places.models.succession import PairState, Succession
from ocop.places.models.units import (
    COUNTRY_CODE,
    EarlierState,
    Kind,
    Level,
    NameOn,
    Unit,
    within,
)

__all__ = [
    "COUNTRY_CODE",
    "Baseline",
    "EarlierState",
    "Flag",
    "FlagKind",
    "Kind",
    "Level",
    "NameOn",
    "PairState",
    "Reform",
    "ReformLine",
    "ReformMove",
    "ReformState",
    "ReformUnit",
    "Region",
    "RegionMembership",
    "RuralScope",
    "Succession",
    "Unit",
    "within",
]
