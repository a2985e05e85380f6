"""What producers let officers write for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.platform.db import Versioned
from ocop.registry.models.producers import Producer

if TYPE_CHECKING:
    from datetime import date


class ConsentWay(models.TextChoices):
    """How a producer said yes."""

    SLIP = "slip", _("A signed slip")
    WITNESS = "witness", _("Spoken, before a witness")


class Consent(Versioned):
    """A producer's leave for officers of its territory to write for it, from a day to a day, both inclusive.

    `covers_*` say what for: to register products, to fill in the forms of a dossier, to file it. What nobody
    agreed to is nobody's to type (S2.04). `text_version` names the words that were agreed to, see `consents`.
    `slip` is the digest of the scanned paper; `witness` who heard it, where there is none.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="consents")
    covers_products = models.BooleanField()
    covers_papers = models.BooleanField()
    covers_filing = models.BooleanField()
    way = models.CharField(max_length=20, choices=ConsentWay)
    given_by = models.CharField(max_length=200)
    witness = models.CharField(max_length=200, blank=True)
    slip = models.CharField(max_length=64, blank=True)
    slip_type = models.CharField(max_length=100, blank=True)
    text_version = models.CharField(max_length=20)
    given_on = models.DateField()
    to_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("given_on")),
                name="registry_consent_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(slip="") | ~models.Q(witness=""), name="registry_consent_has_a_proof"
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether officers may write under it on this day; it ends at once when it is withdrawn."""
        return self.withdrawn_on is None and self.given_on <= day <= self.to_on
