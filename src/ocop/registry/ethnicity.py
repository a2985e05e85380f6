"""Who belongs to an ethnic minority (dân tộc thiểu số): everybody but the majority people."""

from __future__ import annotations

from typing import Final

from ocop.platform.text import fold

MAJORITY: Final = frozenset({"kinh", "viet"})
"""Folded names of the people that is more than half of the country (Điều 4, 05/2011/NĐ-CP)."""


def is_minority(ethnicity: str) -> bool | None:
    """Whether a name of a people is a minority's; None where nothing is written."""
    name = fold(ethnicity)
    return name not in MAJORITY if name else None
