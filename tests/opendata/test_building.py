"""A dump is whole or not there, is of one moment, says what changed, and is tied to the journal."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pyarrow import parquet
from pytest_django import Settings

from ocop.journal.actions.heads import sign_head
from ocop.journal.models import Entry
from ocop.opendata import actions, datasets, keeping, linked, queries, rows
from ocop.opendata.models import Dump
from ocop.platform.actors import PUBLIC, SYSTEM
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition.models import Certificate
from ocop.registry.models import Product
from tests.opendata.conftest import Publish
from tests.world import World, withdraw

pytestmark = pytest.mark.django_db


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_three_forms_of_a_table_tell_the_same(world: World, publish: Publish, place: Path) -> None:
    certificate = world.certificate()
    built = publish(world.later())
    folder = place / f"{world.today}"
    for table in datasets.all_of_them():
        plain = read_csv(folder / f"{table.name}.csv")
        typed = parquet.read_table(folder / f"{table.name}.parquet")
        nodes = json.loads((folder / f"{table.name}.jsonld").read_text(encoding="utf-8"))["@graph"]
        assert len(plain) == len(nodes) == typed.num_rows == built.counts[table.name]
        assert tuple(typed.schema.names) == table.names
        for line, row, node in zip(plain, typed.to_pylist(), nodes, strict=True):
            assert {name for name, text in line.items() if text} == {
                name for name, value in row.items() if value is not None
            }
            assert {name for name in node if not name.startswith("@")} == {
                name for name, value in row.items() if value is not None
            }
    (product,) = read_csv(folder / "products.csv")
    assert product["code"] == certificate.product.code
    assert (product["state"], product["stars"], product["holds"]) == ("valid", str(certificate.stars), "true")
    assert product["issuer"].startswith("UBND")
    (told,) = read_csv(folder / "certificates.csv")
    assert (told["decision_number"], told["product"]) == (certificate.decision.number, product["id"])
    (held,) = read_csv(folder / "star_history.csv")
    assert (held["held_from"], held["held_to"], held["change"]) == (
        certificate.issued_on.isoformat(),
        certificate.valid_to.isoformat(),
        "first",
    )
    figures = {(one["level"], one["stars"]): one["products"] for one in read_csv(folder / "figures.csv")}
    assert figures["country", "0"] == figures["country", str(certificate.stars)] == "1"


def test_the_checksums_are_those_of_every_other_file(world: World, publish: Publish, place: Path) -> None:
    world.certificate()
    built = publish(world.later())
    folder = place / f"{world.today}"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, _two, name in (line.partition("  ") for line in lines)}
    assert told.keys() == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert built.digest == hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()


def test_dump_and_journal_name_each_other(world: World, publish: Publish, place: Path) -> None:
    world.certificate()
    head = sign_head(actor=SYSTEM, now=world.later())
    built = publish(world.later())
    told = json.loads((place / f"{world.today}" / "journal.json").read_text(encoding="utf-8"))
    assert (told["head"]["seq"], told["head"]["digest"]) == (head.seq, head.digest)
    entry = Entry.objects.get(verb="opendata.published")
    assert entry.reason == f"SHA-256 {built.digest}"
    dump = Dump.objects.get()
    assert (dump.day, dump.digest, dump.head_digest) == (world.today, built.digest, head.digest)


def test_a_day_keeps_its_dump_unless_it_is_asked_for_again(world: World, publish: Publish) -> None:
    certificate = world.certificate()
    first = publish(world.later())
    withdraw(world, certificate)
    assert actions.publish(actor=SYSTEM, now=world.later()) is None
    assert Dump.objects.get().digest == first.digest
    again = publish(world.later(), again=True)
    assert Dump.objects.get().digest == again.digest != first.digest
    assert Entry.objects.filter(verb="opendata.published").count() == 2


def test_only_the_system_publishes(world: World, place: Path) -> None:
    for actor in (PUBLIC, world.leader):
        with pytest.raises(Denied):
            actions.publish(actor=actor, now=world.later())
    assert not place.exists()


def test_one_that_breaks_leaves_the_one_before(
    world: World, publish: Publish, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.certificate()
    publish(world.later())

    def breaks(_day: date) -> Iterator[tuple[str, list[rows.Row]]]:
        yield "decisions", []
        raise OSError("the disk is full")

    monkeypatch.setattr(rows, "every", breaks)
    with pytest.raises(OSError, match="the disk is full"):
        publish(world.later(days=1))
    assert keeping.days() == [world.today - timedelta(days=1)]
    assert (place / "latest").resolve().name == f"{keeping.days()[0]}"
    assert not (place / ".part").exists()


def test_a_folder_that_was_never_noted_is_shown_to_nobody(
    world: World, publish: Publish, place: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """The process is killed between folder and row: the day before stays, and the day is built anew."""
    world.certificate()
    publish(world.later())
    before = world.today
    put = keeping.put

    def killed(part: Path, day: date) -> None:
        put(part, day)
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(world.later(days=1))
    assert (place / f"{world.today}").is_dir()
    assert not actions.is_published(world.today)
    assert client.get("/data/latest/products.csv")["Location"] == f"/data/{before}/products.csv"
    assert client.get(f"/data/{world.today}/products.csv").status_code == 404
    assert f"/data/{world.today}/" not in client.get("/data/").content.decode()
    monkeypatch.setattr(keeping, "put", put)
    publish(world.later())
    assert client.get("/data/latest/products.csv")["Location"] == f"/data/{world.today}/products.csv"


def test_a_day_whose_row_was_not_kept_keeps_the_folder_that_was_published(
    world: World, publish: Publish, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction fails after the folders were exchanged: the day stays as it was, and the latest."""
    world.certificate()
    first = publish(world.later())
    put = keeping.put

    def fails(part: Path, day: date) -> None:
        put(part, day)
        raise DatabaseError("the commit was refused")

    monkeypatch.setattr(keeping, "put", fails)
    with pytest.raises(DatabaseError):
        publish(world.later(), again=True)
    assert keeping.digest(world.today) == first.digest
    with pytest.raises(DatabaseError):
        publish(world.later(days=1))
    assert (place / "latest").resolve().name == f"{world.today - timedelta(days=1)}"


@pytest.mark.parametrize("where", [".part-gone-{day}", ".part"])
def test_what_stands_aside_after_a_killed_build_is_put_back_where_it_was_published(
    world: World, publish: Publish, place: Path, where: str
) -> None:
    """Even if another folder has its place by now."""
    world.certificate()
    publish(world.later())
    published = place / f"{world.today}"
    published.rename(place / where.format(day=world.today))
    published.mkdir()
    (published / keeping.SUMS).write_text("another one", encoding="utf-8")
    assert not actions.is_published(world.today)
    with keeping.alone(queries.digests):
        assert actions.is_published(world.today)
    assert not list(place.glob(".part-gone-*"))


def test_nobody_waits_for_the_disk(world: World, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new is on the disk before the journal is locked, and what is old goes when it is free again."""
    world.certificate()
    publish(world.later())
    free, in_transaction = len(connection.savepoint_ids), []
    fsync, rmtree = os.fsync, shutil.rmtree

    def flushed(handle: int) -> None:
        in_transaction.append(len(connection.savepoint_ids) > free)
        fsync(handle)

    def removed(path: Path, *, ignore_errors: bool) -> None:
        in_transaction.append(len(connection.savepoint_ids) > free)
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(shutil, "rmtree", removed)
    publish(world.later(), again=True)
    assert in_transaction
    assert not any(in_transaction)


def test_two_builds_do_not_run_at_once(world: World, publish: Publish) -> None:
    world.certificate()
    with keeping.alone(queries.digests), pytest.raises(Conflict):
        publish(world.later())


def changes(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "changes.json").read_text(encoding="utf-8"))
    return told


def test_what_changed_since_the_dump_before_is_told(world: World, publish: Publish, place: Path) -> None:
    certificate = world.certificate()
    number = str(certificate.product_id)
    publish(world.later())
    first = changes(place / f"{world.today}")
    assert (first["since"], first["changes"]) == (None, [])
    before = world.today
    withdraw(world, certificate)
    publish(world.later(days=1))
    folder = place / f"{world.today}"
    told = changes(folder)
    assert told["since"] == before.isoformat()
    products = [one for one in told["changes"] if one["dataset"] == "products"]
    assert [(one["key"], one["change"], one["columns"]) for one in products] == [
        (number, "changed", ["state", "holds", "stars"])
    ]
    assert told["counts"]["products"] == {"added": 0, "changed": 1, "removed": 0}
    assert {(one["dataset"], one["key"]) for one in read_csv(folder / "changes.csv")} == {
        (one["dataset"], one["key"]) for one in told["changes"]
    }
    twice = Product.objects.get(pk=certificate.product_id)
    twice.pk, twice.code = None, ""
    twice.save()
    Certificate.objects.update(product=twice)
    publish(world.later(days=1))
    told = changes(place / f"{world.today}")
    assert {(one["key"], one["change"]) for one in told["changes"] if one["dataset"] == "products"} == {
        (str(twice.pk), "added"),
        (number, "removed"),
    }


def test_a_product_without_a_code_is_told_by_its_number(world: World, publish: Publish, place: Path) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(code="")
    publish(world.later())
    folder = place / f"{world.today}"
    (product,) = read_csv(folder / "products.csv")
    assert (product["id"], product["code"], product["url"]) == (str(certificate.product_id), "", "")
    assert product["holds"] == "true"
    assert {one["products"] for one in read_csv(folder / "figures.csv") if one["level"] == "country"} == {"1"}


def test_files_that_did_not_change_take_no_place_twice(world: World, publish: Publish, place: Path) -> None:
    certificate = world.certificate()
    publish(world.later())
    before = place / f"{world.today}"
    withdraw(world, certificate)
    publish(world.later(days=1))
    after = place / f"{world.today}"
    assert (before / "places.parquet").samefile(after / "places.parquet")
    assert not (before / "products.csv").samefile(after / "products.csv")


def test_old_dumps_are_thinned_to_the_first_of_each_month(place: Path, settings: Settings) -> None:
    settings.OCOP_OPEN_DATA_DAYS = 3
    for day in ("2026-09-29", "2026-09-30", "2026-10-04", "2026-10-05", "2026-11-20", "2026-11-23"):
        (place / day).mkdir(parents=True)
    keeping.thin(date(2026, 11, 23))
    assert [f"{day}" for day in keeping.days()] == [*("2026-11-23", "2026-11-20", "2026-10-04", "2026-09-29")]


def test_built_elsewhere_it_is_published_nowhere(world: World, place: Path, tmp_path: Path) -> None:
    certificate = world.certificate()
    out = tmp_path / "out"
    built = actions.build_elsewhere(out, now=world.later())
    assert built.counts["products"] == 1
    assert certificate.product.code in (out / "products.csv").read_text(encoding="utf-8")
    assert not Dump.objects.exists()
    assert keeping.days() == []
    assert [path.name for path in place.iterdir()] == [".lock"]
    with pytest.raises(Conflict):
        actions.build_elsewhere(out, now=world.later())


def test_a_name_that_is_a_formula_is_no_formula_in_csv_only(
    world: World, publish: Publish, place: Path
) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(name='=HYPERLINK("x"), "y"')
    publish(world.later())
    folder = place / f"{world.today}"
    (product,) = read_csv(folder / "products.csv")
    assert product["name"] == '\'=HYPERLINK("x"), "y"'
    assert parquet.read_table(folder / "products.parquet")["name"].to_pylist() == ['=HYPERLINK("x"), "y"']


def test_batches_of_any_length_give_the_same_rows(world: World) -> None:
    world.certificate()
    told: list[dict[str, list[rows.Row]]] = []
    for batch in (1, 1000):
        found: dict[str, list[rows.Row]] = {}
        for name, some in rows.every(world.today, batch=batch):
            found.setdefault(name, []).extend(some)
        told.append(found)
    assert told[0] == told[1]


def test_every_address_of_a_thing_begins_where_the_page_is(settings: Settings) -> None:
    settings.OCOP_BASE_URL = "https://ocop.example.vn"
    assert linked.thing("products", 7) == "https://ocop.example.vn/data/id/products/7"
    assert linked.thing("places", "10~2025-06-30") == "https://ocop.example.vn/data/id/places/10~2025-06-30"
    assert linked.thing("star_history", "x") == ""
