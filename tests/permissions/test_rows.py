"""Every address has its row in the table, and every row its address. Needs no database."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.permissions.objects import OBJECTS, STATES
from tests.permissions.people import PEOPLE, names
from tests.permissions.rows import Row, addresses, read
from tests.permissions.table import TABLE

ROWS = {row.name: row for row in TABLE}
EVERY = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)


def test_every_address_has_a_row() -> None:
    missing = [one for name, one in addresses().items() if name not in ROWS]
    lines = [
        f'    Row("{one.name}", of="...", get="200 lan READERS; 404 *"),  # {one.route}' for one in missing
    ]
    assert not missing, "\n".join(
        ["add to tests/permissions/table.py, with who gets what (rows.py says how):", *lines]
    )


def test_every_row_has_an_address() -> None:
    gone = sorted(ROWS.keys() - addresses().keys())
    assert not gone, f"take out of tests/permissions/table.py, or rename: {gone}"
    assert len(ROWS) == len(TABLE), "an address has two rows"


def test_the_world_makes_every_object() -> None:
    made = (Path(__file__).parent / "world.py").read_text()
    words = {name for name in OBJECTS if name and name.removeprefix("case.") not in STATES}
    left = sorted(name for name in words if f'"{name}"' not in made)
    assert not left, f"make these objects in tests/permissions/world.py, for both provinces: {left}"


@EVERY
def test_a_row_names_an_object_that_fills_its_address(row: Row) -> None:
    assert row.of in OBJECTS, f"{row.of} is not in tests/permissions/objects.py: add it there and in world.py"
    lacking = addresses()[row.name].wants - OBJECTS[row.of]
    assert not lacking, f"{row.name} needs of= an object with {sorted(lacking)}"


@EVERY
def test_the_cells_of_a_row_say_an_outcome_for_everybody(row: Row) -> None:
    assert row.get or row.post, "an address answers to some method"
    for method in ("GET", "POST"):
        assert row.expected(method).keys() == PEOPLE.keys()
    if row.done:
        outcomes = row.expected("POST")
        assert all(outcomes[person] not in {"403", "404", "in"} for person in names(row.done))


def test_a_cell_that_forgets_somebody_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is said of"):
        read("200 lan; 403 minh")
    assert read("200 minh; 403 OFFICES; 404 *")["minh"] == "200"
    with pytest.raises(ValueError, match="neither a person"):
        read("200 nobody; 404 *")


def test_no_two_pages_share_an_address() -> None:
    routes = [re.sub(r"<[^>]*>", "<>", address.route) for address in addresses().values()]
    assert [route for route, count in Counter(routes).items() if count > 1] == []
