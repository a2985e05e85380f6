"""The guard on the journal's table: the database itself refuses to change or remove an entry.

SQLite also needs the one on INSERT: `INSERT OR REPLACE` removes the old row without asking a DELETE trigger.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

CREATE = {
    "sqlite": [
        """CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry
            WHEN EXISTS (SELECT 1 FROM journal_entry WHERE seq = NEW.seq)
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
            END $$""",
        """CREATE FUNCTION journal_entry_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM journal_entry) THEN
                    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NULL;
            END $$""",
        """CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry
            FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()""",
        """CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
            FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_refuse_truncate()""",
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS journal_entry_no_update",
        "DROP TRIGGER IF EXISTS journal_entry_no_delete",
        "DROP TRIGGER IF EXISTS journal_entry_no_replace",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS journal_entry_no_change ON journal_entry",
        "DROP TRIGGER IF EXISTS journal_entry_no_truncate ON journal_entry",
        "DROP FUNCTION IF EXISTS journal_entry_refuse()",
        "DROP FUNCTION IF EXISTS journal_entry_refuse_truncate()",
    ],
}
COUNT = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'",
    "postgresql": """SELECT count(*) FROM pg_trigger
        WHERE tgrelid = 'journal_entry'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')""",
}
EXPECTED = {"sqlite": 3, "postgresql": 2}


def create(connection: BaseDatabaseWrapper) -> None:
    """Set the guard. Raises: KeyError on an engine the journal has no guard for."""
    _run(connection, CREATE[connection.vendor])


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away, for a migration that rebuilds the table and for tests that tamper."""
    _run(connection, DROP[connection.vendor])


def standing(connection: BaseDatabaseWrapper) -> bool:
    """Whether the whole guard is in place: SQLite forgets triggers when a table is rebuilt."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor])
        row = cursor.fetchone()
    return row is not None and int(row[0]) == EXPECTED[connection.vendor]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
