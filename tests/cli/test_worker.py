"""The worker as it runs in life: what waits is done, and one that is killed leaves nothing half done."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import RunInstalled, clean_environment

# One process makes the installation that they copy.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installation")]

PREPARE = """
import hashlib
from ocop.exchange import runs
from ocop.exchange.columns import Kind
from ocop.exchange.forms import SentFile
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_in
from ocop.places import queries
from ocop.platform import clock

user = User(login="0912000003", full_name="Nguyễn Thị Hoa")
user.set_unusable_password()
user.save()
facts = {"role": "province_officer", "unit": queries.unit("15"), "from_on": clock.today()}
office = actor_in(Appointment.objects.create(user=user, **facts))
head = "producer_code,name,kind,registered_on,commune_code,representative_name"
rows = "".join(f"CT-{n},Hộ {n},ho,2026-01-05,03037,Lý Thị Lan\\n" for n in range(4000))
content = f"{head}\\n{rows}".encode()
sent = SentFile("a.csv", content, hashlib.sha256(content).hexdigest())
runs.send(actor=office, kind=Kind.PRODUCERS, sent=sent, now=clock.now())
"""
CONFIRM = """
from ocop.exchange import runs
from ocop.exchange.models import ImportRun
from ocop.exchange.offices import actor_of
from ocop.platform import clock
run = ImportRun.objects.get()
runs.confirm(actor=actor_of(run.appointment_id, clock.now()), run_id=run.pk, digest=run.digest)
"""
TELL = """
import json
from ocop.exchange.models import ImportRun
from ocop.journal.models import Entry
from ocop.registry.models import Producer
run = ImportRun.objects.get()
imported = Entry.objects.filter(verb="registry.imported").count()
print(json.dumps([run.state, run.new, Producer.objects.count(), imported]))
"""


def test_a_worker_killed_while_it_imports_leaves_nothing_and_the_next_one_says_so(
    installed: RunInstalled, in_use: Path
) -> None:
    def shell(code: str) -> str:
        done = installed("django", "shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    shell(PREPARE)
    assert json.loads(installed("worker", "--once", "--json").stdout) == {"jobs": 1}
    assert json.loads(shell(TELL)) == ["ready", 4000, 0, 0]
    shell(CONFIRM)
    _kill_in_the_middle(in_use)
    assert json.loads(shell(TELL)) == ["writing", 4000, 0, 0]
    assert json.loads(installed("worker", "--once", "--json").stdout) == {"jobs": 1}
    assert json.loads(shell(TELL)) == ["broken", 4000, 0, 0]


def _kill_in_the_middle(home: Path) -> None:
    """Start a worker and kill it as soon as it writes."""
    command = [sys.executable, "-m", "ocop", "worker"]
    with subprocess.Popen(command, env=clean_environment(home, "en")) as process:  # noqa: S603 - our own
        until = time.monotonic() + 30
        while time.monotonic() < until and not _is_writing(home):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)


def _is_writing(home: Path) -> bool:
    return any(
        '"writing"' in place.read_text(encoding="ascii") for place in (home / "var/jobs").glob("*.json")
    )


def test_a_worker_ends_when_it_is_told_to(in_use: Path) -> None:
    command = [sys.executable, "-m", "ocop", "worker"]
    with subprocess.Popen(command, env=clean_environment(in_use, "en")) as process:  # noqa: S603 - our own
        until = time.monotonic() + 60
        while time.monotonic() < until and not list((in_use / "var/jobs").glob("*.lock")):
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not list((in_use / "var/jobs").glob("*.lock"))
