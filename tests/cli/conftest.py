"""How the tests of the command line run it: in this process where that is enough, else as installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from ocop.cli.language import in_language, speak
from ocop.cli.program import ocop
from ocop.places.actions import load_units
from tests import database
from tests.cast import CODES, FORMER_CODES, MAP


class Run(Protocol):
    def __call__(self, *arguments: str, lang: str = "en", stdin: str | bytes | None = None) -> Result: ...


class RunInstalled(Protocol):
    def __call__(
        self, *arguments: str, lang: str = "en", stdin: bytes = b"", home: Path | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line in this process, with an empty OCOP_HOME; a fault of ours fails the test."""

    def run_here(*arguments: str, lang: str = "en", stdin: str | bytes | None = None) -> Result:
        monkeypatch.setenv("OCOP_LANG", lang)
        monkeypatch.setenv("OCOP_HOME", str(tmp_path))
        monkeypatch.setenv("LANGUAGE", lang)
        speak()
        runner = CliRunner(catch_exceptions=False)
        return runner.invoke(in_language(ocop), list(arguments), input=stdin, prog_name="ocop")

    # The whole country takes seconds to load; the installed command does it in a test of its own.
    small = partial(load_units, rows=MAP.only(CODES, FORMER_CODES))
    monkeypatch.setattr("ocop.places.actions.load_units", small)
    with translation.override("vi"):
        yield run_here


@pytest.fixture(scope="session")
def _installation(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """An OCOP_HOME with the units, as a first command leaves it; only that it need not migrate."""
    home = tmp_path_factory.mktemp("installation")
    (home / "var").mkdir()
    database.copy_file(home / "var" / "ocop.sqlite3")
    subprocess.run(
        [sys.executable, "-m", "ocop", "journal", "head"],
        env=clean_environment(home, "en"),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return home


@pytest.fixture
def in_use(_installation: Path, tmp_path: Path) -> Path:
    """The test's own OCOP_HOME, in which commands have run before."""
    return shutil.copytree(_installation, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def installed(tmp_path: Path) -> RunInstalled:
    """The installed command in its own process and an empty OCOP_HOME."""

    def run_there(
        *arguments: str, lang: str = "en", stdin: bytes = b"", home: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(  # noqa: S603 - our own command
            [str(Path(sys.executable).with_name("ocop")), *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=clean_environment(home or tmp_path, lang),
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run_there


def clean_environment(home: Path, lang: str) -> dict[str, str]:
    """What a person's shell would have, without the settings of the test run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OCOP_", "DJANGO_"))}
    # No dump of the open data beside the pages: building one takes longer than what is tested.
    return kept | {"OCOP_HOME": str(home), "OCOP_LANG": lang, "OCOP_OPEN_DATA": "0"}
