"""Reads for the pages of draft decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.evaluation import appeals
from ocop.evaluation.additions import Line
from ocop.platform.display import Tag
from ocop.platform.documents import signing
from ocop.recognition import queries, rules
from ocop.recognition.models import BatchLine, DecisionBatch, RulingKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier, Result
    from ocop.platform.actors import Actor

SHOWN: Final = 200
PREPARED: Final = Tag(_("In preparation"), "grey")
HANDED: Final = Tag(_("Waits for the signature"), "amber")
SIGNED: Final = Tag(_("Signed"), "green")
TO_SIGN: Final = Tag(_("To sign"), "amber")
GIVEN_BACK: Final = Tag(_("Given back"), "amber")
DROPPED: Final = Tag(_("Dropped"), "red")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A closed dossier with its result, and what may be decided on it."""

    dossier: Dossier
    result: Result
    stars: int
    kinds: tuple[RulingKind, ...]


def waiting(actor: Actor) -> list[Waiting]:
    """Closed dossiers that stand in no draft, longest waiting first; a fixed number of queries."""
    taken = BatchLine.objects.filter(is_open=True).values("dossier")
    return _with_results(queries.awaiting_decision(actor).exclude(pk__in=taken)[:SHOWN])


def chosen(actor: Actor, keys: Sequence[str]) -> list[Waiting]:
    """Those of the waiting dossiers that were ticked."""
    wanted = {int(key) for key in keys if key.isdecimal() and len(key) < 19}
    return [one for one in waiting(actor) if one.dossier.pk in wanted]


def common_kinds(found: Sequence[Waiting]) -> list[RulingKind]:
    """What may be decided on all of them, in the order of the procedure."""
    return [kind for kind in RulingKind if all(kind in one.kinds for one in found)]


def open_batches(actor: Actor) -> QuerySet[DecisionBatch]:
    """Drafts that are neither signed nor dropped, the latest first."""
    return queries.batches(actor).filter(signed_at=None, dropped_at=None).order_by("-prepared_at", "-pk")


def signed_batches(actor: Actor) -> QuerySet[DecisionBatch]:
    """Signed ones, the latest first."""
    return queries.batches(actor).exclude(signed_at=None).order_by("-signed_at", "-pk")


def waits_for(batch: DecisionBatch, actor: Actor) -> bool:
    """Whether a draft waits for the signature of this person."""
    return batch.handed_at is not None and batch.signer_id == actor.user_id


def desk_lines(actor: Actor, _today: date) -> list[Line]:
    """On the desk: how many drafts wait for one's signature, and how many one has to look at again."""
    if not rules.can_prepare(actor):
        return []
    url = reverse("recognition:batches")
    mine = Q(signer_id=actor.user_id, handed_at__isnull=False)
    back = Q(prepared_by_id=actor.user_id, handed_at=None) & ~Q(returned_reason="")
    open_ones = DecisionBatch.objects.visible_to(actor).filter(signed_at=None, dropped_at=None)
    found = open_ones.aggregate(sign=Count("pk", filter=mine), back=Count("pk", filter=back))
    lines = []
    if count := found["sign"]:
        words = ngettext(
            "%(count)d draft decision waits for your signature",
            "%(count)d draft decisions wait for your signature",
            count,
        )
        lines.append(Line(words % {"count": count}, TO_SIGN, url))
    if count := found["back"]:
        words = ngettext(
            "%(count)d draft decision was given back to you",
            "%(count)d draft decisions were given back to you",
            count,
        )
        lines.append(Line(words % {"count": count}, GIVEN_BACK, url))
    return lines


def tag_of(batch: DecisionBatch) -> Tag:
    """Where a draft stands."""
    if batch.signed_at:
        return SIGNED
    if batch.dropped_at:
        return DROPPED
    return HANDED if batch.handed_at else PREPARED


def signing_words() -> StrOrPromise:
    """How papers are signed in this installation."""
    signer = signing.current()
    if signer is None:
        return _("Papers are kept without a digital signature, to be printed and signed by hand.")
    if signer.is_test:
        return _("Papers get a test signature that proves nothing: this is a demonstration.")
    return _("Papers get the digital signature of this installation.")


def _with_results(dossiers: QuerySet[Dossier]) -> list[Waiting]:
    found = []
    appealed = set(appeals.appealed())
    for dossier in dossiers.prefetch_related("handings_back"):
        if dossier.standing_case is None or dossier.pk in appealed:
            continue
        result = dossier.standing_case.result
        stars = rules.stars_among(result, dossier.handings_back.all())
        kinds = rules.kinds_for(dossier, stars, rules.total_of(result))
        found.append(Waiting(dossier, result, stars, tuple(kinds)))
    return found
