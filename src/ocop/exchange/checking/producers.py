"""A list of producers beside the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.exchange.checking.books import refuse_slashes
from ocop.exchange.checking.common import Checked, column_of, nothing_of, place_rows, read, refuse_strangers
from ocop.exchange.checking.parts import CRAFT_VILLAGE, PRODUCER, PRODUCER_YEAR
from ocop.exchange.checking.units import Country
from ocop.platform.bulk import Among
from ocop.registry import regimes, rules
from ocop.registry.models import Gender, Producer, ProducerTrait, ProducerYear

if TYPE_CHECKING:
    from datetime import date

    from ocop.exchange.checking.parts import Stored
    from ocop.exchange.checking.rows import Rows
    from ocop.platform.actors import Actor

VILLAGE = "craft_village"


def check(actor: Actor, rows: Rows, today: date, *, lock: bool) -> Checked:
    """Check producers in a fixed number of queries; `lock` keeps those stored as they are until the end."""
    codes = rows.column("producer_code")
    found = Producer.objects.filter(Among("code", {code for code in codes if code}))
    locked = found.select_for_update() if lock else found
    main = read(PRODUCER, locked, ["code"], [(code,) for code in codes])
    country = Country()
    communes = column_of(main, PRODUCER, "commune_code")
    refuse_slashes(rows, "producer_code")
    _own_columns(rows, today)
    _tax_codes(rows)
    rows.figures(PRODUCER_YEAR)
    refuse_strangers(actor, rows, country, "producer_code", communes)
    placed = place_rows(actor, rows, country, "registered_on", communes)
    return Checked(
        rows=rows,
        country=country,
        parts=(PRODUCER, PRODUCER_YEAR, CRAFT_VILLAGE),
        values={**rows.sheet.columns, "commune_code": placed},
        stored={"producer": main} | _children(rows, main),
        words={"commune_code": country.code},
        masked=not rules.reads_personal(actor),
    )


def _own_columns(rows: Rows, today: date) -> None:
    rows.need()
    rows.one_each(
        "producer_code",
        rows.column("producer_code"),
        _("This code stands in row %(row)s already. Give each producer its own code."),
    )
    rows.fit(PRODUCER)
    rows.fit(PRODUCER_YEAR)
    rows.fit(CRAFT_VILLAGE)
    kinds = regimes.producer_kinds()
    reason = _("No such kind of producer. Write one of: %(kinds)s.") % {"kinds": ", ".join(sorted(kinds))}
    rows.choose("kind", kinds, "kind", reason)
    rows.choose("representative_gender", Gender.values, "gender", _("Write nam or nu, or leave it empty."))
    rows.not_after("registered_on", today)
    rows.not_after("business_on", today)
    rows.year("year", today)
    rows.year("representative_birth_year", today)


def _tax_codes(rows: Rows) -> None:
    """A tax code is one producer's, in the file and in the register."""
    typed = rows.column("tax_code")
    rows.one_each(
        "tax_code",
        typed,
        _("This tax code stands in row %(row)s already. Compare both with the tax registration."),
    )
    held = Producer.objects.filter(Among("tax_code", {code for code in typed if code}))
    holders = dict(held.values_list("tax_code", "code"))
    if not holders:
        return
    reason = _(
        "The producer %(code)s of the register has this tax code. Use its code, or correct the number."
    )
    codes = rows.column("producer_code")
    for at, tax_code in rows.filled("tax_code"):
        holder = holders.get(tax_code, codes[at])
        if holder != codes[at]:
            rows.refuse(at, "tax_code", "taken", reason % {"code": holder})


def _children(rows: Rows, main: Stored) -> dict[str, Stored]:
    keys = {key for key in main.keys if key is not None}
    if not keys:
        return {PRODUCER_YEAR.name: nothing_of(rows), CRAFT_VILLAGE.name: nothing_of(rows)}
    years = ProducerYear.objects.filter(Among("producer_id", keys))
    wanted = [
        None if key is None or year is None else (key, year)
        for key, year in zip(main.keys, rows.column("year"), strict=True)
    ]
    traits = ProducerTrait.objects.filter(Among("producer_id", keys), code=VILLAGE, to_on=None)
    return {
        PRODUCER_YEAR.name: read(PRODUCER_YEAR, years, ["producer_id", "year"], wanted),
        CRAFT_VILLAGE.name: read(
            CRAFT_VILLAGE, traits, ["producer_id"], [None if key is None else (key,) for key in main.keys]
        ),
    }
