"""Answers on standard output, refusals on standard error."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from ocop.cli.language import _

Json = Mapping[str, object] | Sequence[object]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an input is not taken: a code for programs, a sentence for people, and where."""

    code: str
    text: str
    place: str = ""
    file: str = ""

    def as_json(self) -> dict[str, str]:
        """The reason as it stands under `refused`; what is not known is left out."""
        facts = {"code": self.code, "file": self.file, "place": self.place, "reason": self.text}
        return {key: value for key, value in facts.items() if value}

    def __str__(self) -> str:
        return f"{self.file}: {self.text}" if self.file else self.text


class Refused(click.ClickException):
    """The input is refused: exit status 1, every reason on standard error and, with `--json`, as JSON too."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__("\n".join(str(reason) for reason in self.reasons))
        context = click.get_current_context(silent=True)
        self.as_json = bool(context and context.params.get("as_json"))

    def show(self, file: IO[str] | None = None) -> None:
        """Says every reason; `file` is standard error unless given."""
        if self.as_json:
            print_json({"refused": [reason.as_json() for reason in self.reasons]})
        for reason in self.reasons:
            click.echo(str(reason), file=file, err=file is None)


def refusal(code: str, text: str, *, place: str = "", file: str = "") -> Refused:
    """A refusal for one reason."""
    return Refused([Reason(code, text, place, file)])


def unwritable(place: Path, error: OSError) -> Refused:
    """The refusal of an act that had to write where the system does not let it."""
    text = _("writing here failed ({why}); check who may write to it, and the space left")
    return refusal("unwritable", text.format(why=error.strerror or error), file=str(error.filename or place))


def print_json(value: Json) -> None:
    """Print an answer for machines: UTF-8, readable, keys in the order of their meaning."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def heading(text: str) -> None:
    """Print the title of a section, an empty line above it."""
    click.echo()
    click.echo(click.style(text, bold=True))


def table(rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> None:
    """Print rows in columns; the columns in `numbers` are flush right."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            _pad(cell, width, right=index in numbers)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo(f"  {'  '.join(cells)}".rstrip())


def _width(text: str) -> int:
    """How many columns a text takes: marks that stand on a letter take none."""
    return sum(1 for char in text if not unicodedata.combining(char))


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
