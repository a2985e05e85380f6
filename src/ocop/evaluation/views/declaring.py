"""What one says about own interests in all dossiers of a session at once, before any opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ocop.evaluation import actions, queries
from ocop.evaluation.forms.council import ManyDeclarationsForm
from ocop.evaluation.relations import BlockedAct, record_block
from ocop.platform import clock
from ocop.platform.decisions import Conflict
from ocop.platform.keeping import signed_in, typed

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest

PAGE: Final = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def declarations(request: ActorRequest) -> HttpResponse:
    """Every case in which one has a place and said nothing yet; nothing of a dossier but whose it is."""
    form = ManyDeclarationsForm(typed(request), cases=queries.to_declare(request.actor))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            count = _declared(request, form)
        except BlockedAct as refusal:
            record_block(actor=request.actor, refusal=refusal, now=clock.now())
            form.add_error(None, str(refusal))
            status = 403
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            words = ngettext("%(count)d answer was kept.", "%(count)d answers were kept.", count)
            messages.info(request, words % {"count": count} if count else _("Nothing was answered yet."))
            return redirect("evaluation:desk")
    return render(request, "evaluation/council/declarations.html", {"form": form}, status=status)


@transaction.atomic
def _declared(request: ActorRequest, form: ManyDeclarationsForm) -> int:
    """All answers or none. Raises: BlockedAct for a dossier that one is tied to; Conflict."""
    answers = form.answers()
    for found, has_interest, note in answers:
        said: dict[str, Any] = {"has_interest": has_interest, "note": note, "now": clock.now()}
        if found.own_sheet is None:
            actions.declare_in_case(actor=request.actor, case_id=found.pk, **said)
        else:
            actions.declare_interest(actor=request.actor, sheet_id=found.own_sheet, **said)
    return len(answers)
