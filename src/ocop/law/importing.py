"""Bringing regimes in: official wording laid over a shipped regime, or a new regime added.

Both are written into a folder that the library lays over the shipped one (see :mod:`ocop.law.library`).
Nothing is left half-written: files are prepared beside their place and moved there at the end. A library
opened before does not see them.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import msgspec

from ocop.law import checking, layout, rulebooks
from ocop.law.library import ENGLISH_FILES, MALFORMED, REGIME_FILE, Library, Unreadable, number_text
from ocop.law.regime import Case, Criterion, Knockout, Note, Option, Part, ProductSet
from ocop.law.rulebooks import Rulebook
from ocop.law.sheets import Refused
from ocop.law.words import Message, message

LABELS: Final = "labels.en.json"
COPIED: Final = (REGIME_FILE, *ENGLISH_FILES)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: wording over a shipped regime, or a whole new one; the sets and texts touched."""

    kind: Literal["wording", "regime"]
    regime: str
    sets: tuple[int, ...]
    texts: int

    def as_json(self) -> dict[str, object]:
        """The answer of ``ocop regime import``."""
        return {"kind": self.kind, "regime": self.regime, "sets": list(self.sets), "texts": self.texts}


class _Bundle(msgspec.Struct, forbid_unknown_fields=True):
    """A new regime in one file: the facts, the sets, and English labels if there are any."""

    regime: dict[str, msgspec.Raw]
    sets: list[msgspec.Raw] = []
    labels: dict[str, str] = {}


class _Numbered(msgspec.Struct):
    set: int


def import_path(library: Library, path: Path, into: Path, roles: Collection[str] | None = None) -> Imported:
    """Takes in a file or folder and says what came of it.

    A rulebook in the shape of :mod:`ocop.law.rulebooks` lays its wording over the regime of its decision; a
    folder in our format, or ``{"regime": {...}, "sets": [...]}``, adds a regime. Raises
    :class:`~ocop.law.sheets.Refused` with every reason, and then nothing is written. ``roles`` are those that
    a step may name, as in :func:`ocop.law.checking.check`.
    """
    if path.is_dir():
        return add_folder(library, path, into, roles)
    try:
        top = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        if bytes(top.get("regime", b"")).lstrip().startswith(b"{"):
            return _add_bundle(library, path, into, roles)
        return lay_over(library, rulebooks.read(path), into)
    except MALFORMED as error:
        raise Refused([_unreadable(path, str(error))]) from error
    except Unreadable as error:
        raise Refused([_unreadable(error.path, error.reason)]) from error
    except OSError as error:
        raise Refused([_unreadable(path, error.strerror or str(error))]) from error


# -- official wording ----------------------------------------------------------------------------------------


def lay_over(library: Library, book: Rulebook, into: Path) -> Imported:
    """Lays a rulebook's sentences over the regime of its decision.

    The tables must agree in structure and numbers: every difference is named and refused. Knock-outs for the
    whole dossier keep our words, since one sentence of the decision is several of them.
    """
    regime = rulebooks.regime_of(library, book)
    if regime is None:
        raise Refused([message("check_no_regime_for", decision=book.decision)])
    known = library.numbers(regime.id)
    reasons = [
        _at(f"set {given.set}", message("check_no_such_set", regime=regime.id))
        for given in book.sets
        if given.set not in known
    ]
    reasons += [_at(fault.place, message(f"check_{fault.code}", **fault.values)) for fault in book.faults]
    paired = [(library.product_set(regime.id, given.set), given) for given in book.sets if given.set in known]
    for ours, given in paired:
        reasons += _differences(ours, given)
    if reasons:
        raise Refused(reasons)
    wording = _Wording(library.english(regime.id))
    laid = [wording.product_set(ours, given) for ours, given in paired]
    with _prepared(into, regime.id) as folder:
        for product_set in laid:
            _write_set(folder, product_set)
        _write_labels(folder, wording.labels)
    return Imported("wording", regime.id, tuple(product_set.set for product_set in laid), wording.changed)


def _differences(ours: ProductSet, given: ProductSet) -> Iterator[Message]:
    place = f"set {ours.set}"
    yield from _unequal(place, _maxima(ours), _maxima(given))
    before = {row.no: row for row in ours.rows()}
    after = {row.no: row for row in given.rows()}
    for number in [*before, *(number for number in after if number not in before)]:
        where = f"{place} / {number}"
        if number not in after:
            yield _at(where, message("differs_absent"))
        elif number not in before:
            yield _at(where, message("differs_new"))
        else:
            yield from _unequal(where, _shape(before[number]), _shape(after[number]))
    yield from _unequal(place, {"knock-outs": _grounds(ours)}, {"knock-outs": _grounds(given)})


def _maxima(product_set: ProductSet) -> dict[str, str]:
    return {f"part {part.code}": number_text(part.max) for part in product_set.parts}


def _shape(row: Criterion) -> dict[str, str]:
    """What must agree before wording is taken over."""
    return {
        "max": number_text(row.max),
        "scoring": row.scoring if row.is_leaf else "group",
        "story": row.story or "-",
        "points": ", ".join(f"{option.case or ''}{number_text(option.points)}" for option in row.options)
        or "-",
        "floors": ", ".join(f"{option.floor}*: {option.position}" for option in row.options if option.floor)
        or "-",
    }


def _grounds(product_set: ProductSet) -> str:
    stated = sorted(
        knockout.criterion for knockout in product_set.knockouts if knockout.criterion is not None
    )
    return ", ".join(stated) or "-"


def _unequal(place: str, ours: Mapping[str, str], given: Mapping[str, str]) -> Iterator[Message]:
    for what in [*ours, *(key for key in given if key not in ours)]:
        if ours.get(what) != given.get(what):
            told = message("differs", what=what, ours=ours.get(what, "-"), given=given.get(what, "-"))
            yield _at(place, told)


class _Wording:
    """Puts given sentences in the place of ours, keeping the English of each."""

    def __init__(self, english: Mapping[str, str]) -> None:
        self._english = english
        self.labels: dict[str, str] = {}
        self.changed = 0

    def text(self, ours: str, given: str) -> str:
        """The given sentence, or ours where none is given."""
        if not given or given == ours:
            return ours
        self.changed += 1
        if ours in self._english:
            self.labels.setdefault(given, self._english[ours])
        return given

    def product_set(self, ours: ProductSet, given: ProductSet) -> ProductSet:
        parts = tuple(self.part(part, other) for part, other in zip(ours.parts, given.parts, strict=True))
        stated: dict[str, list[str]] = {}
        for knockout in given.knockouts:
            if knockout.criterion is not None:
                stated.setdefault(knockout.criterion, []).append(knockout.label)
        knockouts = tuple(self.knockout(knockout, stated) for knockout in ours.knockouts)
        return msgspec.structs.replace(
            ours, name=self.text(ours.name, given.name), parts=parts, knockouts=knockouts
        )

    def part(self, ours: Part, given: Part) -> Part:
        sections = tuple(
            self.row(row, other) for row, other in zip(ours.sections, given.sections, strict=True)
        )
        # A bare list of sets names no parts: ours stay.
        name = self.text(ours.name, given.name) if sections else ours.name
        return msgspec.structs.replace(ours, name=name, sections=sections)

    def row(self, ours: Criterion, given: Criterion) -> Criterion:
        return msgspec.structs.replace(
            ours,
            name=self.text(ours.name, given.name),
            options=tuple(self.option(*pair) for pair in zip(ours.options, given.options, strict=True)),
            cases=tuple(self.case(*pair) for pair in zip(ours.cases, given.cases, strict=True)),
            notes=self.notes(ours, given),
            criteria=tuple(self.row(*pair) for pair in zip(ours.criteria, given.criteria, strict=True)),
        )

    def notes(self, ours: Criterion, given: Criterion) -> tuple[Note, ...]:
        if len(ours.notes) == len(given.notes):
            return tuple(
                msgspec.structs.replace(note, text=self.text(note.text, other.text))
                for note, other in zip(ours.notes, given.notes, strict=True)
            )
        self.changed += len(given.notes)
        return given.notes or ours.notes

    def option(self, ours: Option, given: Option) -> Option:
        return msgspec.structs.replace(ours, label=self.text(ours.label, given.label))

    def case(self, ours: Case, given: Case) -> Case:
        generic = {message(code).text("vi") for code in ("case_a", "case_b")}
        return ours if given.name in generic else Case(ours.code, self.text(ours.name, given.name))

    def knockout(self, ours: Knockout, stated: Mapping[str, Sequence[str]]) -> Knockout:
        texts = stated.get(ours.criterion or "", ())
        return (
            msgspec.structs.replace(ours, label=self.text(ours.label, texts[0])) if len(texts) == 1 else ours
        )


# -- a new regime --------------------------------------------------------------------------------------------


def add_folder(library: Library, path: Path, into: Path, roles: Collection[str] | None = None) -> Imported:
    """Adds the regime of a folder in our format, after :mod:`~ocop.law.checking` finds no errors in it."""
    facts = path / REGIME_FILE
    try:
        named = msgspec.json.decode(facts.read_bytes(), type=dict[str, msgspec.Raw])
        regime_id = _id_of(named)
    except MALFORMED as error:
        raise Refused([_unreadable(facts, str(error))]) from error
    except OSError as error:
        raise Refused([_unreadable(facts, error.strerror or str(error))]) from error
    _refuse_known(library, regime_id)
    with _prepared(into, regime_id) as folder:
        for name in COPIED:
            if (path / name).is_file():
                shutil.copyfile(path / name, folder / name)
        for found in sorted((path / "sets").glob("*.json")):
            shutil.copyfile(found, folder / "sets" / found.name)
        return _accept(library, folder, path, roles)


def _add_bundle(library: Library, path: Path, into: Path, roles: Collection[str] | None) -> Imported:
    bundle = msgspec.json.decode(path.read_bytes(), type=_Bundle)
    regime_id = _id_of(bundle.regime)
    _refuse_known(library, regime_id)
    numbers = [msgspec.json.decode(raw, type=_Numbered).set for raw in bundle.sets]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        raise Refused([_at(f"set {number}", message("check_set_twice", number=number)) for number in twice])
    with _prepared(into, regime_id) as folder:
        (folder / REGIME_FILE).write_bytes(msgspec.json.encode(bundle.regime))
        for number, raw in zip(numbers, bundle.sets, strict=True):
            (folder / "sets" / f"{number:02d}.json").write_bytes(raw)
        if bundle.labels:
            _write_labels(folder, bundle.labels)
        return _accept(library, folder, path, roles)


def _accept(library: Library, folder: Path, given: Path, roles: Collection[str] | None) -> Imported:
    """Checks a prepared regime and writes it out in our layout; raises :class:`Refused` for its errors."""
    regime_id = folder.name
    candidate = Library(*library.folders, folder.parent)
    findings = checking.errors(checking.check(candidate, regime_id, roles))
    if findings:
        prepared = str(folder)
        raise Refused(
            [_at(finding.place.replace(prepared, str(given)), finding.message) for finding in findings]
        )
    own = sorted(int(path.stem) for path in (folder / "sets").glob("*.json"))
    facts: layout.Plain = json.loads((folder / REGIME_FILE).read_text(encoding="utf-8"), parse_float=Decimal)
    (folder / REGIME_FILE).write_text(layout.dumps(facts), encoding="utf-8")
    for path in (folder / "sets").glob("*.json"):
        path.unlink()
    for number in own:
        _write_set(folder, candidate.product_set(regime_id, number))
    return Imported("regime", regime_id, tuple(candidate.numbers(regime_id)), 0)


def _id_of(facts: Mapping[str, msgspec.Raw]) -> str:
    if "id" not in facts:
        raise msgspec.ValidationError("Object missing required field `id` - at `$.regime`")
    return msgspec.json.decode(facts["id"], type=str)


def _refuse_known(library: Library, regime_id: str) -> None:
    if regime_id in library.ids():
        raise Refused([message("regime_exists", regime=regime_id)])
    if not library.may_be_id(regime_id):
        raise Refused([message("bad_regime_id", regime=regime_id)])


# -- files ---------------------------------------------------------------------------------------------------


@contextmanager
def _prepared(into: Path, regime_id: str) -> Iterator[Path]:
    """A folder to write in that takes its place in ``into`` only when all went well.

    It begins with what already stands there, so that earlier wording of other sets is kept.
    """
    into.mkdir(parents=True, exist_ok=True)
    target = into / regime_id
    with tempfile.TemporaryDirectory(dir=into, prefix=".importing-") as work:
        folder = Path(work) / regime_id
        if target.is_dir():
            shutil.copytree(target, folder)
        (folder / "sets").mkdir(parents=True, exist_ok=True)
        yield folder
        if target.is_dir():
            target.rename(Path(work) / "replaced")
        folder.rename(target)


def _write_set(folder: Path, product_set: ProductSet) -> None:
    path = folder / "sets" / f"{product_set.set:02d}.json"
    path.write_text(layout.dumps(product_set), encoding="utf-8")


def _write_labels(folder: Path, labels: Mapping[str, str]) -> None:
    path = folder / LABELS
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    ordered = dict(sorted((kept | dict(labels)).items()))
    path.write_text(json.dumps(ordered, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _at(place: str, told: Message) -> Message:
    return message("at", place=place, told=told)


def _unreadable(path: Path, reason: str) -> Message:
    return _at(str(path), message("check_unreadable", reason=reason))
