"""bootstrap.sh says in Vietnamese and English what stands in its way."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    for name in ("bootstrap.sh", "pyproject.toml", "requirements.lock", "requirements-tools.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def interpreter(tree: Path, body: str) -> Path:
    """A program that answers like some Python on some machine."""
    place = tree / "some-python"
    place.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


def answer(tree: Path, python: Path) -> tuple[int, str]:
    run = subprocess.run(
        ["./bootstrap.sh"],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == ""
    return run.returncode, run.stderr


def test_a_shim_that_does_not_run_is_refused(tree: Path) -> None:
    status, said = answer(tree, interpreter(tree, "exit 127"))
    assert status == 1
    assert "không chạy được hoặc cũ hơn 3.11" in said
    assert "does not run or is older than 3.11" in said


def test_a_python_without_venv_gets_its_remedy(tree: Path) -> None:
    status, said = answer(tree, interpreter(tree, 'case "$*" in *ensurepip*) exit 1 ;; esac'))
    assert status == 1
    assert said.count("apt-get install python3-venv") == 2


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("error: failed to open file: Permission denied (os error 13)", "Writing was refused"),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "does not match its locked hash",
        ),
        ("error: Failed to fetch: dns error", "could not be downloaded"),
        ("Traceback (most recent call last):\nKeyError: 'x'", "The installation did not finish"),
    ],
    ids=["disk", "permission", "hash", "network", "other"],
)
def test_a_failure_is_explained_without_a_traceback(tree: Path, reason: str, remedy: str) -> None:
    (tree / "reason").write_text(reason + "\n", encoding="utf-8")
    body = 'case "$*" in "-m venv"*) cat reason >&2; exit 1 ;; -V) echo Python 3.13.0 ;; esac'
    status, said = answer(tree, interpreter(tree, body))
    assert status == 1
    assert remedy in said
    assert "Traceback" not in said
