"""What the rulebooks say about the regimes and sets that a file names; each is asked once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.law.codes import BadCode, clean_code, code_pattern, read_code
from ocop.platform.decisions import ALLOWED
from ocop.registry import regimes, rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.exchange.checking.rows import Rows
    from ocop.law.regime import Regime
    from ocop.platform.decisions import Decision

OFFICIAL = re.compile(r"\d+(?:-\d*){3,}")
"""A text that claims to be a product code of the programme: segments of digits with dashes."""


class Books:
    """All regimes, with their sets, by id."""

    def __init__(self) -> None:
        shelf = regimes.library()
        self.regimes = {regime_id: shelf.regime(regime_id) for regime_id in shelf.ids()}
        self.sets = {regime_id: frozenset(shelf.numbers(regime_id)) for regime_id in self.regimes}
        self._may: dict[tuple[str, str, int], Decision] = {}

    def check_regimes(self, rows: Rows) -> None:
        """Refuse regimes nobody knows and sets that a regime does not have."""
        reason: StrOrPromise
        reason = _("No such rulebook. Write one of: %(ids)s.") % {"ids": ", ".join(self.regimes)}
        rows.choose("regime", self.regimes, "regime", reason)
        pairs = list(zip(rows.column("regime"), rows.column("set"), strict=True))
        wrong = {
            (book, number)
            for book, number in set(pairs)
            if book in self.sets and number is not None and number not in self.sets[book]
        }
        if not wrong:
            return
        reason = _("The rulebook %(regime)s has no product set of this number. Choose one from its list.")
        for at, pair in enumerate(pairs):
            if pair in wrong:
                rows.refuse(at, "set", "set", reason % {"regime": pair[0]})

    def check_days(self, rows: Rows, day_key: str, *, begun: bool) -> None:
        """Refuse regimes that had ended by the row's day and, with `begun`, those that had not begun."""
        reason = _("The rulebook %(regime)s was not in force on %(day)s. Correct one of the two.")
        known: dict[tuple[str, date], bool] = {}
        for at, (book, day) in enumerate(zip(rows.column("regime"), rows.column(day_key), strict=True)):
            if book not in self.regimes or day is None:
                continue
            if (book, day) not in known:
                known[book, day] = self._fits(self.regimes[book], day, begun=begun)
            if not known[book, day]:
                rows.refuse(at, "regime", "regime_date", reason % {"regime": book, "day": f"{day:%d/%m/%Y}"})

    def may_bring(self, regime_id: str, kind: str, number: int) -> Decision:
        """Whether a producer of this kind may bring a product of this set.

        Its business registration is not asked for: a register of former years may lack it.
        """
        asked = (regime_id, kind, number)
        if asked not in self._may:
            known = regime_id in self.regimes
            self._may[asked] = (
                rules.kind_may_bring(self.regimes[regime_id], kind, number) if known else ALLOWED
            )
        return self._may[asked]

    def check_codes(self, rows: Rows) -> None:
        """Refuse product codes that look official and are not; any other code is taken as it is."""
        shapes = [regime.product_code for regime in self.regimes.values()]
        right = [code_pattern(shape) for shape in dict.fromkeys(shapes)]
        refuse_slashes(rows, "product_code")
        for at, code in rows.filled("product_code"):
            if any(one.fullmatch(code) for one in right) or not OFFICIAL.fullmatch(code):
                continue
            try:
                read_code(shapes, code)
            except BadCode as error:
                rows.refuse(at, "product_code", "code_shape", _bad_code(error))

    def _fits(self, regime: Regime, day: date, *, begun: bool) -> bool:
        if regime.in_force_to is not None and regime.in_force_to < day:
            return False
        return not begun or regime.in_force_from <= day


def refuse_slashes(rows: Rows, column: str) -> None:
    """Refuse codes that cannot stand in the address of a page."""
    for at, code in rows.filled(column):
        if "/" in code or not code.strip("."):
            reason = _("A code stands in the address of its page, so it has no slash in it.")
            rows.refuse(at, column, "code_shape", reason)


def tidy_codes(codes: Sequence[str | None]) -> list[str | None]:
    """Official codes written one way: other dashes and stray spaces are those of a word processor."""
    return [code if code is None or code.isascii() else _tidy(code) for code in codes]


def _tidy(code: str) -> str:
    clean = clean_code(code)
    return clean if OFFICIAL.fullmatch(clean) else code


def _bad_code(error: BadCode) -> StrOrPromise:
    names = {
        "province": _("the province, 2 digits"),
        "district": _("the district, 3 digits"),
        "commune": _("the commune, 5 digits"),
        "sequence": _("the number, from 01"),
        "year": _("the year, 4 digits"),
    }
    shape = _("province-commune-number-year, or province-district-commune-number-year before July 2025")
    if error.segment in names:
        return _("Wrong part of the code: %(part)s. The shape is %(shape)s.") % {
            "part": names[error.segment],
            "shape": shape,
        }
    return _("This code does not have the shape %(shape)s.") % {"shape": shape}
