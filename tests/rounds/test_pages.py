"""The pages of rounds and days, walked as the people who use them."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ocop.evaluation.models import Dossier
from ocop.law.rescoring import replay
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry.regimes import library
from ocop.rounds import actions
from ocop.rounds.models import Round, Session, Slot
from tests.cast import ClientOf
from tests.rounds.conftest import DAY, a_session, convened, fresh, some_dossiers, the_round
from tests.world import World


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages ask the clock of the world."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def invited(world: World) -> Session:
    session = convened(world, a_session(world))
    return actions.invite_producers(
        actor=world.province, session_id=session.pk, expected_version=session.version, now=world.later()
    )


def test_anybody_reads_the_calendar_of_a_province(places: Unit, client: Client) -> None:  # noqa: ARG001
    page = client.get(reverse("rounds:calendar_of", args=["15"])).content.decode()
    assert "29/04/2027" in page
    assert "30/06/2027" in page
    assert client.get(reverse("rounds:calendar_of", args=["99999"])).status_code == 404


def test_the_calendar_begins_with_the_round_that_closes_next(places: Unit, client: Client) -> None:  # noqa: ARG001
    page = client.get(reverse("rounds:calendar_of", args=["15"])).content.decode()
    closes = ("29/04/2027", "29/10/2027", "29/10/2026", "29/04/2026")
    assert sorted(closes, key=page.index) == list(closes)


def test_who_sealed_goes_on_to_the_next_product_of_the_agenda(
    client_of: ClientOf, world: World, tuan: Actor
) -> None:
    first, second, third = some_dossiers(world, 3)
    session = a_session(world)
    slot = session.slots.get(dossier=third)
    version = fresh(session).version
    actions.move_slot(
        actor=world.province, slot_id=slot.pk, expected_version=version, up=True, now=world.later()
    )
    convened(world, session)
    order = [one.dossier for one in session.slots.order_by("position")]
    client, told = client_of(tuan), "Chấm phiếu tiếp theo"
    for here, following in zip(order, [*order[1:], None], strict=True):
        world.sealed(here, world.same_sheets(here))
        page = client.get(f"/sheets/{world.sheet_of(here, tuan).pk}/").content.decode()
        if following is None:
            assert told not in page
        else:
            assert f'href="/sheets/{world.sheet_of(following, tuan).pk}/">{told}' in page
    assert order != [first, second, third]


def test_the_office_opens_a_round_plans_a_day_and_convenes_it(
    client_of: ClientOf, world: World, hoa: Actor
) -> None:
    some_dossiers(world, 2)
    council, browser = world.a_council(), client_of(hoa)
    browser.post(reverse("rounds:open_round"), {"year": "2027", "no": "1"})
    found = Round.objects.get()
    page = browser.post(
        reverse("rounds:new_session", args=[found.pk]),
        {"council_id": council.pk, "purpose": "official", "day": "30/11/2026", "hour": "8", "mode": "place"},
    )
    # What was typed is still there, and the hour and the place are asked for.
    text = page.content.decode()
    assert 'value="30/11/2026"' in text
    assert "08:00" in text
    assert not Session.objects.exists()
    browser.post(
        reverse("rounds:new_session", args=[found.pk]),
        {
            "council_id": council.pk,
            "purpose": "official",
            "day": "30/11/2026",
            "hour": "08:00",
            "mode": "place",
            "place": "Hội trường",
        },
    )
    session = Session.objects.get()
    assert session.slots.count() == 2
    table = browser.get(reverse("rounds:convene", args=[session.pk])).content.decode()
    assert "Không có gì được biết" in table
    done = browser.post(reverse("rounds:convene", args=[session.pk]), {"version": session.version})
    assert done.status_code == 302
    day = browser.get(reverse("rounds:session", args=[session.pk])).content.decode()
    assert "0/2" in day
    assert "Mời các chủ thể" in day


def test_the_agenda_is_put_in_order_with_buttons(client_of: ClientOf, world: World, hoa: Actor) -> None:
    first, second = some_dossiers(world, 2)
    session = a_session(world)
    slot = session.slots.get(dossier=second)
    browser = client_of(hoa)
    browser.post(reverse("rounds:change_slot", args=[slot.pk]), {"version": 1, "act": "up"})
    browser.post(
        reverse("rounds:change_slot", args=[slot.pk]), {"version": 2, "act": "minutes", "minutes": "25"}
    )
    slot.refresh_from_db()
    assert (slot.position, slot.minutes) == (1, 25)
    stale = browser.post(reverse("rounds:change_slot", args=[slot.pk]), {"version": 2, "act": "drop"})
    assert stale.status_code == 409
    browser.post(reverse("rounds:change_slot", args=[slot.pk]), {"version": 3, "act": "drop"})
    page = browser.get(reverse("rounds:agenda", args=[session.pk])).content.decode()
    assert f'value="{second.pk}"' in page
    browser.post(reverse("rounds:agenda", args=[session.pk]), {"version": 4, "dossier": second.pk})
    assert session.slots.count() == 2
    assert first.pk


def test_a_producer_gets_its_slot_and_answers(client_of: ClientOf, world: World, lan: Actor) -> None:
    some_dossiers(world, 1)
    session = invited(world)
    slot, browser = session.slots.get(), client_of(lan)
    assert "Giấy mời dự phiên" in browser.get(reverse("evaluation:desk")).content.decode()
    address = reverse("rounds:invitation", args=[slot.pk])
    assert "Hội trường UBND tỉnh" in browser.get(address).content.decode()
    assert "Lỗi:" in browser.post(address, {"version": 2}).content.decode()
    browser.post(address, {"version": slot.version, "answer": "coming", "note": "Hai người"})
    slot.refresh_from_db()
    assert (slot.answer, slot.answer_note) == ("coming", "Hai người")


def test_the_secretary_notes_the_day_product_by_product(
    client_of: ClientOf, world: World, phuc: Actor, mai: Actor
) -> None:
    some_dossiers(world, 2)
    session = invited(world)
    browser = client_of(phuc)
    seat = session.council.seats.get(user_id=mai.user_id or 0)
    browser.post(reverse("rounds:attendance", args=[session.pk]), {"seat": seat.pk, "act": "came"})
    one, two = session.slots.order_by("position")
    address = reverse("rounds:slot", args=[one.pk])
    kept = browser.post(
        address, {"version": one.version, "presence": "absent", "explanation": "Lời của chủ thể"}
    )
    assert "Lời của chủ thể" in kept.content.decode()
    led = browser.post(
        address,
        {"version": one.version, "presence": "present", "explanation": "Ớt của ba thôn", "next": "1"},
    )
    assert led["Location"] == reverse("rounds:slot", args=[two.pk])
    minutes = browser.get(reverse("rounds:minutes", args=[session.pk])).content.decode()
    assert "Ớt của ba thôn" in minutes
    assert mai.name in minutes


def test_before_the_reveal_no_mark_leaves_the_sheets(
    client_of: ClientOf, world: World, phuc: Actor, tuan: Actor, hoa: Actor, dossiers: list[Dossier]
) -> None:
    session = invited(world)
    for one in dossiers:
        world.fresh(one)
        world.sealed(one, world.same_sheets(one))
    for reader in (phuc, tuan, hoa):
        for name in ("rounds:session", "rounds:minutes", "rounds:slot"):
            pk = session.slots.order_by("position")[0].pk if name == "rounds:slot" else session.pk
            page = client_of(reader).get(reverse(name, args=[pk])).content.decode()
            assert "sao</span>" not in page
            assert "OCOP 3 sao" not in page
        book = client_of(reader).get(reverse("exchange:session_list", args=[session.pk])).content
        rows = list(load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
        assert all(row[-2:] == (None, None) for row in rows[-2:])


def test_the_workbook_lists_the_day_with_what_is_closed(
    client_of: ClientOf, world: World, hoa: Actor, dossiers: list[Dossier]
) -> None:
    session = invited(world)
    one = world.fresh(dossiers[0])
    world.sealed(one, world.same_sheets(one))
    world.closed(world.revealed(one))
    book = client_of(hoa).get(reverse("exchange:session_list", args=[session.pk])).content
    rows = list(load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[2] for row in rows[-2:]] == [one.product.name for one in dossiers]
    assert rows[-2][-1] == 3
    assert rows[-1][-1] is None


def test_the_closed_cases_of_the_day_come_with_their_results_to_be_scored_again(
    client_of: ClientOf, world: World, phuc: Actor, dossiers: list[Dossier]
) -> None:
    session = invited(world)
    address = reverse("rounds:case_files", args=[session.pk])
    assert address not in client_of(phuc).get(reverse("rounds:session", args=[session.pk])).content.decode()
    assert client_of(phuc).get(address).status_code == 403
    one = world.fresh(dossiers[0])
    world.sealed(one, world.same_sheets(one))
    world.closed(world.revealed(one))
    assert address in client_of(phuc).get(reverse("rounds:session", args=[session.pk])).content.decode()
    with ZipFile(io.BytesIO(client_of(phuc).get(address).content)) as package:
        assert package.namelist() == [f"case-{world.case_of(one).pk}.json"]
        given = json.loads(package.read(package.namelist()[0]))
    found = replay(library(), given)
    assert (found.same, found.result.stars) == (True, 3)


def test_letters_are_one_for_each_producer_by_commune_or_set(
    client_of: ClientOf, world: World, hoa: Actor, dossiers: list[Dossier]
) -> None:
    session = invited(world)
    for query in ("", "?by=set"):
        page = client_of(hoa).get(reverse("rounds:letters", args=[session.pk]) + query).content.decode()
        assert page.count('class="paper letter"') == 2
        assert dossiers[0].receipt_number in page


def test_the_day_is_ended_with_a_word_on_what_is_open(client_of: ClientOf, world: World, phuc: Actor) -> None:
    some_dossiers(world, 1)
    session = invited(world)
    browser, address = client_of(phuc), reverse("rounds:end", args=[session.pk])
    refused = browser.post(address, {"version": session.version})
    assert refused.status_code == 409
    assert "chưa chốt kết quả: 1" in refused.content.decode()
    browser.post(address, {"version": session.version, "unfinished": "Ngày 01/12"})
    assert fresh(session).ended_at is not None


def test_a_remote_session_says_so_everywhere(client_of: ClientOf, world: World, hoa: Actor) -> None:
    some_dossiers(world, 1)
    session = a_session(world)
    browser = client_of(hoa)
    at = DAY + timedelta(hours=1)
    browser.post(
        reverse("rounds:change_session", args=[session.pk]),
        {
            "version": 1,
            "day": f"{at:%d/%m/%Y}",
            "hour": "09h30",
            "mode": "remote",
            "link": "https://hop.laocai.gov.vn/1",
        },
    )
    assert fresh(session).mode == "remote"
    page = browser.get(reverse("rounds:session", args=[session.pk])).content.decode()
    assert "Họp trực tuyến" in page
    assert "https://hop.laocai.gov.vn/1" in page


def test_desks_say_until_when_to_propose(
    client_of: ClientOf, world: World, minh: Actor, hoa: Actor, lan: Actor
) -> None:
    the_round(world)
    for actor in (minh, hoa, lan):
        assert (
            "nhận đề nghị đến hết 29/04/2027"
            in client_of(actor).get(reverse("evaluation:desk")).content.decode()
        )


def test_a_dossier_is_moved_on_its_rounds_page(
    client_of: ClientOf, world: World, hoa: Actor, dossiers: list[Dossier]
) -> None:
    found = the_round(world)
    other = actions.open_round(actor=hoa, unit_code="15", year=2027, no=2, now=world.later())
    browser = client_of(hoa)
    address = reverse("rounds:move", args=[found.pk, dossiers[0].pk])
    assert "Đợt 2 năm 2027" in browser.get(address).content.decode()
    assert browser.post(address, {"round_id": other.pk, "reason": ""}).status_code == 200
    browser.post(address, {"round_id": other.pk, "reason": "Chủ thể đề nghị."})
    page = browser.get(reverse("rounds:round", args=[other.pk])).content.decode()
    assert "Chủ thể đề nghị." in page
    assert not Slot.objects.exists()
