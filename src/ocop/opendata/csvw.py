"""Metadata of the CSV files by CSV on the Web (W3C, Tabular Data on the Web): types, keys, words.

Beside each file stands `NAME.csv-metadata.json`, where the standard looks for it; `csv-metadata.json` has all
tables together, with the keys by which one refers to another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocop.opendata import datasets, linked
from ocop.opendata.datasets import Type
from ocop.opendata.tables import SEPARATOR

if TYPE_CHECKING:
    from ocop.opendata.datasets import Column, Dataset, Words

CONTEXT: Final = ["http://www.w3.org/ns/csvw", {"@language": "vi"}]
WHOLE: Final = "csv-metadata.json"
DATATYPES: Final = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.DATE: "date",
    Type.BOOLEAN: "boolean",
    Type.URL: "anyURI",
}


def of_table(dataset: Dataset, licence: str) -> dict[str, object]:
    """The metadata of one file."""
    return {"@context": CONTEXT, "dc:license": {"@id": licence}, **_table(dataset)}


def of_all(licence: str) -> dict[str, object]:
    """The metadata of all files, with their foreign keys."""
    tables = [_table(one, refers=True) for one in datasets.all_of_them()]
    return {"@context": CONTEXT, "dc:license": {"@id": licence}, "tables": tables}


def _table(dataset: Dataset, *, refers: bool = False) -> dict[str, object]:
    schema: dict[str, object] = {
        "columns": [_column(dataset, column) for column in dataset.columns],
        "primaryKey": list(dataset.key),
    }
    if address := linked.thing(dataset.name, ""):
        schema["aboutUrl"] = f"{address}{{{dataset.key[0]}}}"
    if refers:
        schema["foreignKeys"] = [
            {
                "columnReference": column.name,
                "reference": {
                    "resource": f"{column.refers}.csv",
                    "columnReference": datasets.dataset(column.refers).key[0],
                },
            }
            for column in dataset.columns
            if column.refers
        ]
    return {
        "url": f"{dataset.name}.csv",
        "dc:title": _words(dataset.title),
        "dc:description": _words(dataset.about),
        "tableSchema": schema,
    }


def _column(dataset: Dataset, column: Column) -> dict[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        # A title that the header row has, so that a reader who compares them finds it.
        "titles": {"vi": [column.name, column.title.vi], "en": [column.name, column.title.en]},
        "datatype": DATATYPES[column.type],
        "propertyUrl": linked.term_of(dataset, column),
    }
    if column.required:
        described["required"] = True
    if column.list:
        described["separator"] = SEPARATOR
    if column.refers:
        described["valueUrl"] = f"{linked.thing(column.refers, '')}{{{column.name}}}"
    if column.about:
        described["dc:description"] = _words(column.about)
    return described


def _words(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.vi, "@language": "vi"}, {"@value": words.en, "@language": "en"}]
