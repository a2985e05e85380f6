"""Sheets that were filled in on paper, and their entry by two people who do not see each other's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from ocop.evaluation.models.council import Sheet, open_sheets
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class PaperEntryQuerySet(ScopedQuerySet["PaperEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, in whichever office; nobody else's, and nobody else learns what was typed."""
        return self.filter(typist_id=actor.user_id or 0)


class PaperEntry(Versioned):
    """What one person typed from a sheet on paper; gone once two are equal and the sheet is sealed."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="paper_entries")
    typist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    objects = PaperEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "typist"], name="evaluation_one_paper_entry_per_typist")
        ]


class PaperMark(models.Model):
    """The box that one person read on paper for one criterion."""

    scoped_by = "entry"

    entry = models.ForeignKey(PaperEntry, on_delete=models.CASCADE, related_name="marks")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "criterion"], name="evaluation_one_paper_mark_per_criterion"
            )
        ]


class PaperSheetQuerySet(ScopedQuerySet["PaperSheet"]):
    def visible_to(self, actor: Actor) -> Self:
        """Where the sheet is: its member's alone until the sheets are revealed; see `open_sheets`."""
        return self.filter(open_sheets(actor, "sheet__"))


class PaperSheet(StoredFile):
    """The scan of a signed sheet on paper, and who typed it in: `first` and `second` once it is sealed."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="paper")
    added_at = models.DateTimeField()
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PaperSheetQuerySet.as_manager()
