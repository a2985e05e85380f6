"""The check by the office of a level before a dossier goes to its council (Điều 7.3.a, 7.4.a)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, telling
from ocop.evaluation.actions import corrections
from ocop.evaluation.actions.corrections import CorrectionFacts
from ocop.evaluation.models import Dossier, OfficeCheck
from ocop.evaluation.moving import locked, move, opened_step, reason_given, require_handed_back
from ocop.evaluation.numbers import give_code, province_receipt
from ocop.evaluation.relations import logs_blocks
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@logs_blocks
@transaction.atomic
def send_back(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    items: Sequence[CorrectionFacts],
    now: datetime,
) -> Dossier:
    """Give the dossier back to the level it came from with what has to be completed, item by item.

    Raises: Denied, Conflict, Stale, ValidationError without an item or its reason, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.SEND_BACK, expected_version)
    found = corrections.ask(actor, dossier, items, to_producer=False, now=now)
    words = corrections.in_words(dossier, found)
    OfficeCheck.objects.create(
        dossier=dossier,
        level=dossier.level,
        accepted=False,
        reasons=words,
        checked_on=local_day(now),
        checked_by_id=actor.user_id,
    )
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.sent_back",
        now=now,
        reason=words,
        facts=corrections.listed(found),
    )
    telling.sent_back(actor, dossier, words, now)
    return dossier


@logs_blocks
@transaction.atomic
def accept_dossier(
    *, actor: Actor, dossier_id: int, expected_version: int, note: str = "", now: datetime
) -> Dossier:
    """Find the dossier fit for a council of its level; a province's own number goes on the receipt.

    A product without a code gets the commune's next one where no commune sent the dossier up before.
    Raises: Denied, Conflict, Stale, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.ACCEPT, expected_version)
    today = local_day(now)
    OfficeCheck.objects.create(
        dossier=dossier,
        level=dossier.level,
        accepted=True,
        reasons=clean_text(note, lines=True),
        checked_on=today,
        checked_by_id=actor.user_id,
    )
    dossier.receipt_number = province_receipt(dossier, today)
    give_code(dossier, today)
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.accepted",
        now=now,
        facts={"receipt_number": dossier.receipt_number, "product_code": dossier.product.code},
        columns=("receipt_number",),
    )
    telling.accepted(actor, dossier, now)
    return dossier


@logs_blocks
@transaction.atomic
def pass_on(
    *, actor: Actor, dossier_id: int, code: str, expected_version: int, note: str = "", now: datetime
) -> Dossier:
    """Take a step that only the regime knows: the dossier goes on to where the step says, and nothing else.

    Raises: Denied; Conflict for a step with an act of its own, one that the regime does not know, and in
    another state; Stale; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    if code in procedure.ACTS:
        raise Conflict(_("This step is taken on a page of its own."), url=dossier.get_absolute_url())
    step = opened_step(actor, dossier, code, expected_version)
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.passed_on",
        now=now,
        reason=clean_text(note, lines=True),
        facts={"step": code},
    )
    telling.passed_on(actor, dossier, now)
    return dossier


@logs_blocks
@transaction.atomic
def reevaluate(
    *, actor: Actor, dossier_id: int, expected_version: int, reason: str, now: datetime
) -> Dossier:
    """Take what a higher level handed back before a council of one's own again (Điều 7.4.g, 26/2026).

    Raises: Denied; Conflict in another state, and where the result that stands is one's own council's;
    Stale; ValidationError without a reason; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.REEVALUATE, expected_version)
    words = reason_given(reason)
    require_handed_back(dossier)
    move(actor=actor, dossier=dossier, step=step, verb="dossier.reevaluated", now=now, reason=words)
    return dossier
