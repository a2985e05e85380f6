"""The provincial office's check before a dossier goes to a council (Điều 7.3.a)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier, ProvinceCheck
from ocop.evaluation.moving import locked, move, opened_step, reason_given
from ocop.evaluation.numbers import province_receipt
from ocop.platform.clock import local_day
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def send_back(
    *, actor: Actor, dossier_id: int, expected_version: int, reason: str, part: str = "", now: datetime
) -> Dossier:
    """Give the dossier back to the commune, saying what to complete and in which part.

    Raises: Denied, Conflict, Stale, ValidationError without a reason, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.SEND_BACK, expected_version)
    dossier.returned_reason = reason_given(reason)
    dossier.returned_part = clean_text(part)
    ProvinceCheck.objects.create(
        dossier=dossier,
        accepted=False,
        reasons=dossier.returned_reason,
        checked_on=local_day(now),
        checked_by_id=actor.user_id,
    )
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.sent_back",
        now=now,
        reason=dossier.returned_reason,
        facts={"part": dossier.returned_part},
        columns=("returned_reason", "returned_part"),
    )
    return dossier


@transaction.atomic
def accept_dossier(
    *, actor: Actor, dossier_id: int, expected_version: int, note: str = "", now: datetime
) -> Dossier:
    """Find the dossier fit for a council; the receipt gets the province's own number.

    Raises: Denied, Conflict, Stale, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.ACCEPT, expected_version)
    today = local_day(now)
    ProvinceCheck.objects.create(
        dossier=dossier,
        accepted=True,
        reasons=clean_text(note, lines=True),
        checked_on=today,
        checked_by_id=actor.user_id,
    )
    dossier.receipt_number = province_receipt(dossier, today)
    dossier.returned_reason = dossier.returned_part = ""
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.accepted",
        now=now,
        facts={"receipt_number": dossier.receipt_number},
        columns=("receipt_number", "returned_reason", "returned_part"),
    )
    return dossier
