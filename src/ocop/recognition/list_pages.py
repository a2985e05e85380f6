"""Pages of lists: certificates that end, papers that lapse, the highest stars and who may reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, is_number
from ocop.recognition import display, lapsing, lists, queries, rules, telling

if TYPE_CHECKING:
    from collections.abc import Sequence

UNIT: Final = "unit"


class EndingForm(forms.Form):
    """Filters of the list of certificates that end."""

    within = forms.TypedChoiceField(label=_("Ends within"), required=False, coerce=int, empty_value=None)
    stars = forms.TypedChoiceField(label=_("Stars"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, days: Sequence[int], stars: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = [
            (str(one), ngettext("%(count)d day", "%(count)d days", one) % {"count": one}) for one in days
        ]
        self.fields["within"].choices = within  # type: ignore[attr-defined] # a choice field
        self.fields["stars"].choices = [("", _("All")), *((str(one), str(one)) for one in stars)]  # type: ignore[attr-defined] # as above


@require_safe
@signed_in
def ending(request: ActorRequest) -> HttpResponse:
    """Certificates that end soon, by unit, the nearest first."""
    today = clock.today()
    days = telling.days_before(today)
    form = EndingForm(request.GET, days=days, stars=queries.stars_recognised(today))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = lists.ending(request.actor, today, within=wanted.get("within") or max(days))
    if wanted.get("stars"):
        found = found.filter(stars=wanted["stars"])
    units = lists.by_unit(found, request.actor)
    inside = _inside(request)
    page = page_of(lists.under(found, inside) if inside else found, request.GET, by=("valid_to", "pk"))
    rows = [(one, (one.valid_to - today).days, queries.status(one, today)) for one in page.items]
    context = {"page": page, "rows": rows, "filter": form, "units": units, "inside": inside}
    return render(request, "recognition/ending.html", {**context, "renewal": queries.renewal_on(today)})


@require_safe
@signed_in
def papers(request: ActorRequest) -> HttpResponse:
    """Papers that lapse before the certificate, with what that would cost, the earliest first."""
    found = lapsing.with_costs(lapsing.lapsing(request.actor, clock.today()))
    page = page_of(found, request.GET, by=("lapses_on", "pk"), size=25)
    context = {"page": page, "lapses": lapsing.lapses(page.items), "today": clock.today()}
    return render(request, "recognition/lapsing.html", context)


@require_safe
def national(request: ActorRequest) -> HttpResponse:
    """The products of the highest stars, for everybody."""
    today = clock.today()
    found = lists.national(request.actor, today)
    page = page_of(found, request.GET, by=("-issued_on", "-pk"))
    rows = [(one, display.STATES[queries.status(one, today).state]) for one in page.items]
    context = {"page": page, "rows": rows, "count": found.count(), "stars": lists.highest_stars(today)}
    return render(request, "recognition/national.html", context)


@require_safe
@signed_in
def potential(request: ActorRequest) -> HttpResponse:
    """Products sent to the ministry, with the province's score, the wait and the outcome."""
    require(rules.can_read_figures(request.actor))
    today = clock.today()
    waiting = request.GET.get("waiting") == "1"
    page = page_of(lists.forwarded(request.actor, waiting=waiting), request.GET, by=("-recorded_at", "-pk"))
    context = {
        "page": page,
        "rows": [lists.candidate(one, today) for one in page.items],
        "waiting": waiting,
        "sent": lists.forwarded(request.actor).count(),
        "still": lists.forwarded(request.actor, waiting=True).count(),
        "stars": lists.highest_stars(today),
    }
    return render(request, "recognition/potential.html", context)


def _inside(request: ActorRequest) -> Unit | None:
    """The unit that the address asks for. Raises: Http404 for one there is not."""
    key = request.GET.get(UNIT, "")
    return get_object_or_404(Unit.objects.visible_to(request.actor), pk=int(key)) if is_number(key) else None
