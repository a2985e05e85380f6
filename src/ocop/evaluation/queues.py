"""The queues on each office's desk, and what is in them: the filter and the order stand in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation import queries
from ocop.evaluation.models import CommuneReport, Dossier
from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    INSPECTOR,
    MINISTRY_OFFICER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
)
from ocop.platform.text import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

BY_LAST_DAY: Final = ("last_day", "changed_at", "pk")
BY_CHANGE: Final = ("-changed_at", "-pk")
ORDERS: Final[Mapping[str, tuple[str, ...]]] = {"due": BY_LAST_DAY, "changed": BY_CHANGE}
NO_LAST_DAY: Final = date(9999, 12, 31)

FILED: Final = frozenset({"filed"})
WITH_PROVINCE: Final = frozenset({"sent_up", "accepted", "scoring", "revealed", "closed", "forwarded"})
IN_COUNCIL: Final = frozenset({"scoring", "revealed"})
ENDED: Final = frozenset({"recognised", "not_recognised", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: the states it holds (None: any) and the words for an empty one.

    `looked_at` keeps the dossiers whose report the commune has begun, or those it has not.
    """

    code: str
    label: StrOrPromise
    empty: StrOrPromise
    states: frozenset[str] | None = None
    looked_at: bool | None = None


ALL: Final = Queue(
    "all", pgettext_lazy("queue", "All"), _("Every dossier filed in your territory will be listed here.")
)
_COUNCIL = Queue(
    "council",
    pgettext_lazy("queue", "In council"),
    _("Dossiers put before a council stay here until the council closes the result."),
    IN_COUNCIL,
)
_DECISION = Queue(
    "decision",
    pgettext_lazy("queue", "Waiting for a decision"),
    _("Once a council closes a result, the dossier waits here for the signed decision."),
    frozenset({"closed"}),
)
_ISSUED = Queue(
    "issued",
    pgettext_lazy("queue", "Recognised"),
    _("Products with a decision on recognition will be listed here."),
    frozenset({"recognised"}),
)
_MINISTRY = Queue(
    "ministry",
    pgettext_lazy("queue", "With the ministry"),
    _("Dossiers that a province sends on to the ministry come here."),
    frozenset({"forwarded"}),
)
_ENDED = Queue(
    "ended",
    pgettext_lazy("queue", "Not recognised or withdrawn"),
    _("Dossiers that ended without recognition will be listed here."),
    ENDED - {"recognised"},
)

QUEUES: Final[Mapping[str, tuple[Queue, ...]]] = {
    COMMUNE_OFFICER: (
        Queue(
            "waiting",
            pgettext_lazy("queue", "Waiting for you"),
            _("Dossiers that producers of the commune file come here, with the last day to answer."),
            FILED,
        ),
        Queue(
            "new",
            pgettext_lazy("queue", "New"),
            _("Dossiers that nobody has begun to work on come here."),
            FILED,
            looked_at=False,
        ),
        Queue(
            "looking",
            pgettext_lazy("queue", "Being looked at"),
            _("A dossier comes here once its report is begun and saved."),
            FILED,
            looked_at=True,
        ),
        Queue(
            "returned",
            pgettext_lazy("queue", "Returned"),
            _("Dossiers returned to their producers wait here until they are filed again."),
            frozenset({"returned"}),
        ),
        Queue(
            "sent",
            pgettext_lazy("queue", "Sent up"),
            _("Dossiers you send to the province can be followed here."),
            WITH_PROVINCE,
        ),
        Queue(
            "ended",
            pgettext_lazy("queue", "Ended"),
            _("Dossiers with a decision, and withdrawn ones, will be listed here."),
            ENDED,
        ),
    ),
    PROVINCE_OFFICER: (
        Queue(
            "check",
            pgettext_lazy("queue", "To check"),
            _("Dossiers that communes send up come here for the check."),
            frozenset({"sent_up"}),
        ),
        Queue(
            "accepted",
            pgettext_lazy("queue", "Waiting for a council"),
            _("Accepted dossiers wait here until they are put before a council."),
            frozenset({"accepted"}),
        ),
        _COUNCIL,
        _DECISION,
        _ISSUED,
        ALL,
    ),
    PROVINCE_LEADER: (_DECISION, _COUNCIL, _ISSUED, _MINISTRY, ALL),
    MINISTRY_OFFICER: (_MINISTRY, _ISSUED, ALL),
    INSPECTOR: (ALL, _ISSUED, _COUNCIL, _DECISION, _ENDED),
    ADMIN: (ALL, _COUNCIL, _DECISION, _ISSUED, _ENDED),
}


def chosen(actor: Actor, code: str) -> Queue:
    """The queue of that code on this actor's desk; the first one for an unknown code."""
    mine = QUEUES[actor.role]
    return next((queue for queue in mine if queue.code == code), mine[0])


def counts(actor: Actor) -> list[tuple[Queue, int]]:
    """The queues of this actor's desk with how many dossiers are in each. Two queries at most."""
    by_state = queries.counts_by_state(actor)
    mine = QUEUES[actor.role]
    begun = 0
    if any(queue.looked_at is not None for queue in mine) and by_state.get("filed"):
        begun = Dossier.objects.visible_to(actor).filter(_begun(), state__in=FILED).count()
    return [(queue, _count(queue, by_state, begun)) for queue in mine]


def rows(actor: Actor, queue: Queue, words: str = "") -> QuerySet[Dossier]:
    """The dossiers of a queue; each carries `looked_at` and `last_day`, a far day where there is none.

    `words` are looked for in the names of product and producer and in the numbers.
    """
    found = queries.dossiers(actor).annotate(
        looked_at=Exists(CommuneReport.objects.filter(dossier=OuterRef("pk"))),
        last_day=Coalesce("answer_due_on", NO_LAST_DAY),
    )
    if queue.states is not None:
        found = found.filter(state__in=queue.states)
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


def _begun() -> Q:
    return Q(pk__in=CommuneReport.objects.values("dossier_id"))


def _count(queue: Queue, by_state: Mapping[str, int], begun: int) -> int:
    states: Iterable[str] = by_state if queue.states is None else queue.states
    total = sum(by_state.get(state, 0) for state in states)
    if queue.looked_at is None:
        return total
    return begun if queue.looked_at else total - begun
