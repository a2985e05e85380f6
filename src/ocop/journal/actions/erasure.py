"""Carrying out a lawful request to erase: what is personal goes, the chain stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.journal import rules
from ocop.journal.actions import record
from ocop.journal.models import Erasable
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def erase_person(
    *, actor: Actor, person: models.Model, about: Sequence[models.Model] = (), document: str, now: datetime
) -> int:
    """Take the name and the salts of a person's entries away; returns of how many.

    Erased is what stands beside the entries of this person's own acts, of acts on their account (`person`),
    and of acts on what else is theirs (`about`: a producer that is one household, a representative). Without
    its salt no digest can be compared with a guess any more, not even by us. The entries stay, and so does
    every digest, so the chain and each export still verify. What other tables hold is not touched here.

    `document` names the request or decision (its number, no person). Raises: Denied; Conflict when nothing
    of this person is left to erase.
    """
    require(rules.can_erase(actor))
    if not document.strip():
        raise Conflict(_("Name the document that orders the erasure."))
    concerned = Q(entry__actor_id=person.pk)
    for one in (person, *about):
        concerned |= Q(entry__object_type=one._meta.label_lower, entry__object_id=str(one.pk))
    count, _by_table = Erasable.objects.filter(concerned).delete()
    if count == 0:
        raise Conflict(_("Nothing of this person is left to erase in the journal."))
    record(
        actor=actor,
        verb="journal.erased",
        obj=person,
        before={},
        after={"entries": count},
        reason=document.strip(),
        now=now,
    )
    return count
