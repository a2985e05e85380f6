"""The lists of producers and products: filters, order, pages, who sees what."""
# ruff: noqa: ARG001, ARG002 - a fixture asks for what must stand before it

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry import filters, listing, panels, queries
from ocop.registry.models import Product
from tests.cast import NOW, TODAY, ClientOf
from tests.registry.rows import a_producer, a_product

SOON = TODAY + timedelta(days=30)
LONG = TODAY + timedelta(days=700)
PAST = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def names(actor: Actor, of: str = filters.PRODUCTS, /, **params: str) -> list[str]:
    """What a list shows, in its order; an export has the same."""
    search = listing.search(actor, filters.form_of(of, params, TODAY).wanted(), TODAY)
    got = search.listed(params)
    shown = [row.name for row in got.page.items]
    assert [row.name for row in queries.filtered(actor, of, params, TODAY)] == shown
    assert got.count == len(shown)
    return shown


@pytest.fixture
def goods(ta_van: Unit, bac_ha: Unit, bao_lam: Unit, old_ta_van: Unit) -> None:
    """Six products in Lào Cai, each of its own kind, and one in Cao Bằng."""
    coop = a_producer("Hợp tác xã Ong", ta_van, registered_on=date(2022, 3, 1))
    home = a_producer("Hộ Lan", bac_ha, kind="ho", ended_on=date(2026, 1, 1))
    old = a_producer("Công ty Cũ", old_ta_van, kind="dn")
    a_product("Ăn liền", coop, certified_to=LONG, certified_stars=4, code="15-03037-0001-2024", set_no=1)
    a_product("Ấm tử sa", coop, certified_to=SOON, certified_stars=3, entered_on=date(2025, 2, 1))
    a_product("Bánh", home, certified_to=PAST, certified_stars=5, ended_on=date(2026, 1, 1))
    a_product("Áo chàm", home, regime_id="2023-148", set_no=1)
    a_product("Dưa", old, certified_to=TODAY, certified_stars=4)
    a_product("Đậu", old, entered_on=date(2026, 7, 1))
    a_product("Miến", a_producer("Tổ Bảo Lâm", bao_lam, kind="tht"), certified_to=LONG, certified_stars=4)


FILTERS = [
    ({"kind": "ho"}, {"Bánh", "Áo chàm"}),
    ({"set": "2026-26.1"}, {"Ăn liền"}),
    ({"set": "2023-148.1"}, {"Áo chàm"}),
    ({"sector": "thuc-pham"}, {"Ăn liền", "Ấm tử sa", "Bánh", "Áo chàm", "Dưa", "Đậu"}),
    ({"sector": "do-uong"}, set()),
    ({"stars": "4"}, {"Ăn liền", "Dưa"}),
    ({"stars": "5"}, set()),
    ({"state": "valid"}, {"Ăn liền", "Ấm tử sa", "Dưa"}),
    ({"state": "expiring"}, {"Ấm tử sa", "Dưa"}),
    ({"state": "expiring", "days": "29"}, {"Dưa"}),
    ({"days": "30"}, {"Ấm tử sa", "Dưa"}),
    ({"state": "expired"}, {"Bánh"}),
    ({"state": "none"}, {"Áo chàm", "Đậu"}),
    ({"code": "no"}, {"Ấm tử sa", "Bánh", "Áo chàm", "Dưa", "Đậu"}),
    ({"code": "yes"}, {"Ăn liền"}),
    ({"year": "2025"}, {"Ấm tử sa"}),
    ({"ended": "yes"}, {"Bánh"}),
    ({"ended": "no", "kind": "ho"}, {"Áo chàm"}),
    ({"place": "Tả Van"}, {"Ăn liền", "Ấm tử sa", "Dưa", "Đậu"}),
    ({"place": "xã Tả Van"}, {"Ăn liền", "Ấm tử sa", "Dưa", "Đậu"}),
    ({"place": "bac ha"}, {"Bánh", "Áo chàm"}),
    ({"place": "02839"}, {"Bánh", "Áo chàm"}),
    ({"place": "Lào Cai", "stars": "3"}, {"Ấm tử sa"}),
    ({"place": "Sa Pa"}, {"Dưa", "Đậu", "Ăn liền", "Ấm tử sa"}),
    ({"place": "Bảo Lâm"}, set()),
    ({"place": "Hà Nội"}, set()),
    ({"stars": "4", "kind": "dn", "q": "dua"}, {"Dưa"}),
]


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=[str(params) for params, _names in FILTERS])
def test_a_filter_leaves_what_fits(
    goods: None, hoa: Actor, params: dict[str, str], expected: set[str]
) -> None:
    assert set(names(hoa, **params)) == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"kind": "ho"}, {"Hộ Lan"}),
        ({"year": "2022"}, {"Hợp tác xã Ong"}),
        ({"ended": "yes"}, {"Hộ Lan"}),
        ({"place": "Tả Van", "kind": "dn"}, {"Công ty Cũ"}),
        ({"q": "ong"}, {"Hợp tác xã Ong"}),
    ],
)
def test_producers_are_filtered_alike(
    goods: None, hoa: Actor, params: dict[str, str], expected: set[str]
) -> None:
    assert set(names(hoa, filters.PRODUCERS, **params)) == expected


def test_a_former_unit_is_chosen_by_its_path(goods: None, hoa: Actor, old_ta_van: Unit) -> None:
    """Under its own name the commune of today is meant, which answers for both."""
    assert set(names(hoa, place=old_ta_van.path)) == {"Dưa", "Đậu"}


def test_names_stand_in_the_order_of_the_vietnamese_alphabet(goods: None, hoa: Actor) -> None:
    assert names(hoa) == ["Áo chàm", "Ăn liền", "Ấm tử sa", "Bánh", "Dưa", "Đậu"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", ["Đậu", "Ấm tử sa", "Dưa", "Áo chàm", "Bánh", "Ăn liền"]),
        ("last_day", ["Bánh", "Dưa", "Ấm tử sa", "Ăn liền", "Áo chàm", "Đậu"]),
        ("stars", ["Bánh", "Dưa", "Ăn liền", "Ấm tử sa", "Đậu", "Áo chàm"]),
        ("nonsense", ["Áo chàm", "Ăn liền", "Ấm tử sa", "Bánh", "Dưa", "Đậu"]),
    ],
)
def test_other_orders(goods: None, hoa: Actor, order: str, expected: list[str]) -> None:
    assert names(hoa, sort=order) == expected


# The most rows that are counted, that are read by their keys, and that are looked for while walking.
CAPS = [(10_000, 1_000, 15_000), (10_000, 1, 15_000), (2, 1, 15_000), (2, 1, 2)]


@pytest.mark.parametrize("caps", CAPS)
@pytest.mark.parametrize("params", [{}, {"kind": "ho"}, {"q": "lào cai"}, {"q": "lào cai", "ended": "no"}])
def test_a_list_of_many_shows_what_a_list_of_few_shows(
    goods: None,
    hoa: Actor,
    thu: Actor,
    params: dict[str, str],
    caps: tuple[int, int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond the cap a list is walked in its order instead of being put in order."""
    few = [names(hoa, sort=order, **params) for order in filters.ORDERS[filters.PRODUCTS]]
    monkeypatch.setattr("ocop.registry.searching.MOST_HITS", 3)
    monkeypatch.setattr("ocop.registry.searching.MOST_KEYS", caps[2])
    monkeypatch.setattr(listing, "CAP", caps[0])
    monkeypatch.setattr(listing, "SOME", caps[1])
    for actor in (hoa, thu):
        for order, expected in zip(filters.ORDERS[filters.PRODUCTS], few, strict=True):
            given = {"sort": order, "place": "15", **params}
            wanted = filters.form_of(filters.PRODUCTS, given, TODAY).wanted()
            got = listing.search(actor, wanted, TODAY).listed({})
            assert [row.name for row in got.page.items] == expected
            assert got.more or got.count is None or got.count == len(expected)


@pytest.mark.parametrize("order", ["", "name", "stars"])
@pytest.mark.parametrize(
    ("params", "more"),
    [
        ({"q": "lào cai"}, True),
        ({"q": "lào cai", "state": "valid"}, False),
        ({"q": "lào cai", "coded": ""}, False),
    ],
)
def test_that_more_fit_than_are_counted_is_said_only_where_it_is_known(
    goods: None, hoa: Actor, order: str, params: dict[str, str], more: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of words holds products that the filter leaves out, too."""
    monkeypatch.setattr(listing, "CAP", 2)
    wanted = filters.form_of(filters.PRODUCTS, {**params, "sort": order}, TODAY).wanted()
    among = Product.objects.exclude(code="") if "coded" in params else None
    got = listing.Search(hoa, wanted, TODAY, among=among).listed({})
    assert (got.count, got.more) == ((2, True) if more else (None, False))


def test_pages_neither_repeat_nor_lose_rows_while_others_are_entered(hoa: Actor, ta_van: Unit) -> None:
    producer = a_producer("Hợp tác xã Ong", ta_van)
    before = [f"Mật {number:02}" for number in range(10)]
    for name in before:
        a_product(name, producer)
    wanted = filters.form_of(filters.PRODUCTS, {}, TODAY).wanted()
    seen: list[str] = []
    query: dict[str, str] = {}
    page = listing.search(hoa, wanted, TODAY).listed(query, size=3).page
    for number in range(10):
        page = listing.search(hoa, wanted, TODAY).listed(query, size=3).page
        seen += [row.name for row in page.items]
        a_product(f"Mật {number:02} mới", producer)
        if not page.next:
            break
        query = {"after": page.next}
    assert [name for name in seen if name in before] == before
    assert len(set(seen)) == len(seen)
    back = listing.search(hoa, wanted, TODAY).listed({"before": page.previous}, size=3).page
    assert [row.name for row in back.items] == seen[-len(page.items) - 3 : -len(page.items)]


class TestPages:
    def test_an_officer_reads_the_list(self, goods: None, client_of: ClientOf, hoa: Actor) -> None:
        page = client_of(hoa).get(reverse("registry:products")).content.decode()
        assert "6 sản phẩm" in page
        assert "Áo chàm" in page
        assert "Miến" not in page

    def test_a_correction_stands_above_what_was_found(
        self, goods: None, client_of: ClientOf, hoa: Actor
    ) -> None:
        page = client_of(hoa).get(reverse("registry:products"), {"q": "ao chma"}).content.decode()
        assert "Không thấy “ao chma”; đây là kết quả cho “ao cham”." in page

    def test_an_empty_list_says_how_to_widen_it(self, goods: None, client_of: ClientOf, hoa: Actor) -> None:
        page = client_of(hoa).get(reverse("registry:products"), {"q": "zzz", "stars": "4"}).content.decode()
        assert 'href="?q=zzz"' in page
        assert 'href="?stars=4"' in page

    def test_a_place_nobody_knows_is_named(self, goods: None, client_of: ClientOf, hoa: Actor) -> None:
        page = client_of(hoa).get(reverse("registry:products"), {"place": "Hà Nội"}).content.decode()
        assert "“Hà Nội”" in page

    def test_bad_filters_are_named_and_what_was_typed_stays(
        self, goods: None, client_of: ClientOf, hoa: Actor
    ) -> None:
        page = client_of(hoa).get(reverse("registry:products"), {"year": "abc", "q": "bánh"}).content.decode()
        assert 'value="abc"' in page
        assert "error-summary" in page
        assert "Bánh" in page

    def test_producers_are_led_to_their_own(self, client_of: ClientOf, lan: Actor) -> None:
        answer = client_of(lan).get(reverse("registry:products"))
        assert answer.headers["Location"] == reverse("registry:producers")

    def test_a_damaged_cursor_is_a_bad_request(self, goods: None, client_of: ClientOf, hoa: Actor) -> None:
        assert client_of(hoa).get(reverse("registry:products"), {"after": "x"}).status_code == 400

    def test_nothing_personal_is_shown(self, goods: None, client_of: ClientOf, hoa: Actor) -> None:
        page = client_of(hoa).get(reverse("registry:producers")).content.decode()
        assert "Thôn 1" not in page

    def test_another_room_adds_its_button(
        self, goods: None, client_of: ClientOf, hoa: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(panels, "_list_links", [])
        panels.add_list_link(lambda _actor, kind, query: ("Tải Excel", f"/x/{kind}/?{query}"))
        query = {"stars": "4", "after": "", "other": "1"}
        page = client_of(hoa).get(reverse("registry:products"), query).content.decode()
        assert 'href="/x/products/?stars=4"' in page

    @pytest.mark.parametrize("kind", [filters.PRODUCERS, filters.PRODUCTS])
    def test_a_page_costs_the_same_for_many(
        self, client_of: ClientOf, hoa: Actor, ta_van: Unit, kind: str
    ) -> None:
        client = client_of(hoa)
        asked = {"q": "hợp tác xã", "sort": "newest"}
        counts: list[int] = []
        for number in range(51):
            a_product(f"Mật {number}", a_producer(f"Hợp tác xã {number}", ta_van))
            if number + 1 in {1, 3, 50}:
                counts.append(_queries(client, kind, asked))
        assert counts == [counts[0]] * 3
        assert counts[0] == {filters.PRODUCERS: 10, filters.PRODUCTS: 9}[kind]


def _queries(client: Client, kind: str, asked: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse(f"registry:{kind}"), asked)
    return len(caught)
