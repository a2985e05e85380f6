"""The index of words behind the search, made and kept by the database itself: no writer can forget it.

On SQLite a full-text table beside each table, filled by triggers; on PostgreSQL an inverted index on the same
words. The full-text table keeps a province together: before the key of a row stands the number of its
province (`key_of`), so that a search in a province reads nothing of the others.

SQLite forgets triggers when Django rebuilds a table: a migration that alters producers or products
ends with `RunPython(word_tables.set_up, word_tables.take_down)`, and a test looks whether they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

TABLES: Final = ("registry_producer", "registry_product")
TEXT: Final = "search_text || place_text"
"""What is searched, in SQL; the index on PostgreSQL is on exactly this."""

KEY_BITS: Final = 40
"""The bits of a key of a full-text table that hold the key of the row; the bits above hold the province."""

_PROVINCES: Final = 9999
"""The greatest number of a province that is told from others."""


def key_of(row: str = "") -> str:
    """The key of a row's entry in a full-text table, in SQL; `row` is "new." or "old." in a trigger."""
    number = f"CAST({row}province_code AS INTEGER)"
    return f"((CASE WHEN {number} <= {_PROVINCES} THEN {number} ELSE 0 END << {KEY_BITS}) | {row}id)"


def keys_of(province: str) -> tuple[int, int] | None:
    """The first and the last key that rows of a province may have; None where its code is no number."""
    if not (province.isascii() and province.isdecimal() and int(province) <= _PROVINCES):
        return None
    first = int(province) << KEY_BITS
    return first, first + (1 << KEY_BITS) - 1


def set_up(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index anew from what the tables hold. For migrations."""
    make(schema_editor.connection)


def take_down(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the index. For migrations."""
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            for statement in _removal(schema_editor.connection, table):
                cursor.execute(statement)


def make(connection: BaseDatabaseWrapper) -> None:
    """Make the index anew. Raises: KeyError on an engine that has none."""
    build = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in (*_removal(connection, table), *build(table)):
                cursor.execute(statement)


def standing(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database keeps the index of both tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'registry_%%_words'")
            return len(cursor.fetchall()) == len(TABLES)
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_words_%%'")
        return len(cursor.fetchall()) == 3 * len(TABLES)


def _removal(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"DROP INDEX IF EXISTS {table}_words"]
    triggers = [f"DROP TRIGGER IF EXISTS {table}_words_{act}" for act in ("added", "changed", "removed")]
    return [*triggers, f"DROP TABLE IF EXISTS {table}_words"]


def _postgresql(table: str) -> list[str]:
    return [f"CREATE INDEX {table}_words ON {table} USING gin (to_tsvector('simple', {TEXT}))"]


def _sqlite(table: str) -> list[str]:
    words, columns = f"{table}_words", "search_text, place_text"
    values = f"{key_of('new.')}, new.search_text, new.place_text"
    old_values = f"{key_of('old.')}, old.search_text, old.place_text"
    add = f"INSERT INTO {words} (rowid, {columns}) VALUES ({values});"  # noqa: S608 - our own names
    remove = f"INSERT INTO {words} ({words}, rowid, {columns}) VALUES ('delete', {old_values});"  # noqa: S608
    watched = ("search_text", "place_text", "province_code")
    changed = " OR ".join(f"old.{column} <> new.{column}" for column in watched)
    update = f"UPDATE OF {', '.join(watched)} ON {table} WHEN {changed}"
    options = "content='', detail='none', columnsize=0, prefix='1 2 3'"
    return [
        f"CREATE VIRTUAL TABLE {words} USING fts5({columns}, {options})",
        f"INSERT INTO {words} (rowid, {columns}) SELECT {key_of()}, {columns} FROM {table} ORDER BY 1",  # noqa: S608
        f"CREATE TRIGGER {words}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {words}_changed AFTER {update} BEGIN {remove} {add} END",
        f"CREATE TRIGGER {words}_removed AFTER DELETE ON {table} BEGIN {remove} END",
    ]
