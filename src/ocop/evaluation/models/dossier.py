"""The dossier: a product on its way through the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse

from ocop.people.reach import reached
from ocop.people.roles import Reach
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry.consents import RECORDS
from ocop.registry.models import Consent, Product, represented_by

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

DRAFT: Final = "draft"


class DossierQuerySet(ScopedQuerySet["Dossier"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers, drafts included; what was filed, for officers of the territory.

        Council members see the dossiers put before a council they sit on, advisers those they review. Who
        withdrew from one, or was left out of it, because of an interest sees nothing of it in any office.
        """
        if actor.role == "system":
            return self.filter()
        if actor.reach == Reach.OWN:
            own = models.Q(product__producer_id__in=represented_by(actor))
            return self.filter(reached(actor, "dossier.read", own=own))
        filed = self.exclude(filed_on=None).exclude(pk__in=self.closed_to(actor))
        if actor.may("council.advise"):
            held = models.Q(reviews__assignments__seat__to_on=None)
            held |= models.Q(reviews__assignments__seat__to_on__gte=clock.today())
            mine = self.model.objects.filter(held, reviews__assignments__seat__user_id=actor.user_id or 0)
            return filed.filter(pk__in=mine.values("pk"))
        if actor.reach == Reach.COUNCIL and actor.may("dossier.read") and actor.user_id is not None:
            # A subquery, not a join: a dossier comes once, and its row can be locked.
            return filed.filter(
                pk__in=self.model.objects.filter(
                    cases__council__seats__user_id=actor.user_id, cases__council__seats__left_on=None
                ).values("pk")
            )
        return (filed | self._helped(actor)).filter(reached(actor, "dossier.read"))

    def _helped(self, actor: Actor) -> Self:
        """Drafts that an officer may write for their producer today, by its consent."""
        if not (actor.may(RECORDS) and actor.may("dossier.receive")):
            return self.none()
        # What may be seen depends on the day, and no list hands one down.
        today = clock.today()
        agreed = Consent.objects.filter(covers_papers=True, withdrawn_on=None, to_on__gte=today)
        return self.filter(filed_on=None, product__producer__in=agreed.values("producer_id"))

    def closed_to(self, actor: Actor) -> models.QuerySet[Dossier, int]:
        """Keys of the dossiers whose case or review this person is out of because of an interest."""
        out_of = self.model.objects.filter(
            cases__declarations__has_interest=True, cases__declarations__seat__user_id=actor.user_id or 0
        )
        gave_back = self.model.objects.filter(
            reviews__declarations__has_interest=True, reviews__declarations__user_id=actor.user_id or 0
        )
        both = models.Q(pk__in=out_of.values("pk")) | models.Q(pk__in=gave_back.values("pk"))
        return self.model.objects.filter(both).values_list("pk", flat=True)


class Dossier(Versioned):
    """An application for stars: first, upgrade or renewal, as the regime's dossier kinds name them.

    `state` is a state of the regime's procedure and `level` the level of government that has the dossier, by
    its code there; only the actions of this room change them, along the regime's steps. `standing_case` is
    the case whose result stands: the one closed last, of whichever level, by a council whose result counts.
    `regime_id` and `set_no` are proposed when it is started and pinned by the day it is filed.
    `answer_due_on` is the last day of the office that has it now, empty where the regime sets no limit.
    `started_by` and `filed_by` are kept for the separation of duties. `assisted_by` is the officer who typed
    in it last for the producer, under `consent`; both are empty where the producer typed everything.
    `filled_from` is the dossier of the last recognition that this one was filled in from.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="dossiers")
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    regime_id = models.CharField(max_length=20)
    set_no = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40, default=DRAFT)
    level = models.CharField(max_length=20)
    standing_case = models.OneToOneField(
        "evaluation.CouncilCase", on_delete=models.PROTECT, null=True, related_name="+"
    )
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
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    assisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    filled_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

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


class OfficeCheck(models.Model):
    """One look of an office at a dossier that came up to its `level`: accepted, or sent back with reasons."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="checks")
    level = models.CharField(max_length=20)
    accepted = models.BooleanField()
    reasons = models.TextField(blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
