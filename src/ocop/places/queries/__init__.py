"""Named reads of the map of the country and of the figures of its units."""

from ocop.places.queries.boundaries import Boundaries, Counterpart, boundaries, counterpart
from ocop.places.queries.figures import baselines, flagged, flags, in_scope, rural_scope
from ocop.places.queries.reforms import Plan, defects, reforms, state_since
from ocop.places.queries.regions import region_of, regions_on
from ocop.places.queries.units import (
    Hit,
    as_of,
    chain,
    children,
    country,
    current,
    find,
    latest,
    names_at,
    paths_of,
    predecessors,
    provinces,
    search,
    successors,
    unconfirmed,
    unit,
)

__all__ = [
    "Boundaries",
    "Counterpart",
    "Hit",
    "Plan",
    "as_of",
    "baselines",
    "boundaries",
    "chain",
    "children",
    "counterpart",
    "country",
    "current",
    "defects",
    "find",
    "flagged",
    "flags",
    "in_scope",
    "latest",
    "names_at",
    "paths_of",
    "predecessors",
    "provinces",
    "reforms",
    "region_of",
    "regions_on",
    "rural_scope",
    "search",
    "state_since",
    "successors",
    "unconfirmed",
    "unit",
]
