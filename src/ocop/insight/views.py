"""Pages of figures: a table for any question, and the records behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from ocop.insight import stats
from ocop.insight.forms import AskForm
from ocop.insight.measures import NAMES, Counted
from ocop.insight.questions import BadQuestion, Question
from ocop.insight.rules import can_read_figures
from ocop.insight.sheets import workbook
from ocop.places import queries as places
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.files import XLSX
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.platform.templatetags.ui import decimal, number
from ocop.platform.web import ActorRequest
from ocop.registry import queries as registry

if TYPE_CHECKING:
    from fractions import Fraction

BAR: Final = 100
"""Length of the longest bar of the chart."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: words, figure, share, length of its bar, and the address of what is behind."""

    label: tuple[str, ...]
    value: str
    share: str
    bar: int
    behind: str


@require_safe
@signed_in
def statistics(request: ActorRequest) -> HttpResponse:
    """A table of figures for what the address asks; as a workbook with `format=xlsx`."""
    require(can_read_figures(request.actor))
    form = AskForm(request.GET, today=clock.today())
    try:
        answer = stats.ask(request.actor, form.question(request.GET.getlist("where")))
    except BadQuestion as error:
        context: dict[str, object] = {"form": form, "faults": error.faults}
        return render(request, "insight/statistics.html", context, status=400)
    if request.GET.get("format") == "xlsx":
        return _download(answer)
    context = {"form": form, "narrowed": form.is_narrowed, "answer": answer, "lines": _lines(answer)}
    return render(request, "insight/statistics.html", {**context, **_heads(answer), "again": _again(request)})


@require_safe
@signed_in
def behind(request: ActorRequest) -> HttpResponse:
    """The products, communes or districts behind a figure."""
    require(can_read_figures(request.actor))
    form = AskForm(request.GET, today=clock.today())
    try:
        question = form.question(request.GET.getlist("where"))
        is_units = question.measure.counted in stats.UNITS
        find = stats.units_behind if is_units else stats.behind
        keys = find(request.actor, question)
    except BadQuestion as error:
        context: dict[str, object] = {"form": form, "faults": error.faults}
        return render(request, "insight/statistics.html", context, status=400)
    context = {"question": question, "count": len(keys), "again": _again(request)}
    if is_units:
        context["of_districts"] = question.measure.counted == Counted.DISTRICT
        units = page_of(places.as_of(question.map_on).filter(pk__in=keys), request.GET, by=("folded", "pk"))
        context["units"] = [(unit, unit.named_on(question.map_on).full_name) for unit in units.items]
        return render(request, "insight/behind.html", {**context, "page": units})
    rows = registry.products(request.actor).filter(pk__in=keys)
    context["page"] = page_of(rows, request.GET, by=("name_key", "pk"))
    return render(request, "insight/behind.html", context)


def _download(answer: stats.Answer) -> HttpResponse:
    response = HttpResponse(workbook(answer), content_type=XLSX)
    name = f"ocop-{answer.question.measure.code}-{answer.question.as_of.isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heads(answer: stats.Answer) -> dict[str, object]:
    question = answer.question
    return {
        "question": question,
        "groups": question.groups,
        "heads": [NAMES[one] for one in question.by],
        "total": _shown(question, answer.total),
        "behind_all": _behind(question, ()),
        "blank": range(max(len(question.by) - 1, 0)),
    }


def _lines(answer: stats.Answer) -> list[Line]:
    longest = max((row.value for row in answer.rows), default=None)
    return [
        Line(
            row.label,
            _shown(answer.question, row.value),
            "" if row.share is None else decimal(row.share, stats.DIGITS),
            _length(row.value, longest),
            _behind(answer.question, row.key) if row.value else "",
        )
        for row in (answer.rows if answer.question.by else [])
    ]


def _shown(question: Question, value: Fraction) -> str:
    if question.measure.is_rate:
        return f"{decimal(value, stats.DIGITS)}\u00a0%"
    return number(int(value))


def _length(value: Fraction, longest: Fraction | None) -> int:
    return int(value * BAR / longest) if longest else 0


def _behind(question: Question, key: tuple[str, ...]) -> str:
    """The query of the page of what is behind a line."""
    pairs = [*question.where, *zip(question.by, key, strict=bool(key) and len(key) == len(question.by))]
    words = [
        ("measure", question.measure.code),
        ("as_of", date_format(question.as_of, "SHORT_DATE_FORMAT")),
        ("map_on", date_format(question.map_on, "SHORT_DATE_FORMAT")),
        ("taxonomy", question.taxonomy),
        *(("where", f"{dimension}:{value}") for dimension, value in pairs),
    ]
    if question.period:
        words += [
            (name, date_format(day, "SHORT_DATE_FORMAT"))
            for name, day in zip(("first", "last"), question.period, strict=True)
        ]
    return urlencode(words)


def _again(request: ActorRequest) -> str:
    """The same question in an address, without the place in a list."""
    left_out = {"after", "before", "format"}
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in left_out]
    return urlencode(kept)
