"""The last look at a row before it is stored."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models


def check_columns(row: models.Model, *, derived: Collection[str] = ()) -> None:
    """Refuse what a column can't hold, such as a name that is too long. Raises: ValidationError by field.

    SQLite would store it and PostgreSQL fail on it. References are left to the database, `derived` columns to
    whoever fills them.
    """
    fields = row._meta.concrete_fields
    skipped = {
        field.name
        for field in fields
        if field.is_relation or field.name in derived or (field.null and getattr(row, field.attname) is None)
    }
    row.clean_fields(exclude=skipped)
