"""`ocop journal`: is the record of every act whole, and a copy of it for outsiders."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal, unwritable
from ocop.cli.reading import unreadable

if TYPE_CHECKING:
    from ocop.journal.verify_export import Verdict

WHY = {
    "changed": gettext_noop("it does not give its digest: it was changed"),
    "missing": gettext_noop("it is missing"),
    "swapped": gettext_noop("it stands in another's place"),
    "inserted": gettext_noop("the journal did not write it"),
    "cut": gettext_noop("it and what follows were cut off"),
    "unreadable": gettext_noop("the line is not an entry"),
}


@click.group(
    help=gettext_noop("Verify, export and name the head of the journal of every act."),
    cls=Group,
    no_args_is_help=True,
    examples=(
        "ocop journal verify",
        "ocop journal export journal.jsonl",
        "ocop journal verify --export journal.jsonl",
    ),
)
def journal() -> None:
    pass


@journal.command(
    "verify",
    help=gettext_noop(
        "Walk the whole journal and name the first entry that does not fit.\n\n"
        "When all fit, the head is printed: the digest of the last entry, which stands "
        "for all before it."
    ),
    examples=("ocop journal verify", "ocop journal verify --export journal.jsonl"),
)
@click.option(
    "--export",
    "file",
    metavar=gettext_noop("FILE"),
    help=gettext_noop("Verify an exported journal instead of the database."),
)
@click.option(
    "--head",
    "expected",
    metavar=gettext_noop("DIGEST"),
    default="",
    help=gettext_noop("A head published earlier that must occur."),
)
@json_option
def verify(*, file: str | None, expected: str, as_json: bool) -> None:
    verdict = _verify_file(Path(file), expected) if file else _verify_database(expected)
    if verdict.why:
        text = _("entry {seq}: {why}").format(seq=verdict.seq, why=_(WHY[verdict.why]))
        raise refusal(verdict.why, text, place=str(verdict.seq), file=file or "")
    if as_json:
        print_json({"ok": True, "entries": verdict.entries, "head": verdict.head})
    else:
        click.echo(_("{count} entries, head {head}").format(count=verdict.entries, head=verdict.head))


def _verify_file(path: Path, expected: str) -> Verdict:
    from ocop.journal.verify_export import check, read_file

    try:
        return check(lambda: read_file(path), expected_head=expected)
    except OSError as error:
        raise unreadable(str(path), error) from error


def _verify_database(expected: str) -> Verdict:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal import queries

        return queries.verify(expected_head=expected)


@journal.command(
    "export",
    help=gettext_noop("Write the journal to a file that anyone can verify without this program."),
    examples=("ocop journal export journal.jsonl",),
)
@click.argument("file", metavar=gettext_noop("FILE"))
def export(*, file: str) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal import queries

        try:
            count = queries.export(Path(file))
        except OSError as error:
            raise unwritable(Path(file), error) from error
        click.echo(_("{count} entries, head {head}").format(count=count, head=queries.head()))


@journal.command(
    "head",
    help=gettext_noop("Print the digest of the last entry: publish it, and no later cut goes unseen."),
    examples=("ocop journal head",),
)
@json_option
def head(*, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal import queries

        digest = queries.head()
    if as_json:
        print_json({"head": digest})
    else:
        click.echo(digest)
