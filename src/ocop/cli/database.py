"""The database of this installation, made ready before a command uses it; each fault with its remedy."""

# ruff: noqa: PLC0415 - rooms can be imported only once the web framework has started

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from ocop.cli.language import _, language
from ocop.cli.library import OWNER_ONLY
from ocop.cli.output import Refused, refusal, unwritable


@contextmanager
def ready_database() -> Iterator[None]:
    """The framework started and the database ready for the body; its faults come out as refusals."""
    start_django()
    try:
        ensure_database()
        yield
    except Error as error:
        raise database_refusal(error) from error


def start_django() -> None:
    """Load settings and rooms, in the language asked for. Raises: Refused.

    What the process writes from here on, the database among it, only its owner can read.
    """
    os.umask(OWNER_ONLY)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise refusal("settings", _("a setting cannot be used: {why}").format(why=error)) from error
    except OSError as error:
        raise unwritable(Path("var"), error) from error
    translation.activate(language())


def ensure_database() -> None:
    """Create and migrate the database where it is absent, with units and shared lists and nothing else.

    The embedded database is also brought to the present version; another one only when it is empty, since
    changing a shared server is for its keeper to decide. Raises: Refused; django.db.Error.
    """
    from ocop.places.actions import load_units
    from ocop.places.models import Level, Unit
    from ocop.platform import clock
    from ocop.programme.actions import load_lists
    from ocop.programme.models import CodeList

    pending = pending_migrations()
    if pending:
        if connection.vendor != "sqlite" and connection.introspection.table_names():
            text = _("the database is not at the version of this program; run: ocop django migrate")
            raise refusal("not_migrated", text)
        call_command("migrate", interactive=False, verbosity=0)
    if not Unit.objects.filter(level=Level.DISTRICT).exists():  # nothing, or the map without its past
        load_units(now=clock.now())
    if pending or not CodeList.objects.exists():  # a new version may ship further lists
        load_lists(now=clock.now())


def pending_migrations() -> list[str]:
    """The migrations this database still lacks. Raises: django.db.Error."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def embedded_file() -> Path | None:
    """The file of the embedded database; None on a server or in memory."""
    facts = settings.DATABASES["default"]
    embedded = facts["ENGINE"].endswith("sqlite3") and facts["NAME"] != ":memory:"
    return Path(facts["NAME"]) if embedded else None


def database_refusal(error: Exception) -> Refused:
    """A fault of the database in words, with the remedy."""
    file = embedded_file()
    why = str(error).strip().partition("\n")[0]
    if file is None:
        text = _("the database does not answer ({why}); check OCOP_DATABASE_URL and whether the server runs")
        return refusal("database_unreachable", text.format(why=why))
    cause = error.__cause__
    broken = isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError)
    if broken and not isinstance(cause, sqlite3.IntegrityError):
        text = _("the database is broken ({why}); restore a copy, or move this file away to begin anew")
        return refusal("database_broken", text.format(why=why), file=str(file))
    if "locked" in why:
        text = _("another program holds the database ({why}); wait until it is done, then try again")
        return refusal("database_locked", text.format(why=why), file=str(file))
    text = _("the database cannot be used ({why}); check who may read and write it and its folder")
    return refusal("database_unusable", text.format(why=why), file=str(file))
