"""What people ask about their own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class RequestKind(models.TextChoices):
    """What a person asks for about their own data."""

    VIEW = "view", _("See my data")
    CORRECT = "correct", _("Correct my data")
    DELETE = "delete", _("Delete my data")


class Outcome(models.TextChoices):
    """What became of a request."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class PersonalDataRequestQuerySet(ScopedQuerySet["PersonalDataRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; all for those who carry out such requests."""
        if actor.may("journal.erase"):
            return self.filter()
        return self.filter(person_id=actor.user_id) if actor.is_signed_in else self.none()


class PersonalDataRequest(Versioned):
    """What a person asked about their own data. `due_on`: the last day to answer, see `personal_requests`.

    The account stays as a row without a person once a deletion was carried out, so that requests keep theirs.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RequestKind)
    text = models.TextField(blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PersonalDataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(answered_on=None),
                name="registry_one_open_request_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RequestKind.values), name="registry_known_kind_of_request"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on=None, outcome="")
                | models.Q(answered_on__isnull=False, outcome__in=Outcome.values),
                name="registry_answer_has_an_outcome",
            ),
        ]
