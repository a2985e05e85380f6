"""Writing what was checked and compared, in columns; called inside the transaction of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocop.exchange.columns import Kind
from ocop.exchange.storing import certificates, producers, products

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.exchange.checking import Checked
    from ocop.exchange.differences import Differences
    from ocop.platform.actors import Actor

WRITERS: Final = {
    Kind.PRODUCERS: producers.write,
    Kind.PRODUCTS: products.write,
    Kind.CERTIFICATES: certificates.write,
}


def write(*, actor: Actor, checked: Checked, found: Differences, now: datetime) -> None:
    """Store what is new and what changed. Raises: IntegrityError where the register changed meanwhile."""
    WRITERS[found.kind](actor, checked, found, now)
