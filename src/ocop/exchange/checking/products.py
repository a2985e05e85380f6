"""A list of products beside the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from ocop.exchange.checking import unnumbered
from ocop.exchange.checking.books import Books, tidy_codes
from ocop.exchange.checking.common import (
    Checked,
    column_of,
    map_days,
    not_before,
    nothing_of,
    place_rows,
    read,
    refuse_joined,
    refuse_strangers,
)
from ocop.exchange.checking.parts import MATERIAL, PRODUCT, PRODUCT_YEAR, TRADEMARK, Stored
from ocop.exchange.checking.rows import list_of_codes
from ocop.exchange.checking.units import Country
from ocop.platform.bulk import Among
from ocop.programme.models import ListValue
from ocop.registry.gtin import BadGtin, normal_gtin
from ocop.registry.models import IpRight, Material, Producer, Product, ProductYear, SharedCommune

if TYPE_CHECKING:
    from datetime import date

    from ocop.exchange.checking.rows import Rows
    from ocop.platform.actors import Actor

CHILDREN = (PRODUCT_YEAR, MATERIAL, TRADEMARK)
MARK = "trademark"


class Maker(NamedTuple):
    """What a product needs to know of its producer."""

    pk: int
    kind: str
    commune: int
    ended_on: date | None


def check(actor: Actor, rows: Rows, today: date, *, lock: bool) -> Checked:
    """Check products in a fixed number of queries; `lock` keeps those stored as they are until the end."""
    codes = tidy_codes(rows.column("product_code"))
    rows.sheet.columns["product_code"] = list(codes)
    makers = _makers(rows, lock=lock)
    country, books = Country(), Books()
    main = _stored(rows, country, lock=lock)
    communes = column_of(main, PRODUCT, "commune_code")
    _own_columns(rows, main, books, today)
    refuse_strangers(actor, rows, country, "product_code", communes)
    placed = place_rows(actor, rows, country, "entered_on", communes)
    refuse_joined(rows, codes)
    producers = _producers(actor, rows, country, books, makers, main)
    names = {maker.pk: code for code, maker in makers.items()}
    names |= _names_of(set(column_of(main, PRODUCT, "producer_code").values()) - set(names))
    checked = Checked(
        rows=rows,
        country=country,
        parts=(PRODUCT, *CHILDREN),
        values={**rows.sheet.columns, "commune_code": placed, "producer_code": producers},
        stored={"product": main} | _children(rows, main),
        words={
            "commune_code": country.code,
            "producer_code": lambda pk: names.get(pk, "") if isinstance(pk, int) else "",
        },
    )
    for part in (MATERIAL, TRADEMARK):
        rows.figures(part, checked.stored[part.name].keys)
    _keep_sets(rows, main)
    _shares(checked, today)
    return checked


def _stored(rows: Rows, country: Country, *, lock: bool) -> Stored:
    """The product of each row, by its code or, where it has none, by what the row says of it."""
    codes = rows.column("product_code")
    products = Product.objects.select_for_update() if lock else Product.objects.all()
    found = products.filter(Among("code", {code for code in codes if code}))
    main = read(PRODUCT, found, ["code"], [(code,) for code in codes])
    named = unnumbered.products(rows, country)
    if named:
        found = products.filter(Among("pk", set(named.values())))
        wanted = [(named[at],) if at in named else None for at in range(rows.count)]
        others = read(PRODUCT, found, ["id"], wanted)
        main = Stored(
            [own or other for own, other in zip(main.keys, others.keys, strict=True)],
            [own or other for own, other in zip(main.values, others.values, strict=True)],
        )
        unnumbered.refuse_twins(rows, main.keys)
    return main


def _own_columns(rows: Rows, main: Stored, books: Books, today: date) -> None:
    rows.need()
    rows.one_each(
        "product_code",
        rows.column("product_code"),
        _("This code stands in row %(row)s already. Give each product its own code."),
    )
    books.check_codes(rows)
    _bar_codes(rows)
    for part in (PRODUCT, *CHILDREN):
        rows.fit(part)
    books.check_regimes(rows)
    books.check_days(rows, "entered_on", begun=False)
    rows.test("local_share", lambda cell: cell > 100, "share", _("A share lies between 0 and 100 percent."))
    rows.not_after("entered_on", today)
    rows.year("year", today)
    rows.figures(PRODUCT_YEAR)
    reason = _("A product leaves after it entered. Correct one of the two days.")
    not_before(rows, main, PRODUCT, ("entered_on", "ended_on"), reason)
    _choose(rows, "ended_reason", "product_end")
    _choose(rows, "material_source", "material_source")


def _bar_codes(rows: Rows) -> None:
    """Bar codes in digits alone; the page of a product takes no other ones either."""
    if "gtin" not in rows.sheet.columns:
        return
    normal = {cell: _digits(cell) for cell in set(rows.column("gtin")) if cell is not None}
    wrong = {cell for cell, digits in normal.items() if digits is None}
    rows.sheet.columns["gtin"] = [normal.get(cell) or cell for cell in rows.column("gtin")]
    reason = _(
        "A bar code has 8, 12, 13 or 14 digits, the last one fits the others. Compare it with the label."
    )
    rows.test("gtin", wrong.__contains__, "gtin", reason)


def _digits(cell: str) -> str | None:
    try:
        return normal_gtin(cell)
    except BadGtin:
        return None


def _choose(rows: Rows, key: str, code_list: str) -> None:
    if key not in rows.sheet.columns:
        return
    values = ListValue.objects.filter(code_list__code=code_list).values_list("code", flat=True)
    allowed = sorted(set(values))
    reason = _("Not in the list. Write one of: %(codes)s.") % {"codes": ", ".join(allowed)}
    rows.choose(key, allowed, "choice", reason)


def _makers(rows: Rows, *, lock: bool) -> dict[str, Maker]:
    """The producers named, by code, locked before their products as every act does."""
    codes = {code for code in rows.column("producer_code") if code}
    found = Producer.objects.filter(Among("code", codes)).order_by("pk")
    locked = found.select_for_update() if lock else found
    facts = locked.values_list("code", "pk", "kind", "commune_id", "ended_on")
    return {code: Maker(pk, kind, commune, ended_on) for code, pk, kind, commune, ended_on in facts}


def _names_of(keys: set[int]) -> dict[int, str]:
    """The codes of producers whose products are about to become another's."""
    if not keys:
        return {}
    return dict(Producer.objects.filter(Among("pk", keys)).values_list("pk", "code"))


def _producers(
    actor: Actor, rows: Rows, country: Country, books: Books, makers: dict[str, Maker], main: Stored
) -> list[int | None]:
    """The key of each row's producer, which must be in the territory and may bring the set."""
    outside = _("This producer lies outside your territory. Leave out this row, or ask the office in charge.")
    missing = _("The register has no producer of this code. Import or register the producer first.")
    moved = _("The register has this product under another producer. Record a take-over there.")
    near = {maker: country.reaches(actor, country.by_pk[maker.commune]) for maker in makers.values()}
    before = column_of(main, PRODUCT, "producer_code")
    columns = [rows.column(key) for key in ("producer_code", "regime", "set")]
    found: list[int | None] = [None] * rows.count
    for at, (code, book, number) in enumerate(zip(*columns, strict=True)):
        if code is None:
            continue
        maker = makers.get(code)
        if maker is None:
            rows.refuse(at, "producer_code", "producer_unknown", missing)
        elif not near[maker]:
            rows.refuse(at, "producer_code", "outside", outside)
        elif before.get(at, maker.pk) != maker.pk:
            rows.refuse(at, "producer_code", "producer_other", moved)
        else:
            found[at] = maker.pk
            _refuse_ended(rows, at, maker, is_new=main.keys[at] is None)
            if book is not None and number is not None:
                decision = books.may_bring(book, maker.kind, number)
                if not decision:
                    rows.refuse(at, "set", "kind", decision.reason)
    return found


def _refuse_ended(rows: Rows, at: int, maker: Maker, *, is_new: bool) -> None:
    """A producer that takes part no more brings nothing new but what had ended with it."""
    last = rows.column("ended_on")[at]
    if is_new and maker.ended_on is not None and (last is None or last > maker.ended_on):
        reason = _(
            "This producer takes part no more since %(day)s. Write the last day of the product, or the "
            "producer that took over."
        ) % {"day": f"{maker.ended_on:%d/%m/%Y}"}
        rows.refuse(at, "producer_code", "producer_ended", reason)


def _keep_sets(rows: Rows, main: Stored) -> None:
    """A product with a code keeps its set and the rulebook that numbers it, as in single entry."""
    reason = _("The product has its code; its set can't be changed any more.")
    for key in ("regime", "set"):
        before = column_of(main, PRODUCT, key)
        for at, cell in rows.filled(key) if before else ():
            if before.get(at, cell) != cell:
                rows.refuse(at, key, "set_kept", reason)


def _children(rows: Rows, main: Stored) -> dict[str, Stored]:
    keys = {key for key in main.keys if key is not None}
    if not keys:
        return {part.name: nothing_of(rows) for part in CHILDREN}
    by_year = [
        None if key is None or year is None else (key, year)
        for key, year in zip(main.keys, rows.column("year"), strict=True)
    ]
    by_key = [None if key is None else (key,) for key in main.keys]
    of = Among("product_id", keys)
    marks = IpRight.objects.filter(of, kind=MARK)
    return {
        PRODUCT_YEAR.name: read(
            PRODUCT_YEAR, ProductYear.objects.filter(of), ["product_id", "year"], by_year
        ),
        MATERIAL.name: read(MATERIAL, Material.objects.filter(of), ["product_id"], by_key),
        TRADEMARK.name: read(TRADEMARK, marks, ["product_id"], by_key),
    }


def _shares(checked: Checked, today: date) -> None:
    """The further communes of each product, by code: those of the cell, and those stored."""
    rows, country = checked.rows, checked.country
    checked.shares = [None] * rows.count
    checked.shared_before = [{} for _row in range(rows.count)]
    filled = list(rows.filled("shared_communes"))
    if not filled:
        return
    stored: dict[int, dict[str, int]] = {}
    keys = {key for at, _cell in filled if (key := checked.keys[at]) is not None}
    if keys:
        open_ones = SharedCommune.objects.filter(Among("product_id", keys), to_on=None)
        for product, unit in open_ones.values_list("product_id", "unit_id"):
            stored.setdefault(product, {})[country.code(unit)] = unit
    days = map_days(rows, "entered_on")
    own = checked.cells("commune_code")
    for at, cell in filled:
        known = checked.shared_before[at] = stored.get(checked.keys[at] or 0, {})
        shares = {
            code: _share(rows, country, at, code, known, days[at] or today) for code in list_of_codes(cell)
        }
        if own[at] in shares.values():
            reason = _("The product's own commune is not one of the further ones. Leave it out here.")
            rows.refuse(at, "shared_communes", "share_own", reason)
        checked.shares[at] = {code: unit for code, unit in shares.items() if unit is not None}


def _share(rows: Rows, country: Country, at: int, code: str, known: dict[str, int], day: date) -> int | None:
    if code in known:
        return known[code]
    answer = country.commune(code, None, day)
    if answer.place is None:
        rows.refuse(at, "shared_communes", answer.code, f"{code}: {answer.reason}")
        return None
    return answer.place.pk
