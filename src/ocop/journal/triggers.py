"""The guard on the journal's tables: the database itself refuses to change or remove what was written.

SQLite also needs the one on INSERT: `INSERT OR REPLACE` removes the old row without asking a DELETE trigger.
What the law may require to be deleted can be deleted, but not changed: a name cannot become another's.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class Guard(NamedTuple):
    """How one table is guarded: its key, and whether rows may be deleted."""

    key: str
    erasable: bool = False


ENTRY: Final = "journal_entry"
GUARDED: Final[Mapping[str, Guard]] = {
    ENTRY: Guard("seq"),
    "journal_erasable": Guard("entry_id", erasable=True),
    "journal_signedhead": Guard("id"),
    "journal_publickey": Guard("key_id"),
    "journal_stamp": Guard("head_id"),
}
REFUSAL: Final = "the journal is append-only"
POSTGRESQL_FUNCTION: Final = f"""CREATE OR REPLACE FUNCTION journal_entry_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$"""


def create(connection: BaseDatabaseWrapper, tables: Sequence[str] = tuple(GUARDED)) -> None:
    """Set the guard. Raises: KeyError on an engine the journal has no guard for."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for table in tables:
            for statement in make(table, GUARDED[table]).values():
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper, tables: Sequence[str] = tuple(GUARDED)) -> None:
    """Take the guard away, for a migration that rebuilds a table and for tests that tamper."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    of_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in tables:
            for name in make(table, GUARDED[table]):
                if name.startswith("function "):
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if of_table else ""))


def standing(connection: BaseDatabaseWrapper) -> bool:
    """Whether the whole guard is in place: SQLite forgets triggers when a table is rebuilt."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    expected = {
        name
        for table, guard in GUARDED.items()
        for name in make(table, guard)
        if not name.startswith("function ")
    }
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        return expected <= {name for (name,) in cursor.fetchall()}


NAMES: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def _sqlite(table: str, guard: Guard) -> dict[str, str]:
    body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {guard.key} = NEW.{guard.key})"  # noqa: S608 - ours
    acts = {"update": "UPDATE", "delete": "DELETE", "replace": "INSERT"}
    if guard.erasable:
        del acts["delete"]
    return {
        f"{table}_no_{name}": f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
        + (f"{when} " if act == "INSERT" else "")
        + body
        for name, act in acts.items()
    }


def _postgresql(table: str, guard: Guard) -> dict[str, str]:
    acts = "UPDATE" if guard.erasable else "UPDATE OR DELETE"
    # Tests empty their tables with TRUNCATE; that of an empty table harms nobody.
    guarded_truncate = f"""CREATE OR REPLACE FUNCTION {table}_refuse_truncate() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM {table}) THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$"""  # noqa: S608 - our own names
    return {
        "function refuse": POSTGRESQL_FUNCTION,
        f"{table}_no_change": f"CREATE TRIGGER {table}_no_change BEFORE {acts} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()",
        "function refuse_truncate": guarded_truncate,
        f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_truncate()",
    }
