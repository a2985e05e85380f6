"""The tables as linked data: addresses of things, the one context, and a node for each row.

Products, producers, certificates, decisions and units have addresses under `/data/id/`, which answer with
what is known of them. That of a product is not its page, since one may get its code, and so its page, later.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.conf import settings

from ocop.opendata import datasets
from ocop.opendata.datasets import Type

if TYPE_CHECKING:
    from ocop.opendata.datasets import Column, Dataset
    from ocop.opendata.rows import Record, Row

SCHEMA: Final = "https://schema.org/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
CONTEXT: Final = "context.jsonld"
THINGS: Final = frozenset({"products", "certificates", "producers", "decisions", "places"})
"""Tables whose rows have an address under `/data/id/`."""
TYPES: Final = {
    Type.INTEGER: f"{XSD}integer",
    Type.DATE: f"{XSD}date",
    Type.BOOLEAN: f"{XSD}boolean",
    Type.URL: "@id",
}


def base() -> str:
    """Where everything about open data begins."""
    return f"{settings.OCOP_BASE_URL}/data/"


def context_url() -> str:
    """The address of the context."""
    return f"{base()}{CONTEXT}"


def terms() -> str:
    """What the names of our own terms begin with: the page that explains each column."""
    return f"{base()}terms#"


def thing(table: str, key: object) -> str:
    """The address of a row of a table; empty for rows that have none."""
    return f"{base()}id/{table}/{quote(str(key), safe='~')}" if table in THINGS else ""


def class_of(dataset: Dataset) -> str:
    """The name of a table's class in the context."""
    if dataset.kind:
        return dataset.kind.removeprefix("schema:")
    return "".join(part.capitalize() for part in dataset.name.split("_"))


def term_of(dataset: Dataset, column: Column) -> str:
    """The whole address of the term that a column stands for."""
    if column.term:
        return column.term.replace("schema:", SCHEMA)
    return f"{terms()}{dataset.name}.{column.name}"


def context() -> dict[str, object]:
    """The context: terms of a class hold for nodes of that class only, since tables share names."""
    found: dict[str, object] = {"@version": 1.1}
    for dataset in datasets.all_of_them():
        own = {column.name: _defined(dataset, column) for column in dataset.columns}
        named = dataset.kind.replace("schema:", SCHEMA) or f"{terms()}{dataset.name}"
        found[class_of(dataset)] = {"@id": named, "@context": own}
    return {"@context": found}


def _defined(dataset: Dataset, column: Column) -> dict[str, object]:
    term: dict[str, object] = {"@id": term_of(dataset, column)}
    if column.refers:
        term["@type"] = "@id"
    elif column.type in TYPES:
        term["@type"] = TYPES[column.type]
    if column.list:
        term["@container"] = "@set"
    return term


class Nodes:
    """Makes the node of each row of one table."""

    def __init__(self, dataset: Dataset) -> None:
        self._class = class_of(dataset)
        self._table = dataset.name
        self._key = dataset.places_of_key()
        self._columns = [(column.name, column.refers) for column in dataset.columns]

    def of(self, row: Row) -> dict[str, object]:
        """A row as a node; what is empty is left out."""
        node: dict[str, object] = {"@type": self._class}
        if address := thing(self._table, row[self._key[0]]):
            node["@id"] = address
        for (name, refers), value in zip(self._columns, row, strict=True):
            if value is None:
                continue
            if refers:
                node[name] = thing(refers, value)
            else:
                node[name] = value.isoformat() if isinstance(value, date) else value
        return node


def node(table: str, record: Record) -> dict[str, object]:
    """One record as a document of its own."""
    dataset = datasets.dataset(table)
    row = tuple(None if record[name] in {"", ()} else record[name] for name in dataset.names)
    return {"@context": context_url(), **Nodes(dataset).of(row)}
