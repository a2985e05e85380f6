"""Which record a row without a product code means: found by what the row says, or refused with all it may be.

A product has no code before its commune numbers it, and an export holds such products too. A row without a
code means the product of its producer, name, rulebook and set; a certificate without one the certificate, or
else the product, of the names on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from ocop.platform.bulk import Among
from ocop.platform.text import fold
from ocop.recognition.models import Certificate
from ocop.registry.models import FOLDED_LENGTH, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ocop.exchange.checking.rows import Rows
    from ocop.exchange.checking.units import Country
    from ocop.platform.actors import Actor

KEY = "product_code"
OF_PRODUCT = ("producer_code", "name", "regime", "set")
OF_CERTIFICATE = ("product_name", "producer_name")
FACTS = ("pk", "code", "name", "commune_id", "entered_on")


class Candidate(NamedTuple):
    """A stored product that a row could mean."""

    pk: int
    code: str
    name: str
    commune: int
    entered_on: date

    def told(self, country: Country) -> str:
        """Its code; without one its name, its commune and since when it takes part."""
        return self.code or f"{self.name} ({country.code(self.commune)}, {self.entered_on:%d/%m/%Y})"


Candidates = dict[tuple[Any, ...], list[Candidate]]


def products(rows: Rows, country: Country) -> dict[int, int]:
    """The stored products that rows without a code mean, by row; rows not named here are new products."""
    wanted = _wanted(rows, OF_PRODUCT)
    if not wanted:
        return {}
    named = {at: (maker, _short(name), *book) for at, (maker, name, *book) in wanted.items()}
    known = _by_names(
        Product.objects.filter(Among("producer__code", {one[0] for one in named.values()})),
        ("producer__code", "name_folded", "regime_id", "set_no"),
    )
    days, communes = rows.column("entered_on"), rows.column("commune_code")
    found: dict[int, int] = {}
    new: list[tuple[Any, ...] | None] = [None] * rows.count
    for at, names in named.items():
        there = known.get(names, [])
        alike = [
            one for one in there if (country.code(one.commune), one.entered_on) == (communes[at], days[at])
        ]
        chosen = _only(rows, country, at, alike if len(alike) == 1 else there)
        if chosen is not None:
            found[at] = chosen.pk
        elif not there:
            new[at] = (*names, communes[at], days[at])
    reason = _("Row %(row)s enters the same product without a code already. Delete one of them.")
    rows.one_each(KEY, new, reason)
    return found


def refuse_twins(rows: Rows, keys: Sequence[int | None]) -> None:
    """Refuse rows that mean the product of a row further up."""
    reason = _("Row %(row)s means the same product of the register already. Delete one of them.")
    rows.one_each(KEY, keys, reason)


def products_of_certificates(actor: Actor, rows: Rows, country: Country) -> dict[int, int]:
    """The products of certificates without a code, by row; refused where there is none or more than one."""
    empty = [at for at, code in enumerate(rows.column(KEY)) if code is None and not rows.is_faulty(at, KEY)]
    names = _wanted(rows, OF_CERTIFICATE)
    wanted = {at: (_short(name), _short(maker)) for at, (name, maker) in names.items()}
    needed = _(
        "Write the product's code, or for a product without one its name and its producer's as they stand on "
        "the certificate."
    )
    rows.need_cell(KEY, [at for at in empty if at not in wanted], needed)
    if not wanted:
        return {}
    stored = _of_decisions(rows, wanted)
    named = _by_names(
        Product.objects.filter(Among("name_folded", {name for name, _maker in wanted.values()})),
        ("name_folded", "producer__name_folded"),
    )
    missing = _(
        "The register has no product of the names on this certificate. Write its code, or import it first."
    )
    found: dict[int, int] = {}
    for at, key in wanted.items():
        there = _near(actor, country, stored.get(at) or named.get(key, []))
        chosen = _only(rows, country, at, there)
        if chosen is not None:
            found[at] = chosen.pk
        elif not there:
            rows.refuse(at, KEY, "product_unknown", missing)
    return found


def _wanted(rows: Rows, keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """The rows without a code that hold all of these cells, with the cells."""
    codes = rows.column(KEY)
    if None not in codes:
        return {}
    cells = zip(*(rows.column(key) for key in keys), strict=True)
    return {
        at: row
        for at, row in enumerate(cells)
        if codes[at] is None and None not in row and not rows.is_faulty(at, KEY)
    }


def _of_decisions(rows: Rows, wanted: Mapping[int, tuple[str, str]]) -> dict[int, list[Candidate]]:
    """The products of stored certificates with these names under the decision of each row."""
    numbers, days = rows.column("decision_number"), rows.column("decided_on")
    asked = {numbers[at] for at in wanted if numbers[at] is not None}
    if not asked:
        return {}
    names = ("decision__number", "decision__decided_on", "product_name", "producer_name")
    facts = [f"product__{name}" for name in FACTS]
    found: Candidates = {}
    rows_of = Certificate.objects.filter(Among("decision__number", asked)).order_by("pk")
    for number, day, product, producer, *one in rows_of.values_list(*names, *facts):
        key = (number, day, _short(product), _short(producer))
        found.setdefault(key, []).append(Candidate(*one))
    return {at: found.get((numbers[at], days[at], *names_of), []) for at, names_of in wanted.items()}


def _by_names(found: QuerySet[Product], names: Sequence[str]) -> Candidates:
    """Products by these columns; of several of one name those without a code, if there are any."""
    known: Candidates = {}
    listed = found.filter(merged_into=None).order_by("pk").values_list(*names, *FACTS)
    for row in listed:
        known.setdefault(tuple(row[: len(names)]), []).append(Candidate(*row[len(names) :]))
    return {key: [one for one in those if not one.code] or those for key, those in known.items()}


def _near(actor: Actor, country: Country, found: Iterable[Candidate]) -> list[Candidate]:
    """Those of the actor's territory: nobody learns by names what another one holds."""
    return [one for one in found if country.reaches(actor, country.by_pk[one.commune])]


def _only(rows: Rows, country: Country, at: int, there: Sequence[Candidate]) -> Candidate | None:
    """The one candidate; of several none, and the row is refused with all of them."""
    if len(there) > 1:
        reason = _("This row could mean several products: %(products)s. Write the code of one of them.")
        told = "; ".join(one.told(country) for one in there)
        rows.refuse(at, KEY, "several", reason % {"products": told})
        return None
    if there and there[0].code:
        reason = _("Taken for the product %(code)s of the register, which has these names.")
        rows.note(at, KEY, "found", reason % {"code": there[0].code})
    return there[0] if there else None


def _short(name: str) -> str:
    """A name as it is stored to be searched."""
    return fold(name)[:FOLDED_LENGTH]
