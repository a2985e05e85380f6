"""The page of figures: any question, its table, the list behind a figure, the workbook of it."""

from datetime import date
from io import BytesIO

from django.urls import reverse
from python_calamine import CalamineWorkbook

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from tests.cast import ClientOf
from tests.insight.conftest import Shelf

PAGE = reverse("insight:statistics")
BEHIND = reverse("insight:behind")


def a_product(shelf: Shelf, commune: Unit, name: str) -> None:
    product = shelf.product(shelf.producer(commune), name=name)
    shelf.certificate(product, date(2026, 3, 1), to=date(2090, 3, 1))


def test_an_officer_asks_and_opens_the_list_behind_a_figure(
    client_of: ClientOf, thu: Actor, shelf: Shelf, ta_van: Unit, bao_lam: Unit
) -> None:
    a_product(shelf, ta_van, "Gạo Séng Cù")
    a_product(shelf, bao_lam, "Mật ong Bảo Lâm")
    browser = client_of(thu)
    page = browser.get(PAGE, {"measure": "products", "by": "province"}).content.decode()
    assert "tỉnh Lào Cai" in page
    assert "50,00" in page
    assert "where=province%3A15" in page
    behind = browser.get(BEHIND, {"measure": "products", "where": "province:15"}).content.decode()
    assert "Gạo Séng Cù" in behind
    assert "Mật ong Bảo Lâm" not in behind


def test_communes_have_their_list_too(client_of: ClientOf, hoa: Actor, ta_van: Unit, bac_ha: Unit) -> None:
    page = client_of(hoa).get(BEHIND, {"measure": "communes_without"}).content.decode()
    assert ta_van.name in page
    assert bac_ha.name in page


def test_a_question_without_an_answer_is_told_and_nothing_typed_is_lost(
    client_of: ClientOf, thu: Actor
) -> None:
    answer = client_of(thu).get(PAGE, {"measure": "communes_total", "by": "kind", "as_of": "31/12/2022"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "communes_total" in page
    assert "31/12/2022" in page
    assert client_of(thu).get(BEHIND, {"where": "village:x"}).status_code == 400
    assert client_of(thu).get(PAGE, {"as_of": "hôm qua"}).status_code == 400


def test_the_groups_of_another_period_or_province_can_be_chosen(
    client_of: ClientOf, thu: Actor, shelf: Shelf, ta_van: Unit
) -> None:
    a_product(shelf, ta_van, "Chè dây")
    asked = {"measure": "products", "by": "sector", "taxonomy": "quang-ninh"}
    page = client_of(thu).get(PAGE, asked).content.decode()
    assert "Dịch vụ" in page
    assert "Sinh vật cảnh" not in page
    assert "taxonomy=quang-ninh" in page
    assert client_of(thu).get(PAGE, {"measure": "products", "taxonomy": "1999"}).status_code == 400


def test_the_workbook_holds_the_same_lines(
    client_of: ClientOf, thu: Actor, shelf: Shelf, ta_van: Unit
) -> None:
    a_product(shelf, ta_van, "=1+1")
    answer = client_of(thu).get(PAGE, {"measure": "products", "by": "province", "format": "xlsx"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-2:] == [["tỉnh Lào Cai", 1.0, 100.0], ["Tổng", 1.0, ""]]


def test_producers_have_no_figures(client_of: ClientOf, lan: Actor) -> None:
    assert client_of(lan).get(PAGE).status_code == 403
    assert client_of(lan).get(BEHIND).status_code == 403
