"""What may be done with product samples and by whom, how many are asked for, and where they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ocop.evaluation import procedure, rules
from ocop.evaluation.models import CouncilCase, Dossier, Sample, SampleMove, SampleState, SeatRole
from ocop.evaluation.models.council import undeclared_cases
from ocop.people.roles import COUNCIL_MEMBER, PRODUCER
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.display import Tag
from ocop.registry.sets import say

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import DossierKind
    from ocop.platform.actors import Actor

PART: Final = "samples"
"""The part of a package, in the regime, that the samples are."""
S = SampleState
ENDED: Final = frozenset({S.RETURNED, S.DESTROYED})
KEPT: Final = frozenset({S.RECEIVED, S.SHOWN})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with samples: from which states, to which, and whether a reason or a place is asked."""

    code: str
    label: StrOrPromise
    before: frozenset[SampleState]
    after: SampleState
    needs_note: bool = False
    asks_place: bool = False


ACTS: Final = {
    act.code: act
    for act in (
        Act("label", gettext_lazy("Labels are stuck on"), frozenset({S.REGISTERED}), S.LABELLED),
        Act(
            "receive",
            gettext_lazy("Receive"),
            frozenset({S.REGISTERED, S.LABELLED, S.SENT}),
            S.RECEIVED,
            asks_place=True,
        ),
        Act("send", gettext_lazy("Send on to the next level"), KEPT, S.SENT),
        Act("show", gettext_lazy("Shown at the session"), frozenset({S.RECEIVED}), S.SHOWN),
        Act("open", gettext_lazy("Opened for tasting or testing"), KEPT, S.OPENED),
        Act(
            "return",
            gettext_lazy("Return to the producer"),
            KEPT | {S.OPENED},
            S.RETURNED,
            needs_note=True,
        ),
        Act("destroy", gettext_lazy("Destroy"), KEPT | {S.OPENED}, S.DESTROYED, needs_note=True),
    )
}
TONES: Final = {
    S.REGISTERED: "grey",
    S.LABELLED: "grey",
    S.RECEIVED: "green",
    S.SENT: "amber",
    S.SHOWN: "blue",
    S.OPENED: "blue",
    S.RETURNED: "plain",
    S.DESTROYED: "plain",
}


# -- what the regime asks --------------------------------------------------------------------------


def exempt(dossier: Dossier) -> str:
    """Why no samples go with this dossier, as the article that says so; empty where some may."""
    asked = procedure.regime_of(dossier).samples
    if asked is None or dossier.set_no not in asked.except_sets:
        return ""
    return say(dossier.regime_id, asked.article)


def count(dossier: Dossier) -> int:
    """How many samples the regime asks for: 0 where it asks for none, 1 where it gives no number."""
    if exempt(dossier):
        return 0
    asked = procedure.regime_of(dossier).samples
    if asked is not None:
        return asked.count
    return int(any(_asked_in(kind, dossier) for kind in procedure.regime_of(dossier).dossier_kinds))


def needed_for(kind: DossierKind, dossier: Dossier) -> int:
    """How many samples have to be there before this package goes up; 0 where none is compulsory."""
    return count(dossier) if _asked_in(kind, dossier) else 0


def _asked_in(kind: DossierKind, dossier: Dossier) -> bool:
    return any(
        part.code == PART and part.required and dossier.set_no not in part.except_sets for part in kind.parts
    )


# -- who -------------------------------------------------------------------------------------------


def level_of(actor: Actor, dossier: Dossier) -> str:
    """The level of government the actor acts for in this dossier, by the regime's steps; empty for none."""
    if actor.role == PRODUCER:
        return ""
    steps = procedure.regime_of(dossier).steps
    return next((step.level for step in steps if step.role == actor.role and step.level), "") or ""


def can_register(actor: Actor, dossier: Dossier) -> Decision:
    """The producer enters its samples, or the office that gets them."""
    if actor.may("dossier.file") or is_office(actor, dossier):
        return ALLOWED
    return refuse(_("Samples are entered by the producer or by the office that receives them."))


def can_handle(actor: Actor, dossier: Dossier, act: Act) -> Decision:
    """The office that has the samples acts on them; at a session its secretary too."""
    if act.after == S.LABELLED:
        return can_register(actor, dossier)
    if is_office(actor, dossier):
        return ALLOWED
    if act.after in {S.SHOWN, S.OPENED} and actor.role == COUNCIL_MEMBER:
        sessions = dossier.cases.filter(level=dossier.level, closed_at=None)
        secretary = frozenset({SeatRole.SECRETARY})
        found = [rules.holds_seat(actor, case, secretary) for case in sessions]
        if any(found):
            return ALLOWED
    return refuse(_("Samples are handled by the office that has them."))


def is_office(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor's office takes steps of this procedure, as other than producer or council."""
    return actor.role not in {PRODUCER, COUNCIL_MEMBER} and bool(level_of(actor, dossier))


def next_level(dossier: Dossier, level: str) -> str:
    """The level that the package of this level goes to, by the regime; empty where it goes no further."""
    kinds = procedure.regime_of(dossier).dossier_kinds
    return next((kind.to_level or "" for kind in kinds if kind.from_level == level), "")


# -- where they are ----------------------------------------------------------------------------------


def of_dossier(dossier: Dossier) -> list[Sample]:
    """The samples of a dossier with their chain of custody (`sample.moves.all()`), in order."""
    moves = Prefetch("moves", SampleMove.objects.select_related("by").order_by("pk"))
    return list(dossier.samples.prefetch_related(moves).order_by("no"))


def there(dossier: Dossier, today: date) -> int:
    """How many samples an office has, or has sent on, that have not expired."""
    lasting = Q(expires_on=None) | Q(expires_on__gte=today)
    return dossier.samples.filter(lasting, state__in=[*KEPT, S.SENT]).count()


def seen_by(actor: Actor) -> QuerySet[Sample]:
    """The samples of every dossier this actor may see, with product and producer."""
    silent = undeclared_cases(actor).values("dossier_id")
    visible = Dossier.objects.visible_to(actor).exclude(pk__in=silent)
    return Sample.objects.filter(dossier__in=visible).select_related(
        "dossier__product__producer", "dossier__commune"
    )


FILTERS: Final[dict[str, tuple[StrOrPromise, frozenset[SampleState]]]] = {
    "kept": (gettext_lazy("With an office"), KEPT | {S.OPENED}),
    "way": (gettext_lazy("On the way"), frozenset({S.SENT})),
    "producer": (gettext_lazy("With the producer"), frozenset({S.REGISTERED, S.LABELLED})),
    "ended": (gettext_lazy("Returned or destroyed"), ENDED),
}


def session_day(dossiers: set[int]) -> dict[int, date]:
    """The day of the latest session each dossier is put before, while its result is open."""
    cases = CouncilCase.objects.filter(dossier__in=dossiers, closed_at=None).order_by("convened_on")
    return dict(cases.values_list("dossier_id", "convened_on"))


def warning(sample: Sample, today: date, session: date | None) -> Tag | None:
    """That a sample still in use has expired or will before its session; None for all others."""
    if sample.expires_on is None or sample.state in ENDED | {S.OPENED}:
        return None
    if sample.expires_on < today:
        return Tag(_("Expired"), "red")
    if session is not None and sample.expires_on < session:
        return Tag(_("Expires before the session"), "red")
    return None


def tag(sample: Sample) -> Tag:
    """What became of a sample, in words."""
    state = SampleState(sample.state)
    return Tag(state.label, TONES[state])  # type: ignore[arg-type] # the tones of the table


def level_name(dossier: Dossier, code: str) -> str:
    """A level of government in words; the producer where there is none."""
    level = next((one for one in procedure.regime_of(dossier).levels if one.code == code), None)
    return say(dossier.regime_id, level.name) if level else _("the producer")


def missing_words(needed: int, found: int) -> str:
    """That samples are missing, in words."""
    lacking = ngettext(
        "%(count)d sample is still to be received",
        "%(count)d samples are still to be received",
        needed - found,
    ) % {"count": needed - found}
    return _("%(lacking)s (%(found)d of %(needed)d are here).") % {
        "lacking": lacking,
        "found": found,
        "needed": needed,
    }


# -- pages ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A sample as a row: what became of it, where it is, and what to look out for."""

    sample: Sample
    tag: Tag
    where: str
    session: date | None
    warning: Tag | None


def lines(found: Iterable[Sample], today: date) -> list[Line]:
    """The samples as rows of a list. One query."""
    rows = list(found)
    sessions = session_day({one.dossier_id for one in rows})
    return [
        Line(
            one,
            tag(one),
            level_name(one.dossier, one.level),
            sessions.get(one.dossier_id),
            warning(one, today, sessions.get(one.dossier_id)),
        )
        for one in rows
    ]


def open_acts(actor: Actor, dossier: Dossier, found: Iterable[Sample]) -> list[Act]:
    """What this actor may do with at least one of these samples now."""
    mine = level_of(actor, dossier)
    near = [one for one in found if one.level in ("", mine)]
    return [
        act
        for act in ACTS.values()
        if can_handle(actor, dossier, act)
        and any(one.state in act.before for one in near)
        and (act.after != S.SENT or next_level(dossier, mine))
    ]


def can_handle_any(actor: Actor, dossier: Dossier) -> Decision:
    """Whether anything with samples is this actor's to do; the last refusal where nothing is."""
    found = [can_handle(actor, dossier, act) for act in ACTS.values()]
    return next((one for one in found if one), found[-1])


def still_to_enter(dossier: Dossier) -> int:
    """How many samples are still to be entered, 1 where all are."""
    return max(count(dossier) - dossier.samples.exclude(state__in=ENDED).count(), 1)


def page(actor: Actor, dossier: Dossier, found: Sequence[Sample], today: date) -> dict[str, object]:
    """What the page of a dossier's samples shows."""
    asked = procedure.regime_of(dossier).samples
    return {
        "dossier": dossier,
        "lines": lines(found, today),
        "needed": count(dossier),
        "here": there(dossier, today),
        "article": say(dossier.regime_id, asked.article) if asked else "",
        "exempt": exempt(dossier),
        "may_register": bool(can_register(actor, dossier))
        and dossier.filed_on is not None
        and procedure.is_open(dossier)
        and not exempt(dossier),
        "may_handle": bool(open_acts(actor, dossier, found)),
        "to_label": any(one.state not in ENDED for one in found),
    }
