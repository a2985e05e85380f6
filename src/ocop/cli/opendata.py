"""`ocop opendata`: the dump of the day, and tables for registers of others."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Command, Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal, unwritable

if TYPE_CHECKING:
    from ocop.opendata.building import Built


@click.group(
    help=gettext_noop("Open data: a dump a day, and tables for registers of others."),
    cls=Group,
    no_args_is_help=True,
    examples=("ocop opendata build", "ocop opendata export registry registry.csv"),
)
def opendata() -> None:
    pass


@opendata.command(
    "build",
    help=gettext_noop(
        "Build the dump of this day: CSV, JSON-LD, Parquet, catalogue, changes, checksums.\n\n"
        "It is published under /data/, and the journal gets its digest. A day that has its dump keeps it, "
        "unless --again is given. With --out the files are written to an empty folder and published nowhere. "
        "`ocop serve` and `ocop worker` do it by themselves once a day."
    ),
    cls=Command,
    examples=("ocop opendata build", "ocop opendata build --out /tmp/ocop-data"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar=gettext_noop("DIR"),
    help=gettext_noop("Write to this empty folder instead."),
)
@click.option("--again", is_flag=True, help=gettext_noop("Replace the dump of this day."))
@json_option
def build(*, out: Path | None, again: bool, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    begun = time.monotonic()
    with ready_database():
        from ocop.opendata import actions, keeping
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM
        from ocop.platform.decisions import Conflict

        now = clock.now()
        try:
            built = (
                actions.build_elsewhere(out, now=now)
                if out
                else actions.publish(actor=SYSTEM, now=now, again=again)
            )
        except Conflict as conflict:
            raise refusal("conflict", str(conflict.reason)) from conflict
        except OSError as error:
            raise unwritable(out or keeping.place(), error) from error
        place = out or keeping.folder(clock.local_day(now))
    _tell(built, place, time.monotonic() - begun, as_json=as_json)


def _tell(built: Built | None, place: Path, seconds: float, *, as_json: bool) -> None:
    if as_json:
        told: dict[str, object] = {"folder": str(place), "built": built is not None}
        if built is not None:
            told |= {"rows": built.counts, "bytes": built.size, "digest": built.digest}
        print_json(told)
        return
    if built is None:
        click.echo(_("This day has its dump: {folder}").format(folder=place), err=True)
        return
    for name, count in built.counts.items():
        click.echo(f"{name}: {count}")
    words = _("{folder}: {megabytes} MB in {seconds} s")
    click.echo(
        words.format(folder=place, megabytes=f"{built.size / 1e6:.1f}", seconds=f"{seconds:.1f}"), err=True
    )


@opendata.command(
    "export",
    help=gettext_noop(
        "Write the table for a register of others to a CSV file.\n\n"
        "ADAPTER is registry (one row for each product with its certificate and both trees of units) or "
        "traceability (the minimum public data of circular 02/2024/TT-BKHCN). What this program does not "
        "hold is told."
    ),
    cls=Command,
    examples=("ocop opendata export registry registry.csv",),
)
@click.argument("adapter", type=click.Choice(("registry", "traceability")), metavar=gettext_noop("ADAPTER"))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar=gettext_noop("OUT"))
@json_option
def export(*, adapter: str, out: Path, as_json: bool) -> None:
    from ocop.cli.database import ready_database
    from ocop.cli.exchange import written
    from ocop.cli.language import language

    with ready_database():
        from ocop.opendata import national
        from ocop.platform import clock

        chosen = national.adapter(adapter)
        count = written(out, lambda file: national.write(chosen, file, clock.today()))
    missing = {column.name: getattr(column.missing, language()) for column in chosen.not_held}
    if as_json:
        print_json({"file": str(out), "rows": count, "not_held": missing})
        return
    click.echo(_("{file}: {rows} rows").format(file=out, rows=count), err=True)
    click.echo(_("Columns that stay empty:"), err=True)
    for name, why in missing.items():
        click.echo(f"  {name}: {why}", err=True)
