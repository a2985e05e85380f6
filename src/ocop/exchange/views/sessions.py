"""The list of a session of a council as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from ocop.exchange.sessions import workbook
from ocop.exchange.writing import MEDIA_TYPES, Format
from ocop.platform.clock import local_day
from ocop.platform.keeping import signed_in
from ocop.rounds import queries
from ocop.rounds.models import Session

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest


@require_safe
@signed_in
def session_list(request: ActorRequest, pk: int) -> HttpResponse:
    """The agenda of a session, for who may see it."""
    try:
        session = queries.session(request.actor, pk)
    except Session.DoesNotExist as missing:
        raise Http404 from missing
    response = HttpResponse(workbook(request.actor, session), content_type=MEDIA_TYPES[Format.XLSX])
    name = f"phien-{local_day(session.starts_at):%Y-%m-%d}-{pk}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
