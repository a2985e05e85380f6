"""Named reads of proposals: the list, one with all that its page shows, those that wait for someone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import DateField, F, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from ocop.recognition.models import CertificateEvent
from ocop.supervision import rules
from ocop.supervision.models import ProposalPaper, ProposalQuerySet, Statement, WithdrawalProposal

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

BY_LAST_DAY: Final = ("last_day", "pk")
BY_PROPOSAL: Final = ("-proposed_at", "-pk")
"""The keys of the pages: what waits is listed by its last day, everything by when it was proposed."""


def proposals(actor: Actor) -> ProposalQuerySet:
    """The proposals this actor may see; two queries for any number."""
    events = Prefetch("certificate__events", CertificateEvent.objects.order_by("on", "pk"))
    found: ProposalQuerySet = WithdrawalProposal.objects.visible_to(actor)
    return found.select_related("certificate").prefetch_related(events)


def waiting(actor: Actor) -> QuerySet[WithdrawalProposal]:
    """Those that wait for a decision, with their `last_day`; without one they come last."""
    last_day = Coalesce(F("due_on"), Value(date.max), output_field=DateField())
    return proposals(actor).open().annotate(last_day=last_day)


def proposal(actor: Actor, pk: int) -> WithdrawalProposal:
    """One proposal with its papers and statements. Raises: WithdrawalProposal.DoesNotExist."""
    papers = ProposalPaper.objects.order_by("pk")
    said = Statement.objects.order_by("said_on", "pk").prefetch_related(Prefetch("papers", papers))
    found = proposals(actor).select_related(
        "certificate__product__producer", "certificate__commune", "certificate__issuer_unit"
    )
    shown = Prefetch("papers", papers.filter(statement=None), to_attr="evidence")
    return found.prefetch_related(shown, Prefetch("statements", said)).get(pk=pk)


def to_decide(actor: Actor, today: date) -> QuerySet[WithdrawalProposal]:
    """Open proposals on which this actor decides under the rules in force, the most urgent first."""
    return (
        waiting(actor).filter(certificate__stars__in=rules.stars_decided(actor, today)).order_by(*BY_LAST_DAY)
    )


def to_answer(actor: Actor) -> QuerySet[WithdrawalProposal]:
    """Open proposals on certificates of one's own to which nothing was said yet."""
    return waiting(actor).filter(statements=None).order_by(*BY_LAST_DAY)
