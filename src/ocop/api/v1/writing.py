"""What every operation that changes something has in common: the version it saw, and being sent twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Header, Schema
from pydantic import Field

from ocop.api import problems
from ocop.api.keeping import KEPT_FOR
from ocop.api.models import Kept
from ocop.api.problems import Problem
from ocop.platform import clock

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.api.models import Key


VERSION: Final = r'^(W/)?"v[0-9]{1,9}"$'
"""Also as a server in between that compresses makes of it; the version itself decides."""

Repeatable = Annotated[
    Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            pattern=r"^[\x21-\x7e]+$",
            description=_("A name for this request: sent again within a day it is not done again."),
        ),
    ]
    | None,
    Header(None, alias="Idempotency-Key"),
]
Seen = Annotated[
    str,
    Header(..., alias="If-Match", pattern=VERSION, description=_("The ETag of the record as it was read.")),
]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an operation: its status, its body, the version and address of what it made or changed."""

    body: Schema
    status: int = 200
    version: int | None = None
    place: str = ""


def version_of(etag: str) -> int:
    """The version in an ETag of the form that `Seen` admits."""
    return int(etag.removeprefix("W/").strip('"')[1:])


def etag_of(version: int) -> str:
    """The ETag of a record."""
    return f'"v{version}"'


def once(
    request: HttpRequest, key: Key, name: str | None, sent: bytes, work: Callable[[], Done]
) -> HttpResponse:
    """Do the work in one transaction; of a request with a name only once in a day, then answer as before.

    Only what was done is kept: a refusal is answered anew. Raises: Problem where the name was used for
    another request; what `work` raises.
    """
    with transaction.atomic():
        kept = _remembered(request, key, name, sent, clock.now()) if name else None
        if kept is not None and kept.status:
            response = _answer(kept.status, kept.body, kept.version, kept.place)
            response["Idempotent-Replayed"] = "true"
            return response
        done = work()
        body = json.dumps(done.body.model_dump(mode="json"), ensure_ascii=False)
        version = "" if done.version is None else etag_of(done.version)
        if kept is not None:
            kept.status, kept.body, kept.version, kept.place = done.status, body, version, done.place
            kept.save(update_fields=["status", "body", "version", "place"])
    return _answer(done.status, body, version, done.place)


def _remembered(request: HttpRequest, key: Key, name: str, sent: bytes, now: datetime) -> Kept:
    """The row of a request's name, locked, made where there is none or it is too old."""
    Kept.objects.filter(key=key, name=name, made_at__lt=now - KEPT_FOR).delete()
    what = f"{request.method} {request.path}\n{request.headers.get('If-Match', '')}\n".encode()
    digest = sha256(what + sent).hexdigest()
    kept, fresh = Kept.objects.select_for_update().get_or_create(
        key=key, name=name, defaults={"digest": digest, "made_at": now}
    )
    if not fresh and kept.digest != digest:
        raise Problem(problems.REUSED)
    return kept


def _answer(status: int, body: str, version: str, place: str) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    if version:
        response["ETag"] = version
    if place:
        response["Location"] = place
    return response
