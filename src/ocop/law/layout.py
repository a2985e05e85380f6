"""How regime files are written: JSON that reads like a table, one option or one short fact a line."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

LINE_WIDTH: Final = 118
ROW_WIDTH: Final = 240

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | Decimal | date | None


def dumps(value: object) -> str:
    """The text of a regime file.

    A value stays on one line while it fits; an object of plain facts (an option) always does, within reason.
    An object that opens up keeps its plain facts together in front of its lists. Decimals are JSON numbers
    with all their digits, so that a file read and written again is the same.
    """
    plain: Plain = msgspec.to_builtins(value, builtin_types=(Decimal, date))
    return _open(plain, 0) + "\n"


def _atom(value: Plain) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return json.dumps(value.isoformat())
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {_atom(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_atom(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _is_plain(value: Plain) -> bool:
    return not isinstance(value, dict | list | tuple)


def _holds_rows(value: Plain) -> bool:
    if isinstance(value, dict):
        return any(_holds_rows(item) for item in value.values())
    return isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value)


def _fits(value: Plain, indent: int) -> bool:
    if isinstance(value, dict) and all(_is_plain(item) for item in value.values()):
        return len(_atom(value)) <= ROW_WIDTH
    return not _holds_rows(value) and len(_atom(value)) + indent <= LINE_WIDTH


def _open(value: Plain, indent: int) -> str:
    if _is_plain(value) or not value or _fits(value, indent):
        return _atom(value)
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        lines: list[str] = []
        run = ""
        for key, item in value.items():
            entry = f"{json.dumps(key)}: {_open(item, indent + 2)}"
            joinable = _is_plain(item) and len(pad) + len(run) + len(entry) <= LINE_WIDTH
            if run and joinable and not run.endswith(("]", "}")):
                run += f", {entry}"
            else:
                lines += [run] if run else []
                run = entry
        lines.append(run)
        body = (",\n" + pad).join(lines)
        return "{\n" + pad + body + "\n" + " " * indent + "}"
    rows = (",\n" + pad).join(_open(item, indent + 2) for item in value)  # type: ignore[union-attr]
    return "[\n" + pad + rows + "\n" + " " * indent + "]"
