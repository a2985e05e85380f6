"""Pages of what a producer tells of its years, its marks, linkages and planting areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import actions, queries, rules
from ocop.registry.actions.figures import FIRST_YEAR, YearFacts
from ocop.registry.forms import AreaForm, EndForm, LinkageForm, TraitForm, YearForm
from ocop.registry.models import Linkage, PlantingArea, ProducerTrait
from ocop.registry.views.finding import PAGE, found_producer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.registry.models import Producer, ProducerYear

    Row = ProducerTrait | Linkage | PlantingArea


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of dated fact of a producer: its words, its form, its actions, and what the form begins with."""

    add_title: StrOrPromise
    title: StrOrPromise
    form: type[TraitForm | LinkageForm | AreaForm]
    rows: Callable[[ActorRequest], QuerySet[Any]]
    add: Callable[..., object]
    correct: Callable[..., object]
    end: Callable[..., object]
    key: str
    initial: Callable[[Any], Mapping[str, object]]
    keep: Callable[[Any], str]


PARTS: Final[Mapping[str, Part]] = {
    "trait": Part(
        add_title=_("Add a mark"),
        title=_("Correct the mark"),
        form=TraitForm,
        rows=lambda request: queries.dated(request.actor, ProducerTrait),
        add=actions.add_trait,
        correct=actions.correct_trait,
        end=actions.end_trait,
        key="trait_id",
        initial=vars,
        keep=lambda row: row.code,
    ),
    "linkage": Part(
        add_title=_("Add a linkage"),
        title=_("Correct the linkage"),
        form=LinkageForm,
        rows=lambda request: queries.dated(request.actor, Linkage).select_related("partner"),
        add=actions.add_linkage,
        correct=actions.correct_linkage,
        end=actions.end_linkage,
        key="linkage_id",
        initial=lambda row: vars(row) | {"partner_code": row.partner.code if row.partner else ""},
        keep=lambda row: row.kind,
    ),
    "area": Part(
        add_title=_("Add a planting area"),
        title=_("Correct the planting area"),
        form=AreaForm,
        rows=lambda request: queries.dated(request.actor, PlantingArea).select_related("commune"),
        add=actions.add_area,
        correct=actions.correct_area,
        end=actions.end_area,
        key="area_id",
        initial=lambda row: vars(row) | {"commune": row.commune.code},
        keep=lambda row: row.standard,
    ),
}


@require_safe
@signed_in
def years(request: ActorRequest, pk: int) -> HttpResponse:
    """The figures of a producer, year by year, and where those of a year are written."""
    producer = found_producer(request, pk)
    context = {
        "producer": producer,
        "rows": queries.years_of(producer, clock.today().year),
        "may_change": rules.can_change_producer(request.actor, producer),
    }
    return render(request, "registry/producer_years.html", context)


@require_http_methods(PAGE)
@signed_in
def year(request: ActorRequest, pk: int, year: int) -> HttpResponse:
    """Write the figures of one year."""
    producer = found_producer(request, pk)
    require(rules.can_change_producer(request.actor, producer))
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    row = producer.years.filter(year=year).first()
    form = YearForm(typed(request), initial=_figures(row))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.save_year(
                actor=request.actor,
                producer_id=pk,
                year=year,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:years", pk)
    title = _("Figures of %(year)s") % {"year": year}
    return _page(request, producer, attempt, title, version=row.version if row else 0, back="registry:years")


@require_http_methods(PAGE)
@signed_in
def new(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """Add a mark, a linkage or a planting area."""
    producer, kind, today = found_producer(request, pk), PARTS[part], clock.today()
    require(rules.can_change_producer(request.actor, producer))
    attempt = Attempt(kind.form(typed(request), initial=_begun(part, producer), today=today))
    form: Any = attempt.form
    if request.method == "POST" and form.is_valid():
        with attempt:
            kind.add(actor=request.actor, producer_id=pk, facts=form.facts(), now=clock.now())
        if attempt.done:
            return redirect(_section(pk, part))
    return _page(request, producer, attempt, kind.add_title)


@require_http_methods(PAGE)
@signed_in
def change(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """Correct a mark, a linkage or a planting area; the same page ends it."""
    row, kind = _row(request, pk, part), PARTS[part]
    initial = kind.initial(row)
    attempt = Attempt(kind.form(typed(request), initial=initial, today=clock.today(), keep=kind.keep(row)))
    form: Any = attempt.form
    if request.method == "POST" and form.is_valid():
        with attempt:
            kind.correct(
                actor=request.actor,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
                **{kind.key: pk},
            )
        if attempt.done:
            return redirect(_section(row.producer_id, part))
    ending = None if row.to_on else EndForm()
    return _row_page(request, row, part, attempt, ending)


@require_POST
@signed_in
def end(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """Give a mark, a linkage or a planting area its last day."""
    row, kind = _row(request, pk, part), PARTS[part]
    ending = EndForm(request.POST)
    attempt = Attempt(ending)
    if ending.is_valid():
        with attempt:
            kind.end(
                actor=request.actor,
                expected_version=posted_version(request),
                to_on=ending.cleaned_data["to_on"],
                now=clock.now(),
                **{kind.key: pk},
            )
        if attempt.done:
            return redirect(_section(row.producer_id, part))
    form = kind.form(initial=kind.initial(row), today=clock.today(), keep=kind.keep(row))
    again = Attempt(form)
    again.stale = attempt.stale
    return _row_page(request, row, part, again, ending)


def _row_page(
    request: ActorRequest, row: Row, part: str, attempt: Attempt, ending: EndForm | None
) -> HttpResponse:
    """The page that corrects or ends a row."""
    addresses: dict[str, Any] = {
        "ending": ending,
        "end_url": reverse(f"registry:end_{part}", args=[row.pk]),
        "action": reverse(f"registry:change_{part}", args=[row.pk]),
    }
    title = PARTS[part].title
    return _page(request, row.producer, attempt, title, version=row.version, **addresses)


def _page(
    request: ActorRequest,
    producer: Producer,
    attempt: Attempt,
    title: StrOrPromise,
    *,
    back: str = "registry:producer",
    **more: object,
) -> HttpResponse:
    context = {
        "producer": producer,
        "form": attempt.form,
        "stale": attempt.stale,
        "title": title,
        "back": reverse(back, args=[producer.pk]),
        **more,
    }
    return render(request, "registry/producer_part.html", context, status=attempt.status)


def _row(request: ActorRequest, pk: int, part: str) -> Any:
    """A row of a producer this actor may change. Raises: Http404, Denied."""
    row = get_object_or_404(PARTS[part].rows(request), pk=pk)
    require(rules.can_change_producer(request.actor, row.producer))
    return row


def _section(pk: int, part: str) -> str:
    return f"{reverse('registry:producer', args=[pk])}#{part}s"


def _begun(part: str, producer: Producer) -> dict[str, object]:
    """What a new form begins with: a planting area lies in the producer's own commune, unless it does not."""
    return {"commune": producer.commune.code} if part == "area" else {}


def _figures(row: ProducerYear | None) -> dict[str, int | None]:
    """The figures as the form takes them: whole numbers."""
    values = {name: getattr(row, name, None) for name in YearFacts.__dataclass_fields__}
    return {name: None if value is None else int(value) for name, value in values.items()}
