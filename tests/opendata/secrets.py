"""Secrets in every column that was not declared public, and a search for them in every byte of a dump.

What may be public is the list below, so that a column added to any model tomorrow is planted by itself.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from pyarrow import parquet

PLAIN: Final = frozenset(map(chr, range(0xE000, 0xF900)))
"""Characters that stand in no real name: private use of Unicode. One of them is a secret by itself."""
NUMBERS: Final = 7_391_000_000
NUMBER: Final = re.compile(r"7[.,\u202f ]?391[.,\u202f ]?\d{3}[.,\u202f ]?\d{3}")
ESCAPED: Final = re.compile(r"\\u(?:e[0-9a-f]|f[0-8])[0-9a-f]{2}", re.IGNORECASE)

PUBLIC: Final[dict[str, frozenset[str]]] = {
    model: frozenset(names.split())
    for model, names in {
        "registry.product": "name code gtin regime_id set_no photo",
        "registry.producer": "code name kind",
        "recognition.recognitiondecision": "number signer_title",
        "recognition.certificate": "number stars regime_id set_no product_name producer_name commune_name",
        "recognition.certificateevent": "kind ground decision_number",
        "opendata.dump": "digest size products head_seq head_digest",
    }.items()
}
"""Columns with words or numbers from which public data may be made. `registry.producer.address` is not among
them: the seat of a legal person is public, a home is not, which a test of its own shows."""
WHOLLY: Final = frozenset(
    {
        *("places.unit", "places.earlierstate", "places.succession", "places.region"),
        *("places.regionmembership", "journal.signedhead", "journal.publickey"),
    }
)
"""Tables that are public as a whole: the map of the country, and what is published of the journal."""
MOST_ROWS: Final = 12


def plant() -> list[str]:
    """Fill every column of words or numbers that is not `PUBLIC`, in at least one row of every table.

    Gives back "room.model.column" of each. Rows that the world lacks are made up, past all constraints.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        # The journal's own, among them, which let nobody change an entry; rolled back with the test.
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    planted: list[str] = []
    for number, model in enumerate(_models()):
        if not model._default_manager.exists():
            _made_up(model, number)
        planted += _filled(model, number)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    return planted


def _models() -> list[type[models.Model]]:
    ours = [one for one in apps.get_models() if one.__module__.startswith("ocop.")]
    return [one for one in ours if one._meta.label_lower not in WHOLLY]


def _secret(field: models.Field[Any, Any], number: int) -> object:
    """A value no one else has; None for columns that hold no words and no amounts."""
    mark = chr(0xE000 + number % len(PLAIN))
    match field:
        case models.JSONField():
            return {mark: mark}
        case models.BinaryField():
            return mark.encode()
        case models.UUIDField():
            return None
        case models.CharField() | models.TextField():
            return (mark * 3 + field.name)[: field.max_length or 40]
        case models.DecimalField():
            whole = max(1, (field.max_digits or 0) - (field.decimal_places or 0))
            return Decimal(str(NUMBERS + number)[:whole])
        case models.ForeignKey() | models.BooleanField():
            return None
        case models.IntegerField():
            return NUMBERS + number
    return None


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    public = PUBLIC.get(model._meta.label_lower, frozenset())
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name in {"version", *public})
    ]


def _filled(model: type[models.Model], number: int) -> list[str]:
    fields = [field for field in _columns(model) if _secret(field, 0) is not None]
    if not fields:
        return []
    for row, key in enumerate(model._base_manager.values_list("pk", flat=True)[:MOST_ROWS]):
        values = {
            field.name: _secret(field, number * 97 + at + row * 1009) for at, field in enumerate(fields)
        }
        model._base_manager.filter(pk=key).update(**values)
    return [f"{model._meta.label_lower}.{field.name}" for field in fields]


def _made_up(model: type[models.Model], number: int) -> models.Model:
    """A row of a table that has none, and of those it points to."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.generated or (field.primary_key and isinstance(field, models.AutoField)):
            continue
        if isinstance(field, models.ForeignKey):
            there = field.related_model
            if there is model or field.null:
                continue
            first = there._base_manager.first()
            values[field.name] = first if first is not None else _made_up(there, number)
        elif not field.has_default() and not field.null:
            values[field.name] = _anything(field, number)
    return model._base_manager.create(**values)


def _anything(field: models.Field[Any, Any], number: int) -> object:
    from tests.cast import NOW  # noqa: PLC0415 - as late as the models

    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return NOW.date()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.UUIDField):
        return UUID(int=number)
    if field.model._meta.label_lower in WHOLLY:
        return 0 if isinstance(field, models.IntegerField) else ""
    return _secret(field, number)


def found_in(folder: Path) -> list[str]:
    """The files that hold a secret, each with what was found; archives and columns are opened."""
    return [
        f"{path.name}: {what}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for what in sorted(_found(path.name, path.read_bytes()))
    ]


def _found(name: str, content: bytes) -> set[str]:
    text = content.decode("utf-8", errors="replace")
    if name.endswith(".parquet"):
        table = parquet.read_table(io.BytesIO(content))
        text = json.dumps(table.to_pylist(), ensure_ascii=False, default=str) + str(table.schema)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {what for part in package.namelist() for what in _found(part, package.read(part))}
    elif content.startswith(b"\x1f\x8b"):
        return _found(name.removesuffix(".gz"), gzip.decompress(content))
    found = {f"U+{ord(char):X}" for char in set(text) & PLAIN}
    return found | {match[0] for match in (*NUMBER.finditer(text), *ESCAPED.finditer(text))}
