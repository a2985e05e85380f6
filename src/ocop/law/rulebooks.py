"""Rulebooks transcribed by others: score tables as JSON with the decision's own sentences.

Three shapes are read: the tables of 26/2026 (star marks on options, notes that exclude, two named cases),
those of 1048 (a flattened dump: cases one after the other, a section that is its own criterion), and the list
of sets of 148, which has no tables. What is read becomes a :class:`~ocop.law.regime.ProductSet` like ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import msgspec

from ocop.law.library import MALFORMED, Library, Unreadable
from ocop.law.names import fold
from ocop.law.regime import (
    Case,
    Criterion,
    FloorStars,
    Knockout,
    Note,
    Option,
    Part,
    ProductSet,
    Regime,
)
from ocop.law.words import message

DECISION: Final = re.compile(r"(?<!\d)\d+(?:/\d{4})?/QĐ-TTg")
STORY: Final = "chi ap dung khi co cau chuyen"
CASES: Final = "lua chon mot trong hai truong hop"
EXCLUDES: Final = ("bi loai", "khong danh gia", "khong xem xet")
ZERO_HERE: Final = "neu bi 0 diem"
ZERO_ABOVE: Final = "0 diem tai mot trong cac chi tieu tren"
EVIDENCE: Final = ("phieu kiem nghiem", "danh gia dua tren", "ho so", "su dung truc tiep", "kiem tra theo")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the file says that its own tables do not bear out."""

    code: str
    place: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A rulebook as read: its decision's number, its sets in our shape, and what does not fit in them."""

    path: Path
    decision: str
    sets: tuple[ProductSet, ...]
    faults: tuple[Fault, ...] = ()


def read(path: Path) -> Rulebook:
    """The rulebook in a file; raises :class:`~ocop.law.library.Unreadable` naming the wrong value."""
    try:
        book = msgspec.json.decode(path.read_bytes(), type=_Book)
    except MALFORMED as error:
        raise Unreadable(path, str(error)) from error
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error
    decision = DECISION.search(unicodedata.normalize("NFC", book.regime))
    if decision is None:
        raise Unreadable(path, "no decision number (like 26/2026/QĐ-TTg) - at `$.regime`")
    reading = [(_read_set(given), given) for given in book.product_sets]
    return Rulebook(
        path=path,
        decision=decision.group(),
        sets=tuple(product_set for product_set, _ in reading),
        faults=tuple(fault for product_set, given in reading for fault in _floor_faults(product_set, given)),
    )


def regime_of(library: Library, book: Rulebook) -> Regime | None:
    """The regime of the library that rests first on the rulebook's decision; None when none does."""
    regimes = [library.regime(regime_id) for regime_id in library.ids()]
    for regime in regimes:
        if regime.extends is None and regime.documents and regime.documents[0].number == book.decision:
            return regime
    return None


# -- the files' own shape ------------------------------------------------------------------------------------


class _Option(msgspec.Struct):
    points: Decimal
    text: str
    min_for_star: FloorStars | None = None


class _Note(msgspec.Struct):
    text: str
    kind: str = ""


class _Alternative(msgspec.Struct):
    case: str
    name: str
    options: list[_Option]


class _Row(msgspec.Struct):
    max: Decimal
    no: str | None = None
    name: str | None = None
    notes: list[_Note] = []
    note: str = ""
    options: list[_Option] = []
    alternatives: list[_Alternative] = []
    cases_split_at: int | None = None
    criteria: list[_Row] = []
    sub_criteria: list[_Row] = []
    is_section_itself: bool = False
    scoring: str | None = None


class _Part(msgspec.Struct):
    code: str
    name: str = ""
    max: Decimal | None = None
    declared_max: Decimal | None = None
    sections: list[_Row] | None = None


class _Floor(msgspec.Struct):
    criterion: str
    min_points: Decimal


class _Classification(msgspec.Struct, frozen=True):
    sector: str = ""
    group: str | None = None


class _Set(msgspec.Struct):
    parts: list[_Part]
    no: int | None = None
    dump_id: int | None = None
    name: str | None = None
    subgroup: str | None = None
    group: str | None = None
    sector: str = ""
    classification: _Classification = _Classification()
    disqualified_if: str | None = None
    star_floors: dict[str, list[_Floor]] = {}


class _Book(msgspec.Struct):
    regime: str
    product_sets: list[_Set]


# -- into ours -----------------------------------------------------------------------------------------------


def tidy(text: str | None) -> str:
    """A sentence in one Unicode form, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def _read_set(given: _Set) -> ProductSet:
    number = given.no if given.no is not None else given.dump_id
    knockouts: list[Knockout] = []
    if given.disqualified_if:
        knockouts.append(Knockout(code="dossier", label=tidy(given.disqualified_if)))
    taken: set[str] = set()
    parts = tuple(
        Part(
            code=part.code,
            name=tidy(part.name) or message("part", part=part.code).text("vi"),
            max=part.max if part.max is not None else part.declared_max or Decimal(0),
            sections=tuple(_read_row(row, "", taken, knockouts) for row in part.sections or []),
        )
        for part in given.parts
    )
    bare = not any(part.sections for part in parts)
    return ProductSet(
        set=number or 0,
        name=tidy(given.name or given.subgroup or given.group),
        sector=tidy(given.sector or given.classification.sector),
        group=tidy(given.group or given.classification.group) or None,
        parts=parts,
        knockouts=tuple(knockouts),
        not_scorable=message("no_table").text("vi") if bare else None,
    )


def _read_row(row: _Row, parent: str, taken: set[str], knockouts: list[Knockout]) -> Criterion:
    below = row.criteria or row.sub_criteria
    if len(below) == 1 and below[0].is_section_itself:
        return _read_row(_as_section(row, below[0]), parent, taken, knockouts)
    number = row.no or parent
    if not below:
        while number in taken:
            number += "b"
        taken.add(number)
    criteria = tuple(_read_row(child, number, taken, knockouts) for child in below)
    notes = [note for note in (*row.notes, _Note(text=row.note)) if tidy(note.text)]
    knockouts += [
        Knockout(
            code=f"note-{number}", label=tidy(note.text), criterion=number, zero_of=_zero_of(note, number)
        )
        for note in notes
        if excludes(note.text)
    ]
    options, cases = _options(row)
    return Criterion(
        no=number,
        name=tidy(row.name),
        max=row.max,
        scoring="one_case"
        if cases
        else "yes_no"
        if row.scoring == "binary_no_options_listed"
        else "one_option",
        options=options,
        cases=cases,
        story=f"{number.split('.', maxsplit=1)[0]}.1"
        if any(STORY in fold(note.text) for note in notes)
        else None,
        notes=tuple(
            Note(kind=_kind(note), text=tidy(note.text))
            for note in notes
            if not excludes(note.text) and STORY not in fold(note.text) and CASES not in fold(note.text)
        ),
        criteria=criteria,
    )


def _as_section(section: _Row, only: _Row) -> _Row:
    """The section scored as a whole: its number and name, the rest from the one criterion that it is."""
    return msgspec.structs.replace(
        only, no=section.no, name=section.name, notes=[*section.notes, *only.notes], is_section_itself=False
    )


def excludes(note: str) -> bool:
    """Whether a note excludes a product or stops its evaluation; its words say so, not always its marks."""
    folded = fold(note)
    return any(words in folded for words in EXCLUDES)


def _zero_of(note: _Note, number: str) -> tuple[str, ...]:
    """The leaves meant by "0 points here" and by "0 points at one of the indicators above"."""
    folded = fold(note.text)
    if ZERO_ABOVE in folded:
        section, _, last = number.rpartition(".")
        return (
            tuple(f"{section}.{index}" for index in range(1, int(last) + 1)) if last.isdigit() else (number,)
        )
    return (number,) if ZERO_HERE in folded else ()


def _kind(note: _Note) -> Literal["requirement", "explanation", "evidence"]:
    folded = fold(note.text)
    if note.kind == "requirement" or "phai co" in folded or "can co" in folded:
        return "requirement"
    return "evidence" if any(words in folded for words in EVIDENCE) else "explanation"


def _options(row: _Row) -> tuple[tuple[Option, ...], tuple[Case, ...]]:
    if row.alternatives:
        groups = [(item.case, tidy(item.name), item.options) for item in row.alternatives]
    elif row.cases_split_at is not None:
        at = row.cases_split_at
        named = message("case_a").text("vi"), message("case_b").text("vi")
        groups = [("a", named[0], row.options[:at]), ("b", named[1], row.options[at:])]
    else:
        return tuple(_numbered(row.options, None, 0)), ()
    options: list[Option] = []
    for code, _, given in groups:
        options += _numbered(given, code, len(options))
    return tuple(options), tuple(Case(code, name) for code, name, _ in groups)


def _numbered(given: Sequence[_Option], case: str | None, after: int) -> Iterator[Option]:
    for position, option in enumerate(given, after + 1):
        yield Option(
            position=position,
            points=option.points,
            floor=option.min_for_star,
            case=case,
            label=tidy(option.text),
        )


def _floor_faults(product_set: ProductSet, given: _Set) -> Iterator[Fault]:
    """Floors listed apart from the tables that no option bears out."""
    for stars, floors in given.star_floors.items():
        for floor in floors:
            leaf = product_set.leaves.get(floor.criterion)
            if leaf is None or leaf.floors.get(int(stars)) != floor.min_points:
                place = f"set {product_set.set} / {floor.criterion}"
                yield Fault("floor_nowhere", place, {"stars": stars})
