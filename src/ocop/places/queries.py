"""Named reads of units. Results know their parents up to the province, so that full names cost no query."""

from __future__ import annotations

from django.db.models import QuerySet

from ocop.places.models import COUNTRY_CODE, Level, Unit
from ocop.platform.text import fold


def current() -> QuerySet[Unit]:
    """Units that exist today."""
    return Unit.objects.filter(valid_to=None).select_related("parent__parent")


def country() -> Unit:
    """The root. Raises: Unit.DoesNotExist before the units were loaded."""
    return current().get(code=COUNTRY_CODE)


def unit(code: str) -> Unit:
    """The current unit of an official code. Raises: Unit.DoesNotExist."""
    return current().get(code=code)


def provinces() -> QuerySet[Unit]:
    """All provinces and cities under the country, in Vietnamese order."""
    return current().filter(level=Level.PROVINCE).order_by("sort_key")


def children(parent: Unit) -> QuerySet[Unit]:
    """The units right below, in Vietnamese order."""
    return current().filter(parent=parent).order_by("sort_key")


def search(
    words: str, *, inside: Unit | None = None, level: Level | None = None, limit: int = 20
) -> list[Unit]:
    """Units whose name holds these words, however accented, or whose code they are; best matches first."""
    found = current()
    if inside is not None:
        found = found.filter(path__startswith=inside.path)
    if level is not None:
        found = found.filter(level=level)
    wanted = fold(words)
    if not wanted:
        return []
    if wanted.isdigit():
        return list(found.filter(code=wanted)[:limit])
    begins = list(found.filter(folded__startswith=wanted).order_by("sort_key")[:limit])
    taken = [unit.pk for unit in begins]
    rest = found.filter(folded__contains=wanted).exclude(pk__in=taken).order_by("sort_key")
    return begins + list(rest[: limit - len(begins)])
