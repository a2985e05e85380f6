"""What a dossier was given back for: what is open, what may be asked, how long it was away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.evaluation import completeness, display, procedure, tasks
from ocop.evaluation.models import Correction
from ocop.evaluation.queries import open_corrections
from ocop.law import calendar
from ocop.platform.clock import local_day
from ocop.platform.display import Tag, Task, TaskGroup

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import CorrectionRound, Dossier

PAPER: Final = "paper-"
"""What the code of a part begins with that is one piece of evidence."""
ANSWERED: Final = Tag(gettext_lazy("Answered"), "plain")
OPEN: Final = Tag(gettext_lazy("To be answered"), "amber")
REPORT_PARTS: Final = frozenset({"general", "business_results", "future_plan", completeness.CHANGES})


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that was asked for, its part in words."""

    correction: Correction
    part: StrOrPromise


@dataclass(frozen=True, slots=True)
class Away:
    """A round with its items in order, and the days the term of the office stood still."""

    round: CorrectionRound
    items: list[Item]
    asked_on: date
    answered_on: date | None
    days: int
    working_days: int | None


def rounds(dossier: Dossier, today: date, *, of_offices: bool = True) -> list[Away]:
    """Every round of a dossier, the latest first; without `of_offices` only those that its producer saw."""
    found = dossier.correction_rounds.select_related("asked_by").prefetch_related(
        Prefetch("items", Correction.objects.select_related("answered_by").order_by("pk"))
    )
    if not of_offices:
        found = found.filter(to_producer=True)
    return [_away(dossier, one, today) for one in found.order_by("-no")]


def part_name(dossier: Dossier, one: Correction) -> StrOrPromise:
    """What an item is about, in words."""
    if one.about:
        return _("The paper “%(title)s”") % {"title": one.about}
    return display.part_name(dossier, one.part)


def link(dossier: Dossier, one: Correction) -> str:
    """Where the producer puts an item right; empty for the dossier as a whole."""
    if one.part in tasks.table(dossier).product_set.leaves:
        return tasks.criterion_link(dossier, one.part)
    if one.paper_id is not None:
        return reverse("evaluation:paper", args=[dossier.pk, one.paper_id])
    if one.part in REPORT_PARTS:
        return reverse("evaluation:report", args=[dossier.pk, one.part])
    match one.part:
        case completeness.SELF_ANSWERS:
            first = next(top.no for part in tasks.table(dossier).product_set.parts for top in part.sections)
            return reverse("evaluation:section", args=[dossier.pk, first])
        case completeness.SELF_REPORT:
            return reverse("evaluation:report", args=[dossier.pk, "general"])
        case completeness.REGISTRATION | "evidence":
            return reverse(f"evaluation:{one.part}", args=[dossier.pk])
        case completeness.REPORT:
            return reverse("evaluation:commune_report", args=[dossier.pk])
        case _:
            return ""


def page(dossier: Dossier, one: Correction) -> dict[str, object]:
    """What the page of one item shows."""
    filing = procedure.can_start(dossier, procedure.FILE)
    back = "evaluation:fill" if filing else "evaluation:send_up"
    return {
        "dossier": dossier,
        "correction": one,
        "part": part_name(dossier, one),
        "place": link(dossier, one) if filing or one.part == completeness.REPORT else "",
        "back": reverse(back, args=[dossier.pk]),
    }


def overview(dossier: Dossier, today: date) -> dict[str, object]:
    """The producer's task list, which begins with what was asked for."""
    shown = tasks.overview(dossier, today)
    asked = task_group(dossier)
    groups = [asked] if asked else []
    return {**shown, "asked": asked, "groups": [*groups, *shown["groups"]]}


def task_group(dossier: Dossier) -> TaskGroup | None:
    """What was asked for, as a group of the task list; None where nothing was."""
    found = list(open_corrections(dossier))
    if not found:
        return None
    rows = [
        Task(
            part_name(dossier, one),
            ANSWERED if one.answered_at else OPEN,
            reverse("evaluation:correction", args=[dossier.pk, one.pk]),
            one.reason,
        )
        for one in found
    ]
    return TaskGroup(gettext_lazy("What has to be completed"), rows)


def choices(
    dossier: Dossier, *, report: bool = False
) -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """What can be asked to be completed, in groups: parts of the dossier, its papers, its criteria."""
    parts, criteria = display.part_choices(dossier, report=report)
    titles = dossier.evidence.order_by("added_at", "pk").values_list("pk", "title")
    papers: list[tuple[str, StrOrPromise]] = [(f"{PAPER}{pk}", title) for pk, title in titles]
    groups: list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]] = [
        (_("Parts of the dossier"), parts),
        (_("Papers and photos"), papers),
        (_("Criteria"), criteria),
    ]
    return [(name, rows) for name, rows in groups if rows]


def _away(dossier: Dossier, one: CorrectionRound, today: date) -> Away:
    start = local_day(one.asked_at)
    end = local_day(one.answered_at) if one.answered_at else None
    until = end or today
    try:
        working = calendar.working_days_between(start, until)
    except calendar.BeyondCalendar:
        working = None
    items = [Item(item, part_name(dossier, item)) for item in one.items.all()]
    return Away(one, items, start, end, (until - start).days, working)
