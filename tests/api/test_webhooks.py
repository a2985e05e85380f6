"""Webhooks: from an act to a message that the other side can check, through every failure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from ocop.api import actions
from ocop.api.models import Delivery, Key, State, Webhook
from ocop.api.webhooks import delivering, guard
from ocop.api.webhooks.events import payload
from ocop.journal.models import Head
from ocop.notices.models import Message
from ocop.people.models import Appointment
from ocop.places.models import Unit
from ocop.platform import clock, jobs
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.platform.jobs import Fault, Progress
from ocop.recognition.models import Certificate
from ocop.registry import actions as actions_of_registry
from tests.api.conftest import LATER, Program, a_key
from tests.cast import no_entry, one_entry, user_of
from tests.evaluation.test_races import behind
from tests.world import World, withdraw
from tests.world import product_facts as world_facts

pytestmark = pytest.mark.django_db
EVERYTHING = ["certificate.issued", "certificate.withdrawn", "product.changed", "decision.published"]


@dataclass
class Receiver:
    """A server of the other side: keeps what it got, answers as it is told.

    The message of the number `chokes_on` it takes, and hangs up.
    """

    url: str = ""
    status: int = 204
    pause: float = 0.0
    chokes_on: str = ""
    server: HTTPServer | None = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """On this machine, where messages may go in tests."""
    settings.OCOP_WEBHOOKS_INSIDE = True
    it = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            it.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(it.pause)
            if it.chokes_on == self.headers["webhook-id"]:
                return
            self.send_response(it.status)
            if it.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/inside")
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Silent."""

    server = it.server = HTTPServer(("127.0.0.1", 0), Handler)
    it.url = f"http://127.0.0.1:{server.server_port}/ocop?of=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield it
    server.shutdown()
    server.server_close()


def a_pair(address: str, folder: Path) -> tuple[Path, Path]:
    """Files of a key and of its certificate, by itself, for an address."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    begun = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, SHA256())
    )
    places = folder / "key.pem", folder / "certificate.pem"
    places[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    places[1].write_bytes(made.public_bytes(Encoding.PEM))
    return places


@pytest.fixture
def certificate(world: World) -> Certificate:
    """Made before anything else is written, so that it is made once; webhooks then look back at it."""
    return world.certificate()


@pytest.fixture
def key(certificate: Certificate, lao_cai: Unit) -> Key:  # noqa: ARG001 - first the certificate
    return a_key(lao_cai, None, "webhooks")[0]


def from_the_beginning(key: Key, url: str, *events: str) -> tuple[Webhook, str]:
    """A webhook that is told of what happened before, too."""
    hook, secret = actions.subscribe(key=key, url=url, events=events or EVERYTHING, now=LATER)
    Webhook.objects.update(seen=0)
    return hook, secret


def carried(delivery: Delivery) -> Delivery:
    """After one attempt, whenever that would be."""
    Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(next_at=LATER)
    delivering.carry(delivery.webhook_id, Progress("none"))
    delivery.refresh_from_db()
    return delivery


def right(headers: dict[str, str], body: bytes, secret: str) -> list[bool]:
    """Which of the signatures are right, reckoned as the other side does."""
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    held = base64.b64decode(secret.removeprefix("whsec_"))
    good = base64.b64encode(hmac.new(held, told, hashlib.sha256).digest()).decode()
    return [hmac.compare_digest(one, f"v1,{good}") for one in headers["webhook-signature"].split()]


class At:
    """Sets the clock."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def __call__(self, moment: datetime) -> None:
        self.patch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def at() -> Iterator[At]:
    with pytest.MonkeyPatch.context() as patch:
        yield At(patch)


class TestTelling:
    def test_recognition_and_withdrawal_reach_the_other_side_signed(
        self, world: World, certificate: Certificate, key: Key, receiver: Receiver
    ) -> None:
        _hook, secret = from_the_beginning(key, receiver.url)
        withdraw(world, certificate)
        assert delivering.follow(LATER) == 3
        assert delivering.follow(LATER) == 0
        for delivery in Delivery.objects.order_by("pk"):
            assert carried(delivery).state == State.DONE
        told = [json.loads(body) for _headers, body in receiver.got]
        assert [one["type"] for one in told] == [
            "certificate.issued",
            "decision.published",
            "certificate.withdrawn",
        ]
        assert told[2]["data"] == {
            "code": certificate.product.code,
            "name": certificate.product_name,
            "certificate": certificate.number,
            "stars": None,
            "state": "withdrawn",
            "url": f"http://localhost:8000/api/v1/products/{certificate.product.code}",
        }
        for headers, body in receiver.got:
            assert right(headers, body, secret) == [True]
            assert right(headers, body + b" ", secret) == [False]
            assert abs(int(headers["webhook-timestamp"]) - LATER.timestamp()) < 1

    def test_what_is_not_public_is_told_to_nobody(self, world: World, lao_cai: Unit) -> None:
        world.dossier("filed")
        product = world.a_product()
        from_the_beginning(a_key(lao_cai, None, "webhooks")[0], "https://example.vn/x")
        actions_of_registry.update_product(
            actor=world.producer,
            product_id=product.pk,
            expected_version=product.version,
            facts=world_facts(story="Mới"),
            now=world.later(),
        )
        assert delivering.follow(LATER) == 0

    def test_only_what_was_asked_for_and_happened_since(
        self, world: World, certificate: Certificate, key: Key, receiver: Receiver
    ) -> None:
        actions.subscribe(key=key, url=receiver.url, events=["certificate.withdrawn"], now=LATER)
        assert delivering.follow(LATER) == 0
        withdraw(world, certificate)
        assert delivering.follow(LATER) == 1

    def test_a_renewed_secret_signs_beside_the_former_one_for_a_day(
        self, key: Key, receiver: Receiver, at: At
    ) -> None:
        hook, old = from_the_beginning(key, receiver.url)
        delivering.follow(LATER)
        with one_entry("webhook.secret_renewed"):
            _hook, new = actions.renew_secret(key=key, webhook_id=hook.pk, now=LATER)
        first, second = Delivery.objects.order_by("pk")
        Delivery.objects.filter(pk=second.pk).update(next_at=LATER + timedelta(hours=24))
        carried(first)
        headers, body = receiver.got[-1]
        assert (right(headers, body, new), right(headers, body, old)) == ([True, False], [False, True])
        at(LATER + timedelta(hours=24))
        carried(second)
        headers, body = receiver.got[-1]
        assert (right(headers, body, new), right(headers, body, old)) == ([True], [False])

    def test_an_ended_webhook_is_told_nothing(self, key: Key, receiver: Receiver) -> None:
        hook, _secret = from_the_beginning(key, receiver.url)
        delivering.follow(LATER)
        actions.end_webhook(key=key, webhook_id=hook.pk, now=LATER)
        assert [carried(one).detail for one in Delivery.objects.all()] == ["ended", "ended"]
        assert receiver.got == []

    @pytest.mark.parametrize("after", [delivering.follow, lambda _now: None])
    def test_a_key_that_ran_out_takes_its_webhooks_with_it(
        self, key: Key, receiver: Receiver, at: At, after: Any
    ) -> None:
        """Also where a job that was asked for before comes first."""
        hook, _secret = from_the_beginning(key, receiver.url)
        delivering.follow(LATER)
        over = LATER + timedelta(days=101)
        at(over)
        with one_entry("webhook.ended"):
            after(over)
            delivering.carry(hook.pk, Progress("none"))
        hook.refresh_from_db()
        assert hook.ended_at == over
        assert {one.detail for one in Delivery.objects.all()} == {"ended"}
        assert receiver.got == []

    def test_whoever_issued_the_key_learns_once_that_its_webhooks_ended(
        self, world: World, key: Key, receiver: Receiver
    ) -> None:
        Key.objects.filter(pk=key.pk).update(issued_by=user_of(world.leader))
        for _hook in range(2):
            from_the_beginning(key, receiver.url)
        assert delivering.end_those_without_a_key(LATER + timedelta(days=101)) == 2
        message = Message.objects.get(template="webhook_ended")
        assert message.user_id == world.leader.user_id

    def test_while_the_office_of_a_key_is_not_held_its_messages_wait(
        self, world: World, certificate: Certificate, office: Appointment, receiver: Receiver
    ) -> None:
        key, _secret = a_key(office.unit, office, "webhooks")
        hook, _secret = from_the_beginning(key, receiver.url, "certificate.withdrawn")
        Appointment.objects.filter(pk=office.pk).update(to_on=LATER.date() - timedelta(days=1))
        withdraw(world, certificate)
        assert delivering.follow(LATER) == 1
        assert not jobs.is_asked(delivering.CARRY, hook.pk)
        assert carried(Delivery.objects.get()).attempts == len(receiver.got) == 0
        Appointment.objects.filter(pk=office.pk).update(to_on=None)
        delivering.follow(LATER)
        assert jobs.is_asked(delivering.CARRY, hook.pk)
        assert carried(Delivery.objects.get()).state == State.DONE

    def test_no_webhook_is_asked_for_with_a_key_that_was_revoked_meanwhile(
        self, key: Key, linh: Actor
    ) -> None:
        """The request was let in before."""
        actions.revoke_key(actor=linh, key_id=key.pk, reason="Hết hợp đồng", now=LATER)
        with no_entry(), pytest.raises(Conflict):
            actions.subscribe(key=key, url="https://example.vn/x", events=EVERYTHING, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_revoked_while_entries_become_messages_leaves_none_waiting(
    world: World, lao_cai: Unit, linh: Actor
) -> None:
    world.certificate()
    key, _secret = a_key(lao_cai, None, "webhooks")
    hook, _secret = from_the_beginning(key, "https://example.vn/x")
    head = Head.objects.get().seq
    came = behind(
        lambda: Webhook.objects.select_for_update().get(pk=hook.pk),
        lambda: actions.revoke_key(actor=linh, key_id=key.pk, reason="Hết hợp đồng", now=LATER),
        lambda: delivering._follow(hook.pk, head, LATER),
    )
    assert came == "done"
    assert set(Delivery.objects.values_list("state", "detail")) == {(State.FAILED, "ended")}


class TestFailing:
    @pytest.fixture
    def delivery(self, world: World, key: Key, receiver: Receiver) -> Delivery:
        Key.objects.filter(pk=key.pk).update(issued_by=user_of(world.leader))
        from_the_beginning(key, receiver.url, "certificate.issued")
        delivering.follow(LATER)
        return Delivery.objects.get()

    @pytest.mark.parametrize("status", [500, 404, 302, 429])
    def test_an_answer_that_is_no_success_is_tried_again_later(
        self, delivery: Delivery, receiver: Receiver, status: int
    ) -> None:
        receiver.status = status
        carried(delivery)
        assert (delivery.state, delivery.status, delivery.detail) == (State.WAITING, status, "answer")
        assert delivery.next_at == LATER + delivering.PAUSES[0]
        assert len(receiver.got) == 1  # a redirection is not followed

    def test_nobody_there_is_tried_again_too(self, delivery: Delivery) -> None:
        delivery.webhook.url = "http://127.0.0.1:9999/"
        delivery.webhook.save(update_fields=["url"])
        assert carried(delivery).detail == "ConnectionRefusedError"
        assert delivery.state == State.WAITING

    def test_the_same_message_comes_again_under_the_same_number(
        self, delivery: Delivery, receiver: Receiver
    ) -> None:
        receiver.status = 503
        carried(delivery)
        receiver.status = 200
        assert carried(delivery).state == State.DONE
        assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
        carried(delivery)
        assert len(receiver.got) == 2

    def test_in_the_end_it_is_given_up_and_whoever_issued_the_key_is_told(
        self, delivery: Delivery, receiver: Receiver, world: World
    ) -> None:
        receiver.status = 500
        for _time in range(len(delivering.PAUSES)):
            assert carried(delivery).state == State.WAITING
        assert carried(delivery).state == State.FAILED
        message = Message.objects.get(template="webhook_given_up")
        assert message.user_id == world.leader.user_id


class TestTurns:
    """One receiver holds up nobody else."""

    @pytest.fixture
    def waiting(self, key: Key, receiver: Receiver) -> list[Delivery]:
        """Three messages for one webhook."""
        from_the_beginning(key, receiver.url, "certificate.issued")
        delivering.follow(LATER)
        one = Delivery.objects.get()
        for entry in (one.entry + 1, one.entry + 2):
            one.pk, one.entry = None, entry
            one.save(force_insert=True)
        return list(Delivery.objects.order_by("pk"))

    def test_what_is_due_is_one_job_for_each_webhook(
        self, waiting: list[Delivery], receiver: Receiver
    ) -> None:
        assert jobs.is_asked(delivering.CARRY, waiting[0].webhook_id)
        delivering.follow(LATER)
        assert DBTaskResult.objects.ready().count() == 1
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert len(receiver.got) == 3

    def test_where_nobody_is_there_only_what_was_tried_counts_and_all_wait(
        self, waiting: list[Delivery], monkeypatch: pytest.MonkeyPatch, at: At
    ) -> None:
        asked = self._silent(monkeypatch)
        hook = waiting[0].webhook_id
        delivering.carry(hook, Progress("none"))
        delivering.carry(hook, Progress("none"))
        assert asked == [waiting[0].number]
        assert self._attempts() == [1, 0, 0]
        DBTaskResult.objects.all().delete()
        delivering.follow(LATER)
        assert not jobs.is_asked(delivering.CARRY, hook)
        later = LATER + delivering.PAUSES[0]
        at(later)
        delivering.follow(later)
        assert jobs.is_asked(delivering.CARRY, hook)
        delivering.carry(hook, Progress("none"))
        assert asked == [one.number for one in waiting[:2]]

    def test_the_longer_nobody_is_there_the_longer_nothing_is_tried(
        self, waiting: list[Delivery], monkeypatch: pytest.MonkeyPatch, at: At
    ) -> None:
        self._silent(monkeypatch)
        now, pauses = LATER, []
        for _time in range(9):
            at(now)
            delivering.carry(waiting[0].webhook_id, Progress("none"))
            again = Webhook.objects.get().again_at
            assert again
            pauses.append(int((again - now).total_seconds()))
            now = again
            Delivery.objects.update(next_at=now)
        assert pauses == [30, 30, 60, 120, 240, 480, 960, 1920, 3600]

    def test_what_waited_through_all_pauses_in_vain_is_given_up_untried(
        self, waiting: list[Delivery], monkeypatch: pytest.MonkeyPatch, at: At
    ) -> None:
        """Not what came up since."""
        self._silent(monkeypatch)
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        late = LATER + delivering.GIVEN_UP
        Webhook.objects.update(again_at=late)  # it was tried again and again
        Delivery.objects.filter(pk=waiting[2].pk).update(happened_at=late)
        at(late)
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        states = Delivery.objects.order_by("pk").values_list("state", "detail")
        assert list(states) == [(State.FAILED, "silent"), (State.FAILED, "silent"), (State.WAITING, "")]

    def test_a_silence_that_nobody_listened_to_gives_up_nothing(
        self, waiting: list[Delivery], monkeypatch: pytest.MonkeyPatch, at: At
    ) -> None:
        """While the office of the key was not held nothing was tried."""
        self._silent(monkeypatch)
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        at(LATER + 2 * delivering.GIVEN_UP)
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert set(Delivery.objects.values_list("state", flat=True)) == {State.WAITING}

    def test_what_was_tried_less_goes_first_though_it_came_later(
        self, waiting: list[Delivery], receiver: Receiver
    ) -> None:
        Delivery.objects.filter(pk=waiting[0].pk).update(attempts=1, next_at=LATER - timedelta(hours=1))
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        numbers = [headers["webhook-id"] for headers, _body in receiver.got]
        assert numbers == [one.number for one in (*waiting[1:], waiting[0])]

    def test_once_somebody_is_there_again_all_goes_on(
        self, waiting: list[Delivery], receiver: Receiver, monkeypatch: pytest.MonkeyPatch, at: At
    ) -> None:
        with monkeypatch.context() as patch:
            self._silent(patch)
            delivering.carry(waiting[0].webhook_id, Progress("none"))
        at(LATER + delivering.PAUSES[0])
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert len(receiver.got) == 3
        assert Webhook.objects.get().silent_since is None

    def test_a_message_the_other_side_chokes_on_holds_up_no_other(
        self, waiting: list[Delivery], receiver: Receiver, at: At
    ) -> None:
        receiver.chokes_on = waiting[0].number
        for turn in range(len(delivering.PAUSES) + 1):
            at(LATER + turn * delivering.PAUSES[-1])
            delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert self._attempts() == [len(delivering.PAUSES) + 1, 1, 1]
        states = Delivery.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [State.FAILED, State.DONE, State.DONE]

    def test_a_message_that_cannot_be_written_holds_up_no_other(
        self, waiting: list[Delivery], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write, asked = payload, itertools.count()

        def faulty(*told: Any) -> dict[str, Any]:
            if next(asked) == 0:
                raise KeyError("a fault of ours")
            return write(*told)

        monkeypatch.setattr(delivering, "payload", faulty)
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert self._attempts() == [1, 1, 1]
        assert len(receiver.got) == 2
        assert Delivery.objects.filter(state=State.WAITING, detail="unwritten").count() == 1

    def test_a_worker_that_died_in_the_middle_counts_as_an_attempt_at_one(
        self, waiting: list[Delivery]
    ) -> None:
        delivering.broken(waiting[0].webhook_id, Fault.INTERRUPTED)
        assert self._attempts() == [1, 0, 0]
        assert list(Delivery.objects.filter(detail="interrupted")) == waiting[:1]

    @staticmethod
    def _silent(patch: pytest.MonkeyPatch) -> list[str]:
        """Nobody is there any more; the numbers of what is tried."""
        tried: list[str] = []

        def nobody(_url: str, _body: bytes, headers: dict[str, str]) -> int:
            tried.append(headers["webhook-id"])
            raise guard.TooSlow

        patch.setattr(guard, "send", nobody)
        return tried

    @staticmethod
    def _attempts() -> list[int]:
        return list(Delivery.objects.order_by("pk").values_list("attempts", flat=True))

    def test_a_slow_one_goes_behind_the_others_after_its_turn(
        self, waiting: list[Delivery], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(delivering, "TURN", 0.05)
        receiver.pause = 0.1
        DBTaskResult.objects.all().delete()
        delivering.carry(waiting[0].webhook_id, Progress("none"))
        assert len(receiver.got) == 1
        assert jobs.is_asked(delivering.CARRY, waiting[0].webhook_id)


class TestDeadline:
    @pytest.fixture(autouse=True)
    def short(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.OCOP_WEBHOOKS_INSIDE = True
        monkeypatch.setattr(guard, "DEADLINE", 0.5)

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_a_receiver_that_drips_is_left(self, scheme: str) -> None:
        """Each byte of the answer, or of the handshake, comes before any single wait is over."""
        server = socket.create_server(("127.0.0.1", 0))

        def drip() -> None:
            with suppress(OSError):
                other, _address = server.accept()
                signs = b"H" if scheme == "http" else b"\x16\x03\x03\x3f\xff\x02\x00\x3f"
                with other:
                    for sign in itertools.cycle(signs):
                        other.send(bytes([sign]))
                        time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        with server, pytest.raises(guard.TooSlow):
            guard.send(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/x", b"{}", {})
        assert time.monotonic() - begun < 1

    def test_the_look_for_a_name_counts_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def slow(*_given: object, **_how: object) -> list[object]:
            time.sleep(1)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", slow)
        begun = time.monotonic()
        with pytest.raises(guard.TooSlow):
            guard.send("https://example.vn/x", b"{}", {})
        assert time.monotonic() - begun < 1

    def test_every_address_of_a_name_is_tried(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = socket.getaddrinfo
        found = [(None, None, None, "", (one, 0)) for one in ("127.0.0.2", "127.0.0.1")]

        def looked_up(host: str, *given: Any, **how: Any) -> Any:
            return found if host == "receiver.example.vn" else real(host, *given, **how)

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        url = receiver.url.replace("127.0.0.1", "receiver.example.vn")
        assert guard.send(url, b"{}", {}) == 204
        assert receiver.got[0][0]["host"].startswith("receiver.example.vn:")


class TestGuard:
    @pytest.mark.parametrize(
        "url",
        [
            "http://example.vn/x",
            "ftp://example.vn/x",
            "https://",
            "https://user:pass@example.vn/",
            "https://example.vn:22/",
            "https://example.vn:99999/",
            "https://example.vn/#x",
            "https://exam ple.vn/",
            "https://localhost/",
            "https://db.internal/",
            "https://127.0.0.1/",
            "https://10.0.0.5/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://224.0.0.1/",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.5]/",
            "https://[64:ff9b::a00:5]/",
            "https://[2002:a00:5::]/",
        ],
    )
    def test_addresses_inside_and_odd_ones_are_refused(self, url: str) -> None:
        with pytest.raises(guard.Barred):
            guard.check_address(url)

    def test_public_ones_are_taken(self) -> None:
        assert guard.check_address("https://sàn.example.vn:8443/a?b=c") == guard.Target(
            "https", "xn--sn-jia.example.vn", 8443, "/a?b=c"
        )

    @pytest.mark.parametrize(
        ("url", "named"),
        [
            ("https://example.vn/x", "example.vn"),
            ("https://example.vn:443/x", "example.vn"),
            ("https://example.vn:8443/x", "example.vn:8443"),
            ("https://example.vn:80/x", "example.vn:80"),
            ("https://[2606:4700::1111]/x", "[2606:4700::1111]"),
            ("https://[2606:4700::1111]:8443/x", "[2606:4700::1111]:8443"),
        ],
    )
    def test_the_other_side_is_named_as_browsers_name_it(self, url: str, named: str) -> None:
        assert guard.check_address(url).named == named

    def test_a_message_goes_over_tls_to_who_proves_the_name(
        self, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key, certificate = a_pair("127.0.0.1", tmp_path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        assert receiver.server
        receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
        url = receiver.url.replace("http:", "https:")
        with pytest.raises(ssl.SSLCertVerificationError):
            guard.send(url, b"{}", {})
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert guard.send(url, b"{}", {}) == 204
        assert receiver.got == [(mock.ANY, b"{}")]
        assert receiver.got[0][0]["host"] == urlsplit(url).netloc

    @pytest.mark.parametrize("inside", ["10.1.2.3", "::ffff:127.0.0.1"])
    def test_a_name_that_leads_inside_is_found_out_when_it_is_sent(
        self, monkeypatch: pytest.MonkeyPatch, inside: str
    ) -> None:
        found = [(None, None, None, "", ("93.184.216.34", 443)), (None, None, None, "", (inside, 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_how: found)
        with pytest.raises(guard.Barred, match="inside"):
            guard.send("https://example.vn/x", b"{}", {})


class TestAsking:
    def test_a_system_asks_reads_and_ends_by_itself(self, with_scopes: Any) -> None:
        system: Program = with_scopes("webhooks")
        body = {"url": "https://example.vn/ocop", "events": ["product.changed"]}
        with one_entry("webhook.made"):
            made = system.send("POST", "/webhooks", body)
        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        path = f"/webhooks/{made.json()['id']}"
        assert made["Location"] == f"/api/v1{path}"
        assert "secret" not in system.get(path).json()
        assert system.get("/webhooks").json() == [system.get(path).json()]
        assert system.get(f"{path}/deliveries").json() == {"items": [], "next": None}
        other: Program = with_scopes("webhooks")
        for answer in (other.get(path), other.send("POST", f"{path}/secret"), other.send("DELETE", path)):
            assert answer.status_code == 404
        with one_entry("webhook.ended"):
            assert system.send("DELETE", path).status_code == 204
        assert system.get(path).status_code == 404

    def test_where_messages_may_not_go_is_told_at_once(self, with_scopes: Any) -> None:
        body = {"url": "https://169.254.169.254/", "events": ["product.changed"]}
        refused = with_scopes("webhooks").send("POST", "/webhooks", body)
        assert [one["pointer"] for one in refused.json()["errors"]] == ["#/url"]

    def test_a_key_has_so_many(self, with_scopes: Any) -> None:
        system = with_scopes("webhooks")
        body = {"url": "https://example.vn/ocop", "events": ["product.changed"]}
        statuses = [system.send("POST", "/webhooks", body).status_code for _time in range(6)]
        assert statuses == [201] * 5 + [409]
