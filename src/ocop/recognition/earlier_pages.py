"""The page on which a certificate from before this register is entered: first its day, then what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.fields import DayField, PointsField, TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest
from ocop.recognition import earlier, queries, rules
from ocop.recognition.earlier import EarlierFacts
from ocop.registry import queries as registry
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from datetime import date

    from ocop.registry.models import Product


class DayForm(forms.Form):
    """The day of the decision: it tells the rules and the units of that time."""

    on = DayField(
        label=_("Day of the decision"), error_messages={"required": _("Write the day of the decision.")}
    )


class EarlierForm(forms.Form):
    """What stands on the certificate and its decision; the choices are those of its day."""

    commune = forms.TypedChoiceField(
        label=_("Commune then"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the commune.")},
    )
    issuer = forms.TypedChoiceField(
        label=_("Issued by"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who issued the certificate.")},
    )
    set_no = forms.TypedChoiceField(
        label=_("Product set under the rules of that day"),
        coerce=int,
        error_messages={"required": _("Choose the product set.")},
    )
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stars.")},
    )
    number = TextField(
        label=_("Number of the certificate"),
        max_length=60,
        error_messages={"required": _("Write the number of the certificate.")},
    )
    decision_number = TextField(
        label=_("Number of the decision"),
        max_length=60,
        error_messages={"required": _("Write the number of the decision.")},
    )
    signer_name = TextField(
        label=_("Signed by"), max_length=200, error_messages={"required": _("Write who signed.")}
    )
    signer_title = TextField(
        label=_("Office of the signer"),
        max_length=200,
        error_messages={"required": _("Write the office of the signer.")},
    )
    total = PointsField(label=_("Points of the council, where known"), required=False)

    def __init__(self, *args: Any, product: Product, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        communes = earlier.communes(product, on)
        self._choose("commune", [(unit.pk, unit.named_on(on).full_name) for unit in communes])
        issuers = earlier.issuers(communes, on)
        self._choose("issuer", [(unit.pk, unit.named_on(on).full_name) for unit in issuers])
        self._choose("set_no", [("", ""), *sets.choices(regimes.regime_on(on).id)])
        self.initial.setdefault("set_no", earlier.set_then(product, on))
        self._choose("stars", [(stars, str(stars)) for stars in queries.stars_recognised(on)])

    def facts(self) -> EarlierFacts:
        """The cleaned facts."""
        given = dict(self.cleaned_data)
        commune, issuer = given.pop("commune"), given.pop("issuer")
        return EarlierFacts(**given, commune_id=commune, issuer_id=issuer, decided_on=self.on)

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field
        if len(choices) == 1:
            self.initial.setdefault(name, choices[0][0])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a certificate issued before this register."""
    product = get_object_or_404(registry.products(request.actor), pk=pk)
    require(rules.can_enter_earlier(request.actor, product))
    day = DayForm(request.GET if "on" in request.GET else None)
    if not day.is_valid() or (fault := earlier.day_fault(day.cleaned_data["on"], clock.today())):
        if day.is_bound and day.is_valid():
            day.add_error("on", fault)
        return render(request, "recognition/earlier_day.html", {"product": product, "form": day})
    form = EarlierForm(typed(request), product=product, on=day.cleaned_data["on"])
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            entered = earlier.enter_certificate(
                actor=request.actor, product_id=pk, facts=form.facts(), now=clock.now()
            )
            return redirect("recognition:certificate", entered.pk)
    context = {"product": product, "form": form, "on": form.on}
    return render(request, "recognition/earlier.html", context, status=attempt.status)
