"""Export, import, export: the same rows, also of products without a code and communes of another day."""
# ruff: noqa: ARG001, ARG002 - a fixture asks for what must stand before it

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from ocop.exchange import queries
from ocop.exchange.actions import RowsRefused, carry_out, dry_run
from ocop.exchange.columns import Kind
from ocop.exchange.differences import Differences
from ocop.exchange.reading import read
from ocop.exchange.sheets import Sheet
from ocop.exchange.writing import Format, write_rows
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.recognition.models import Certificate
from ocop.registry.models import Producer, Product
from tests.cast import NOW, no_entry
from tests.demo.demonstration import MOMENT as OF_THE_DEMONSTRATION
from tests.demo.demonstration import demonstration, the_country
from tests.exchange.generating import sheet_of

Facts = dict[str, object]
Files = dict[tuple[Kind, Format], bytes]
Rows = dict[Kind, list[Facts]]
BOTH = (Format.XLSX, Format.CSV)


def bring_in(kind: Kind, *rows: Facts, actor: Actor = SYSTEM) -> Differences:
    sheet = sheet_of(kind, rows)
    return carry_out(actor=actor, sheet=sheet, file_digest="0" * 64, expected=None, now=NOW).differences


def refused(kind: Kind, *rows: Facts, actor: Actor = SYSTEM) -> list[tuple[int, str, str]]:
    with no_entry(), pytest.raises(RowsRefused) as caught:
        bring_in(kind, *rows, actor=actor)
    return [(one.row, one.column, one.code) for one in caught.value.differences.faults]


def reason(kind: Kind, *rows: Facts) -> str:
    return str(dry_run(actor=SYSTEM, sheet=sheet_of(kind, rows), now=NOW).faults[0].reason)


def producer(**facts: object) -> Facts:
    return {
        "producer_code": "CT-1",
        "name": "Hợp tác xã Suối Bạc",
        "kind": "htx",
        "registered_on": date(2019, 9, 1),
        "commune_code": "03037",
        "representative_name": "Trần Thị Cúc",
        "phone": "0912345678",
    } | facts


def product(**facts: object) -> Facts:
    return {
        "name": "Mật ong Đồi Gió",
        "producer_code": "CT-1",
        "regime": "2019-1048",
        "set": 9,
        "commune_code": "03037",
        "entered_on": date(2020, 3, 1),
    } | facts


def certificate(**facts: object) -> Facts:
    return {
        "regime": "2019-1048",
        "stars": 3,
        "total": Decimal("60.5"),
        "decision_number": "12/QĐ-UBND",
        "decided_on": date(2020, 7, 1),
        "issuer_unit_code": "10",
        "product_name": "Mật ong Đồi Gió",
        "producer_name": "Hợp tác xã Suối Bạc",
    } | facts


@pytest.fixture
def maker(places: Unit, lists: None) -> Producer:
    bring_in(Kind.PRODUCERS, producer())
    return Producer.objects.get()


def exported() -> tuple[Rows, Files]:
    """Every list as rows, and as the files they make."""
    rows = {kind: [dict(row) for row in queries.rows(SYSTEM, kind)] for kind in Kind}
    files: Files = {}
    for kind in Kind:
        for form in BOTH:
            out = io.BytesIO()
            write_rows(kind, rows[kind], out, form)
            files[kind, form] = out.getvalue()
    return rows, files


def as_read(files: Files, kind: Kind, form: Format) -> Sheet:
    return read(files[kind, form], f"{kind}.{form}", kind)


def nothing_changes(files: Files, rows: Rows, now: datetime) -> None:
    for kind, form in files:
        found = dry_run(actor=SYSTEM, sheet=as_read(files, kind, form), now=now)
        assert found.faults == []
        assert found.counts == {"new": 0, "changed": 0, "unchanged": len(rows[kind]), "refused": 0}


def comes_back(files: Files, rows: Rows, form: Format, now: datetime) -> None:
    for kind in Kind:
        sheet = as_read(files, kind, form)
        carry_out(actor=SYSTEM, sheet=sheet, file_digest="0" * 64, expected=None, now=now)
    again, _files = exported()
    for kind in Kind:
        assert again[kind] == rows[kind]


@pytest.mark.django_db
@pytest.mark.parametrize("form", BOTH)
def test_an_export_fills_an_empty_register_with_the_same_rows(
    places: Unit, lists: None, form: Format
) -> None:
    with transaction.atomic():
        bring_in(
            Kind.PRODUCERS,
            producer(),
            producer(producer_code="CT-2", name="Tổ hợp tác", kind="tht", commune_on=date(2026, 1, 1)),
        )
        bring_in(
            Kind.PRODUCTS,
            product(),
            product(name="Ớt", commune_on=date(2025, 7, 1)),
            product(producer_code="CT-2", product_code="SP-1"),
            product(entered_on=date(2021, 1, 1), price=Decimal(5000), year=2025, revenue=Decimal(7)),
        )
        bring_in(
            Kind.CERTIFICATES,
            certificate(product_name="ớt"),
            certificate(product_code="SP-1", stars=4, total=Decimal("75.25"), issuer_unit_code="10"),
        )
        rows, files = exported()
        nothing_changes(files, rows, NOW)
        transaction.set_rollback(True)
    assert not Producer.objects.exists()
    comes_back(files, rows, form, NOW)


@pytest.fixture
def country(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The map and the lists of the demonstration."""
    with django_db_blocker.unblock(), the_country():
        yield


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
def test_the_demonstration_fills_an_empty_register_with_the_same_rows(
    country: None,
) -> None:
    with transaction.atomic():
        demonstration()
        assert Product.objects.filter(code="").exists()
        assert Certificate.objects.filter(product__code="").exists()
        rows, files = exported()
        nothing_changes(files, rows, OF_THE_DEMONSTRATION)
        transaction.set_rollback(True)
    for form in BOTH:
        with transaction.atomic():
            comes_back(files, rows, form, OF_THE_DEMONSTRATION)
            transaction.set_rollback(True)


@pytest.mark.django_db
class TestProductsWithoutACode:
    def test_one_is_entered_and_found_again_by_what_the_row_says(self, maker: Producer) -> None:
        assert bring_in(Kind.PRODUCTS, product()).counts["new"] == 1
        assert Product.objects.get().code == ""
        changed = bring_in(Kind.PRODUCTS, product(name="MẬT ONG đồi gió", price=Decimal(9000)))
        assert changed.counts["changed"] == 1
        one = Product.objects.get()
        assert (one.name, one.price) == ("MẬT ONG đồi gió", Decimal(9000))

    def test_another_set_or_producer_is_another_product(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCERS, producer(producer_code="CT-2", name="Khác"))
        bring_in(Kind.PRODUCTS, product())
        found = bring_in(Kind.PRODUCTS, product(set=10), product(producer_code="CT-2"), product())
        assert (found.counts["new"], found.counts["unchanged"]) == (2, 1)

    def test_one_that_has_its_code_by_now_keeps_it_and_is_told(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(product_code="SP-7"))
        found = bring_in(Kind.PRODUCTS, product(price=Decimal(9000)))
        assert found.counts["changed"] == 1
        assert [(one.column, one.code) for one in found.notes] == [("product_code", "found")]
        assert Product.objects.get().code == "SP-7"

    def test_one_without_a_code_goes_before_one_with_it(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(product_code="SP-7"))
        Product.objects.update(name_folded="x")
        bring_in(Kind.PRODUCTS, product())
        Product.objects.update(name_folded="mat ong doi gio")
        assert bring_in(Kind.PRODUCTS, product()).counts["unchanged"] == 1

    def test_two_that_it_may_be_are_both_named(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(), product(entered_on=date(2021, 2, 3)))
        row = product(entered_on=date(2022, 5, 5))
        assert refused(Kind.PRODUCTS, row) == [(3, "product_code", "several")]
        assert "01/03/2020" in reason(Kind.PRODUCTS, row)
        assert "03/02/2021" in reason(Kind.PRODUCTS, row)

    def test_twice_in_a_file_is_refused(self, maker: Producer) -> None:
        assert refused(Kind.PRODUCTS, product(), product()) == [(4, "product_code", "twice")]
        bring_in(Kind.PRODUCTS, product(product_code="SP-7"))
        rows = (product(product_code="SP-7"), product())
        assert refused(Kind.PRODUCTS, *rows) == [(4, "product_code", "twice")]

    def test_the_code_may_not_be_left_out_of_the_rest(self, maker: Producer) -> None:
        sheet = sheet_of(Kind.PRODUCTS, [product(name=None)])
        assert [one.column for one in dry_run(actor=SYSTEM, sheet=sheet, now=NOW).faults] == ["name"]


@pytest.mark.django_db
class TestCertificatesWithoutACode:
    @pytest.fixture(autouse=True)
    def stored(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product())

    def test_one_belongs_to_the_product_of_its_names(self) -> None:
        assert bring_in(Kind.CERTIFICATES, certificate()).counts["new"] == 1
        assert bring_in(Kind.CERTIFICATES, certificate(product_name="MAT ONG doi gio")).counts["changed"] == 1
        assert Certificate.objects.get().product == Product.objects.get()

    def test_a_stored_one_is_found_by_its_names_and_decision_after_the_product_was_renamed(self) -> None:
        bring_in(Kind.CERTIFICATES, certificate())
        Product.objects.update(name="Tên mới", name_folded="ten moi")
        assert bring_in(Kind.CERTIFICATES, certificate()).counts["unchanged"] == 1

    def test_names_that_nobody_bears_are_refused(self) -> None:
        row = certificate(product_name="Chè")
        assert refused(Kind.CERTIFICATES, row) == [(3, "product_code", "product_unknown")]

    def test_neither_code_nor_names_is_refused(self) -> None:
        row = certificate(producer_name=None)
        assert refused(Kind.CERTIFICATES, row) == [(3, "product_code", "needed")]

    def test_two_products_of_the_names_are_both_named(self) -> None:
        bring_in(Kind.PRODUCTS, product(set=10, entered_on=date(2021, 2, 3)))
        assert refused(Kind.CERTIFICATES, certificate()) == [(3, "product_code", "several")]
        assert reason(Kind.CERTIFICATES, certificate()).count("Mật ong Đồi Gió (03037") == 2

    def test_names_of_another_territory_are_nobodys(self, hoa: Actor) -> None:
        found = refused(Kind.CERTIFICATES, certificate(), actor=replace(hoa, unit_path="VN/04/"))
        assert found == [(3, "product_code", "product_unknown")]

    def test_a_code_of_another_certificate_is_told_with_the_products_name(self) -> None:
        bring_in(Kind.CERTIFICATES, certificate(certificate_number="7"))
        bring_in(Kind.PRODUCTS, product(name="Chè"))
        row = certificate(product_name="Chè", certificate_number="7")
        assert refused(Kind.CERTIFICATES, row) == [(3, "certificate_number", "taken")]
        assert "Mật ong Đồi Gió" in reason(Kind.CERTIFICATES, row)


@pytest.mark.django_db
class TestCommunesOfAnotherDay:
    def test_a_code_is_that_of_the_rows_own_day_unless_another_is_named(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(), product(name="Ớt", commune_on=date(2026, 1, 1)))
        found = {one.name: one.commune.name for one in Product.objects.all()}
        assert found == {"Mật ong Đồi Gió": "Mường Hoa", "Ớt": "Tả Van"}

    def test_an_export_names_the_day_only_where_it_is_needed(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(), product(name="Ớt", commune_on=date(2026, 1, 1)))
        days = [row["commune_on"] for row in queries.rows(SYSTEM, Kind.PRODUCTS)]
        assert days == [None, date(2025, 7, 1)]

    def test_what_was_found_to_be_another_product_is_not_exported(self, maker: Producer) -> None:
        bring_in(Kind.PRODUCTS, product(), product(name="Ớt"))
        kept, twin = Product.objects.order_by("pk")
        Product.objects.filter(pk=twin.pk).update(merged_into=kept)
        assert [row["name"] for row in queries.rows(SYSTEM, Kind.PRODUCTS)] == [kept.name]
