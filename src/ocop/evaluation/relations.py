"""Separation of duties: what ties a person to a dossier, and from which acts a tie keeps them.

Whoever prepared, advised on or filed a dossier, reported on it, or belongs to its producer, neither scores it
nor decides on it. Receiving and passing on is no judging: only the own interest keeps an officer from that.
Decision record 0023 has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import Advice, CommuneReport, Declaration, Interest, Registration, Review
from ocop.journal.actions import record
from ocop.journal.models import Entry
from ocop.people.logins import normal_login
from ocop.people.models import User
from ocop.places.models import within
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Denied
from ocop.platform.text import fold
from ocop.registry.models import FOLDED_LENGTH, EarlierHolder, Producer, Representative

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier, Seat
    from ocop.platform.actors import Actor

P = ParamSpec("P")
R = TypeVar("R")


class Tie(StrEnum):
    """What a person is to a dossier."""

    BELONGS = "belongs"
    CONTACT = "contact"
    INTEREST = "interest"
    PREPARED = "prepared"
    ADVISED = "advised"
    REPORTED = "reported"
    REVIEWED = "reviewed"


WORDS: Final[Mapping[Tie, StrOrPromise]] = {
    Tie.BELONGS: _("speaks or spoke for the producer"),
    Tie.CONTACT: _("has the producer's phone number or e-mail address"),
    Tie.INTEREST: _("declared an interest in the producer"),
    Tie.PREPARED: _("prepared the dossier"),
    Tie.ADVISED: _("advised the producer"),
    Tie.REPORTED: _("wrote the commune's report on it"),
    Tie.REVIEWED: _("reviews the dossier for the council"),
}
OWN: Final = frozenset({Tie.BELONGS, Tie.CONTACT, Tie.INTEREST})
JUDGED_BEFORE: Final = frozenset({Tie.REVIEWED})
"""Ties of who looked at a dossier for the council: no sheet in it, any other part in its way."""
ALL: Final = frozenset(Tie) - JUDGED_BEFORE
GRAVITY: Final = {tie: place for place, tie in enumerate(Tie)}
SCORE: Final = procedure.SEAL
REVIEW: Final = "review"
"""A step of ours, for no regime names it: looking at a dossier for the council."""
BARS: Final[Mapping[str, frozenset[Tie]]] = {
    procedure.RETURN: OWN,
    procedure.SEND_UP: OWN,
    procedure.SEND_BACK: OWN,
    procedure.ACCEPT: OWN,
    procedure.CONVENE: OWN,
    procedure.REEVALUATE: OWN,
    REVIEW: ALL,
    SCORE: ALL | JUDGED_BEFORE,
    procedure.REVEAL: ALL,
    procedure.CLOSE: ALL,
    "recognise": ALL,
    "refuse_recognition": ALL,
    "forward": ALL,
    "hand_back": ALL,
    procedure.RECONSIDER: OWN,
}
"""The ties that keep a person from a step of the regime; a step that is not here is the producer's own."""

PREPARING: Final = frozenset(
    {
        "dossier.started",
        "dossier.registration_saved",
        "dossier.self_report_saved",
        "dossier.criterion_answered",
        "dossier.section_answered",
        "dossier.evidence_added",
        "dossier.evidence_linked",
        "dossier.evidence_described",
        "dossier.evidence_removed",
        "dossier.regime_changed",
        "dossier.filed",
        "product.registered",
        "product.updated",
        "product.photo_set",
    }
)
REPORTING: Final = frozenset({"dossier.commune_report_saved", "dossier.sent_up"})
BLOCKED: Final = "dossier.blocked"

Found = dict[tuple[int, int], list[Tie]]


class Block:
    """What both refusals of this kind carry: the dossier, the step, whom it concerns and the ties."""

    dossier: Dossier
    step: str
    user_id: int
    ties: Sequence[Tie]


class BlockedAct(Denied, Block):
    """The actor is tied to the dossier and may not take this step. Becomes a 403 page."""

    def __init__(self, dossier: Dossier, step: str, user_id: int, name: str, ties: Sequence[Tie]) -> None:
        super().__init__(_said(dossier, name, ties))
        self.dossier, self.step, self.user_id, self.ties = dossier, step, user_id, ties


class BlockedMember(Conflict, Block):
    """Somebody else is tied to the dossier and may not judge it. Becomes a 409 page."""

    def __init__(
        self, dossier: Dossier, step: str, user_id: int, ties: Sequence[Tie], reason: StrOrPromise
    ) -> None:
        super().__init__(reason)
        self.dossier, self.step, self.user_id, self.ties = dossier, step, user_id, ties


def ties(dossiers: Sequence[Dossier], user_ids: Collection[int]) -> Found:
    """What ties these people to these dossiers, by (dossier, person), in ten queries at most."""
    found: Found = {}
    gravest_first = sorted(_all(dossiers, frozenset(user_ids) - {0}), key=lambda row: GRAVITY[row[2]])
    for dossier_id, user_id, tie in gravest_first:
        found.setdefault((dossier_id, user_id), []).append(tie)
    return found


def bars_of(step: str) -> frozenset[Tie]:
    """The ties that keep a person from a step; from one that only a regime knows, the own interest."""
    return BARS.get(step, frozenset() if step in procedure.ACTS else OWN)


def barring(dossier: Dossier, user_id: int, step: str) -> list[Tie]:
    """The ties that keep this person from this step; none for a step that is the producer's own."""
    bars = bars_of(step)
    if not bars:
        return []
    return [tie for tie in ties([dossier], [user_id]).get((dossier.pk, user_id), []) if tie in bars]


def kept_from(actor: Actor, dossier: Dossier, steps: Collection[str]) -> tuple[frozenset[str], str]:
    """Which of these steps a tie keeps the actor from, and the refusal they would read; none and ""."""
    if actor.user_id is None or not any(bars_of(step) for step in steps):
        return frozenset(), ""
    found = ties([dossier], [actor.user_id]).get((dossier.pk, actor.user_id), [])
    kept = frozenset(step for step in steps if bars_of(step) & set(found))
    return kept, _said(dossier, actor.name, found) if kept else ""


def require_untied(actor: Actor, dossier: Dossier, step: str) -> None:
    """Do nothing for an actor whom no tie keeps from this step. Raises: BlockedAct."""
    if actor.user_id is None:
        return
    if kept := barring(dossier, actor.user_id, step):
        raise BlockedAct(dossier, step, actor.user_id, actor.name, kept)


def require_untied_member(dossier: Dossier, user_id: int) -> None:
    """Do nothing when no tie keeps the member of a sheet from scoring. Raises: BlockedMember."""
    if kept := barring(dossier, user_id, SCORE):
        reason = _("The member of this sheet %(reason)s and may not judge it. The sheet does not count.") % {
            "reason": reason_of(kept)
        }
        raise BlockedMember(dossier, SCORE, user_id, kept, reason)


def logs_blocks(act: Callable[P, R]) -> Callable[P, R]:
    """Put outside `transaction.atomic`: a refusal for a tie leaves an entry, though the act leaves nothing.

    Where a caller holds a transaction of its own around several acts, it calls `record_block` after that.
    """

    @wraps(act)
    def taken(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except (BlockedAct, BlockedMember) as refusal:
            record_block(
                actor=cast("Actor", kwargs["actor"]), refusal=refusal, now=cast("datetime", kwargs["now"])
            )
            raise

    return taken


@transaction.atomic
def record_block(*, actor: Actor, refusal: Block, now: datetime) -> None:
    """Write down that an act was refused for a tie. Who is tied, and how, enters as a digest only."""
    record(
        actor=actor,
        verb=BLOCKED,
        obj=refusal.dossier,
        before={},
        after={"step": refusal.step, "user": refusal.user_id, "ties": [str(tie) for tie in refusal.ties]},
        reason=refusal.step,
        regime=refusal.dossier.regime_id,
        now=now,
    )


def producers_named(actor: Actor, words: str) -> list[int]:
    """Keys of the producers with this code, tax code or whole name; by name only in the actor's province.

    Whoever declares an interest must be able to name a producer that their role does not show them: names and
    codes of producers are public, and nothing else of them is told here.
    """
    exact = Producer.objects.filter(Q(code=words.strip()) | Q(tax_code=words.strip())).exclude(code="")
    if found := list(exact.values_list("pk", flat=True)[:2]):
        return found
    province = "/".join(actor.unit_path.split("/")[:2]) + "/"
    named = Producer.objects.filter(within(province), name_folded=fold(words)[:FOLDED_LENGTH])
    return list(named.values_list("pk", flat=True)[:2])


def reason_of(found: Sequence[Tie]) -> StrOrPromise:
    """The first and gravest tie in words."""
    return WORDS[found[0]]


def _said(dossier: Dossier, name: str, found: Sequence[Tie]) -> str:
    return _(
        "Separation of duties: %(name)s %(reason)s, so this step of the dossier %(dossier)s is not theirs. "
        "Ask another person of the same office or council to take it."
    ) % {"name": name, "reason": reason_of(found), "dossier": dossier}


def keeping_out(seat: Seat, found: Sequence[Tie]) -> list[Tie]:
    """Those of these ties that keep a seat out of a case: who reviewed it may keep its minutes."""
    return [tie for tie in found if seat.scores or tie not in JUDGED_BEFORE]


def _all(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    if not dossiers or not users:
        return set()
    return (
        _of_producer(dossiers, users)
        | _same_contact(dossiers, users)
        | _in_journal(dossiers, users)
        | _written(dossiers, users)
        | _reviewing(dossiers, users)
        | _withdrawn(dossiers, users)
    )


def _of_producer(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """Who speaks or spoke for the producer, advises it, or declared an interest in it.

    Whoever held the product before counts as its producer: a take-over loosens no tie.
    """
    holders = _holders(dossiers)
    producers = frozenset[int]().union(*holders.values())
    speaks = set(
        Representative.objects.filter(producer_id__in=producers, user_id__in=users).values_list(
            "producer_id", "user_id"
        )
    )
    dated = [
        (row, tie)
        for model, tie in ((Advice, Tie.ADVISED), (Interest, Tie.INTEREST))
        for row in model._default_manager.filter(producer_id__in=producers, user_id__in=users)
    ]
    found: set[tuple[int, int, Tie]] = set()
    for dossier in dossiers:
        own, begun_on = holders[dossier.product_id], local_day(dossier.created_at)
        found |= {(dossier.pk, user, Tie.BELONGS) for producer, user in speaks if producer in own}
        found |= {
            (dossier.pk, row.user_id, tie)
            for row, tie in dated
            if row.producer_id in own and row.touches(begun_on)
        }
    return found


def _holders(dossiers: Sequence[Dossier]) -> dict[int, set[int]]:
    """Keys of the producers that hold or held the product of each dossier, by the key of the product."""
    found = {dossier.product_id: {dossier.product.producer_id} for dossier in dossiers}
    earlier = EarlierHolder.objects.filter(product_id__in=found)
    for product_id, producer_id in earlier.values_list("product_id", "producer_id"):
        found[product_id].add(producer_id)
    return found


def _same_contact(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """Whose account has the phone number or e-mail address of the producer or of form 01."""
    logins = dict(User.objects.filter(pk__in=users).values_list("login", "pk"))
    written: dict[int, list[str]] = {}
    rows = Registration.objects.filter(dossier__in=dossiers).values_list("dossier_id", "phone", "email")
    for dossier_id, *contacts in rows:
        written[dossier_id] = contacts
    return {
        (dossier.pk, logins[login], Tie.CONTACT)
        for dossier in dossiers
        for login in _logins(
            [dossier.product.producer.phone, dossier.product.producer.email, *written.get(dossier.pk, [])]
        )
        if login in logins
    }


def _logins(contacts: Collection[str]) -> set[str]:
    found: set[str] = set()
    for contact in contacts:
        try:
            found.add(normal_login(contact))
        except ValidationError:
            continue
    return found


def _in_journal(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """Who typed anything of a dossier or its product, or of the commune's report, as the journal has it."""
    by_object: dict[tuple[str, str], list[int]] = {}
    for dossier in dossiers:
        by_object.setdefault(("evaluation.dossier", str(dossier.pk)), []).append(dossier.pk)
        by_object.setdefault(("registry.product", str(dossier.product_id)), []).append(dossier.pk)
    rows = (
        Entry.objects.filter(
            object_type__in=["evaluation.dossier", "registry.product"],
            object_id__in={object_id for _kind, object_id in by_object},
            verb__in=PREPARING | REPORTING,
            actor_id__in=users,
        )
        .values_list("object_type", "object_id", "verb", "actor_id")
        .distinct()
    )
    return {
        (dossier_id, user, Tie.PREPARED if verb in PREPARING else Tie.REPORTED)
        for kind, object_id, verb, user in rows
        for dossier_id in by_object.get((kind, object_id), [])
        if user is not None
    }


def _written(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """The same from the rows themselves: a register carried over has no journal."""
    reports = CommuneReport.objects.filter(dossier__in=dossiers, written_by_id__in=users)
    found = {
        (dossier_id, user, Tie.REPORTED)
        for dossier_id, user in reports.values_list("dossier_id", "written_by_id")
    }
    return found | {
        (dossier.pk, user, Tie.PREPARED)
        for dossier in dossiers
        for user in users & {dossier.started_by_id or 0, dossier.filed_by_id or 0}
    }


def _withdrawn(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """Who is out of a case of a dossier because of an interest: none of its other cases is theirs either."""
    rows = Declaration.objects.filter(case__dossier__in=dossiers, seat__user_id__in=users, has_interest=True)
    return {
        (dossier, user, Tie.INTEREST) for dossier, user in rows.values_list("case__dossier", "seat__user")
    }


def _reviewing(dossiers: Sequence[Dossier], users: frozenset[int]) -> set[tuple[int, int, Tie]]:
    """Who was given a review or sent its report, unless reviewers may score; and who gave one back."""
    by_key = {one.pk: one for one in dossiers}
    rows = Review.objects.filter(dossier__in=dossiers).order_by()
    given = rows.filter(assignments__seat__user_id__in=users).values_list(
        "dossier_id", "level", "assignments__seat__user_id", Value(value=False)
    )
    sent = rows.filter(sent_by_id__in=users).values_list(
        "dossier_id", "level", "sent_by_id", Value(value=False)
    )
    said = rows.filter(declarations__user_id__in=users).values_list(
        "dossier_id", "level", "declarations__user_id", "declarations__has_interest"
    )
    found: set[tuple[int, int, Tie]] = set()
    for dossier_id, level, user, has_interest in given.union(sent, said):
        dossier = by_key[dossier_id]
        rule = procedure.regime_of(dossier).review(level, dossier.kind)
        if has_interest:
            found.add((dossier_id, user, Tie.INTEREST))
        elif rule is None or not rule.reviewers_score:
            found.add((dossier_id, user, Tie.REVIEWED))
    return found
