"""`ocop export` and `ocop template`: the registry as files, and the empty workbooks to fill in."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

import click

from ocop.cli.commands import Command, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal, unwritable

KINDS: Final = ("producers", "products", "certificates")
FORMATS: Final = ("xlsx", "csv", "parquet")
EXPORT_RIGHTS: Final = frozenset({"producer.read", "product.read"})

Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@click.command(
    "export",
    help=gettext_noop(
        "Write the registry, or one list of it, to a file.\n\n"
        "LIST is producers, products, certificates or all. The ending of OUT says how: .xlsx, .csv or "
        ".parquet. The xlsx and csv files can be imported "
        "again. `all` gives one workbook of three sheets, or three files with the list in their names. "
        "Personal data stands in the file unless --masked is given; keep it where only its readers get at it."
    ),
    cls=Command,
    examples=("ocop export products products.xlsx", "ocop export all register.xlsx"),
)
@click.argument("what", type=click.Choice([*KINDS, "all"]), metavar=gettext_noop("LIST"))
@click.argument("out", type=click.Path(path_type=Path), metavar=gettext_noop("OUT"))
@click.option("--masked", is_flag=True, help=gettext_noop("Mask personal data, as pages do."))
@json_option
def export(*, what: str, out: Path, masked: bool, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    form = _format_of(out)
    with ready_database():
        files = (
            [_whole_book(out, masked=masked)]
            if (what, form) == ("all", "xlsx")
            else [
                _one_list(kind, _named(out, kind) if what == "all" else out, form, masked=masked)
                for kind in (KINDS if what == "all" else (what,))
            ]
        )
    if as_json:
        print_json({"files": files})
        return
    for one in files:
        click.echo(_("{file}: {rows} rows").format(**one), err=True)


@click.command(
    "template",
    help=gettext_noop(
        "Write the empty workbook of a list, to be filled in and imported.\n\n"
        "LIST is producers, products or certificates. OUT ends in .xlsx. It has drop-downs of today's "
        "lists, notes, and a page that explains every column."
    ),
    cls=Command,
    examples=("ocop template products products.xlsx",),
)
@click.argument("kind", type=click.Choice(KINDS), metavar=gettext_noop("LIST"))
@click.argument("out", type=click.Path(path_type=Path), metavar=gettext_noop("OUT"))
def template(*, kind: str, out: Path) -> None:
    from ocop.cli.database import ready_database

    if out.suffix.lower() != ".xlsx":
        raise refusal(
            "ending", _("a template is a workbook; give it a name that ends in .xlsx"), file=str(out)
        )
    with ready_database():
        from ocop.exchange.columns import Kind
        from ocop.exchange.templates import write_template

        written(out, lambda file: write_template(Kind(kind), file))


def _reader(*, masked: bool) -> Actor:
    """The system reads everything; masked, as an office of the whole country that may not read it."""
    from ocop.platform.actors import SYSTEM

    return replace(SYSTEM, role="export", rights=EXPORT_RIGHTS) if masked else SYSTEM


def _format_of(out: Path) -> str:
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        text = _("the ending says how to write the file: .xlsx, .csv or .parquet")
        raise refusal("ending", text, file=str(out))
    return form


def _named(out: Path, kind: str) -> Path:
    return out.with_name(f"{out.stem}-{kind}{out.suffix}")


def _one_list(kind: str, out: Path, form: str, *, masked: bool) -> dict[str, object]:
    from ocop.exchange import queries
    from ocop.exchange.columns import Kind
    from ocop.exchange.writing import Format, write_rows

    rows = queries.rows(_reader(masked=masked), Kind(kind))
    count = written(out, lambda file: write_rows(Kind(kind), rows, file, Format(form)))
    return {"file": str(out), "rows": count}


def _whole_book(out: Path, *, masked: bool) -> dict[str, object]:
    from ocop.exchange import layout, queries
    from ocop.exchange.columns import COLUMNS, Kind
    from ocop.exchange.writing import write_book

    tables = [
        (layout.title_of(kind), COLUMNS[kind], queries.rows(_reader(masked=masked), kind)) for kind in Kind
    ]
    return {"file": str(out), "rows": written(out, lambda file: write_book(tables, file))}


def written(out: Path, write: Callable[[IO[bytes]], Answer]) -> Answer:
    """Write beside the file first, so that a failure leaves what was there before."""
    with _replacing(out) as file:
        return write(file)


@contextmanager
def _replacing(out: Path) -> Iterator[IO[bytes]]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise unwritable(out, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise unwritable(out, error) from error
    finally:
        part.unlink(missing_ok=True)
