"""What this room does by itself once a day, and when certificates are issued."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db import transaction

from ocop.credentials import actions, keys, queries, records
from ocop.platform.actors import SYSTEM
from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

BATCH: Final = 10_000
MOST_PRINTED: Final = 1_732
"""Characters of a code (QR version 30, level L) whose modules are still 0.4 mm on the paper."""
log = logging.getLogger(__name__)


def prepare(now: datetime) -> bool:
    """Take the first key where there is none; give older certificates their places."""
    if queries.key_in_use() is None:
        try:
            actions.take_key(actor=SYSTEM, now=now)
        except (OSError, Conflict) as error:
            log.warning("records of certificates cannot be signed: %s", error)
            return False
    while waiting := queries.without_place(BATCH):
        with transaction.atomic():
            actions.give_places(waiting, now)
    return True


class Following:
    """What recognition tells, and asks, this room."""

    def issued(self, certificates: Collection[int], now: datetime) -> None:
        """Each certificate gets its place in the transaction that issues it."""
        actions.give_places(certificates, now)

    def reissued(self, certificate: int, now: datetime) -> None:
        """The record on the void papers holds no more, also for whoever checks it without a network."""
        actions.replace_place(certificate, now)

    def proofs(self, certificates: Collection[int]) -> dict[int, str]:
        """The second code of each paper. A key that cannot be used must not hold up a decision: none then."""
        try:
            found = queries.signed_records(certificates)
        except keys.KeyUnusable as error:
            log.error("papers go without a signed record: %s", error)  # noqa: TRY400 - the operator needs no trace
            return {}
        codes = {pk: records.scanned(text) for pk, text in found.items()}
        return {pk: code for pk, code in codes.items() if len(code) <= MOST_PRINTED}


FOLLOWING: Final = Following()
