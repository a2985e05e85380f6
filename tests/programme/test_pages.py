"""Pages of periods and shared lists."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.platform.actors import Actor
from ocop.programme.models import CodeList, ListValue
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.usefixtures("lists")

TYPED = {"code": "live_stream", "label_vi": "Phát trực tiếp", "label_en": "Live", "from_on": "23/11/2026"}


def test_everybody_reads_the_periods(client: Client) -> None:
    page = client.get(reverse("programme:periods")).content.decode()
    assert "Quảng Ninh 2013-2016" in page
    assert "919/QĐ-TTg" in page
    assert "Chưa tìm thấy quyết định riêng" in page


def test_everybody_reads_the_lists_at_a_fixed_cost(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = client.get(reverse("programme:lists")).content.decode()
    assert "Kênh bán hàng" in page
    assert "2026-26" in page


def test_a_list_is_shown_as_of_a_day(client: Client) -> None:
    address = reverse("programme:list", args=["capital_source"])
    assert "Vốn của chủ thể" in client.get(address, {"on": "01/06/2019"}).content.decode()
    today = client.get(address).content.decode()
    assert "Ngân sách địa phương" in today.split("Giá trị đã đóng")[0]
    assert "Vốn của chủ thể" in today.split("Giá trị đã đóng")[1]


def test_a_list_tells_what_was_done_to_it(client: Client, client_of: ClientOf, thu: Actor) -> None:
    with one_entry("lists.value_added"):
        client_of(thu).post(reverse("programme:add_value", args=["channel"]), {**TYPED, "version": "1"})
    history = client.get(reverse("programme:list", args=["channel"])).context["history"]
    assert [(str(line.verb), line.name) for line in history.lines] == [
        ("Đã thêm giá trị vào danh mục dùng chung", "")
    ]


def test_a_day_that_is_none_is_said_so(client: Client) -> None:
    page = client.get(reverse("programme:lists"), {"on": "31/02/2026"})
    assert page.status_code == 200
    assert "Lỗi:" in page.content.decode()


def test_a_list_nobody_made_is_not_there(client: Client) -> None:
    assert client.get(reverse("programme:list", args=["nothing"])).status_code == 404


def test_the_ministry_adds_and_closes_a_value(client_of: ClientOf, thu: Actor) -> None:
    client = client_of(thu)
    with one_entry("lists.value_added"):
        client.post(reverse("programme:add_value", args=["channel"]), {**TYPED, "version": "1"})
    value = ListValue.objects.get(code="live_stream")
    with one_entry("lists.value_closed"):
        answer = client.post(
            reverse("programme:close_value", args=[value.pk]), {"reason": "Nhầm", "version": "2"}
        )
    assert answer.status_code == 302


def test_what_was_typed_stays_after_an_error(client_of: ClientOf, thu: Actor) -> None:
    with no_entry():
        page = client_of(thu).post(
            reverse("programme:add_value", args=["channel"]), {**TYPED, "code": "Lỗi", "version": "1"}
        )
    assert "Phát trực tiếp" in page.content.decode()


def test_a_stale_form_keeps_what_was_typed(client_of: ClientOf, thu: Actor) -> None:
    CodeList.objects.filter(code="channel").update(version=5)
    with no_entry():
        page = client_of(thu).post(
            reverse("programme:add_value", args=["channel"]), {**TYPED, "version": "1"}
        )
    assert page.status_code == 409
    assert "Phát trực tiếp" in page.content.decode()


def test_a_province_reads_why_it_may_not(client_of: ClientOf, hoa: Actor) -> None:
    client = client_of(hoa)
    page = client.get(reverse("programme:add_value", args=["channel"]))
    assert page.status_code == 403
    assert "Chỉ bộ" in page.content.decode()
    value = ListValue.objects.filter(to_on=None).first()
    assert value is not None
    assert client.get(reverse("programme:close_value", args=[value.pk])).status_code == 403
    assert "Thêm giá trị" not in client.get(reverse("programme:list", args=["channel"])).content.decode()


def test_a_product_and_its_certificate_tell_their_period(
    client_of: ClientOf, lan: Actor, world: World
) -> None:
    dossier = world.dossier("recognised")
    client = client_of(lan)
    for address in (
        reverse("registry:product", args=[dossier.product_id]),
        reverse("recognition:certificate", args=[dossier.certificates.get().pk]),
    ):
        assert "Quốc gia 2026-2030" in client.get(address).content.decode()
