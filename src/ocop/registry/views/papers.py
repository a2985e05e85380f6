"""Pages of the store of papers: a producer's papers, one paper, what lapses, what products lack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.people.roles import Reach
from ocop.places import queries as places
from ocop.platform import clock, files
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, is_number, posted_version
from ocop.registry import codes, gates, paper_uses, papers, queries
from ocop.registry.actions import papers as paper_actions
from ocop.registry.forms.papers import FileForm, LackingForm, LapsingForm, PaperForm, facts_of

if TYPE_CHECKING:
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import Paper, Producer

PAGE: Final = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def papers_of(request: ActorRequest, pk: int) -> HttpResponse:
    """The papers of a producer, and the form that enters one more."""
    producer = get_object_or_404(queries.producers(request.actor), pk=pk)
    may = papers.can_write(request.actor, producer, clock.today())
    if request.method == "POST":
        require(may)
    form = _form(request, producer) if may else None
    attempt = Attempt(form) if form else None
    if form and attempt and request.method == "POST" and form.is_valid():
        with attempt:
            paper = paper_actions.add_paper(
                actor=request.actor,
                producer_id=pk,
                facts=form.facts(),
                products=form.scope(),
                file=form.cleaned_data["file"],
                now=clock.now(),
            )
            return redirect("registry:paper", paper.pk)
    return render(request, "registry/papers.html", _listed(producer, form, may.reason))


def _listed(producer: Producer, form: PaperForm | None, refusal: object) -> dict[str, object]:
    today, names = clock.today(), codes.words(*papers.LISTS)
    soon = today + papers.SOON
    rows = [
        (one, names.get(one.kind, ""), papers.state(one, today, soon)) for one in papers.of_producer(producer)
    ]
    return {
        "producer": producer,
        "rows": rows,
        "former": papers.former_of(producer),
        "form": form,
        "refusal": refusal,
    }


@require_http_methods(PAGE)
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """One paper: what stands on it, what it proves, and the form that corrects it."""
    one = _paper(request, pk)
    may = papers.can_write(request.actor, one.producer, clock.today())
    if request.method == "POST":
        require(may)
    form = _form(request, one.producer, one, with_file=False)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            paper_actions.describe_paper(
                actor=request.actor,
                paper_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                products=form.scope(),
                now=clock.now(),
            )
        if attempt.done:
            messages.success(request, _("The paper was saved."))
            return redirect("registry:paper", pk)
    context = {
        "form": form,
        "stale": attempt.stale,
        "may": may,
        "file_form": FileForm(),
        **_shown(request, one),
    }
    return render(request, "registry/paper.html", context, status=attempt.status)


def _shown(request: ActorRequest, one: Paper) -> dict[str, object]:
    today = clock.today()
    newer = one.replaced_by.filter(removed_on=None).first()
    return {
        "paper": one,
        "newer": newer,
        "kind": codes.words(*papers.LISTS).get(one.kind, ""),
        "state": None if newer else papers.state(one, today, today + papers.SOON),
        "scopes": one.scopes.select_related("product").order_by("product__name_key"),
        "uses": paper_uses.uses_of(one) if papers.can_read_file(request.actor, one.producer) else [],
        "may_read": papers.can_read_file(request.actor, one.producer),
        "history": told(request.actor, for_object(one)),
    }


@require_http_methods(PAGE)
@signed_in
def paper_file(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file of a paper as a download; sent here, it is added to a paper that has none."""
    one = _paper(request, pk)
    if request.method == "POST":
        return _take_file(request, one)
    require(papers.can_read_file(request.actor, one.producer))
    if not one.sha256:
        raise Http404
    return files.send(one.sha256, name=one.file_name, media_type=one.media_type)


def _take_file(request: ActorRequest, one: Paper) -> HttpResponse:
    require(papers.can_write(request.actor, one.producer, clock.today()))
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        paper_actions.attach_file(
            actor=request.actor,
            paper_id=one.pk,
            expected_version=posted_version(request),
            file=form.cleaned_data["file"],
            now=clock.now(),
        )
        return redirect("registry:paper", one.pk)
    context = {
        "form": _form(request, one.producer, one, with_file=False, fresh=True),
        "may": papers.can_write(request.actor, one.producer, clock.today()),
        "file_form": form,
        **_shown(request, one),
    }
    return render(request, "registry/paper.html", context)


@require_http_methods(PAGE)
@signed_in
def renew_paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the paper that takes the place of one."""
    one = _paper(request, pk)
    require(papers.can_write(request.actor, one.producer, clock.today()))
    initial = facts_of(one) | {"number": "", "issued_on": None, "expires_on": None}
    form = PaperForm(*_sent(request), initial=initial, products=[], kept=one.kind)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            new = paper_actions.renew_paper(
                actor=request.actor,
                paper_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                file=form.cleaned_data["file"],
                now=clock.now(),
            )
            return redirect("registry:paper", new.pk)
    context = {"form": form, "paper": one, "stale": attempt.stale}
    return render(request, "registry/paper_renew.html", context, status=attempt.status)


@require_POST
@signed_in
def remove_paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a paper out of the store."""
    one = _paper(request, pk)
    require(papers.can_write(request.actor, one.producer, clock.today()))
    paper_actions.remove_paper(
        actor=request.actor,
        paper_id=pk,
        expected_version=posted_version(request),
        reason=request.POST.get("reason", ""),
        now=clock.now(),
    )
    messages.success(request, _("The paper “%(title)s” was taken out.") % {"title": one.title})
    return redirect("registry:papers", one.producer_id)


@require_safe
@signed_in
def lapsing(request: ActorRequest) -> HttpResponse:
    """The papers that lapse within some days, or before the certificate they carry (filters: address)."""
    form = LapsingForm(request.GET)
    form.is_valid()
    today = clock.today()
    days = form.cleaned_data.get("days")
    by = today + (papers.SOON if days is None else timedelta(days=days))
    found = papers.lapsing(
        request.actor, by="certificate" if form.cleaned_data.get("certificate") else by, on=today
    )
    units, unit = _units(request)
    found = papers.in_unit(found, unit.path if unit else "")
    wanted = request.GET.get("producer", "")
    if is_number(wanted):
        found = found.filter(producer_id=int(wanted))
    page, names = page_of(found, request.GET, by=("expires_on", "pk")), codes.words(*papers.LISTS)
    rows = [(one, names.get(one.kind, ""), papers.state(one, today, by)) for one in page.items]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "units": units,
        "unit": unit,
        "days": papers.SOON.days,
    }
    return render(request, "registry/lapsing.html", context)


@require_safe
@signed_in
def lacking(request: ActorRequest) -> HttpResponse:
    """The products that lack a paper their set needs, by paper and unit; filters in the address (S17.13)."""
    known = {gate.code: gate for gate in gates.gates()}
    gate = known.get(request.GET.get("gate", "")) or next(iter(known.values()))
    found = papers.lacking(request.actor, gate, clock.today())
    units, unit = _units(request)
    if unit is not None:
        found = found.filter(commune__scope__startswith=unit.path)
    page = page_of(found, request.GET, by=("name_key", "pk"))
    form = LackingForm(initial={"gate": gate.code})
    counts = [(one, papers.count_lacking(request.actor, one, clock.today())) for one in known.values()]
    context = {
        "form": form,
        "gate": gate,
        "page": page,
        "units": units,
        "unit": unit,
        "counts": counts,
        "most": papers.MOST_COUNTED,
        "sees_producers": request.actor.may("producer.read"),
    }
    return render(request, "registry/lacking.html", context)


def _units(request: ActorRequest) -> tuple[list[Unit], Unit | None]:
    """The units below the actor's own to choose from, and the one that the address names."""
    units = _below(request.actor)
    wanted = request.GET.get("unit", "")
    return units, next((one for one in units if str(one.pk) == wanted), None)


def _below(actor: Actor) -> list[Unit]:
    if actor.reach == Reach.OWN or not actor.unit_path:
        return []
    return list(places.current().filter(parent__path=actor.unit_path).order_by("sort_key"))


def _form(
    request: ActorRequest,
    producer: Producer,
    one: Paper | None = None,
    *,
    with_file: bool = True,
    fresh: bool = False,
) -> PaperForm:
    """The form about a paper; `fresh` where what was sent is of another form."""
    initial: dict[str, object] = {"holder": producer.name}
    if one is not None:
        initial = facts_of(one) | {"products": list(one.scopes.values_list("product_id", flat=True))}
    return PaperForm(
        *(() if fresh else _sent(request)),
        initial=initial,
        products=queries.products_of(producer),
        kept=one.kind if one else "",
        with_file=with_file,
    )


def _sent(request: ActorRequest) -> tuple[object, ...]:
    given = typed(request)
    return (given, request.FILES) if given is not None else ()


def _paper(request: ActorRequest, pk: int) -> Paper:
    try:
        return papers.seen(request.actor, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error
