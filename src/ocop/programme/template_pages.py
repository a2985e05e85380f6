"""Pages on which a unit keeps its own Word templates: what is in force, the tags, upload, sample."""

# ruff: noqa: PLC0415 - as in `templates_of_papers`

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.documents import office, tags
from ocop.platform.fields import DayField, UploadField
from ocop.platform.files import DOCX, PDF
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest
from ocop.programme import rules, word_templates
from ocop.programme.models import WordTemplate
from ocop.programme.templates_of_papers import enter_template

if TYPE_CHECKING:
    from ocop.platform.documents.tags import Kind


class TemplateForm(forms.Form):
    """A template and the day from which it holds; without a file our own holds again."""

    file = UploadField(
        label=gettext_lazy("Word file with tags"),
        required=False,
        help_text=gettext_lazy("A .docx file. Without a file our own template holds again from that day."),
    )
    from_on = DayField(label=gettext_lazy("In force from"))


@require_safe
@signed_in
def templates(request: ActorRequest) -> HttpResponse:
    """The kinds of papers, and which template the own unit has in force for each today."""
    require(rules.can_keep_templates(request.actor))
    unit, today = _unit(request), clock.today()
    rows = [(kind, word_templates.in_force(unit, kind.code, today)) for kind in tags.kinds()]
    context = {"rows": rows, "unit": unit, "office": office.is_there()}
    return render(request, "programme/word_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def template(request: ActorRequest, code: str) -> HttpResponse:
    """One kind: its tags, its templates with their days, and a new one."""
    require(rules.can_keep_templates(request.actor))
    kind, unit = _kind(code), _unit(request)
    form = TemplateForm(typed(request), request.FILES or None, initial={"from_on": clock.today()})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            entered = enter_template(
                actor=request.actor, kind=kind.code, now=clock.now(), **form.cleaned_data
            )
            _tell(request, entered.missing)
        if attempt.done:
            return redirect("programme:word_template", kind.code)
    context = {"kind": kind, "unit": unit, "form": form, "history": word_templates.history(unit, kind.code)}
    context["office"] = office.is_there()
    context["now"] = word_templates.in_force(unit, kind.code, clock.today())
    return render(request, "programme/word_template.html", context, status=attempt.status)


@require_safe
@signed_in
def ours(request: ActorRequest, code: str) -> HttpResponse:
    """Our own template of a kind: what one begins with."""
    from ocop.platform.documents import word

    require(rules.can_keep_templates(request.actor))
    kind = _kind(code)
    return _word_file(word.default_template(kind.sample()), f"{kind.code}-ocop.docx")


@require_safe
@signed_in
def file(request: ActorRequest, pk: int) -> HttpResponse:
    """A template as it was uploaded."""
    found = _template(request, pk)
    return _word_file(word_templates.content(found), found.file_name)


@require_safe
@signed_in
def sample(request: ActorRequest, pk: int) -> HttpResponse:
    """A template filled with invented data."""
    from ocop.platform.documents import word

    found = _template(request, pk)
    kind = _kind(found.kind)
    content = word.write(kind.sample(), word_templates.content(found), kind.values())
    return _word_file(content, f"{kind.code}-mau-{found.pk}.docx")


@require_safe
@signed_in
def sample_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """A template filled with invented data, as the PDF that LibreOffice makes of it."""
    from ocop.platform.documents import word

    found = _template(request, pk)
    kind = _kind(found.kind)
    content = word.write(kind.sample(), word_templates.content(found), kind.values())
    response = HttpResponse(office.to_pdf(content), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{kind.code}-mau-{found.pk}.pdf"'
    return response


def _tell(request: ActorRequest, missing: tuple[str, ...]) -> None:
    messages.success(request, _("The template was entered. Look at it with sample data before its day."))
    if missing:
        names = ", ".join(missing)
        messages.warning(
            request, _("The template lacks tags that such a paper should have: %(names)s.") % {"names": names}
        )


def _word_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
    return response


def _template(request: ActorRequest, pk: int) -> WordTemplate:
    require(rules.can_keep_templates(request.actor))
    return get_object_or_404(WordTemplate.objects.visible_to(request.actor).exclude(sha256=""), pk=pk)


def _kind(code: str) -> Kind:
    try:
        return tags.kind(code)
    except KeyError as error:
        raise Http404 from error


def _unit(request: ActorRequest) -> Unit:
    return Unit.objects.get(path=request.actor.unit_path, valid_to=None)
