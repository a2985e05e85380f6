"""What leaves the program: claimed, sent once, tried again later, and never twice, however processes end."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from pytest_django import Settings

from ocop.notices import delivering
from ocop.notices.actions import notify
from ocop.notices.carriers import carrier_for
from ocop.notices.delivering import LEFT_BEHIND, PAUSES, Tally
from ocop.notices.models import Delivery, Job, Message, Recorded, State
from ocop.notices.queries import Recipient
from ocop.people.models import Appointment, User
from ocop.people.roles import PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from tests.cast import NOW, TODAY, person
from tests.notices import carriers

pytestmark = pytest.mark.django_db
HERE = "tests.notices.carriers"


@pytest.fixture(autouse=True)
def nothing_reminds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminders and the work of the day have tests of their own."""
    monkeypatch.setattr("ocop.notices.reminders._reminders", {})
    monkeypatch.setattr("ocop.platform.housekeeping._tasks", {})


@pytest.fixture
def by(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Set up a carrier of `carriers` for text messages and Zalo."""
    monkeypatch.setenv(carriers.FILE, str(tmp_path / "carried"))

    def set_up(name: str) -> None:
        settings.OCOP_TRIAL_DATA = False
        settings.OCOP_CARRIERS = {"sms": f"{HERE}.{name}", "zalo": f"{HERE}.{name}"}

    return set_up


def told(*actors: Actor, reference: str = "1") -> None:
    recipients = [Recipient(actor.user_id or 0, actor.appointment_id) for actor in actors]
    facts = {"receipt": "01-HS/2026", "product": "Tương ớt", "reason": "Thiếu."}
    with transaction.atomic():
        notify(recipients, template="dossier_returned", reference=reference, facts=facts, now=NOW)


def worked(now: datetime = NOW, who: str = "me") -> Tally:
    tally = delivering.work(who, lambda: now)
    assert tally is not None
    return tally


def one() -> Delivery:
    return Delivery.objects.get()


# -- by default


def test_without_a_service_what_would_be_sent_is_written_down(lan: Actor, settings: Settings) -> None:
    settings.OCOP_TRIAL_DATA = False
    settings.OCOP_BASE_URL = "https://ocop.example.vn"
    told(lan)
    assert worked().delivered == 1
    record = Recorded.objects.get()
    assert record.to == "091•••001"
    assert record.body == "OCOP: Hồ sơ 01-HS/2026 cần bổ sung. Mở hộp thư để xem lý do."
    assert record.link == f"https://ocop.example.vn/inbox/{Message.objects.get().pk}/"
    assert (one().state, one().carrier, one().ended_at) == ("delivered", "log", NOW)
    assert worked().delivered == 0


def test_a_trial_installation_sends_nothing(
    lan: Actor, by: Callable[[str], None], settings: Settings
) -> None:
    by("Faithful")
    settings.OCOP_TRIAL_DATA = True
    told(lan)
    worked()
    assert carriers.carried() == []
    assert Recorded.objects.count() == 1


def test_a_service_that_is_set_up_gets_the_message_with_its_key(
    lan: Actor, by: Callable[[str], None]
) -> None:
    by("Faithful")
    told(lan)
    worked()
    worked(NOW + timedelta(days=1))
    assert carriers.carried() == [one().key]
    assert one().carrier == "faithful"


# -- failures


def test_what_failed_for_a_time_is_tried_later_and_in_the_end_given_up(
    lan: Actor, by: Callable[[str], None]
) -> None:
    by("Busy")
    told(lan)
    now = NOW
    for pause in PAUSES:
        assert worked(now).postponed == 1
        assert (one().state, one().fault, one().detail) == ("temporary_failure", "busy", "503")
        assert one().next_at == now + pause
        assert worked(now + pause - timedelta(seconds=1)).postponed == 0
        now += pause
    assert worked(now).failed == 1
    assert (one().state, one().fault) == ("permanent_failure", "too_often")
    assert one().attempts == len(PAUSES) + 1


def test_what_is_refused_for_good_is_not_tried_again(lan: Actor, by: Callable[[str], None]) -> None:
    by("Refuses")
    told(lan)
    assert worked().failed == 1
    assert (one().state, one().fault, one().detail) == ("permanent_failure", "refused", "unknown number")
    assert worked(NOW + timedelta(days=9)) == Tally()


def test_what_may_have_gone_is_repeated_only_where_keys_are_known(
    lan: Actor, by: Callable[[str], None]
) -> None:
    by("Breaks")
    told(lan)
    worked()
    assert (one().state, one().fault) == ("permanent_failure", "unsure")
    by("BreaksButKnowsKeys")
    told(lan, reference="2")
    worked()
    second = Delivery.objects.get(message__reference="2")
    assert (second.state, second.detail) == ("temporary_failure", "ConnectionResetError")


def test_an_office_that_ended_with_its_unit_is_left_too(
    minh: Actor, ta_van: Unit, by: Callable[[str], None]
) -> None:
    by("Faithful")
    told(minh)
    Unit.objects.filter(pk=ta_van.pk).update(valid_to=TODAY - timedelta(days=1))
    assert worked().failed == 1
    assert carriers.carried() == []


def test_who_left_the_office_gets_nothing_that_was_still_waiting(
    lan: Actor, minh: Actor, by: Callable[[str], None]
) -> None:
    by("Faithful")
    told(lan, minh)
    Appointment.objects.filter(pk=lan.appointment_id or 0).update(to_on=TODAY - timedelta(days=1))
    User.objects.filter(pk=minh.user_id or 0).update(is_active=False)
    assert worked().failed == 2
    assert carriers.carried() == []
    assert set(Delivery.objects.values_list("fault", flat=True)) == {"office_ended", "no_address"}


# -- killed


@pytest.fixture
def killed(by: Callable[[str], None]) -> Callable[[str], None]:
    """Let another process send, with a carrier that kills it."""

    def run(name: str) -> None:
        by("Faithful")
        facts = connection.settings_dict
        url = (
            f"sqlite:///{facts['NAME']}"
            if connection.vendor == "sqlite"
            else f"postgresql://{facts['USER']}@/{facts['NAME']}?host={facts['HOST']}"
        )
        connection.close()
        code = (
            "import django; django.setup()\n"
            "from ocop.notices import delivering\n"
            "from datetime import datetime\n"
            f"now = datetime.fromisoformat({NOW.isoformat()!r})\n"
            "delivering.reminders._reminders.clear()\n"
            "delivering.housekeeping._tasks.clear()\n"
            "delivering.work('other', lambda: now)\n"
        )
        environment = os.environ | {
            "OCOP_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "ocop.config.settings",
            "OCOP_TRIAL_DATA": "0",
            "OCOP_ZALO_CARRIER": f"{HERE}.{name}",
        }
        done = subprocess.run([sys.executable, "-c", code], env=environment, check=False)  # noqa: S603
        assert done.returncode == -9

    return run


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("dies", "goes_on", "ends"),
    [
        ("DiesAfter", "KnowsKeys", (1, "")),
        ("DiesBefore", "KnowsKeys", (1, "")),
        ("DiesAfter", "Faithful", (1, "unsure")),
        ("DiesBefore", "Faithful", (0, "unsure")),
    ],
)
def test_a_killed_process_makes_nobody_get_a_message_twice(
    lan: Actor,
    by: Callable[[str], None],
    killed: Callable[[str], None],
    dies: str,
    goes_on: str,
    ends: tuple[int, str],
) -> None:
    carried, fault = ends
    told(lan)
    killed(dies)
    assert one().state == State.SENDING
    by(goes_on)
    assert worked(NOW + timedelta(minutes=2)) == Tally(), "its claim still holds"
    assert worked(NOW + LEFT_BEHIND + timedelta(seconds=1)).left_behind == 1
    worked(NOW + LEFT_BEHIND + timedelta(minutes=9))
    assert len(carriers.carried()) == carried
    assert one().fault == fault
    assert one().state == (State.PERMANENT_FAILURE if fault else State.DELIVERED)


def test_the_log_writes_a_message_down_once_after_a_kill(lan: Actor) -> None:
    told(lan)
    claimed = delivering.claim(NOW)
    assert claimed is not None
    carrier_for(claimed, NOW).carry(delivering._parcel(claimed))
    later = NOW + LEFT_BEHIND + timedelta(seconds=1)
    assert worked(later) == Tally(delivered=1, left_behind=1)
    assert Recorded.objects.count() == 1


def test_a_slow_process_does_not_undo_what_a_later_one_did(lan: Actor, by: Callable[[str], None]) -> None:
    by("KnowsKeys")
    told(lan)
    slow = delivering.claim(NOW)
    assert slow is not None
    later = NOW + LEFT_BEHIND + timedelta(seconds=1)
    worked(later)
    delivering._postpone(slow, later, later)
    assert one().state == State.DELIVERED


# -- several processes


def test_one_process_at_a_time_has_the_work(lan: Actor) -> None:
    told(lan)
    assert delivering.take("deliver", "other", NOW)
    assert delivering.work("me", lambda: NOW) is None
    assert worked(NOW + delivering.LEASE).delivered == 1
    delivering.give_back("deliver", "me", NOW)
    assert delivering.take("deliver", "other", NOW + timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_processes_that_work_at_once_send_each_message_once(lan: Actor, by: Callable[[str], None]) -> None:
    by("Faithful")
    for number in range(8):
        told(lan, reference=str(number))
    together = Barrier(3)

    def run(_number: int) -> None:
        together.wait()
        try:
            while (delivery := delivering.claim(NOW)) is not None:
                delivering.settle(delivery, lambda: NOW, Tally())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        list(pool.map(run, range(3)))
    assert len(carriers.carried()) == len(set(carriers.carried())) == 8


# -- once a day


def test_reminders_run_once_a_day_in_the_morning(monkeypatch: pytest.MonkeyPatch, db: None) -> None:  # noqa: ARG001
    ran: list[datetime] = []

    def remind(now: datetime) -> int:
        ran.append(now)
        return 3

    monkeypatch.setattr("ocop.notices.reminders._reminders", {"one": remind})
    night = NOW - timedelta(hours=4)
    assert worked(night).reminded == 0
    assert worked().reminded == 3
    assert worked(NOW + timedelta(hours=5)).reminded == 0
    assert worked(NOW + timedelta(days=1)).reminded == 3
    assert len(ran) == 2
    assert Job.objects.get(pk="remind").done_on == TODAY + timedelta(days=1)


# -- e-mail


@pytest.fixture
def mailbox(settings: Settings) -> None:
    settings.OCOP_TRIAL_DATA = False
    settings.EMAIL_HOST = "mail.example.vn"
    settings.DEFAULT_FROM_EMAIL = "ocop@example.vn"
    settings.OCOP_BASE_URL = "https://ocop.example.vn"


@pytest.fixture
def officer(lao_cai: Unit) -> Actor:
    return person("officer@example.vn", "Giàng Thị Dợ", PROVINCE_OFFICER, lao_cai)


def test_a_mail_holds_the_short_text_and_a_link_and_nothing_else(officer: Actor, mailbox: None) -> None:  # noqa: ARG001
    told(officer)
    assert worked().delivered == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["officer@example.vn"], "ocop@example.vn")
    assert "Tương ớt" not in f"{sent.subject}{sent.body}"
    assert "https://ocop.example.vn/inbox/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<notice-{one().key}@ocop.example.vn>"
    assert one().carrier == "smtp"


class Failing(BaseEmailBackend):
    """A mail server that fails as the test says."""

    at_opening: Exception | None = None
    at_sending: Exception | None = None

    def open(self) -> bool:
        if self.at_opening:
            raise self.at_opening
        return True

    def send_messages(self, email_messages: object) -> int:  # noqa: ARG002
        if self.at_sending:
            raise self.at_sending
        return 1


@pytest.mark.parametrize(
    ("opening", "sending", "ends"),
    [
        (ConnectionRefusedError(), None, ("temporary_failure", "busy")),
        (smtplib.SMTPAuthenticationError(535, b"no"), None, ("temporary_failure", "busy")),
        (None, smtplib.SMTPDataError(451, b"later"), ("temporary_failure", "busy")),
        (None, smtplib.SMTPRecipientsRefused({"a@b": (550, b"who")}), ("permanent_failure", "refused")),
        (None, smtplib.SMTPServerDisconnected("gone"), ("permanent_failure", "unsure")),
        (None, TimeoutError(), ("permanent_failure", "unsure")),
    ],
)
def test_what_a_mail_server_answers_decides_whether_it_is_tried_again(
    officer: Actor,
    mailbox: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    opening: Exception | None,
    sending: Exception | None,
    ends: tuple[str, str],
) -> None:
    failing = Failing()
    failing.at_opening, failing.at_sending = opening, sending
    monkeypatch.setattr("ocop.notices.carriers.get_connection", lambda **_facts: failing)
    told(officer)
    worked()
    assert (one().state, one().fault) == ends
    assert "@" not in one().detail


def test_the_work_of_the_day_is_done_once_and_tried_again_after_an_hour(
    monkeypatch: pytest.MonkeyPatch,
    db: None,  # noqa: ARG001
) -> None:
    ran: list[datetime] = []

    def task(now: datetime) -> bool:
        ran.append(now)
        return len(ran) > 1

    monkeypatch.setattr("ocop.platform.housekeeping._tasks", {"one": task})
    for minutes in (0, 5, 61, 70):
        worked(NOW + timedelta(minutes=minutes))
    worked(NOW + timedelta(days=1))
    assert ran == [NOW, NOW + timedelta(minutes=61), NOW + timedelta(days=1)]
