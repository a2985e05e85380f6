"""Messages to people, what became of each outside, and who is told by which channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.notices.channels import Channel
from ocop.notices.wording import Category
from ocop.people.models import Appointment
from ocop.platform.db import ScopedQuerySet
from ocop.platform.display import Tag

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

MANAGE: Final = "notices.manage"


class MessageQuerySet(ScopedQuerySet["Message"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own only: nobody reads another's inbox, administrators neither."""
        if actor.role == "system":
            return self.filter()
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()

    def unread(self) -> Self:
        """Those not read yet."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One message in a person's inbox. Its words follow from template, version and facts, and never change.

    `reference` names what it is about: nobody gets the same template twice with one. `appointment` is
    the office in which the person is told; once it ends, nothing of it leaves the program. `link` is the page
    of the matter.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=120)
    facts: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "template", "reference"], name="notices_one_message_per_matter"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notices_inbox"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notices_unread"),
        ]


class State(models.TextChoices):
    """What became of a message on its way outside."""

    CREATED = "created", pgettext_lazy("state of a message", "Waiting")
    SENDING = "sending", pgettext_lazy("state of a message", "Being sent")
    DELIVERED = "delivered", pgettext_lazy("state of a message", "Delivered")
    TEMPORARY_FAILURE = "temporary_failure", pgettext_lazy("state of a message", "Failed, tried again later")
    PERMANENT_FAILURE = "permanent_failure", pgettext_lazy("state of a message", "Failed")


STATE_TAGS: Final = {
    State.CREATED: Tag(State.CREATED.label, "grey"),
    State.SENDING: Tag(State.SENDING.label, "blue"),
    State.DELIVERED: Tag(State.DELIVERED.label, "green"),
    State.TEMPORARY_FAILURE: Tag(State.TEMPORARY_FAILURE.label, "amber"),
    State.PERMANENT_FAILURE: Tag(State.PERMANENT_FAILURE.label, "red"),
}
WAITING: Final = (State.CREATED, State.TEMPORARY_FAILURE)


class Fault(models.TextChoices):
    """Why a message did not go out."""

    BUSY = "busy", _("The service did not take it")
    REFUSED = "refused", _("The service refused it for good")
    TOO_OFTEN = "too_often", _("Tried as often as is sensible")
    UNSURE = "unsure", _("Nobody knows whether it went; it is not repeated, so that nobody gets it twice")
    NO_ADDRESS = "no_address", _("The account can no longer be reached by this channel")
    OFFICE_ENDED = "office_ended", _("The person no longer holds the office it was for")


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; all for those who look after the sending. They see no words of the inbox."""
        if actor.may(MANAGE):
            return self.filter()
        return self.filter(message__user_id=actor.user_id) if actor.is_signed_in else self.none()


class Delivery(models.Model):
    """A message on its way by one outside channel. `carrier` is who took it: "log" only wrote it down.

    `next_at` is when it is tried next, `claimed_at` when the present attempt began. `detail` is what the
    service answered, without personal data.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=20, choices=State, default="created")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=40, blank=True)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notices_one_delivery_per_channel")
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="notices_outbox")]

    @property
    def key(self) -> str:
        """The same for every attempt: services that know keys take a message once."""
        return f"{self.message_id}-{self.channel}"

    @property
    def state_tag(self) -> Tag:
        """The state in words and colour; what was only written down says so."""
        if self.state == State.DELIVERED and self.carrier == "log":
            return Tag(_("Written down, not sent"), "blue")
        return STATE_TAGS[State(self.state)]


class Recorded(models.Model):
    """What would have been sent where no service is set up, with the address masked."""

    scoped_by = "delivery"

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="recorded")
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()


class ChoiceQuerySet(ScopedQuerySet["Choice"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()


class Choice(models.Model):
    """Whether a person wants one kind of notice by one channel; without a row nothing was chosen yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category)
    channel = models.CharField(max_length=10, choices=Channel)
    wanted = models.BooleanField()

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "category", "channel"], name="notices_one_choice")
        ]


class JobQuerySet(ScopedQuerySet["Job"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who look after the sending."""
        return self.filter() if actor.may(MANAGE) else self.none()


class Job(models.Model):
    """Work that one process at a time does. `holder` has it until `until`; `done_on`: the last day it ran."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()
    done_on = models.DateField(null=True)

    objects = JobQuerySet.as_manager()
