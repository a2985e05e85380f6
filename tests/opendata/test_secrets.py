"""Nothing that is not public gets into a dump, in whatever column of whatever table it stands."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import connection
from pyarrow import parquet

from ocop.opendata import rows
from ocop.recognition.public import PublicProducer
from ocop.registry import restricted
from ocop.registry.models import Producer
from tests.opendata import secrets
from tests.opendata.conftest import Publish
from tests.world import World

pytestmark = pytest.mark.django_db

FINANCE = ("registry.produceryear.revenue", "registry.productyear.revenue", "registry.product.price")
MARKS = ("evaluation.sheetanswer", "evaluation.result.", "recognition.certificate.total_2")
PLANS = ("evaluation.selfreport.future_plan", "evaluation.selfreport.business_results")


@pytest.fixture
def only_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("rows are made up past the constraints, which only SQLite lets one do")


@pytest.mark.usefixtures("only_sqlite")
def test_no_byte_of_a_dump_holds_what_was_planted_everywhere_else(
    world: World, publish: Publish, place: Path
) -> None:
    certificate = world.certificate()
    planted = secrets.plant()
    for model, fields in restricted.TABLE.items():
        assert {f"{model}.{field.name}" for field in fields} <= {*planted, *NOT_WORDS}
    for wanted in (*FINANCE, *MARKS, *PLANS):
        assert any(one.startswith(wanted) for one in planted), wanted
    Producer.objects.update(kind="ho")
    built = publish(world.later(), again=True)
    assert built.counts["products"] == 1
    folder = place / f"{world.today}"
    assert certificate.product_name in (folder / "products.csv").read_text(encoding="utf-8")
    assert secrets.found_in(folder) == []


NOT_WORDS = {"registry.producer.representative_disabled", "registry.earlierproducer.representative_disabled"}
"""Restricted columns that hold yes or no, of which nothing can be searched for."""


@pytest.mark.usefixtures("only_sqlite")
def test_a_secret_column_that_gets_into_a_table_is_found(
    world: World, publish: Publish, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.certificate()
    secrets.plant()
    told = rows.producer

    def with_phone(one: PublicProducer) -> rows.Record:
        return {**told(one), "name": Producer.objects.get(pk=one.pk).phone}

    monkeypatch.setattr(rows, "producer", with_phone)
    publish(world.later(), again=True)
    found = secrets.found_in(place / f"{world.today}")
    files = {one.partition(":")[0] for one in found}
    assert files == {"producers.csv", "producers.jsonld", "producers.parquet"}


def test_the_search_opens_whatever_a_dump_may_hold(tmp_path: Path) -> None:
    mark, number = "\ue123", secrets.NUMBERS + 5
    parquet.write_table(pa.table({"a": pa.array([mark]), "b": pa.array([number])}), tmp_path / "a.parquet")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps(mark).encode()))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as package:
        package.writestr("inside.csv", f"{number:,}")
    (tmp_path / "d.csv").write_text(f"x{mark}", encoding="utf-8")
    (tmp_path / "e.csv").write_text("7391", encoding="utf-8")
    assert [one.partition(":")[0] for one in secrets.found_in(tmp_path)] == [
        *("a.parquet", "a.parquet", "b.json.gz", "c.zip", "d.csv")
    ]


def test_what_is_declared_public_is_there_and_is_not_restricted() -> None:
    for label, names in secrets.PUBLIC.items():
        columns = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert names <= columns
        closed = {field.name for field in restricted.TABLE.get(label, ())}
        assert not names & closed
