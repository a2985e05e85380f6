"""A dossier as it was filed each time: to read one version, and to compare two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ocop.evaluation import content, rules, versions
from ocop.evaluation.views.desk import seen
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in
from ocop.registry.rules import reads_personal

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.platform.web import ActorRequest


@require_safe
@signed_in
def version(request: ActorRequest, pk: int, no: int) -> HttpResponse:
    """Everything that was filed as this version."""
    dossier = _readable(request, pk)
    found = get_object_or_404(content.filed_versions(dossier), no=no)
    context = versions.page(dossier, found, clear=reads_personal(request.actor))
    return render(request, "evaluation/desk/version.html", context)


@require_safe
@signed_in
def compare(request: ActorRequest, pk: int) -> HttpResponse:
    """Two versions side by side: the last two unless the address says which."""
    dossier = _readable(request, pk)
    known = list(content.filed_versions(dossier))
    chosen = versions.chosen(known, request.GET.get("from", ""), request.GET.get("to", ""))
    if chosen is None:
        raise Http404
    context = versions.comparison(dossier, known, *chosen, clear=reads_personal(request.actor))
    return render(request, "evaluation/desk/compare.html", context)


@require_safe
@signed_in
def file(request: ActorRequest, pk: int, no: int, filed_id: int) -> HttpResponseBase:
    """A paper of a version, also one that was taken out since."""
    dossier = _readable(request, pk)
    found = get_object_or_404(content.filed_versions(dossier), no=no)
    return get_object_or_404(found.papers, pk=filed_id).response()


def _readable(request: ActorRequest, pk: int) -> Dossier:
    """The dossier, for whoever may read what its producer claims and proves. Raises: Http404, Denied."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_claims(request.actor, dossier))
    return dossier
