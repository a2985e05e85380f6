"""What this room shows on the pages of others: on a certificate, in the form to withdraw it, on the desks."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ocop.evaluation.additions import Line
from ocop.platform.display import Tag
from ocop.recognition import queries as recognition
from ocop.recognition.additions import Note
from ocop.registry.consents import is_own
from ocop.supervision import queries, rules
from ocop.supervision.models import READ, ProposalState
from ocop.supervision.telling import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate
    from ocop.supervision.models import WithdrawalProposal

STATES: Final = {
    ProposalState.OPEN: Tag(ProposalState.OPEN.label, "amber"),
    ProposalState.DROPPED: Tag(ProposalState.DROPPED.label, "grey"),
    ProposalState.WITHDRAWN: Tag(ProposalState.WITHDRAWN.label, "red"),
    ProposalState.OVERTAKEN: Tag(ProposalState.OVERTAKEN.label, "grey"),
}
LATE: Final = Tag(gettext_lazy("Late"), "red")
MOST_LINES: Final = 5
"""Proposals that stand on a desk one by one; of more, their number."""


def notes(actor: Actor, certificate: Certificate, today: date) -> Iterator[Note]:
    """On the page of a certificate: the open proposal for those concerned, else the way to propose one."""
    if not actor.may(READ):
        return
    found = queries.waiting(actor).filter(certificate=certificate).first()
    if found is not None:
        yield Note(
            _("Open the proposal"),
            page(found),
            title=_("It is proposed to withdraw this certificate"),
            words=_("The certificate stays in force until a decision.")
            + (f" {_last_day(found)}" if found.due_on else ""),
        )
    elif recognition.status(certificate, today).holds and rules.can_propose(actor, certificate):
        yield Note(_("Propose withdrawal"), reverse("supervision:propose", args=[certificate.pk]))


def draft(actor: Actor, certificate: Certificate) -> dict[str, str]:
    """The ground of the open proposal, for the form to withdraw.

    Not its finding, which may name people: what is written there stays with the certificate, for all to read.
    """
    found = queries.waiting(actor).filter(certificate=certificate).first()
    return {} if found is None else {"ground": found.ground}


def lines(actor: Actor, today: date) -> Iterator[Line]:
    """On the desk: what waits for one's decision, with its last day; for a producer, what it may answer."""
    if not actor.may(READ):
        return
    if is_own(actor):
        for one in queries.to_answer(actor)[:MOST_LINES]:
            words = _("Answer the proposal to withdraw the certificate of %(product)s")
            yield Line(words % _product(one), STATES[ProposalState.OPEN], page(one))
        return
    if not rules.stars_decided(actor, today):
        return
    found = list(queries.to_decide(actor, today))
    for one in islice(found, MOST_LINES):
        words = _("Decide on the proposed withdrawal: %(product)s.") % _product(one)
        late = one.due_on is not None and one.due_on < today
        tag = LATE if late else STATES[ProposalState.OPEN]
        yield Line(f"{words} {_last_day(one)}".strip(), tag, page(one))
    if (more := len(found) - MOST_LINES) > 0:
        words = ngettext("%(count)d more proposed withdrawal", "%(count)d more proposed withdrawals", more)
        yield Line(words % {"count": more}, None, reverse("supervision:proposals"))


def _product(proposal: WithdrawalProposal) -> dict[str, str]:
    return {"product": proposal.certificate.product_name}


def _last_day(proposal: WithdrawalProposal) -> str:
    if proposal.due_on is None:
        return ""
    return _("Last day to decide: %(day)s.") % {"day": date_format(proposal.due_on, "SHORT_DATE_FORMAT")}
