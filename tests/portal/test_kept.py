"""Answers of the QR page that are kept: true within a second on every process, and byte for byte the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from ocop.journal.actions import record
from ocop.platform.actors import SYSTEM
from ocop.portal import kept
from ocop.portal.kept import FRESH, INDIFFERENT, LONGEST, MOST, Answer, Shelf
from ocop.portal.lane import Lane, key_of
from ocop.recognition.models import Certificate
from ocop.registry.models import Producer
from tests.cast import NOW, TODAY
from tests.world import World, withdraw

BODY = b"<!doctype html>"


def answer(moment: int = 5) -> Answer:
    return Answer((("ETag", '"a"'), ("Content-Length", "15")), BODY, '"a"', TODAY, moment)


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Clock:
    return Clock()


@pytest.fixture
def shelf(seconds: Clock, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    fresh = Shelf(seconds)
    monkeypatch.setattr(kept, "shelf", fresh)
    return fresh


class TestShelf:
    def test_an_answer_is_believed_as_long_as_the_last_look(self, shelf: Shelf, seconds: Clock) -> None:
        shelf.put(("a",), answer())
        assert shelf.get(("a",), TODAY) is None
        shelf.look(seconds(), 5, 0)
        assert shelf.get(("a",), TODAY) == answer()
        seconds.now += FRESH - 0.01
        assert shelf.get(("a",), TODAY) is not None
        seconds.now += LONGEST - FRESH + 0.02
        assert shelf.get(("a",), TODAY) is None

    def test_when_a_look_grows_old_one_scan_looks_and_the_others_go_on(
        self, shelf: Shelf, seconds: Clock
    ) -> None:
        shelf.put(("a",), answer())
        shelf.look(seconds(), 5, 0)
        seconds.now += FRESH + 0.001
        assert [shelf.get(("a",), TODAY) is None for _scan in range(3)] == [True, False, False]

    def test_no_answer_is_older_than_was_promised(self) -> None:
        assert FRESH < LONGEST < 1

    def test_what_was_touched_later_throws_it_away(self, shelf: Shelf, seconds: Clock) -> None:
        shelf.put(("a",), answer(5))
        shelf.look(seconds(), 7, 5)
        assert shelf.get(("a",), TODAY) is not None
        shelf.look(seconds(), 8, 8)
        assert shelf.get(("a",), TODAY) is None

    def test_an_older_look_that_ends_later_takes_nothing_back(self, shelf: Shelf, seconds: Clock) -> None:
        shelf.look(seconds(), 8, 8)
        shelf.look(seconds() - 0.2, 7, 0)
        shelf.put(("a",), answer(7))
        assert shelf.seen == 8
        assert shelf.get(("a",), TODAY) is None

    def test_at_midnight_nothing_is_believed(self, shelf: Shelf, seconds: Clock) -> None:
        shelf.look(seconds(), 5, 0)
        shelf.put(("a",), answer())
        assert shelf.get(("a",), TODAY + timedelta(days=1)) is None

    def test_it_never_holds_more_than_its_measure(self, shelf: Shelf, seconds: Clock) -> None:
        shelf.look(seconds(), 5, 0)
        for number in range(MOST + 1):
            shelf.put((str(number),), answer())
        assert shelf.get(("0",), TODAY) is None
        assert shelf.get(("1",), TODAY) is not None

    def test_kinds_that_change_nothing_are_kinds_there_are(self) -> None:
        assert {one for one in INDIFFERENT if not apps.get_model(one)} == set()


@pytest.mark.parametrize(
    ("path", "query", "method", "has_key"),
    [
        ("/p/1", "", "GET", True),
        ("/p/1/", "lang=ko", "HEAD", True),
        ("/p/1", "lang=fr", "GET", False),
        ("/p/1", "10=LO", "GET", False),
        ("/p/1", "", "POST", False),
        (f"/p/1{'-' * 90}", "", "GET", False),
        ("/p/1/qr.svg", "", "GET", False),
        ("/check/", "", "GET", False),
    ],
)
def test_only_plain_pages_have_a_short_way(path: str, query: str, method: str, has_key: bool) -> None:
    asked = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
    assert (key_of(asked) is not None) == has_key
    assert key_of({**asked, "HTTP_X_FORWARDED_PROTO": "x" * 4000}) is None


class Served:
    """The program as the server holds it, the short way included."""

    def __init__(self, shelf: Shelf) -> None:
        self.lane = Lane(WSGIHandler(), shelf)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
        said: list[Any] = []
        environ = RequestFactory(headers=headers).generic(method, path).META
        body = self.lane(environ, lambda status, sent, *_rest: said.append((status, dict(sent))))
        whole = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return said[0][0], said[0][1], whole


@pytest.fixture
def served(shelf: Shelf) -> Iterator[Served]:
    """As Django's own test client does, the connection of the test stays open after each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Served(shelf)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def certificate(world: World) -> Certificate:
    return world.certificate()


@pytest.mark.django_db
class TestLane:
    def test_the_second_scan_asks_nothing_and_gets_the_same(
        self, served: Served, certificate: Certificate
    ) -> None:
        path = f"/p/{certificate.product.code}"
        with CaptureQueriesContext(connection) as asked:
            first = served.get(path)
        assert len(asked) == 2
        with CaptureQueriesContext(connection) as asked:
            assert served.get(path) == first
        assert len(asked) == 0
        assert first[0] == "200 OK"
        assert "Cookie" not in first[1]["Vary"]
        assert "Set-Cookie" not in first[1]
        assert first[1]["Content-Security-Policy"]

    def test_each_language_and_each_host_has_its_own(self, served: Served, certificate: Certificate) -> None:
        path = f"/p/{certificate.product.code}"
        served.get(path)
        korean = served.get(path, accept_language="ko")
        assert korean[1]["Content-Language"] == "ko"
        assert served.get(f"{path}?lang=ko") == korean
        assert served.get(path, host="evil.example")[0].startswith("400")

    def test_who_has_it_is_sent_nothing_and_a_look_at_the_head_no_body(
        self, served: Served, certificate: Certificate
    ) -> None:
        path = f"/p/{certificate.product.code}"
        _status, headers, body = served.get(path)
        for _short in range(2):
            status, sent, nothing = served.get(path, if_none_match=headers["ETag"])
            assert (status, nothing) == ("304 Not Modified", b"")
            assert sent["ETag"] == headers["ETag"]
            assert served.get(path, if_none_match='"other"')[2] == body
        assert served.get(path, method="HEAD")[2] == b""

    def test_a_withdrawal_shows_within_a_second(
        self, served: Served, seconds: Clock, certificate: Certificate, world: World
    ) -> None:
        path = f"/p/{certificate.product.code}"
        before = served.get(path)[2]
        withdraw(world, certificate)
        assert served.get(path)[2] == before
        seconds.now += FRESH + 0.001
        assert "Đã thu hồi" in served.get(path)[2].decode()
        assert "Đã thu hồi" in served.get(path)[2].decode()

    def test_a_look_for_one_page_throws_the_others_away(
        self, served: Served, seconds: Clock, certificate: Certificate
    ) -> None:
        path = f"/p/{certificate.product.code}"
        served.get(path)
        producer = certificate.product.producer
        Producer.objects.filter(pk=producer.pk).update(name="Công ty Mường Hoa")
        record(actor=SYSTEM, verb="producer.changed", obj=producer, before={}, after={}, now=NOW)
        seconds.now += FRESH + 0.001
        served.get(f"{path}?lang=en")
        assert "Công ty Mường Hoa" in served.get(path)[2].decode()

    def test_a_signed_in_reader_gets_what_everybody_gets(
        self, served: Served, certificate: Certificate
    ) -> None:
        path = f"/p/{certificate.product.code}"
        assert served.get(path)[2] == served.get(path, cookie="ocop_session=x; ocop_language=en")[2]

    def test_what_was_never_recognised_is_not_kept(self, served: Served) -> None:
        for _time in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert served.get("/p/15-03037-99-2026")[0].startswith("404")
            assert len(asked) == 1
