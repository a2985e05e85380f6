"""Downloads of issued papers: the very bytes that were kept, one by one or all of a decision in one file."""

from __future__ import annotations

import tempfile
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ocop.platform.decisions import require
from ocop.platform.files import DOCX, PDF, storage_key
from ocop.platform.keeping import signed_in
from ocop.platform.web import ActorRequest
from ocop.recognition import issuing, queries, rules
from ocop.recognition.models import Certificate, IssuedPaper, RecognitionDecision

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

VOID: Final = "khong-con-gia-tri"
"""How the name of a file begins that is void."""
IN_MEMORY = 8 * 1024 * 1024


@require_safe
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One issued paper as it was kept; a PDF opens in the browser. Of a void one only what took its place."""
    found = get_object_or_404(_papers(request), pk=pk)
    if found.voided_by is None or found.certificate is None:
        return found.response(in_page=True)
    context = {
        "paper": found,
        "certificate": found.certificate,
        "void": found.voided_by,
        "reads_void": rules.can_read_void(request.actor, found.certificate).allowed,
    }
    return render(request, "recognition/paper_void.html", context, status=HTTPStatus.GONE)


@require_safe
@signed_in
def void_paper(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The bytes of a void paper, for the office that issued it; the name of the file says that it is void."""
    found = get_object_or_404(_papers(request), pk=pk)
    if found.voided_by is None or found.certificate is None:
        raise Http404
    require(rules.can_read_void(request.actor, found.certificate))
    found.file_name = f"{VOID}-{found.file_name}"
    return found.response()


@require_safe
@signed_in
def all_papers(request: ActorRequest, pk: int) -> HttpResponseBase:
    """All papers of a decision in one file. They are only copied: two hundred take less than a second."""
    decision = get_object_or_404(RecognitionDecision.objects.visible_to(request.actor), pk=pk)
    papers = issuing.issued(decision)
    if not papers:
        raise Http404
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the response
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for one in papers:
            with default_storage.open(storage_key(one.sha256)) as content:
                package.writestr(one.file_name, content.read())
    file.seek(0)
    name = f"quyet-dinh-{decision.number.replace('/', '-')}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_safe
@signed_in
def certificate_pdf(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A certificate as PDF: as it was kept, or drawn from the register where its decision is on paper."""
    found = _certificate(request, pk)
    kept = found.papers.present().filter(media_type=PDF).first()
    if kept is not None:
        return kept.response(in_page=True)
    return _file(issuing.certificate_pdf(found), f"giay-chung-nhan-{pk}.pdf", PDF, "inline")


@require_safe
@signed_in
def certificate_word(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A certificate as Word: as it was kept, or by the template that was in force when it was issued."""
    found = _certificate(request, pk)
    kept = found.papers.present().filter(media_type=DOCX).first()
    if kept is not None:
        return kept.response()
    content = issuing.certificate_word(found)
    return _file(content, f"giay-chung-nhan-{pk}.docx", DOCX, "attachment")


def _papers(request: ActorRequest) -> QuerySet[IssuedPaper]:
    found = IssuedPaper.objects.visible_to(request.actor)
    return found.select_related("voided_by", "certificate__issuer_unit", "certificate__product")


def _certificate(request: ActorRequest, pk: int) -> Certificate:
    try:
        return queries.certificate(request.actor, pk)
    except Certificate.DoesNotExist as error:
        raise Http404 from error


def _file(content: bytes, name: str, media_type: str, way: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    return response
