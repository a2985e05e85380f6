"""Files of imports and exports are removed after some days; that a list was brought in stays known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from ocop.exchange import storage
from ocop.exchange.models import BUSY, ExportFile, ExportState, ImportRun

if TYPE_CHECKING:
    from datetime import datetime

AT_ONCE: Final = 500


def tidy(now: datetime) -> bool:
    """Remove what was kept long enough; whether nothing is left to do today."""
    runs = _runs(now)
    exports = _exports(now)
    return runs < AT_ONCE and exports < AT_ONCE


@transaction.atomic
def _runs(now: datetime) -> int:
    old = ImportRun.objects.filter(asked_at__lt=now - timedelta(days=settings.OCOP_IMPORT_DAYS))
    found = list(old.exclude(state__in=BUSY).exclude(source="").for_update().order_by("pk")[:AT_ONCE])
    ImportRun.objects.filter(pk__in=[run.pk for run in found]).update(source="", report="", marked="")
    for run in found:
        storage.remove(run.source, run.report, run.marked)
    return len(found)


@transaction.atomic
def _exports(now: datetime) -> int:
    old = ExportFile.objects.filter(asked_at__lt=now - timedelta(days=settings.OCOP_EXPORT_DAYS))
    found = list(old.exclude(state=ExportState.WORKING).for_update().order_by("pk")[:AT_ONCE])
    ExportFile.objects.filter(pk__in=[made.pk for made in found]).delete()
    for made in found:
        storage.remove(made.stored)
    return len(found)
