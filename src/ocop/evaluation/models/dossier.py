"""The dossier: a product on its way through the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse

from ocop.people.roles import COUNCIL_MEMBER, PRODUCER
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry.models import COUNTRY_READERS, TERRITORY_READERS, Product, represented_by

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

DRAFT: Final = "draft"


class DossierQuerySet(ScopedQuerySet["Dossier"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers, drafts included; what was filed, for officers of the territory.

        Council members see the dossiers put before a council they sit on.
        """
        if actor.role == "system":
            return self.filter()
        if actor.role == PRODUCER:
            return self.filter(product__producer_id__in=represented_by(actor))
        filed = self.exclude(filed_on=None)
        if actor.role in COUNTRY_READERS:
            return filed
        if actor.role in TERRITORY_READERS and actor.unit_path:
            return filed.filter(commune__path__startswith=actor.unit_path)
        if actor.role == COUNCIL_MEMBER and actor.user_id is not None:
            # A subquery, not a join: a dossier comes once, and its row can be locked.
            return filed.filter(
                pk__in=self.model.objects.filter(case__council__seats__user_id=actor.user_id).values("pk")
            )
        return self.none()


class Dossier(Versioned):
    """An application for stars: first, upgrade or renewal, as the regime's dossier kinds name them.

    `state` is a state of the regime's procedure; only the actions of this room change it, along the regime's
    steps. `regime_id` and `set_no` are proposed when it is started and pinned by the day it is filed.
    `answer_due_on` is the last day of the office that has it now, empty where the regime sets no limit.
    `started_by` and `filed_by` are kept for the separation of duties.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="dossiers")
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    regime_id = models.CharField(max_length=20)
    set_no = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40, default=DRAFT)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    filed_on = models.DateField(null=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    answer_due_on = models.DateField(null=True)
    returned_reason = models.TextField(blank=True)
    returned_part = models.CharField(max_length=60, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["receipt_number"],
                condition=~models.Q(receipt_number=""),
                name="evaluation_one_dossier_per_receipt",
            )
        ]
        indexes = [models.Index(fields=["state", "answer_due_on"], name="evaluation_dossier_queue")]

    def __str__(self) -> str:
        return self.receipt_number or self.product.name

    def get_absolute_url(self) -> str:
        """The page of the dossier; empty in a site without one."""
        try:
            return reverse("evaluation:dossier", args=[self.pk])
        except NoReverseMatch:
            return ""


class ProvinceCheck(models.Model):
    """One look of the provincial office at a dossier: accepted, or sent back with reasons."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="checks")
    accepted = models.BooleanField()
    reasons = models.TextField(blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
