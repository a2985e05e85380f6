"""A shopper reports a problem: no account, no cookie, no script.

A form sent from elsewhere cannot use anybody's rights here, since nobody has any. What stands against
machines, and against a page of others that lets its readers send reports unaware: a signed token in the form,
of this product and good for some hours; the browser's own word for where the form came from (`Origin`), where
it gives one; a field that people do not see; a count of reports by network address and by product.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ocop.access.web import address_of
from ocop.law.codes import typed_code
from ocop.platform import clock, errors
from ocop.platform.fields import TextField
from ocop.platform.keeping import Attempt
from ocop.portal.packages import package_of
from ocop.portal.status_pages import shopper_frame
from ocop.portal.tongues import in_shoppers_language, present
from ocop.problems import actions
from ocop.problems.actions import ProblemFacts, TooMany
from ocop.problems.models import CONTACT_LENGTH, TEXT_LENGTH, Category
from ocop.recognition.models import Certificate
from ocop.recognition.public.page import ShownProduct, shown_product

SALT: Final = "ocop.portal.report"
SENT: Final = "ocop.portal.report.sent"
HOURS: Final = timedelta(hours=6)


class ReportForm(forms.Form):
    """What is wrong with a product. `website` is for machines: people do not see it."""

    category = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    text = TextField(
        label=gettext_lazy("What did you see?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Where and when you bought it, and what the label says. Name no other people."
        ),
        error_messages={
            "required": gettext_lazy("Write what you saw, in a few words at least."),
            "max_length": gettext_lazy("This is too long. Keep what matters most."),
        },
    )
    contact = TextField(
        label=gettext_lazy("Phone number or e-mail address"),
        required=False,
        max_length=CONTACT_LENGTH,
        error_messages={"max_length": gettext_lazy("This is neither a phone number nor an e-mail address.")},
    )
    website = forms.CharField(label=gettext_lazy("Leave this field empty"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_shoppers_language
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form about one product, and what is said once it was sent."""
    typed, today = typed_code(code), clock.today()
    frame = shopper_frame(request, typed, today, "/report")
    try:
        shown = shown_product(typed, today)
    except Certificate.DoesNotExist:
        frame["is_a_code"] = True
        return _sealed(render(request, "portal/status_unknown.html", frame, status=404))
    frame |= {"name": shown.latest.product_name, "days": actions.contact_days()}
    if request.method == "POST":
        return _sealed(_received(request, typed, shown, frame))
    if receipt := _receipt(request.GET.get("sent", "")):
        return _sealed(render(request, "portal/report_sent.html", {**frame, "receipt": receipt}))
    return _sealed(_form(request, ReportForm(initial={"token": _token(typed)}), frame))


def _received(request: HttpRequest, code: str, shown: ShownProduct, frame: dict[str, object]) -> HttpResponse:
    if "Origin" in request.headers and not errors.is_from_here(request):
        return _form(request, _again(request, code), {**frame, "problem": _old()}, HTTPStatus.FORBIDDEN)
    token = request.POST.get("token", "")
    if not _is_ours(token, code):
        return _form(request, _again(request, code), {**frame, "problem": _old()}, HTTPStatus.FORBIDDEN)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, frame)
    if form.cleaned_data["website"]:
        # A machine learns nothing from its answer.
        return render(request, "portal/report_sent.html", {**frame, "receipt": ""})
    now = clock.now()
    try:
        actions.count(code=shown.code, address=address_of(request), now=now)
    except TooMany as pause:
        return _form(request, form, {**frame, "problem": str(pause)}, HTTPStatus.TOO_MANY_REQUESTS)
    package = package_of(request.GET.dict())
    attempt = Attempt(form)
    with attempt:
        kept = actions.report(
            product_id=shown.pk,
            printed_code=code,
            package=" / ".join(one for one in (package.lot, package.serial) if one),
            facts=ProblemFacts(**{name: form.cleaned_data[name] for name in ("category", "text", "contact")}),
            form_key=hashlib.sha256(token.encode()).hexdigest(),
            language=present().code,
            now=now,
        )
    if not attempt.done:
        return _form(request, form, frame)
    sent = signing.dumps(kept.receipt, salt=SENT)
    page = reverse("portal:report", args=[code])
    return HttpResponseRedirect(f"{page}?lang={present().key}&sent={sent}")


def _form(
    request: HttpRequest, form: ReportForm, frame: dict[str, object], status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "portal/report.html", {**frame, "form": form}, status=status)


def _again(request: HttpRequest, code: str) -> ReportForm:
    """What was typed, under a new token."""
    typed = request.POST.copy()
    typed["token"] = _token(code)
    return ReportForm(typed)


def _old() -> str:
    return _("This form was open for too long, or came from another page. Look over it and send it again.")


def _token(code: str) -> str:
    return signing.dumps({"code": code, "once": secrets.token_hex(8)}, salt=SALT)


def _is_ours(token: str, code: str) -> bool:
    try:
        said = signing.loads(token, salt=SALT, max_age=HOURS)
    except signing.BadSignature:
        return False
    return isinstance(said, dict) and said.get("code") == code


def _receipt(sent: str) -> str:
    try:
        return str(signing.loads(sent, salt=SENT, max_age=HOURS)) if sent else ""
    except signing.BadSignature:
        return ""


def _sealed(answer: HttpResponse) -> HttpResponse:
    """A page with a token, or a receipt, is nobody else's."""
    answer["Cache-Control"] = "no-store"
    return answer
