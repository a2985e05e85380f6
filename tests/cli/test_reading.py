"""Files that people hand in are read strictly, and what is wrong with one is said with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

BAD: dict[str, tuple[str, bytes, str, str]] = {
    "empty": ("a.json", b"", "empty_file", "empty"),
    "blank": ("a.yaml", b" \n\n", "empty_file", "empty"),
    "only a mark": ("a.json", b"\xef\xbb\xbf", "empty_file", "empty"),
    "json cut short": ("a.json", b'{"regime":\n  "2026-26",', "bad_json", "line 2, column 13"),
    "json with a comma too many": ("a.json", b'{"a": 1,}', "bad_json", "line 1, column 9"),
    "text named json": ("a.json", b"regime: 2026-26", "bad_json", "line 1, column 1"),
    "json not a number": ("a.json", b'{"set": NaN}', "bad_number", "NaN"),
    "json infinity": ("a.json", b'{"set": -Infinity}', "bad_number", "-Infinity"),
    "json huge exponent": ("a.json", b'{"set": 1e999999999}', "bad_number", "1e999999999"),
    "json huge number": ("a.json", b'{"set": ' + b"9" * 6000 + b"}", "bad_number", "6000 digits"),
    "json nested": ("a.json", b"[" * 100_000, "too_deep", "nested"),
    "json key twice": ("a.json", b'{"regime": "x", "set": 1, "set": 2}', "repeated_key", "“set”"),
    "yaml cut short": ("a.yaml", b"a: [1,\nb: 2", "bad_yaml", "line 2, column 5"),
    "yaml with tabs": ("a.yaml", b"a:\n\tb: 1", "bad_yaml", "line 2, column 1"),
    "yaml key twice": ("a.yaml", b"a: 1\nb: {c: 1,\n c: 2}\n", "repeated_key", "line 3: “c”"),
    "yaml key a list": ("a.yaml", b"? [a]\n: b\n", "bad_yaml", "line 1"),
    "yaml two documents": ("a.yaml", b"a: 1\n---\nb: 2\n", "bad_yaml", "line 2"),
    "yaml control character": ("a.yaml", b"a: 1\nb: \x07\n", "bad_yaml", "line 2, column 4"),
    "yaml alias unknown": ("a.yaml", b"a: *b\n", "bad_yaml", "line 1"),
    "yaml alias of itself": ("a.yaml", b"a: &b [*b]\n", "bad_yaml", "line 1"),
    "yaml nested": ("a.yaml", b"[" * 1500, "too_deep", "nested"),
    "binary": ("a.json", b"\x89PNG\r\n\x1a\n\x00\x00", "binary_file", "not a text file"),
    "null bytes": ("a.yaml", b"a: 1\x00\n", "binary_file", "not a text file"),
    "latin 1": ("a.yaml", "a: 1\nb: Chè Tân Cương".encode("latin-1", "replace"), "not_utf8", "line 2"),
    "utf 16": ("a.json", '{"set": 1}'.encode("utf-16"), "binary_file", "not a text file"),
    "neither": ("a", b'{"set": 1', "bad_json", "line 1, column 10"),
    "a list": ("a.json", b"[1, 2]", "not_an_object", "must be an object"),
    "a word": ("a.yaml", b"hello", "not_an_object", "must be an object"),
    "null": ("a.json", b"null", "not_an_object", "must be an object"),
    "nothing in it": ("a.json", b"{}", "missing_key", "regime"),
    "sheets a word": ("a.yaml", b"regime: 2026-26\nset: 1\nsheets: hello\n", "not_a_list", "must be a list"),
    "set a list": ("a.yaml", b"regime: 2026-26\nset: [1]\nsheets: []\n", "unknown_set", "product set"),
    "a number for a name": ("a.json", b'{"regime": 5, "set": {}, "sheets": [7]}', "unknown_regime", "5"),
    "lone surrogate": (
        "a.json",
        b'{"regime": "\\uD800", "set": 1}',
        "bad_text",
        "surrogate",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", [("score",), ("advise", "--stars", "3"), ("rescore",)])
def test_a_bad_file_is_refused_with_its_place(
    run: Run, tmp_path: Path, bad: tuple[str, bytes, str, str], command: tuple[str, ...]
) -> None:
    name, content, code, said = bad
    file = tmp_path / name
    file.write_bytes(content)
    result = run(command[0], str(file), *command[1:], "--json")
    assert result.exit_code == 1
    refused = json.loads(result.stdout)["refused"]
    assert code in [one["code"] for one in refused]
    assert said in result.stderr
    assert all(line.startswith(f"{file}: ") for line in result.stderr.splitlines())
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere.json", "no_file"),
        (".", "is_folder"),
        ("a\x00b", "unreadable_file"),
        ("x" * 300, "unreadable_file"),
    ],
)
def test_what_is_no_file_is_refused(run: Run, name: str, code: str) -> None:
    result = run("score", name, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"][0]["code"] == code


def test_a_file_beyond_every_size_is_refused_unread(run: Run) -> None:
    result = run("score", "/dev/zero", "--json")
    assert json.loads(result.stdout)["refused"][0]["code"] == "too_large"


def test_refusals_are_said_in_vietnamese_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    assert "dòng 1, cột 2: không đúng JSON" in run("score", str(tmp_path / "a.json"), lang="vi").stderr
    (tmp_path / "b.json").write_text('{"set": ' + "9" * 6000 + "}")
    refused = run("score", str(tmp_path / "b.json"), lang="vi").stderr
    assert refused.endswith("b.json: số có 6000 chữ số vượt mọi giới hạn\n")


def test_a_bad_standard_input_is_named_so(run: Run) -> None:
    assert run("score", "-", stdin=b"\xff").stderr.startswith("standard input: line 1 is not UTF-8")
