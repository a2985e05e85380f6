"""Write the pages of roles, docs/vi/roles.md and docs/en/roles.md, from the program's own table.

python -m tools.roles            writes both
python -m tools.roles --check    exit status 1 when one is out of date
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.people.told import RoleInWords

ROOT: Final = Path(__file__).resolve().parents[1]
LANGUAGES: Final = ("vi", "en")


def page_of(language: str) -> Path:
    """Where the page of a language stands."""
    return ROOT / "docs" / language / "roles.md"


def written(language: str) -> str:
    """The page in one language. Django is set up."""
    from ocop.people import told  # noqa: PLC0415 - needs Django

    with translation.override(language):
        intro = _(
            "Every person acts in one role at one place. This table is the one by which the program decides."
        )
        head = (_("No."), _("Who"), _("Role"), _("What differs"))
        rows = [
            (
                str(kind.number),
                kind.name,
                "; ".join(_link(code, name) for code, name in kind.roles),
                kind.note,
            )
            for kind in told.kinds()
        ]
        parts = [
            f"# {_('Who may do what')}",
            intro,
            f"## {_('The forty-two kinds of people')}",
            _table(head, rows),
            f"## {_('The roles')}",
            *(_role(role) for role in told.roles()),
        ]
    return "\n\n".join(parts) + "\n"


def _link(code: str, name: str) -> str:
    return f"[{name}](#{code})" if code else name


def _role(role: RoleInWords) -> str:
    levels = role.levels
    if role.until is not None:
        last = date_format(role.until, "d/m/Y")
        levels += ", " + _("until %(last)s") % {"last": last}
    facts = [
        (_("Kinds of people"), role.numbers),
        (_("Held at"), levels),
        (_("Reaches"), role.reach),
        (_("Sees"), role.sees),
        (_("Given by"), role.given_by),
        (_("Second proof at sign-in"), _("Required") if role.second_factor else _("Offered")),
        (pgettext("what a role may do", "May"), "; ".join(role.now)),
        (_("Comes with a later release"), "; ".join(role.later)),
    ]
    lines = [f"- **{name}**: {value}" for name, value in facts if value]
    return f'<a id="{role.code}"></a>\n### {role.name}\n\n' + "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, tuple("---" for _name in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the pages of roles from the table of roles.")
    parser.add_argument("--check", action="store_true", help="only say which page is out of date")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    django.setup()
    stale = False
    for language in LANGUAGES:
        page, text = page_of(language), written(language)
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if options.check:
            print(f"{page.relative_to(ROOT)} is out of date: run python -m tools.roles", file=sys.stderr)
        else:
            page.write_text(text, encoding="utf-8")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
