"""Help and messages in both languages, and a page of documentation that leaves nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ocop.cli import language
from ocop.cli.commands import Command, Group
from ocop.cli.program import ocop
from tests.cli.conftest import Run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
CONTEXT = click.Context(ocop)


def commands(
    group: Group = ocop, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name in group.list_commands(CONTEXT):
        command = group.get_command(CONTEXT, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, Group):
            yield from commands(command, (*path, name))


EVERY = dict(commands())
SEEN = {path: command for path, command in EVERY.items() if not command.hidden}


def test_the_commands_are_those_of_the_contract() -> None:
    assert {" ".join(path) for path in SEEN} == {
        "regime", "regime list", "regime show", "regime for", "regime check", "regime diff", "regime import",
        "score", "advise", "rescore", "stats", "demo", "serve", "check",
        "people", "people invite-admin",
        "journal", "journal verify", "journal export", "journal head", "journal sign", "journal rekey",
        "document", "document verify",
        "certificate", "certificate verify", "credentials", "credentials keys", "credentials rotate",
        "credentials revoke",
        "notices", "notices deliver", "notices remind",
        "import", "export", "template", "worker", "opendata", "opendata build", "opendata export",
        "version",
    }  # fmt: skip


@pytest.mark.parametrize("path", [(), *SEEN], ids=" ".join)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_reads_in_both_languages(run: Run, path: tuple[str, ...], lang: str) -> None:
    result = run(*path, "--help", lang=lang)
    assert result.exit_code == 0
    usage, options = ("Cách dùng: ", "Tùy chọn:") if lang == "vi" else ("Usage: ", "Options:")
    assert result.stdout.startswith(usage + " ".join(("ocop", *path)))
    assert options in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_nothing_of_the_help_is_left_untranslated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_LANG", "vi")
    shown = [text for command in [ocop, *EVERY.values()] for text in texts(command)]
    assert [text for text in shown if language._(text) == text and text != "N"] == []


def texts(command: click.Command) -> Iterator[str]:
    """What a reader sees of a command, as it is written in the code."""
    original = ORIGINALS[command.callback]
    yield original.help or ""
    for param in original.params:
        yield param.metavar or "N"
        yield getattr(param, "help", None) or "N"
    if isinstance(original, Group):
        yield from original.sections


def originals(group: Group) -> Iterator[click.Command]:
    yield group
    yield from group.commands.values()
    for names in group.sections.values():
        for target in names.values():
            module, _colon, attribute = target.partition(":")
            found = getattr(__import__(module, fromlist=[attribute]), attribute)
            yield from originals(found) if isinstance(found, Group) else [found]


ORIGINALS = {command.callback: command for command in originals(ocop)}


def test_every_command_ends_with_examples_that_are_its_own() -> None:
    for path, command in SEEN.items():
        assert isinstance(command, Command | Group)
        for example in command.examples:
            assert " ".join(path) in example
    assert [path for path, command in SEEN.items() if not getattr(command, "examples", ())] == [("version",)]


@pytest.mark.parametrize("path", SEEN, ids=" ".join)
def test_the_page_names_every_command_and_option(path: tuple[str, ...]) -> None:
    page = PAGE.read_text("utf-8")
    command = " ".join(("ocop", *path))
    if isinstance(SEEN[path], Group):
        assert command in page
        return
    section = re.search(rf"^### `{re.escape(command)}[ `].*?(?=^##|\Z)", page, re.DOTALL | re.MULTILINE)
    assert section, command
    for param in SEEN[path].params:
        for option in param.opts if isinstance(param, click.Option) else ():
            assert option in section[0], f"{command} {option}"


def test_the_page_names_no_command_that_does_not_exist() -> None:
    named = re.findall(r"^### `ocop ((?:[a-z]+(?:-[a-z]+)? ?)+)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(name.strip() for name in named) == sorted(
        " ".join(path) for path, command in SEEN.items() if not isinstance(command, Group)
    )


def test_without_the_compiled_catalogue_english_is_spoken(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    result = run("regime", "list", lang="vi")
    assert result.exit_code == 0
    assert result.stdout.startswith("  Id ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "Không có lệnh 'nothing'."),
        (("score",), "Thiếu tham số 'TỆP'."),
        (("score", "a", "b"), "Thừa tham số (b)"),
        (("score", "a", "--jsn"), "Có phải ý bạn là '--json'?"),
        (("advise", "a"), "Thiếu tùy chọn '--stars'."),
        (("advise", "a", "--stars", "x"), "'x' không phải là số hợp lệ"),
        (("demo", "--port", "99999"), "99999 nằm ngoài khoảng"),
        (("regime", "show", "2026-26", "--set"), "Tùy chọn '--set' cần một giá trị."),
    ],
)
def test_wrong_usage_is_told_in_vietnamese(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments, lang="vi")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_the_hidden_passage_to_the_framework_is_not_shown(run: Run) -> None:
    assert "django" not in run("--help").stdout
