"""The files are what they say they are, to the libraries that others read them with; nothing is fetched."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from csvw import TableGroup
from pyarrow import parquet
from pyld import jsonld
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rfc3986 import URIReference

from ocop.config.environment import LICENCES
from ocop.opendata import datasets, linked
from ocop.opendata.licences import KNOWN
from ocop.recognition.models import Certificate
from tests.world import World

pytestmark = pytest.mark.django_db
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
CONTEXT_OF_CSVW = "http://www.w3.org/ns/csvw"


@pytest.fixture
def folder(certificate: Certificate, world: World, place: Path) -> Path:  # noqa: ARG001 - it is published
    """A dump with one recognised product."""
    return place / f"{world.today}"


def only_ours(url: str, _options: object) -> dict[str, Any]:
    """What a document may name: our context, and nothing else."""
    assert url == linked.context_url()
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": linked.context(),
    }


def test_csv_on_the_web_reads_types_and_keys(folder: Path) -> None:
    group = TableGroup.from_file(folder / "csv-metadata.json")
    group.check_referential_integrity()
    assert {str(table.url) for table in group.tables} == {f"{one.name}.csv" for one in datasets.all_of_them()}
    for table in group.tables:
        assert table.check_primary_key()
        read = list(table.iterdicts(strict=True))
        typed = parquet.read_table(folder / str(table.url).replace(".csv", ".parquet")).to_pylist()
        assert [_comparable(row) for row in read] == [_comparable(row) for row in typed]


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    """What is empty is None in one and nothing in the other."""
    return {name: _plain(value) for name, value in row.items() if value}


def _plain(value: object) -> object:
    match value:
        case URIReference():
            return value.unsplit()
        case datetime():
            return value.date()
        case _:
            return value


def test_each_file_has_its_metadata_where_the_standard_looks(folder: Path) -> None:
    for dataset in datasets.all_of_them():
        metadata = json.loads((folder / f"{dataset.name}.csv-metadata.json").read_text(encoding="utf-8"))
        assert metadata["@context"][0] == CONTEXT_OF_CSVW
        assert metadata["url"] == f"{dataset.name}.csv"
        columns = metadata["tableSchema"]["columns"]
        assert [one["name"] for one in columns] == list(dataset.names)
        for column in columns:
            assert all(len(column["titles"][language]) == 2 for language in ("vi", "en"))


def test_linked_data_expands_with_our_context_alone(folder: Path) -> None:
    for dataset in datasets.all_of_them():
        document = json.loads((folder / f"{dataset.name}.jsonld").read_text(encoding="utf-8"))
        nodes = jsonld.expand(document, {"documentLoader": only_ours})
        assert len(nodes) == len(document["@graph"])
        for node in nodes[:3]:
            assert all(name.startswith(("@", "http")) for name in node)
    (product,) = jsonld.expand(
        json.loads((folder / "products.jsonld").read_text(encoding="utf-8")), {"documentLoader": only_ours}
    )
    (producer,) = jsonld.expand(
        json.loads((folder / "producers.jsonld").read_text(encoding="utf-8")), {"documentLoader": only_ours}
    )
    assert product["@type"] == ["https://schema.org/Product"]
    assert product["https://schema.org/manufacturer"] == [{"@id": producer["@id"]}]
    (day,) = product[f"{linked.terms()}products.valid_to"]
    assert day["@type"] == "http://www.w3.org/2001/XMLSchema#date"


def test_the_catalogue_is_the_same_in_both_forms_and_names_every_file(folder: Path) -> None:
    document = json.loads((folder / "catalog.jsonld").read_text(encoding="utf-8"))
    quads = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": only_ours})
    told = Graph().parse(data=quads, format="nt")
    turtle = Graph().parse(folder / "catalog.ttl", format="turtle")
    assert isomorphic(told, turtle)
    tables = set(turtle.subjects(RDF.type, DCAT.Dataset))
    assert len(tables) == len(datasets.all_of_them()) + 1
    for file in turtle.subjects(RDF.type, DCAT.Distribution):
        path = folder / str(file).rpartition("/")[2]
        assert int(str(turtle.value(file, DCAT.byteSize))) == path.stat().st_size
        checksum = turtle.value(file, SPDX.checksum)
        value = turtle.value(checksum, SPDX.checksumValue)
        assert f"{value}  {path.name}" in (folder / "SHA256SUMS").read_text(encoding="utf-8")
    licence = URIRef("http://purl.org/dc/terms/license")
    assert {str(turtle.value(one, licence)) for one in tables} == {KNOWN["CC-BY-4.0"].url}


def test_parquet_has_the_types_of_the_table(folder: Path) -> None:
    schema = parquet.read_schema(folder / "products.parquet")
    assert schema.field("valid_to").type == pa.date32()
    assert schema.field("stars").type == pa.int64()
    assert schema.field("holds").type == pa.bool_()
    assert schema.field("former_codes").type == pa.list_(pa.string())
    assert schema.field("code").metadata[b"title_vi"] == "Mã sản phẩm".encode()
    assert schema.field("code").nullable
    assert not schema.field("id").nullable


def test_the_known_licences_are_those_that_the_setting_takes() -> None:
    assert set(LICENCES) == set(KNOWN)


def test_every_declared_table_is_whole() -> None:
    names = {one.name for one in datasets.all_of_them()}
    for dataset in datasets.all_of_them():
        assert set(dataset.key) <= set(dataset.names)
        assert len(set(dataset.names)) == len(dataset.names)
        for column in dataset.columns:
            assert column.refers in {"", *names}
            assert column.title.vi
            assert column.title.en
