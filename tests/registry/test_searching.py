"""What people type into the search box, and what they mean by it."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import unicodedata
from collections.abc import Collection

import pytest
from django.db import connection

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.registry import filters, indexing, listing, word_tables
from ocop.registry.models import Product
from ocop.registry.searching import one_letter_off
from tests.cast import TODAY
from tests.registry.rows import a_producer, a_product

NAMES = (
    "Mật ong bạc hà",
    "Gạo Séng Cù",
    "Gạo ST25",
    "Chè Shan tuyết",
    "Đường phèn Đức Phổ",
    "Trà hoa vàng",
    "Nước mắm Khánh An",
    "Thịt trâu gác bếp",
    "Măng khô Quỳnh",
    "Rượu táo mèo",
)
HONEY, SENG_CU, ST25, CHE, DUONG, TRA, NUOC_MAM, TRAU, MANG, RUOU = NAMES


def found(actor: Actor, typed: str, kind: str = filters.PRODUCTS) -> tuple[set[str], str]:
    """The names that are found, and the words that were looked for instead."""
    form = filters.form_of(kind, {"q": typed}, TODAY)
    search = listing.search(actor, form.wanted(), TODAY)
    got = search.listed({})
    names = {row.name for row in got.page.items}
    assert got.count == len(names)
    assert {row.name for row in search.rows} == names, "an export has the rows of the list"
    return names, got.corrected


@pytest.fixture
def goods(ta_van: Unit, bac_ha: Unit, bao_lam: Unit, old_ta_van: Unit) -> dict[str, Product]:
    """Ten products of Lào Cai, and one of Cao Bằng."""
    ong = a_producer("Hợp tác xã Ong Tả Van", ta_van)
    hoa = a_producer("Hộ kinh doanh Hoàng Gia", bac_ha, kind="ho")
    old = a_producer("Công ty Minh Tâm", old_ta_van, kind="dn")
    rows = {}
    for place, name in enumerate(NAMES, start=1):
        producer = {HONEY: ong, SENG_CU: hoa, TRAU: old}.get(name, hoa)
        rows[name] = a_product(name, producer, code=f"15-{producer.commune.code}-{place:04d}-2026")
    a_product("Miến dong Pác Miầu", a_producer("Tổ hợp tác Bảo Lâm", bao_lam), code="04-01290-0001-2026")
    return rows


ALL = NAMES
CASES: list[tuple[str, Collection[str]]] = [
    # With, without and with other accents; capital letters; đ.
    ("Mật ong bạc hà", [HONEY]),
    ("mat ong bac ha", [HONEY]),
    ("MẬT ONG", [HONEY]),
    ("mật ong", [HONEY]),
    (unicodedata.normalize("NFD", "Mật ong bạc hà"), [HONEY]),
    (unicodedata.normalize("NFD", "Gạo Séng Cù"), [SENG_CU]),
    ("gao seng cu", [SENG_CU]),
    ("gáo sèng cũ", [SENG_CU]),
    ("duong phen", [DUONG]),
    ("đường phèn", [DUONG]),
    ("đuong phen duc pho", [DUONG]),
    ("Ðường phèn", [DUONG]),
    # Any order, some of the words, the beginning of the last one.
    ("cù séng gạo", [SENG_CU]),
    ("bạc hà ong", [HONEY]),
    ("gạo", [SENG_CU, ST25]),
    ("mật o", [HONEY]),
    ("thịt trâu gá", [TRAU]),
    ("rượu tá", [RUOU]),
    ("shan tuy", [CHE]),
    # Letters and digits.
    ("ST25", [ST25]),
    ("ST 25", [ST25]),
    ("st25", [ST25]),
    ("gao st-25", [ST25]),
    ("gạo ST 2", [ST25]),
    # A letter left out, added, wrong, swapped.
    ("gao sen cu", [SENG_CU]),
    ("gao senng cu", [SENG_CU]),
    ("gao sang cu", [SENG_CU]),
    ("gao sneg cu", [SENG_CU]),
    ("mạt onh", [HONEY]),
    ("mật ogn", [HONEY]),
    ("nuoc mawm", [NUOC_MAM]),
    ("nước mắn", [NUOC_MAM]),
    ("thit trauu gac bep", [TRAU]),
    ("cheo shan", [CHE]),
    ("ruou tao moe", [RUOU]),
    ("qyunh", [MANG]),
    # The producer's name, the commune's, both with the product's.
    ("hợp tác xã ong", [HONEY]),
    ("minh tâm", [TRAU]),
    ("tả van", [HONEY, TRAU]),
    ("mật ong tả van", [HONEY]),
    ("bắc hà gạo", [SENG_CU, ST25]),
    ("lào cai mật ong", [HONEY]),
    ("gạo bac hà lào cai st25", [ST25]),
    # Communes and a district that are no more: Mường Hoa went into Tả Van, as did the former Tả Van of Sa Pa.
    ("sa pa", [TRAU]),
    ("mường hoa", [HONEY]),
    ("mật ong mường hoa", [HONEY]),
    ("hoàng liên", [HONEY]),
    # Codes, whole or their beginning, with any dashes.
    ("15-03037-0001-2026", [HONEY]),
    ("15–03037–0001–2026", [HONEY]),
    ("15.03037.0001.2026", [HONEY]),
    ("150303700012026", [HONEY]),
    ("15 03037 0001", [HONEY]),
    ("15-03037", [HONEY]),
    ("15\N{EM DASH}02839\N{EM DASH}0003", [ST25]),
    # Nothing.
    ("zzzqqq", []),
    ("mật ong st25", []),
    ("99-99999", []),
    ("15-03037-0009", []),
]


@pytest.mark.parametrize(("typed", "names"), CASES, ids=[typed for typed, _names in CASES])
def test_it_is_found(goods: dict[str, Product], hoa: Actor, typed: str, names: Collection[str]) -> None:
    assert found(hoa, typed)[0] == set(names)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("gao sen cu", "gao seng cu"), ("mật ogn", "mat ong"), ("mật ong", ""), ("zzzqqq", ""), ("mật o", "")],
)
def test_a_correction_is_told(goods: dict[str, Product], hoa: Actor, typed: str, corrected: str) -> None:
    assert found(hoa, typed)[1] == corrected


def test_the_same_is_found_whatever_the_reach(
    goods: dict[str, Product], hoa: Actor, minh: Actor, thu: Actor
) -> None:
    """A commune's rows are read one by one, a province's and the country's through the index of words."""
    for typed in ("mật ong", "mat ogn", "mật o", "ong ta van", "15-03037-0001"):
        assert [found(actor, typed)[0] for actor in (minh, hoa, thu)] == [{HONEY}] * 3


def test_rows_of_strangers_are_neither_found_nor_guessed(
    goods: dict[str, Product], hoa: Actor, minh: Actor, thu: Actor
) -> None:
    for typed in ("miến dong", "mien dogn", "pác miầu", "04-01290-0001-2026", "bảo lâm", "cao bằng"):
        assert found(hoa, typed) == (set(), "")
    assert found(minh, "gạo séng cù") == (set(), "")
    assert found(thu, "mien dogn") == ({"Miến dong Pác Miầu"}, "mien dong")


def test_producers_are_found_alike(goods: dict[str, Product], hoa: Actor) -> None:
    expected = {
        "ong tả van": {"Hợp tác xã Ong Tả Van"},
        "hoang giaa": {"Hộ kinh doanh Hoàng Gia"},
        "CT-03037-0001": {"Hợp tác xã Ong Tả Van"},
        "ct 03037": {"Hợp tác xã Ong Tả Van"},
        "mường hoa": {"Hợp tác xã Ong Tả Van"},
        "bảo lâm": set(),
    }
    assert {typed: found(hoa, typed, filters.PRODUCERS)[0] for typed in expected} == expected


def test_a_new_name_of_the_producer_finds_its_products(goods: dict[str, Product], hoa: Actor) -> None:
    producer = goods[TRAU].producer
    producer.name = "Công ty Đại Thành"
    producer.save(update_fields=["name"])
    indexing.refresh_products(producer.pk)
    assert found(hoa, "trâu đại thành")[0] == {TRAU}
    assert found(hoa, "trâu minh tâm")[0] == set()


def test_the_database_keeps_the_index_of_words(db: None) -> None:
    """SQLite forgets triggers when a migration rebuilds a table: such a migration ends with `set_up`."""
    assert word_tables.standing(connection)


def test_a_product_that_was_merged_into_another_is_not_listed(goods: dict[str, Product], hoa: Actor) -> None:
    Product.objects.filter(pk=goods[ST25].pk).update(merged_into=goods[SENG_CU])
    assert found(hoa, "gạo")[0] == {SENG_CU}


def test_every_slip_of_one_letter_is_thought_of() -> None:
    near = set(one_letter_off("seng"))
    assert {"sen", "eng", "sengg", "song", "esng", "sneg", "asseng"} & near == {
        "sen",
        "eng",
        "sengg",
        "song",
        "esng",
        "sneg",
    }
    assert not set(one_letter_off("25"))
