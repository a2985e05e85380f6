"""The desk of every role, and the page of a dossier that everyone who may see it shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.evaluation import checking, claims, display, procedure, queries, queues, rules
from ocop.evaluation.forms.desk import FilterForm
from ocop.evaluation.models import Dossier, SheetState
from ocop.evaluation.models.council import NEVER_SEE_SHEETS
from ocop.law.validity import renewal_window
from ocop.people.roles import COMMUNE_OFFICER, COUNCIL_MEMBER, PRODUCER
from ocop.platform import clock
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.registry import regimes
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.display import Clock
    from ocop.people.middleware import ActorRequest
    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag

PAGE_SIZE = 50
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier as a row of a list."""

    dossier: Dossier
    tag: Tag
    clock: Clock | None
    kind: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A queue with its count, as a link."""

    queue: queues.Queue
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A certified product: its last day, how long that is, and when a renewal can be filed."""

    product: Product
    tag: Tag
    renew_from: date | None
    renew_to: date | None
    renew_now: bool


@dataclass(frozen=True, slots=True)
class Button:
    """An act that is open to the actor now."""

    label: StrOrPromise
    url: str
    second: bool = False


@require_safe
@signed_in
def desk(request: ActorRequest) -> HttpResponse:
    """What waits for this person, by role."""
    role = request.actor.role
    if role == PRODUCER:
        return _producer_desk(request)
    if role == COUNCIL_MEMBER:
        return _council_desk(request)
    if role in queues.QUEUES:
        return _office_desk(request)
    return render(request, "evaluation/desk/no_desk.html")


@require_safe
@signed_in
def dossier(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything this actor may see of a dossier."""
    actor, today = request.actor, clock.today()
    found = seen(actor, pk)
    if actor.role == PRODUCER and procedure.FILE in {step.code for step in queries.open_steps(actor, found)}:
        return redirect("evaluation:fill", found.pk)
    return render(request, "evaluation/desk/dossier.html", _dossier_page(actor, found, today))


def seen(actor: Actor, pk: int) -> Dossier:
    """A dossier this actor may see. Raises: Http404."""
    try:
        return queries.dossier(actor, pk)
    except Dossier.DoesNotExist as missing:
        raise Http404 from missing


def _office_desk(request: ActorRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()
    queue = queues.chosen(actor, request.GET.get("queue", ""))
    form = FilterForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    order = queues.ORDERS.get(request.GET.get("sort", ""), queues.BY_LAST_DAY)
    page = page_of(queues.rows(actor, queue, words), request.GET, by=order, size=PAGE_SIZE)
    tabs = [Tab(known, count, known == queue) for known, count in queues.counts(actor)]
    context = {
        "form": form,
        "words": words,
        "sorted": bool(request.GET.get("sort")),
        "queue": queue,
        "tabs": tabs,
        "page": page,
        "lines": _lines(page.items, today, told_apart=actor.role == COMMUNE_OFFICER),
        "round": display.present_round(actor.role, today),
        "with_commune": actor.role != COMMUNE_OFFICER,
        "late": queries.overdue(actor, today).count(),
    }
    return render(request, "evaluation/desk/office.html", context)


def _producer_desk(request: ActorRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()
    filed = queries.dossiers(actor).exclude(procedure.waiting_for(actor.role))
    products = Product.objects.visible_to(actor).exclude(certified_to=None).order_by("certified_to", "pk")
    held = [_held(product, today) for product in products]
    context = {
        "to_do": _lines(queries.desk(actor), today),
        "others": _lines(filed[:MOST_SHOWN], today),
        "held": held,
        "renew": [one for one in held if one.renew_now],
    }
    return render(request, "evaluation/desk/producer.html", context)


def _council_desk(request: ActorRequest) -> HttpResponse:
    mine = list(queries.my_sheets(request.actor))
    context = {
        "to_score": [sheet for sheet in mine if sheet.state == SheetState.DRAFT],
        "sealed": [sheet for sheet in mine if sheet.state == SheetState.SEALED],
        "to_settle": queries.cases_to_settle(request.actor),
        "councils": queries.councils(request.actor),
    }
    return render(request, "evaluation/desk/council_member.html", context)


def _lines(found: Iterable[Dossier], today: date, *, told_apart: bool = False) -> list[Line]:
    return [
        Line(
            dossier,
            display.state_tag(dossier, looked_at=getattr(dossier, "looked_at", None) if told_apart else None),
            display.clock(dossier, today),
            display.kind_name(dossier),
        )
        for dossier in found
    ]


def _held(product: Product, today: date) -> Held:
    last_day = product.certified_to
    if last_day is None:
        raise ValueError("the product has no certificate")
    left = (last_day - today).days
    renewal = regimes.regime_on(today).renewal
    first, latest = renewal_window(renewal, last_day) if renewal else (None, None)
    now = first is not None and first <= today <= last_day
    return Held(product, display.certificate_tag(left, renewable=now), first, latest, now)


def _dossier_page(actor: Actor, found: Dossier, today: date) -> dict[str, object]:
    report = queries.commune_report(found)
    unsent = procedure.before(found, procedure.FILE) | procedure.before(found, procedure.SEND_UP)
    if actor.role != COMMUNE_OFFICER and found.state in unsent:
        report = None
    result = queries.result(actor, found.pk)
    may_read_claims = rules.can_read_claims(actor, found)
    may_read_evidence = rules.can_read_evidence(actor, found)
    return {
        "dossier": found,
        "line": _lines([found], today)[0],
        "next_step": display.next_step(found),
        "returned_part": display.part_name(found, found.returned_part),
        "buttons": _buttons(actor, found),
        "set_name": display.set_name(found),
        "registration_rows": checking.registration_rows(found),
        "self_report_rows": checking.report_rows(found),
        "show_total": actor.role != COUNCIL_MEMBER or result is not None,
        "may_read_claims": may_read_claims,
        "may_read_evidence": may_read_evidence,
        "may_print_report": bool(rules.can_report(actor, found)),
        "claims": claims.claims(found) if may_read_claims else None,
        "evidence": queries.evidence(found) if may_read_evidence else [],
        "report": report,
        "findings": display.findings(found, report) if report else [],
        "checks": [] if actor.role == PRODUCER else found.checks.select_related("checked_by").order_by("pk"),
        "result": result,
        "case_url": _case_url(actor, found),
        "history": queries.history(actor, found),
        "today": today,
    }


def _buttons(actor: Actor, found: Dossier) -> list[Button]:
    """What the actor may do now; one button where two steps share a page."""
    steps = {step.code for step in queries.open_steps(actor, found)}
    buttons: list[Button] = []
    if procedure.FILE in steps:
        buttons.append(Button(_("Complete the dossier"), reverse("evaluation:fill", args=[found.pk])))
    if procedure.SEND_UP in steps:
        buttons.append(
            Button(_("Write the report and send up"), reverse("evaluation:commune_report", args=[found.pk]))
        )
    if procedure.RETURN in steps:
        buttons.append(
            Button(_("Return for completion"), reverse("evaluation:return", args=[found.pk]), second=True)
        )
    if procedure.ACCEPT in steps:
        buttons.append(Button(_("Check the dossier"), reverse("evaluation:province_check", args=[found.pk])))
    if procedure.CONVENE in steps:
        buttons.append(
            Button(_("Put it before a council"), f"{reverse('evaluation:councils')}?dossier={found.pk}")
        )
    if steps & {procedure.SEAL, procedure.REVEAL, procedure.CLOSE}:
        buttons.append(Button(_("Open the council's case"), _case_url(actor, found)))
    if steps & {"recognise", "refuse_recognition", "forward"}:
        buttons.append(Button(_("Record the decision"), _decide_url(found)))
    if "hand_back" in steps:
        buttons.append(
            Button(
                _("Hand back to the province"), reverse("recognition:hand_back", args=[found.pk]), second=True
            )
        )
    return [button for button in buttons if button.url]


def _case_url(actor: Actor, found: Dossier) -> str:
    case = getattr(found, "case", None)
    if case is None or (actor.role in NEVER_SEE_SHEETS and case.closed_at is None):
        return ""
    return reverse("evaluation:case", args=[case.pk])


def _decide_url(found: Dossier) -> str:
    case = getattr(found, "case", None)
    return reverse("recognition:decide", args=[case.pk]) if case is not None else ""
