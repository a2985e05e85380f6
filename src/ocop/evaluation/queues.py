"""The queues on each office's desk, and what is in them: the filter and the order stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation import procedure, queries, transitional
from ocop.evaluation.models import CommuneReport, Dossier
from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    DISTRICT_LEADER,
    DISTRICT_OFFICER,
    INSPECTOR,
    MINISTRY_OFFICER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
    ROLES,
)
from ocop.platform.text import fold
from ocop.registry import regimes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import Regime
    from ocop.platform.actors import Actor

BY_LAST_DAY: Final = ("last_day", "changed_at", "pk")
BY_CHANGE: Final = ("-changed_at", "-pk")
ORDERS: Final[Mapping[str, tuple[str, ...]]] = {"due": BY_LAST_DAY, "changed": BY_CHANGE}
NO_LAST_DAY: Final = date(9999, 12, 31)

LOOKING: Final = frozenset({procedure.SEND_UP})
CHECKING: Final = frozenset({procedure.ACCEPT})
CONVENING: Final = frozenset({procedure.CONVENE})
JUDGING: Final = frozenset({procedure.SEAL, procedure.REVEAL, procedure.CLOSE})
DECIDING: Final = frozenset({procedure.RECOGNISE, procedure.REFUSE, procedure.FORWARD, procedure.HAND_BACK})
RECOGNISED: Final = frozenset({procedure.RECOGNISE})
WITHOUT: Final = frozenset({procedure.REFUSE, procedure.WITHDRAW})

Place = tuple[str, str, str]
"""Where a dossier is: regime, level of government, state."""


class Where(StrEnum):
    """At which level of government the dossiers of a queue are, seen from who opens it."""

    ANY = "any"
    OWN = "own"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue, with the words for an empty one: the dossiers for which one of these steps is open.

    `steps` None: any dossier. `ended_by`: those whose way ended with one of these steps instead. `where` and
    `state` narrow it; `looked_at` keeps the dossiers whose report the commune has begun, or those it has not.
    """

    code: str
    label: StrOrPromise
    empty: StrOrPromise
    steps: frozenset[str] | None = None
    ended_by: frozenset[str] = frozenset()
    where: Where = Where.OWN
    state: str = ""
    looked_at: bool | None = None

    @property
    def holds_all(self) -> bool:
        """Whether every dossier one may see is in it."""
        return self.steps is None and not self.ended_by

    def holds(self, place: Place, role: str) -> bool:
        """Whether a dossier there is in the queue of this role."""
        regime_id, level, state = place
        if self.holds_all:
            return True
        if self.state and self.state != state:
            return False
        regime = regimes.regime(regime_id)
        open_steps = {step.code for step in regime.steps_from(state, level)}
        if self.ended_by:
            # That an appeal may open the case again does not keep its way from having ended.
            return not open_steps - {procedure.RECONSIDER} and any(
                step.after == state for step in regime.steps if step.code in self.ended_by
            )
        own = level_kind(regime, level) in ROLES[role].levels
        if self.where != Where.ANY and own != (self.where == Where.OWN):
            return False
        # What is still to be checked waits for that, whatever may be decided on it already.
        checked = self.steps == CHECKING or not open_steps & CHECKING
        return checked and bool(self.steps and open_steps & self.steps)


ALL: Final = Queue(
    "all", pgettext_lazy("queue", "All"), _("Every dossier filed in your territory will be listed here.")
)
_COUNCIL = Queue(
    "council",
    pgettext_lazy("queue", "In council"),
    _("Dossiers put before a council stay here until the council closes the result."),
    JUDGING,
)
_DECISION = Queue(
    "decision",
    pgettext_lazy("queue", "Waiting for a decision"),
    _("Once a council closes a result, the dossier waits here for the signed decision."),
    DECIDING,
)
_ISSUED = Queue(
    "issued",
    pgettext_lazy("queue", "Recognised"),
    _("Products with a decision on recognition will be listed here."),
    ended_by=RECOGNISED,
)
_ONWARD = Queue(
    "ministry",
    pgettext_lazy("queue", "With a higher level"),
    _("Dossiers whose result you approved and sent on stay here until the level above has decided."),
    CHECKING | CONVENING | JUDGING | DECIDING,
    where=Where.ELSEWHERE,
)
_CHECK = Queue(
    "check",
    pgettext_lazy("queue", "To check"),
    _("Dossiers that come up from the level below come here for the check."),
    CHECKING,
)
_ACCEPTED = Queue(
    "accepted",
    pgettext_lazy("queue", "Waiting for a council"),
    _("Accepted dossiers wait here until they are put before a council."),
    CONVENING,
)
_ENDED = Queue(
    "ended",
    pgettext_lazy("queue", "Not recognised or withdrawn"),
    _("Dossiers that ended without recognition will be listed here."),
    ended_by=WITHOUT,
)

_ANY_COUNCIL = replace(_COUNCIL, where=Where.ANY)
_ANY_DECISION = replace(_DECISION, where=Where.ANY)
LOOKING_AT: Final = Queue("", "", "", LOOKING)

QUEUES: Final[Mapping[str, tuple[Queue, ...]]] = {
    COMMUNE_OFFICER: (
        Queue(
            "waiting",
            pgettext_lazy("queue", "Waiting for you"),
            _("Dossiers that producers of the commune file come here, with the last day to answer."),
            LOOKING,
        ),
        Queue(
            "new",
            pgettext_lazy("queue", "New"),
            _("Dossiers that nobody has begun to work on come here."),
            LOOKING,
            looked_at=False,
        ),
        Queue(
            "looking",
            pgettext_lazy("queue", "Being looked at"),
            _("A dossier comes here once its report is begun and saved."),
            LOOKING,
            looked_at=True,
        ),
        Queue(
            "returned",
            pgettext_lazy("queue", "Returned"),
            _("Dossiers returned to their producers wait here until they are filed again."),
            frozenset({procedure.FILE}),
            state="returned",
        ),
        Queue(
            "sent",
            pgettext_lazy("queue", "Sent up"),
            _("Dossiers you send up can be followed here."),
            CHECKING | CONVENING | JUDGING | DECIDING,
            where=Where.ELSEWHERE,
        ),
        Queue(
            "ended",
            pgettext_lazy("queue", "Ended"),
            _("Dossiers with a decision, and withdrawn ones, will be listed here."),
            ended_by=RECOGNISED | WITHOUT,
        ),
    ),
    DISTRICT_OFFICER: (
        _CHECK,
        _ACCEPTED,
        _COUNCIL,
        _DECISION,
        _ONWARD,
        _ISSUED,
        ALL,
    ),
    DISTRICT_LEADER: (_DECISION, _COUNCIL, _ONWARD, _ISSUED, ALL),
    PROVINCE_OFFICER: (_CHECK, _ACCEPTED, _COUNCIL, _DECISION, _ISSUED, ALL),
    PROVINCE_LEADER: (_DECISION, _COUNCIL, _ISSUED, _ONWARD, ALL),
    MINISTRY_OFFICER: (_CHECK, _ACCEPTED, _COUNCIL, _DECISION, _ISSUED, ALL),
    INSPECTOR: (ALL, _ISSUED, _ANY_COUNCIL, _ANY_DECISION, _ENDED),
    ADMIN: (ALL, _ANY_COUNCIL, _ANY_DECISION, _ISSUED, _ENDED),
}


def chosen(actor: Actor, code: str) -> Queue:
    """The queue of that code on this actor's desk; the first one for an unknown code."""
    mine = QUEUES[actor.role]
    return next((queue for queue in mine if queue.code == code), mine[0])


def counts(actor: Actor) -> list[tuple[Queue, int]]:
    """The queues of this actor's desk with how many dossiers are in each. Two queries at most."""
    by_place = queries.counts_by_place(actor)
    mine = QUEUES[actor.role]
    found = [
        (queue, sum(count for place, count in by_place.items() if queue.holds(place, actor.role)))
        for queue in mine
    ]
    if not any(queue.looked_at is not None and count for queue, count in found):
        return found
    begun = Dossier.objects.visible_to(actor).filter(_begun(), _in_places(LOOKING_AT, actor.role)).count()
    return [
        (queue, count if queue.looked_at is None else begun if queue.looked_at else count - begun)
        for queue, count in found
    ]


def rows(actor: Actor, queue: Queue, today: date, words: str = "") -> QuerySet[Dossier]:
    """The dossiers of a queue; each carries `looked_at` and `last_day`, a far day where there is none.

    That is the day of `transitional.nearest`. `words` are looked for in the names of product and producer and
    in the numbers.
    """
    found = queries.dossiers(actor).annotate(
        looked_at=Exists(CommuneReport.objects.filter(dossier=OuterRef("pk"))),
        last_day=Least(Coalesce("answer_due_on", NO_LAST_DAY), _last_day_for_result(queue, today)),
    )
    if not queue.holds_all:
        found = found.filter(_in_places(queue, actor.role))
    if queue.looked_at is not None:
        found = found.filter(looked_at=queue.looked_at)
    return found.filter(_matching(words)) if words else found


def _matching(words: str) -> Q:
    folded, typed = fold(words), words.strip()
    return (
        Q(product__name_folded__contains=folded)
        | Q(product__producer__name_folded__contains=folded)
        | Q(receipt_number__contains=typed)
        | Q(product__code__contains=typed)
    )


def _last_day_for_result(queue: Queue, today: date) -> Case:
    """The last day of a transitional rule for what is still open, a far day where there is none."""
    under_way = _where(_is_open) if queue.holds_all else Q()
    found = [] if queue.ended_by else transitional.last_days(today)
    whens = [When(which & under_way, then=Value(day or NO_LAST_DAY)) for which, day in found]
    return Case(*whens, default=Value(NO_LAST_DAY), output_field=DateField())


def _is_open(place: Place) -> bool:
    """As `procedure.is_open` says it of a dossier."""
    regime_id, level, state = place
    steps = regimes.regime(regime_id).steps_from(state, level)
    return any(step.code != procedure.RECONSIDER for step in steps)


def _begun() -> Q:
    return Q(pk__in=CommuneReport.objects.values("dossier_id"))


def _in_places(queue: Queue, role: str) -> Q:
    """The dossiers of a queue, by where each regime lets them be."""
    return _where(lambda place: queue.holds(place, role))


def _where(holds: Callable[[Place], bool]) -> Q:
    found = Q(pk__in=[])
    shelf = regimes.library()
    for regime_id in shelf.ids():
        by_level: dict[str, list[str]] = {}
        for level, state in procedure.places(regime_id):
            if holds((regime_id, level, state)):
                by_level.setdefault(level, []).append(state)
        for level, states in by_level.items():
            found |= Q(regime_id=regime_id, level=level, state__in=sorted(states))
    return found


def level_kind(regime: Regime, code: str) -> str:
    """The kind of unit of a level; empty for one the regime does not have."""
    return next((level.unit_kind for level in regime.levels if level.code == code), "")
