"""Catalogues are compiled when they are sound, and named with file and line when they are not."""

from collections import defaultdict
from pathlib import Path

import pytest

from hatch_build import CatalogueError, catalogues, compile_all, defects, read, texts

ROOT = Path(__file__).parents[2]

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src/ocop/places/locale/vi/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(tree: Path, entries: str) -> Path:
    po = tree / "src/ocop/places/locale/vi/LC_MESSAGES/django.po"
    po.write_text(HEADER + entries, encoding="utf-8")
    return po


def test_compiles_a_catalogue_once(tree: Path) -> None:
    po = write(tree, 'msgid "Commune"\nmsgstr "Xã"\n')
    assert compile_all(tree) == [po.with_suffix(".mo")]
    assert compile_all(tree) == []


@pytest.mark.parametrize(
    ("entries", "defect"),
    [
        ('msgid "Commune"\nmsgstr ""\n', "'Commune' is not translated"),
        ('#, fuzzy\nmsgid "Commune"\nmsgstr "Xã"\n', "'Commune' is fuzzy"),
        ('msgid "%(stars)s stars"\nmsgstr "sao"\n', "'%(stars)s stars' loses or adds %(stars)s"),
        ('msgid "{name}"\nmsgstr "{ten}"\n', "'{name}' loses or adds {name}, {ten}"),
        ('msgid "Commune"\nmsgstr "XãHãy chọn một xã."\n', "'Commune' runs texts together at XãHãy"),
        ('msgid "%(n)s star"\nmsgid_plural "%(n)s stars"\nmsgstr[0] ""\n', "is not translated"),
    ],
    ids=["empty", "fuzzy", "lost placeholder", "renamed placeholder", "run together", "empty plural"],
)
def test_names_a_defect(tree: Path, entries: str, defect: str) -> None:
    found = list(defects(read(write(tree, entries))))
    assert [defect in text for text in found] == [True]


def test_accepts_a_plural_that_drops_the_number_in_one_form_only(tree: Path) -> None:
    po = write(tree, 'msgid "one star"\nmsgid_plural "%(n)s stars"\nmsgstr[0] "%(n)s sao"\n')
    assert list(defects(read(po))) == []


def test_refuses_a_broken_file_with_its_name(tree: Path) -> None:
    po = write(tree, 'msgid "Commune\n')
    with pytest.raises(CatalogueError, match=str(po)):
        compile_all(tree)


def test_no_string_of_the_pages_has_two_translations() -> None:
    said: dict[tuple[str, str, str | None], set[tuple[str, ...]]] = defaultdict(set)
    for po in catalogues(ROOT):
        if po.stem == "django":
            for message in filter(lambda one: one.id, read(po)):
                said[po.parent.parent.name, texts(message.id)[0], message.context].add(texts(message.string))
    assert said
    assert {key: found for key, found in said.items() if len(found) > 1} == {}
