"""The desk of every role, and the page of a dossier that everyone who may see it shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ocop.evaluation import (
    actions,
    additions,
    appeals,
    checking,
    claims,
    content,
    corrections,
    display,
    outlook,
    packages,
    procedure,
    queries,
    queues,
    relations,
    reviewing,
    rules,
    samples,
    transitional,
)
from ocop.evaluation.forms.desk import FilterForm
from ocop.evaluation.models import CouncilCase, Dossier, Result, Review, SheetState
from ocop.evaluation.models.advisory import ADVISES
from ocop.journal.history import told
from ocop.law.validity import renewal_window
from ocop.people.roles import COMMUNE_OFFICER, COUNCIL_MEMBER, PRODUCER, Reach
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.platform.personal import PurposeForm
from ocop.registry import regimes
from ocop.registry.consents import RECORDS
from ocop.registry.models import Product
from ocop.registry.rules import can_show_personal, reads_personal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.display import Clock
    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag
    from ocop.platform.web import ActorRequest

DOSSIER = "evaluation/desk/dossier.html"
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
    """A certified product: its last day, how long that is, and when a renewal can be filed while it holds."""

    product: Product
    tag: Tag
    over: bool
    renew_from: date | None
    renew_to: date | None
    renew_now: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of a dossier: at which level, what for, its result once closed, and whether that stands.

    `kept`: it is closed, and this reader sees its result only after the own reveal.
    """

    case: CouncilCase
    level: str
    purpose: str
    result: Result | None
    stands: bool
    kept: bool


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
    if request.actor.may(ADVISES):
        return redirect("evaluation:reviews")
    if role in queues.QUEUES:
        return _office_desk(request)
    return render(request, "evaluation/desk/no_desk.html")


@require_safe
@signed_in
def dossier(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything this actor may see of a dossier."""
    actor, today = request.actor, clock.today()
    found = seen(actor, pk)
    if actor.may("dossier.file") and procedure.FILE in {
        step.code for step in queries.open_steps(actor, found)
    }:
        return redirect("evaluation:fill", found.pk)
    return render(request, DOSSIER, _dossier_page(actor, found, today))


@require_POST
@signed_in
def show_personal(request: ActorRequest, pk: int) -> HttpResponse:
    """The same page with personal data in the clear, this once, after its reading was recorded."""
    actor, today = request.actor, clock.today()
    found = seen(actor, pk)
    require(can_show_personal(actor) & rules.can_read_papers(actor, found))
    form = PurposeForm(request.POST)
    is_open = form.is_valid()
    if is_open:
        actions.show_personal(actor=actor, dossier_id=pk, purpose=form.chosen(), now=clock.now())
    return render(request, DOSSIER, _dossier_page(actor, found, today, form, is_open=is_open))


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
    page = page_of(queues.rows(actor, queue, today, words), request.GET, by=order, size=PAGE_SIZE)
    tabs = [Tab(known, count, known == queue) for known, count in queues.counts(actor)]
    context = {
        "form": form,
        "words": words,
        "sorted": bool(request.GET.get("sort")),
        "queue": queue,
        "tabs": tabs,
        "page": page,
        "lines": [
            replace(line, clock=transitional.nearest(line.dossier, today))
            for line in _lines(page.items, today, told_apart=actor.role == COMMUNE_OFFICER)
        ],
        "round": display.present_round(actor.role, today),
        "added": additions.desk_lines(actor, today),
        "with_commune": actor.role != COMMUNE_OFFICER,
        "late": queries.overdue(actor, today).count(),
        "share": queries.share_assisted(actor) if actor.may(RECORDS) else None,
    }
    return render(request, "evaluation/desk/office.html", context)


def _producer_desk(request: ActorRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()
    filed = queries.dossiers(actor).exclude(procedure.waiting_for(actor.role))
    products = Product.objects.visible_to(actor).exclude(certified_to=None).order_by("certified_to", "pk")
    held = [_held(product, today) for product in products]
    context = {
        "to_do": _lines(queries.desk(actor), today),
        "asked": queries.tests_to_answer(actor),
        "others": _lines(filed[:MOST_SHOWN], today),
        "held": held,
        "renew": [one for one in held if one.renew_now],
        "added": additions.desk_lines(actor, today),
    }
    return render(request, "evaluation/desk/producer.html", context)


def _council_desk(request: ActorRequest) -> HttpResponse:
    mine = queries.by_agenda(queries.my_sheets(request.actor))
    context = {
        "to_score": [sheet for sheet in mine if sheet.state == SheetState.DRAFT],
        "sealed": [sheet for sheet in mine if sheet.state == SheetState.SEALED],
        "to_settle": queries.cases_to_settle(request.actor),
        "undeclared": len(queries.to_declare(request.actor)),
        "councils": queries.councils(request.actor),
        "added": additions.desk_lines(request.actor, clock.today()),
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
    first, latest = renewal_window(renewal, last_day) if renewal and left >= 0 else (None, None)
    now = first is not None and first <= today <= last_day
    return Held(product, display.certificate_tag(left, renewable=now), left < 0, first, latest, now)


def _dossier_page(
    actor: Actor, found: Dossier, today: date, form: PurposeForm | None = None, *, is_open: bool = False
) -> dict[str, object]:
    clear = is_open or reads_personal(actor)
    result = queries.result(actor, found.pk)
    may_read_claims = rules.can_read_claims(actor, found)
    may_read = rules.can_read_papers(actor, found)
    report = queries.readable_report(actor, found) if may_read else None
    steps = {step.code for step in queries.open_steps(actor, found)}
    kept, kept_why = relations.kept_from(actor, found, steps)
    appeal = appeals.open_one(found)
    return {
        "dossier": found,
        "line": _lines([found], today)[0],
        "outlook": outlook.outlook(found, today, appeal),
        "rounds": corrections.rounds(found, today, of_offices=actor.may("dossier.notes")) if may_read else [],
        "versions": content.filed_versions(found) if may_read else [],
        "rules": transitional.rules_of(found, today),
        "sample_count": samples.count(found) or bool(samples.exempt(found)),
        "package": packages.kind_for(actor, found),
        "buttons": _buttons(actor, found, steps - kept),
        "kept_why": kept_why,
        "may_record_advice": bool(rules.can_record_advice(actor, found.product.producer)),
        "set_name": display.set_name(found),
        "registration_rows": checking.registration_rows(found, clear=clear) if may_read else [],
        "self_report_rows": checking.report_rows(found, clear=clear) if may_read else [],
        "screen": checking.screen_of(
            actor, found, reverse("evaluation:show_personal", args=[found.pk]), form, is_open=is_open
        ),
        "show_total": actor.reach != Reach.COUNCIL or result is not None,
        "may_read_claims": may_read_claims,
        "may_read": may_read,
        "declare_url": reverse("evaluation:declarations") if actor.may("council.sit") else "",
        "may_print_report": bool(rules.can_report(actor, found)),
        "claims": claims.claims(found) if may_read_claims else None,
        "evidence": queries.evidence(found) if may_read else [],
        "added": queries.added_papers(actor, found) if may_read else [],
        "report": report,
        "findings": display.findings(found, report) if report else [],
        "checks": queries.checks(actor, found) if may_read else [],
        "result": result,
        "cases": _cases(actor, found),
        "appealed": appeal is not None,
        "history": told(actor, queries.history(actor, found)),
        "today": today,
    }


def _buttons(actor: Actor, found: Dossier, steps: Collection[str]) -> list[Button]:
    """What the actor may do now, of these steps; one button where two of them share a page."""
    steps = frozenset(steps)
    buttons = [*_before_the_council(found, steps), *_passing_on(found, steps)]
    if review_url := _review_url(actor, found):
        buttons.append(Button(_("Review before the council"), review_url, second=True))
    if procedure.CONVENE in steps:
        buttons.append(
            Button(_("Put it before a council"), f"{reverse('evaluation:councils')}?dossier={found.pk}")
        )
    if steps & {procedure.SEAL, procedure.REVEAL, procedure.CLOSE}:
        buttons.append(Button(_("Open the council's case"), _case_url(actor, found)))
    buttons += _after_the_council(found, steps)
    return [button for button in buttons if button.url]


def _before_the_council(found: Dossier, steps: frozenset[str]) -> Iterator[Button]:
    if procedure.FILE in steps:
        yield Button(_("Complete the dossier"), reverse("evaluation:fill", args=[found.pk]))
    if procedure.SEND_UP in steps:
        yield Button(_("Write the report and send up"), reverse("evaluation:commune_report", args=[found.pk]))
    if procedure.RETURN in steps:
        yield Button(_("Return for completion"), reverse("evaluation:return", args=[found.pk]), second=True)
    if procedure.ACCEPT in steps:
        words = _named(found, procedure.ACCEPT) or _("Check the dossier")
        yield Button(words, reverse("evaluation:province_check", args=[found.pk]))


def _passing_on(found: Dossier, steps: frozenset[str]) -> Iterator[Button]:
    """Steps that only the regime knows, under its words."""
    for step in procedure.steps_from(found):
        if step.code in steps - procedure.ACTS:
            url = reverse("evaluation:pass_on", args=[found.pk, step.code])
            yield Button(display.step_words(found, step), url)


def _after_the_council(found: Dossier, steps: frozenset[str]) -> Iterator[Button]:
    if steps & {procedure.RECOGNISE, procedure.REFUSE, procedure.FORWARD}:
        yield Button(_("Record the decision"), _decide_url(found))
    if procedure.HAND_BACK in steps:
        words = _("Hand back to: %(level)s") % {"level": display.level_back_to(found)}
        yield Button(words, reverse("recognition:hand_back", args=[found.pk]), second=True)
    standing = found.standing_case
    if procedure.REEVALUATE in steps and standing is not None and standing.level != found.level:
        url = reverse("evaluation:reevaluate", args=[found.pk])
        yield Button(_("Evaluate again"), url, second=True)


def _named(found: Dossier, code: str) -> str:
    """The regime's own words for the step that is open; empty where it has none."""
    return display.step_name(found, procedure.step(found, code))


def _cases(actor: Actor, found: Dossier) -> list[CaseLine]:
    """The councils that had the dossier, in order; before a case is closed for those who may read sheets."""
    shown = [
        case
        for case in queries.cases(actor, found.pk)
        if case.closed_at is not None or actor.may("sheet.read")
    ]
    kept = not rules.can_read_results(actor, found.pk)
    return [
        CaseLine(
            case,
            display.level_name(found, case.level),
            case.get_purpose_display(),
            None if kept else getattr(case, "result", None),
            stands=case.pk == found.standing_case_id,
            kept=kept and case.closed_at is not None,
        )
        for case in shown
    ]


def _review_url(actor: Actor, found: Dossier) -> str:
    """The review at the present level, or where it is given to reviewers; empty for who has no part in it."""
    review = Review.objects.visible_to(actor).filter(dossier=found, level=found.level).first()
    if review is not None:
        return review.get_absolute_url()
    to_give = reviewing.is_open(found) and reviewing.review_of(found) is None
    if to_give and reviewing.can_open(actor, found):
        return reverse("evaluation:open_review", args=[found.pk])
    return ""


def _case_url(actor: Actor, found: Dossier) -> str:
    cases = _cases(actor, found)
    return reverse("evaluation:case", args=[cases[-1].case.pk]) if cases else ""


def _decide_url(found: Dossier) -> str:
    case_id = found.standing_case_id
    return reverse("recognition:decide", args=[case_id]) if case_id else ""
