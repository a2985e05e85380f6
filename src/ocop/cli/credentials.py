"""`ocop credentials`: the keys that sign records of certificates."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal, unwritable

if TYPE_CHECKING:
    from ocop.credentials.models import SigningKey


@click.group(
    help=gettext_noop("See, change and revoke the keys that sign records of certificates."),
    cls=Group,
    no_args_is_help=True,
    examples=("ocop credentials keys", "ocop credentials rotate"),
)
def credentials() -> None:
    pass


@credentials.command(
    "keys",
    help=gettext_noop("List the keys, the one that signs now first; --json prints them as published."),
    examples=("ocop credentials keys", "ocop credentials keys --json"),
)
@json_option
def keys(*, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.credentials import queries

        if as_json:
            print_json(queries.jwks())
            return
        found = list(queries.public_keys())
        for place, key in enumerate(found):
            click.echo(_line(key, signs=place == 0))
        if not found:
            click.echo(_("There is no key yet: ocop credentials rotate makes one."), err=True)


def _line(key: SigningKey, *, signs: bool) -> str:
    if key.revoked_from is not None:
        text = _("{key}  revoked from {at}: {why}")
        return text.format(key=key.key_id, at=key.revoked_from.isoformat(), why=key.revoked_reason)
    text = _("{key}  signs since {at}") if signs else _("{key}  retired, made {at}")
    return text.format(key=key.key_id, at=key.made_at.isoformat())


@credentials.command(
    "rotate",
    help=gettext_noop(
        "Sign with a new key from now on.\n\nThe old key stays published, so that printed certificates still "
        "verify. Inspectors have to save the keys again before they can check newer ones."
    ),
    examples=("ocop credentials rotate",),
)
def rotate() -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.credentials import actions, daily
        from ocop.credentials import keys as key_files
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM

        now = clock.now()
        with _refusals():
            made = actions.take_key(actor=SYSTEM, now=now)
            daily.prepare(now)
        click.echo(_("new key {key}, kept in {place}").format(key=made.key_id, place=key_files.place()))


@credentials.command(
    "revoke",
    help=gettext_noop(
        "Say that what a stolen key signed counts no more.\n\nTake a new key first. Certificates printed "
        "with the old one then verify no more and have to be printed again. --since keeps what it signed "
        "earlier; but whoever has the key can write an earlier moment into a record, so leave it out "
        "unless you know better."
    ),
    examples=('ocop credentials revoke vQ3x… --reason "stolen with a backup"',),
)
@click.argument("key", metavar=gettext_noop("KEY"))
@click.option(
    "--reason", required=True, metavar=gettext_noop("TEXT"), help=gettext_noop("Why; it is published.")
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar=gettext_noop("DAY"),
    help=gettext_noop("From this day on; from the day it was made unless given."),
)
def revoke(*, key: str, reason: str, since: datetime | None) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.credentials import actions
        from ocop.credentials.models import SigningKey
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM

        begin = since.replace(tzinfo=clock.VIETNAM) if since else None
        try:
            with _refusals():
                actions.revoke_key(actor=SYSTEM, key_id=key, since=begin, reason=reason, now=clock.now())
        except SigningKey.DoesNotExist as error:
            raise refusal("unknown_key", _("there is no such key: see ocop credentials keys")) from error
        click.echo(_("key {key} revoked").format(key=key))


@contextmanager
def _refusals() -> Iterator[None]:
    """Refusals of the room as those of the command line."""
    from ocop.platform.decisions import Conflict

    try:
        yield
    except Conflict as error:
        raise refusal("conflict", str(error)) from error
    except OSError as error:
        raise unwritable(Path("var"), error) from error
