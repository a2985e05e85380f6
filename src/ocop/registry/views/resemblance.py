"""Pages on which an officer looks at records that look alike, and says what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.places import queries as places
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.display import Row
from ocop.platform.fields import TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest
from ocop.registry import proposals, queries, restricted, rules, sets
from ocop.registry.actions import merging
from ocop.registry.actions.merging import Said
from ocop.registry.models import Producer, Product, Verdict
from ocop.registry.views.finding import PAGE

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

SHOWN: Final = 50
"""How many pairs a page proposes; the next come once these are settled."""


class WhereForm(forms.Form):
    """Of which province the records are compared, for who reads the whole country."""

    province = forms.ChoiceField(label=_("Province"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(unit.path, unit.own_name) for unit in places.provinces()]
        self.fields["province"].choices = [("", _("Choose a province")), *listed]  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    """What two records are, which of them stays, and how one knows."""

    verdict = forms.ChoiceField(
        label=_("What are they?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers listed.")},
    )
    keep = forms.TypedChoiceField(
        label=_("If they are the same: which one stays?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("How you know it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write how you know it, such as the papers you compared.")},
    )
    left_version = forms.IntegerField(widget=forms.HiddenInput)
    right_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, left: Producer | Product, right: Producer | Product) -> None:
        super().__init__(data)
        self.initial = {"left_version": left.version, "right_version": right.version}
        alike = isinstance(left, Product)
        verdicts = [one for one in Verdict if alike or one != Verdict.TOO_SIMILAR]
        self.fields["verdict"].choices = [(one.value, one.label) for one in verdicts]  # type: ignore[attr-defined]
        named = [(one.pk, f"{one.name} ({one.code})" if one.code else one.name) for one in (left, right)]
        self.fields["keep"].choices = named  # type: ignore[attr-defined]

    def said(self) -> Said:
        """What was typed, for the actions."""
        given = self.cleaned_data
        return Said(given["verdict"], given["keep"], given["reason"])

    @property
    def versions(self) -> tuple[int, int]:
        """The versions of both as they were seen."""
        return self.cleaned_data["left_version"], self.cleaned_data["right_version"]


@require_safe
@signed_in
def alike(request: ActorRequest, kind: str) -> HttpResponse:
    """Records of the territory that look alike, the surest first."""
    require(rules.can_compare(request.actor))
    form = WhereForm(request.GET)
    path = _path(request.actor, form)
    find = proposals.producers if kind == "producers" else proposals.products
    found = find(request.actor, path, limit=SHOWN + 1) if path else []
    context = {
        "kind": kind,
        "form": form if _reads_all(request.actor) else None,
        "asked": bool(path),
        "may_settle": rules.can_settle(request.actor),
        "found": found[:SHOWN],
        "more": len(found) > SHOWN,
    }
    return render(request, "registry/alike.html", context)


@require_http_methods(PAGE)
@signed_in
def settle(request: ActorRequest, kind: str, left: int, right: int) -> HttpResponse:
    """Two records side by side, and what an officer says of them."""
    require(rules.can_settle(request.actor))
    one, other = _both(request.actor, kind, left, right)
    form = SettleForm(typed(request), left=one, right=other)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        act = merging.settle_producers if kind == "producers" else merging.settle_products
        with attempt:
            act(
                actor=request.actor,
                left_id=one.pk,
                right_id=other.pk,
                said=form.said(),
                versions=form.versions,
                now=clock.now(),
            )
        if attempt.done:
            return redirect(f"registry:alike_{kind}")
    context = {"form": form, "kind": kind, "both": [_card(one), _card(other)], "stale": attempt.stale}
    return render(request, "registry/settle.html", context, status=attempt.status)


def _both(actor: Actor, kind: str, left: int, right: int) -> tuple[Any, Any]:
    read = queries.producers if kind == "producers" else queries.products
    found = {one.pk: one for one in read(actor).filter(pk__in={left, right})}
    if len(found) != 2:
        raise Http404
    return found[min(found)], found[max(found)]


def _card(record: Producer | Product) -> dict[str, object]:
    """What to compare of a record; personal data is masked, as everywhere before officers."""
    rows = _of_producer(record) if isinstance(record, Producer) else _of_product(record)
    place = "registry:producer" if isinstance(record, Producer) else "registry:product"
    return {"record": record, "rows": rows, "address": reverse(place, args=[record.pk])}


def _of_producer(one: Producer) -> list[Row]:
    shown = restricted.hidden("registry.producer", vars(one), one.kind)
    return [
        Row(_("Code"), one.code),
        Row(_("Tax code"), shown["tax_code"]),
        Row(_("Commune"), one.commune.full_name),
        Row(_("Address"), shown["address"]),
        Row(_("Representative"), one.representative_name),
        Row(_("Phone number"), shown["phone"]),
        Row(_("Registered on"), date_format(one.registered_on, "SHORT_DATE_FORMAT")),
        Row(_("Products"), one.products.filter(merged_into=None).count()),
    ]


def _of_product(one: Product) -> list[Row]:
    last = date_format(one.certified_to, "SHORT_DATE_FORMAT") if one.certified_to else ""
    return [
        Row(_("Code"), one.code),
        Row(_("Producer"), one.producer.name),
        Row(_("Product set"), sets.name_of(one.regime_id, one.set_no)),
        Row(_("Commune"), one.commune.full_name),
        Row(_("Entered on"), date_format(one.entered_on, "SHORT_DATE_FORMAT")),
        Row(_("Certificate to"), last),
        Row(_("Short description"), one.description),
    ]


def _reads_all(actor: Actor) -> bool:
    return actor.unit_path.count("/") == 1


def _path(actor: Actor, form: WhereForm) -> str:
    """The territory to compare: one's own, or the province that was chosen."""
    if not _reads_all(actor):
        return actor.unit_path
    return form.cleaned_data["province"] if form.is_valid() else ""
