"""A sheet while it is checked: its columns, what was found wrong, and what is worth telling."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import COLUMNS, Type
from ocop.exchange.sheets import Fault
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from django_stubs_ext import StrOrPromise

    from ocop.exchange.checking.parts import Part
    from ocop.exchange.sheets import Sheet

SIGNED = frozenset({"profit"})
"""Amounts that may lie below nothing."""
TEXTS = frozenset({Type.TEXT, Type.LINES, Type.CODE, Type.TAX_CODE, Type.PHONE, Type.EMAIL, Type.CHOICE})
MOST_SMALL, MOST = 32767, 2**31 - 1


class Rows:
    """The columns of a sheet and the faults found in them; a faulty cell is told once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.numbers = sheet.numbers
        self.count = len(sheet.numbers)
        self.faults: list[Fault] = list(sheet.faults)
        self.notes: list[Fault] = []
        self._faulty = {(fault.row, fault.column) for fault in sheet.faults}
        self._refused = {fault.row for fault in sheet.faults}
        self._empty: list[Any] = [None] * self.count

    def column(self, key: str) -> list[Any]:
        """The cells of a column, None where they are empty or the column is missing."""
        return self.sheet.columns.get(key, self._empty)

    def filled(self, key: str) -> Iterable[tuple[int, Any]]:
        """The places and cells of a column that hold something."""
        if key not in self.sheet.columns:
            return ()
        return [(at, cell) for at, cell in enumerate(self.sheet.columns[key]) if cell is not None]

    def is_faulty(self, at: int, key: str) -> bool:
        """Whether this cell was refused already."""
        return (self.numbers[at], key) in self._faulty

    def is_refused(self, at: int) -> bool:
        """Whether anything in this row was refused."""
        return self.numbers[at] in self._refused

    def refuse(self, at: int, key: str, code: str, reason: StrOrPromise) -> None:
        """Refuse a cell, with what to do; the first word about a cell stands."""
        number = self.numbers[at]
        if (number, key) not in self._faulty:
            self._faulty.add((number, key))
            self._refused.add(number)
            self.faults.append(Fault(number, key, shown(self.column(key)[at]), code, str(reason)))

    def note(self, at: int, key: str, code: str, reason: StrOrPromise) -> None:
        """Tell something about a cell that is taken all the same."""
        self.notes.append(Fault(self.numbers[at], key, shown(self.column(key)[at]), code, str(reason)))

    def need(self) -> None:
        """Refuse rows in which a needed cell is empty."""
        for column in COLUMNS[self.sheet.kind]:
            if column.needed and None in self.column(column.key):
                self.need_cell(column.key, range(self.count))

    def need_cell(self, key: str, places: Iterable[int], reason: StrOrPromise = "") -> None:
        """Refuse those of these rows in which the cell is empty and was not refused already."""
        cells = self.column(key)
        for at in places:
            if cells[at] is None:
                self.refuse(at, key, "needed", reason or _("This cell is needed. Fill it in."))

    def one_each(self, key: str, cells: Sequence[object], reason: StrOrPromise) -> None:
        """Refuse every row whose value stands further up already; `reason` takes `row`."""
        if len(set(cells)) == len(cells):
            return
        first: dict[object, int] = {}
        for at, cell in enumerate(cells):
            if cell is None or self.is_faulty(at, key):
                continue
            if cell in first:
                self.refuse(at, key, "twice", reason % {"row": self.numbers[first[cell]]})
            else:
                first[cell] = at

    def choose(self, key: str, allowed: Collection[object], code: str, reason: StrOrPromise) -> None:
        """Refuse cells that hold none of the allowed values; asks once per different value."""
        cells = self.column(key)
        wrong = set(cells) - set(allowed) - {None}
        if wrong:
            for at, cell in enumerate(cells):
                if cell in wrong:
                    self.refuse(at, key, code, reason)

    def test(self, key: str, wrong: Callable[[Any], bool], code: str, reason: StrOrPromise) -> None:
        """Refuse cells for which `wrong` holds; asks once per different value."""
        bad = {cell for cell in set(self.column(key)) if cell is not None and wrong(cell)}
        if bad:
            for at, cell in self.filled(key):
                if cell in bad:
                    self.refuse(at, key, code, reason)

    def fit(self, part: Part) -> None:
        """Refuse what the columns of a table can't hold."""
        for key, name in part.columns.items():
            if key in self.sheet.columns and not name.endswith("_id"):
                self.fit_column(key, part.model, name)

    def fit_column(self, key: str, model: type[models.Model], name: str) -> None:
        """Refuse what a column of a table can't hold."""
        self._fit_column(key, cast("models.Field[Any, Any]", model._meta.get_field(name)))

    def _fit_column(self, key: str, field: models.Field[Any, Any]) -> None:
        reason: StrOrPromise
        match field:
            case models.CharField() if field.max_length is not None:
                longest: int = field.max_length
                reason = _("This text is too long: at most %(most)s characters.") % {"most": longest}
                self.test(key, lambda cell: len(cell) > longest, "too_long", reason)
            case models.PositiveSmallIntegerField() | models.PositiveIntegerField():
                most = MOST_SMALL if isinstance(field, models.PositiveSmallIntegerField) else MOST
                reason = _("This number does not fit here: write a whole number from 0 on.")
                self.test(key, lambda cell: not 0 <= cell <= most, "number", reason)
            case models.DecimalField():
                self._fit_decimal(key, field)

    def _fit_decimal(self, key: str, field: models.DecimalField[Any, Any]) -> None:
        limit = 10 ** (field.max_digits - field.decimal_places)
        places = field.decimal_places
        least = -limit + 1 if key in SIGNED else 0
        reason = _(
            "This number does not fit here: at most %(digits)s digits, %(places)s of them decimals."
        ) % {
            "digits": field.max_digits,
            "places": places,
        }

        def wrong(cell: Decimal | int) -> bool:
            return not least <= cell < limit or round(cell, places) != cell

        self.test(key, wrong, "number", reason)

    def not_after(self, key: str, today: date) -> None:
        """Refuse days that have not come yet."""
        reason = _("This day lies in the future. Write the day on which it happened.")
        self.test(key, lambda cell: cell > today, "future", reason)

    def year(self, key: str, today: date) -> None:
        """Refuse years that have not come yet."""
        reason = _("This year has not come yet.")
        self.test(key, lambda cell: cell > today.year, "future", reason)

    def figures(self, part: Part, stored: Sequence[int | None] | None = None) -> None:
        """Refuse cells of a part without the cell that it needs, unless such a record is stored."""
        (need,) = part.needs
        cells = self.column(need)
        if need in self.sheet.columns and None not in cells:
            return
        others = [self.column(key) for key in part.columns if key != need and key in self.sheet.columns]
        for at, cell in enumerate(cells):
            known = stored is not None and stored[at] is not None
            if cell is None and not known and any(other[at] is not None for other in others):
                self.refuse(at, need, "needed", _("Cells to the right of this one need it. Fill it in."))


def shown(cell: object) -> str:
    """A cell as text, as people write it."""
    match cell:
        case None:
            return ""
        case bool():
            return str(_("yes") if cell else _("no"))
        case date():
            return f"{cell:%d/%m/%Y}"
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def list_of_codes(text: str) -> list[str]:
    """Codes that stand in one cell, with commas, semicolons or spaces between."""
    return clean_text(text.replace(",", " ").replace(";", " ")).split()
