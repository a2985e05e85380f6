"""Every marked string is found, wherever it stands, and every catalogue entry is in use."""

from pathlib import Path

import pytest

from hatch_build import read
from tools import strings

MODULE = """
from django.utils.translation import gettext as _, ngettext, pgettext

plain = _("Sealed on a %(weekday)s")
joined = _("One sentence " "in two halves")
many = ngettext("%(n)d sheet is missing", "%(n)d sheets are missing", 2)
meant = pgettext("of a dossier", "Closed for good")
django_knows = _("Vietnamese")
django_repeats = _("File")
"""
TEMPLATE = """{% load i18n %}<h1>{% translate "The sealed sheets" %}</h1>
{% blocktranslate trimmed with name=member %}
  {{ name }} has sealed
{% endblocktranslate %}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    templates = tmp_path / "src/ocop/evaluation/templates/evaluation"
    templates.mkdir(parents=True)
    (templates / "sheets.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "src/ocop/evaluation/queries.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


def test_finds_what_code_and_templates_mark(tree: Path) -> None:
    assert [use.key for use in strings.missing(tree).values()] == [
        (None, "Sealed on a %(weekday)s"),
        (None, "One sentence in two halves"),
        (None, "%(n)d sheet is missing"),
        ("of a dossier", "Closed for good"),
        (None, "File"),
        (None, "The sealed sheets"),
        (None, "%(name)s has sealed"),
    ]


def test_adds_the_missing_strings_to_the_catalogue_of_their_room(tree: Path) -> None:
    strings.add(tree, strings.missing(tree))
    catalogue = read(tree / "src/ocop/evaluation/locale/vi/LC_MESSAGES/django.po")
    assert catalogue["%(n)d sheet is missing"].id == ("%(n)d sheet is missing", "%(n)d sheets are missing")
    assert catalogue.get("Closed for good", "of a dossier") is not None
    assert strings.missing(tree) == {}


def test_names_an_entry_that_nothing_uses_any_more(tree: Path) -> None:
    strings.add(tree, strings.missing(tree))
    (tree / "src/ocop/evaluation/queries.py").unlink()
    assert [message.id for _, message in strings.unused(tree)] == [
        "Sealed on a %(weekday)s",
        "One sentence in two halves",
        ("%(n)d sheet is missing", "%(n)d sheets are missing"),
        "Closed for good",
    ]


def test_the_command_line_and_the_pages_do_not_translate_for_each_other(tree: Path) -> None:
    room = tree / "src/ocop/cli"
    room.mkdir()
    (room / "running.py").write_text('said = _("The sealed sheets")\n', encoding="utf-8")
    strings.add(tree, strings.missing(tree))
    assert "The sealed sheets" in read(room / "locale/vi/LC_MESSAGES/cli.po")
    (room / "running.py").unlink()
    assert [(po.stem, message.id) for po, message in strings.unused(tree)] == [("cli", "The sealed sheets")]
