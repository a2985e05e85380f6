"""Practice: anybody scores a product, without an account, without script, and nothing is stored."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from ocop.law import library, scoring, sheets
from ocop.portal import practice
from tests.world import answers_for

HONEY = "/practice/2026-26/4/"
TOURISM = "/practice/2026-26/26/"
OURS = library.opened()
REGIME = OURS.regime("2026-26")


def page(client: Client, path: str, **query: str | int) -> str:
    response = client.get(path, {name.replace("_", "."): value for name, value in query.items()})
    assert response.status_code == 200
    return response.content.decode()


def sheet(number: int = 4, *, down: int = 0) -> dict[str, int]:
    return answers_for(OURS.product_set("2026-26", number), down=down)


def address(path: str, answers: dict[str, int], **more: object) -> str:
    return f"{path}?{urlencode({**more, **answers})}"


# -- choosing a product set -------------------------------------------------------------------------------


def test_every_product_set_in_force_is_offered(client: Client) -> None:
    text = page(client, "/practice/")
    assert [f'href="/practice/2026-26/{number}/"' in text for number in range(1, 27)] == [True] * 26
    assert "Không phải kết quả chính thức" in text


@pytest.mark.parametrize("typed", ["mat ong", "Mật ong", "MAT  ONG", "mật"])
def test_a_set_is_found_with_or_without_accents(client: Client, typed: str) -> None:
    text = page(client, "/practice/", q=typed)
    assert HONEY in text
    assert "/practice/2026-26/22/" not in text


def test_a_search_that_finds_nothing_says_what_to_do(client: Client) -> None:
    assert "Hãy thử một từ thôi" in page(client, "/practice/", q="tàu vũ trụ")


def test_earlier_regimes_stay_reachable_and_are_marked(client: Client) -> None:
    text = page(client, "/practice/", regime="2019-1048")
    assert "/practice/2019-1048/1/" in text
    assert "không còn áp dụng cho hồ sơ mới" in text


# -- the sheet, step by step ------------------------------------------------------------------------------


def test_a_step_shows_one_section_with_its_place_in_the_title(client: Client) -> None:
    text = page(client, HONEY)
    assert re.search(r"<title>\s*Bước 1/\d+: 1\. Tổ chức sản xuất", text)
    assert 'name="1.1"' in text
    assert 'type="radio" name="2.1"' not in text


def test_answers_travel_with_the_form_from_step_to_step(client: Client) -> None:
    text = page(client, HONEY, step=2, ko="forged-dossier", **{"1_1": 2})
    assert '<input type="hidden" name="1.1" value="2">' in text
    assert '<input type="hidden" name="ko" value="forged-dossier">' in text
    assert re.search(r'name="1\.1" value="2" checked', page(client, HONEY, step=1, **{"1_1": 2}))


def test_what_is_not_answered_counts_nothing_and_is_counted(client: Client) -> None:
    product_set = OURS.product_set("2026-26", 4)
    assert f"Còn {len(product_set.leaves)} tiêu chí chưa chọn" in page(client, HONEY)
    assert f"Còn {len(product_set.leaves) - 1} tiêu chí chưa chọn" in page(client, HONEY, **{"1_1": 1})


def test_a_question_about_the_story_is_closed_with_the_reason_when_there_is_none(client: Client) -> None:
    step = practice.step_of(practice.steps(OURS.product_set("2026-26", 4)), "5.2")
    text = page(client, HONEY, step=step, **{"5_1": 1})
    assert "Chỉ chấm khi có câu chuyện sản phẩm" in text
    assert re.search(r'name="5\.2" value="\d" disabled', text)
    assert not re.search(r'name="5\.2" value="\d" disabled', page(client, HONEY, step=step, **{"5_1": 2}))


def test_a_story_taken_back_leaves_no_error_behind(client: Client) -> None:
    response = client.get(HONEY, {"step": "result", "5.1": "1", "5.2": "3"})
    assert response.status_code == 200


def test_two_cases_and_yes_or_no_are_asked_as_the_decision_does(client: Client) -> None:
    text = page(client, TOURISM, step="all")
    assert "Cộng đồng cung cấp dịch vụ" in text
    assert len(re.findall(r'type="radio" name="8"', text)) >= 4
    bilingual = page(client, HONEY, step=2)
    assert re.search(r'name="2\.4" value="1".*?Có', bilingual, re.DOTALL)


def test_the_whole_sheet_fits_one_page(client: Client) -> None:
    text = page(client, TOURISM, step="all")
    product_set = OURS.product_set("2026-26", 26)
    assert {re.escape(number) for number in product_set.leaves} == {
        re.escape(name) for name in re.findall(r'type="radio" name="([\d.]+)"', text)
    }
    assert len(text.encode()) < 80_000


@pytest.mark.parametrize("number", OURS.numbers("2026-26"))
def test_the_steps_of_every_set_ask_every_criterion_once(number: int) -> None:
    product_set = OURS.product_set("2026-26", number)
    asked = [leaf.no for step in practice.steps(product_set) for leaf in step.leaves]
    assert asked == list(product_set.leaves)


# -- the bar that follows the answers -----------------------------------------------------------------------


def test_the_bar_follows_the_answers_and_so_does_the_address(client: Client) -> None:
    response = client.get(f"{HONEY}now/", {"1.1": "2", "here": "1"}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "OCOP 1 sao" in response.content.decode()
    assert 'id="bar-more" class="bar-more" hx-swap-oob="true"' in response.content.decode()
    assert response["HX-Replace-Url"] == f"{HONEY}?step=1&1.1=2"


def test_the_address_is_replaced_by_nothing_a_stranger_wrote(client: Client) -> None:
    response = client.get(f"{HONEY}now/", {"here": "//evil.example"})
    assert "HX-Replace-Url" not in response


def test_the_story_questions_open_on_their_own(client: Client) -> None:
    text = client.get(f"{HONEY}story/", {"5.1": "2"}).content.decode()
    assert 'id="story-c-5-2" hx-swap-oob="true"' in text
    assert "disabled" not in text


# -- the result ---------------------------------------------------------------------------------------------


def test_the_best_sheet_reaches_the_highest_star(client: Client) -> None:
    text = client.get(address(HONEY, sheet(), step="result")).content.decode()
    assert "OCOP 5 sao" in text
    assert "Đây là hạng sao cao nhất" in text
    assert "Không phải kết quả chính thức" in text


def test_a_floor_that_is_missed_is_named_with_a_way_back_to_its_question(client: Client) -> None:
    answers = {**sheet(), "1.6": 0}
    text = client.get(address(HONEY, answers, step="result")).content.decode()
    assert "Vì sao chưa được" in text
    assert re.search(r'href="/practice/2026-26/4/\?step=1&amp;[^"]*#c-1-6"', text)


def test_the_shortest_way_is_the_one_the_law_room_advises(client: Client) -> None:
    answers = sheet(down=1)
    given = practice.read(REGIME, OURS.product_set("2026-26", 4), QueryDict(urlencode(answers)))
    text = client.get(address(HONEY, answers, step="result", target=5)).content.decode()
    advised = given.advice(5)
    assert advised.feasible
    assert "Cách ngắn nhất để lên 5 sao" in text
    assert text.count('<li class="card">') == len(advised.upgrades)


def test_a_ground_for_exclusion_takes_every_star(client: Client) -> None:
    text = client.get(address(HONEY, sheet(), step="result", ko="forged-dossier")).content.decode()
    assert "Bị loại" in text
    assert "OCOP 5 sao" not in text


@pytest.mark.parametrize("number", OURS.numbers("2026-26"))
def test_the_downloaded_sheet_scores_the_same_as_the_page(client: Client, number: int) -> None:
    path = f"/practice/2026-26/{number}/"
    answers = dict(list(sheet(number, down=1).items())[:-5])
    response = client.get(address(f"{path}sheet.json", answers))
    assert response["Content-Disposition"].startswith("attachment")
    result = scoring.score(sheets.read_case(OURS, json.loads(response.content)))
    assert result.complete
    text = client.get(address(path, answers, step="result")).content.decode()
    assert f"OCOP {result.stars} sao" in text


# -- other regimes -------------------------------------------------------------------------------------


def test_an_earlier_table_is_scored_under_its_own_rules(client: Client) -> None:
    assert "OCOP 1 sao" in page(client, "/practice/2019-1048/8/", step="result")


def test_a_set_without_a_table_says_so(client: Client) -> None:
    assert "Chưa chấm được bộ sản phẩm này" in page(client, "/practice/2019-1048/10/")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"A": "40", "B": "25", "C": "35"}, "OCOP 5 sao"),
        ({"A": "30", "B": "20,5", "C": "19.4"}, "OCOP 3 sao"),
        ({"A": "41", "B": "0", "C": "0"}, "Lỗi:"),
        ({"A": "ba mươi", "B": "0", "C": "0"}, "Lỗi:"),
        ({"A": "30"}, "Lỗi:"),
    ],
)
def test_a_regime_known_by_parts_takes_points_by_part(
    client: Client, points: dict[str, str], said: str
) -> None:
    response = client.get("/practice/2025-1489/3/", points)
    assert response.status_code == 200
    assert said in response.content.decode()


# -- what must not happen -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/practice/?regime=2030-1",
        "/practice/2030-1/1/",
        "/practice/..%2f2026-26/1/",
        "/practice/2026-26/27/",
        "/practice/2026-26/0/",
        "/practice/2026-26/999/",
        "/practice/2026-26/1/?step=99",
        "/practice/2026-26/1/?step=x",
        "/practice/2026-26/1/?step=-1",
        "/practice/2025-1489/1/now/",
        "/practice/2019-1048/10/sheet.json",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"1.1": "9"}, {"1.1": "-1"}, {"1.1": "x"}, {"1.1": "9" * 5000}, {"1.99": "1"}, {"1": "1"}]
)
@pytest.mark.parametrize("step", ["1", "all", "result"])
def test_answers_that_do_not_fit_are_named_and_left_out(
    client: Client, wrong: dict[str, str], step: str
) -> None:
    response = client.get(HONEY, {**wrong, "1.2": "1", "step": step})
    assert response.status_code == 400
    assert "đã được bỏ qua" in response.content.decode()


def test_marks_that_others_put_into_addresses_are_ignored(client: Client) -> None:
    response = client.get(HONEY, {"fbclid": "abc", "utm_source": "zalo", "ko": "made-up", "target": "9"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path", ["/practice/", HONEY, f"{HONEY}sheet.json", f"{HONEY}now/", f"{HONEY}story/"]
)
def test_practice_only_reads(client: Client, path: str) -> None:
    assert client.post(path, {"1.1": "1"}).status_code == 405
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_practice_speaks_english_too(client: Client) -> None:
    client.cookies["ocop_language"] = "en"
    text = page(client, HONEY, step="result")
    assert "Not an official result" in text
    assert "Production organisation" in text or "Product origin" in text
    assert "Nguồn gốc sản phẩm" not in text


def test_what_a_browser_asked_for_packed_is_small(client: Client) -> None:
    for step in ("1", "all", "result"):
        response = client.get(TOURISM, {"step": step}, headers={"Accept-Encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"
        assert len(response.content) < 15_000
