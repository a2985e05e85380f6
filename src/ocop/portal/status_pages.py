"""The true state of a product's certificate, for whoever scans its code. No cookies, no script, no sign-in.

The address printed on a label is kept for ever. The answer is computed on each request, so that a withdrawal
shows at once.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image

from ocop.law.codes import BadCode, read_code, typed_code
from ocop.law.validity import Removed, Withdrawn
from ocop.platform import clock
from ocop.platform.files import storage_key
from ocop.platform.reading import in_readers_language
from ocop.portal import books
from ocop.portal.forms import CheckForm
from ocop.recognition import naming
from ocop.recognition.display import ground
from ocop.recognition.models import Certificate, EventKind
from ocop.recognition.queries import Shown, public_certificate
from ocop.registry import regimes

if TYPE_CHECKING:
    from datetime import date

PHOTO_EDGE = 320
PHOTO_QUALITY = 60
TONES = {
    "valid": "good",
    "expiring": "good",
    "kept": "held",
    "upgraded": "held",
    "replaced": "held",
    "not_yet": "held",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The first line of the page, and what stands under it."""

    words: str
    tone: str
    detail: str = ""


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Look up a code by typing it."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(reverse("portal:status", args=[form.cleaned_data["code"]]))
    return render(request, "portal/check.html", {"form": form})


def _is_a_code(text: str) -> bool:
    """Whether the text has the shape of a product code under any regime; a slip of the finger has not."""
    library = regimes.library()
    shapes = [library.regime(regime_id).product_code for regime_id in library.ids()]
    try:
        read_code(shapes, text)
    except BadCode:
        return False
    return True


@require_safe
@in_readers_language
def status(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate of the product with this code is worth now; a code never recognised is a 404."""
    now = clock.now()
    language = books.language()
    frame: dict[str, object] = {
        "code": typed_code(code),
        "now": now,
        "languages": [(key, name) for key, name in settings.LANGUAGES if key != language],
    }
    try:
        shown = public_certificate(typed_code(code), clock.local_day(now))
    except Certificate.DoesNotExist:
        frame["is_a_code"] = _is_a_code(typed_code(code))
        return render(request, "portal/status_unknown.html", frame, status=404)
    certificate = shown.certificate
    context = {
        **frame,
        "headline": headline(shown),
        "certificate": certificate,
        "product": certificate.product,
        "decision": certificate.decision,
        "holds": shown.status.holds,
        "issuer": _issuer(certificate),
        "regime_title": naming.regime_title(certificate.regime_id),
        "earlier": [(one, _issuer(one)) for one in shown.earlier],
    }
    return render(request, "portal/status.html", context)


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
    if not product.photo or not default_storage.exists(storage_key(product.photo)):
        raise Http404
    small = io.BytesIO()
    with default_storage.open(storage_key(product.photo)) as stored, Image.open(stored) as picture:
        picture.draft("RGB", (PHOTO_EDGE, PHOTO_EDGE))
        picture.thumbnail((PHOTO_EDGE, PHOTO_EDGE))
        picture.convert("RGB").save(small, "WEBP", quality=PHOTO_QUALITY)
    response = HttpResponse(small.getvalue(), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def headline(shown: Shown) -> Headline:
    """The state in words with its date, as law and calendar have it today."""
    status = shown.status
    tone = TONES.get(status.state, "bad")
    ends = _date(status.expires_on)
    match status.state:
        case "valid" | "expiring":
            return Headline(_("Valid until %(day)s") % {"day": ends}, tone)
        case "kept":
            kept = _("Kept while its renewal is being evaluated, until %(day)s") % {
                "day": _date(status.kept_to)
            }
            return Headline(kept, tone, _("Its own time ended on %(day)s.") % {"day": ends})
        case "replaced" if status.cause is not None:
            return Headline(_("Replaced on %(day)s") % {"day": _date(status.cause.on)}, tone)
        case "upgraded" if status.cause is not None:
            return Headline(_("Upgraded on %(day)s") % {"day": _date(status.cause.on)}, tone)
        case "not_yet":
            return Headline(_("Valid only from %(day)s") % {"day": _date(shown.certificate.issued_on)}, tone)
        case "withdrawn" | "removed" if status.cause is not None:
            return _ended(shown, status.cause.on, tone)
        case _:
            after = status.expires_on + timedelta(days=1) if status.expires_on else None
            return Headline(_("Expired since %(day)s") % {"day": _date(after)}, tone)


def _ended(shown: Shown, on: date, tone: str) -> Headline:
    cause = shown.status.cause
    if isinstance(cause, Removed):
        words = _("Struck from the register on %(day)s") % {"day": _date(on)}
        return Headline(words, tone, f"{reason}." if (reason := ground(cause)) else "")
    found = _ground(shown.certificate.regime_id, cause.ground) if isinstance(cause, Withdrawn) else ""
    return Headline(
        _("Withdrawn on %(day)s") % {"day": _date(on)}, tone, " ".join([found, _decision(shown)]).strip()
    )


def _decision(shown: Shown) -> str:
    numbers = [
        event.decision_number
        for event in shown.certificate.events.all()
        if event.kind == EventKind.WITHDRAWN and event.decision_number
    ]
    return _("Decision %(number)s.") % {"number": numbers[0]} if numbers else ""


def _ground(regime_id: str, code: str) -> str:
    """The ground of a withdrawal in words: it stands in the regime in force at the time, else in none."""
    for known in (regime_id, *reversed(books.opened().ids())):
        book = books.book(known)
        found = [one.label for one in book.regime.revocations if one.code == code]
        if found:
            return f"{book.say(found[0])}."
    return ""


def _issuer(certificate: Certificate) -> str:
    unit = certificate.issuer_unit
    return naming.issuer(certificate.regime_id, unit.level, unit.own_name, certificate.decision.signer_title)


def _certificate(code: str) -> Certificate:
    try:
        return public_certificate(typed_code(code), clock.today()).certificate
    except Certificate.DoesNotExist:
        raise Http404 from None


def _date(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
