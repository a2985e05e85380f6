"""Words and colours for the offices' pages: where a dossier stands, what comes next, how long is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from ocop.evaluation import completeness, procedure, states
from ocop.evaluation.models import SeatRole
from ocop.evaluation.regulation import level_of
from ocop.law import calendar
from ocop.law.regime import CouncilRules
from ocop.notices import reminders
from ocop.people.roles import ROLES
from ocop.platform.display import Tag
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import CommuneReport, Council, Dossier
    from ocop.law.regime import Level, Limit, Step
    from ocop.platform.display import Tone

NEW: Final = Tag(pgettext_lazy("state of a dossier", "New"), "blue")
LOOKED_AT: Final = Tag(pgettext_lazy("state of a dossier", "Being looked at"), "blue")
SOON: Final = 3
"""Days left from which a clock is shown in amber."""

STEPS: Final = {
    procedure.FILE: pgettext_lazy("what comes next", "The producer completes the dossier and files it"),
    procedure.RETURN: pgettext_lazy("what comes next", "The commune may return it for completion"),
    procedure.SEND_UP: pgettext_lazy("what comes next", "The commune writes its report and sends it up"),
    procedure.ACCEPT: pgettext_lazy("what comes next", "The office checks the dossier"),
    procedure.CONVENE: pgettext_lazy("what comes next", "The office puts it before a council"),
    procedure.SEAL: pgettext_lazy("what comes next", "The members fill in and seal their sheets"),
    procedure.CLOSE: pgettext_lazy("what comes next", "The council settles the result"),
    procedure.RECOGNISE: pgettext_lazy("what comes next", "A decision on recognition is signed and entered"),
    procedure.FORWARD: pgettext_lazy("what comes next", "The result is approved and goes to the next level"),
}
WHOLE: Final = "whole"
PARTS: Final = {
    completeness.REGISTRATION: pgettext_lazy("part of a dossier", "Registration (form 01)"),
    "general": pgettext_lazy("part of a dossier", "Form 02, part I: general information"),
    "business_results": pgettext_lazy("part of a dossier", "Form 02, part II: business results"),
    "future_plan": pgettext_lazy("part of a dossier", "Form 02, part IV: plan for the time ahead"),
    completeness.SELF_ANSWERS: pgettext_lazy("part of a dossier", "Self-assessment by criterion"),
    completeness.CHANGES: pgettext_lazy("part of a dossier", "What changed since the last recognition"),
    "evidence": pgettext_lazy("part of a dossier", "Evidence"),
    completeness.REPORT: pgettext_lazy("part of a dossier", "Report of the commune (form 03)"),
    WHOLE: pgettext_lazy("part of a dossier", "The dossier as a whole"),
}
EARLIER_PARTS: Final = {
    completeness.SELF_REPORT: pgettext_lazy("part of a dossier", "Self-assessment report (form 02)"),
}
"""Parts that requests of earlier days name."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a legal term still runs: its last day, the words with their colour, and where it is set.

    `for_result`: it is the last day of a transitional rule for the result, not of the office that has it.
    """

    last_day: date
    tag: Tag
    article: str = ""
    overdue: bool = False
    for_result: bool = False


def state_tag(dossier: Dossier, *, looked_at: bool | None = None) -> Tag:
    """The state in words. `looked_at` tells the commune its begun dossiers from the untouched ones."""
    if looked_at is not None and dossier.state == "filed":
        return LOOKED_AT if looked_at else NEW
    return states.of(dossier)


def clock(dossier: Dossier, today: date) -> Clock | None:
    """The clock of whoever has the dossier now; None where the regime sets no limit or it has ended."""
    last_day = dossier.answer_due_on
    if last_day is None:
        return None
    limit = running_limit(dossier)
    article = say(dossier.regime_id, limit.article) if limit else ""
    return Clock(last_day, _term_tag(limit, today, last_day), article, overdue=last_day < today)


def running_limit(dossier: Dossier) -> Limit | None:
    """The limit that runs while the dossier is where it is now."""
    regime = procedure.regime_of(dossier)
    for step in regime.steps:
        here = (step.to_level or step.level) in {None, dossier.level}
        if step.after == dossier.state and here and step.limit is not None:
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
    return ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}


def next_step(dossier: Dossier) -> StrOrPromise:
    """What happens next and who does it; empty where the way ends."""
    ahead = [step for step in procedure.steps_from(dossier) if step.code in STEPS or step.name]
    if not ahead:
        return ""
    step = next((step for step in ahead if step.code != procedure.RETURN), ahead[0])
    return step_name(dossier, step) or STEPS[step.code]


def step_name(dossier: Dossier, step: Step) -> str:
    """The regime's own words for a step; empty where it has none."""
    return say(dossier.regime_id, step.name) if step.name else ""


def step_words(dossier: Dossier, step: Step) -> str:
    """What a step that only the regime knows is called on a button: its words, else its code."""
    return step_name(dossier, step) or states.plain(step.code)


def level_name(dossier: Dossier, code: str) -> str:
    """A level of government in the regime's words."""
    return say(dossier.regime_id, procedure.regime_of(dossier).level(code).name)


def level_below(dossier: Dossier) -> str:
    """The level that a dossier is sent back to from where it is; empty where none is."""
    steps = (step for step in procedure.steps_from(dossier) if step.code == procedure.SEND_BACK)
    return next((level_name(dossier, step.to_level) for step in steps if step.to_level), "")


def level_back_to(dossier: Dossier) -> str:
    """The level that a dossier is handed back to from where it is; empty where none is."""
    steps = (step for step in procedure.steps_from(dossier) if step.code == procedure.HAND_BACK)
    return next((level_name(dossier, step.to_level) for step in steps if step.to_level), "")


def kind_name(dossier: Dossier) -> str:
    """The kind of dossier: first, upgrade or renewal, in the regime's words."""
    return say(dossier.regime_id, procedure.regime_of(dossier).kind(dossier.kind).name)


Choices = list[tuple[str, "StrOrPromise"]]


def part_choices(dossier: Dossier, *, report: bool = False) -> tuple[Choices, Choices]:
    """What can be asked to be completed: the parts of the dossier, with the commune's report where it is
    checked by the office above, and the criteria.
    """
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    owed = any(
        part.code in completeness.ANSWERED_IN_CHANGES
        for part in procedure.regime_of(dossier).kind(dossier.kind).parts
    )
    left_out = (set() if report else {completeness.REPORT}) | (set() if owed else {completeness.CHANGES})
    parts: Choices = [(code, name) for code, name in PARTS.items() if code not in left_out]
    criteria: Choices = [
        (leaf.no, criterion_name(dossier.regime_id, leaf.no, leaf.name))
        for leaf in product_set.leaves.values()
    ]
    return parts, criteria


def part_name(dossier: Dossier, code: str) -> StrOrPromise:
    """A part in words: one of the parts above, or a criterion of the product set."""
    known = {**EARLIER_PARTS, **PARTS}
    if not code or code in known:
        return known.get(code, "")
    leaf = regimes.product_set(dossier.regime_id, dossier.set_no).leaves.get(code)
    return criterion_name(dossier.regime_id, leaf.no, leaf.name) if leaf else code


def criterion_name(regime_id: str, number: str, name: str) -> str:
    """A criterion with its number, in the language of the page."""
    return _("Criterion %(no)s: %(name)s") % {"no": number, "name": say(regime_id, name)}


def set_name(dossier: Dossier) -> str:
    """The product set with its number."""
    name = say(dossier.regime_id, regimes.product_set(dossier.regime_id, dossier.set_no).name)
    return _("%(no)d. %(name)s") % {"no": dossier.set_no, "name": name}


def topics(dossier: Dossier) -> list[tuple[str, str]]:
    """The topics of the commune's report, by code."""
    return [
        (topic.code, say(dossier.regime_id, topic.name))
        for topic in procedure.regime_of(dossier).commune_topics
    ]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the commune found on one topic."""

    topic: str
    text: str
    is_local: bool | None


def findings(dossier: Dossier, report: CommuneReport | None) -> list[Finding]:
    """The findings of form 03 in the regime's order, those still empty included."""
    written = {found.topic: found for found in report.findings.all()} if report else {}
    return [
        Finding(name, written[code].finding, written[code].is_local)
        if code in written
        else Finding(name, "", None)
        for code, name in topics(dossier)
    ]


def certificate_tag(left: int, *, renewable: bool) -> Tag:
    """How long a certificate still holds, in words; amber once its renewal can be filed."""
    if left < 0:
        return Tag(_("Expired"), "red")
    return Tag(days_left(left), "amber" if renewable else "green")


@dataclass(frozen=True, slots=True)
class PresentRound:
    """The round of evaluation that runs now: its results are due before a day."""

    no: int
    year: int
    results_before: date
    article: str
    tag: Tag


def present_round(role: str, today: date) -> PresentRound | None:
    """The round whose results the level of this role owes next; None where it owes none."""
    office = ROLES[role]
    kinds = {str(level) for level in office.levels} if "decision.record" in office.rights else set()
    regime = regimes.regime_on(today)
    levels = {level.code for level in regime.levels if level.scores and level.unit_kind in kinds}
    ahead = [
        (date(year + one.years_after, *map(int, one.results_before.split("-"))), year, one)
        for one in regime.rounds
        if one.level in levels
        for year in (today.year - 1, today.year)
    ]
    last_day, year, found = min(
        (line for line in ahead if line[0] > today), key=lambda line: line[0], default=(None, 0, None)
    )
    if last_day is None or found is None:
        return None
    left = (last_day - today).days - 1
    return PresentRound(
        found.no, year, last_day, say(regime.id, found.article), Tag(days_left(left), tone_of(left))
    )


def default_rules(level: Level) -> CouncilRules:
    """The rules a council of this level begins with."""
    return level.council_defaults or CouncilRules()


def council_gap(council: Council) -> StrOrPromise:
    """What a council still lacks before a dossier can go before it; empty when it is ready."""
    seats = list(council.members)
    roles = {seat.role for seat in seats}
    for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
        if role not in roles:
            return _("The council has no %(role)s yet. Seat one first.") % {"role": role.label}
    return "" if any(seat.scores for seat in seats) else _("Nobody in the council fills in a sheet yet.")


def term_tag(council: Council, today: date) -> Tag | None:
    """How long the term of a council still runs; None where its decision sets no end."""
    if council.term_to is None:
        return None
    left = (council.term_to - today).days
    if left < 0:
        return Tag(_("The term has ended"), "red")
    return Tag(days_left(left), "amber" if left <= term_near() else "green")


def term_near() -> int:
    """Days left from which the end of a council's term is warned of: the first day of its reminders."""
    return max(reminders.schedule().council_term)


def term_alert(council: Council, today: date) -> Tag | None:
    """The alert of a term that ends soon or has ended, for a list; None before."""
    if council.term_to is None:
        return None
    left = (council.term_to - today).days
    if left < 0:
        return Tag(_("The term has ended"), "red")
    return Tag(_("Term ends soon"), "amber") if left <= term_near() else None


def composition(council: Council) -> list[str]:
    """Who the rulebook of the day of the decision wants on such a council, line by line."""
    regime = regimes.regime_on(council.decided_on)
    level = level_of(council.unit, council.decided_on)
    return [say(regime.id, line) for line in level.composition] if level else []


def unrepresented(council: Council) -> list[str]:
    """The lines of the rulebook's composition for which nobody is said to sit on the council."""
    there = set(council.members.values_list("represents", flat=True))
    return [line for no, line in enumerate(composition(council), 1) if no not in there]


def samples(dossier: Dossier) -> tuple[int, str] | None:
    """How many samples go with the dossier, and where that is written; None where none do."""
    asked = procedure.regime_of(dossier).samples
    if asked is None or dossier.set_no in asked.except_sets:
        return None
    return asked.count, say(dossier.regime_id, asked.article)


def _term_tag(limit: Limit | None, today: date, last_day: date) -> Tag:
    """The words and colour of a term, in the unit in which the law counts it."""
    days = (last_day - today).days
    if limit is None or limit.unit != "working_days" or days == 0:
        return Tag(days_left(days), tone_of(days))
    try:
        left = calendar.working_days_between(today, last_day)
    except calendar.BeyondCalendar:
        return Tag(days_left(days), tone_of(days))
    if left == 0:
        # A day off lies between: late without a working day lost, or due on a day off.
        return Tag(_("Past the last day"), "red") if days < 0 else Tag(days_left(days), tone_of(days))
    return Tag(working_days_left(left), tone_of(left))
