"""The locked requirements: complete, hashed, and free of addresses."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock")
PIN = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)


def pinned(lock: str) -> set[str]:
    return set(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[; ]", text)[0].lower() for text in requirements}


def pyproject() -> dict[str, dict[str, list[str]]]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {"run": {"project": data["project"]["dependencies"]}, "groups": data["dependency-groups"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|^-| @ |//", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1:
    ]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_runtime_lock_holds_what_the_project_asks_for() -> None:
    wanted = names(pyproject()["run"]["project"]) | names(pyproject()["groups"]["build"])
    assert wanted - pinned("requirements.lock") == set()


def test_the_developing_lock_holds_the_runtime_lock_and_the_tools_of_the_trade() -> None:
    wanted = pinned("requirements.lock") | names(pyproject()["groups"]["dev"])
    assert wanted - pinned("requirements-dev.lock") == set()


def test_both_locks_pin_the_same_releases() -> None:
    texts = [(ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS[:2]]
    run, dev = (set(re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE)) for text in texts)
    assert run - dev == set()
