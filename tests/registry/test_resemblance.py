"""Which names look alike: what a person would take for the same, and what only shares words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.registry.resemblance import Entry, alike_producers, alike_products, core, likeness, thresholds

NAMES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy 0123456789", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("HTX Dịch vụ Nông nghiệp Tả Van", "ta van"),
        ("Hợp tác xã Tả Van", "ta van"),
        ("Công ty TNHH MTV Mật Ong Bạc Hà", "mat ong bac ha"),
        ("Hộ kinh doanh", "ho kinh doanh"),
        ("Gạo ST 25", "gao st25"),
        ("Gạo ST-25", "gao st25"),
        ("Mật ong 500 g", "mat ong 500g"),
    ],
)
def test_what_is_compared_of_a_name(name: str, left: str) -> None:
    assert core(name) == left


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Gạo Séng Cù", "gao seng cu"),
        ("Gạo ST 25", "Gạo ST25"),
        ("Chè Shan tuyết Tả Van", "Tả Van chè Shan tuyết"),
        ("HTX Tả Van", "Hợp tác xã Tả Van"),
        ("Tương ớt Mường Khương", "Tương ớt Mường Khuơng"),
    ],
)
def test_the_same_written_otherwise(left: str, right: str) -> None:
    assert likeness(left, right) >= thresholds().same_name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Gạo ST24", "Gạo ST25"),
        ("Rượu ngô men lá 12", "Rượu ngô men lá 112"),
        ("Mật ong", "Mật ong hoa bạc hà Mèo Vạc"),
        ("Chè xanh", "Cà phê"),
    ],
)
def test_different_things(left: str, right: str) -> None:
    assert likeness(left, right) < thresholds().alike_name


def test_one_tax_number_is_the_surest_sign() -> None:
    entries = [
        Entry(1, "Công ty A", "1", tax_code="0100233488"),
        Entry(2, "Chi nhánh B", "2", tax_code="0100233488-001"),
        Entry(3, "Hộ C", "3", tax_code="012345678901"),
        Entry(4, "Hộ D", "3", tax_code="012345678902"),
    ]
    assert [(pair.left, pair.right, pair.reasons) for pair in alike_producers(entries)] == [
        (1, 2, ("tax_code",))
    ]


def test_every_reason_of_a_pair_is_told() -> None:
    entries = [
        Entry(2, "HTX Tả Van", "7", phone="0912000001"),
        Entry(1, "Hợp tác xã Tả Van", "7", phone="0912000001"),
    ]
    (pair,) = alike_producers(entries)
    assert (pair.left, pair.right, set(pair.reasons), pair.score) == (1, 2, {"phone", "name_and_place"}, 100)


def test_alike_names_of_far_places_are_two_producers() -> None:
    entries = [Entry(1, "HTX Thành Công", "1"), Entry(2, "HTX Thành Công II", "2")]
    assert alike_producers(entries) == []


def test_products_of_one_producer_come_before_those_of_others() -> None:
    entries = [
        Entry(1, "Tương ớt Mường Khương", "1", holder=1),
        Entry(2, "Tương ớt Mường Khương cay", "1", holder=1),
        Entry(3, "Tương ớt Mường Khương", "2", holder=2),
    ]
    pairs = alike_products(entries)
    assert {(pair.left, pair.right): pair.reasons for pair in pairs} == {
        (1, 2): ("same_producer",),
        (1, 3): ("name",),
        (2, 3): ("name",),
    }
    assert pairs[0].reasons == ("same_producer",)


@pytest.mark.slow
def test_a_long_list_is_compared_within_the_beginnings_of_its_names() -> None:
    many = [Entry(pk, f"Sản phẩm thứ {pk}", str(pk)) for pk in range(thresholds().largest_block)]
    twins = [Entry(10_001, "Mật hoa nhãn Hưng Yên", "1"), Entry(10_002, "Mật hoa nhãn Hưng Yên", "1")]
    assert [(pair.left, pair.right) for pair in alike_products([*many, *twins])] == [(10_001, 10_002)]


@given(NAMES, NAMES)
def test_likeness_has_no_direction(left: str, right: str) -> None:
    assert likeness(left, right) == likeness(right, left)
