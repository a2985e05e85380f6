"""Words and colours for the offices' pages: where a dossier stands, what comes next, how long is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.evaluation import completeness, procedure, states
from ocop.law import calendar
from ocop.people.roles import ROLES
from ocop.platform.display import Tag
from ocop.registry import regimes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier
    from ocop.law.regime import Limit, Step
    from ocop.platform.display import Tone

NEW: Final = Tag(pgettext_lazy("state of a dossier", "New"), "blue")
LOOKED_AT: Final = Tag(pgettext_lazy("state of a dossier", "Being looked at"), "blue")
SOON: Final = 3
"""Days left from which a clock is shown in amber."""

STEPS: Final = {
    procedure.FILE: pgettext_lazy("what comes next", "The producer completes the dossier and files it"),
    procedure.RETURN: pgettext_lazy("what comes next", "The commune may return it for completion"),
    procedure.SEND_UP: pgettext_lazy("what comes next", "The commune writes its report and sends it up"),
    procedure.ACCEPT: pgettext_lazy("what comes next", "The provincial office checks the dossier"),
    procedure.CONVENE: pgettext_lazy("what comes next", "The provincial office puts it before a council"),
    procedure.SEAL: pgettext_lazy("what comes next", "The members fill in and seal their sheets"),
    procedure.CLOSE: pgettext_lazy("what comes next", "The council settles the result"),
    "recognise": pgettext_lazy("what comes next", "A decision on recognition is signed and entered"),
}
PARTS: Final = {
    completeness.REGISTRATION: pgettext_lazy("part of a dossier", "Registration (form 01)"),
    completeness.SELF_REPORT: pgettext_lazy("part of a dossier", "Self-assessment report (form 02)"),
    completeness.SELF_ANSWERS: pgettext_lazy("part of a dossier", "Self-assessment by criterion"),
    completeness.CHANGES: pgettext_lazy("part of a dossier", "What changed since the last recognition"),
    "evidence": pgettext_lazy("part of a dossier", "Evidence"),
    completeness.REPORT: pgettext_lazy("part of a dossier", "Report of the commune (form 03)"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a legal term still runs: its last day, the words with their colour, and where it is set."""

    last_day: date
    tag: Tag
    article: str = ""
    overdue: bool = False


def say(regime_id: str, text: str) -> str:
    """A text of a regime in the language of the page."""
    language = "en" if (get_language() or "").startswith("en") else "vi"
    return regimes.library().label(regime_id, text, language)


def state_tag(dossier: Dossier, *, looked_at: bool | None = None) -> Tag:
    """The state in words. `looked_at` tells the commune its begun dossiers from the untouched ones."""
    if looked_at is not None and dossier.state == "filed":
        return LOOKED_AT if looked_at else NEW
    return states.tag(dossier.state)


def clock(dossier: Dossier, today: date) -> Clock | None:
    """The clock of whoever has the dossier now; None where the regime sets no limit or it has ended."""
    last_day = dossier.answer_due_on
    if last_day is None:
        return None
    limit = running_limit(dossier)
    in_working_days = limit is not None and limit.unit == "working_days"
    left = _working_days(today, last_day) if in_working_days else (last_day - today).days
    article = say(dossier.regime_id, limit.article) if limit else ""
    words = working_days_left(left) if in_working_days else days_left(left)
    return Clock(last_day, Tag(words, tone_of(left)), article, overdue=last_day < today)


def running_limit(dossier: Dossier) -> Limit | None:
    """The limit that runs while the dossier is where it is now."""
    regime = procedure.regime_of(dossier)
    for step in regime.steps:
        if step.after == dossier.state and step.limit is not None:
            limit = regime.limit(step.limit)
            if limit.dossier_kind in (None, dossier.kind):
                return limit
    return None


def tone_of(left: int) -> Tone:
    """The colour that repeats what the words say."""
    if left < 0:
        return "red"
    return "amber" if left <= SOON else "green"


def days_left(left: int) -> str:
    """Calendar days to a last day, in words; below 0 it has passed."""
    if left < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
    if left == 0:
        return _("Last day today")
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}


def working_days_left(left: int) -> str:
    """Working days to a last day, in words; below 0 it has passed."""
    if left < 0:
        return ngettext("%(count)d working day late", "%(count)d working days late", -left) % {"count": -left}
    if left == 0:
        return _("Last day today")
    return ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}


def next_step(dossier: Dossier) -> StrOrPromise:
    """What happens next and who does it; empty where the way ends."""
    regime = procedure.regime_of(dossier)
    ahead = [step for step in regime.steps_from(dossier.state) if step.code in STEPS]
    if not ahead:
        return ""
    step = next((step for step in ahead if step.code != procedure.RETURN), ahead[0])
    return STEPS[step.code]


def who(step: Step) -> StrOrPromise:
    """The role that takes a step."""
    return ROLES[step.role].name if step.role in ROLES else step.role


def kind_name(dossier: Dossier) -> str:
    """The kind of dossier: first, upgrade or renewal, in the regime's words."""
    return say(dossier.regime_id, procedure.regime_of(dossier).kind(dossier.kind).name)


def part_choices(dossier: Dossier) -> list[tuple[str, StrOrPromise]]:
    """What the commune can ask to be completed: the parts of the dossier, then each criterion."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    owed = any(
        part.code in completeness.ANSWERED_IN_CHANGES
        for part in procedure.regime_of(dossier).kind(dossier.kind).parts
    )
    left_out = {completeness.REPORT} | (set() if owed else {completeness.CHANGES})
    parts = [(code, name) for code, name in PARTS.items() if code not in left_out]
    return [*parts, *((no, criterion_name(dossier.regime_id, leaf.no, leaf.name)) for no, leaf in product_set.leaves.items())]


def part_name(dossier: Dossier, code: str) -> StrOrPromise:
    """A part in words: one of the parts above, or a criterion of the product set."""
    if not code or code in PARTS:
        return PARTS.get(code, "")
    leaf = regimes.product_set(dossier.regime_id, dossier.set_no).leaves.get(code)
    return criterion_name(dossier.regime_id, leaf.no, leaf.name) if leaf else code


def criterion_name(regime_id: str, number: str, name: str) -> str:
    """A criterion with its number, in the language of the page."""
    return _("Criterion %(no)s: %(name)s") % {"no": number, "name": say(regime_id, name)}


def _working_days(today: date, last_day: date) -> int:
    try:
        return calendar.working_days_between(today, last_day)
    except calendar.BeyondCalendar:
        return (last_day - today).days


__all__ = ["Clock", "clock", "gettext_lazy", "state_tag"]
