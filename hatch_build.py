"""Compile the Vietnamese catalogues (`.po` to `.mo`) with Babel.

As a hatch build hook it runs for every wheel and every editable install; as a script (`make messages`,
`python hatch_build.py [--check]`) it compiles what is out of date. GNU gettext is not needed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACEHOLDER = re.compile(r"%\([A-Za-z_][A-Za-z0-9_]*\)[sd]|(?<![%{])\{[A-Za-z_][A-Za-z0-9_]*\}")


class CatalogueError(Exception):
    """A catalogue that must not be compiled; the text names the file, the line and what is wrong."""


def catalogues(root: Path) -> Iterator[Path]:
    """Every `locale/<language>/LC_MESSAGES/*.po` under `root/src`, in a stable order."""
    yield from sorted((root / "src").glob("**/locale/*/LC_MESSAGES/*.po"))


def read(po: Path) -> Catalog:
    """The catalogue in `po`.

    Raises `CatalogueError` when the file is not UTF-8 or not a catalogue.
    """
    language = po.parent.parent.name
    try:
        with po.open("rb") as source:
            return read_po(source, locale=language, charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{po}: {error}") from error


def defects(catalogue: Catalog) -> Iterator[str]:
    """What a reader would stumble over: fuzzy or empty entries, placeholders lost in translation, and two
    texts that a merge of catalogues ran together.
    """
    for message in catalogue:
        if not message.id:
            continue
        place = f"line {message.lineno}: {message.id!r}"
        if message.fuzzy:
            yield f"{place} is fuzzy"
        if not all(texts(message.string)):
            yield f"{place} is not translated"
            continue
        missing = lost_placeholders(message)
        if missing:
            yield f"{place} loses or adds {', '.join(sorted(missing))}"
        if run_together := glued(message.string) - glued(message.id):
            yield f"{place} runs texts together at {', '.join(sorted(run_together))}"


def glued(side: str | list[str] | tuple[str, ...] | None) -> set[str]:
    """Words in which a sentence begins in the middle, as in `laterChoose`."""
    words = {word for text in texts(side) for word in re.split(r"[\s,()“”]+|[.:;?!](?=\s|$)", text)}
    return {word for word in words if any(map(_begins_inside, word, word[1:], word[2:]))}


def _begins_inside(before: str, first: str, after: str) -> bool:
    return (before.islower() or before in ".:;?!") and first.isupper() and after.islower()


def lost_placeholders(message: Message) -> set[str]:
    """Placeholders that appear on one side only; a plural entry counts the union of its forms."""
    return placeholders(message.id) ^ placeholders(message.string)


def placeholders(side: str | list[str] | tuple[str, ...] | None) -> set[str]:
    """The names to be filled in, as they are written: `%(stars)s`, `{stars}`."""
    return {name for text in texts(side) for name in PLACEHOLDER.findall(text)}


def texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """A message's forms, one for a plain entry, several for a plural one."""
    if value is None:
        return ("",)
    return (value,) if isinstance(value, str) else tuple(value)


def compile_all(root: Path) -> list[Path]:
    """Compile every catalogue older than its source; returns the files written."""
    written = []
    for po in catalogues(root):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        catalogue = read(po)
        with mo.open("wb") as target:
            write_mo(target, catalogue)
        written.append(mo)
    return written


def check_all(root: Path) -> list[str]:
    """Every defect of every catalogue, each with its file and line."""
    return [f"{po.relative_to(root)}, {defect}" for po in catalogues(root) for defect in defects(read(po))]


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before hatch collects the files of a wheel."""

    PLUGIN_NAME = "catalogues"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Compile the catalogues in place; what is being built does not matter."""
        compile_all(Path(self.root))


def main() -> int:
    """Compile, or with `--check` compile and list defects; returns the exit status."""
    parser = argparse.ArgumentParser(description="Compile the message catalogues.")
    parser.add_argument("--check", action="store_true", help="also fail on fuzzy, empty or broken entries")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent
    try:
        written = compile_all(root)
        found = check_all(root) if options.check else []
    except CatalogueError as error:
        found, written = [str(error)], []
    for line in found:
        print(line, file=sys.stderr)  # noqa: T201 - a command's own answer
    if written:
        print(f"{len(written)} catalogue(s) compiled")  # noqa: T201 - a command's own answer
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
