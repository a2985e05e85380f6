"""Write the contract of the interface for programs, docs/api/openapi.json, from the program itself.

python -m tools.openapi            writes it
python -m tools.openapi --check    exit status 1, with what changed, when it is out of date
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from pathlib import Path
from typing import Final

import django

PLACE: Final = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.json"


def changes(kept: str, now: str) -> list[str]:
    """What stands in one and not in the other, as lines of a comparison; empty when they are equal."""
    return list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=2))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    django.setup()
    from ocop.api.v1 import contract  # noqa: PLC0415 - rooms can be imported only now

    now = contract.text()
    if check:
        found = changes(PLACE.read_text(encoding="utf-8"), now)
        print("\n".join(found))
        return 1 if found else 0
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
