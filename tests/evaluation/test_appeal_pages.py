"""An appeal walked through its pages by the producer, the office and the panel."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.evaluation.models import Appeal, AppealRules, AppealState, ResultNotice
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry
from tests.evaluation.test_appeals import POINTS, admitted, another_council, appealed, heard
from tests.evaluation.test_appeals import others as others  # noqa: PLC0414 - a fixture
from tests.world import World, a_file

pytestmark = pytest.mark.django_db


def test_an_appeal_goes_from_the_producer_to_the_answer(
    world: World, others: list[Actor], lan: Actor, hoa: Actor, client_of: ClientOf
) -> None:
    dossier = world.dossier("closed")
    council = another_council(world, others)
    producer, office = client_of(lan), client_of(hoa)
    content = a_file().content
    sent = {
        "version": dossier.version,
        "reasons": "Xem lại tiêu chí nguyên liệu",
        "point-1.1": POINTS["1.1"],
        "papers": SimpleUploadedFile("hop-dong.pdf", content, "application/pdf"),
    }
    assert producer.post(f"/dossiers/{dossier.pk}/result/appeal/", sent).status_code == 302
    appeal = Appeal.objects.get()
    assert "KN1" in producer.get(f"/appeals/{appeal.pk}/").content.decode()
    paper = appeal.papers.get()
    answer = office.get(f"/appeals/papers/{paper.pk}/")
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined] # a file

    version = world.fresh(dossier).version
    typed = {"version": version, "decision": "yes", "worth": "decides", "reason": "Đúng thẩm quyền"}
    assert office.post(f"/appeals/{appeal.pk}/admit/", typed).status_code == 302
    version = world.fresh(dossier).version
    typed = {"version": version, "council": council.pk, "scope": "whole", "scope_reason": "Chấm lại hết"}
    assert office.post(f"/appeals/{appeal.pk}/panel/", typed).status_code == 302
    appeal.refresh_from_db()
    assert appeal.panel is not None
    heard(world, appeal.panel, others, down=0)
    version = world.fresh(dossier).version
    typed = {"version": version, "answer": "Đã chấm lại."}
    assert office.post(f"/appeals/{appeal.pk}/answer/", typed).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == AppealState.ANSWERED
    page = producer.get(f"/appeals/{appeal.pk}/").content.decode()
    assert "Đã chấm lại." in page
    assert not any(member.name in page for member in others)
    assert producer.get(f"/dossiers/{dossier.pk}/result/").status_code == 200


def test_what_was_typed_stays_when_the_appeal_names_no_criterion(
    world: World, lan: Actor, client_of: ClientOf
) -> None:
    dossier = world.dossier("closed")
    sent = {"version": dossier.version, "reasons": "Tôi không đồng ý"}
    with no_entry():
        page = client_of(lan).post(f"/dossiers/{dossier.pk}/result/appeal/", sent)
    assert page.status_code == 200
    assert "Tôi không đồng ý" in page.content.decode()
    stale = client_of(lan).post(
        f"/dossiers/{dossier.pk}/result/appeal/", {**sent, "version": 1, "point-1.1": "Có hợp đồng"}
    )
    assert stale.status_code == 409
    assert "Tôi không đồng ý" in stale.content.decode()


def test_the_office_must_say_why_and_what_the_panel_is_worth(
    world: World, hoa: Actor, client_of: ClientOf
) -> None:
    appeal = appealed(world, world.dossier("closed"))
    typed = {"version": world.fresh(appeal.dossier).version, "decision": "yes"}
    with no_entry():
        page = client_of(hoa).post(f"/appeals/{appeal.pk}/admit/", typed)
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_panel_with_a_member_of_the_first_council_is_refused_on_the_form(
    world: World, others: list[Actor], hoa: Actor, tuan: Actor, client_of: ClientOf
) -> None:
    appeal = admitted(world, appealed(world, world.dossier("closed")))
    council = another_council(world, [*others[:2], tuan])
    typed = {
        "version": world.fresh(appeal.dossier).version,
        "council": council.pk,
        "scope": "named",
        "scope_reason": "Một tiêu chí",
    }
    page = client_of(hoa).post(f"/appeals/{appeal.pk}/panel/", typed)
    assert page.status_code == 409
    assert tuan.name in page.content.decode()


def test_the_office_records_the_letter_and_the_rules(world: World, hoa: Actor, client_of: ClientOf) -> None:
    dossier = world.dossier("closed")
    council = world.a_council()
    council.refresh_from_db()
    rules = {"version": council.version, "citation": "Quy chế 12", "appeal_days": "10", "panel_decides": "on"}
    assert client_of(hoa).post(f"/councils/{council.pk}/appeals/", rules).status_code == 302
    assert AppealRules.objects.get().appeal_days == 10
    letter = {"number": "88/TB-VP", "sent_on": world.today.strftime("%d/%m/%Y")}
    assert client_of(hoa).post(f"/dossiers/{dossier.pk}/result/letter/", letter).status_code == 302
    assert ResultNotice.objects.get().number == "88/TB-VP"


def test_the_panel_does_not_read_the_first_result_while_it_scores(
    world: World, others: list[Actor], client_of: ClientOf
) -> None:
    from tests.evaluation.test_appeals import convened  # noqa: PLC0415 - one use

    appeal = admitted(world, appealed(world, world.dossier("closed")))
    convened(world, appeal, another_council(world, others))
    assert client_of(others[2]).get(f"/dossiers/{appeal.dossier_id}/result/").status_code == 403
