"""A withdrawal before its decision: proposed, the producer heard, decided or dropped (Điều 8, 26/2026)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ocop.evaluation.additions import desk_lines
from ocop.insight import stats
from ocop.insight.questions import question
from ocop.journal.queries import for_object
from ocop.law import calendar
from ocop.notices.models import Message
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.recognition import additions, queries
from ocop.recognition.actions import withdraw_certificate
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.registry import regimes
from ocop.supervision import actions
from ocop.supervision.models import ProposalPaper, ProposalState, Statement, WithdrawalProposal
from ocop.supervision.queries import to_answer, to_decide
from ocop.supervision.telling import remind_of_last_day
from tests.cast import TODAY, as_role, no_entry, one_entry
from tests.supervision.conftest import CONCLUDED, FACTS, LATER, drop, propose, state

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)


def fresh(proposal: WithdrawalProposal) -> WithdrawalProposal:
    """As it is now, its certificate with its events too."""
    return WithdrawalProposal.objects.get(pk=proposal.pk)


def told(template: str) -> set[str]:
    """Who has a message of this template, by name."""
    return set(Message.objects.filter(template=template).values_list("user__full_name", flat=True))


def decide(certificate: Certificate, actor: Actor, on: date = DAY) -> CertificateEvent:
    certificate.refresh_from_db()
    return withdraw_certificate(
        actor=actor,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        decision_number="610/QĐ-UBND",
        decided_on=on,
        reason="Vi phạm về ghi nhãn.",
        now=LATER,
        **additions.draft_of(actor, certificate),
    )


# -- the way through


def test_from_the_proposal_to_the_decision(
    certificate: Certificate, minh: Actor, lan: Actor, cuc: Actor
) -> None:
    with one_entry("withdrawal.proposed"):
        proposal = propose(certificate, minh)
    assert proposal.state == ProposalState.OPEN
    assert queries.status(queries.certificate(PUBLIC, certificate.pk), DAY).state == "valid"
    with one_entry("withdrawal.producer_heard"):
        state(proposal, lan)
    with one_entry("certificate.withdrawn"):
        event = decide(certificate, cuc)
    assert (event.ground, event.reason) == (FACTS.ground, "Vi phạm về ghi nhãn.")
    assert fresh(proposal).state == ProposalState.WITHDRAWN
    papers = ProposalPaper.objects.filter(proposal=proposal).order_by("pk")
    assert [one.file_name for one in papers] == ["ket-luan.pdf", "nhan-moi.pdf"]


def test_a_dropped_one_leaves_the_certificate_and_makes_room_for_another(
    certificate: Certificate, minh: Actor, cuc: Actor
) -> None:
    proposal = propose(certificate, minh)
    with one_entry("withdrawal.dropped"):
        drop(proposal, cuc)
    assert fresh(proposal).state == ProposalState.DROPPED
    assert queries.status(queries.certificate(PUBLIC, certificate.pk), DAY).holds
    assert propose(certificate, minh).state == ProposalState.OPEN


def test_the_office_notes_whom_it_heard_and_when(certificate: Certificate, minh: Actor) -> None:
    said = state(propose(certificate, minh), minh, said_by="Bà Lý Thị Lan", said_on=DAY)
    assert (said.said_by, said.said_on) == ("Bà Lý Thị Lan", DAY)


def test_a_producer_that_writes_itself_is_not_named_again(
    certificate: Certificate, minh: Actor, lan: Actor
) -> None:
    assert state(propose(certificate, minh), lan, said_by="Ai đó").said_by == ""


def test_a_withdrawal_dated_earlier_restates_the_figure_of_a_day_that_has_passed(
    certificate: Certificate, minh: Actor, cuc: Actor
) -> None:
    def counted(day: date) -> int:
        return int(stats.ask(SYSTEM, question("certificates", today=DAY, as_of=day)).total)

    passed, before = DAY - timedelta(days=2), DAY - timedelta(days=6)
    propose(certificate, minh, concluded_on=before)
    assert (counted(before), counted(passed)) == (1, 1)
    decide(certificate, cuc, on=DAY - timedelta(days=4))
    assert (counted(before), counted(passed)) == (1, 0)


# -- the last day


@pytest.mark.parametrize(
    ("concluded_on", "due_on"),
    [
        (date(2026, 11, 26), date(2026, 12, 11)),
        (date(2026, 11, 27), date(2026, 12, 14)),
        (date(2026, 11, 28), date(2026, 12, 14)),
        (date(2026, 12, 1), date(2026, 12, 16)),
    ],
)
def test_the_last_day_is_fifteen_days_after_the_conclusion_or_the_next_working_day(
    concluded_on: date, due_on: date
) -> None:
    assert actions.last_day(regimes.regime("2026-26"), concluded_on) == due_on


def test_rules_without_this_limit_set_no_last_day() -> None:
    assert actions.last_day(regimes.regime("2019-1048"), date(2021, 3, 1)) is None


def test_a_day_beyond_the_table_of_holidays_is_told_by_field() -> None:
    with pytest.raises(ValidationError) as refused:
        actions.last_day(regimes.regime("2026-26"), calendar.opened().last)
    assert list(refused.value.message_dict) == ["concluded_on"]


def test_a_proposal_keeps_its_last_day(certificate: Certificate, minh: Actor) -> None:
    assert propose(certificate, minh).due_on == CONCLUDED + timedelta(days=15)


# -- refusals


def test_who_may_not_propose_is_told_why(
    certificate: Certificate, lan: Actor, cuc: Actor, mai: Actor, binh: Actor
) -> None:
    for actor, why in (
        (lan, "Công chức phụ trách"),
        (cuc, "Công chức phụ trách"),
        (mai, "Công chức phụ trách"),
        (binh, "ngoài địa bàn"),
    ):
        with no_entry(), pytest.raises(Denied, match=why):
            propose(certificate, actor)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ground", "no_such_ground"),
        ("conclusion", " "),
        ("finding", " "),
        ("concluded_on", DAY + timedelta(days=1)),
        ("concluded_on", date(2026, 1, 5)),
    ],
)
def test_what_is_wrong_with_a_proposal_is_told_by_field(
    certificate: Certificate, minh: Actor, field: str, value: str | date
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        propose(certificate, minh, **{field: value})  # type: ignore[arg-type] # the keys are those of the facts
    assert list(refused.value.message_dict) == [field]


def test_one_at_a_time(certificate: Certificate, minh: Actor, hoa: Actor) -> None:
    known = propose(certificate, minh)
    with no_entry(), pytest.raises(Conflict) as refused:
        propose(certificate, hoa)
    assert refused.value.url == f"/withdrawals/{known.pk}/"
    known.pk = None
    with pytest.raises(IntegrityError, match=r"one_proposal_at_a_time|certificate_id"), transaction.atomic():
        known.save(force_insert=True)


def test_a_certificate_that_has_ended_is_not_proposed(
    certificate: Certificate, minh: Actor, cuc: Actor
) -> None:
    propose(certificate, minh)
    decide(certificate, cuc)
    with no_entry(), pytest.raises(Conflict):
        propose(certificate, minh)


def test_a_settled_proposal_hears_nobody_and_is_not_dropped(
    certificate: Certificate, minh: Actor, lan: Actor, cuc: Actor
) -> None:
    dropped = drop(propose(certificate, minh), cuc)
    decided = propose(certificate, minh)
    decide(certificate, cuc)
    for proposal in (dropped, decided):
        with no_entry(), pytest.raises(Conflict):
            state(proposal, lan)
        with no_entry(), pytest.raises(Conflict):
            drop(proposal, cuc)


def test_a_stranger_finds_nothing(certificate: Certificate, minh: Actor, binh: Actor, mai: Actor) -> None:
    proposal = propose(certificate, minh)
    for actor in (PUBLIC, binh, mai):
        with no_entry(), pytest.raises(WithdrawalProposal.DoesNotExist):
            state(proposal, actor)
        with no_entry(), pytest.raises(WithdrawalProposal.DoesNotExist):
            drop(proposal, actor)


def test_a_reader_neither_states_nor_drops(
    certificate: Certificate, hoa: Actor, minh: Actor, lan: Actor, an: Actor, cuc: Actor
) -> None:
    proposal = propose(certificate, hoa)
    with no_entry(), pytest.raises(Denied, match="Chủ thể tự trả lời"):
        state(proposal, cuc)
    for actor in (lan, minh, an):
        with no_entry(), pytest.raises(Denied, match="Người đã đề nghị"):
            drop(proposal, actor)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("words", {"words": " "}),
        ("said_by", {"said_by": " "}),
        ("said_on", {"said_on": DAY - timedelta(days=1)}),
        ("said_on", {"said_on": DAY + timedelta(days=1)}),
    ],
)
def test_what_is_wrong_with_a_note_is_told_by_field(
    certificate: Certificate, minh: Actor, field: str, changed: dict[str, str | date]
) -> None:
    proposal = propose(certificate, minh)
    given: dict[str, str | date] = {"said_by": "Bà Lan", **changed}
    with no_entry(), pytest.raises(ValidationError) as refused:
        state(proposal, minh, **given)  # type: ignore[arg-type] # the keys are those of the act
    assert list(refused.value.message_dict) == [field]
    assert not Statement.objects.filter(proposal=proposal).exists()


def test_it_is_not_dropped_without_a_reason_or_from_an_old_page(
    certificate: Certificate, minh: Actor, lan: Actor
) -> None:
    proposal = propose(certificate, minh)
    with no_entry(), pytest.raises(ValidationError):
        drop(proposal, minh, reason=" ")
    seen = proposal.version
    state(proposal, lan)
    with no_entry(), pytest.raises(Stale):
        drop(proposal, minh, version=seen)


# -- who sees and hears of it


def test_its_producer_and_the_offices_of_its_territory_see_it_and_nobody_else(  # noqa: PLR0917 - the cast
    certificate: Certificate,
    minh: Actor,
    lan: Actor,
    hoa: Actor,
    cuc: Actor,
    an: Actor,
    thu: Actor,
    binh: Actor,
    mai: Actor,
    quan: Actor,
) -> None:
    propose(certificate, minh)
    seeing = [lan, minh, hoa, cuc, an, thu]
    everybody = [*seeing, binh, mai, quan, as_role(binh, "producer"), PUBLIC]
    found = [one for one in everybody if WithdrawalProposal.objects.visible_to(one).exists()]
    assert found == seeing


def test_the_history_of_the_certificate_which_everybody_reads_says_nothing(
    certificate: Certificate, minh: Actor, cuc: Actor
) -> None:
    proposal = propose(certificate, minh)
    drop(proposal, cuc)
    verbs = queries.history(queries.certificate(PUBLIC, certificate.pk)).values_list("verb", flat=True)
    assert not [verb for verb in verbs if verb.startswith("withdrawal")]
    assert [entry.verb for entry in for_object(proposal)] == ["withdrawal.proposed", "withdrawal.dropped"]
    assert not for_object(proposal).filter(reason__contains=FACTS.finding).exists()


def test_everybody_concerned_is_told_and_who_acts_is_not(
    certificate: Certificate, minh: Actor, lan: Actor, hoa: Actor, cuc: Actor, an: Actor
) -> None:
    proposal = propose(certificate, an)
    assert told("withdrawal_proposed") == {lan.name}
    assert told("withdrawal_to_decide") == {minh.name, hoa.name, cuc.name}
    state(proposal, lan)
    assert told("withdrawal_heard") == {an.name, hoa.name, cuc.name}
    drop(proposal, cuc)
    assert told("withdrawal_dropped") == {lan.name, minh.name}
    assert Message.objects.get(template="withdrawal_proposed").link == f"/withdrawals/{proposal.pk}/"


def test_who_decides_is_reminded_before_the_last_day_and_nobody_twice(
    certificate: Certificate, minh: Actor, hoa: Actor, cuc: Actor
) -> None:
    propose(certificate, minh)
    days = [LATER + timedelta(days=ahead) for ahead in (0, 7, 8, 9, 12, 13, 14, 20)]
    assert [remind_of_last_day(now) for now in days] == [0, 0, 2, 0, 2, 0, 0, 0]
    assert told("withdrawal_due") == {hoa.name, cuc.name}


def test_a_settled_one_reminds_nobody(certificate: Certificate, minh: Actor, cuc: Actor) -> None:
    drop(propose(certificate, minh), cuc)
    assert remind_of_last_day(LATER + timedelta(days=12)) == 0


def test_the_desk_shows_it_to_who_decides_and_to_who_may_answer(
    certificate: Certificate, minh: Actor, lan: Actor, cuc: Actor, thu: Actor, binh: Actor
) -> None:
    proposal = propose(certificate, minh)

    def lines(actor: Actor, day: date = DAY) -> list[str]:
        return [
            str(one.tag.label)
            for one in desk_lines(actor, day)
            if one.url.startswith("/withdrawals/") and one.tag
        ]

    assert lines(cuc) == ["Đang xem xét"]
    assert lines(cuc, CONCLUDED + timedelta(days=15)) == ["Đang xem xét"]
    assert lines(cuc, CONCLUDED + timedelta(days=16)) == ["Trễ hạn"]
    assert lines(lan) == ["Đang xem xét"]
    assert [lines(one) for one in (minh, thu, binh)] == [[], [], []]
    state(proposal, lan)
    assert lines(lan) == []
    assert list(to_decide(cuc, DAY)) == [proposal]
    drop(proposal, cuc)
    assert not to_decide(cuc, DAY)
    assert not to_answer(lan)
