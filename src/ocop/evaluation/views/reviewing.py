"""What a review holds: findings, the site survey, tests asked for and their answers, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, display, queries, reviewing, rules, site
from ocop.evaluation.forms.advisory import (
    AnswerForm,
    FindingForm,
    PhotosForm,
    ReasonForm,
    RequestForm,
    ReviewReportForm,
    SurveyForm,
)
from ocop.evaluation.models import AddedPaper, ExtraTest, RequestState, Review, SiteSurvey, SurveyPhoto
from ocop.evaluation.review_page import ReviewPage
from ocop.evaluation.views.advisory import review_seen
from ocop.evaluation.views.commune import FORM
from ocop.platform import clock
from ocop.platform.decisions import Conflict, require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import is_htmx, posted_version
from ocop.registry.sets import say

if TYPE_CHECKING:
    from django.http import QueryDict

    from ocop.evaluation.models import Dossier
    from ocop.platform.web import ActorRequest


@require_http_methods(FORM)
@signed_in
def finding(request: ActorRequest, pk: int, number: str) -> HttpResponse:
    """What was found for one criterion; by htmx it is kept as it is written."""
    page = _writable(request, pk)
    if number not in page.table.product_set.leaves:
        raise Http404
    form = _finding_form(page, number, typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            kept = actions.save_finding(
                actor=request.actor,
                review_id=pk,
                criterion=number,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done and is_htmx(request):
            return render(request, "evaluation/advisory/finding_version.html", {"number": kept.version})
        if attempt.done:
            return _onward(request, page, number)
        if is_htmx(request):
            raise Conflict(
                " ".join(map(str, form.non_field_errors())) or _("Someone changed this finding meanwhile.")
            )
    return render(
        request,
        "evaluation/advisory/finding.html",
        _finding_page(request, page, number, form, stale=attempt.stale),
        status=attempt.status,
    )


@require_http_methods(FORM)
@signed_in
def new_survey(request: ActorRequest, pk: int) -> HttpResponse:
    """The record of a site survey that begins here."""
    page = _writable(request, pk)
    return _survey_form(request, page, None)


@require_http_methods(FORM)
@signed_in
def survey(request: ActorRequest, pk: int) -> HttpResponse:
    """The record of a site survey: to be written while the review is open, to be read afterwards."""
    found = _survey(request, pk)
    page = ReviewPage(request.actor, found.review)
    if request.method == "POST" or page.writes:
        return _survey_form(request, _writable(request, found.review_id), found)
    return render(request, "evaluation/advisory/survey_read.html", _survey_context(page, found))


@require_safe
@signed_in
def survey_print(request: ActorRequest, pk: int) -> HttpResponse:
    """The record for A4, with a place for each signature."""
    found = _survey(request, pk)
    page = ReviewPage(request.actor, found.review)
    return render(request, "evaluation/advisory/survey_print.html", _survey_context(page, found))


@require_POST
@signed_in
def photos(request: ActorRequest, pk: int) -> HttpResponse:
    """Add photos to a record, each for itself: what is wrong with one keeps no other out."""
    found = _survey(request, pk)
    page = _writable(request, found.review_id)
    form = PhotosForm(request.POST, request.FILES)
    refused: list[str] = []
    if form.is_valid():
        for one in form.cleaned_data["photos"]:
            attempt = Attempt(PhotosForm(request.POST))
            try:
                with attempt:
                    actions.add_survey_photo(
                        actor=request.actor,
                        survey_id=pk,
                        file=one,
                        caption=form.cleaned_data["caption"],
                        now=clock.now(),
                    )
            except Conflict as refusal:
                refused.append(f"{one.name}: {refusal}")
            refused += [f"{one.name}: {words}" for words in attempt.form.errors.get("photos", [])]
        refused += form.fields["photos"].failures  # type: ignore[attr-defined] # a FilesField
        if not refused:
            return redirect("evaluation:survey", pk)
    return _survey_form(request, page, found, photos=form, refused=refused)


@require_http_methods(FORM)
@signed_in
def photo(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A photo of a survey; sent as a form it is taken out."""
    visible = queries.reviews(request.actor).values("pk")
    found = get_object_or_404(SurveyPhoto, pk=pk, survey__review__in=visible)
    if request.method != "POST":
        return found.response(in_page=True)
    _writable(request, found.survey.review_id)
    actions.remove_survey_photo(actor=request.actor, photo_id=pk, now=clock.now())
    return redirect("evaluation:survey", found.survey_id)


@require_http_methods(FORM)
@signed_in
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for a further test or paper."""
    page = _writable(request, pk)
    leaves = page.table.product_set.leaves.values()
    form = RequestForm(
        typed(request),
        criteria=[(leaf.no, f"{leaf.no}. {page.table.say(leaf.name)}") for leaf in leaves],
        initial={
            "asked_of": page.dossier.product.producer.name[:200],
            "criterion": request.GET.get("criterion", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        with Attempt(form) as attempt:
            actions.ask_test(actor=request.actor, review_id=pk, facts=form.facts(), now=clock.now())
        if attempt.done:
            return redirect("evaluation:review", pk)
    return render(
        request, "evaluation/advisory/ask.html", {"form": form, "page": page, "review": page.review}
    )


@require_http_methods(FORM)
@signed_in
def test(request: ActorRequest, pk: int) -> HttpResponse:
    """A test that was asked for: its producer answers with a paper, others read."""
    found = _test(request, pk)
    may_answer = reviewing.can_answer(request.actor, found.review.dossier)
    if request.method == "POST":
        require(may_answer)
    form = AnswerForm(typed(request), request.FILES or None, title=found.indicator)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.answer_test(
                actor=request.actor,
                test_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                file=form.cleaned_data["file"],
                now=clock.now(),
            )
        if attempt.done:
            messages.success(request, _("The paper was sent. It stands beside the dossier, marked as added."))
            return redirect("evaluation:test", pk)
    return _test_page(request, found, form, attempt)


@require_http_methods(FORM)
@signed_in
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a test will not be made, and why."""
    found = _test(request, pk)
    require(reviewing.can_answer(request.actor, found.review.dossier))
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.refuse_test(
            actor=request.actor,
            test_id=pk,
            expected_version=posted_version(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        return redirect("evaluation:test", pk)
    return render(request, "evaluation/advisory/refuse.html", {"form": form, "test": found})


@require_POST
@signed_in
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for a test no longer."""
    found = _test(request, pk)
    require(reviewing.can_review(request.actor, found.review))
    actions.drop_test(
        actor=request.actor, test_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("evaluation:test", pk)


@require_safe
@signed_in
def added_file(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A paper handed in on request: a download, or shown where its type is harmless."""
    visible = ExtraTest.objects.visible_to(request.actor)
    found = get_object_or_404(
        AddedPaper.objects.select_related("test__review__dossier"), pk=pk, test__in=visible
    )
    require(rules.can_read_papers(request.actor, found.test.review.dossier))
    return found.response(in_page=request.GET.get("view") == "1")


@require_http_methods(FORM)
@signed_in
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """The report to the chair: kept as a draft, or sent and locked."""
    page = _writable(request, pk)
    require(reviewing.can_send(request.actor, page.review))
    names = ("summary", "conclusion", "to_clear_up", "number", "reported_on")
    form = ReviewReportForm(typed(request), initial={name: getattr(page.review, name) for name in names})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        act = actions.send_report if request.POST.get("then") == "send" else actions.save_report
        with attempt:
            act(
                actor=request.actor,
                review_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:review", pk)
    context = {"form": form, "page": page, "review": page.review, "stale": attempt.stale}
    return render(request, "evaluation/advisory/report.html", context, status=attempt.status)


@require_safe
@signed_in
def report_print(request: ActorRequest, pk: int) -> HttpResponse:
    """The report for A4, assembled from the findings, the surveys and the tests."""
    page = ReviewPage(request.actor, review_seen(request, pk))
    context = {
        "page": page,
        "review": page.review,
        "dossier": page.dossier,
        "set_name": display.set_name(page.dossier),
        "kind": display.kind_name(page.dossier),
    }
    return render(request, "evaluation/advisory/report_print.html", context)


def _writable(request: ActorRequest, pk: int) -> ReviewPage:
    """The page of a review that this actor writes in now. Raises: Http404, Denied, Conflict."""
    page = ReviewPage(request.actor, review_seen(request, pk))
    require(reviewing.can_review(request.actor, page.review))
    reviewing.expect_open(page.review)
    if not page.declared:
        raise Conflict(
            _("Say first whether you have an interest in this dossier. The review opens after that."),
            url=page.review.get_absolute_url(),
        )
    return page


def _finding_form(page: ReviewPage, number: str, data: QueryDict | None) -> FindingForm:
    stored = page.findings.get(number)
    names = ("shown", "missing", "position")
    initial = {name: getattr(stored, name) for name in names} if stored else {"position": ""}
    if stored and stored.position is None:
        initial["position"] = ""
    return FindingForm(data, options=page.options(number), initial=initial)


def _finding_page(
    request: ActorRequest, page: ReviewPage, number: str, form: FindingForm, *, stale: bool
) -> dict[str, object]:
    line = page.table.line(page.table.product_set.leaves[number], {})
    stored = page.findings.get(number)
    is_mine = page.table.product_set.part_of[number] in reviewing.parts_of(request.actor, page.review)
    return {
        "form": form,
        "page": page,
        "review": page.review,
        "line": line,
        "stored": stored,
        "is_mine": is_mine,
        "version": stored.version if stored else 0,
        "claim": queries.self_answers(page.dossier).get(number),
        "evidence": page.papers.get(number, []),
        "added": page.added(number),
        "after": page.after(number),
        "stale": stale,
    }


def _onward(request: ActorRequest, page: ReviewPage, number: str) -> HttpResponse:
    """The next criterion, or back to the list."""
    after = page.after(number)
    if request.POST.get("then") == "next" and after:
        return redirect("evaluation:finding", page.review.pk, after)
    return redirect("evaluation:review", page.review.pk)


def _survey(request: ActorRequest, pk: int) -> SiteSurvey:
    """A record of a review this actor may see. Raises: Http404."""
    found = get_object_or_404(SiteSurvey, pk=pk, review__in=queries.reviews(request.actor).values("pk"))
    found.review = review_seen(request, found.review_id)
    return found


def _survey_context(page: ReviewPage, found: SiteSurvey | None) -> dict[str, object]:
    return {
        "page": page,
        "review": page.review,
        "dossier": page.dossier,
        "survey": found,
        "answers": [(one, say(page.dossier.regime_id, one.label)) for one in found.answers.order_by("pk")]
        if found
        else [],
        "photos": found.photos.order_by("pk") if found else [],
        "signers": found.signers.splitlines() if found else [],
        "people": found.people.splitlines() if found else [],
    }


def _survey_form(
    request: ActorRequest,
    page: ReviewPage,
    found: SiteSurvey | None,
    *,
    photos: PhotosForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    """The form of a record, and what becomes of it."""
    items = [(item.code, _item_words(page.dossier, item)) for item in site.checklist(page.dossier)]
    names = ("visited_on", "place", "people", "latitude", "longitude", "conclusion", "signers")
    initial: dict[str, object] = {name: getattr(found, name) for name in names} if found else {}
    if found is None:
        initial = {"place": page.dossier.product.producer.address}
    form = SurveyForm(
        None if photos else typed(request),
        items=items,
        stored={one.code: one for one in found.answers.all()} if found else {},
        initial=initial,
    )
    attempt = Attempt(form)
    if photos is None and request.method == "POST" and form.is_valid():
        with attempt:
            kept = actions.save_survey(
                actor=request.actor,
                review_id=page.review.pk,
                survey_id=found.pk if found else None,
                expected_version=posted_version(request),
                facts=form.facts(),
                seen=form.seen(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:survey", kept.pk)
    context = {
        **_survey_context(page, found),
        "form": form,
        "photos_form": photos or PhotosForm(),
        "refused": refused or [],
        "stale": attempt.stale,
        "version": found.version if found else 0,
    }
    return render(request, "evaluation/advisory/survey.html", context, status=attempt.status)


def _item_words(dossier: Dossier, item: site.Item) -> str:
    """A line of the checklist with the criteria it bears on."""
    words = say(dossier.regime_id, item.label)
    if not item.criteria:
        return words
    return _("%(item)s (criteria %(numbers)s)") % {"item": words, "numbers": ", ".join(item.criteria)}


def _test(request: ActorRequest, pk: int) -> ExtraTest:
    """A test this actor may know of. Raises: Http404, Denied."""
    visible = ExtraTest.objects.visible_to(request.actor)
    found = get_object_or_404(
        visible.select_related(
            "review__team", "review__dossier__product__producer", "review__dossier__commune"
        ),
        pk=pk,
    )
    require(rules.can_read_papers(request.actor, found.review.dossier))
    return found


def _test_page(request: ActorRequest, found: ExtraTest, form: AnswerForm, attempt: Attempt) -> HttpResponse:
    review: Review = found.review
    page = ReviewPage(request.actor, review)
    takes = found.state in {RequestState.ASKED, RequestState.ANSWERED} and page.is_open
    context = {
        "test": found,
        "dossier": review.dossier,
        "page": page,
        "papers": found.papers.order_by("pk"),
        "may_answer": takes and bool(reviewing.can_answer(request.actor, review.dossier)),
        "may_drop": found.state == RequestState.ASKED and page.writes,
        "sees_review": queries.reviews(request.actor).filter(pk=review.pk).exists(),
        "criterion": display.part_name(review.dossier, found.criterion),
        "form": form,
        "stale": attempt.stale,
        "today": clock.today(),
    }
    return render(request, "evaluation/advisory/test.html", context, status=attempt.status)
