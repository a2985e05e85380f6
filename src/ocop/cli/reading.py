"""Files that people hand in, JSON or YAML, read strictly: nothing is guessed, nothing is rounded.

Numbers of JSON stay exact. In YAML keys and decimals stay text, so that a criterion `1.10` does not become
1.1; whole numbers, true, false and null are read as values. A key that appears twice is refused, since one of
the two would be lost.
"""

# ruff: noqa: PLC0415 - YAML is loaded when a file is written in it

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Final

from ocop.cli.language import _
from ocop.cli.output import Refused, refusal
from ocop.cli.reading_faults import bad, repeated_key, too_deep

STANDARD_INPUT: Final = "-"
YAML_SUFFIXES: Final = (".yaml", ".yml")
MOST_BYTES: Final = 64 * 1024 * 1024
LONGEST_EXPONENT: Final = 30
LONGEST_WHOLE: Final = 1000


def read_document(name: str) -> object:
    """The content of a JSON or YAML file, `-` for standard input, as plain data.

    Raises: Refused, with the file and where it has them the line and the column.
    """
    shown = _("standard input") if name == STANDARD_INPUT else name
    text = _text(shown, _bytes(name, shown))
    if not text.strip():
        raise refusal("empty_file", _("the file is empty"), file=shown)
    suffix = Path(name).suffix.lower()
    if suffix == ".json":
        return _json(shown, text)
    if suffix not in YAML_SUFFIXES and text.lstrip()[0] in "{[":
        return _either(shown, text)
    return _yaml(shown, text)


def read_content(name: str) -> bytes:
    """The bytes of a file, `-` for standard input. Raises: Refused."""
    return _bytes(name, _("standard input") if name == STANDARD_INPUT else name)


def _bytes(name: str, shown: str) -> bytes:
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise refusal("no_file", _("there is no such file"), file=shown) from None
    except IsADirectoryError:
        raise refusal("is_folder", _("this is a folder, a file is needed"), file=shown) from None
    except PermissionError:
        raise refusal("no_permission", _("reading this file is not permitted"), file=shown) from None
    except (OSError, ValueError) as error:
        raise unreadable(shown, error) from None
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise refusal("too_large", _("the file is larger than {limit} MB").format(limit=limit), file=shown)
    return content


def unreadable(shown: str, error: OSError | ValueError) -> Refused:
    """The refusal of a file that the system cannot read, with the system's own reason."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    return refusal("unreadable_file", _("the file cannot be read ({why})").format(why=why), file=shown)


def _text(shown: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        if b"\0" in content:
            raise _binary(shown) from None
        raise refusal(
            "not_utf8",
            _("line {line} is not UTF-8; save the file as UTF-8").format(line=line),
            place=str(line),
            file=shown,
        ) from None
    if "\0" in text:
        raise _binary(shown)
    return text


def _binary(shown: str) -> Refused:
    return refusal("binary_file", _("this is not a text file; JSON or YAML in UTF-8 is needed"), file=shown)


def _either(shown: str, text: str) -> object:
    """Text in braces is JSON, or YAML that is written so."""
    try:
        return _json(shown, text)
    except Refused as refused:
        if refused.reasons[0].code != "bad_json":
            raise
        try:
            return _yaml(shown, text)
        except Refused:
            raise refused from None


def _yaml(shown: str, text: str) -> object:
    from ocop.cli.reading_yaml import read_yaml

    return read_yaml(shown, text)


def _json(shown: str, text: str) -> object:
    repeated: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in items:
            if key in found:
                repeated.append(key)
            found[key] = value
        return found

    try:
        document: object = json.loads(
            text, object_pairs_hook=pairs, parse_int=_whole, parse_float=_exact, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise bad("bad_json", "JSON", shown, error.lineno, error.colno, error.msg) from None
    except RecursionError:
        raise too_deep(shown) from None
    except ValueError as error:
        raise refusal("bad_number", str(error), file=shown) from None
    if repeated:
        raise Refused(repeated_key(key, shown) for key in dict.fromkeys(repeated))
    if "\\ud" in text.lower() and not _is_text(document):
        raise refusal("bad_text", _("a text in this file is broken (half of a surrogate pair)"), file=shown)
    return document


def _is_text(document: object) -> bool:
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_WHOLE:
        raise ValueError(
            _("a number of {count} digits is out of every range").format(count=len(digits.lstrip("-")))
        )
    return int(digits)


def _exact(digits: str) -> Decimal:
    number = Decimal(digits)
    if number and abs(number.adjusted()) > LONGEST_EXPONENT:
        raise ValueError(_("{number} is out of every range").format(number=digits))
    return number


def _no_number(word: str) -> object:
    raise ValueError(_("{word} is not a number").format(word=word))
