"""What every action on a dossier has in common: the locked row, the step along the regime, the one entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, rules
from ocop.evaluation.models import Dossier
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.law.regime import Step
    from ocop.platform.actors import Actor

MOVED = ("state", "answer_due_on", "changed_at", "version")


def locked(actor: Actor, dossier_id: int) -> Dossier:
    """The dossier, locked until the transaction ends. Raises: Dossier.DoesNotExist."""
    visible = Dossier.objects.visible_to(actor).for_update()
    return visible.select_related("product__producer", "commune__parent").get(pk=dossier_id)


def opened_step(actor: Actor, dossier: Dossier, code: str, expected_version: int | None) -> Step:
    """The step, once the actor may take it, it is open, and the actor saw the present version.

    Raises: Denied, Conflict, Stale.
    """
    step = procedure.step(dossier, code)
    require(rules.can_take(actor, dossier, step))
    procedure.expect(dossier, step)
    if expected_version is not None:
        dossier.expect_version(expected_version)
    return step


def move(
    *,
    actor: Actor,
    dossier: Dossier,
    step: Step,
    verb: str,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    columns: tuple[str, ...] = (),
) -> None:
    """Take the step, save the dossier with `columns`, and write the entry of the act."""
    before = {"state": dossier.state, "version": dossier.version}
    dossier.answer_due_on = procedure.due_on(dossier, step, local_day(now))
    dossier.state = step.after
    dossier.changed_at = now
    dossier.version += 1
    dossier.save(update_fields=[*MOVED, *columns])
    after = {"state": dossier.state, "version": dossier.version, **(facts or {})}
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before=before,
        after=after,
        reason=reason,
        regime=dossier.regime_id,
        now=now,
    )


def touch(dossier: Dossier, now: datetime, columns: tuple[str, ...] = ()) -> None:
    """Count a change to the papers of a dossier: whoever opened it before is told so."""
    dossier.changed_at = now
    dossier.version += 1
    dossier.save(update_fields=["changed_at", "version", *columns])


def reason_given(reason: str) -> str:
    """The reason cleaned. Raises: ValidationError when there is none."""
    text = clean_text(reason, lines=True)
    if not text:
        raise ValidationError({"reason": _("Write the reason; it is shown to whoever has to act on it.")})
    return text
