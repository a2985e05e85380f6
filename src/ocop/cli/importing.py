"""`ocop import`: a whole list into the registry, all rows or none."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Command, json_option
from ocop.cli.exchange import KINDS, written
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal
from ocop.cli.reading import read_content

if TYPE_CHECKING:
    from ocop.exchange.differences import Differences
    from ocop.exchange.sheets import Sheet


@click.command(
    "import",
    help=gettext_noop(
        "Bring a list of producers, products or certificates into the registry: all rows or none.\n\n"
        "FILE is a workbook (.xlsx, .xls) or a CSV with the headings of the template or its keys. Producers "
        "come before their products, products before their certificates. Every cell that cannot be taken is "
        "listed with the reason, and then nothing is written. A second import of the same file changes "
        "nothing; an empty cell leaves what is stored."
    ),
    cls=Command,
    examples=(
        "ocop import producers producers.xlsx --dry-run",
        "ocop import products products.csv --annotated corrections.xlsx",
    ),
)
@click.argument("kind", type=click.Choice(KINDS), metavar=gettext_noop("LIST"))
@click.argument("file", metavar=gettext_noop("FILE"))
@click.option("--dry-run", is_flag=True, help=gettext_noop("Only say what would happen; write nothing."))
@click.option(
    "--annotated",
    type=click.Path(path_type=Path),
    metavar=gettext_noop("OUT"),
    help=gettext_noop("Where cells are refused, write FILE again with the reasons in its cells."),
)
@json_option
@click.pass_context
def import_list(
    context: click.Context, *, kind: str, file: str, dry_run: bool, annotated: Path | None, as_json: bool
) -> None:
    from ocop.cli.database import ready_database

    if annotated is not None and annotated.suffix.lower() != ".xlsx":
        text = _("the marked copy is a workbook; give it a name that ends in .xlsx")
        raise refusal("ending", text, file=str(annotated))
    content = read_content(file)
    with ready_database(), _without_collector():
        from ocop.exchange import reading
        from ocop.exchange.columns import Kind

        click.echo(_("reading {file} ...").format(file=file), err=True)
        sheet = reading.read(content, Path(file).name, Kind(kind))
        found = _taken(sheet, content, dry_run=dry_run)
        if found.faults and annotated is not None:
            from ocop.exchange.marking import mark

            marked = mark(content, sheet, found.faults)
            written(annotated, lambda out: out.write(marked))
    if as_json:
        print_json(_as_json(found))
    _say(found, file, dry_run=dry_run)
    if found.faults:
        context.exit(1)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing here makes cycles; the collector would walk hundreds of thousands of cells again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _taken(sheet: Sheet, content: bytes, *, dry_run: bool) -> Differences:
    """What the file would do, done unless something is refused or nothing is to be written."""
    from ocop.exchange import actions
    from ocop.platform import clock
    from ocop.platform.actors import SYSTEM
    from ocop.platform.decisions import Stale

    click.echo(_("checking {rows} rows ...").format(rows=len(sheet.numbers)), err=True)
    if dry_run:
        return actions.dry_run(actor=SYSTEM, sheet=sheet, now=clock.now())
    try:
        return actions.carry_out(
            actor=SYSTEM,
            sheet=sheet,
            file_digest=sha256(content).hexdigest(),
            expected=None,
            now=clock.now(),
            tell=_tell_writing,
        ).differences
    except actions.RowsRefused as refused:
        return refused.differences
    except Stale as stale:
        raise refusal("stale", str(stale)) from stale


def _tell_writing(found: Differences) -> None:
    counts = found.counts
    text = _("writing {new} new and {changed} changed rows ...")
    click.echo(text.format(new=counts["new"], changed=counts["changed"]), err=True)


def _as_json(found: Differences) -> dict[str, object]:
    """The contract's answer; `told` lists what was taken all the same, and what was read otherwise."""
    counts = found.counts
    told = [
        {"row": one.row, "column": one.column, "value": one.value, "reason": str(one.reason)}
        for one in found.notes
    ]
    told += [
        {
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "read_as": one.read_as,
            "reason": str(one.reason),
        }
        for one in found.repairs
    ]
    return {
        "new": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "refused": [
            {
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "code": one.code,
                "reason": str(one.reason),
            }
            for one in found.faults
        ],
        "told": told,
    }


def _say(found: Differences, file: str, *, dry_run: bool) -> None:
    """The same for people, on standard error."""
    for repair in found.repairs:
        text = _("{file}, row {row}, {column}: “{value}” is read as “{read_as}”. {reason}")
        facts = {"row": repair.row, "column": repair.column, "value": repair.value}
        click.echo(text.format(file=file, read_as=repair.read_as, reason=repair.reason, **facts), err=True)
    for one in [*found.notes, *found.faults]:
        text = _("{file}, row {row}, {column}: “{value}”: {reason}")
        facts = {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
        click.echo(text.format(file=file, **facts), err=True)
    text = _("{new} new, {changed} changed, {unchanged} unchanged, {refused} rows refused")
    click.echo(text.format(**found.counts), err=True)
    if found.faults:
        click.echo(_("Nothing was written. Correct these cells, then import the file again."), err=True)
    elif dry_run:
        click.echo(_("Nothing was written: this was a dry run."), err=True)
