"""What a checked sheet is, and how what is stored is read beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.checking.parts import PRODUCER, Stored
from ocop.exchange.checking.rows import shown
from ocop.platform.bulk import Among
from ocop.registry import restricted
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ocop.exchange.checking.parts import Part
    from ocop.exchange.checking.rows import Rows
    from ocop.exchange.checking.units import Country
    from ocop.platform.actors import Actor


PERSONAL: Final = "registry.producer"


@dataclass(slots=True)
class Checked:
    """A sheet beside what is stored.

    `values` holds the cells as they are stored: keys of units and producers, not codes. `stored` is
    what the register has, by part. `words` turns a stored value of a column into what people read.
    `shares` are the further communes of each product, by row; None where the cell says nothing. `masked`:
    what is stored of people is not shown in the clear. `versions` are those of the stored records, by key.
    """

    rows: Rows
    country: Country
    parts: tuple[Part, ...]
    values: dict[str, list[Any]]
    stored: dict[str, Stored]
    words: dict[str, Callable[[object], str]] = field(default_factory=dict)
    masked: bool = False
    versions: dict[int, int] = field(default_factory=dict)
    shares: list[dict[str, int] | None] = field(default_factory=list)
    shared_before: list[dict[str, int]] = field(default_factory=list)

    @property
    def main(self) -> Part:
        """The table of the record that a row is about."""
        return self.parts[0]

    @property
    def keys(self) -> list[int | None]:
        """The key of the record of each row; None where it is new."""
        return self.stored[self.main.name].keys

    def cells(self, key: str) -> list[Any]:
        """The values of a column, None where the cell is empty."""
        return self.values.get(key) or [None] * self.rows.count

    def said(self, key: str, value: object) -> str:
        """A stored value in words."""
        return self.words[key](value) if key in self.words and value is not None else shown(value)

    def said_before(self, part: Part, key: str, row: tuple[Any, ...]) -> str:
        """What is stored in words; personal data as pages show it to officers."""
        values = dict(zip(part.columns.values(), row, strict=True))
        if self.masked and part is PRODUCER:
            values = restricted.hidden(PERSONAL, values, str(values["kind"]))
        return self.said(key, values[part.columns[key]])


def read(
    part: Part,
    found: QuerySet[Any, Any],
    by: Sequence[str],
    wanted: Sequence[tuple[object, ...] | None],
) -> Stored:
    """What is stored of a part for each row, by the names in `by`; of several the first that was stored."""
    names = list(part.columns.values())
    index: dict[tuple[object, ...], tuple[Any, ...]] = {}
    for row in found.order_by("-pk").values_list("pk", *by, *names):
        index[row[1 : 1 + len(by)]] = row
    hits = [None if key is None else index.get(key) for key in wanted]
    skipped = 1 + len(by)
    return Stored(
        [None if hit is None else hit[0] for hit in hits],
        [None if hit is None else hit[skipped:] for hit in hits],
    )


def nothing_of(rows: Rows) -> Stored:
    """Nothing is stored."""
    return Stored([None] * rows.count, [None] * rows.count)


def place_rows(
    actor: Actor, rows: Rows, country: Country, day_key: str, before: Mapping[int, int]
) -> list[int | None]:
    """The commune of each row on its day, inside the actor's territory.

    `before` holds the communes of records that are stored, by row: where the cells still say the same, the
    record stays where it is, also after it was placed in another unit.
    """
    codes, days, districts = (
        rows.column("commune_code"),
        map_days(rows, day_key),
        rows.column("district_code"),
    )
    found: list[int | None] = [None] * rows.count
    outside = _("This commune lies outside your territory. Leave out this row, or ask the office in charge.")
    for at, (code, day, district) in enumerate(zip(codes, days, districts, strict=True)):
        if code is None or day is None:
            continue
        known = before.get(at)
        if known is not None and _says(country, known, code, district):
            found[at] = known
            continue
        answer = country.commune(code, district, day)
        if answer.place is None:
            rows.refuse(at, answer.blamed, answer.code, answer.reason)
        elif not country.reaches(actor, answer.place):
            rows.refuse(at, "commune_code", "outside", outside)
        else:
            found[at] = answer.place.pk
    return found


def map_days(rows: Rows, day_key: str) -> list[date | None]:
    """The day of each row's map: its own day unless the row names another one."""
    own = rows.column(day_key)
    if not rows.filled("commune_on"):
        return own
    return [other or day for other, day in zip(rows.column("commune_on"), own, strict=True)]


def refuse_strangers(
    actor: Actor, rows: Rows, country: Country, key: str, communes: Mapping[int, int]
) -> None:
    """Refuse rows about records of another territory, without telling what is written there."""
    reason = _("This code belongs to a record outside your territory. Check the code.")
    for at, commune in communes.items():
        if not country.reaches(actor, country.by_pk[commune]):
            rows.refuse(at, key, "outside", reason)


def refuse_joined(rows: Rows, codes: Sequence[str | None]) -> None:
    """Refuse rows about products that were found to be another one, and name that one."""
    gone = Product.objects.filter(Among("code", {code for code in codes if code})).exclude(merged_into=None)
    kept = dict(gone.values_list("code", "merged_into__code"))
    reason = _("This product was entered twice and counts as the product %(code)s. Use that code.")
    for at, code in enumerate(codes):
        if code in kept:
            rows.refuse(at, "product_code", "joined", reason % {"code": kept[code]})


def column_of(stored: Stored, part: Part, key: str) -> dict[int, Any]:
    """A column of what is stored, by row."""
    place = list(part.columns).index(key)
    return {at: row[place] for at, row in enumerate(stored.values) if row is not None}


def not_before(
    rows: Rows, stored: Stored, part: Part, pair: tuple[str, str], reason: object, code: str = "order"
) -> None:
    """Refuse rows whose second day lies before the first, with what is stored where a cell is empty."""
    first, second = pair
    if second not in rows.sheet.columns and first not in rows.sheet.columns:
        return
    begun, ended = column_of(stored, part, first), column_of(stored, part, second)
    for at, (start, end) in enumerate(zip(rows.column(first), rows.column(second), strict=True)):
        start_day: date | None = start or begun.get(at)
        end_day: date | None = end or ended.get(at)
        if start_day is not None and end_day is not None and end_day < start_day:
            rows.refuse(at, second if end else first, code, str(reason))


def _says(country: Country, unit: int, code: str, district: str | None) -> bool:
    place = country.by_pk[unit]
    above = country.by_pk[place.parent] if place.parent is not None else None
    return place.code == code and (district is None or (above is not None and above.code == district))
