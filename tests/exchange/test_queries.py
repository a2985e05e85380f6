"""The rows of an export: those one may see, masked as on pages, in the same few queries."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from ocop.exchange import queries
from ocop.exchange.columns import COLUMNS, Kind
from ocop.exchange.reading import read
from ocop.exchange.writing import Format, write_rows
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Denied
from ocop.registry.models import (
    IpRight,
    Material,
    Producer,
    ProducerTrait,
    ProducerYear,
    Product,
    ProductYear,
    SharedCommune,
)
from tests.world import World

QUERIES = {Kind.PRODUCERS: 3, Kind.PRODUCTS: 5, Kind.CERTIFICATES: 2}


@pytest.fixture
def product(world: World, bao_lam: Unit) -> Product:
    """A product with everything that a row of an export tells."""
    product = world.a_product()
    for year in (2024, 2025):
        ProducerYear.objects.create(producer=product.producer, year=year, members=year - 2000, profit=-5)
        ProductYear.objects.create(product=product, year=year, output=Decimal("1.5"), price=70_000)
    ProducerTrait.objects.create(
        producer=product.producer, code="craft_village", name="Làng nghề Tả Van", from_on=date(2020, 1, 1)
    )
    for name in ("Ớt", "Muối"):
        Material.objects.create(product=product, name=name, source="own")
    IpRight.objects.create(
        product=product, kind="trademark", name="Ớt Tả Van", number="4-01", state="granted"
    )
    SharedCommune.objects.create(product=product, unit=bao_lam, from_on=date(2025, 1, 1))
    return product


def test_a_row_tells_what_is_known_last(hoa: Actor, product: Product) -> None:
    (row,) = queries.rows(hoa, Kind.PRODUCERS)
    assert list(row) == [column.key for column in COLUMNS[Kind.PRODUCERS]]
    assert (row["year"], row["members"], row["profit"]) == (2025, 25, -5)
    assert row["craft_village"] == "Làng nghề Tả Van"
    (row,) = queries.rows(hoa, Kind.PRODUCTS)
    assert (row["year"], row["year_price"], row["output"]) == (2025, 70_000, Decimal("1.5"))
    assert (row["material"], row["trademark"], row["trademark_number"]) == ("Ớt", "Ớt Tả Van", "4-01")
    assert row["shared_communes"] == SharedCommune.objects.get().unit.code
    assert row["set"] == product.set_no


@pytest.mark.usefixtures("product")
def test_personal_data_is_masked_for_officers_and_clear_for_its_owner(hoa: Actor, lan: Actor) -> None:
    (masked,) = queries.rows(hoa, Kind.PRODUCERS)
    (own,) = queries.rows(lan, Kind.PRODUCERS)
    assert "***" in str(masked["phone"])
    assert own["phone"] == Producer.objects.get().phone
    assert masked["representative_name"] == own["representative_name"]


@pytest.mark.usefixtures("product")
def test_who_may_read_it_gets_personal_data_in_the_clear(hoa: Actor, tuan: Actor) -> None:
    (row,) = queries.rows(hoa, Kind.PRODUCERS, clear=True)
    assert row["phone"] == Producer.objects.get().phone
    with pytest.raises(Denied):
        queries.rows(tuan, Kind.PRODUCERS, clear=True)


@pytest.mark.usefixtures("product")
def test_a_stranger_exports_nothing(binh: Actor) -> None:
    assert list(queries.rows(binh, Kind.PRODUCERS)) == []
    assert list(queries.rows(binh, Kind.PRODUCTS)) == []


def test_an_export_follows_the_filtered_list(hoa: Actor, world: World, product: Product) -> None:
    other = world.a_product()
    chosen = Product.objects.filter(pk__in=[other.pk, product.pk]).order_by("-pk")
    assert len(list(queries.rows(hoa, Kind.PRODUCTS, among=chosen))) == 2
    assert len(list(queries.rows(hoa, Kind.PRODUCTS, products=Product.objects.filter(pk=product.pk)))) == 1
    assert len(list(queries.rows(hoa, Kind.PRODUCERS, products=chosen))) == 1
    assert list(queries.rows(hoa, Kind.CERTIFICATES, products=chosen)) == []


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("more", [0, 2])
def test_more_rows_take_no_more_queries(
    kind: Kind,
    more: int,
    thu: Actor,
    world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    if kind is Kind.CERTIFICATES:
        world.dossier("recognised")
    for _number in range(more + (kind is not Kind.CERTIFICATES)):
        world.a_product()
    with django_assert_num_queries(QUERIES[kind]):
        assert list(queries.rows(thu, kind))


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
def test_a_masked_export_comes_back_and_leaves_what_is_masked(
    hoa: Actor, product: Product, form: Format
) -> None:
    out = io.BytesIO()
    write_rows(Kind.PRODUCERS, queries.rows(hoa, Kind.PRODUCERS), out, form)
    sheet = read(out.getvalue(), f"x.{form}", Kind.PRODUCERS)
    assert sheet.faults == []
    assert sheet.columns["phone"] == [None]
    assert sheet.columns["name"] == [product.producer.name]
    assert {one.column for one in sheet.repairs} >= {"phone"}
