"""Regimes are found by folder, the later folder first; a file that does not fit is named."""

import json
import shutil
import statistics
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ocop.law.library import SHIPPED, Library, NotFound, Unreadable, number_text, opened
from tests.law.builders import FIRST, LIBRARY

WARM_MILLISECONDS = 150


def over(tmp_path: Path, regime_id: str, **files: object) -> Library:
    folder = tmp_path / regime_id
    (folder / "sets").mkdir(parents=True)
    for name, document in files.items():
        path = folder / f"{name.replace('_', '/')}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return Library(SHIPPED, tmp_path)


def test_a_later_folder_takes_the_place_of_one_file_and_no_more(tmp_path: Path) -> None:
    given = json.loads((SHIPPED / "2026-26/sets/01.json").read_text(encoding="utf-8"))
    library = over(tmp_path, "2026-26", sets_01=given | {"name": "Rau"})
    assert library.product_set("2026-26", 1).name == "Rau"
    assert library.product_set("2026-26", 2) == LIBRARY.product_set("2026-26", 2)
    assert library.regime("2026-26") == LIBRARY.regime("2026-26")


def test_english_of_a_later_folder_is_added_to_what_there_is(tmp_path: Path) -> None:
    library = Library(SHIPPED, tmp_path)
    (tmp_path / "2026-26").mkdir()
    (tmp_path / "2026-26/labels.en.json").write_text(json.dumps({"Rau": "Greens"}), encoding="utf-8")
    assert library.label("2026-26", "Rau", "en") == "Greens"
    assert library.label("2026-26", "Rau", "vi") == "Rau"
    assert (
        library.label("2026-26", FIRST.name, "en") == LIBRARY.label("2026-26", FIRST.name, "en") != FIRST.name
    )


def test_a_text_without_english_stays_vietnamese() -> None:
    assert LIBRARY.label("2026-26", "Chữ lạ", "en") == "Chữ lạ"


def test_a_regime_that_amends_takes_the_rest_from_its_base(tmp_path: Path) -> None:
    facts = {"id": "2031-9", "title": "Sửa đổi", "extends": "2025-1489", "in_force_from": "2031-01-01"}
    library = over(tmp_path, "2031-9", regime=facts)
    assert library.regime("2031-9").bands == LIBRARY.regime("2023-148").bands
    assert library.sets("2031-9") == LIBRARY.sets("2023-148")
    assert library.label("2031-9", "Bia", "en") == LIBRARY.label("2025-1489", "Bia", "en")


@pytest.mark.parametrize(
    "regime_id", ["", "1999-1", "../law/regimes/2026-26", "2026-26/", "x" * 5000, "a\0b"]
)
def test_a_regime_that_is_not_there_is_not_found(regime_id: str) -> None:
    with pytest.raises(NotFound):
        Library().regime(regime_id)


@pytest.mark.parametrize("number", [0, 27, -1, 100])
def test_a_set_that_is_not_there_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        LIBRARY.product_set("2026-26", number)
    with pytest.raises(NotFound):
        LIBRARY.product_set("2025-1489", number)


@pytest.mark.parametrize("text", [b"", b"{", b'{"set": 1}', b'"\xff"', b'{"name": "\xff"}'])
def test_an_unreadable_set_is_named(tmp_path: Path, text: bytes) -> None:
    library = over(tmp_path, "2026-26")
    path = tmp_path / "2026-26/sets/01.json"
    path.write_bytes(text)
    with pytest.raises(Unreadable) as unreadable:
        library.product_set("2026-26", 1)
    assert unreadable.value.path == path
    assert str(path) in str(unreadable.value)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"extends": 5}', b'{"extends": "2026-26"}', b'{"id": "\xff"}']
)
def test_an_unreadable_regime_is_named(tmp_path: Path, text: bytes) -> None:
    library = over(tmp_path, "2026-26")
    path = tmp_path / "2026-26/regime.json"
    path.write_bytes(text)
    with pytest.raises(Unreadable) as unreadable:
        library.regime("2026-26")
    assert unreadable.value.path == path


def test_unreadable_english_is_named(tmp_path: Path) -> None:
    library = over(tmp_path, "2026-26")
    (tmp_path / "2026-26/labels.en.json").write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(Unreadable):
        library.english("2026-26")


def test_a_set_file_is_named_by_its_number(tmp_path: Path) -> None:
    library = over(tmp_path, "2026-26", sets_first={})
    with pytest.raises(Unreadable, match="named by its number"):
        library.numbers("2026-26")


def test_regimes_are_listed_as_they_came_into_force(tmp_path: Path) -> None:
    facts = {"id": "0-first", "title": "Sửa đổi", "extends": "2026-26", "in_force_from": "2031-01-01"}
    assert over(tmp_path, "0-first", regime=facts).ids()[-1] == "0-first"


def test_before_the_first_regime_none_is_in_force() -> None:
    with pytest.raises(NotFound, match="2019-08-20"):
        LIBRARY.for_date(date(2019, 8, 20))


def test_on_overlapping_days_the_later_regime_governs() -> None:
    lapsing = LIBRARY.regime("2025-1489").in_force_to
    assert lapsing is not None
    assert LIBRARY.regime("2026-26").in_force_from <= lapsing
    assert LIBRARY.for_date(lapsing).id == "2026-26"


def test_between_regimes_none_is_in_force(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "2019-1048", tmp_path / "2019-1048")
    with pytest.raises(NotFound):
        Library(tmp_path).for_date(date(2030, 1, 1))


def test_a_file_is_read_once() -> None:
    library = Library()
    assert library.product_set("2026-26", 1) is library.product_set("2026-26", 1)
    assert opened() is opened()


@pytest.mark.parametrize(
    ("value", "text"), [("31", "31"), ("2.50", "2.5"), ("1E+2", "100"), ("0.00", "0"), ("100", "100")]
)
def test_numbers_print_plainly(value: str, text: str) -> None:
    assert number_text(Decimal(value)) == text


@pytest.mark.parametrize("regime_id", ["2026-26", "2019-1048"])
def test_a_whole_regime_loads_in_under_150_ms(regime_id: str) -> None:
    def load() -> float:
        library = Library()
        begun = time.process_time()
        library.regime(regime_id)
        for product_set in library.sets(regime_id):
            assert product_set.leaves or not product_set.is_scorable
        return (time.process_time() - begun) * 1000

    load()
    assert statistics.median(load() for _ in range(5)) < WARM_MILLISECONDS
