"""The pages of a withdrawal, as the people who use them walk through them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ocop.platform.actors import Actor
from ocop.recognition.models import Certificate
from ocop.supervision.models import ProposalPaper, WithdrawalProposal
from tests.cast import TODAY, ClientOf, no_entry, one_entry
from tests.supervision.conftest import CONCLUDED, FACTS, LATER, drop, propose, state
from tests.world import a_file

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)
TYPED = {
    "ground": FACTS.ground,
    "conclusion": FACTS.conclusion,
    "concluded_on": CONCLUDED.strftime("%d/%m/%Y"),
    "finding": FACTS.finding,
}


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def upload(name: str = "ket-luan.pdf") -> BytesIO:
    sent = BytesIO(a_file().content)
    sent.name = name
    return sent


def test_from_the_certificate_to_the_decision(
    certificate: Certificate, client_of: ClientOf, minh: Actor, lan: Actor, cuc: Actor
) -> None:
    page = f"/certificates/{certificate.pk}/"
    officer, producer, leader = client_of(minh), client_of(lan), client_of(cuc)
    new = f"{page}withdrawals/new/"
    assert new in shown(officer, page)
    asked = shown(officer, new)
    assert "Điều 8 điểm c" in asked
    assert "trong vòng 15 ngày" in asked
    with one_entry("withdrawal.proposed"):
        answer = officer.post(new, {**TYPED, "papers": [upload()]})
    proposal = WithdrawalProposal.objects.get()
    path = f"/withdrawals/{proposal.pk}/"
    assert answer.url == path  # type: ignore[attr-defined] # a redirect

    for client in (officer, producer, leader):
        assert path in shown(client, page)
    seen = shown(producer, path)
    for words in (FACTS.finding, FACTS.conclusion, "16/12/2026", "(Điều 8)", "ket-luan.pdf"):
        assert words in seen
    with one_entry("withdrawal.producer_heard"):
        answered = producer.post(
            f"{path}statements/new/", {"words": "Đã in lại nhãn.", "papers": [upload("nhan.pdf")]}
        )
    assert answered.status_code == 302

    seen = shown(leader, path)
    assert "Đã in lại nhãn." in seen
    assert "nhan.pdf" in seen
    assert f"{page}withdraw/" in seen
    form = shown(leader, f"{page}withdraw/")
    assert path in form
    assert FACTS.finding not in form  # what is written there stays with the certificate, for all to read
    assert form.count(" checked") == 1
    sent = {
        "version": certificate.version,
        "ground": FACTS.ground,
        "decision_number": "610/QĐ-UBND",
        "decided_on": DAY.strftime("%d/%m/%Y"),
        "reason": FACTS.finding,
        "confirmed": "1",
    }
    assert leader.post(f"{page}withdraw/", sent).status_code == 302
    seen = shown(leader, path)
    assert "610/QĐ-UBND" in seen
    assert "statements/new/" not in seen
    assert path not in shown(leader, page)


def test_an_office_notes_whom_it_heard(certificate: Certificate, client_of: ClientOf, minh: Actor) -> None:
    path = f"/withdrawals/{propose(certificate, minh).pk}/"
    client = client_of(minh)
    typed = {"words": "Nhận lỗi.", "said_by": "Bà Lan", "said_on": DAY.strftime("%d/%m/%Y")}
    assert (
        "Ghi người đại diện"
        in client.post(f"{path}statements/new/", {**typed, "said_by": ""}).content.decode()
    )
    assert client.post(f"{path}statements/new/", typed).status_code == 302
    assert "cơ quan ghi nhận ý kiến của: Bà Lan" in shown(client, path)


def test_a_proposal_is_dropped_with_its_reason(
    certificate: Certificate, client_of: ClientOf, minh: Actor, lan: Actor
) -> None:
    proposal = propose(certificate, minh)
    path, client = f"/withdrawals/{proposal.pk}/", client_of(minh)
    assert "Ghi lý do" in client.post(f"{path}drop/", {"version": 1}).content.decode()
    state(proposal, lan)
    old = client.post(f"{path}drop/", {"version": 1, "reason": "Đã khắc phục."})
    assert old.status_code == 409
    assert "Đã khắc phục." in old.content.decode()
    assert client.post(f"{path}drop/", {"version": 2, "reason": "Đã khắc phục."}).status_code == 302
    assert "Đã khắc phục." in shown(client_of(lan), path)


def test_what_is_wrong_comes_back_with_what_was_typed(
    certificate: Certificate, client_of: ClientOf, minh: Actor
) -> None:
    client, new = client_of(minh), f"/certificates/{certificate.pk}/withdrawals/new/"
    for wrong in (
        {"finding": ""},
        {"ground": "other_law"},
        {"concluded_on": "32/13"},
        {"concluded_on": "01/01/2030"},
    ):
        with no_entry():
            answer = client.post(new, {**TYPED, **wrong})
        assert answer.status_code == 200
        assert FACTS.conclusion in answer.content.decode()
    program = BytesIO(b"MZ")
    program.name = "a.exe"
    with no_entry():
        assert client.post(new, {**TYPED, "papers": [program]}).status_code == 200
    assert not WithdrawalProposal.objects.exists()


def test_a_second_proposal_and_one_on_an_ended_certificate_are_refused_before_anything_is_typed(
    certificate: Certificate, client_of: ClientOf, minh: Actor, cuc: Actor
) -> None:
    new, client = f"/certificates/{certificate.pk}/withdrawals/new/", client_of(minh)
    proposal = propose(certificate, minh)
    page = f"/withdrawals/{proposal.pk}/"
    assert page in shown(client, new, 409)
    drop(proposal, cuc)
    for path in ("statements/new/", "drop/"):
        shown(client, page + path, 409)
    certificate.events.create(kind="removed", on=DAY, ground="stopped", reason="Thôi", recorded_at=LATER)
    shown(client, new, 409)
    assert new not in shown(client, f"/certificates/{certificate.pk}/")


def test_files_open_for_who_sees_the_proposal(
    certificate: Certificate, client_of: ClientOf, minh: Actor, lan: Actor, binh: Actor
) -> None:
    propose(certificate, minh)
    paper = ProposalPaper.objects.get()
    found = client_of(lan).get(f"/withdrawals/files/{paper.pk}/")
    assert b"".join(found.streaming_content) == a_file().content  # type: ignore[attr-defined] # a file
    assert client_of(binh).get(f"/withdrawals/files/{paper.pk}/").status_code == 404


def test_nobody_else_learns_of_it(
    certificate: Certificate, client: Client, client_of: ClientOf, minh: Actor, binh: Actor, mai: Actor
) -> None:
    code = certificate.product.code
    pages = [f"/p/{code}", f"/p/{code}?lang=vi", "/"]
    before = [client.get(path, follow=True).content.decode().count("hu hồi") for path in pages]
    path = f"/withdrawals/{propose(certificate, minh).pk}/"
    after = [client.get(one, follow=True).content.decode() for one in pages]
    assert [text.count("hu hồi") for text in after] == before
    for stranger in (client_of(binh), client_of(mai)):
        seen = shown(stranger, f"/certificates/{certificate.pk}/")
        assert path not in seen
        assert FACTS.finding not in seen
        shown(stranger, path, 404)
    assert "Tương ớt" not in shown(client_of(binh), "/withdrawals/?show=all")


def test_the_list_shows_what_waits_and_what_is_late_and_all_on_request(
    certificate: Certificate, client_of: ClientOf, minh: Actor, cuc: Actor
) -> None:
    client = client_of(cuc)
    assert "Không có đề nghị nào đang chờ" in shown(client, "/withdrawals/")
    proposal = propose(certificate, minh)
    assert "Trễ hạn" not in shown(client, "/withdrawals/")
    WithdrawalProposal.objects.filter(pk=proposal.pk).update(due_on=DAY - timedelta(days=1))
    assert "Trễ hạn" in shown(client, "/withdrawals/")
    drop(proposal, cuc)
    path = f"/withdrawals/{proposal.pk}/"
    assert path not in shown(client, "/withdrawals/")
    assert path in shown(client, "/withdrawals/?show=all")


def test_the_list_costs_the_same_for_one_three_and_fifty_and_turns_its_pages(
    certificate: Certificate,
    client_of: ClientOf,
    minh: Actor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(minh)
    shown(client, "/withdrawals/")
    known = propose(certificate, minh)
    for rows in (1, 3, 51):
        many(known, rows)
        for path in ("/withdrawals/", "/withdrawals/?show=all"):
            with django_assert_num_queries(5):
                listed = client.get(path)
            assert len(listed.context["rows"]) == min(rows, 50)
    for path in ("/withdrawals/", "/withdrawals/?show=all"):
        first = client.get(path).context
        rest = client.get(
            path, {"show": first["filter"]["show"].value() or "", "after": first["page"].next}
        ).context
        found = [one.pk for one, _tag in [*first["rows"], *rest["rows"]]]
        assert sorted(found) == sorted(WithdrawalProposal.objects.values_list("pk", flat=True))


def many(known: WithdrawalProposal, rows: int) -> None:
    """So many proposals in all, each on a certificate of its own; every second without a last day."""
    for number in range(WithdrawalProposal.objects.count(), rows):
        certificate = Certificate.objects.get(pk=known.certificate_id)
        decision = certificate.decision
        decision.pk, decision.number = None, f"{number}/QĐ"
        decision.save()
        certificate.pk, certificate.number, certificate.decision = None, f"{number}/2020", decision
        certificate.save()
        twin = WithdrawalProposal.objects.get(pk=known.pk)
        twin.pk, twin.certificate, twin.due_on = None, certificate, None if number % 2 else known.due_on
        twin.save()


def test_the_page_of_a_proposal_costs_the_same_for_many_statements(
    certificate: Certificate,
    client_of: ClientOf,
    minh: Actor,
    lan: Actor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    proposal, client = propose(certificate, minh), client_of(minh)
    path = f"/withdrawals/{proposal.pk}/"
    state(proposal, lan)
    shown(client, path)
    with django_assert_num_queries(11):
        shown(client, path)
    for _again in range(3):
        state(proposal, lan)
    with django_assert_num_queries(11):
        shown(client, path)
