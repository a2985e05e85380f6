"""Whole lists of a system: sent and checked; a person of its office looks at the differences and imports."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import File, Form, Path
from ninja.files import UploadedFile

from ocop.api import problems, scopes
from ocop.api.problems import Problem
from ocop.api.secrets_of_keys import actor_of
from ocop.api.v1.base import api, key_of
from ocop.api.v1.catalogue import Id
from ocop.api.v1.schemas import ImportOut
from ocop.api.v1.writing import Done, Repeatable, once
from ocop.exchange import runs
from ocop.exchange.columns import Kind
from ocop.exchange.forms import ListField
from ocop.exchange.models import ImportRun
from ocop.platform import clock
from ocop.platform.addresses import absolute

Kinds = Literal["producers", "products", "certificates"]


@api.post(
    "/imports",
    url_name="imports",
    operation_id="check_list",
    response={202: ImportOut},
    tags=["imports"],
    summary=_("Send a list and have it checked"),
    description=_("An Excel or CSV file as the templates have it. Nothing is imported by this."),
    openapi_extra={"x-scope": scopes.IMPORTS},
)
def check_list(
    request: HttpRequest,
    kind: Annotated[Kinds, Form()],
    file: Annotated[UploadedFile, File()],
    name: Repeatable,
) -> HttpResponse:
    key = key_of(request, scopes.IMPORTS)
    if (file.size or 0) > settings.OCOP_IMPORT_MAX_BYTES:
        raise Problem(problems.TOO_LARGE)
    sent = ListField().clean(file)
    if sent is None:
        raise Problem(problems.INVALID)
    digest = sha256(f"{kind} {sent.name} {sent.sha256}".encode()).digest()

    def work() -> Done:
        run = runs.send(actor=actor_of(key), kind=Kind(kind), sent=sent, now=clock.now())
        return Done(_run(run), 202, place=f"{request.path}/{run.pk}")

    return once(request, key, name, digest, work)


@api.get(
    "/imports/{pk}",
    url_name="import",
    operation_id="get_import",
    response=ImportOut,
    tags=["imports"],
    summary=_("Where the check of a list stands, and what it found"),
    openapi_extra={"x-scope": scopes.IMPORTS},
)
def get_import(request: HttpRequest, pk: Path[Id]) -> ImportOut:
    key = key_of(request, scopes.IMPORTS)
    return _run(ImportRun.objects.visible_to(actor_of(key)).get(pk=pk))


def _run(run: ImportRun) -> ImportOut:
    return ImportOut(
        id=run.pk,
        kind=run.kind,
        state=run.state,
        file_name=run.file_name,
        new=run.new,
        changed=run.changed,
        unchanged=run.unchanged,
        refused=run.refused,
        reason=run.reason,
        url=absolute(reverse("exchange:import", args=[run.pk])),
    )
