"""House rules a linter does not know. Each names the file and line that breaks it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/ocop"


def files(*suffixes: str) -> Iterator[Path]:
    for folder in ("src", "tests", "tools"):
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in suffixes)


def broken(pattern: str, paths: Iterator[Path]) -> list[str]:
    """Where the pattern stands, as file:line."""
    rule = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if rule.search(line)
    ]


def templates() -> Iterator[Path]:
    return (path for path in files(".html") if "templates" in path.parts)


def models() -> Iterator[Path]:
    return (path for path in files(".py") if PACKAGE in path.parents and "migrations" not in path.parts)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\sstyle=",
        r"<style\b",
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
        r"\son[a-z]+=",
        r"javascript:",
        r"<(link|script|img|source|iframe|use)\b[^>]*(src|href)=\"(https?:)?//",
    ],
    ids=[
        "style attribute",
        "style element",
        "inline script",
        "handler",
        "script address",
        "outside resource",
    ],
)
def test_templates_hold_to_the_content_security_policy(pattern: str) -> None:
    assert broken(pattern, templates()) == []


def test_templates_never_switch_escaping_off() -> None:
    assert broken(r"\|\s*safe\b|\|\s*safeseq\b|autoescape off", templates()) == []


def test_tone_marks_of_vietnamese_stand_where_the_law_texts_put_them() -> None:
    """On the first of two vowels that end a word: khóa, not the newer khoá."""
    newer = re.compile(r"(?i:o[áàảãạéèẻẽẹ]|(?<!q)u[ýỳỷỹỵ])(?!\w)")
    texts = [*PACKAGE.glob("*/locale/vi/LC_MESSAGES/*.po"), *(ROOT / "docs/vi").glob("*.md")]
    texts += PACKAGE.glob("notices/wordings/*.json")
    found = [path.name for path in texts if newer.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_code_has_no_em_dash() -> None:
    assert broken("\N{EM DASH}", files(".py", ".html", ".css", ".js", ".sh")) == []


@pytest.mark.parametrize(
    "pattern",
    [r"^\s+ordering = ", r"django\.dispatch|models\.signals", r"GenericForeignKey"],
    ids=["Meta.ordering", "signals", "generic foreign key"],
)
def test_models_keep_to_the_convention(pattern: str) -> None:
    assert broken(pattern, models()) == []


def test_translations_are_never_built_from_pieces() -> None:
    assert broken(r"\b(_|n?gettext(_lazy)?)\(f[\"']", files(".py")) == []


def test_a_group_of_tests_goes_to_one_process(request: pytest.FixtureRequest) -> None:
    """What a group arranges would else be made in every process, which costs minutes and no test sees."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("the tests are not dealt out by groups here")
    assert request.node.nodeid.endswith("@tests/test_house.py")
