"""The running system from the command line: database, journal, server and demonstration."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from ocop.cli import demonstration, serving
from ocop.cli.output import Refused
from ocop.journal import queries
from ocop.people.models import User
from ocop.places.models import Unit
from tests.cli.conftest import Run, RunInstalled, clean_environment

pytestmark = pytest.mark.slow

# -- without a database --------------------------------------------------------------------------------------


def test_the_law_starts_without_the_web_framework() -> None:
    """Django, NumPy and YAML cost more than the answer."""
    code = (
        "import sys, ocop.cli.regimes, ocop.cli.scoring, ocop.cli.running, ocop.cli.journal;"
        "print([name for name in ('django', 'numpy', 'yaml', 'granian') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"


def test_the_installed_command_and_the_module_are_the_same(installed: RunInstalled, tmp_path: Path) -> None:
    first = installed("regime", "list", "--json", lang="vi")
    assert first.returncode == 0
    assert "Bộ quy định 26/2026" in first.stdout
    second = subprocess.run(
        [sys.executable, "-m", "ocop", "regime", "list", "--json"],
        capture_output=True,
        env=clean_environment(tmp_path, "vi") | {"PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert second.stdout.decode() == first.stdout


def test_a_refusal_is_exit_one_and_wrong_usage_two(installed: RunInstalled) -> None:
    refused = installed("score", "-", "--json", stdin=b"{")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"][0]["code"] == "bad_json"
    assert refused.stderr.startswith("standard input: line 1, column 2")
    assert installed("score").returncode == 2


def test_a_reader_who_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m ocop regime show 2026-26 --set 1 --json | head -n 1"
    done = subprocess.run(  # noqa: S602 - the pipe is what is tested
        command, shell=True, capture_output=True, text=True, env=clean_environment(tmp_path, "vi"), check=True
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_what_nobody_foresaw_is_said_without_a_traceback(tmp_path: Path) -> None:
    code = "import ocop.cli.program as p; p.ocop.callback = None; p.ocop.sections = 1; p.main()"
    environment = clean_environment(tmp_path, "en")
    quiet = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert quiet.returncode == 1
    assert quiet.stderr.startswith("Something went wrong that this program did not foresee: AttributeError")
    assert "Traceback" not in quiet.stderr
    loud = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment | {"OCOP_DEBUG": "1"},
        check=False,
    )
    assert "Traceback" in loud.stderr


def test_version(run: Run) -> None:
    assert run("version").stdout.startswith("ocop ")
    assert set(json.loads(run("version", "--json").stdout)) == {"ocop", "python"}


# -- the database --------------------------------------------------------------------------------------------


def test_an_absent_database_is_made_with_the_units_and_nothing_else(
    installed: RunInstalled, tmp_path: Path
) -> None:
    fresh = installed("check", "--json")
    assert fresh.returncode == 0
    assert not (tmp_path / "var" / "ocop.sqlite3").exists()
    head = installed("journal", "head")
    assert head.returncode == 0, head.stderr
    assert stat.S_IMODE((tmp_path / "var" / "ocop.sqlite3").stat().st_mode) == 0o600
    with closing(sqlite3.connect(tmp_path / "var" / "ocop.sqlite3")) as database:
        count = database.execute("select count(*) from places_unit where valid_to is null").fetchone()
        entries = database.execute("select verb, digest from journal_entry").fetchall()
        people = database.execute("select count(*) from people_user").fetchone()
    assert count == (1 + 34 + 3321,)
    assert [verb for verb, _digest in entries] == ["units.loaded", "lists.loaded"]
    assert entries[-1][1] == head.stdout.strip()
    assert people == (0,)
    checked = json.loads(installed("check", "--json").stdout)
    assert checked["ok"] is True
    assert [one["code"] for one in checked["checks"]][-2:] == ["database", "places"]


def broken_database(home: Path) -> None:
    (home / "var").mkdir()
    (home / "var" / "ocop.sqlite3").write_bytes(b"this is not a database" * 100)


def var_is_a_file(home: Path) -> None:
    (home / "var").write_text("")


def database_is_a_folder(home: Path) -> None:
    (home / "var" / "ocop.sqlite3").mkdir(parents=True)


@pytest.mark.parametrize(
    ("break_it", "command", "said"),
    [
        (broken_database, ["journal", "head"], "restore a copy, or move this file away"),
        (broken_database, ["check"], "restore a copy, or move this file away"),
        (database_is_a_folder, ["demo", "--no-serve"], "check who may read and write it"),
        (var_is_a_file, ["journal", "head"], "check who may write to it"),
        (var_is_a_file, ["check"], "give this account the right to write to it"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_with_its_remedy(
    installed: RunInstalled, tmp_path: Path, break_it: Callable[[Path], None], command: list[str], said: str
) -> None:
    break_it(tmp_path)
    done = installed(*command)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OCOP_DATABASE_URL", "mysql://here/there"),
        ("OCOP_DATABASE_URL", "postgresql://127.0.0.1:9/ocop"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ocop", "journal", "head"],
        capture_output=True,
        text=True,
        env=clean_environment(tmp_path, "en") | {name: value},
        check=False,
    )
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert "password" not in done.stderr


@pytest.mark.django_db
def test_the_journal_is_verified_exported_and_verified_again(run: Run, tmp_path: Path) -> None:
    whole = json.loads(run("journal", "verify", "--json").stdout)
    assert whole["ok"] is True
    assert Unit.objects.exists()
    head = run("journal", "head").stdout.strip()
    assert whole["head"] == head == json.loads(run("journal", "head", "--json").stdout)["head"]
    file = tmp_path / "journal.jsonl"
    assert run("journal", "export", str(file)).stdout == f"{whole['entries']} entries, head {head}\n"
    assert head in run("journal", "verify", "--export", str(file), "--head", head).stdout
    file.write_text(file.read_text("utf-8").replace("units.loaded", "units.forged"), "utf-8")
    forged = run("journal", "verify", "--export", str(file), "--json")
    assert forged.exit_code == 1
    assert json.loads(forged.stdout)["refused"][0] == {
        "code": "changed",
        "file": str(file),
        "place": "1",
        "reason": "entry 1: it does not give its digest: it was changed",
    }


@pytest.mark.django_db
def test_a_head_published_earlier_must_occur(run: Run) -> None:
    run("journal", "head")
    result = run("journal", "verify", "--head", "0" * 63 + "1")
    assert result.exit_code == 1
    assert "cut off" in result.stderr


@pytest.mark.django_db
def test_the_first_entry_that_does_not_fit_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("journal", "head")
    first = next(queries.rows())
    # The database itself refuses to be changed, so the forger's row is put in the way of the reading.
    monkeypatch.setattr("ocop.journal.queries.rows", lambda **_upto: iter([{**first, "verb": "forged"}]))
    result = run("journal", "verify", lang="vi")
    assert result.exit_code == 1
    assert result.stderr == "mục 1: không khớp mã băm của chính nó: đã bị sửa\n"


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["", "no/such/folder/journal.jsonl"])
def test_an_export_that_cannot_be_written_is_refused(run: Run, tmp_path: Path, target: str) -> None:
    result = run("journal", "export", str(tmp_path / target) if target else str(tmp_path))
    assert result.exit_code == 1
    assert "check who may write to it" in result.stderr


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_an_export_that_cannot_be_read_is_refused(run: Run, name: str) -> None:
    result = run("journal", "verify", "--export", name)
    assert result.exit_code == 1
    assert name in result.stderr


# -- serving -------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said_with_one_that_is_free(
    run: Run, monkeypatch: pytest.MonkeyPatch, taken: int, command: str
) -> None:
    monkeypatch.setenv("OCOP_BASE_URL", "http://localhost:8000")
    result = run(command, "--port", str(taken))
    assert result.exit_code == 1
    assert f"port {taken} is in use by another program" in result.stderr
    assert "--port " in result.stderr.rpartition(";")[2]


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused) as refused:
        serving.require_free(host, 8000)
    assert refused.value.reasons[0].code == "bad_host"


@pytest.mark.xdist_group("installation")
def test_serving_answers_until_it_is_interrupted(in_use: Path) -> None:
    port = free_port()
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "ocop", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(in_use, "vi"),
    )
    try:
        assert b"OCOP" in fetched(f"http://localhost:{port}/")
    finally:
        server.send_signal(signal.SIGINT)
        out, errors = server.communicate(timeout=30)
    assert f"http://localhost:{port}" in out
    assert "Traceback" not in errors
    assert server.returncode == 0


def fetched(address: str) -> bytes:
    for _attempt in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                content: bytes = answer.read()
                return content
        except (ConnectionError, OSError):
            time.sleep(0.1)
    raise AssertionError(address)


# -- the demonstration ---------------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[datetime]:
    """Counts the builds; what is built is the demonstration's own matter."""
    builds: list[datetime] = []
    monkeypatch.setattr("ocop.demo.building.build", builds.append)
    monkeypatch.setattr(demonstration, "embedded_file", lambda: tmp_path / "demo.sqlite3")
    monkeypatch.setattr(demonstration, "demonstration_mark", lambda *_facts: tmp_path / "mark")
    # The test's own database goes with its connection.
    monkeypatch.setattr(demonstration, "connections", SimpleNamespace(close_all=lambda: None))
    (tmp_path / "demo.sqlite3").write_bytes(b"a database")
    return builds


@pytest.mark.django_db
def test_the_demonstration_is_built_once_and_anew_when_asked(
    run: Run, built: list[datetime], tmp_path: Path
) -> None:
    assert "0912000001" in run("demo", "--no-serve").stdout
    assert run("demo", "--no-serve").exit_code == 0
    assert len(built) == 1
    (tmp_path / "demo.sqlite3").touch()
    assert run("demo", "--no-serve", "--fresh").exit_code == 0
    assert len(built) == 2


@pytest.mark.django_db
def test_a_demonstration_that_was_interrupted_is_begun_anew(
    run: Run, built: list[datetime], tmp_path: Path
) -> None:
    (tmp_path / "mark").write_text("building\n")
    result = run("demo", "--no-serve")
    assert result.exit_code == 0, result.stderr
    assert len(built) == 1
    assert (tmp_path / "mark").read_text() == "built\n"


@pytest.mark.django_db
def test_the_demonstration_is_never_built_over_anything_real(run: Run, built: list[datetime]) -> None:
    User.objects.create(login="0900000001", full_name="Nguyễn Văn Thật")
    result = run("demo", "--no-serve", "--fresh")
    assert result.exit_code == 1
    assert "set OCOP_HOME to an empty folder" in result.stderr
    assert built == []
