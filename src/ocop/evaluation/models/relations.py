"""What ties a person to a producer besides what other tables tell: advice given, and interests said ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.places.models import within
from ocop.platform.db import ScopedQuerySet
from ocop.registry.models import Producer

if TYPE_CHECKING:
    from datetime import date

    from ocop.platform.actors import Actor

RECORDS_ADVICE = "council.manage"
M = TypeVar("M", bound=models.Model)


class TieQuerySet(ScopedQuerySet[M]):
    """Rows that tie a `user` to a `producer` from a day to a day."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own; those of the territory for the office that keeps its councils."""
        if actor.role == "system":
            return self.filter()
        if not actor.is_signed_in:
            return self.none()
        own = models.Q(user_id=actor.user_id)
        if actor.may(RECORDS_ADVICE) and actor.unit_path:
            return self.filter(own | within(actor.unit_path, through="producer__commune"))
        return self.filter(own)


class DatedTie(models.Model):
    """A tie between a person and a producer from a day to a day, both inclusive."""

    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def touches(self, begun_on: date) -> bool:
        """Whether the tie still held when a dossier begun on that day was under way."""
        return self.to_on is None or self.to_on >= begun_on


class Advice(DatedTie):
    """A consultant who helps a producer, as the provincial office assigned them, by `document`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advises")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="advisers")
    document = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = TieQuerySet["Advice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer"],
                condition=models.Q(to_on=None),
                name="evaluation_one_open_advice",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="evaluation_advice_ends_after_it_begins",
            ),
        ]


class InterestKind(models.TextChoices):
    """What ties a person to a producer."""

    FAMILY = "family", _("Family")
    SHARES = "shares", _("Shares or money in it")
    CONTRACT = "contract", _("A contract with it")
    WORK = "work", _("Work for it")
    ADVICE = "advice", _("Advice given to it")
    OTHER = "other", _("Something else")


class Interest(DatedTie):
    """What a person says ahead about own ties to a producer; it keeps them out of every case of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20, choices=InterestKind)
    note = models.TextField(blank=True)

    objects = TieQuerySet["Interest"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer", "kind"],
                condition=models.Q(to_on=None),
                name="evaluation_one_open_interest",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="evaluation_interest_ends_after_it_begins",
            ),
        ]
