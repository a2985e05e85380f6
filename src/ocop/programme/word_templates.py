"""Word templates of a unit: which one is in force on a day, and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from ocop.platform.files import storage_key
from ocop.programme.models import WordTemplate

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ocop.places.models import Unit


def in_force(unit: Unit, kind: str, on: date) -> WordTemplate | None:
    """The unit's own template for a kind of paper on a day; None for ours."""
    found = history(unit, kind).filter(from_on__lte=on).first()
    return None if found is None or found.is_ours else found


def history(unit: Unit, kind: str) -> QuerySet[WordTemplate]:
    """All templates a unit ever had for a kind of paper, the latest first."""
    own = WordTemplate.objects.filter(unit=unit, kind=kind).select_related("entered_by")
    return own.order_by("-from_on", "-pk")


def content(template: WordTemplate) -> bytes:
    """The file of a template. Raises: FileNotFoundError when it is gone from the store."""
    with default_storage.open(storage_key(template.sha256)) as file:
        return bytes(file.read())
