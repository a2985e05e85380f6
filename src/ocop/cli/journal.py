"""`ocop journal`: is the record of every act whole, and a copy of it for outsiders."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import Refused, print_json, refusal, unwritable
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
    "rewritten": gettext_noop(
        "it is not the one that was published: rewritten, or an old copy put back and continued"
    ),
    "old": gettext_noop(
        "the journal ends before a published head: an old copy put back, or its end and mark cut"
    ),
    "renamed": gettext_noop("the name beside it is not the one it was written with"),
}
STAMPED_AT_ONCE = 7
HEAD_WHY = {
    "unreadable": gettext_noop("{place}: this is not a file of heads"),
    "key": gettext_noop("key {place} does not sign itself: it was changed"),
    "unendorsed": gettext_noop(
        "key {place} is not signed by the one before; ask the operator, then --trust it if it is true"
    ),
    "wrong_key": gettext_noop("the head of {place} is signed with a key that was never published"),
    "forged": gettext_noop("the signature of the head of {place} is forged"),
    "stamp": gettext_noop("the time stamp of the head of {place} does not hold"),
    "gap": gettext_noop("the head before that of {place} is gone or was changed"),
}


@click.group(
    help=gettext_noop("Verify, export and name the head of the journal of every act."),
    cls=Group,
    no_args_is_help=True,
    examples=(
        "ocop journal verify",
        "ocop journal export journal.jsonl",
        "ocop journal verify --export journal.jsonl",
        "ocop journal sign",
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
@click.option(
    "--heads",
    "heads_file",
    metavar=gettext_noop("FILE"),
    help=gettext_noop("A heads.json kept elsewhere: its signatures and every head in it are checked."),
)
@click.option(
    "--trust",
    multiple=True,
    metavar=gettext_noop("KEY"),
    help=gettext_noop("A key that somebody vouches for although the key before did not sign it."),
)
@json_option
def verify(
    *, file: str | None, expected: str, heads_file: str | None, trust: tuple[str, ...], as_json: bool
) -> None:
    published = _heads_in(Path(heads_file), trust) if heads_file else {}
    verdict = (
        _verify_file(Path(file), expected, published)
        if file
        else _verify_database(expected, published, trust)
    )
    if verdict.why:
        text = _("entry {seq}: {why}").format(seq=verdict.seq, why=_(WHY[verdict.why]))
        raise refusal(verdict.why, text, place=str(verdict.seq), file=file or "")
    if as_json:
        print_json({"ok": True, "entries": verdict.entries, "head": verdict.head})
    else:
        click.echo(_("{count} entries, head {head}").format(count=verdict.entries, head=verdict.head))


def _heads_in(path: Path, trusted: Sequence[str]) -> dict[int, str]:
    """The digests of a file of heads whose signatures hold. Raises: Refused with the first that does not."""
    from ocop.journal import heads, signatures

    try:
        held = heads.read(path)
    except OSError as error:
        raise unreadable(str(path), error) from error
    fault = held if isinstance(held, heads.Fault) else signatures.fault_of(held, trusted=trusted)
    if fault is not None:
        raise _head_refusal(fault.why, fault.place, str(path))
    return held.digests if isinstance(held, heads.Published) else {}


def _head_refusal(why: str, place: str, file: str = "") -> Refused:
    return refusal(f"head_{why}", _(HEAD_WHY[why]).format(place=place), place=place, file=file)


def _verify_file(path: Path, expected: str, published: Mapping[int, str]) -> Verdict:
    from ocop.journal.verify_export import check, read_file

    try:
        return check(lambda: read_file(path), expected_head=expected, published=published)
    except OSError as error:
        raise unreadable(str(path), error) from error


def _verify_database(expected: str, published: Mapping[int, str], trusted: Sequence[str]) -> Verdict:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal import queries, signatures

        fault = signatures.fault_of(queries.published(), trusted=trusted)
        if fault is not None:
            raise _head_refusal(fault.why, fault.place)
        _check_stamps()
        return queries.verify(expected_head=expected, published=published)


def _check_stamps() -> None:
    """Raises: Refused when a kept stamp does not hold; none is checked without the certificates."""
    from django.conf import settings

    from ocop.journal import queries

    kept = queries.stamps() if settings.OCOP_TSA_CERTIFICATES else []
    if kept:
        from ocop.journal import stamps

        false = stamps.first_false(kept)
        if false is not None:
            raise _head_refusal("stamp", false[0])


@journal.command(
    "sign",
    help=gettext_noop(
        "Sign the head of today, once a day.\n\n"
        "Let a timer run it. The signed heads stand on the public page /journal/; keep a copy of "
        "/journal/heads.json on another machine."
    ),
    examples=("ocop journal sign",),
)
@json_option
def sign(*, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal.actions.heads import sign_head
        from ocop.journal.heads import head_facts
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM

        with _refusals():
            facts = head_facts(sign_head(actor=SYSTEM, now=clock.now()))
        _stamp_heads()
        if as_json:
            print_json(facts)
        else:
            text = _("head of {day} signed: entry {seq}, digest {digest}, key {key}")
            click.echo(
                text.format(day=facts["day"], seq=facts["seq"], digest=facts["digest"], key=facts["key_id"])
            )


def _stamp_heads() -> None:
    """Have the heads of the last days stamped, where an authority is set; a failure is told, no more."""
    from django.conf import settings

    if not settings.OCOP_TSA_URL:
        return
    from ocop.journal import queries
    from ocop.journal.actions.heads import keep_stamp
    from ocop.platform import clock
    from ocop.platform.actors import SYSTEM

    try:
        from ocop.journal import stamps
    except ImportError:
        click.echo(_("no time stamp: rfc3161-client is not installed"), err=True)
        return
    for head in queries.heads_without_stamp(STAMPED_AT_ONCE):
        try:
            word = stamps.obtain(head)
        except stamps.NotStamped as error:
            click.echo(_("no time stamp for {day}: {why}").format(day=head.day, why=error), err=True)
            return
        keep_stamp(
            actor=SYSTEM,
            head_id=head.pk,
            token=word.token,
            authority=settings.OCOP_TSA_URL,
            stamped_at=word.at,
            now=clock.now(),
        )


@journal.command(
    "rekey",
    help=gettext_noop(
        "Sign with a new key from now on.\n\nThe old key signs the new one, and stays published."
    ),
    examples=("ocop journal rekey", "ocop journal rekey --lost"),
)
@click.option("--lost", is_flag=True, help=gettext_noop("The old key is gone; the new one goes without it."))
def rekey(*, lost: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.journal import keys
        from ocop.journal.actions.heads import take_new_key
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM

        with _refusals():
            made = take_new_key(actor=SYSTEM, lost=lost, now=clock.now())
        click.echo(_("new key {key}, kept in {place}").format(key=made.key_id, place=keys.place()))


@contextmanager
def _refusals() -> Iterator[None]:
    """Refusals of the journal as those of the command line."""
    from ocop.journal.keys import KeyUnusable
    from ocop.platform.decisions import Conflict

    try:
        yield
    except Conflict as error:
        raise refusal("conflict", str(error)) from error
    except KeyUnusable as error:
        raise refusal("key_unusable", _("the key cannot be used ({why})").format(why=error)) from error
    except OSError as error:
        raise unwritable(Path("var"), error) from error


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
