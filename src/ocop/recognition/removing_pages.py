"""The page on which a certificate is struck from the register: write it, look at it once more, record it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.fields import DayField, TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.recognition import queries, removing, rules
from ocop.recognition.models import Certificate
from ocop.recognition.removing import RemovalFacts

if TYPE_CHECKING:
    from datetime import date


class RemoveForm(forms.Form):
    """Why and from which day a certificate is struck from the register."""

    code = forms.ChoiceField(
        label=_("Why it leaves the programme"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    removed_on = DayField(
        label=_("Not in the register from"),
        help_text=_("From this day on the product has no right to the stars."),
    )
    decision_number = TextField(
        label=_("Number of the decision, if there is one"), max_length=60, required=False
    )
    reason = TextField(
        label=_("What was found"),
        help_text=_("It is kept with the certificate."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was found.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["code"].choices = removing.reasons(today)  # type: ignore[attr-defined] # a choice field

    def facts(self) -> RemovalFacts:
        """The cleaned facts."""
        return RemovalFacts(**self.cleaned_data)

    @property
    def chosen(self) -> str:
        """The words of the code chosen."""
        return dict(removing.reasons(self.today))[self.cleaned_data["code"]]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Strike a certificate from the register."""
    found = get_object_or_404(queries.with_events(Certificate.objects.visible_to(request.actor)), pk=pk)
    require(rules.can_withdraw(request.actor, found, clock.today()))
    form = RemoveForm(typed(request), today=clock.today(), initial={"removed_on": clock.today()})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            return render(request, "recognition/remove_confirm.html", {"certificate": found, "form": form})
        with attempt:
            removing.remove_certificate(
                actor=request.actor,
                certificate_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("recognition:certificate", pk)
    context = {"certificate": found, "form": form, "stale": attempt.stale}
    return render(request, "recognition/remove.html", context, status=attempt.status)
