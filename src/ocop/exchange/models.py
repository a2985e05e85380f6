"""Lists on their way in and out: working papers, of which registry and journal know nothing (0032)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import TITLES, Kind
from ocop.exchange.writing import Format
from ocop.people.models import Appointment, User
from ocop.people.reach import nothing
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.db import ScopedQuerySet
from ocop.platform.display import Tag, Tone
from ocop.platform.personal import Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

KINDS: Final = [(kind.value, label) for kind, label in TITLES.items()]
FORMATS: Final = [
    (Format.XLSX.value, "Excel (.xlsx)"),
    (Format.CSV.value, "CSV (.csv)"),
    (Format.PARQUET.value, "Parquet (.parquet)"),
]
KEY: Final = 40
"""Length of the key of a stored file."""


class RunState(models.TextChoices):
    """Where an import stands. From stale and broken it may be checked again with the same file."""

    CHECKING = "checking", _("Being checked")
    REFUSED = "refused", _("To be corrected")
    READY = "ready", _("Ready to be imported")
    NOTHING = "nothing", _("Nothing new")
    WRITING = "writing", _("Being imported")
    DONE = "done", _("Imported")
    STALE = "stale", _("To be checked again")
    BROKEN = "broken", _("Interrupted")


BUSY: Final = (RunState.CHECKING, RunState.WRITING)
AGAIN: Final = (RunState.STALE, RunState.BROKEN, RunState.READY)
TONES: Final[dict[RunState, Tone]] = {
    RunState.CHECKING: "blue",
    RunState.REFUSED: "red",
    RunState.READY: "amber",
    RunState.NOTHING: "grey",
    RunState.WRITING: "blue",
    RunState.DONE: "green",
    RunState.STALE: "amber",
    RunState.BROKEN: "red",
}


class ImportRunQuerySet(ScopedQuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own in the present office, and those of colleagues: the office that may bring lists in."""
        if not (actor.is_signed_in and actor.may("registry.import") and actor.unit_path):
            return self.filter(nothing())
        return self.filter(unit__scope=actor.unit_path)


class ImportRun(models.Model):
    """One file that was sent to be imported: looked at, then taken or not.

    `source`, `report` and `marked` are keys of stored files, empty once these were removed; `digest` names
    the differences that were shown; `entry` is the number of the journal entry of what was written.
    """

    kind = models.CharField(max_length=20, choices=KINDS)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.CHECKING)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    file_name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=KEY, blank=True)
    report = models.CharField(max_length=KEY, blank=True)
    marked = models.CharField(max_length=KEY, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    job = models.UUIDField(null=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    entry = models.PositiveBigIntegerField(null=True)
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=models.Q(state__in=[RunState.CHECKING, RunState.WRITING]),
                name="exchange_one_running_import",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RunState.DONE) | models.Q(entry__isnull=False),
                name="exchange_done_import_has_entry",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-asked_at", "-id"], name="exchange_runs_of_unit")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def state_tag(self) -> Tag:
        """The state in words and colour."""
        return Tag(RunState(self.state).label, TONES[RunState(self.state)])

    @property
    def is_busy(self) -> bool:
        """Whether work on it goes on."""
        return self.state in BUSY

    @property
    def may_be_checked_again(self) -> bool:
        """Whether the stored file can be checked once more."""
        return self.state in AGAIN and bool(self.source)

    @property
    def may_be_carried_out(self) -> bool:
        """Whether the button that imports it is there."""
        return self.state == RunState.READY and bool(self.source)

    @property
    def to_write(self) -> int:
        """How many rows the import writes."""
        return self.new + self.changed


class ExportState(models.TextChoices):
    """Where an export stands."""

    WORKING = "working", _("Being made")
    DONE = "done", _("Ready")
    BROKEN = "broken", _("Interrupted")


class ExportFileQuerySet(ScopedQuerySet["ExportFile"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, in the office in which it was asked for."""
        if not actor.is_signed_in or actor.appointment_id is None:
            return self.filter(nothing())
        return self.filter(user_id=actor.user_id, appointment_id=actor.appointment_id)


class ExportFile(models.Model):
    """A list as a file on one's shelf. `query` is the filter as it stands in the address of the list.

    `purpose` says what personal data in the clear was asked for; empty where it is masked.
    """

    kind = models.CharField(max_length=20, choices=KINDS)
    form = models.CharField(max_length=10, choices=FORMATS)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WORKING)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    query = models.TextField(blank=True)
    words = models.TextField(blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True)
    stored = models.CharField(max_length=KEY, blank=True)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    job = models.UUIDField(null=True)
    asked_at = models.DateTimeField()

    objects = ExportFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ExportState.DONE) | ~models.Q(stored=""),
                name="exchange_done_export_has_file",
            ),
        ]
        indexes = [models.Index(fields=["user", "-asked_at", "-id"], name="exchange_exports_of_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_form_display()}"

    @property
    def name(self) -> str:
        """The name of the file when it is downloaded."""
        asked_at = self.asked_at.astimezone(clock.VIETNAM)
        return f"ocop-{self.kind}-{asked_at:%Y%m%d-%H%M}.{self.form}"

    @property
    def title(self) -> StrOrPromise:
        """What it lists."""
        return TITLES[Kind(self.kind)]
