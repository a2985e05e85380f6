"""The one library of regimes this installation works with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from ocop.law.library import Library, opened
from ocop.law.regime import ProductSet, Regime


def library() -> Library:
    """The shipped regimes, with the folders of `OCOP_REGIME_FOLDERS` laid over them."""
    return opened(*(Path(folder) for folder in settings.OCOP_REGIME_FOLDERS))


def regime(regime_id: str) -> Regime:
    """The regime of that id. Raises: library.NotFound."""
    return library().regime(regime_id)


def regime_on(day: date) -> Regime:
    """The regime in force for what begins on that day. Raises: library.NotFound before the first."""
    return library().for_date(day)


def producer_kinds() -> frozenset[str]:
    """The codes of producer kinds under any regime; which may apply is `rules.may_apply`."""
    shelf = library()
    return frozenset(
        kind.code for regime_id in shelf.ids() for kind in shelf.regime(regime_id).producer_kinds
    )


def sets_led_by(agencies: frozenset[str]) -> dict[str, list[int]]:
    """The product sets of every regime for which one of these agencies leads (Annex I of each decision)."""
    shelf = library()
    led = {
        regime_id: [one.set for one in shelf.sets(regime_id) if agencies & set(one.lead)]
        for regime_id in (shelf.ids() if agencies else [])
    }
    return {regime_id: numbers for regime_id, numbers in led.items() if numbers}


def product_set(regime_id: str, number: int) -> ProductSet:
    """One product set of a regime. Raises: library.NotFound."""
    return library().product_set(regime_id, number)
