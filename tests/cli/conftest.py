"""How the tests of the command line run it: in this process where that is enough, else as installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from ocop.cli.language import in_language, speak
from ocop.cli.program import ocop


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

    with translation.override("vi"):
        yield run_here


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
    return kept | {"OCOP_HOME": str(home), "OCOP_LANG": lang}
