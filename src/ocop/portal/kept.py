"""The facts of a product's page, and how long an answer made of them may be kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from ocop.recognition.public import page

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse


def shown_product(code: str, today: date) -> page.ShownProduct:
    """What the page of this code tells today. Raises: Certificate.DoesNotExist."""
    return page.shown_product(code, today)


def conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with a tag of its content; nothing but that tag where the reader has the same already."""
    answer["ETag"] = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
