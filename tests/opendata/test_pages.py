"""The pages and files of open data: for everybody, without cookies, and easy on weak networks."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ocop.opendata import datasets
from ocop.opendata.models import Dump
from ocop.platform import clock
from ocop.recognition.models import Certificate
from tests.world import World

pytestmark = pytest.mark.django_db
published = pytest.mark.usefixtures("certificate")


def content(response: object) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response.streaming_content)  # type: ignore[arg-type] # no asynchronous pieces


def test_before_the_first_dump_the_page_says_so(client: Client, place: Path) -> None:
    page = client.get("/data/")
    assert page.status_code == HTTPStatus.OK
    assert "Chưa có bản dữ liệu nào" in page.content.decode()
    assert not place.exists()
    for address in ("/data/latest/products.csv", "/data/catalog.ttl", "/data/2026-11-23/products.csv"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@published
def test_the_address_of_a_citation_leads_to_the_page_of_that_day_for_ever(
    client: Client, world: World, place: Path
) -> None:
    """Also once another day is the latest, and once its files were removed."""
    address = f"/data/{world.today}/"
    assert address in client.get("/data/").content.decode()
    digest = Dump.objects.get().digest
    assert digest in client.get(address).content.decode()
    shutil.rmtree(place / f"{world.today}")
    page = client.get(address)
    assert page.status_code == HTTPStatus.OK
    assert digest in page.content.decode()
    assert "đã gỡ tệp" in page.content.decode()
    assert client.get("/data/2020-01-01/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(("language", "words"), [("vi", "Dữ liệu mở"), ("en", "Open data")])
@published
def test_the_page_lists_every_table_with_its_files(
    client: Client, world: World, language: str, words: str
) -> None:
    page = client.get("/data/", {"lang": language})
    text = page.content.decode()
    assert f"<h1>{words}</h1>" in text
    assert not page.cookies
    for table in datasets.all_of_them():
        assert getattr(table.title, language) in text
        for end in ("csv", "jsonld", "parquet"):
            assert f"/data/{world.today}/{table.name}.{end}" in text
    assert "creativecommons.org/licenses/by/4.0/" in text
    assert Dump.objects.get().digest in text


@published
def test_the_page_costs_one_query_however_many_dumps_there_were(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dump = Dump.objects.get()
    for days in range(1, 51):
        Dump.objects.create(day=dump.day - timedelta(days=days), made_at=dump.made_at, size=1, products=1)
    with django_assert_num_queries(1):
        page = client.get("/data/")
    assert page.content.decode().count("đã gỡ tệp") == 50


def test_every_column_has_a_place_of_its_own(client: Client) -> None:
    text = client.get("/data/terms").content.decode()
    for table in datasets.all_of_them():
        for column in table.columns:
            assert f'id="{table.name}.{column.name}"' in text


@published
def test_a_file_comes_with_what_caches_need(client: Client, world: World, place: Path) -> None:
    address = f"/data/{world.today}/products.csv"
    whole = client.get(address)
    assert content(whole) == (place / f"{world.today}" / "products.csv").read_bytes()
    assert whole["Content-Type"].startswith("text/csv")
    assert whole["Access-Control-Allow-Origin"] == "*"
    assert "products.csv-metadata.json" in whole["Link"]
    assert not whole.cookies
    for header, value in (("If-None-Match", whole["ETag"]), ("If-Modified-Since", whole["Last-Modified"])):
        same = client.get(address, headers={header: value})
        assert same.status_code == HTTPStatus.NOT_MODIFIED
        assert same["ETag"] == whole["ETag"]
    other = client.get(address, headers={"If-None-Match": '"other"'})
    assert content(other)
    head = client.head(address)
    assert int(head["Content-Length"]) == (place / f"{world.today}" / "products.csv").stat().st_size
    head.close()


@published
def test_what_may_be_published_again_is_asked_for_again(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/data/{world.today}/products.csv"
    monkeypatch.setattr(clock, "today", lambda: world.today)
    today = client.get(address)
    assert today["Cache-Control"] == "public, max-age=0"
    content(today)
    monkeypatch.setattr(clock, "today", lambda: world.today + timedelta(days=1))
    later = client.get(address)
    assert later["Cache-Control"] == f"public, max-age={365 * 24 * 3600}"
    content(later)


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-9", slice(0, 10)), ("bytes=20-", slice(20, None)), ("bytes=-7", slice(-7, None))],
)
@published
def test_an_interrupted_download_goes_on(
    client: Client, world: World, place: Path, asked: str, part: slice
) -> None:
    whole = (place / f"{world.today}" / "products.csv").read_bytes()
    answer = client.get(f"/data/{world.today}/products.csv", headers={"Range": asked})
    assert answer.status_code == HTTPStatus.PARTIAL_CONTENT
    assert content(answer) == whole[part]
    assert int(answer["Content-Length"]) == len(whole[part])
    assert answer["Content-Range"].endswith(f"/{len(whole)}")


@published
def test_a_part_that_is_not_there_is_refused_and_one_of_another_file_is_the_whole(
    client: Client, world: World
) -> None:
    address = f"/data/{world.today}/products.csv"
    beyond = client.get(address, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert beyond["Content-Range"].startswith("bytes */")
    for headers in (
        {"Range": "bytes=0-9", "If-Range": '"other"'},
        {"Range": "bytes=9-0"},
        {"Range": "bytes=-"},
        {"Range": f"bytes={'9' * 5000}-"},
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=1-2"},
    ):
        whole = client.get(address, headers=headers)
        assert whole.status_code == HTTPStatus.OK
        content(whole)


@pytest.mark.parametrize(
    "name", ["../../ocop.sqlite3", "..%2f..%2fsecret-key", ".lock", "index.sqlite3", "products.xlsx", "%00"]
)
@published
def test_nothing_but_published_files_is_sent(client: Client, world: World, name: str) -> None:
    found = client.get(f"/data/{world.today}/{name}")
    assert found.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}


@published
def test_a_day_that_is_none_is_no_address(client: Client) -> None:
    for day in ("2026-02-30", "2026-1-1", "latest-"):
        assert client.get(f"/data/{day}/products.csv").status_code == HTTPStatus.NOT_FOUND


@published
def test_the_latest_leads_to_its_day(client: Client, world: World) -> None:
    moved = client.get("/data/latest/products.parquet")
    assert moved.status_code == HTTPStatus.FOUND
    assert moved["Location"] == f"/data/{world.today}/products.parquet"
    assert client.get("/data/latest/nothing.csv").status_code == HTTPStatus.NOT_FOUND


@published
def test_the_catalogue_stays_at_one_address(client: Client) -> None:
    document = client.get("/data/catalog.jsonld")
    assert document["Content-Type"] == "application/ld+json"
    assert json.loads(content(document))["@type"] == "dcat:Catalog"
    turtle = client.get("/data/catalog.ttl")
    assert turtle["Content-Type"].startswith("text/turtle")
    assert content(turtle).startswith(b"@prefix adms:")


def test_each_thing_answers_under_the_address_that_the_files_name(
    client: Client, certificate: Certificate
) -> None:
    producer = certificate.product.producer.code
    for address, name, value in (
        (f"products/{certificate.product_id}", "code", certificate.product.code),
        (f"certificates/{certificate.pk}", "stars", certificate.stars),
        (f"decisions/{certificate.decision_id}", "number", certificate.decision.number),
        (f"producers/{producer}", "code", producer),
        ("places/03037", "name", "xã Tả Van"),
    ):
        answer = client.get(f"/data/id/{address}", headers={"Accept-Language": "en"})
        node = answer.json()
        assert node[name] == value
        assert node["@id"].endswith(f"/data/id/{address}")
        assert node["@context"].endswith("/data/context.jsonld")
    assert client.get("/data/context.jsonld").json()["@context"]["Product"]


@pytest.mark.parametrize(
    "address",
    [
        "products/99",
        "certificates/99",
        "certificates/x",
        f"decisions/{'9' * 40}",
        "producers/X",
        "places/99",
        "places/15~x",
    ],
)
def test_what_nobody_knows_is_nowhere(client: Client, certificate: Certificate, address: str) -> None:
    assert client.get(f"/data/id/{address}").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/data/id/sheets/{certificate.pk}").status_code == HTTPStatus.NOT_FOUND


def test_a_producer_without_a_recognised_product_is_not_told(client: Client, world: World) -> None:
    dossier = world.dossier("sent_up")
    code = dossier.product.producer.code
    assert client.get(f"/data/id/producers/{code}").status_code == HTTPStatus.NOT_FOUND
