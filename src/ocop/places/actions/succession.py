"""Confirming what came after a split unit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places import following, rules
from ocop.places.models import PairState, Unit
from ocop.places.tree import lock_map, settle
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.places.models import Succession
    from ocop.platform.actors import Actor


@transaction.atomic
def confirm_succession(
    *,
    actor: Actor,
    former_id: int,
    expected_version: int,
    true_ids: Collection[int],
    main_id: int,
    document: str,
    now: datetime,
) -> Unit:
    """Say which of the stated successors of a former unit are true and which one answers for it.

    The others are kept as rejected. May be repeated with another document. `true_ids` and `main_id` are keys
    of `Succession`. Raises: Denied, Stale; Conflict when the unit still exists or has no stated successor;
    ValidationError by field; Unit.DoesNotExist.
    """
    lock_map()
    former = Unit.objects.visible_to(actor).for_update().get(pk=former_id)
    require(rules.can_confirm(actor, former))
    former.expect_version(expected_version)
    pairs = {pair.pk: pair for pair in former.successions.order_by("pk")}
    if not pairs:
        raise Conflict(_("No successor of this unit is known, so there is nothing to confirm."))
    _check(pairs.keys(), true_ids, main_id, document)
    before = _facts(pairs.values())
    former.successions.update(is_main=False)
    for pair in pairs.values():
        pair.is_main = pair.pk == main_id
        pair.state = PairState.CONFIRMED if pair.pk in true_ids else PairState.REJECTED
        pair.document = clean_text(document)
        pair.confirmed_on = local_day(now)
        pair.save(update_fields=["is_main", "state", "document", "confirmed_on"])
    former.version += 1
    former.save(update_fields=["version"])
    settle()
    following.changed()
    record(
        actor=actor,
        verb="succession.confirmed",
        obj=former,
        before=before,
        after=_facts(pairs.values()),
        reason=clean_text(document),
        now=now,
    )
    return former


def _check(known: Collection[int], true_ids: Collection[int], main_id: int, document: str) -> None:
    faults = {}
    if not true_ids or not set(true_ids) <= set(known):
        faults["true_ids"] = _("Choose at least one of the successors listed.")
    elif main_id not in true_ids:
        faults["main_id"] = _("The main successor must be one of the true ones.")
    if not clean_text(document):
        faults["document"] = _("Name the document that says so.")
    if faults:
        raise ValidationError(dict(faults))


def _facts(pairs: Collection[Succession]) -> dict[str, object]:
    return {str(pair.successor_id): [pair.state, pair.is_main] for pair in pairs}
