"""The office of a level: the check of a dossier, councils, and dossiers put before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import (
    actions,
    corrections,
    display,
    packages,
    procedure,
    queries,
    regulation,
    reviewing,
    rules,
    trainings,
)
from ocop.evaluation.forms.desk import (
    ACCEPT,
    Candidate,
    CheckForm,
    ConveneForm,
    CouncilForm,
    PassOnForm,
    ReevaluateForm,
    ReplaceForm,
    SeatsForm,
)
from ocop.evaluation.models import Council, CouncilCase, Declaration, Dossier, Method, Result, Seat, Sheet
from ocop.evaluation.moving import lock_together, require_handed_back
from ocop.evaluation.queries import interests
from ocop.evaluation.relations import BlockedMember, record_block
from ocop.evaluation.views.commune import FORM, heading, open_step
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.people.models import Appointment, User
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.text import vi_sort_key
from ocop.platform.web import posted_version
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.law.regime import Level
    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag
    from ocop.platform.web import ActorRequest

MOST_AT_ONCE = 200


@require_http_methods(FORM)
@signed_in
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept a dossier for a council, or send it back with reasons."""
    dossier = open_step(request, pk, procedure.ACCEPT)
    parts = corrections.choices(dossier, report=True)
    form = CheckForm(typed(request), parts=parts, back_to=display.level_below(dossier))
    if request.method == "POST" and form.is_valid():
        _answer(request, pk, form)
        return redirect("evaluation:dossier", pk)
    report = queries.commune_report(dossier)
    findings = display.findings(dossier, report)
    context = {
        "form": form,
        "report": report,
        "findings": findings,
        "lines": packages.came(dossier, clock.today()),
    }
    return render(request, "evaluation/desk/check.html", {**context, **heading(dossier)})


@require_http_methods(FORM)
@signed_in
def pass_on(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Take a step that only the regime knows, under the words it brings along."""
    if code in procedure.ACTS:
        raise Http404
    dossier = open_step(request, pk, code)
    form = PassOnForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.pass_on(
            actor=request.actor,
            dossier_id=pk,
            code=code,
            expected_version=posted_version(request),
            note=form.cleaned_data["note"],
            now=clock.now(),
        )
        return redirect("evaluation:dossier", pk)
    words = display.step_words(dossier, procedure.step(dossier, code))
    context = {
        "form": form,
        "words": words,
        "lines": packages.came(dossier, clock.today()),
        **heading(dossier),
    }
    return render(request, "evaluation/desk/pass_on.html", context)


@require_http_methods(FORM)
@signed_in
def reevaluate(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a dossier that was handed back before a council of one's own again."""
    dossier = open_step(request, pk, procedure.REEVALUATE)
    require_handed_back(dossier)
    form = ReevaluateForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.reevaluate(
            actor=request.actor,
            dossier_id=pk,
            expected_version=posted_version(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        messages.info(request, _("The dossier waits for your council again."))
        return redirect("evaluation:dossier", pk)
    context = {"form": form, "result": queries.result(request.actor, pk), **heading(dossier)}
    return render(request, "evaluation/desk/reevaluate.html", context)


@require_safe
@signed_in
def councils(request: ActorRequest) -> HttpResponse:
    """The councils one may see, latest first."""
    page = page_of(queries.councils(request.actor), request.GET, by=("-decided_on", "-pk"))
    context = {
        "page": page,
        "may_create": request.actor.may("council.manage"),
        "kept": {one.pk for one in page.items if rules.can_manage_councils(request.actor, one.unit)},
        "rows": [(one, display.term_alert(one, clock.today())) for one in page.items],
        "dossier_id": request.GET.get("dossier", ""),
    }
    return render(request, "evaluation/desk/councils.html", context)


@require_http_methods(FORM)
@signed_in
def new_council(request: ActorRequest) -> HttpResponse:
    """Set up a council with the rules of the regime in force, changed where its regulation says so."""
    unit = Unit.objects.visible_to(request.actor).filter(path=request.actor.unit_path).first()
    if unit is None:
        raise Http404
    require(rules.can_manage_councils(request.actor, unit))
    level = regulation.level_of(unit, clock.today())
    if level is None:
        raise Conflict(_("No council is formed at this level under the rules in force."))
    form = CouncilForm(typed(request), defaults=display.default_rules(level))
    if request.method == "POST" and form.is_valid():
        try:
            council = actions.create_council(
                actor=request.actor,
                unit_code=unit.code,
                facts=form.facts(),
                rules_given=form.rules(),
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("evaluation:seats", council.pk)
    context = {"form": form, "unit": unit, **_origin(level)}
    return render(request, "evaluation/desk/new_council.html", context)


@require_safe
@signed_in
def council(request: ActorRequest, pk: int) -> HttpResponse:
    """A council: who sits on it, its rules, its cases and how far they are."""
    found = seen_council(request, pk)
    cases = found.cases.filter(dossier__in=Dossier.objects.visible_to(request.actor))
    page = page_of(
        cases.select_related("dossier__product__producer", "dossier__commune__parent", "result"),
        request.GET,
        by=("-convened_on", "-pk"),
    )
    may_manage = bool(rules.can_manage_councils(request.actor, found.unit))
    sheets, said = (model.objects.filter(seat=OuterRef("pk")) for model in (Sheet, Declaration))
    sitting = queries.seats(found).annotate(has_part=Exists(sheets) | Exists(said))
    context = {
        "council": found,
        "trained": trainings.of_seats(request.actor, sitting, clock.today()),
        "alert": display.term_alert(found, clock.today()),
        "lines": regulation.lines(found.regulation),
        "term": display.term_tag(found, clock.today()),
        "left": queries.seats_left(found),
        "lacking": display.unrepresented(found),
        "page": page,
        "rows": _case_lines(request.actor, page.items),
        "may_manage": may_manage,
        "gap": display.council_gap(found),
        "history": told(request.actor, for_object(found)),
    }
    return render(request, "evaluation/desk/council.html", context)


@require_http_methods(FORM)
@signed_in
def seats(request: ActorRequest, pk: int) -> HttpResponse:
    """Give places to people who are appointed council members."""
    found = managed(request, pk)
    taken = list(found.members.values_list("user_id", "role"))
    form = SeatsForm(
        typed(request),
        people=free_members(request, {user_id for user_id, _role in taken}),
        taken=[role for _user_id, role in taken],
        composition=display.composition(found),
    )
    if request.method == "POST" and form.is_valid():
        _seat(request, pk, form)
        return redirect("evaluation:council", pk)
    return render(request, "evaluation/desk/seats.html", {"form": form, "council": found})


@require_POST
@signed_in
def unseat(request: ActorRequest, pk: int) -> HttpResponse:
    """Take away a seat that has no sheet yet."""
    seat = get_object_or_404(Seat, pk=pk, council__in=queries.councils(request.actor))
    managed(request, seat.council_id)
    found = actions.unseat_member(
        actor=request.actor, seat_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("evaluation:council", found.pk)


@require_http_methods(FORM)
@signed_in
def convene(request: ActorRequest, pk: int) -> HttpResponse:
    """Put accepted dossiers before a council, all of those chosen or none."""
    found = managed(request, pk)
    form = ConveneForm(typed(request), candidates=_candidates(request, found), today=clock.today())
    refused = False
    if request.method == "POST" and form.is_valid():
        try:
            _convene(request, found, form)
        except Refused as refusal:
            if isinstance(refusal.__cause__, BlockedMember):
                # The dossiers chosen together were undone together, and the entry with them.
                record_block(actor=request.actor, refusal=refusal.__cause__, now=clock.now())
            form.add_error(None, str(refusal))
            refused = True
        else:
            return redirect("evaluation:council", pk)
    context = {"form": form, "council": found, "gap": display.council_gap(found)}
    return render(request, "evaluation/desk/convene.html", context, status=409 if refused else 200)


@require_http_methods(FORM)
@signed_in
def replace(request: ActorRequest, pk: int, seat_id: int) -> HttpResponse:
    """Put someone in the place of a member who withdrew from a case."""
    case = _case(request, pk)
    require(rules.can_manage_councils(request.actor, case.council.unit))
    seat = next((one for one in queries.to_replace(case) if one.pk == seat_id), None)
    if seat is None:
        raise Conflict(_("Someone took this place already."), url=reverse("evaluation:case", args=[pk]))
    form = ReplaceForm(typed(request), people=free_members(request, {seat.user_id}))
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace_member(
                actor=request.actor,
                case_id=pk,
                withdrawn_id=seat_id,
                user_id=form.cleaned_data["user_id"],
                expected_version=posted_version(request),
                now=clock.now(),
            )
        except Stale:
            raise
        except Conflict as refusal:
            if refusal.url:
                raise
            form.add_error(None, str(refusal))
        else:
            return redirect("evaluation:case", pk)
    context = {"form": form, "case": case, "seat": seat}
    status = 409 if request.method == "POST" and form.non_field_errors() else 200
    return render(request, "evaluation/desk/replace.html", context, status=status)


class Refused(Exception):
    """A dossier that cannot go before this council; the words name it."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a row of a list: its result once closed, whether that stands, and which one does where not.

    `kept`: there are results that this reader does not see before the own reveal.
    """

    case: CouncilCase
    tag: Tag
    result: Result | None
    stands: bool
    instead: Result | None
    kept: bool


def _case_lines(actor: Actor, cases: Sequence[CouncilCase]) -> list[CaseLine]:
    """The cases as rows, in two queries."""
    kept = rules.still_scored(actor, [case.dossier_id for case in cases])
    standing = queries.standing_results([case.dossier_id for case in cases if case.dossier_id not in kept])
    return [_case_line(case, standing.get(case.dossier_id), kept=case.dossier_id in kept) for case in cases]


def _case_line(case: CouncilCase, standing: Result | None, *, kept: bool) -> CaseLine:
    is_closed = case.closed_at is not None
    stands = is_closed and standing is not None and standing.case_id == case.pk
    return CaseLine(
        case,
        display.state_tag(case.dossier),
        case.result if is_closed and not kept else None,
        stands,
        standing if is_closed and not stands else None,
        kept=is_closed and kept,
    )


def _origin(level: Level) -> dict[str, object]:
    """Where the default rules of a level come from, in the language of the page."""
    regime = regimes.regime_on(clock.today())
    return {
        "regime": regime.title,
        "article": sets.say(regime.id, level.article),
        "aggregate": regulation.AGGREGATES[display.default_rules(level).aggregate],
        "composition": [sets.say(regime.id, line) for line in level.composition],
    }


def _answer(request: ActorRequest, pk: int, form: CheckForm) -> None:
    version, now, data = posted_version(request), clock.now(), form.cleaned_data
    if data["decision"] == ACCEPT:
        actions.accept_dossier(
            actor=request.actor, dossier_id=pk, expected_version=version, note=data["note"], now=now
        )
        messages.info(request, _("The dossier was accepted. It waits for a council now."))
        return
    actions.send_back(
        actor=request.actor,
        dossier_id=pk,
        expected_version=version,
        items=form.items(),
        now=now,
    )
    messages.info(request, _("The dossier was sent back, with your reasons."))


def seen_council(request: ActorRequest, pk: int) -> Council:
    """A council this actor may see. Raises: Http404."""
    found = queries.councils(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _case(request: ActorRequest, pk: int) -> CouncilCase:
    """A case this actor may see. Raises: Http404."""
    try:
        return queries.case(request.actor, pk)
    except CouncilCase.DoesNotExist as missing:
        raise Http404 from missing


def managed(request: ActorRequest, pk: int) -> Council:
    """A council this actor keeps. Raises: Http404, Denied."""
    found = seen_council(request, pk)
    require(rules.can_manage_councils(request.actor, found.unit))
    return found


def free_members(request: ActorRequest, seated: set[int]) -> list[User]:
    """People of the territory who are appointed council members today and not seated yet."""
    appointed = Appointment.objects.visible_to(request.actor).current(clock.today())
    found = appointed.filter(role=COUNCIL_MEMBER).exclude(user_id__in=seated).select_related("user")
    people = {appointment.user_id: appointment.user for appointment in found}
    return sorted(people.values(), key=lambda user: vi_sort_key(user.full_name))


@transaction.atomic
def _seat(request: ActorRequest, pk: int, form: SeatsForm) -> None:
    version = posted_version(request)
    for done, place in enumerate(form.places()):
        actions.seat_member(
            actor=request.actor,
            council_id=pk,
            expected_version=version + done,
            user_id=place.user_id,
            role=place.role,
            scores=place.scores,
            represents=place.represents,
            now=clock.now(),
        )


def _candidates(request: ActorRequest, found: Council) -> list[Candidate]:
    """The accepted dossiers of the council's unit, with who may not judge them."""
    waiting = queries.dossiers(request.actor).filter(
        procedure.waiting(lambda step: step.code == procedure.CONVENE and step.role == request.actor.role),
        commune__scope__startswith=found.unit.path,
    )
    dossiers: Sequence[Dossier] = list(waiting.order_by("changed_at", "pk")[:MOST_AT_ONCE])
    conflicts, present = interests(dossiers, found), found.regulation
    lacking = reviewing.hindrances(dossiers)
    sent = request.POST if request.method == "POST" else request.GET
    ticked = set(sent.getlist("dossier"))
    return [
        Candidate(
            one,
            conflicts[one.pk],
            is_written=regulation.method_of(present, one) == Method.WRITTEN,
            chosen=str(one.pk) in ticked,
            left_out=frozenset(sent.getlist(f"left_out_{one.pk}")),
            lacking=lacking[one.pk],
        )
        for one in dossiers
    ]


@transaction.atomic
def _convene(request: ActorRequest, found: Council, form: ConveneForm) -> None:
    """Raises: Refused; Stale and the Conflict of a step already taken pass through to their pages."""
    lock_together(request.actor, [dossier_id for dossier_id, _version, _out in form.chosen], found.pk)
    for dossier_id, version, left_out in form.chosen:
        try:
            actions.convene(
                actor=request.actor,
                dossier_id=dossier_id,
                council_id=found.pk,
                expected_version=version,
                convened_on=form.cleaned_data["convened_on"],
                opinions_due_on=form.cleaned_data["opinions_due_on"],
                recused=left_out,
                now=clock.now(),
            )
        except Dossier.DoesNotExist as missing:
            raise Http404 from missing
        except Conflict as refusal:
            if refusal.url or dossier_id not in form.names:
                raise
            raise Refused(f"{form.names[dossier_id]}: {refusal}") from refusal
    count = len(form.chosen)
    words = ngettext(
        "%(count)d dossier was put before the council.",
        "%(count)d dossiers were put before the council.",
        count,
    )
    messages.info(request, words % {"count": count})
