"""The commune's pages: return for completion, form 03, and up to the province."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ocop.evaluation import procedure
from ocop.evaluation.completeness import missing_for_sending_up
from ocop.evaluation.models import CommuneReport, Correction, Dossier
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

PAGES = ("return", "commune_report", "send_up")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def url(name: str, dossier: Dossier) -> str:
    return reverse(f"evaluation:{name}", args=[dossier.pk])


def report_typed(dossier: Dossier, **changed: str) -> dict[str, str]:
    typed = {
        "version": str(dossier.version),
        "number": "15/BC-UBND",
        "reported_on": "23/11/2026",
        "proposal_number": "88/TTr-UBND",
        "meeting_held_on": "",
        "conclusion": "Đề nghị tỉnh đánh giá.",
    }
    for topic in procedure.regime_of(dossier).commune_topics:
        typed[f"finding_{topic.code}"] = f"Đã kiểm tra: {topic.name}."
        typed[f"local_{topic.code}"] = "yes"
    return {**typed, **changed}


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_the_page(
    world: World, client_of: ClientOf, minh: Actor, binh: Actor, hoa: Actor, name: str
) -> None:
    dossier = world.dossier("filed")
    with no_entry():
        assert client_of(minh).get(url(name, dossier)).status_code == 200
    for reader in (hoa, world.producer):
        assert client_of(reader).get(url(name, dossier)).status_code == 403
        assert client_of(reader).post(url(name, dossier), {"version": dossier.version}).status_code == 403
    assert client_of(binh).get(url(name, dossier)).status_code == 404
    assert client_of(binh).post(url(name, dossier), {"version": dossier.version}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("state", ["returned", "sent_up"])
def test_a_step_that_is_not_open_says_where_the_dossier_is(
    world: World, client_of: ClientOf, minh: Actor, name: str, state: str
) -> None:
    dossier = world.dossier(state)
    response = client_of(minh).post(url(name, dossier), {"version": dossier.version})
    assert response.status_code == 409
    assert url("dossier", dossier) in response.content.decode()


# -- return -------------------------------------------------------------------------------------


def test_a_dossier_is_returned_with_the_part_and_the_words(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    typed = {"version": dossier.version, "part_1": "1.1", "reason_1": "Thiếu hợp đồng mua nguyên liệu."}
    with one_entry("dossier.returned"):
        response = client_of(minh).post(url("return", dossier), typed)
    assert response.status_code == 302
    fresh = world.fresh(dossier)
    assert (fresh.state, Correction.objects.get().part) == ("returned", "1.1")
    html = client_of(minh).get(url("dossier", dossier)).content.decode()
    assert "Thiếu hợp đồng mua nguyên liệu." in html


def test_without_a_reason_nothing_is_returned_and_the_part_stays_chosen(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    with no_entry():
        response = client_of(minh).post(
            url("return", dossier), {"version": dossier.version, "part_1": "evidence", "reason_1": " "}
        )
    assert response.status_code == 200
    assert '<option value="evidence" selected>' in response.content.decode()


def test_a_stale_return_is_refused(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    typed = {"version": dossier.version - 1, "part_1": "evidence", "reason_1": "Thiếu."}
    with no_entry():
        assert client_of(minh).post(url("return", dossier), typed).status_code == 409


# -- the report ---------------------------------------------------------------------------------


def test_a_report_is_saved_as_a_draft_and_taken_up_again(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    typed = report_typed(dossier, number="", reported_on="", finding_idea="", local_idea="", draft="1")
    with one_entry("dossier.commune_report_saved"):
        response = client_of(minh).post(url("commune_report", dossier), typed)
    assert response.headers["Location"] == url("commune_report", dossier)
    report = CommuneReport.objects.get(dossier=dossier)
    assert (report.number, report.proposal_number) == ("", "88/TTr-UBND")
    assert dict(report.findings.values_list("topic", "is_local"))["idea"] is None
    html = client_of(minh).get(url("commune_report", dossier)).content.decode()
    assert "Đề nghị tỉnh đánh giá." in html
    assert "88/TTr-UBND" in html


def test_saving_and_going_on_leads_to_the_check(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    response = client_of(minh).post(url("commune_report", dossier), report_typed(dossier, onward="1"))
    assert response.headers["Location"] == url("send_up", dossier)


@pytest.mark.parametrize("day", ["31/02/2026", "24/11/2026"])
def test_a_wrong_day_loses_no_words(world: World, client_of: ClientOf, minh: Actor, day: str) -> None:
    dossier = world.dossier("filed")
    with no_entry():
        response = client_of(minh).post(
            url("commune_report", dossier), report_typed(dossier, reported_on=day)
        )
    html = response.content.decode()
    assert response.status_code == 200
    assert "Lỗi:" in html
    assert day in html
    assert "Đề nghị tỉnh đánh giá." in html


def test_two_officers_do_not_overwrite_each_other_unseen(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    seen = report_typed(dossier)
    client = client_of(minh)
    client.post(url("commune_report", dossier), seen)
    with no_entry():
        response = client.post(
            url("commune_report", dossier), {**seen, "conclusion": "Lời của người thứ hai."}
        )
    assert response.status_code == 409
    assert "Lời của người thứ hai." in response.content.decode()
    assert CommuneReport.objects.get(dossier=dossier).conclusion == "Đề nghị tỉnh đánh giá."


def test_form_03_prints_what_was_found(world: World, client_of: ClientOf, minh: Actor, hoa: Actor) -> None:
    dossier = world.with_report(world.dossier("filed"))
    html = client_of(minh).get(url("commune_report_print", dossier)).content.decode()
    assert "12/BC-UBND" in html
    assert "XÃ TẢ VAN" in html
    assert client_of(hoa).get(url("commune_report_print", dossier)).status_code == 403
    assert client_of(minh).post(url("commune_report_print", dossier)).status_code == 405


# -- up -----------------------------------------------------------------------------------------


def test_what_is_missing_is_named_before_sending(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    html = client_of(minh).get(url("send_up", dossier)).content.decode()
    assert "Chưa gửi được" in html
    with no_entry():
        response = client_of(minh).post(url("send_up", dossier), {"version": dossier.version})
    assert response.status_code == 409


def test_sending_up_gives_the_product_its_number(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.with_report(world.dossier("filed"))
    client = client_of(minh)
    typed = {"version": world.fresh(dossier).version}
    with one_entry("dossier.sent_up"):
        response = client.post(url("send_up", dossier), typed)
    assert response.headers["Location"] == url("sent_up", dossier)
    fresh = world.fresh(dossier)
    assert fresh.state == "sent_up"
    assert fresh.product.code in client.get(url("sent_up", dossier)).content.decode()
    assert client.post(url("send_up", dossier), typed).status_code == 409


def test_there_is_no_confirmation_before_the_act(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    assert client_of(minh).get(url("sent_up", dossier)).headers["Location"] == url("dossier", dossier)


def test_without_the_letter_of_proposal_nothing_goes_up(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.sampled(world.dossier("filed"))
    client = client_of(minh)
    client.post(url("commune_report", dossier), report_typed(dossier, proposal_number=""))
    dossier.refresh_from_db()
    assert [item.item for item in missing_for_sending_up(dossier, world.today)] == ["letter"]
    with no_entry():
        refused = client.post(url("send_up", dossier), {"version": dossier.version})
    assert "Chưa ghi số văn bản đề nghị." in refused.content.decode()
