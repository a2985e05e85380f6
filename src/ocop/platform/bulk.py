"""Many rows at once: columns in, one statement out.

For loads of thousands of rows, where building a model for each would cost more than the database does. The
caller has checked the values: no `clean`, no `save`. Constraints of the database hold as ever.
"""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    Column = models.Field[Any, Any]

ADAPTED = (models.DateField, models.DecimalField)
"""Columns whose values look different in some database; moments are days, too."""


MOST_PARAMETERS = 32_000
"""Fewer than SQLite takes in one statement."""
ROOM = -65_536
"""KiB of pages that SQLite may keep in memory meanwhile, written as its pragma wants it."""


class Among(models.Func):
    """Condition that a column holds one of very many values, handed over as one parameter."""

    output_field = models.BooleanField()

    def __init__(self, column: str, values: Iterable[str] | Iterable[int]) -> None:
        super().__init__(models.F(column))
        self.values = list(values)

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - the framework's signature
        **extra_context: Any,  # noqa: ARG002 - as above
    ) -> tuple[str, tuple[Any, ...]]:
        """One JSON text, however many values: SQLite limits the number of parameters."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        text = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - compiled by the framework
        return text, (*params, json.dumps(self.values))

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - the framework's signature
        **extra_context: Any,  # noqa: ARG002 - as above
    ) -> tuple[str, tuple[Any, ...]]:
        """One array."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        texts = isinstance(self.get_source_expressions()[0].output_field, models.CharField)
        kind = "text[]" if texts else "bigint[]"
        return f"{column} = ANY(%s::{kind})", (*params, self.values)


def alone(name: str) -> None:
    """Wait until no other transaction holds this name, and hold it until the present one ends.

    On SQLite the IMMEDIATE transaction is alone already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def insert(model: type[models.Model], columns: Mapping[str, Sequence[object]]) -> list[int]:
    """Add one row per place in the columns, named as in the database; the others get their defaults.

    Returns the keys, in order. Raises: IntegrityError.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return []
    keys = _new_keys(model, count)
    names, marks, stored = [_key(model)], ["%s"], [cast("Sequence[object]", keys)]
    for field in _columns(model):
        given = columns.get(field.attname)
        names.append(_name(field))
        if _is_empty(field, given, count):
            marks.append("NULL")
        else:
            marks.append("%s")
            stored.append(_stored(field, [field.get_default()] * count if given is None else given))
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, names))
    text = f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES "  # noqa: S608 - our names
    _execute(text, f"({', '.join(marks)})", stored)
    return keys


def update(model: type[models.Model], keys: Sequence[int], columns: Mapping[str, Sequence[object]]) -> None:
    """Change these columns of the rows with these keys; a row with a version gets the next one.

    Raises: IntegrityError.
    """
    if not keys or not columns:
        return
    fields = [field for field in _columns(model) if field.attname in columns]
    quote = connection.ops.quote_name
    changes = [f"{quote(_name(field))} = %s" for field in fields]
    if any(field.name == "version" for field in _columns(model)):
        changes.append(f"{quote('version')} = {quote('version')} + 1")
    text = (
        f"UPDATE {quote(model._meta.db_table)} SET {', '.join(changes)} "  # noqa: S608 - our names
        f"WHERE {quote(_key(model))} = %s"
    )
    stored = [*(_stored(field, columns[field.attname]) for field in fields), keys]
    with connection.cursor() as cursor:
        cursor.executemany(text, zip(*stored, strict=True))  # type: ignore[arg-type]


def _is_empty(field: Column, given: Sequence[object] | None, count: int) -> bool:
    """Whether a column is NULL in every row; said once, not handed over once per row."""
    return field.get_default() is None if given is None else list(given).count(None) == count


def _execute(text: str, row: str, columns: Sequence[Sequence[object]]) -> None:
    """Run a statement once per row; rows are taken from the columns as they are needed.

    On SQLite many rows go into one statement: a full-text table beside a table puts down what it gathered
    whenever a statement with triggers begins. With more room the pages of many indexes stay at hand.
    """
    rows = zip(*columns, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.executemany(text + row, rows)  # type: ignore[arg-type]
            return
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = {ROOM}")
        while many := list(islice(rows, MOST_PARAMETERS // len(columns))):
            cursor.execute(text + ", ".join([row] * len(many)), list(chain.from_iterable(many)))
        cursor.execute(f"PRAGMA cache_size = {usual}")


def _columns(model: type[models.Model]) -> list[Column]:
    """The columns of a table, its key left out."""
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]


def _key(model: type[models.Model]) -> str:
    return _name(model._meta.pk)


def _name(field: Column) -> str:
    return cast("str", field.column)


def _new_keys(model: type[models.Model], count: int) -> list[int]:
    table, column = model._meta.db_table, _key(model)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [quote(table), column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # The transaction is the only writer, so the numbers after the last are free.
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last: int = cursor.fetchone()[0]
        return list(range(last + 1, last + count + 1))


def _stored(field: Column, values: Sequence[object]) -> Sequence[object]:
    """The values as this database takes them; each different one is converted once."""
    if not isinstance(field, ADAPTED):
        return values
    if isinstance(field, models.DecimalField) and connection.vendor == "sqlite":
        # As the framework writes them, several times as quickly.
        form = f".{field.decimal_places}f"
        return [None if value is None else format(value, form) for value in values]
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [known[value] for value in values]
