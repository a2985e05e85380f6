"""A list of certificates from before this register beside what is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.exchange.checking import unnumbered
from ocop.exchange.checking.books import Books, tidy_codes
from ocop.exchange.checking.common import (
    Checked,
    column_of,
    nothing_of,
    read,
    refuse_joined,
    refuse_strangers,
)
from ocop.exchange.checking.parts import CERTIFICATE, DECISION, WITHDRAWAL
from ocop.exchange.checking.units import Country
from ocop.law import validity
from ocop.places.models import COUNTRY_CODE
from ocop.platform.bulk import Among
from ocop.platform.text import fold
from ocop.recognition import earlier
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, RecognitionDecision
from ocop.registry import regimes
from ocop.registry.holding import NamesThen
from ocop.registry.models import EarlierCommune, Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.exchange.checking.parts import Stored
    from ocop.exchange.checking.rows import Rows
    from ocop.exchange.checking.units import Place
    from ocop.platform.actors import Actor

OLD_DASHES = 4
WITHDRAWN = ("withdrawn_on", "withdrawn_ground", "withdrawn_decision", "withdrawn_reason")


class Goods(NamedTuple):
    """What a certificate needs to know of its product."""

    pk: int
    commune: int
    name: str
    holder: int
    regime: str
    set_no: int
    entered_on: date


@dataclass(slots=True)
class CheckedCertificates(Checked):
    """Certificates beside what is stored: the product, the commune and the issuer of each row."""

    goods: list[Goods | None] = field(default_factory=list)
    communes: list[int | None] = field(default_factory=list)
    issuers: list[int | None] = field(default_factory=list)


def check(actor: Actor, rows: Rows, today: date, *, lock: bool) -> CheckedCertificates:
    """Check certificates; queries grow with the number of reforms of the map, never with the rows."""
    codes = tidy_codes(rows.column("product_code"))
    rows.sheet.columns["product_code"] = list(codes)
    country, books = Country(), Books()
    goods = _goods(rows, unnumbered.products_of_certificates(actor, rows, country), lock=lock)
    refuse_strangers(
        actor, rows, country, "product_code", {at: one.commune for at, one in enumerate(goods) if one}
    )
    refuse_joined(rows, codes)
    _own_columns(rows, books, today)
    lain = _communes(rows, country, goods)
    issuers = _issuers(rows, country, books, lain)
    wanted = _identities(rows, goods, issuers)
    main = _stored(goods, wanted)
    checked = CheckedCertificates(
        rows=rows,
        country=country,
        parts=(CERTIFICATE, DECISION, WITHDRAWAL),
        values=dict(rows.sheet.columns),
        stored={"certificate": main, "decision": _decisions(rows, issuers)} | _withdrawals(rows, main),
        goods=goods,
        communes=lain,
        issuers=issuers,
    )
    _fill(checked, books)
    _numbers(checked)
    _signers(checked)
    _issued_here(checked)
    return checked


def _goods(rows: Rows, named: dict[int, int], *, lock: bool) -> list[Goods | None]:
    """The product of each row, by its code or, where it has none, as it was found by its names."""
    codes = rows.column("product_code")
    among = Q(Among("code", {code for code in codes if code}))
    found = Product.objects.filter(among | Q(Among("pk", set(named.values()))) if named else among)
    if lock:
        list(found.select_for_update().order_by("pk").values_list("pk"))
    columns = ("pk", "commune_id", "name", "producer_id", "regime_id", "set_no", "entered_on")
    stored = [(code, Goods(*facts)) for code, *facts in found.values_list("code", *columns)]
    known, by_key = dict(stored), {one.pk: one for _code, one in stored}
    missing = _("The register has no product of this code. Import or register the product first.")
    goods: list[Goods | None] = []
    for at, code in enumerate(codes):
        goods.append(known.get(code) if code else by_key.get(named.get(at, 0)))
        if code is not None and code not in known:
            rows.refuse(at, "product_code", "product_unknown", missing)
    return goods


def _own_columns(rows: Rows, books: Books, today: date) -> None:
    rows.need()
    for part in (CERTIFICATE, DECISION, WITHDRAWAL):
        rows.fit(part)
    rows.fit_column("decision_number", RecognitionDecision, "number")
    books.check_regimes(rows)
    books.check_days(rows, "decided_on", begun=True)
    rows.not_after("decided_on", today)
    rows.not_after("withdrawn_on", today)
    grounds = sorted({ground.code for book in books.regimes.values() for ground in book.revocations})
    reason = _("Not in the list. Write one of: %(codes)s.") % {"codes": ", ".join(grounds)}
    rows.choose("withdrawn_ground", grounds, "choice", reason)
    _totals(rows, books)
    _days(rows)


def _totals(rows: Rows, books: Books) -> None:
    """A total lies in the band of its stars, or above it where a floor was missed."""
    books_of, stars = rows.column("regime"), rows.column("stars")
    for at, total in rows.filled("total"):
        book = books.regimes.get(books_of[at])
        if book is None or stars[at] is None:
            continue
        if why := earlier.total_fault(book, stars[at], total):
            rows.refuse(at, "total", "total", why)


def _days(rows: Rows) -> None:
    """Each day in its order; the cells of a withdrawal stand together."""
    decided = rows.column("decided_on")
    for key, reason in (
        ("valid_to", _("A certificate ends after the day of its decision. Correct one of the two days.")),
        ("withdrawn_on", _("A certificate is withdrawn after the day of its decision. Correct this day.")),
    ):
        for at, day in rows.filled(key):
            if decided[at] is not None and day < decided[at]:
                rows.refuse(at, key, "order", reason)
    columns = [rows.column(key) for key in WITHDRAWN]
    needed = _(
        "A withdrawal needs its day, its ground and its decision. Fill in this cell, or empty them all."
    )
    for at, cells in enumerate(zip(*columns, strict=True)):
        if any(cell is not None for cell in cells):
            for key, cell in zip(WITHDRAWN[:3], cells, strict=False):
                if cell is None:
                    rows.refuse(at, key, "needed", needed)


def _communes(rows: Rows, country: Country, goods: list[Goods | None]) -> list[int | None]:
    """Where each product lay on the day of the decision, as units were then."""
    moved: dict[int, list[tuple[date, int]]] = {}
    keys = {one.pk for one in goods if one}
    for product, to_on, unit in EarlierCommune.objects.filter(Among("product_id", keys)).values_list(
        "product_id", "to_on", "unit_id"
    ):
        moved.setdefault(product, []).append((to_on, unit))
    columns = [rows.column(key) for key in ("product_code", "decided_on", "issuer_unit_code")]
    unsure = _("Several communes of then became its commune. It is stored as one of %(name)s.")
    found: list[int | None] = [None] * rows.count
    for at, (code, day, issuer) in enumerate(zip(*columns, strict=True)):
        one = goods[at]
        if one is None or day is None:
            continue
        before = [move for move in moved.get(one.pk, ()) if move[0] >= day]
        home = min(before)[1] if before else one.commune
        likely = _likely(country, country.then(home, day), home, code or "", country.on(issuer or "", day))
        found[at] = likely[0].pk if likely else home
        if len(likely) > 1:
            rows.note(at, "product_code", "commune", unsure % {"name": likely[0].name})
    return found


def _likely(country: Country, then: list[Place], home: int, code: str, issuer: Place | None) -> list[Place]:
    """Of the communes that became a product's, those of the issuer, of its code, of its commune's name."""
    # A code with a district is of before July 2025; a shorter one names a unit of a later map.
    parts = code.split("-") if code.count("-") == OLD_DASHES else []
    tests = (
        lambda place: issuer is not None and country.lies_in(place, issuer),
        lambda place: place.code in parts,
        lambda place: place.name == country.by_pk[home].name,
    )
    for test in tests:
        if len(then) > 1:
            then = [place for place in then if test(place)] or then
    return then


def _issuers(rows: Rows, country: Country, books: Books, lain: list[int | None]) -> list[int | None]:
    """The unit that recognised, above the product's commune, at a level that may recognise these stars."""
    known: dict[tuple[object, ...], tuple[Place | None, str, str, str]] = {}
    columns = [rows.column(key) for key in ("issuer_unit_code", "decided_on", "regime", "stars")]
    found: list[int | None] = [None] * rows.count
    for at, (code, day, book, stars) in enumerate(zip(*columns, strict=True)):
        if code is None or day is None:
            continue
        asked = (code, day, book, stars, lain[at])
        if asked not in known:
            known[asked] = _issuer(country, books, asked)
        place, key, fault, reason = known[asked]
        if fault:
            rows.refuse(at, key, fault, reason)
        if place is not None:
            found[at] = place.pk
    return found


def _issuer(country: Country, books: Books, asked: tuple[Any, ...]) -> tuple[Place | None, str, str, str]:
    code, day, book_id, stars, commune = asked
    reason: StrOrPromise
    key = "issuer_unit_code"
    place = country.on(code, day)
    if place is None:
        reason = _(
            "No unit had this code on the day of the decision. Write a province with 2 digits, a district of "
            "before July 2025 with 3, and the ministry as %(country)s."
        ) % {"country": COUNTRY_CODE}
        return None, key, "unit_unknown", str(reason)
    home = country.by_pk.get(commune) if commune is not None else None
    if home is not None and not country.lies_in(home, place):
        reason = _("The commune of the product did not lie in this unit on that day.")
        return place, key, "issuer_other", str(reason)
    book = books.regimes.get(book_id)
    if book is None or stars is None:
        return place, "", "", ""
    if not any(place.level == level.unit_kind and level.recognises for level in book.levels):
        reason = _("Under the rules of that day a unit of this level recognised no stars.")
        return place, key, "issuer_level", str(reason)
    if not earlier.may_recognise(book, place.level, stars):
        reason = _("Under the rules of that day this unit did not recognise this many stars.")
        return place, "stars", "stars", str(reason)
    return place, "", "", ""


def _identities(
    rows: Rows, goods: list[Goods | None], issuers: list[int | None]
) -> list[tuple[object, ...] | None]:
    """What tells certificates apart: product, issuer, number and day of the decision."""
    columns = zip(goods, issuers, rows.column("decision_number"), rows.column("decided_on"), strict=True)
    found: list[tuple[object, ...] | None] = [
        None
        if one is None or issuer is None or number is None or day is None
        else (one.pk, issuer, number, day)
        for one, issuer, number, day in columns
    ]
    rows.one_each("product_code", found, _("Row %(row)s has this product under the same decision already."))
    return found


def _stored(goods: list[Goods | None], wanted: list[tuple[object, ...] | None]) -> Stored:
    keys = {one.pk for one in goods if one}
    by = ["product_id", "issuer_unit_id", "decision__number", "decision__decided_on"]
    return read(CERTIFICATE, Certificate.objects.filter(Among("product_id", keys)), by, wanted)


def _decisions(rows: Rows, issuers: list[int | None]) -> Stored:
    numbers = {number for number in rows.column("decision_number") if number}
    found = RecognitionDecision.objects.filter(Among("number", numbers))
    wanted = list(zip(issuers, rows.column("decision_number"), rows.column("decided_on"), strict=True))
    return read(DECISION, found, ["issuer_unit_id", "number", "decided_on"], wanted)


def _withdrawals(rows: Rows, main: Stored) -> dict[str, Stored]:
    keys = {key for key in main.keys if key is not None}
    if not keys:
        return {WITHDRAWAL.name: nothing_of(rows)}
    events = CertificateEvent.objects.filter(Among("certificate_id", keys), kind=EventKind.WITHDRAWN)
    wanted = [None if key is None else (key,) for key in main.keys]
    return {WITHDRAWAL.name: read(WITHDRAWAL, events, ["certificate_id"], wanted)}


def _fill(checked: CheckedCertificates, books: Books) -> None:
    """What a new certificate may leave out: its last day, its set, the names on it."""
    rows, count = checked.rows, checked.rows.count
    wanted = ("valid_to", "set", "product_name", "producer_name", "total")
    ends, sets, products, producers, _totals_given = (list(checked.cells(key)) for key in wanted)
    different = _("By the rules of that day it would end on %(day)s. It is stored as it stands here.")
    needed = _("The rulebook of that day has no set of the name of the product's. Write the set's number.")
    columns = [rows.column(key) for key in ("regime", "decided_on")]
    names = NamesThen({one.pk: one.holder for one in checked.goods if one})
    for at, (book_id, day) in enumerate(zip(*columns, strict=True)):
        one, book = checked.goods[at], books.regimes.get(book_id)
        if one is None or book is None or day is None or rows.is_refused(at):
            continue
        last = validity.expiry(book.validity, day)
        is_new = checked.keys[at] is None
        if ends[at] is not None and ends[at] != last:
            rows.note(at, "valid_to", "valid_to", different % {"day": f"{last:%d/%m/%Y}"})
        if not is_new:
            continue
        ends[at] = ends[at] or last
        products[at], producers[at] = products[at] or one.name, producers[at] or names.on(one.pk, day)
        sets[at] = sets[at] or _set_then(one, book_id)
        if sets[at] is None:
            rows.refuse(at, "set", "needed", needed)
    filled = (ends, sets, products, producers)
    checked.values |= dict(zip(wanted[:4], filled, strict=True)) if count else {}


def _set_then(one: Goods, book: str) -> int | None:
    if one.regime == book:
        return one.set_no
    own = fold(regimes.product_set(one.regime, one.set_no).name)
    return next((found.set for found in regimes.library().sets(book) if fold(found.name) == own), None)


def _numbers(checked: CheckedCertificates) -> None:
    """A number is one certificate's, in the file and in the register of the issuer."""
    rows = checked.rows
    numbers = rows.column("certificate_number")
    pairs: list[tuple[int, str] | None] = [
        None if number is None or issuer is None else (issuer, number)
        for issuer, number in zip(checked.issuers, numbers, strict=True)
    ]
    rows.one_each(
        "certificate_number", pairs, _("Row %(row)s has a certificate of this number and issuer already.")
    )
    given = Certificate.objects.filter(Among("number", {number for number in numbers if number}))
    columns = ("pk", "issuer_unit_id", "number", "product__code", "product__name")
    held = {
        (issuer, number): (pk, code or name) for pk, issuer, number, code, name in given.values_list(*columns)
    }
    taken = _("The product %(code)s has a certificate of this number. Compare both certificates.")
    for at, pair in enumerate(pairs):
        holder = held.get(pair) if pair is not None else None
        if holder is not None and holder[0] != checked.keys[at]:
            rows.refuse(at, "certificate_number", "taken", taken % {"code": holder[1]})


def _signers(checked: CheckedCertificates) -> None:
    """All rows of one decision name one signer."""
    rows = checked.rows
    columns = zip(checked.issuers, rows.column("decision_number"), rows.column("decided_on"), strict=True)
    decisions = list(columns)
    reason = _("Row %(row)s names another signer of the same decision. Correct one of the two.")
    for key in DECISION.columns:
        first: dict[tuple[object, ...], tuple[int, object]] = {}
        for at, cell in rows.filled(key):
            row, other = first.setdefault(decisions[at], (at, cell))
            if other != cell:
                rows.refuse(at, key, "signer", reason % {"row": rows.numbers[row]})


def _issued_here(checked: CheckedCertificates) -> None:
    """What this register issued is not corrected by a file, and nothing is withdrawn by one unseen."""
    rows = checked.rows
    keys = {key for key in checked.keys if key is not None}
    if not keys:
        return
    issued = set(
        Certificate.objects.filter(Among("pk", keys)).exclude(dossier=None).values_list("pk", flat=True)
    )
    here = _("This certificate was issued here; a file can't change it. Leave this cell as it is stored.")
    for part in (CERTIFICATE, DECISION):
        for key in part.columns:
            before = column_of(checked.stored[part.name], part, key)
            for at, cell in rows.filled(key):
                if checked.keys[at] in issued and before.get(at, cell) != cell:
                    rows.refuse(at, key, "issued_here", here)
    unseen = _("Withdraw this certificate on its own page, so that its producer is told.")
    withdrawn = checked.stored[WITHDRAWAL.name].keys
    for at, _cell in rows.filled("withdrawn_on"):
        if checked.keys[at] is not None and withdrawn[at] is None:
            rows.refuse(at, "withdrawn_on", "withdraw_there", unseen)
