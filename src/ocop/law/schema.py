"""The published JSON Schema of the regime format: ``python -m ocop.law.schema docs/schema``.

Generated from :mod:`ocop.law.regime`, so it cannot disagree with what is read. Decimals are JSON numbers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import msgspec

from ocop.law.regime import ProductSet, Regime

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FILES: Final[dict[str, type[Regime | ProductSet]]] = {
    "regime.schema.json": Regime,
    "product-set.schema.json": ProductSet,
}


def schema_of(kind: type[Regime | ProductSet]) -> dict[str, Plain]:
    """The JSON Schema of one kind of regime file."""
    (reference,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    if kind is Regime:
        components["Regime"] = _amendable(components["Regime"])
    definitions = {name: _with_numbers(definition) for name, definition in components.items()}
    return {"$schema": DIALECT, "title": f"OCOP {kind.__name__}", **reference, "$defs": definitions}


def _amendable(regime: dict[str, Plain]) -> dict[str, Plain]:
    """A regime that amends another takes from it what it does not say itself, so little is required."""
    amends: Plain = {"required": ["extends"], "properties": {"extends": {"type": "string"}}}
    whole: Plain = {"required": regime["required"]}
    return {**regime, "required": ["id"], "if": amends, "else": whole}


def schema_text(kind: type[Regime | ProductSet]) -> str:
    """The text of a published schema file."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> list[Path]:
    """Writes the schema files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in FILES.items():
        (folder / name).write_text(schema_text(kind), encoding="utf-8")
    return [folder / name for name in FILES]


def _with_numbers(value: Plain) -> Plain:
    """Decimals as the files hold them: numbers, with defaults that are numbers too."""
    if isinstance(value, list | tuple):
        return [_with_numbers(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("format") != "decimal":
        return {key: _with_numbers(item) for key, item in value.items()}
    kept = {key: item for key, item in value.items() if key not in ("type", "format", "default")}
    default = value.get("default")
    return {
        "type": "number",
        **kept,
        **({"default": json.loads(default)} if isinstance(default, str) else {}),
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]))
