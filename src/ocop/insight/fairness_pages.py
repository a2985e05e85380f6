"""Pages on how councils judge, for the level that supervises them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import queries as evaluation
from ocop.evaluation import rules
from ocop.evaluation.actions import draw_sample
from ocop.evaluation.models import Council, RescoringSample
from ocop.insight import fairness
from ocop.platform import clock
from ocop.platform.decisions import Conflict, require
from ocop.platform.fields import DayField
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PAGE: Final = ["GET", "HEAD", "POST"]
A_YEAR: Final = timedelta(days=365)


class PeriodForm(forms.Form):
    """The period a page is about: the last year unless it is asked for another."""

    first = DayField(label=_("Period from"), required=False)
    last = DayField(label=_("Period to"), required=False)

    def __init__(self, asked: Mapping[str, object], *, today: date) -> None:
        super().__init__(asked, initial={"first": today - A_YEAR, "last": today})
        self._today = today

    def period(self) -> tuple[date, date]:
        """The first and the last day; a day that can't be read counts as none given."""
        given = self.cleaned_data if self.is_valid() else {}
        last = given.get("last") or self._today
        return given.get("first") or last - A_YEAR, last


class DrawForm(forms.Form):
    """What to draw from, how many results, and which council scores them again."""

    council = forms.TypedChoiceField(label=_("Council that scores again"), coerce=int)
    first = DayField(label=_("Results closed from"))
    last = DayField(label=_("to"))
    size = forms.IntegerField(label=_("How many results"), min_value=1, max_value=9999)

    def __init__(self, *args: object, councils: list[Council], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as Django's form takes them
        choices = [("", _("Choose")), *((one.pk, one.name) for one in councils)]
        self.fields["council"].choices = choices  # type: ignore[attr-defined]


@require_safe
@signed_in
def overview(request: ActorRequest) -> HttpResponse:
    """The councils below, side by side."""
    require(rules.can_supervise(request.actor))
    form = PeriodForm(request.GET or {}, today=clock.today())
    first, last = form.period()
    lines = fairness.councils(request.actor, first, last)
    context = {"form": form, "first": first, "last": last, "lines": lines}
    return render(request, "insight/fairness/overview.html", context)


@require_safe
@signed_in
def council(request: ActorRequest, pk: int) -> HttpResponse:
    """One council: its members beside one another, and what its criteria tell apart."""
    require(rules.can_supervise(request.actor))
    form = PeriodForm(request.GET or {}, today=clock.today())
    first, last = form.period()
    try:
        found = fairness.judging(request.actor, pk, first, last)
    except Council.DoesNotExist as error:
        raise Http404 from error
    tables = [(sets.name_of(one.regime_id, one.set_no), one, _names(one)) for one in found.sets]
    context = {"form": form, "first": first, "last": last, "judging": found, "tables": tables}
    return render(request, "insight/fairness/council.html", context)


@require_http_methods(PAGE)
@signed_in
def samples(request: ActorRequest) -> HttpResponse:
    """The samples drawn so far, and a new one."""
    require(rules.can_supervise(request.actor))
    today = clock.today()
    own = [one for one in evaluation.councils(request.actor) if rules.can_draw_sample(request.actor, one)]
    form = DrawForm(typed(request), councils=own, initial={"first": today - A_YEAR, "last": today})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            drawn = _drawn(request, form)
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("insight:sample", drawn.pk)
    page = page_of(fairness.samples(request.actor), request.GET, by=("-pk",))
    context = {"page": page, "form": form, "own": own}
    return render(request, "insight/fairness/samples.html", context, status=status)


@require_safe
@signed_in
def sample(request: ActorRequest, pk: int) -> HttpResponse:
    """One sample: each result beside the one it was given again."""
    require(rules.can_supervise(request.actor))
    try:
        found = evaluation.samples(request.actor).get(pk=pk)
    except RescoringSample.DoesNotExist as error:
        raise Http404 from error
    context = {"comparison": fairness.compare(found)}
    return render(request, "insight/fairness/sample.html", context)


def _drawn(request: ActorRequest, form: DrawForm) -> RescoringSample:
    given = form.cleaned_data
    return draw_sample(
        actor=request.actor,
        council_id=given["council"],
        first=given["first"],
        last=given["last"],
        size=given["size"],
        now=clock.now(),
    )


def _names(line: fairness.SetLine) -> list[tuple[str, object]]:
    """Each criterion with its name, in the language of the page."""
    leaves = regimes.product_set(line.regime_id, line.set_no).leaves
    return [(sets.say(line.regime_id, leaves[one.criterion].name), one) for one in line.criteria]
