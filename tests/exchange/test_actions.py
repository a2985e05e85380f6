"""What an import writes, and that it writes all or nothing."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from ocop.exchange.actions import Outcome, RowsRefused, carry_out, dry_run
from ocop.exchange.columns import Kind
from ocop.exchange.differences import Change, Differences, Status
from ocop.exchange.queries import rows
from ocop.exchange.sheets import Sheet
from ocop.journal.models import Entry
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Denied, Stale
from ocop.platform.personal import HIDDEN
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, RecognitionDecision
from ocop.registry.actions import register_producer
from ocop.registry.models import (
    EarlierCommune,
    EarlierHolder,
    IpRight,
    IpState,
    Material,
    Producer,
    ProducerTrait,
    ProducerYear,
    Product,
    ProductYear,
    SharedCommune,
)
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.exchange.generating import Lists, sheet_of
from tests.world import consent_facts, producer_facts

pytestmark = pytest.mark.django_db
TA_VAN, BAO_LAM = ("15", "03037"), ("04", "01290")
FILE = "ab" * 32
TABLES = (Producer, Product, Material, Certificate, RecognitionDecision, Entry)
Facts = dict[str, object]


def do(sheet: Sheet, actor: Actor = SYSTEM, expected: str | None = None) -> Outcome:
    return carry_out(actor=actor, sheet=sheet, file_digest=FILE, expected=expected, now=NOW)


def counts(outcome: Outcome) -> tuple[int, int, int]:
    found = outcome.differences.counts
    return found["new"], found["changed"], found["unchanged"]


def refused(sheet: Sheet, actor: Actor = SYSTEM) -> Differences:
    before = [table.objects.count() for table in TABLES]
    with no_entry(), pytest.raises(RowsRefused) as caught:
        do(sheet, actor)
    assert [table.objects.count() for table in TABLES] == before
    return caught.value.differences


def some(products: int = 10, place: tuple[str, str] = TA_VAN) -> Lists:
    return Lists([place], products)


def with_products(products: int = 10) -> None:
    do(some(products).producer_sheet())
    do(some(products).product_sheet())


def certificate(**facts: object) -> Facts:
    return {
        "product_code": "15-03037-01-2026",
        "regime": "2026-26",
        "stars": 3,
        "total": Decimal("60.5"),
        "decision_number": "12/QĐ-UBND",
        "decided_on": date(2026, 7, 1),
        "issuer_unit_code": "15",
    } | facts


def certificates(*rows: Facts) -> Sheet:
    return sheet_of(Kind.CERTIFICATES, rows)


def test_producers_go_in_with_figures_and_craft_village(places: Unit, lists: None) -> None:
    with one_entry("registry.imported"):
        assert counts(do(some().producer_sheet())) == (2, 0, 0)
    one = Producer.objects.get(code="CT-TEST-000001")
    assert (one.assisted, one.commune.code, one.name_folded) == (True, "03037", one.name_folded.lower())
    assert one.name_key
    assert ProducerYear.objects.get(producer=one).profit == Decimal(-999_999)
    trait = ProducerTrait.objects.get(producer=one)
    assert (trait.code, trait.from_on) == ("craft_village", one.registered_on)


def test_products_go_in_with_all_that_belongs_to_them(places: Unit, lists: None) -> None:
    do(some().producer_sheet())
    sheet = some().product_sheet()
    sheet.columns["shared_communes"][0] = "02839"
    sheet.columns["trademark_number"][1] = None
    do(sheet)
    one = Product.objects.get(code="15-03037-01-2026")
    assert (one.producer.code, one.set_no, one.is_new, one.entered_by_id) == ("CT-TEST-000000", 1, True, None)
    assert ProductYear.objects.get(product=one).price == 18_000
    assert Material.objects.get(product=one).source in {"own", "commune", "province"}
    assert IpRight.objects.get(product=one).state == IpState.GRANTED
    assert IpRight.objects.get(product__code="15-03037-02-2026").state == IpState.FILED
    assert SharedCommune.objects.get(product=one).unit.code == "02839"


def test_a_change_is_told_with_before_and_after(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    for key, cell in {"price": Decimal(99_000), "output": Decimal("1.25"), "name": "Tên mới"}.items():
        sheet.columns[key][3] = cell
    found = dry_run(actor=SYSTEM, sheet=sheet, now=NOW)
    (row,) = found.rows(Status.CHANGED)
    assert (row.number, row.code) == (6, "15-03037-04-2026")
    assert Change("price", "23000", "99000") in row.changes
    assert [change.column for change in row.changes] == ["name", "price", "output"]
    with one_entry("registry.imported"):
        assert counts(do(sheet, expected=found.digest)) == (0, 1, 9)
    one = Product.objects.get(code="15-03037-04-2026")
    assert (one.name, one.name_folded, one.price, one.version) == ("Tên mới", "ten moi", Decimal(99_000), 2)
    assert ProductYear.objects.get(product=one).output == Decimal("1.25")
    assert Product.objects.get(code="15-03037-05-2026").version == 1


def test_an_empty_cell_or_a_missing_column_leaves_what_is_stored(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    before = list(Product.objects.order_by("pk").values())
    sheet.columns["story"][0] = None
    gone = ("price", "year", "output", "output_unit", "year_price", "revenue", "material", "trademark")
    for key in gone:
        del sheet.columns[key]
    sheet.columns["trademark_number"] = sheet.columns["material_origin"] = [None] * 10
    with no_entry():
        assert counts(do(sheet)) == (0, 0, 10)
    assert list(Product.objects.order_by("pk").values()) == before


def test_what_is_added_to_a_record_is_a_change(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    sheet.columns["year"] = [2024] * 10
    sheet.columns["shared_communes"][1] = "02839"
    assert counts(do(sheet)) == (0, 10, 0)
    assert ProductYear.objects.count() == 20
    sheet.columns["shared_communes"][1] = "01290"
    (row,) = dry_run(actor=SYSTEM, sheet=sheet, now=NOW).rows(Status.CHANGED)
    assert row.changes == (Change("shared_communes", "02839", "01290"),)
    do(sheet)
    assert SharedCommune.objects.get(to_on=TODAY).unit.code == "02839"
    assert SharedCommune.objects.get(to_on=None).unit.code == "01290"


def test_the_entry_names_file_counts_and_rulebook_and_nobody(places: Unit, lists: None) -> None:
    do(some().producer_sheet())
    with one_entry("registry.imported") as written:
        outcome = do(some().product_sheet())
    assert outcome.entry == written[0].seq
    assert (written[0].object_type, written[0].regime) == ("places.unit", "2026-26")
    assert FILE in written[0].reason
    assert written[0].reason.startswith("Danh sách: Sản phẩm. 10 mới")
    assert "Bộ quy định: 2026-26." in written[0].reason


@pytest.mark.parametrize("gtin", ["123", "8938500001018", "ABCDEFGH"])
def test_a_bar_code_that_is_none_is_refused(places: Unit, lists: None, gtin: str) -> None:
    do(some(1).producer_sheet())
    sheet = some(1).product_sheet()
    sheet.columns["gtin"] = [gtin]
    assert [(fault.column, fault.code) for fault in refused(sheet).faults] == [("gtin", "gtin")]


def test_a_bar_code_is_stored_in_digits_alone(places: Unit, lists: None) -> None:
    do(some(1).producer_sheet())
    sheet = some(1).product_sheet()
    sheet.columns["gtin"] = ["893 8500 00101 7"]
    do(sheet)
    assert Product.objects.get().gtin == "8938500001017"


def test_stale_differences_are_refused(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    sheet.columns["price"][0] = Decimal(1)
    shown = dry_run(actor=SYSTEM, sheet=sheet, now=NOW).digest
    Product.objects.filter(code="15-03037-01-2026").update(price=2)
    with no_entry(), pytest.raises(Stale):
        do(sheet, expected=shown)
    assert Product.objects.get(code="15-03037-01-2026").price == 2


def test_a_record_changed_elsewhere_makes_the_differences_stale(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    sheet.columns["price"][0] = Decimal(1)
    shown = dry_run(actor=SYSTEM, sheet=sheet, now=NOW).digest
    Product.objects.filter(code="15-03037-02-2026").update(photo="x", version=2)
    with no_entry(), pytest.raises(Stale):
        do(sheet, expected=shown)


def test_an_officer_sees_masks_of_what_is_stored_of_people(hoa: Actor, lists: None) -> None:
    do(some().producer_sheet())
    sheet = some().producer_sheet()
    sheet.columns["phone"][0] = "0912345678"
    (told,) = next(dry_run(actor=hoa, sheet=sheet, now=NOW).rows(Status.CHANGED)).changes
    assert (told.column, told.after) == ("phone", "0912345678")
    assert HIDDEN in told.before
    (clear,) = next(dry_run(actor=SYSTEM, sheet=sheet, now=NOW).rows(Status.CHANGED)).changes
    assert clear.before == "0900000000"


def test_a_clash_in_the_middle_leaves_nothing(places: Unit, lists: None, lao_cai: Unit) -> None:
    with_products()
    sheet = some().certificate_sheet()

    def clash(_found: Differences) -> None:
        one = Product.objects.get(code="15-03037-02-2026")
        decision = RecognitionDecision.objects.create(
            number="x", decided_on=date(2026, 6, 1), issuer_unit=lao_cai
        )
        Certificate.objects.create(
            product=one,
            decision=decision,
            number=str(sheet.columns["certificate_number"][-1]),
            stars=3,
            regime_id="2026-26",
            set_no=1,
            commune=one.commune,
            issuer_unit=lao_cai,
            issued_on=date(2026, 6, 1),
            valid_to=date(2029, 6, 1),
        )

    with no_entry(), pytest.raises(Stale):
        carry_out(actor=SYSTEM, sheet=sheet, file_digest=FILE, expected=None, now=NOW, tell=clash)
    assert not RecognitionDecision.objects.exists()
    assert not Certificate.objects.exists()


def test_only_offices_that_keep_a_register_import(minh: Actor, lan: Actor, lists: None) -> None:
    for actor in (minh, lan):
        with no_entry(), pytest.raises(Denied):
            do(some().producer_sheet(), actor)
        with pytest.raises(Denied):
            dry_run(actor=actor, sheet=some().producer_sheet(), now=NOW)


def test_a_province_imports_its_own_territory_only(hoa: Actor, thu: Actor, lists: None) -> None:
    with one_entry("registry.imported") as written:
        do(some().producer_sheet(), hoa)
    assert written[0].unit_code == "15"
    others = some(place=BAO_LAM).producer_sheet()
    others.columns["producer_code"] = ["CT-A", "CT-B"]
    others.columns["tax_code"] = [None, None]
    assert {(fault.column, fault.code) for fault in refused(others, hoa).faults} == {
        ("commune_code", "outside")
    }
    do(others, thu)
    theirs = some().producer_sheet()
    theirs.columns["producer_code"] = ["CT-A", "CT-B"]
    theirs.columns["tax_code"] = [None, None]
    assert {fault.column for fault in refused(theirs, hoa).faults} == {"producer_code"}


def test_a_product_of_a_producer_elsewhere_is_refused(hoa: Actor, thu: Actor, lists: None) -> None:
    do(some(place=BAO_LAM).producer_sheet(), thu)
    assert {(fault.column, fault.code) for fault in refused(some().product_sheet(), hoa).faults} == {
        ("producer_code", "outside")
    }


def test_a_number_that_was_brought_in_is_not_given_again(minh: Actor, lists: None) -> None:
    sheet = some(1).producer_sheet()
    sheet.columns["producer_code"] = ["CT-03037-0001"]
    do(sheet)
    made = register_producer(
        actor=minh, facts=producer_facts(), commune_code="03037", consent=consent_facts(), now=NOW
    )
    assert made.code == "CT-03037-0002"


def test_certificates_go_in_under_one_decision(places: Unit, lists: None) -> None:
    with_products()
    sheet = certificates(
        certificate(signer_name="Trần Thị Cúc"), certificate(product_code="15-03037-02-2026")
    )
    with one_entry("registry.imported"):
        assert counts(do(sheet)) == (2, 0, 0)
    decision = RecognitionDecision.objects.get()
    assert decision.signer_name == "Trần Thị Cúc"
    one = Certificate.objects.get(product__code="15-03037-01-2026")
    assert (one.valid_to, one.total_exact, one.total_2) == (date(2029, 7, 1), "60.5", Decimal("60.50"))
    assert (one.product_name, one.commune_name, one.set_no) == (
        one.product.name,
        "xã Tả Van, tỉnh Lào Cai",
        1,
    )
    assert (one.product.certified_to, one.product.certified_stars) == (date(2029, 7, 1), 3)
    with no_entry():
        assert counts(do(sheet)) == (0, 0, 2)


def test_a_later_certificate_replaces_the_one_in_force(places: Unit, lists: None) -> None:
    with_products()
    do(certificates(certificate()))
    do(
        certificates(
            certificate(stars=4, total=Decimal(75), decision_number="90", decided_on=date(2026, 9, 1))
        )
    )
    event = CertificateEvent.objects.get()
    assert (event.kind, event.on, event.decision_number) == (EventKind.UPGRADED, date(2026, 9, 1), "90")
    assert Product.objects.get(code="15-03037-01-2026").certified_stars == 4


def test_a_withdrawn_certificate_stands_no_more(places: Unit, lists: None) -> None:
    with_products()
    gone = certificate(
        withdrawn_on=date(2026, 10, 1), withdrawn_ground="criteria_lost", withdrawn_decision="77"
    )
    do(certificates(gone))
    assert CertificateEvent.objects.get().ground == "criteria_lost"
    assert Product.objects.get(code="15-03037-01-2026").certified_to is None
    with no_entry():
        assert counts(do(certificates(gone))) == (0, 0, 1)


def test_a_certificate_of_a_district_dates_the_product_back(old_ta_van: Unit, lists: None) -> None:
    with_products()
    sheet = certificates(
        certificate(regime="2023-148", decided_on=date(2024, 5, 1), issuer_unit_code="088", set=1)
    )
    do(sheet)
    one = Certificate.objects.get()
    assert (one.issuer_unit.code, one.commune, one.product.entered_on) == (
        "088",
        old_ta_van,
        date(2024, 5, 1),
    )
    assert EarlierCommune.objects.get().unit == old_ta_van
    with no_entry():
        assert counts(do(sheet)) == (0, 0, 1)


def test_another_last_day_than_the_rules_give_is_told(places: Unit, lists: None) -> None:
    with_products()
    outcome = do(certificates(certificate(valid_to=date(2028, 1, 1))))
    assert [(note.column, note.code) for note in outcome.differences.notes] == [("valid_to", "valid_to")]
    assert Certificate.objects.get().valid_to == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("facts", "column", "code"),
    [
        ({"product_code": "15-03037-99-2026"}, "product_code", "product_unknown"),
        ({"stars": 5, "total": Decimal(95)}, "stars", "stars"),
        ({"total": Decimal(40)}, "total", "total"),
        ({"issuer_unit_code": "04"}, "issuer_unit_code", "issuer_other"),
        ({"issuer_unit_code": "99"}, "issuer_unit_code", "unit_unknown"),
        ({"issuer_unit_code": "03037"}, "issuer_unit_code", "issuer_level"),
        ({"regime": "2023-148"}, "regime", "regime_date"),
        ({"decided_on": date(2030, 1, 1)}, "decided_on", "future"),
        ({"valid_to": date(2026, 6, 1)}, "valid_to", "order"),
        ({"withdrawn_on": date(2026, 8, 1)}, "withdrawn_ground", "needed"),
        ({"withdrawn_ground": "x"}, "withdrawn_ground", "choice"),
        ({"set": 90}, "set", "set"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(
    places: Unit, lists: None, facts: Facts, column: str, code: str
) -> None:
    with_products()
    found = refused(certificates(certificate(**facts)))
    assert (column, code) in {(fault.column, fault.code) for fault in found.faults}
    assert all(fault.reason and fault.row == 3 for fault in found.faults)


def test_a_certificate_number_is_given_once(places: Unit, lists: None) -> None:
    with_products()
    numbered = certificate(certificate_number="7")
    other = certificate(product_code="15-03037-02-2026", certificate_number="7")
    assert [fault.code for fault in refused(certificates(numbered, other)).faults] == ["twice"]
    do(certificates(numbered))
    assert [fault.code for fault in refused(certificates(other)).faults] == ["taken"]


def test_two_rows_of_one_decision_name_one_signer(places: Unit, lists: None) -> None:
    with_products()
    rows = (
        certificate(signer_name="Trần Thị Cúc"),
        certificate(product_code="15-03037-02-2026", signer_name="Lê Văn Ba"),
    )
    assert [(fault.row, fault.code) for fault in refused(certificates(*rows)).faults] == [(4, "signer")]


def test_a_withdrawal_of_a_stored_certificate_has_its_own_page(places: Unit, lists: None) -> None:
    with_products()
    do(certificates(certificate()))
    gone = certificate(withdrawn_on=date(2026, 10, 1), withdrawn_ground="other", withdrawn_decision="77")
    assert [fault.code for fault in refused(certificates(gone)).faults] == ["withdraw_there"]


@pytest.mark.parametrize(
    ("facts", "column", "code"),
    [
        ({"kind": "cty"}, "kind", "kind"),
        ({"representative_gender": "x"}, "representative_gender", "gender"),
        ({"registered_on": date(2030, 1, 1)}, "registered_on", "future"),
        ({"year": None}, "year", "needed"),
        ({"year": 2031}, "year", "future"),
        ({"workers": -1}, "workers", "number"),
        ({"capital": Decimal(10) ** 20}, "capital", "number"),
        ({"name": "dài " * 100}, "name", "too_long"),
        ({"commune_code": "03040"}, "commune_code", "unit_date"),
        ({"commune_code": "99999"}, "commune_code", "unit_unknown"),
        (
            {"registered_on": date(2024, 1, 1), "commune_code": "03040", "district_code": "085"},
            "district_code",
            "district",
        ),
        ({"tax_code": None, "representative_name": None}, "representative_name", "needed"),
    ],
)
def test_a_producer_that_cannot_be_is_refused(
    places: Unit, lists: None, facts: Facts, column: str, code: str
) -> None:
    sheet = some(1).producer_sheet()
    for key, cell in facts.items():
        sheet.columns[key][0] = cell
    assert [(fault.column, fault.code) for fault in refused(sheet).faults] == [(column, code)]


def test_a_code_used_again_means_the_unit_of_the_day(old_ta_van: Unit, lists: None) -> None:
    sheet = some(10).producer_sheet()
    sheet.columns["registered_on"] = [date(2024, 1, 1), date(2026, 1, 1)]
    sheet.columns["district_code"] = ["088", None]
    do(sheet)
    then, now = (Producer.objects.get(code=f"CT-TEST-00000{number}").commune for number in (0, 1))
    assert (then.code, now.code) == ("03037", "03037")
    assert (then.valid_to, now.valid_to) == (date(2025, 6, 30), None)


def test_a_tax_code_is_one_producers(places: Unit, lists: None) -> None:
    do(some(5).producer_sheet())
    other = some(5).producer_sheet()
    other.columns["producer_code"] = ["CT-OTHER"]
    (fault,) = refused(other).faults
    assert (fault.column, fault.code) == ("tax_code", "taken")
    assert "CT-TEST-000000" in str(fault.reason)
    two = some(10).producer_sheet()
    two.columns["tax_code"][1] = two.columns["tax_code"][0]
    assert [(fault.row, fault.code) for fault in refused(two).faults] == [(4, "twice")]


def test_an_association_brings_tourism_only(places: Unit, lists: None) -> None:
    makers = some(5).producer_sheet()
    makers.columns["kind"] = ["hoi"]
    do(makers)
    sheet = some(1).product_sheet()
    assert [(fault.column, fault.code) for fault in refused(sheet).faults] == [("set", "kind")]
    sheet.columns["set"] = [26]
    do(sheet)


def test_a_product_keeps_its_producer_and_its_set(places: Unit, lists: None) -> None:
    with_products()
    sheet = some().product_sheet()
    sheet.columns["producer_code"][0] = "CT-TEST-000001"
    sheet.columns["set"][1] = 9
    assert [fault.code for fault in refused(sheet).faults] == ["producer_other", "set_kept"]


def test_a_free_code_of_an_earlier_register_is_taken(places: Unit, lists: None) -> None:
    do(some(5).producer_sheet())
    sheet = some(2).product_sheet()
    sheet.columns["product_code"] = ["OCOP.LC.7", "10-088-03037-01-2021"]
    assert counts(do(sheet)) == (2, 0, 0)


@pytest.mark.parametrize("code", ["OCOP/LC/7", "..", "."])
def test_a_code_that_cannot_stand_in_an_address_is_refused(places: Unit, lists: None, code: str) -> None:
    """It would take down every list that links to its page."""
    do(some(5).producer_sheet())
    sheet = some(2).product_sheet()
    sheet.columns["product_code"] = [code, "10-088-03037-01-2021"]
    with pytest.raises(RowsRefused):
        do(sheet)
    producers = some(2).producer_sheet()
    producers.columns["producer_code"] = [code, "CT-9"]
    with pytest.raises(RowsRefused):
        do(producers)


@pytest.mark.parametrize("products", [10, 60])
def test_the_queries_do_not_grow_with_the_rows(
    places: Unit, lists: None, products: int, django_assert_num_queries: object
) -> None:
    with_products(products)
    with django_assert_num_queries(11):  # type: ignore[operator]
        dry_run(actor=SYSTEM, sheet=some(products).product_sheet(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_store_each_row_once(places: Unit, lists: None) -> None:
    def act(_turn: int) -> tuple[int, int, int]:
        try:
            return counts(do(some(200).producer_sheet()))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        done = sorted(pool.map(act, range(2)))
    assert done == [(0, 0, 40), (40, 0, 0)]
    assert Producer.objects.count() == ProducerYear.objects.count() == 40
    assert Entry.objects.filter(verb="registry.imported").count() == 1


def test_a_product_entered_twice_is_refused_with_the_one_that_stays(places: Unit, lists: None) -> None:
    with_products()
    kept, gone = Product.objects.order_by("pk")[:2]
    Product.objects.filter(pk=gone.pk).update(merged_into=kept)
    (fault,) = refused(some().product_sheet()).faults
    assert (fault.column, fault.code) == ("product_code", "joined")
    assert kept.code in fault.reason
    found = refused(certificates(certificate(product_code=gone.code)))
    assert [one.code for one in found.faults if one.column == "product_code"] == ["joined"]


def test_an_export_holds_no_product_that_counts_as_another(places: Unit, lists: None) -> None:
    with_products()
    kept, gone = Product.objects.order_by("pk")[:2]
    Product.objects.filter(pk=gone.pk).update(merged_into=kept)
    codes = {row["product_code"] for row in rows(SYSTEM, Kind.PRODUCTS)}
    assert kept.code in codes
    assert gone.code not in codes


def test_a_producer_that_ended_brings_nothing_new_but_what_ended_with_it(places: Unit, lists: None) -> None:
    do(some().producer_sheet())
    Producer.objects.update(ended_on=TODAY, ended_reason="dissolved")
    sheet = some(1).product_sheet()
    (fault,) = refused(sheet).faults
    assert (fault.column, fault.code) == ("producer_code", "producer_ended")
    sheet.columns["ended_on"] = [TODAY]
    assert counts(do(sheet)) == (1, 0, 0)
    assert counts(do(sheet)) == (0, 0, 1)


def test_a_certificate_names_whoever_held_the_product_then(places: Unit, lists: None) -> None:
    with_products()
    product = Product.objects.get(code="15-03037-01-2026")
    former = Producer.objects.exclude(pk=product.producer_id).get()
    EarlierHolder.objects.create(product=product, producer=former, to_on=TODAY)
    do(certificates(certificate()))
    assert Certificate.objects.get().producer_name == former.name
