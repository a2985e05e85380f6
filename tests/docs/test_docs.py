"""The documentation holds: links lead somewhere, what it names exists, both languages say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from hatch_build import catalogues, read
from ocop.cli.program import ocop
from ocop.law.regime import Regime
from ocop.law.words import TEXTS
from tools import law_tables, roles

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
GUIDES = sorted(path.name for path in (DOCS / "vi").glob("*.md"))
# Made by the browser test; a fresh checkout may lack them.
IMAGES = {
    f"{name}.png"
    for name in (
        "practice",
        "dossier",
        "evidence",
        "commune-report",
        "council-sheet",
        "council-result",
        "certificate",
        "status",
        "desk",
        "way",
    )
}
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"[\w/.\-]+\.(?:py|json|csv|md)(?:::[\w.]+)?")
TABLE_ROW = re.compile(r"^\| *([^|]+?) *\| *([^|]+?) *\|", re.MULTILINE)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text(path))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Functions, classes and `Class.method` of a module."""
    tree = ast.parse(text(path))
    return frozenset(
        name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for name in (
            node.name,
            *(
                f"{node.name}.{one.name}"
                for one in node.body
                if isinstance(node, ast.ClassDef) and isinstance(one, ast.FunctionDef)
            ),
        )
    )


def settings_read() -> set[str]:
    """Every OCOP_ variable that the program takes from the environment."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(text(path))):
            asked = _asked(node)
            if asked.startswith("OCOP_"):
                found.add(asked)
    return found


def _asked(node: ast.AST) -> str:
    """The variable a call or a look-up asks the environment for."""
    key: ast.expr | None = None
    if isinstance(node, ast.Call) and node.args:
        called = ast.unparse(node.func)
        if called.removeprefix("environment.") in {"flag", "whole"} or called in {
            "os.environ.get",
            "os.getenv",
            "os.environ.setdefault",
        }:
            key = node.args[0]
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key = node.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def commands(group: click.Group, before: str = "ocop") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        elif command is not None and not command.hidden:
            yield f"{before} {name}"


def exists(place: str) -> bool:
    """Whether a file, and the function in it, stands under the root or the package."""
    file, _, name = place.partition("::")
    found = next((path for top in (ROOT, ROOT / "src/ocop") if (path := top / file).is_file()), None)
    return found is not None and (not name or name in names_in(found))


def rows_of(section: str) -> list[tuple[str, str]]:
    """The first two cells of every row of a table, its head left out."""
    return TABLE_ROW.findall(section)[2:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page)):
        if target.startswith(("http://", "https://", "#", "mailto:")):
            continue
        path = (page.parent / target.partition("#")[0]).resolve()
        drawn = path.parent == DOCS / "images"
        if path.name not in IMAGES if drawn else not path.exists():
            broken.append(target)
    assert broken == []


def test_every_file_function_and_test_in_the_map_of_the_law_exists() -> None:
    named = [word for word in CODE.findall(prose(DOCS / "law.md")) if PLACE.fullmatch(word)]
    standing_alone = {"regime.json", "regime.en.json", "labels.en.json", "sets/01.json"}
    assert [word for word in named if word not in standing_alone and not exists(word)] == []
    assert len(named) > 80


def test_every_key_in_the_map_of_the_law_is_one_of_a_regime() -> None:
    articles = [line.split("|") for line in text(DOCS / "law.md").splitlines() if line.startswith("| Điều")]
    keys = {word for cells in articles for word in CODE.findall(cells[3])}
    assert keys - set(Regime.__struct_fields__) == set()
    assert len(articles) > 20


def test_the_tables_of_the_law_are_those_of_the_regimes() -> None:
    page = text(law_tables.PAGE)
    assert law_tables.filled(page) == page, "run: python -m tools.law_tables"


@pytest.mark.parametrize("language", roles.LANGUAGES)
def test_the_pages_of_roles_are_those_of_the_table(language: str) -> None:
    assert text(roles.page_of(language)) == roles.written(language), "run: python -m tools.roles"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_setting_is_told_to_operators_and_none_that_is_not_there(language: str) -> None:
    page = text(DOCS / language / "operator.md")
    told = set(re.findall(r"^\| `(OCOP_\w+)` \|", page, re.MULTILINE))
    assert told == settings_read()


def test_every_command_has_its_heading() -> None:
    headings = re.findall(
        r"^#+ `(ocop [a-z]+(?:[ -][a-z]+)*)(?: [\[A-Z\-].*)?`$", text(DOCS / "cli.md"), re.MULTILINE
    )
    assert sorted(headings) == sorted(commands(ocop))


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(path.name for path in (DOCS / "en").glob("*.md")) == GUIDES


@pytest.mark.parametrize("name", GUIDES)
def test_both_languages_have_the_same_headings_steps_and_pictures(name: str) -> None:
    shapes = []
    for language in ("vi", "en"):
        page = prose(DOCS / language / name)
        levels = [len(marks) for marks in re.findall(r"^(#+) ", page, re.MULTILINE)]
        steps = len(re.findall(r"^\d+\. ", page, re.MULTILINE))
        rows = len(TABLE_ROW.findall(page))
        shapes.append((levels, steps, rows, re.findall(r"images/([\w-]+\.png)", page)))
    assert shapes[0] == shapes[1]


def glossary(language: str) -> tuple[str, str]:
    """The two sections of the glossary: words, and words not used."""
    _head, words, avoided = text(DOCS / language / "glossary.md").split("\n## ")
    return words, avoided


def test_the_names_of_the_glossary_stand_in_the_code() -> None:
    source = "\n".join(text(path) for path in (ROOT / "src").rglob("*.py"))
    regimes = text(ROOT / "src/ocop/law/regimes/2026-26/regime.json")
    named = set(CODE.findall(glossary("en")[0]))
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", source + regimes)] == []


def test_both_glossaries_hold_the_same_terms() -> None:
    assert rows_of(glossary("vi")[0]) == rows_of(glossary("en")[0])
    assert rows_of(glossary("vi")[1]) == rows_of(glossary("en")[1])


def vietnamese() -> Iterator[tuple[str, str]]:
    """Every Vietnamese sentence shown to people, with where it stands."""
    for po in catalogues(ROOT):
        for message in read(po):
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            yield from ((po.parents[3].name, string) for string in strings if message.id and string)
    for code, languages in TEXTS.items():
        yield f"law: {code}", languages["vi"]
    for name in GUIDES:
        if name != "glossary.md":
            yield f"docs/vi/{name}", prose(DOCS / "vi" / name)


def test_no_sentence_uses_a_word_the_glossary_gives_another_for() -> None:
    words = [
        (re.compile(rf"\b{word}\b", re.IGNORECASE), instead) for word, instead in rows_of(glossary("vi")[1])
    ]
    found = [
        f"{where}: {found.group()} -> {instead}: {sentence[:80]}"
        for where, sentence in vietnamese()
        for pattern, instead in words
        if (found := pattern.search(sentence))
    ]
    assert found == []
