"""The published JSON Schema is the one generated from the format, and every shipped file fits it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ocop.law import schema
from ocop.law.library import SHIPPED

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"
REGIMES = sorted(SHIPPED.glob("*/regime.json"))
SETS = sorted(SHIPPED.glob("*/sets/*.json"))


def validator(name: str) -> Draft202012Validator:
    published: dict[str, Any] = json.loads((PUBLISHED / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    return Draft202012Validator(published)


@pytest.mark.parametrize("name", schema.FILES)
def test_what_is_published_is_what_is_generated(name: str, tmp_path: Path) -> None:
    """Run ``python -m ocop.law.schema docs/schema`` after changing the format."""
    schema.write(tmp_path)
    assert (PUBLISHED / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "files"),
    [("regime.schema.json", REGIMES), ("product-set.schema.json", SETS)],
    ids=["regime", "set"],
)
def test_every_shipped_file_fits(name: str, files: list[Path]) -> None:
    checks = validator(name)
    assert files
    for path in files:
        assert [
            error.message for error in checks.iter_errors(json.loads(path.read_text(encoding="utf-8")))
        ] == []


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"set": "1"}, {"parts": None}, {"knockouts": [{"code": "x"}]}, {"name": 5}]
)
def test_a_file_that_does_not_fit_is_told(change: dict[str, object]) -> None:
    given = json.loads(SETS[0].read_text(encoding="utf-8"))
    assert not validator("product-set.schema.json").is_valid(given | change)


def test_only_a_regime_that_amends_may_leave_facts_out() -> None:
    checks = validator("regime.schema.json")
    assert checks.is_valid({"id": "x", "extends": "2026-26"})
    assert not checks.is_valid({"id": "x"})
