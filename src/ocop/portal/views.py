"""The front page."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ocop.platform.actors import PUBLIC
from ocop.portal import books
from ocop.recognition.models import Certificate


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What OCOP is, three doors, the way from a dossier to stars, and the regime in force."""
    regime = books.in_force()
    book = books.book(regime.id)
    recognised = [
        (level.recognises, book.say(level.recognised_by or level.name))
        for level in regime.levels
        if level.recognises
    ]
    context = {
        "regime": regime,
        "document_title": book.say(regime.documents[0].title),
        "signers": [(_range(stars), who) for stars, who in recognised],
        "lowest": min(min(stars) for stars, _who in recognised),
        "highest": max(max(stars) for stars, _who in recognised),
        "commune_days": next(
            (limit.count for limit in regime.limits if limit.code == "commune_report"), None
        ),
        "months": regime.validity.months,
        "valid_products": _valid_products(books.today()),
        "sets": len(books.opened().numbers(regime.id)),
    }
    return render(request, "portal/home.html", context)


def _valid_products(day: date) -> int:
    """Products whose certificate is valid on that day; one kept past its expiry is not counted."""
    valid = Certificate.objects.visible_to(PUBLIC).filter(
        product__certified_to=F("valid_to"), issued_on__lte=day, valid_to__gte=day
    )
    return valid.values("product").distinct().count()


def _range(stars: tuple[int, ...]) -> str:
    """Neighbouring stars: ``3-4``."""
    return str(stars[0]) if len(stars) == 1 else f"{min(stars)}\N{EN DASH}{max(stars)}"
