"""Compare the strings marked for translation with the catalogues; `make strings` adds the missing, empty.

A string may be translated in any room's catalogue (they are merged) or, unless it is only repeated there,
by Django itself. The command line's catalogue stands apart: it translates the command line, and nothing else
does. With `--check` nothing is written and the exit status is 1 when a string is missing or an entry is used
nowhere any more.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from hatch_build import CatalogueError, catalogues, read

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Django's names for them, with the places of singular, plural and context among the arguments."""

Id = str | tuple[str, ...]
Key = tuple[str | None, str]
"""A context, mostly None, and the singular."""

DJANGO = "django"
APART = {"cli": "cli"}
"""Rooms with a catalogue of their own domain."""


class Use(NamedTuple):
    """One place where a string is marked."""

    id: Id
    context: str | None
    room: Path
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.id if isinstance(self.id, str) else self.id[0]

    @property
    def domain(self) -> str:
        """The catalogues that can translate it."""
        return APART.get(self.room.name, DJANGO)


def key(message: Message) -> Key:
    """What a catalogue looks an entry up by."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def sources(package: Path) -> Iterator[Path]:
    """Python files and templates, migrations left out: their labels belong to history."""
    candidates = (path for path in sorted(package.rglob("*")) if "migrations" not in path.parts)
    for path in candidates:
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts):
            yield path


def uses(root: Path) -> Iterator[Use]:
    """Every marked string below `root/src/ocop`, in a stable order."""
    package = root / "src/ocop"
    for path in sources(package):
        text = path.read_text(encoding="utf-8")
        python = text if path.suffix == ".py" else templatize(text, origin=str(path))
        stream = io.BytesIO(python.encode())
        found = extract("python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"})
        room = package / path.relative_to(package).parts[0]
        for line, id_, _comments, context in found:
            if any(texts(id_)):
                yield Use(id_, context, room, f"{path.relative_to(root)}:{line}")


def texts(id_: Id) -> tuple[str, ...]:
    """The singular, and the plural if there is one."""
    return (id_,) if isinstance(id_, str) else id_


def by_django(*, anew: bool = False) -> set[Key]:
    """What Django's own Vietnamese catalogue translates; `anew` leaves out what it repeats in English."""
    own = Path(django.__file__).parent / "conf/locale/vi/LC_MESSAGES/django.po"
    return {
        key(message)
        for message in read(own)
        if message.id and message.string and not (anew and message.string == message.id)
    }


def missing(root: Path) -> dict[tuple[str, Key], Use]:
    """The first use of each string that no catalogue of its domain translates."""
    known = {(DJANGO, one) for one in by_django(anew=True)}
    known |= {(po.stem, key(message)) for po in catalogues(root) for message in read(po)}
    found: dict[tuple[str, Key], Use] = {}
    for use in uses(root):
        if (use.domain, use.key) not in known:
            found.setdefault((use.domain, use.key), use)
    return found


def unused(root: Path) -> Iterator[tuple[Path, Message]]:
    """Catalogue entries whose string is marked nowhere; Django's own may be put in other words."""
    marked = {(use.domain, use.key) for use in uses(root)} | {(DJANGO, one) for one in by_django()}
    for po in catalogues(root):
        yield from (
            (po, message) for message in read(po) if message.id and (po.stem, key(message)) not in marked
        )


def add(root: Path, wanted: dict[tuple[str, Key], Use]) -> None:
    """Append the strings, untranslated, to the Vietnamese catalogue of the room that uses them first."""
    for room in sorted({use.room for use in wanted.values()}):
        po = room / f"locale/vi/LC_MESSAGES/{APART.get(room.name, DJANGO)}.po"
        catalogue = read(po) if po.exists() else Catalog(locale="vi", project="ocop", charset="utf-8")
        for use in wanted.values():
            if use.room == room:
                catalogue.add(use.id, context=use.context, flags=flags(use.id))
        po.parent.mkdir(parents=True, exist_ok=True)
        with po.open("wb") as target:
            write_po(target, catalogue, width=110, no_location=True)
        print(f"{po.relative_to(root)}: translate the empty entries")


def flags(id_: Id) -> list[str]:
    """The marks by which gettext tools know that placeholders matter."""
    return ["python-format"] if any("%(" in text for text in texts(id_)) else []


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare marked strings with the catalogues.")
    parser.add_argument("--check", action="store_true", help="only say what is missing or unused")
    options = parser.parse_args()
    try:
        wanted = missing(ROOT)
        stale = list(unused(ROOT))
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        add(ROOT, wanted)
        wanted = {}
    for use in wanted.values():
        print(f"{use.place}: no catalogue translates {texts(use.id)[0]!r}", file=sys.stderr)
    for po, message in stale:
        print(f"{po.relative_to(ROOT)}:{message.lineno}: used nowhere: {message.id!r}", file=sys.stderr)
    return 1 if wanted or stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
