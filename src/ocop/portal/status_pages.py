"""The true state of a product's certificate, for whoever scans its code. No cookies, no script, no sign-in.

The address printed on a label is kept for ever. The answer is computed from facts and calendar; what of it is
kept for other scans, and for how short a time, is in `kept`.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.law.codes import BadCode, meant_code, read_code, typed_code
from ocop.law.validity import Removed, Withdrawn
from ocop.places.models import Level
from ocop.platform import clock, thumbnails
from ocop.platform.thumbnails import MARK
from ocop.portal import books, kept
from ocop.portal.forms import CheckForm
from ocop.portal.packages import carried, package_of
from ocop.portal.tongues import choices, in_shoppers_language, present, words_of_law
from ocop.recognition import naming, public
from ocop.recognition.display import ground
from ocop.recognition.models import Certificate
from ocop.recognition.queries import public_certificate
from ocop.registry import regimes
from ocop.registry.gtin import BadGtin, normal_gtin

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.law.regime import ProductCode
    from ocop.places.models import Unit
    from ocop.recognition.public.page import ShownCertificate, ShownProduct

TONES = {
    "valid": "good",
    "expiring": "good",
    "kept": "held",
    "upgraded": "held",
    "replaced": "held",
    "not_yet": "held",
}
ELEMENTS: Final[dict[str, StrOrPromise]] = {
    "origin": gettext_lazy("Origin"),
    "place": gettext_lazy("The place"),
    "people": gettext_lazy("The people"),
    "know_how": gettext_lazy("Local know-how"),
    "identity": gettext_lazy("Cultural identity"),
    "value": gettext_lazy("Value to its users"),
}
"""Headings of the elements of a story, in the languages of this page."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The first line of the page, and what stands under it; `ground` in the language of that tag, if any."""

    words: str
    tone: str
    detail: str = ""
    ground: str = ""
    ground_lang: str = ""


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Look up a product by its code, or by the number of its certificate: some have no code yet."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "portal/check.html", {"form": form})
    typed = form.cleaned_data["code"]
    if _is_a_code(typed_code(typed)):
        return HttpResponseRedirect(reverse("portal:status", args=[typed_code(typed)]))
    found = public.numbered(typed, clock.today())
    if not found and "/" not in typed:
        return HttpResponseRedirect(_leading_to(typed))
    status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    return render(request, "portal/check.html", {"form": form, "typed": typed, "found": found}, status=status)


def _leading_to(typed: str) -> str:
    """Where digits lead that are no code: a bar code to its product, all else to what a code page says."""
    code = typed_code(typed)
    try:
        gtin = "" if _meant(code) else normal_gtin(typed)
    except BadGtin:
        gtin = ""
    if gtin:
        return reverse("portal:digital_link", args=[gtin.zfill(14)])
    return reverse("portal:status", args=[code])


def _shapes() -> list[ProductCode]:
    library = regimes.library()
    return [library.regime(regime_id).product_code for regime_id in library.ids()]


def _is_a_code(text: str) -> bool:
    """Whether the text has the shape of a product code under any regime; a slip of the finger has not."""
    try:
        read_code(_shapes(), text)
    except BadCode:
        return False
    return True


def _meant(typed: str) -> str:
    """The code that may have been meant and that there is; empty where none is."""
    code = meant_code(_shapes(), typed)
    return code if code and code != typed and public.known().filter(code=code).exists() else ""


def _answering(request: HttpRequest, code: str, today: date) -> ShownProduct:
    """The product of this code as it stands, since one of an earlier register may be written in any way; else
    of what a slip of the finger made of it. Raises: Certificate.DoesNotExist.
    """
    try:
        return kept.shown_product(request, code, today)
    except Certificate.DoesNotExist:
        typed = typed_code(code)
        if typed == code:
            raise
        return kept.shown_product(request, typed, today)


@require_safe
@in_shoppers_language
def status(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate of the product with this code is worth now; a code never recognised is a 404."""
    typed, today = typed_code(code), clock.today()
    frame = shopper_frame(request, typed, today)
    try:
        shown = _answering(request, code, today)
    except Certificate.DoesNotExist:
        frame |= {"is_a_code": _is_a_code(typed), "meant": _meant(typed)}
        return render(request, "portal/status_unknown.html", frame, status=404)
    certificate = shown.latest
    query = request.GET.dict()
    context = {
        **frame,
        "headline": headline(certificate),
        "shown": shown,
        "certificate": certificate,
        "issuer": _issuer(certificate),
        "place": _place(shown.place),
        "producer_place": _place(shown.producer_place),
        "package": package_of(query),
        "story": _story(shown.story),
        "earlier": [(one, _issuer(one)) for one in shown.certificates[1:]],
        "address": shown_url(shown.code),
        "report": f"{frame['here']}/report?{urlencode({**carried(query), 'lang': present().key})}",
        "photo": f"{frame['here']}/photo.webp?v={shown.photo[:MARK]}" if shown.photo else "",
    }
    with words_of_law() as tag:
        context |= {"regime_title": naming.regime_title(certificate.regime_id), "law_lang": tag}
    page = render(request, "portal/status.html", context)
    return kept.conditional(request, page)


def shown_url(code: str) -> str:
    """The address of a product's page as it is printed."""
    return f"{settings.OCOP_BASE_URL}{reverse('portal:status', args=[code])}"


def shopper_frame(request: HttpRequest, code: str, today: date, page: str = "") -> dict[str, object]:
    """What the frame of a shopper's page needs: its code, the day, and itself in the other languages."""
    here = reverse("portal:status", args=[code])
    return {
        "code": code,
        "today": today,
        "here": here,
        "tongue": present(),
        "tongues": choices(f"{here}{page}", carried(request.GET.dict())),
        "base_url": settings.OCOP_BASE_URL,
    }


@require_safe
def qr(_request: HttpRequest, code: str) -> HttpResponse:
    """The QR code that leads to the page of this product, to be printed."""
    certificate = _certificate(code)
    address = f"{settings.OCOP_BASE_URL}{reverse('portal:status', args=[certificate.product.code])}"
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=8, border=4, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
def photo(_request: HttpRequest, code: str) -> HttpResponse:
    """The product's picture, small enough for a shelf with a poor signal."""
    product = _certificate(code).product
    return thumbnails.send(product.photo, thumbnails.SMALL, public=True)


def headline(certificate: ShownCertificate) -> Headline:
    """The state in words with its date, as law and calendar have it today."""
    status = certificate.status
    tone = TONES.get(status.state, "bad")
    ends = _date(status.expires_on)
    match status.state:
        case "valid" | "expiring":
            return Headline(_("Valid until %(day)s") % {"day": ends}, tone)
        case "kept":
            kept_to = _("Kept while its renewal is being evaluated, until %(day)s") % {
                "day": _date(status.kept_to)
            }
            return Headline(kept_to, tone, _("Its own time ended on %(day)s.") % {"day": ends})
        case "replaced" if status.cause is not None:
            return Headline(_("Replaced on %(day)s") % {"day": _date(status.cause.on)}, tone)
        case "upgraded" if status.cause is not None:
            return Headline(_("Upgraded on %(day)s") % {"day": _date(status.cause.on)}, tone)
        case "not_yet":
            return Headline(_("Valid only from %(day)s") % {"day": _date(certificate.issued_on)}, tone)
        case "withdrawn" | "removed" if status.cause is not None:
            return _ended(certificate, status.cause.on, tone)
        case _:
            after = status.expires_on + timedelta(days=1) if status.expires_on else None
            return Headline(_("Expired since %(day)s") % {"day": _date(after)}, tone)


def _ended(certificate: ShownCertificate, on: date, tone: str) -> Headline:
    cause = certificate.status.cause
    with words_of_law() as tag:
        if isinstance(cause, Removed):
            found = ground(cause)
        else:
            found = _ground(certificate.regime_id, cause.ground) if isinstance(cause, Withdrawn) else ""
    because = f"{found}." if found else ""
    if isinstance(cause, Removed):
        words = _("Struck from the register on %(day)s") % {"day": _date(on)}
        return Headline(words, tone, ground=because, ground_lang=tag)
    number = certificate.withdrawn_by
    by = _("Decision %(number)s.") % {"number": number} if number else ""
    return Headline(_("Withdrawn on %(day)s") % {"day": _date(on)}, tone, by, because, tag)


def _ground(regime_id: str, code: str) -> str:
    """The ground of a withdrawal in words: it stands in the regime in force at the time, else in none."""
    for known in (regime_id, *reversed(books.opened().ids())):
        book = books.book(known)
        found = [one.label for one in book.regime.revocations if one.code == code]
        if found:
            return book.say(found[0])
    return ""


def _issuer(certificate: ShownCertificate) -> str:
    """The office that recognised the product, by the name it had under the certificate's own rules."""
    if certificate.issuer.level != Level.COUNTRY:
        return certificate.issuer_name
    with words_of_law():
        return certificate.issuer_name


def _place(units: tuple[Unit, ...]) -> str:
    """The official name of a place, in Vietnamese as it stands on papers and signs."""
    with translation.override("vi"):
        return ", ".join(str(unit) for unit in units)


def _story(parts: tuple[tuple[str, str], ...]) -> list[tuple[StrOrPromise, str]]:
    """The elements of a story with their headings, in the order of `ELEMENTS`; others follow, without one."""
    order = list(ELEMENTS)
    known = sorted(parts, key=lambda part: order.index(part[0]) if part[0] in ELEMENTS else len(order))
    return [(ELEMENTS.get(element, ""), text) for element, text in known]


def _certificate(code: str) -> Certificate:
    for spelt in dict.fromkeys((code, typed_code(code))):
        with suppress(Certificate.DoesNotExist):
            return public_certificate(spelt, clock.today()).certificate
    raise Http404


def _date(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
