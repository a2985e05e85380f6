"""A regime and one of its product sets, opened for a page in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import get_language

from ocop.law.library import Library, NotFound
from ocop.law.regime import ProductSet, Regime
from ocop.law.words import Language
from ocop.platform import clock
from ocop.platform.text import fold
from ocop.registry import regimes


def opened() -> Library:
    """The regimes this installation works with."""
    return regimes.library()


def language() -> Language:
    """The language of the page, as the law room knows it."""
    return "en" if (get_language() or "").startswith("en") else "vi"


def today() -> date:
    """The day it is in Viet Nam."""
    return clock.today()


def in_force() -> Regime:
    """The regime that governs a dossier filed today."""
    return opened().for_date(today())


def points(value: Decimal | Fraction) -> str:
    """Points as people here write them, without superfluous zeros: ``2,5``."""
    exact = Fraction(value)
    hundredths = -(-exact.numerator * 100 // exact.denominator)
    plain = Decimal(hundredths).scaleb(-2).normalize()
    return number_format(plain if plain % 1 else plain.quantize(Decimal(1)), use_l10n=True)


@dataclass(frozen=True, slots=True)
class Book:
    """A regime whose words are read in one language."""

    regime: Regime
    language: Language

    def say(self, text: str) -> str:
        """A text of the regime's files in the reader's language."""
        return opened().label(self.regime.id, text, self.language)

    def product_set(self, number: int) -> ProductSet:
        """One product set. Raises: Http404."""
        try:
            return opened().product_set(self.regime.id, number)
        except NotFound as error:
            raise Http404 from error

    def sets(self, query: str = "") -> list[ProductSet]:
        """The product sets whose name, group or sector holds every word of ``query``, accents aside."""
        words = fold(query).split()
        return [
            product_set
            for product_set in opened().sets(self.regime.id)
            if all(word in self._searched(product_set) for word in words)
        ]

    def _searched(self, product_set: ProductSet) -> str:
        own = (product_set.name, product_set.group or "", product_set.sector)
        return fold(" ".join([str(product_set.set), *own, *(self.say(text) for text in own)]))


def book(regime_id: str) -> Book:
    """The regime of that id. Raises: Http404."""
    if regime_id not in opened().ids():
        raise Http404
    return Book(opened().regime(regime_id), language())


def by_sector(book: Book, sets: list[ProductSet]) -> list[tuple[str, list[ProductSet]]]:
    """Product sets under their sectors, both in the regime's order."""
    sectors: dict[str, list[ProductSet]] = {}
    for product_set in sets:
        sectors.setdefault(product_set.sector, []).append(product_set)
    return [(book.say(sector), members) for sector, members in sectors.items()]
