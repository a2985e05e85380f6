"""The demonstration: built once, kept beside a mark that says so, and never built over anything real."""

# ruff: noqa: PLC0415 - rooms can be imported only once the web framework has started

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from django.db import Error, connections

from ocop.cli.database import database_refusal, embedded_file, ensure_database
from ocop.cli.language import _
from ocop.cli.output import refusal, table, unwritable
from ocop.config.database import demonstration_mark


def prepare(*, fresh: bool) -> bool:
    """Build the demonstration where it is not there yet, or anew; whether it was built. Raises: Refused."""
    try:
        return _prepare(fresh=fresh)
    except Error as error:
        raise database_refusal(error) from error
    except OSError as error:
        raise unwritable(Path("var"), error) from error


def _prepare(*, fresh: bool) -> bool:
    from ocop.people.models import User
    from ocop.platform import clock

    mark = demonstration_mark(settings.DATABASES["default"], settings.OCOP_VAR)
    started = mark.exists()
    complete = started and mark.read_text(encoding="ascii").strip() == "built"
    if complete and not fresh and _is_there():
        ensure_database()
        return False
    if started:
        _remove()
    ensure_database()
    if User.objects.exists():
        text = _("this database holds something else; set OCOP_HOME to an empty folder for the demonstration")
        raise refusal("not_the_demo", text, file=str(embedded_file() or ""))
    from ocop.demo.building import build

    click.echo(_("Building the demonstration, this takes a moment..."), err=True)
    mark.write_text("building\n", encoding="ascii")
    build(clock.now())
    mark.write_text("built\n", encoding="ascii")
    return True


def _is_there() -> bool:
    file = embedded_file()
    return file is None or (file.exists() and file.stat().st_size > 0)


def _remove() -> None:
    """Removes a demonstration, finished or not; a server's database is for its keeper to empty."""
    file = embedded_file()
    if file is None:
        text = _("a demonstration on a server is not rebuilt; empty the database, or name another one")
        raise refusal("not_embedded", text)
    connections.close_all()
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


def print_logins() -> None:
    """Who can sign in, and as what."""
    from ocop.demo.people import LOGINS

    click.echo(_("Everyone in it is invented. Sign in as:"))
    table([[str(cell) for cell in login] for login in LOGINS])
