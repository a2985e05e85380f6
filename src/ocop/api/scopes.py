"""What a key may be let do: each scope opens some rights of the office the system holds, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope. `rights` are those it leaves to the office; without any it needs no office."""

    code: str
    name: StrOrPromise
    rights: frozenset[str] = frozenset()


def _scope(code: str, name: StrOrPromise, rights: str = "") -> Scope:
    return Scope(code, name, frozenset(rights.split()))


READ: Final = "registry.read"
PRODUCERS: Final = "producers.write"
PRODUCTS: Final = "products.write"
IMPORTS: Final = "imports.check"
WEBHOOKS: Final = "webhooks"

SCOPES: Final = {
    one.code: one
    for one in (
        _scope(READ, _("read producers and products of the territory"), "producer.read product.read"),
        _scope(
            PRODUCERS,
            _("register and correct producers"),
            "producer.read producer.write consent.record product.read",
        ),
        _scope(
            PRODUCTS,
            _("register and correct products, with their bar codes"),
            "producer.read producer.write product.read product.write",
        ),
        _scope(
            IMPORTS,
            _("send lists and have them checked; a person imports them"),
            "registry.import certificate.enter producer.read product.read",
        ),
        _scope(WEBHOOKS, _("be told of public events (webhooks)")),
    )
}


def rights_of(codes: str) -> frozenset[str]:
    """The rights that these scopes leave to an office."""
    return frozenset().union(*(SCOPES[code].rights for code in codes.split() if code in SCOPES))
