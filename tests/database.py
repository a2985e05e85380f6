"""The database of a test process is a copy: migrating takes a dozen seconds, copying a moment.

What is copied is migrated anew when a migration, a module that one reads, a data file or Django has changed.
On SQLite it is a file below `.pytest_cache`; on PostgreSQL it is the database `test_<name>`, which stays.
"""

from __future__ import annotations

import ast
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import django
from django.db import connection

from ocop.journal import triggers

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src"
DATA: Final = ("*.json", "*.csv", "*.sql", "*.yaml", "*.txt")
MIGRATED: Final = ROOT / ".pytest_cache" / "migrated"
BY_MIGRATING: Final = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""The tables in which migrating leaves rows, which no test changes."""


def set_up(folder: Path) -> str:
    """Connect to a new database as the migrations leave it, on SQLite in this folder; returns its name."""
    if connection.vendor == "sqlite":
        name = _copied_file(folder / "test.sqlite3")
    else:
        name = _copied_database(os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def tear_down(name: str) -> None:
    """This database is not needed any more."""
    connection.creation.destroy_test_db(name, verbosity=0)


def copy_file(copy: Path) -> None:
    """Write a migrated SQLite database there; on PostgreSQL there is none to be copied."""
    if connection.vendor == "sqlite":
        shutil.copyfile(_migrated_file(), copy)


def restore() -> None:
    """Everything as the migrations left it, whatever was committed; only tests empty the journal."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_migrated_file())) as migrated:
            migrated.backup(connection.connection)
        return
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    quoted = map(connection.ops.quote_name, sorted(tables - BY_MIGRATING))
    triggers.drop(connection)
    with connection.cursor() as cursor:
        # TRUNCATE takes seconds for so many. References are checked at the end of the transaction.
        cursor.execute(";".join(f"DELETE FROM {name}" for name in quoted))  # noqa: S608 - names of models
    triggers.create(connection)


@cache
def _migrated_file() -> Path:
    return MIGRATED / f"{digest_of_migrations()}.sqlite3"


def _copied_file(copy: Path) -> str:
    MIGRATED.mkdir(parents=True, exist_ok=True)
    migrated = _migrated_file()
    with (MIGRATED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            for old in MIGRATED.glob("*.sqlite3*"):
                old.unlink()
            making = migrated.with_suffix(".sqlite3-making")
            _migrate(str(making))
            making.rename(migrated)
        shutil.copyfile(migrated, copy)
    return str(copy)


def _copied_database(process: str) -> str:
    migrated, digest = f"test_{connection.settings_dict['NAME']}", digest_of_migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [migrated])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [migrated]
        )
        if cursor.fetchone() != (digest,):
            _migrate(migrated)
            cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(migrated)} IS '{digest}'")
        connection.settings_dict["NAME"] = migrated
        connection.creation.clone_test_db(process, verbosity=0, autoclobber=True)
    return str(connection.creation.get_test_db_clone_settings(process)["NAME"])


def _migrate(name: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def digest_of_migrations() -> str:
    """What all that the migrated database depends on comes to."""
    modules = _with_what_they_import(set(SOURCE.glob("ocop/*/migrations/*.py")))
    digest = sha256(f"{django.__version__} {connection.vendor}".encode())
    for path in sorted(modules.union(*map(SOURCE.rglob, DATA))):
        digest.update(f"\n{path.relative_to(SOURCE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _with_what_they_import(modules: set[Path]) -> set[Path]:
    reached: set[Path] = set()
    waiting = set(modules)
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting |= {found for name in _imported(path) for found in _files(name)} - reached
    return reached


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _files(name: str) -> Iterator[Path]:
    """The modules of ours on the way to what has this name."""
    words = name.split(".") if name.startswith("ocop.") else []
    for count in range(1, len(words) + 1):
        place = SOURCE.joinpath(*words[:count])
        yield from filter(Path.is_file, (place / "__init__.py", place.with_suffix(".py")))
