"""The supervising level has results of lower levels scored again, drawn by lot (S14.13)."""

from __future__ import annotations

import random
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import queries, relations, rules, telling
from ocop.evaluation.actions.councils import open_case
from ocop.evaluation.models import CouncilCase, Purpose, RescoredItem, RescoringSample
from ocop.evaluation.moving import locked, locked_council
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.journal.models import Entry
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@logs_blocks
@transaction.atomic
def draw_sample(
    *, actor: Actor, council_id: int, first: date, last: date, size: int, now: datetime
) -> RescoringSample:
    """Draw results of the levels below by lot and put each before this council to be scored again.

    The lot is drawn with the digest of the journal's last entry, which nobody can choose. Nothing changes for
    the dossiers: their results and stars stand. Members tied to one of them are left out of it.

    Raises: Denied; ValidationError for days in the wrong order or a size beyond what there is; Conflict for a
    council that cannot judge one of them; Council.DoesNotExist.
    """
    council = locked_council(actor, council_id)
    require(rules.can_draw_sample(actor, council))
    if first > last:
        raise ValidationError({"last": _("The period ends before it begins.")})
    closed = queries.rescorable(actor, council, first, last)
    if not 0 < size <= len(closed):
        raise ValidationError(
            {
                "size": _("There are %(count)d results to draw from. Write a number up to that.")
                % {"count": len(closed)}
            }
        )
    seed = sha256(f"{_last_digest()}\n{council.pk}\n{first}\n{last}".encode()).hexdigest()
    sample = RescoringSample.objects.create(
        council=council,
        first=first,
        last=last,
        population=len(closed),
        size=size,
        seed=seed,
        drawn_at=now,
        drawn_by_id=actor.user_id,
    )
    drawn = drawn_by(seed, sorted(closed), size)
    for local in CouncilCase.objects.filter(pk__in=drawn).order_by("dossier_id", "pk"):
        _put_again(actor, sample, local, now)
    record(
        actor=actor,
        verb="sample.drawn",
        obj=sample,
        before={},
        after={"council": council.pk, "population": len(closed), "seed": seed, "cases": drawn},
        now=now,
    )
    return sample


def drawn_by(seed: str, cases: list[int], size: int) -> list[int]:
    """Which of these cases a seed draws: the same ones for everybody who asks."""
    return sorted(random.Random(seed).sample(cases, size))  # noqa: S311 - to be drawn again, not to be secret


def _put_again(actor: Actor, sample: RescoringSample, local: CouncilCase, now: datetime) -> None:
    dossier, council = locked(actor, local.dossier_id), sample.council
    tied = relations.ties([dossier], list(council.members.values_list("user_id", flat=True)))
    users = [user for _dossier, user in tied]
    recused = frozenset(council.members.filter(user_id__in=users).values_list("pk", flat=True))
    level = rules.level_for(dossier, council.unit)
    if level is None:
        raise Conflict(_("No council is formed at this level under the rules of this dossier."))
    case, scoring = open_case(
        dossier, council, Purpose.RESCORING, local_day(now), recused, now, level=level.code
    )
    RescoredItem.objects.create(sample=sample, local=local, case=case)
    telling.convened(actor, case, telling.invited(council.members.order_by("pk"), scoring, recused), now)


def _last_digest() -> str:
    return Entry.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
