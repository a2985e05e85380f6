"""A withdrawal before its decision: proposed, the producer heard, dropped (Điều 8, 26/2026; S15.07).

The decision itself is `recognition.actions.withdraw_certificate`, which ends certificate and proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.law import calendar
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.recognition.models import Certificate
from ocop.recognition.removing import refuse_ended
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.consents import is_own
from ocop.supervision import rules, telling
from ocop.supervision.models import ProposalPaper, ProposalState, Statement, WithdrawalProposal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import Regime
    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

LIMIT: Final = "revocation"
"""The regimes' name for the days in which a withdrawal is decided."""


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What was found, and by which paper of which day it was concluded."""

    ground: str
    conclusion: str
    concluded_on: date
    finding: str


@transaction.atomic
def propose_withdrawal(
    *,
    actor: Actor,
    certificate_id: int,
    facts: ProposalFacts,
    files: Sequence[CheckedFile] = (),
    now: datetime,
) -> WithdrawalProposal:
    """Propose that a certificate be withdrawn; its producer is told and may answer, who decides is told too.

    Raises: Denied; Conflict when the certificate has ended or one is open already; ValidationError by field;
    Certificate.DoesNotExist.
    """
    visible = Certificate.objects.visible_to(actor).for_update()
    certificate = visible.select_related("product__producer", "commune").get(pk=certificate_id)
    today = local_day(now)
    require(rules.can_propose(actor, certificate))
    refuse_ended(certificate, today)
    refuse_proposed(certificate)
    regime = regimes.regime_on(today)
    checked = _checked(facts, certificate, regime, today)
    proposal = WithdrawalProposal(
        certificate=certificate,
        regime_id=regime.id,
        ground=checked.ground,
        conclusion=checked.conclusion,
        concluded_on=checked.concluded_on,
        finding=checked.finding,
        due_on=last_day(regime, checked.concluded_on),
        proposed_at=now,
        proposed_by_id=actor.user_id,
    )
    check_columns(proposal)
    proposal.save(force_insert=True)
    _keep(proposal, files, now)
    record(
        actor=actor,
        verb="withdrawal.proposed",
        # Not on the certificate, whose history everybody reads. What was found may name people: as a digest.
        obj=proposal,
        before={},
        after={
            "certificate": certificate.pk,
            "ground": proposal.ground,
            "conclusion": proposal.conclusion,
            "concluded_on": proposal.concluded_on,
            "finding": proposal.finding,
            "due_on": proposal.due_on,
            "files": [file.sha256 for file in files],
        },
        regime=regime.id,
        now=now,
    )
    telling.proposed(actor, proposal, now)
    return proposal


@transaction.atomic
def state_on_proposal(
    *,
    actor: Actor,
    proposal_id: int,
    words: str,
    said_on: date,
    said_by: str = "",
    files: Sequence[CheckedFile] = (),
    now: datetime,
) -> Statement:
    """Keep what the producer says to an open proposal; an office also says whom it heard, and when.

    Raises: Denied; Conflict once it is decided or dropped; ValidationError by field; DoesNotExist.
    """
    proposal = _locked(actor, proposal_id)
    require(rules.can_state(actor, proposal))
    _refuse_ended(proposal)
    today, own = local_day(now), is_own(actor)
    text, name = clean_text(words, lines=True), "" if own else clean_text(said_by)
    faults: dict[str, StrOrPromise] = {}
    if not text:
        faults["words"] = _("Write what the producer says to it.")
    if not own and not name:
        faults["said_by"] = _("Write who was heard for the producer.")
    if not local_day(proposal.proposed_at) <= said_on <= today:
        faults["said_on"] = _("This day must lie between the proposal and today.")
    if faults:
        raise ValidationError(dict(faults))
    statement = Statement(
        proposal=proposal,
        words=text,
        said_on=said_on,
        said_by=name,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    check_columns(statement)
    statement.save(force_insert=True)
    _keep(proposal, files, now, statement)
    proposal.version += 1
    proposal.save(update_fields=["version"])
    record(
        actor=actor,
        verb="withdrawal.producer_heard",
        obj=proposal,
        before={},
        after={
            "words": text,
            "said_on": said_on,
            "files": [file.sha256 for file in files],
        },
        regime=proposal.regime_id,
        now=now,
    )
    telling.heard(actor, proposal, now)
    return statement


@transaction.atomic
def drop_proposal(
    *, actor: Actor, proposal_id: int, expected_version: int, reason: str, now: datetime
) -> WithdrawalProposal:
    """Drop a proposal: the certificate stands. Its producer is told why.

    Raises: Denied; Conflict once it is decided or dropped; Stale; ValidationError; DoesNotExist.
    """
    proposal = _locked(actor, proposal_id)
    require(rules.can_drop(actor, proposal, local_day(now)))
    _refuse_ended(proposal)
    proposal.expect_version(expected_version)
    words = clean_text(reason, lines=True)
    if not words:
        raise ValidationError({"reason": _("Write why; the producer reads it.")})
    proposal.dropped_at, proposal.dropped_by_id, proposal.dropped_reason = now, actor.user_id, words
    proposal.version += 1
    proposal.save(update_fields=["dropped_at", "dropped_by", "dropped_reason", "version"])
    record(
        actor=actor,
        verb="withdrawal.dropped",
        obj=proposal,
        before={},
        # Why can name people, as the finding can: it enters the journal as a digest only.
        after={"certificate": proposal.certificate_id, "reason": words},
        regime=proposal.regime_id,
        now=now,
    )
    telling.dropped(actor, proposal, now)
    return proposal


def refuse_proposed(certificate: Certificate) -> None:
    """Do nothing for a certificate whose withdrawal is not proposed. Raises: Conflict, with the way there."""
    known = WithdrawalProposal.objects.open().filter(certificate=certificate).first()
    if known is not None:
        raise Conflict(_("A withdrawal of this certificate is proposed already."), url=telling.page(known))


def last_day(regime: Regime, concluded_on: date) -> date | None:
    """The last day for the decision by the regime; None where it sets none. Raises: ValidationError."""
    limit = next((one for one in regime.limits if one.code == LIMIT), None)
    if limit is None:
        return None
    try:
        return calendar.due(limit, concluded_on)
    except calendar.BeyondCalendar as error:
        raise ValidationError(
            {
                "concluded_on": _(
                    "The table of public holidays does not reach that far. Ask the administrator."
                )
            }
        ) from error


def _checked(facts: ProposalFacts, certificate: Certificate, regime: Regime, today: date) -> ProposalFacts:
    conclusion, finding = clean_text(facts.conclusion), clean_text(facts.finding, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if facts.ground not in {one.code for one in regime.revocations}:
        faults["ground"] = _("Choose one of the grounds listed.")
    if not conclusion:
        faults["conclusion"] = _("Write which paper concludes it: number and who signed it.")
    if not finding:
        faults["finding"] = _("Write what was found; the producer reads it.")
    if not certificate.issued_on <= facts.concluded_on <= today:
        faults["concluded_on"] = _("This day must lie between the issue of the certificate and today.")
    if faults:
        raise ValidationError(dict(faults))
    return ProposalFacts(facts.ground, conclusion, facts.concluded_on, finding)


def _locked(actor: Actor, proposal_id: int) -> WithdrawalProposal:
    """A proposal this actor may see, its certificate locked first. Raises: DoesNotExist."""
    visible = WithdrawalProposal.objects.visible_to(actor)
    certificate_id = visible.values_list("certificate_id", flat=True).get(pk=proposal_id)
    Certificate.objects.for_update().get(pk=certificate_id)
    found = visible.for_update().select_related("certificate__product__producer", "certificate__commune")
    return found.get(pk=proposal_id)


def _refuse_ended(proposal: WithdrawalProposal) -> None:
    if proposal.state != ProposalState.OPEN:
        raise Conflict(_("This proposal is settled already."), url=telling.page(proposal))


def _keep(
    proposal: WithdrawalProposal,
    files: Sequence[CheckedFile],
    now: datetime,
    statement: Statement | None = None,
) -> None:
    for file in files:
        paper = ProposalPaper(proposal=proposal, statement=statement, added_at=now)
        paper.take(file)
        paper.save(force_insert=True)
