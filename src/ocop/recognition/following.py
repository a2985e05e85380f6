"""What rooms above do with certificates: they hear of each that is issued, and add a code to its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class Follower(Protocol):
    """What a room above registers from its `AppConfig.ready()`."""

    def issued(self, certificates: Collection[int], now: datetime) -> None:
        """Take note of certificates, by key, inside the transaction that issues or enters them."""
        ...

    def reissued(self, certificate: int, now: datetime) -> None:
        """The papers of a certificate became void, another is about to be drawn; inside that transaction."""
        ...

    def proofs(self, certificates: Collection[int]) -> dict[int, str]:
        """What a second code on the paper of each says, by key; a certificate without one is left out."""
        ...


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Register a room; one already there is not added twice."""
    if follower not in _followers:
        _followers.append(follower)


def issued(certificates: Collection[int], now: datetime) -> None:
    """Tell every follower of certificates that have just been written."""
    if certificates:
        for follower in _followers:
            follower.issued(certificates, now)


def reissued(certificate: int, now: datetime) -> None:
    """Tell every follower that the papers of a certificate became void, before another one is drawn."""
    for follower in _followers:
        follower.reissued(certificate, now)


def proofs(certificates: Collection[int]) -> dict[int, str]:
    """The second code of each paper, by key of the certificate; of several followers the last one's."""
    found: dict[int, str] = {}
    for follower in _followers:
        found |= follower.proofs(certificates)
    return found
