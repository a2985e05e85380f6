"""What offices find after recognition: proposals to withdraw a certificate, and what is said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.reach import reached
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry.models.producers import represented_by

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

READ = "withdrawal.read"
PROPOSE = "withdrawal.propose"


class ProposalState(models.TextChoices):
    """Where a proposal stands. Only that it was dropped is kept; the rest is read from its certificate."""

    OPEN = "open", _("Being looked into")
    DROPPED = "dropped", _("Dropped, the certificate stands")
    WITHDRAWN = "withdrawn", _("Decided: the certificate was withdrawn")
    OVERTAKEN = "overtaken", _("Ended otherwise: the certificate was replaced or struck from the register")


class ProposalQuerySet(ScopedQuerySet["WithdrawalProposal"]):
    def visible_to(self, actor: Actor) -> Self:
        """The producer's own; those of the territory for its offices. Nothing is public before a decision."""
        if actor.role == "system":
            return self.filter()
        own = models.Q(certificate__product__producer_id__in=represented_by(actor))
        return self.filter(reached(actor, READ, own=own, through="certificate__commune"))

    def open(self) -> Self:
        """Those that still wait for a decision."""
        ended = CertificateEvent.objects.filter(certificate=models.OuterRef("certificate"))
        return self.filter(~models.Exists(ended), dropped_at=None)


class WithdrawalProposal(Versioned):
    """A proposal to withdraw a certificate (Điều 8, 26/2026), made by the office that looked into it.

    `ground` is a revocation ground of the regime `regime_id`, in force when it was made. `concluded_on` is
    the day of the conclusion, or of the commune's word that production stopped; `conclusion` is that paper.
    `due_on` is the last day for the decision, empty where the regime sets none.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="proposals")
    regime_id = models.CharField(max_length=20)
    ground = models.CharField(max_length=40)
    conclusion = models.CharField(max_length=200)
    concluded_on = models.DateField()
    finding = models.TextField()
    due_on = models.DateField(null=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    dropped_reason = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(dropped_at=None),
                name="supervision_one_proposal_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(dropped_at=None, dropped_reason="")
                | (models.Q(dropped_at__isnull=False) & ~models.Q(dropped_reason="")),
                name="supervision_dropped_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="supervision_by_last_day")]

    def __str__(self) -> str:
        return f"{self.certificate}"

    @property
    def state(self) -> ProposalState:
        """Where it stands now; asks for the events of its certificate."""
        if self.dropped_at is not None:
            return ProposalState.DROPPED
        kinds = {event.kind for event in self.certificate.events.all()}
        if EventKind.WITHDRAWN in kinds:
            return ProposalState.WITHDRAWN
        return ProposalState.OVERTAKEN if kinds else ProposalState.OPEN


class Statement(models.Model):
    """What the producer says to a proposal: written by itself, or noted by the office that heard it.

    `said_by` names who was heard, empty where the producer wrote it with its own account.
    """

    scoped_by = "proposal"

    proposal = models.ForeignKey(WithdrawalProposal, on_delete=models.PROTECT, related_name="statements")
    words = models.TextField()
    said_on = models.DateField()
    said_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class ProposalPaper(StoredFile):
    """A file that shows what was found, or what the producer brings against it (with its `statement`)."""

    scoped_by = "proposal"

    proposal = models.ForeignKey(WithdrawalProposal, on_delete=models.PROTECT, related_name="papers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="papers")
    added_at = models.DateTimeField()
