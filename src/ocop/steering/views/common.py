"""What the pages of this room share: one page for every form, one way to a day and a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from ocop.platform import clock
from ocop.platform.keeping import Attempt
from ocop.steering.forms import DayForm, YearForm

if TYPE_CHECKING:
    from django.forms import Form
    from django_stubs_ext import StrOrPromise

    from ocop.platform.web import ActorRequest

PAGE = ["GET", "HEAD", "POST"]


@contextmanager
def found() -> Iterator[None]:
    """What is not there for this reader is a page that is not there."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error


def form_page(
    request: ActorRequest,
    form: Form,
    act: Callable[[], object],
    *,
    title: StrOrPromise,
    button: StrOrPromise,
    back: str,
    lead: StrOrPromise = "",
    version: int | None = None,
    danger: bool = False,
) -> HttpResponse:
    """A page with one form: sent and right, `act` is done and leads to `back`; else what was typed stays."""
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt, found():
            act()
        if attempt.done:
            return redirect(back)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "lead": lead,
        "version": version,
        "danger": danger,
        "stale": attempt.stale,
        "multipart": form.is_multipart(),
    }
    return render(request, "steering/form.html", context, status=attempt.status)


def day_asked(request: ActorRequest) -> tuple[DayForm, date]:
    """The day the address asks for; today without one, and beside the error when it is none."""
    form = DayForm(request.GET if request.GET.get("on") else None)
    asked = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return form, asked or clock.today()


def year_asked(request: ActorRequest) -> tuple[YearForm, int]:
    """The year the address asks for; this one without, and beside the error when it is none."""
    form = YearForm(request.GET if request.GET.get("year") else None)
    asked = form.cleaned_data["year"] if form.is_bound and form.is_valid() else None
    return form, asked or clock.today().year
