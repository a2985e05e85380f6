"""What programs read without a key: the catalogue, in one form, in two languages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from ocop.api import limits
from ocop.api.middleware import SHOWN_HEADERS
from ocop.api.problems import KINDS
from ocop.api.v1.kept import Shelf
from ocop.insight import stats
from ocop.insight.questions import Question
from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.recognition.models import Certificate
from ocop.registry import searching
from tests.api.conftest import LATER, ROOT, Program, a_key
from tests.cast import ClientOf, user_of
from tests.world import World, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(world: World) -> Certificate:
    return world.certificate()


def names(answer: object) -> list[str]:
    return [one["name"] for one in answer.json()["items"]]  # type: ignore[attr-defined]


class TestProducts:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", True),
            ("q=tuong ot", True),
            ("q=Tương Ớt", True),
            ("q=mật ong", False),
            ("stars=3", True),
            ("stars=4", False),
            ("province=15", True),
            ("province=04", False),
            ("commune=03037", True),
            ("commune=02839", False),
            ("producer_kind=htx", True),
            ("producer_kind=ho", False),
            ("regime=2026-26&set=10", True),
            ("set=11", False),
            ("group=food", True),
            ("group=nothing", False),
            ("status=ended", False),
            ("status=all", True),
            ("on=2026-01-01", False),
            ("on=2026-01-01&status=all", True),
        ],
    )
    def test_the_list_is_narrowed_as_that_of_the_register(
        self, certificate: Certificate, anybody: Program, query: str, found: bool
    ) -> None:
        answer = anybody.get(f"/products?{query}")
        assert answer.status_code == 200
        assert names(answer) == ([certificate.product_name] if found else [])

    def test_stars_are_those_held_on_the_day(self, certificate: Certificate, anybody: Program) -> None:
        """A certificate that ran out has a number of stars on its paper, and the product holds none."""
        over = certificate.valid_to + timedelta(days=1)
        for status, held, ended in (("recognised", 1, 0), ("all", 1, 0), ("ended", 0, 0)):
            asked = f"/products?stars={certificate.stars}&status={status}"
            assert len(names(anybody.get(asked))) == held
            assert len(names(anybody.get(f"{asked}&on={over}"))) == ended
        (found,) = anybody.get(f"/products?status=all&on={over}").json()["items"]
        assert found["stars"] is None

    def test_one_product_tells_the_history_of_its_stars(
        self, certificate: Certificate, anybody: Program
    ) -> None:
        found = anybody.get(f"/products/{certificate.product.code}").json()
        assert (found["stars"], found["state"]) == (certificate.stars, "valid")
        assert [one["number"] for one in found["certificates"]] == [certificate.number]
        assert found["certificates"][0]["decision"]["number"] == certificate.decision.number
        assert found["place"]["province_name"] == "tỉnh Lào Cai"

    def test_nothing_personal_is_in_it(self, certificate: Certificate, anybody: Program) -> None:
        producer = certificate.product.producer
        for path in ("/products", f"/products/{certificate.product.code}", f"/producers/{producer.code}"):
            text = anybody.get(path).content.decode()
            for hidden in filter(None, (producer.representative_name, producer.phone, producer.tax_code)):
                assert hidden not in text, path

    def test_a_product_that_was_never_recognised_is_not_there(self, world: World, anybody: Program) -> None:
        product = world.a_product()
        assert names(anybody.get("/products?status=all")) == []
        assert anybody.get(f"/products/{product.code or 'x'}").status_code == 404

    @pytest.mark.usefixtures("certificate")
    def test_the_number_of_queries_stays(
        self, anybody: Program, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        anybody.get("/products")
        with django_assert_max_num_queries(16):
            anybody.get("/products?limit=200")


class TestStatus:
    def test_a_certificate_is_asked_for_by_code_and_day(
        self, certificate: Certificate, anybody: Program
    ) -> None:
        code = certificate.product.code
        assert anybody.get(f"/status/{code}").json()["holds"] is True
        over = certificate.valid_to + timedelta(days=1)
        after = anybody.get(f"/status/{code}?on={over.isoformat()}").json()
        assert (after["holds"], after["stars"], after["state"]) == (False, None, "expired")

    def test_a_code_is_read_as_people_type_it(self, certificate: Certificate, anybody: Program) -> None:
        code = certificate.product.code
        for typed in (code.replace("-", " "), f" {code.replace('-', '–')} ", code.replace("0", "o")):
            assert anybody.get(f"/status/{quote(typed)}").json()["code"] == code
        assert anybody.get(f"/status/{code[:-1]}").status_code == 404

    def test_and_by_the_number_under_the_bar_code(self, certificate: Certificate, anybody: Program) -> None:
        type(certificate.product).objects.filter(pk=certificate.product_id).update(gtin="8935001725008")
        found = anybody.get("/status/gtin/8935001725008").json()
        assert found["code"] == certificate.product.code
        assert anybody.get("/status/gtin/8935001725009").status_code == 404


class TestDecisionsAndProducers:
    def test_a_decision_lists_what_it_recognised(self, certificate: Certificate, anybody: Program) -> None:
        listed = anybody.get("/decisions?year=2026").json()["items"]
        found = anybody.get(f"/decisions/{listed[0]['id']}").json()
        assert found["number"] == certificate.decision.number
        assert [one["code"] for one in found["products"]] == [certificate.product.code]
        assert anybody.get("/decisions?year=2020").json()["items"] == []

    def test_a_producer_is_known_by_its_products(self, certificate: Certificate, anybody: Program) -> None:
        listed = anybody.get("/producers?q=ot ta van").json()["items"]
        assert [one["code"] for one in listed] == [certificate.product.producer.code]


class TestCountryAndLaw:
    @pytest.mark.usefixtures("places")
    def test_the_map_is_that_of_the_day(self, anybody: Program) -> None:
        now = anybody.get("/units?level=province").json()["items"]
        then = anybody.get("/units?level=province&on=2025-06-30").json()["items"]
        assert {one["code"] for one in now} == {"04", "15"}
        assert {one["code"] for one in then} == {"04", "10", "15"}
        assert anybody.get("/units/10").status_code == 404
        assert anybody.get("/units/10?on=2025-06-30").json()["full_name"] == "tỉnh Lào Cai"

    def test_a_table_comes_whole_and_exact(self, anybody: Program) -> None:
        found = anybody.get("/regimes/2026-26/sets/1").json()
        assert found["max"] == "100"
        assert [part["max"] for part in found["parts"]] == ["40", "25", "35"]
        assert anybody.get("/regimes/2026-26/sets/99").status_code == 404
        assert anybody.get("/regimes/none").status_code == 404

    @pytest.mark.usefixtures("certificate")
    def test_figures_are_those_of_the_command(self, anybody: Program) -> None:
        found = anybody.get("/statistics?measure=products&by=province&where=province:15").json()
        assert (found["total"], [row["value"] for row in found["rows"]]) == ("1", ["1"])

    @pytest.mark.parametrize(
        "query", ["by=gender", "where=ethnic_minority:yes", "where=province:99", "from=x"]
    )
    @pytest.mark.usefixtures("places")
    def test_figures_about_single_people_and_unknown_places_are_refused(
        self, anybody: Program, query: str
    ) -> None:
        assert anybody.get(f"/statistics?measure=producers&{query}").status_code == 422


class TestPages:
    @pytest.mark.usefixtures("places")
    def test_following_the_links_gives_every_row_once(self, anybody: Program) -> None:
        path, seen = "/units?on=2025-06-30&limit=2", []
        while path:
            answer = anybody.get(path)
            seen += [one["key"] for one in answer.json()["items"]]
            links = [one for one in answer["Link"].split(", ") if 'rel="next"' in one]
            assert bool(links) == (answer.json()["next"] is not None)
            path = links[0].partition(">")[0].partition(ROOT)[2] if links else ""
        assert len(seen) == len(set(seen)) == len(anybody.get("/units?on=2025-06-30").json()["items"])

    @pytest.mark.usefixtures("places")
    def test_a_cursor_holds_for_its_own_list_and_filters(self, anybody: Program) -> None:
        cursor = anybody.get("/units?limit=1").json()["next"]
        assert anybody.get(f"/units?limit=5&cursor={cursor}").status_code == 200
        for path in (
            f"/units?level=province&cursor={cursor}",
            f"/decisions?cursor={cursor}",
            "/units?cursor=e30",
        ):
            answer = anybody.get(path)
            assert answer.status_code == 400
            assert answer.json()["type"].endswith("/api/problems/bad-cursor/")

    @pytest.mark.parametrize("limit", ["0", "201", "many"])
    def test_a_page_has_bounds(self, anybody: Program, limit: str) -> None:
        assert anybody.get(f"/products?limit={limit}").json()["errors"][0]["parameter"] == "limit"

    def test_a_wrong_value_among_several_is_told_by_the_name_of_its_parameter(self, anybody: Program) -> None:
        refused = anybody.get("/statistics?measure=products&by=foo")
        assert {one["parameter"] for one in refused.json()["errors"]} == {"by"}

    def test_a_slip_in_the_name_of_a_parameter_is_told(self, anybody: Program) -> None:
        assert anybody.get("/products?star=4").json()["errors"][0]["parameter"] == "star"


class TestAnswers:
    def test_what_the_caller_has_is_not_sent_again(self, certificate: Certificate, anybody: Program) -> None:
        first = anybody.get("/products")
        assert first["Cache-Control"] == "public, max-age=60"
        again = anybody.get("/products", **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["RateLimit-Limit"]
        Certificate.objects.filter(pk=certificate.pk).update(number="9/2026")
        assert anybody.get("/products", **{"If-None-Match": first["ETag"]}).status_code == 200

    def test_head_answers_without_a_body(self, anybody: Program) -> None:
        answer = anybody.client.head(f"{ROOT}/regimes")
        assert (answer.status_code, answer.content) == (200, b"")

    def test_pages_of_other_sites_may_read_and_not_write(self, anybody: Program) -> None:
        assert anybody.get("/regimes")["Access-Control-Allow-Origin"] == "*"
        assert anybody.get("/regimes")["Access-Control-Expose-Headers"] == SHOWN_HEADERS
        assert "Access-Control-Allow-Origin" not in anybody.get("/registry/producers/1")
        preflight = anybody.client.options(f"{ROOT}/products")
        assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
        assert "Access-Control-Allow-Origin" not in anybody.client.options(f"{ROOT}/webhooks")

    def test_a_browsers_session_plays_no_part(self, hoa: Actor, client_of: ClientOf) -> None:
        browser = client_of(hoa)
        answer = browser.get(f"{ROOT}/registry/producers/1")
        assert answer.status_code == 401
        assert "Cookie" not in answer["Vary"]

    @pytest.mark.parametrize(
        ("asked", "language", "title"),
        [
            ("", "vi", "Không có gì ở đây"),
            ("en-GB,en;q=0.9,vi;q=0.8", "en", "There is nothing here"),
            ("fr, vi;q=0.5", "vi", "Không có gì ở đây"),
            ("fr", "vi", "Không có gì ở đây"),
        ],
    )
    def test_words_come_in_the_language_asked_for(
        self, anybody: Program, asked: str, language: str, title: str
    ) -> None:
        answer = anybody.get("/products/none", **({"Accept-Language": asked} if asked else {}))
        assert (answer.json()["title"], answer["Content-Language"]) == (title, language)

    @pytest.mark.parametrize(
        ("request_line", "headers", "answer_line"),
        [
            ("GET /nothing", {}, "404 not-found"),
            ("GET /products/a%00b", {}, "400 bad-request"),
            ("POST /products", {}, "405 method-not-allowed"),
            ("GET /products", {"Accept": "text/html"}, "406 not-acceptable"),
            ("GET /products", {"Authorization": "Bearer ocop_x"}, "401 unknown-key"),
            ("GET /products", {"Authorization": "Basic eDp5"}, "401 unknown-key"),
            ("POST /registry/producers", {}, "401 no-key"),
            ("GET /products?stars=9", {}, "422 invalid"),
        ],
    )
    def test_every_failure_is_a_problem_document(
        self, anybody: Program, request_line: str, headers: dict[str, str], answer_line: str
    ) -> None:
        method, path = request_line.split()
        status, kind = answer_line.split()
        answer = anybody.client.generic(method, f"{ROOT}{path}", "{}", "application/json", headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (int(status), "application/problem+json")
        assert answer.json()["type"].endswith(f"/api/problems/{kind}/")
        assert answer["Cache-Control"] == "no-store"
        assert KINDS[kind].status == answer.status_code

    def test_a_fault_of_ours_is_a_problem_too(
        self, anybody: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from ocop.registry import regimes  # noqa: PLC0415 - what breaks

        monkeypatch.setattr(regimes, "library", lambda: 1 / 0)
        anybody.client.raise_request_exception = False
        answer = anybody.get("/regimes")
        assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
        assert "division" not in answer.content.decode()


class TestFreshness:
    @pytest.mark.parametrize("path", ["/status/{code}", "/products/{code}"])
    def test_what_a_certificate_is_worth_is_asked_anew_each_time(
        self, anybody: Program, certificate: Certificate, path: str
    ) -> None:
        answer = anybody.get(path.format(code=certificate.product.code))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, no-cache")

    def test_a_precondition_that_fails_is_told_as_every_problem(self, anybody: Program) -> None:
        refused = anybody.get("/groups", **{"If-Match": '"another"'})
        assert refused.status_code == 412
        assert refused["Content-Type"].startswith("application/problem+json")

    @pytest.mark.parametrize(("given", "missing"), [("from", "to"), ("to", "from")])
    def test_a_period_has_two_ends(self, anybody: Program, given: str, missing: str) -> None:
        refused = anybody.get(f"/statistics?measure=products&{given}=2026-01-01")
        assert [one["parameter"] for one in refused.json()["errors"]] == [missing]

    @pytest.mark.usefixtures("certificate")
    def test_words_are_looked_for_among_all_that_the_filters_leave(
        self, anybody: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not among the first of the country alone, of which the filters may leave none."""
        narrowed: list[object] = []
        understood = searching.understood

        def seen(words: str, rows: Any, **how: Any) -> searching.Wanted:
            narrowed.append(how.get("narrowed"))
            return understood(words, rows, **how)

        monkeypatch.setattr(searching, "understood", seen)
        assert anybody.get("/products?q=tương&province=15").json()["items"]
        anybody.get("/producers?q=lan&province=15")
        assert narrowed == [True, True]


class TestFiguresKept:
    QUESTION = "/statistics?measure=products&by=province"

    def test_they_are_reckoned_once_until_something_public_is_touched(
        self, world: World, certificate: Certificate, anybody: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        ask = stats.ask

        def counted(actor: Actor, question: Question) -> stats.Answer:
            asked.append(question.measure.code)
            return ask(actor, question)

        monkeypatch.setattr(stats, "ask", counted)
        first = anybody.get(self.QUESTION)
        with transaction.atomic():
            user = user_of(world.leader)
            record(actor=SYSTEM, verb="user.signed_in", obj=user, before={}, after={}, now=LATER)
        assert anybody.get(self.QUESTION).content == first.content
        assert len(asked) == 1
        assert anybody.get(self.QUESTION, **{"Accept-Language": "en"}).json()["total"] == "1"
        assert len(asked) == 2
        withdraw(world, certificate)
        assert anybody.get(self.QUESTION).json()["total"] == "0"

    def test_a_kept_answer_costs_one_query(
        self, anybody: Program, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        anybody.get(self.QUESTION)
        with django_assert_num_queries(1):
            anybody.get(self.QUESTION)

    def test_who_asks_the_same_at_once_waits_for_who_asked_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Shelf, "_look", lambda _shelf: "")
        shelf, begun, reckoned = Shelf(), Event(), Event()
        asked: list[str] = []

        def slowly() -> bytes:
            asked.append("a")
            begun.set()
            reckoned.wait(5)
            return b"12345"

        with ThreadPoolExecutor(4) as several:
            first = several.submit(shelf.answer, "a", slowly)
            assert begun.wait(5)
            others = [several.submit(shelf.answer, "a", slowly) for _other in range(3)]
            assert not wait(others, timeout=0.1).done
            reckoned.set()
            assert {one.result(5) for one in [first, *others]} == {b"12345"}
        assert asked == ["a"]

    def test_they_take_no_more_room_than_they_may(self) -> None:
        shelf = Shelf(most=10)
        for question in "abc":
            shelf.answer(question, lambda: b"12345")
        asked: list[str] = []
        for question in "cba":
            shelf.answer(question, partial(self._noted, asked, question))
        assert asked == ["a"]
        assert shelf.answer("d", lambda: b"x" * 11) == b"x" * 11

    @staticmethod
    def _noted(asked: list[str], question: str) -> bytes:
        asked.append(question)
        return b"12345"


class TestLimits:
    def test_an_address_is_answered_so_often_in_a_minute(self, anybody: Program, settings: Settings) -> None:
        settings.OCOP_API_PER_ADDRESS = 2
        assert [anybody.get("/groups").status_code for _time in range(3)] == [200, 200, 429]
        over = anybody.get("/groups")
        assert over["Retry-After"] == over["RateLimit-Reset"] == str(60 - int(LATER.timestamp()) % 60)
        assert (over["RateLimit-Limit"], over["RateLimit-Remaining"]) == ("2", "0")

    def test_a_key_has_its_own_measure(self, anybody: Program, system: Program, settings: Settings) -> None:
        settings.OCOP_API_PER_ADDRESS, settings.OCOP_API_PER_KEY = 1, 3
        anybody.get("/groups")
        assert anybody.get("/groups").status_code == 429
        assert [system.get("/groups").status_code for _time in range(4)] == [200, 200, 200, 429]

    def test_figures_count_for_as_many_as_they_cost(self, anybody: Program, settings: Settings) -> None:
        settings.OCOP_API_PER_ADDRESS = 15
        first = anybody.get("/statistics?measure=products")
        assert (first.status_code, first["RateLimit-Remaining"]) == (200, "5")
        assert anybody.get("/groups").status_code == 200
        assert anybody.get("/statistics?measure=products").status_code == 429

    def test_whatever_is_costly_is_an_operation_and_says_so(self) -> None:
        from ocop.api.v1.contract import description  # noqa: PLC0415 - heavy

        said = {
            path.removeprefix(f"{ROOT}/"): operation["x-cost"]
            for path, methods in description()["paths"].items()
            for operation in methods.values()
            if "x-cost" in operation
        }
        assert said == limits.COSTS

    def test_what_is_counted_never_grows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of many addresses in a minute the late ones share; the next minute remembers none."""
        monkeypatch.setattr(limits, "MOST_COUNTED", 10)
        for place in range(1000):
            limits.count(None, f"203.0.{place // 250}.{place % 250}", LATER)
        assert len(limits.counts) <= 10 + limits.SHARED
        assert limits.count(None, "203.0.0.0", LATER).left == settings.OCOP_API_PER_ADDRESS - 2
        limits.count(None, "203.0.0.0", LATER + timedelta(minutes=1))
        assert len(limits.counts) == 1

    def test_a_key_shares_its_count_with_nobody(self, lao_cai: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
        """However many addresses came before it in this minute."""
        monkeypatch.setattr(limits, "MOST_COUNTED", 10)
        monkeypatch.setattr(limits, "SHARED", 1)
        for place in range(100):
            limits.count(None, f"203.0.113.{place}", LATER)
        key, _secret = a_key(lao_cai)
        assert limits.count(key, "203.0.113.200", LATER).left == settings.OCOP_API_PER_KEY - 1

    def test_wrong_keys_count_for_their_address(self, settings: Settings) -> None:
        settings.OCOP_API_PER_ADDRESS = 1
        wrong = Program("ocop_000000000000_" + "a" * 43)
        assert [wrong.get("/groups").status_code for _time in range(2)] == [401, 429]
