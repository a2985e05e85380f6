"""Decisions and certificates in the browser: entered, shown, found again and withdrawn."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import zxingcpp
from django.test import Client, override_settings
from django.utils.translation import override
from PIL import Image
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries

from ocop.evaluation.models import Dossier
from ocop.platform.actors import Actor
from ocop.recognition import deciding, queries
from ocop.recognition.models import Certificate
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db
DECISION = {"number": "345/QĐ-UBND", "signer_name": "Trần Thị Cúc", "signer_title": "Chủ tịch UBND tỉnh"}
WITHDRAWAL = {"ground": "criteria_lost", "decision_number": "400/QĐ-UBND", "reason": "Kết luận kiểm tra."}


@pytest.fixture(autouse=True)
def present(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock goes with the world's."""
    monkeypatch.setattr("ocop.platform.clock.now", lambda: world.now)


def path_of(world: World, dossier: Dossier) -> str:
    return f"/cases/{world.case_of(dossier).pk}/decision/"


def told(world: World, dossier: Dossier, **more: str) -> dict[str, str | int]:
    day = world.today.strftime("%d/%m/%Y")
    return {
        **DECISION,
        "kind": "recognise",
        "decided_on": day,
        "version": world.fresh(dossier).version,
        **more,
    }


def withdrawal(world: World, certificate: Certificate, **more: str) -> dict[str, str | int]:
    day = world.today.strftime("%d/%m/%Y")
    return {**WITHDRAWAL, "decided_on": day, "version": certificate.version, **more}


# -- handed back by the ministry


def test_the_ministry_hands_a_dossier_back_from_its_page(
    client_of: ClientOf, world: World, thu: Actor, hoa: Actor
) -> None:
    dossier = world.dossier("forwarded")
    address = f"/dossiers/{dossier.pk}/hand-back/"
    thus = client_of(thu)
    assert address in thus.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert client_of(hoa).get(address).status_code == 403
    told_so = {"version": dossier.version, "stars": 4, "reason": "Thiếu kiểm nghiệm."}
    with one_entry("dossier.handed_back"):
        assert thus.post(address, told_so)["Location"] == f"/dossiers/{dossier.pk}/"
    assert thus.post(address, told_so).status_code == 409


# -- the decision


@pytest.mark.parametrize(
    ("down", "offered"),
    [(1, "Công nhận và cấp giấy chứng nhận"), (2, "Không công nhận"), (0, "Phê duyệt kết quả")],
)
def test_the_page_offers_what_the_rules_allow_and_says_why(
    client_of: ClientOf, world: World, hoa: Actor, down: int, offered: str
) -> None:
    page = client_of(hoa).get(path_of(world, world.dossier("closed", down=down))).content.decode()
    assert offered in page
    assert "Điều " in page


@pytest.mark.parametrize(("language", "said"), [("vi", "90,5"), ("en", "90.5")])
def test_the_reasons_write_decimals_as_the_page_does(language: str, said: str) -> None:
    with override(language):
        assert deciding.points_text(Decimal("90.50")) == said
        assert deciding.points_text(Decimal("90.00")) == "90"


def test_a_decision_is_checked_before_it_is_recorded(client_of: ClientOf, world: World, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    path, client = path_of(world, dossier), client_of(hoa)
    with no_entry():
        page = client.post(path, told(world, dossier)).content.decode()
    assert "Kiểm tra quyết định" in page
    assert 'name="number" value="345/QĐ-UBND"' in page
    with no_entry():
        assert "Nhập quyết định" in client.post(path, told(world, dossier, change="1")).content.decode()
    sent = told(world, dossier, confirmed="1")
    with one_entry("dossier.recognised"):
        client.post(path, sent)
    assert "Đã công nhận" in client.get(path).content.decode()
    with no_entry():
        assert client.post(path, sent).status_code == 409


def test_a_decision_with_faults_or_a_stale_page_keeps_what_was_typed(
    client_of: ClientOf, world: World, hoa: Actor
) -> None:
    dossier = world.dossier("closed")
    path, client = path_of(world, dossier), client_of(hoa)
    with no_entry():
        early = client.post(path, told(world, dossier, decided_on="01/01/2020", confirmed="1"))
        stale = client.post(path, {**told(world, dossier, confirmed="1"), "version": 1})
        empty = client.post(path, told(world, dossier, number=""))
    assert (early.status_code, stale.status_code, empty.status_code) == (200, 409, 200)
    for answer in (early, stale, empty):
        assert "Trần Thị Cúc" in answer.content.decode()


def test_members_and_inspectors_enter_no_decision(
    client_of: ClientOf, world: World, mai: Actor, an: Actor, binh: Actor
) -> None:
    path = path_of(world, world.dossier("closed"))
    assert client_of(mai).get(path).status_code == 403
    assert client_of(an).get(path).status_code == 403
    assert client_of(binh).get(path).status_code == 404


def test_nothing_is_decided_before_the_case_is_closed(client_of: ClientOf, world: World, hoa: Actor) -> None:
    dossier = world.dossier("revealed")
    path, client = path_of(world, dossier), client_of(hoa)
    assert "Chưa có gì phải quyết định" in client.get(path).content.decode()
    with no_entry():
        assert client.post(path, told(world, dossier, confirmed="1")).status_code == 409


# -- certificates


def certificate_of(world: World) -> Certificate:
    return Certificate.objects.get(dossier=world.dossier("recognised"))


def test_the_certificate_names_product_decision_and_validity(
    client_of: ClientOf, world: World, lan: Actor
) -> None:
    certificate = certificate_of(world)
    page = client_of(lan).get(f"/certificates/{certificate.pk}/").content.decode()
    for words in (certificate.product.code, certificate.decision.number, "OCOP 3 sao", "xã Tả Van"):
        assert words in page
    assert "Dữ liệu thử nghiệm" not in page.split("<article")[1]


def test_trial_data_is_marked_as_such(client_of: ClientOf, world: World, lan: Actor) -> None:
    certificate = certificate_of(world)
    with override_settings(OCOP_TRIAL_DATA=True):
        page = client_of(lan).get(f"/certificates/{certificate.pk}/").content.decode()
    assert "Dữ liệu thử nghiệm" in page.split("<article")[1]


def test_the_code_leads_to_the_public_page(client: Client, world: World) -> None:
    certificate = certificate_of(world)
    picture = client.get(f"/certificates/{certificate.pk}/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert client.get("/certificates/0/qr.svg").status_code == 404


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", True),
        ("?q=tuong ot", True),
        ("?q=mat ong", False),
        ("?stars=3", True),
        ("?stars=4", False),
        ("?state=valid", True),
        ("?state=expiring", False),
        ("?state=past", False),
        ("?state=replaced", False),
        ("?state=withdrawn", False),
    ],
)
def test_certificates_are_found_by_words_stars_and_state(
    client_of: ClientOf, world: World, hoa: Actor, filters: str, found: bool
) -> None:
    certificate_of(world)
    page = client_of(hoa).get(f"/certificates/{filters}").content.decode()
    assert ("Tương ớt Mường Hoa" in page) is found


def test_certificates_of_others_are_listed_only_when_the_whole_country_is_asked_for(
    client_of: ClientOf, world: World, binh: Actor
) -> None:
    certificate_of(world)
    client = client_of(binh)
    assert "Tương ớt Mường Hoa" not in client.get("/certificates/").content.decode()
    assert "Tương ớt Mường Hoa" in client.get("/certificates/?whose=country").content.decode()


def test_the_list_costs_the_same_for_many(
    client_of: ClientOf,
    world: World,
    hoa: Actor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(hoa)
    certificate_of(world)
    client.get("/certificates/")
    with django_assert_num_queries(6):
        client.get("/certificates/")
    world.dossier("recognised", product=world.a_product(name="Sa tế ớt"))
    with django_assert_num_queries(6):
        client.get("/certificates/")


# -- the withdrawal


def test_a_withdrawal_is_checked_recorded_and_public_at_once(
    client_of: ClientOf, world: World, hoa: Actor
) -> None:
    certificate = certificate_of(world)
    path, client = f"/certificates/{certificate.pk}/withdraw/", client_of(hoa)
    sent = withdrawal(world, certificate)
    with no_entry():
        assert "Kiểm tra việc thu hồi" in client.post(path, sent).content.decode()
        assert "Thu hồi giấy chứng nhận" in client.post(path, {**sent, "change": "1"}).content.decode()
    with one_entry("certificate.withdrawn"):
        client.post(path, {**sent, "confirmed": "1"})
    assert "Kết luận kiểm tra." in client.get(f"/certificates/{certificate.pk}/").content.decode()
    assert queries.public_certificate(certificate.product.code, world.today).status.state == "withdrawn"
    assert "Tương ớt" in client.get("/certificates/?state=withdrawn").content.decode()
    with no_entry():
        assert client.post(path, {**sent, "confirmed": "1"}).status_code == 409


def test_a_withdrawal_keeps_what_was_typed(client_of: ClientOf, world: World, hoa: Actor) -> None:
    certificate = certificate_of(world)
    path, client = f"/certificates/{certificate.pk}/withdraw/", client_of(hoa)
    with no_entry():
        early = client.post(path, withdrawal(world, certificate, decided_on="01/01/2020", confirmed="1"))
        stale = client.post(path, {**withdrawal(world, certificate, confirmed="1"), "version": 99})
    assert (early.status_code, stale.status_code) == (200, 409)
    for answer in (early, stale):
        assert "Kết luận kiểm tra." in answer.content.decode()


def test_only_the_level_that_may_withdraws(
    client_of: ClientOf, world: World, lan: Actor, an: Actor, thu: Actor
) -> None:
    certificate = certificate_of(world)
    for actor in (lan, an, thu):
        client = client_of(actor)
        assert client.get(f"/certificates/{certificate.pk}/withdraw/").status_code == 403
        assert "/withdraw/" not in client.get(f"/certificates/{certificate.pk}/").content.decode()


def test_looking_writes_nothing(client_of: ClientOf, world: World, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    certificate = certificate_of(world)
    client = client_of(hoa)
    with no_entry():
        client.get(path_of(world, dossier))
        for path in ("", f"{certificate.pk}/", f"{certificate.pk}/withdraw/", f"{certificate.pk}/qr.svg"):
            assert client.get(f"/certificates/{path}").status_code == 200


def test_the_printed_code_can_be_read(page: Page, client: Client, world: World) -> None:
    certificate = certificate_of(world)
    svg = client.get(f"/certificates/{certificate.pk}/qr.svg").content.decode()
    page.set_content(f"<body>{svg}</body>")
    shot = Image.open(io.BytesIO(page.screenshot()))
    assert zxingcpp.read_barcodes(shot)[0].text.endswith(f"/p/{certificate.product.code}")
