"""From raw cells to values, column by column.

A workbook of 20,000 rows has 600,000 cells, so each column is read in one loop that remembers what it has
already read; only what is wrong or was repaired becomes an object of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange import choices
from ocop.exchange.cells import Flaw, Repaired, Wrong, answers, days, numbers, shown, texts
from ocop.exchange.columns import COLUMNS, Kind, Type
from ocop.exchange.sheets import Fault, Repair
from ocop.platform.personal import HIDDEN
from ocop.registry import restricted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ocop.exchange.cells import Reader
    from ocop.exchange.choices import Offer
    from ocop.exchange.columns import Column

BY_TYPE: Final[Mapping[Type, Callable[[Column], Reader]]] = {
    Type.TEXT: texts.text,
    Type.LINES: texts.text,
    Type.CODE: texts.code,
    Type.YEAR: numbers.year,
    Type.COUNT: numbers.count,
    Type.AMOUNT: numbers.amount,
    Type.DECIMAL: numbers.decimal,
    Type.PERCENT: numbers.percent,
    Type.YES_NO: answers.yes_no,
    Type.TAX_CODE: texts.tax_code,
    Type.PHONE: texts.phone,
    Type.EMAIL: texts.email,
}
MASKED: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.PRODUCERS: frozenset(restricted.names(restricted.TABLE["registry.producer"]))
}
"""Columns that an export may have masked; a mask that comes back leaves what is stored as it is."""
LEFT_AS_IT_IS: Final = _("This is masked; what is stored stays as it is.")
ABSENT: Final = object()
EMPTY: Final = (None, "")


@dataclass(slots=True)
class Parsed:
    """The values of a list by column, and what was wrong or repaired on the way."""

    columns: dict[str, list[object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)


def parse(
    kind: Kind, row_numbers: Sequence[int], cells: Mapping[str, Sequence[object]], *, from_1904: bool = False
) -> Parsed:
    """Parse raw cells: `cells[key][i]` stands in row `row_numbers[i]`. Columns that are missing stay out.

    `set` becomes the number of the product set in the regime of its row.
    """
    parsed = Parsed()
    offers: dict[str, Offer] = {}
    for column in COLUMNS[kind]:
        if column.key in cells and column.choices != choices.SETS:
            if column.choices:
                offers[column.choices] = choices.offer(column.choices)
            reader = reader_of(column, offers, from_1904=from_1904)
            if column.key in MASKED.get(kind, ()):
                reader = _unless_masked(reader)
            _parse_column(column, row_numbers, cells[column.key], reader, parsed)
    for column in COLUMNS[kind]:
        if column.key in cells and column.choices == choices.SETS:
            _parse_sets(column, row_numbers, cells[column.key], parsed)
    parsed.columns = {one.key: parsed.columns[one.key] for one in COLUMNS[kind] if one.key in parsed.columns}
    return parsed


def reader_of(column: Column, offers: Mapping[str, Offer], *, from_1904: bool = False) -> Reader:
    """What reads the cells of a column; `offers` are the values of its list."""
    if column.key == texts.SHARED_COMMUNES:
        return texts.commune_codes(column)
    if column.type is Type.DAY:
        return days.day(column, from_1904=from_1904)
    if column.type is Type.CHOICE:
        return answers.choice(offers[column.choices])
    return BY_TYPE[column.type](column)


def _unless_masked(reader: Reader) -> Reader:
    def read(value: object) -> object:
        if isinstance(value, str) and HIDDEN in value:
            return Repaired(None, LEFT_AS_IT_IS)
        return reader(value)

    return read


def _parse_column(
    column: Column, rows: Sequence[int], cells: Sequence[object], read: Reader, parsed: Parsed
) -> None:
    """Read each different cell once. TRUE and 1 are one key in Python, so TRUE is not remembered."""
    known: dict[object, object] = {}
    found: list[object] = []
    told: list[tuple[int, object, object]] = []
    for place, cell in enumerate(cells):
        value = ABSENT if cell is True or cell is False else known.get(cell, ABSENT)
        if value is ABSENT:
            value = _attempt(read, cell)
            if cell is not True and cell is not False:
                known[cell] = value
        if value.__class__ is Repaired or value.__class__ is Wrong:
            told.append((place, cell, value))
            value = value.value if isinstance(value, Repaired) else None
        found.append(value)
    parsed.columns[column.key] = found
    refused = {place for place, _cell, outcome in told if isinstance(outcome, Wrong)}
    _tell(column, rows, told, parsed)
    if column.needed and None in found:
        _tell_missing(column, rows, cells, found, refused, parsed)


def _attempt(read: Reader, cell: object) -> object:
    if cell in EMPTY:
        return None
    if isinstance(cell, Flaw):
        return Wrong(cell.code, cell.reason)
    try:
        return read(cell)
    except Wrong as wrong:
        return wrong


def _tell(
    column: Column, rows: Sequence[int], told: Sequence[tuple[int, object, object]], parsed: Parsed
) -> None:
    for place, cell, outcome in told:
        if isinstance(outcome, Wrong):
            parsed.faults.append(Fault(rows[place], column.key, shown(cell), outcome.code, outcome.reason))
        elif isinstance(outcome, Repaired):
            read_as = shown(outcome.value)
            parsed.repairs.append(Repair(rows[place], column.key, shown(cell), read_as, outcome.reason))


def _tell_missing(
    column: Column,
    rows: Sequence[int],
    cells: Sequence[object],
    found: Sequence[object],
    refused: set[int],
    parsed: Parsed,
) -> None:
    reason = _("“%(heading)s” is needed in every row.") % {"heading": column.heading}
    parsed.faults += [
        Fault(rows[place], column.key, shown(cells[place]), "missing", reason)
        for place, value in enumerate(found)
        if value is None and place not in refused
    ]


def _parse_sets(column: Column, rows: Sequence[int], cells: Sequence[object], parsed: Parsed) -> None:
    """A product set is a number or a name in the regime of its row; without one a number is all it can be."""
    regimes = parsed.columns.get("regime", [None] * len(cells))
    readers: dict[object, Reader] = {}
    pairs = [
        cell if cell in EMPTY or isinstance(cell, Flaw) else (regime, cell)
        for regime, cell in zip(regimes, cells, strict=True)
    ]

    def read(pair: object) -> object:
        regime, cell = pair if isinstance(pair, tuple) else (None, None)
        if regime not in readers:
            readers[regime] = answers.choice(_sets_of(regime))
        found = readers[regime](cell)
        if isinstance(found, Repaired):
            return Repaired(int(str(found.value)), found.reason)
        return None if found is None else int(str(found))

    own = Parsed()
    _parse_column(column, rows, pairs, read, own)
    parsed.columns |= own.columns
    raw = dict(zip(rows, map(shown, cells), strict=True))
    parsed.faults += [Fault(one.row, one.column, raw[one.row], one.code, one.reason) for one in own.faults]
    parsed.repairs += [
        Repair(one.row, one.column, raw[one.row], one.read_as, one.reason) for one in own.repairs
    ]


def _sets_of(regime: object) -> Offer:
    if isinstance(regime, str):
        return choices.sets(regime)
    every = {one.code: one for regime_id in choices.regime_ids() for one in choices.sets(regime_id).choices}
    return choices.Offer(tuple(choices.Choice(code, code) for code in every))
