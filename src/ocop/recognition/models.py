"""Decisions on results, certificates, and what happens to a certificate later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation.models import Dossier
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry.models import Product

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class DecisionQuerySet(ScopedQuerySet["RecognitionDecision"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: decisions on recognition are published (Điều 7.3.e, 26/2026)."""
        return self.filter()


class RecognitionDecision(models.Model):
    """A signed decision; one may decide on many dossiers."""

    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_unit", "number", "decided_on"], name="recognition_one_decision_per_number"
            )
        ]

    def __str__(self) -> str:
        return self.number


class RulingKind(models.TextChoices):
    """What a decision says about one dossier."""

    RECOGNISE = "recognise", _("Recognised")
    REFUSE = "refuse", _("Not recognised")
    APPROVE_RESULT = "approve_result", _("Result approved and sent to the ministry")


class Ruling(models.Model):
    """What a decision says about one dossier. A dossier forwarded to the ministry gets a second one there."""

    scoped_by = "dossier"

    decision = models.ForeignKey(RecognitionDecision, on_delete=models.PROTECT, related_name="rulings")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=20, choices=RulingKind)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "dossier"], name="recognition_one_ruling_per_decision"
            )
        ]


class HandingBack(models.Model):
    """A dossier that the ministry gave back to the province, with the stars its council found and why.

    From then on the result stands for that many stars.
    """

    scoped_by = "dossier"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="handing_back")
    stars = models.PositiveSmallIntegerField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: a certificate is there to be shown to whoever buys the product."""
        return self.filter()


class Certificate(Versioned):
    """A certificate of stars, with the names as they were when it was issued.

    `total_exact` is the average total as a fraction, empty where it is unknown. `valid_to` is the last valid
    day. `dossier` is empty for one carried over from an earlier register. What it is worth on a day is
    `queries.status`, never a column.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="certificates")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True, related_name="certificate")
    decision = models.ForeignKey(RecognitionDecision, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    stars = models.PositiveSmallIntegerField()
    total_exact = models.CharField(max_length=60, blank=True)
    total_2 = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    regime_id = models.CharField(max_length=20)
    set_no = models.PositiveSmallIntegerField()
    product_name = models.CharField(max_length=300)
    producer_name = models.CharField(max_length=300)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    commune_name = models.CharField(max_length=200)
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    valid_to = models.DateField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_unit", "number"], name="recognition_one_certificate_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("issued_on")),
                name="recognition_certificate_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["product", "issued_on"], name="recognition_of_product")]

    def __str__(self) -> str:
        return self.number


class EventKind(models.TextChoices):
    """What may end a certificate before its last day; renewals are read from the product's dossiers."""

    REPLACED = "replaced", _("Replaced by a later certificate")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a certificate", "Withdrawn")
    REMOVED = "removed", _("Struck from the register")


class CertificateEvent(models.Model):
    """Something that happened to a certificate on a day. `ground` is a revocation ground of the regime."""

    scoped_by = "certificate"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    on = models.DateField()
    ground = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
