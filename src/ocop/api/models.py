"""Keys of systems, answers kept for repeated requests, and webhooks with what was sent to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.api.scopes import SCOPES, Scope
from ocop.api.webhooks import reasons
from ocop.people.models import Appointment
from ocop.people.reach import reached
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.display import Tag

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

ISSUE = "api.keys"


class KeyQuerySet(ScopedQuerySet["Key"]):
    def visible_to(self, actor: Actor) -> Self:
        """Keys issued in the territory, for whoever issues keys there."""
        return self.filter(reached(actor, ISSUE, through="unit"))


class Key(Versioned):
    """What a system shows to be let in. Only the digest of its secret is stored; `prefix` names it.

    `appointment` is the office the system acts in, held by an account of its own; without one the key reads
    what is public, and more of it per minute than an address without a key. `scopes` are codes of
    `scopes.SCOPES` with spaces between. `until` is its last day. `used_on` is the last day on which it came.
    """

    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+")
    scopes = models.CharField(max_length=300, blank=True)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()
    until = models.DateField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-issued_at", "-id"], name="api_key_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def granted(self) -> list[Scope]:
        """Its scopes."""
        return [SCOPES[code] for code in self.scopes.split() if code in SCOPES]

    def has(self, scope: str) -> bool:
        """Whether it was given this scope."""
        return scope in self.scopes.split()

    def holds_on(self, day: date) -> bool:
        """Whether it lets in on this day."""
        return self.revoked_at is None and day <= self.until

    def state_tag(self, day: date) -> Tag:
        """Where it stands on a day, in words and colour."""
        if self.revoked_at is not None:
            return Tag(_("Revoked"), "red")
        return Tag(_("In use"), "green") if day <= self.until else Tag(_("Run out"), "grey")


class Kept(models.Model):
    """The answer to a request that carried an Idempotency-Key, kept for a day in case it is sent again."""

    scoped_by = "key"

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    version = models.CharField(max_length=40, default="")
    place = models.CharField(max_length=200, default="")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="api_one_answer_per_request")]


class Webhook(models.Model):
    """Where a system wants to be told. `events` are codes of `webhooks.events` with spaces between.

    Secrets are stored sealed; the former one signs as well until `former_until`. `seen` is the last entry of
    the journal that was looked at for it. `silent_since`: from when on nobody was there; it is left alone
    until `again_at`.
    """

    scoped_by = "key"

    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.CharField(max_length=300)
    secret = models.TextField()
    former = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True)
    seen = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url

    def secrets_on(self, now: datetime) -> list[str]:
        """The sealed secrets that sign at a moment, the present one first."""
        both = self.former and self.former_until is not None and now < self.former_until
        return [self.secret, self.former] if both else [self.secret]


class State(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Delivered")
    FAILED = "failed", _("Given up")


TAGS = {
    State.WAITING: Tag(State.WAITING.label, "blue"),
    State.DONE: Tag(State.DONE.label, "green"),
    State.FAILED: Tag(State.FAILED.label, "red"),
}


class Delivery(models.Model):
    """One event told to one webhook. `subject` is the code of a product, or the key of a decision.

    `status` is what the other side answered last, `detail` why the last attempt failed, as a short code.
    """

    scoped_by = "webhook"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    entry = models.BigIntegerField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    detail = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "subject", "entry"], name="api_one_delivery_per_entry"
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="api_delivery_latest"),
            models.Index(
                fields=["webhook", "next_at"],
                name="api_delivery_due",
                condition=models.Q(state=State.WAITING.value),
            ),
        ]

    @property
    def state_tag(self) -> Tag:
        """The state in words and colour."""
        return TAGS[State(self.state)]

    @property
    def why(self) -> str:
        """Why the last attempt failed, in words; empty where none did."""
        return reasons.in_words(self.detail, self.status)

    @property
    def number(self) -> str:
        """What names it to the other side, the same in every attempt (`webhook-id`)."""
        return f"msg_{self.webhook_id}_{self.pk}"
