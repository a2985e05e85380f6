"""The head of each day is signed by itself, beside the pages that are served."""

from __future__ import annotations

import logging
from datetime import datetime

from ocop.platform.actors import SYSTEM
from ocop.platform.decisions import Conflict

log = logging.getLogger(__name__)


def sign_today(now: datetime) -> bool:
    """Sign the head of this day (in Viet Nam). False when it cannot be signed yet: the log says why."""
    # The library of the signature is loaded where it is used, not with the program.
    from ocop.journal.actions.heads import sign_head  # noqa: PLC0415
    from ocop.journal.keys import KeyUnusable  # noqa: PLC0415

    try:
        sign_head(actor=SYSTEM, now=now)
    except Conflict as refusal:
        log.warning("the head of the journal is not signed: %s", refusal.reason)
        return False
    except KeyUnusable as error:
        log.warning("the head of the journal is not signed: %s", error)
        return False
    return True
