"""Pages of draft decisions: tick closed dossiers, prepare, look at the papers, hand over, sign, download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import procedure
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.documents import office
from ocop.platform.elevation import proved_lately
from ocop.platform.fields import TextField
from ocop.platform.files import DOCX, PDF
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.recognition import anew, batches, drafts, issuing, queries, rules
from ocop.recognition.batches import BatchFacts
from ocop.recognition.models import DecisionBatch, RulingKind, Way
from ocop.recognition.papers import KINDS, own_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from ocop.evaluation.models import Dossier
    from ocop.people.models import Appointment
    from ocop.recognition.issuing import Leaf
    from ocop.recognition.papers import Draft

PAGE = ["GET", "HEAD", "POST"]


class WayField(forms.ChoiceField):
    """How the papers are made; the form offers what is open, or leaves the question out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("How the papers are made"),
            help_text=_("Your unit has Word templates of its own. What you see as PDF is what gets signed."),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how the papers are made.")},
            **kwargs,
        )


class WayForm(forms.Form):
    """How the papers of a draft are made."""

    way = WayField()

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_ways(self, ways)


class PrepareForm(forms.Form):
    """What the office writes on a draft; `kind` offers only what all results allow."""

    kind = forms.ChoiceField(
        label=_("What is decided"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    proposed_by = TextField(
        label=_("At the proposal of"),
        help_text=_("As it stands on the decision: who proposes, in which paper and of which day."),
        max_length=300,
        error_messages={"required": _("Write who proposes the decision.")},
    )
    signer_id = forms.TypedChoiceField(
        label=_("Who signs"), coerce=int, error_messages={"required": _("Choose who signs.")}
    )
    signer_lines = TextField(
        label=_("Power and office of the signer"),
        help_text=_("As it stands above the name, each on its line: KT. CHỦ TỊCH, then PHÓ CHỦ TỊCH."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the power and office of the signer.")},
    )

    way = WayField()

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[RulingKind],
        signers: Sequence[Appointment],
        ways: Sequence[Way] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_ways(self, ways)
        self.fields["kind"].choices = [(kind.value, kind.to_take) for kind in kinds]  # type: ignore[attr-defined] # a choice field
        people = {one.user_id: one.user.full_name for one in signers}
        self.fields["signer_id"].choices = [("", "–"), *people.items()]  # type: ignore[attr-defined] # as above
        if len(kinds) == 1:
            self.initial.setdefault("kind", kinds[0].value)
        if len(people) == 1:
            self.initial.setdefault("signer_id", next(iter(people)))

    def facts(self) -> BatchFacts:
        """The cleaned facts."""
        names = ("proposed_by", "signer_id", "signer_lines")
        given = {name: self.cleaned_data[name] for name in names}
        return BatchFacts(**given, way=self.cleaned_data.get("way", ""))


class ReasonForm(forms.Form):
    """Why a draft is given back or dropped."""

    reason = TextField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why; the other person reads it.")},
    )


class SignForm(forms.Form):
    """What the signer adds: nothing, or a number that the registry of documents gave."""

    number = TextField(
        label=_("Number of the decision"),
        help_text=_("Leave empty to take the next number of the series."),
        max_length=40,
        required=False,
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


@require_safe
@signed_in
def batches_list(request: ActorRequest) -> HttpResponse:
    """Closed dossiers to be decided on, and the drafts of the own unit."""
    require(rules.can_prepare(request.actor))
    context = {
        "anew": anew.waiting(request.actor, clock.today()),
        "waiting": drafts.waiting(request.actor),
        "most": batches.MOST,
        "open": drafts.open_batches(request.actor),
        "to_sign": [
            one for one in drafts.open_batches(request.actor) if drafts.waits_for(one, request.actor)
        ],
        "signed": drafts.signed_batches(request.actor)[:20],
    }
    return render(request, "recognition/batches.html", context)


@require_http_methods(PAGE)
@signed_in
def prepare(request: ActorRequest) -> HttpResponse:
    """A draft on the dossiers that were ticked."""
    require(rules.can_prepare(request.actor))
    chosen = drafts.chosen(request.actor, request.GET.getlist("dossier")[: batches.MOST])
    if not chosen:
        return redirect("recognition:batches")
    form = _prepare_form(request, [one.dossier for one in chosen], drafts.common_kinds(chosen))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            batch = batches.prepare_batch(
                actor=request.actor,
                dossier_ids=[one.dossier.pk for one in chosen],
                kind=form.cleaned_data["kind"],
                facts=form.facts(),
                now=clock.now(),
            )
            return redirect("recognition:batch", batch.pk)
    context = {"form": form, "chosen": chosen, "most_converted": batches.MOST_CONVERTED}
    if "way" in form.fields:
        context["no_office"] = not office.is_there()
        context["too_many"] = office.is_there() and Way.OWN not in dict(form.fields["way"].choices)  # type: ignore[attr-defined] # a choice field
    return render(request, "recognition/batch_prepare.html", context, status=attempt.status)


@require_safe
@signed_in
def batch(request: ActorRequest, pk: int) -> HttpResponse:
    """One draft: where it stands, its papers, and what may be done now."""
    found = _batch(request, pk)
    context = _shown(request, found) | {"return_form": ReasonForm(), "drop_form": ReasonForm(prefix="drop")}
    return render(request, "recognition/batch.html", context)


@require_POST
@signed_in
def choose_way(request: ActorRequest, pk: int) -> HttpResponse:
    """Say otherwise how the papers are made."""
    found = _batch(request, pk)
    form = _way_form(found, batches.draft(found, clock.today()), typed(request))
    # Where nothing can be chosen any more, the act says why.
    form = form or WayForm(typed(request), ways=list(Way))
    return _ended(request, pk, form, batches.choose_way, "way_form")


@require_POST
@signed_in
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand the draft to its signer."""
    _batch(request, pk)
    version = posted_version(request)
    batches.hand_over_batch(actor=request.actor, batch_id=pk, expected_version=version, now=clock.now())
    return redirect("recognition:batch", pk)


@require_POST
@signed_in
def give_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the draft back, or take it back, with the reason."""
    return _ended(request, pk, ReasonForm(typed(request)), batches.return_batch, "return_form")


@require_POST
@signed_in
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the draft up, with the reason."""
    return _ended(request, pk, ReasonForm(typed(request), prefix="drop"), batches.drop_batch, "drop_form")


@require_http_methods(PAGE)
@signed_in
def sign(request: ActorRequest, pk: int) -> HttpResponse:
    """Look once more, then sign: everything happens in this act, or nothing."""
    found = _batch(request, pk)
    require(rules.can_sign(request.actor, found))
    form = SignForm(typed(request), initial={"digest": found.digest})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            batches.sign_batch(
                actor=request.actor,
                batch_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("recognition:batch", pk)
    context = _shown(request, found) | {"form": form, "stale": attempt.stale}
    context["proved"] = proved_lately(request.actor)
    return render(request, "recognition/batch_sign.html", context, status=attempt.status)


@require_safe
@signed_in
def draft_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The decision as it would be signed, as PDF."""
    found = _batch(request, pk)
    draft, leaf = _leaf(found)
    return _shown_file(issuing.draft_pdf(draft, leaf), f"du-thao-{pk}.pdf", PDF)


@require_safe
@signed_in
def draft_word(request: ActorRequest, pk: int) -> HttpResponse:
    """The decision as it would be signed, as Word by the template in force today."""
    found = _batch(request, pk)
    _draft, leaf = _leaf(found)
    return _shown_file(leaf.word(), f"du-thao-{pk}.docx", DOCX)


@require_safe
@signed_in
def draft_certificate(request: ActorRequest, pk: int, position: int) -> HttpResponse:
    """The certificate of one line as it would be issued, as PDF."""
    draft, leaf = _leaf(_batch(request, pk), position)
    return _shown_file(issuing.draft_pdf(draft, leaf), f"du-thao-{pk}-{position}.pdf", PDF)


@require_safe
@signed_in
def draft_certificate_word(request: ActorRequest, pk: int, position: int) -> HttpResponse:
    """The certificate of one line as it would be issued, as Word."""
    _draft, leaf = _leaf(_batch(request, pk), position)
    return _shown_file(leaf.word(), f"du-thao-{pk}-{position}.docx", DOCX)


def _leaf(found: DecisionBatch, position: int = 0) -> tuple[Draft, Leaf]:
    """The draft, and its decision or the certificate in that place. Raises: Http404."""
    today = clock.today()
    draft = batches.draft(found, today)
    if not position:
        return draft, issuing.draft_leaf(draft, year=today.year)
    if not draft.issues_certificates or position > len(draft.rows):
        raise Http404
    return draft, issuing.draft_leaf(draft, draft.rows[position - 1], year=today.year)


def _ended(request: ActorRequest, pk: int, form: forms.Form, act: Any, name: str) -> HttpResponse:
    found = _batch(request, pk)
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            act(
                actor=request.actor,
                batch_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("recognition:batch", pk)
    context = _shown(request, found) | {"return_form": ReasonForm(), "drop_form": ReasonForm(prefix="drop")}
    context |= {name: form, "stale": attempt.stale}
    return render(request, "recognition/batch.html", context, status=attempt.status)


def _shown(request: ActorRequest, found: DecisionBatch) -> dict[str, Any]:
    draft = batches.draft(found, clock.today())
    return {
        "batch": found,
        "draft": draft,
        "way_form": _way_form(found, draft),
        "by_own": [kind for kind in KINDS if draft.template(kind)],
        "no_office": _lacks_office(found, draft),
        "tag": drafts.tag_of(found),
        "may_sign": rules.can_sign(request.actor, found),
        "changed": bool(found.digest) and not found.signed_at and draft.digest() != found.digest,
        "papers": issuing.issued(found.decision) if found.decision else [],
        "signing": drafts.signing_words(),
        "history": told(request.actor, for_object(found)),
    }


def _prepare_form(
    request: ActorRequest, dossiers: Sequence[Dossier], kinds: Sequence[RulingKind]
) -> PrepareForm:
    step = procedure.step(dossiers[0], rules.STEP_OF[kinds[0] if kinds else RulingKind.RECOGNISE])
    people = list(batches.signers(request.actor, step.role, clock.now()))
    ways = _ways(request, kinds, len(dossiers))
    return PrepareForm(typed(request), kinds=kinds, signers=people, ways=ways)


def _ways(request: ActorRequest, kinds: Sequence[RulingKind], count: int) -> list[Way]:
    """How papers of any of these kinds of decisions can be made."""
    issuer = Unit.objects.get(path=request.actor.unit_path, valid_to=None)
    own: dict[str, object] = {}
    for kind in kinds:
        own |= own_templates(issuer, kind, clock.today())
    return batches.ways_open(own, count)


def _way_form(found: DecisionBatch, draft: Draft, given: QueryDict | None = None) -> WayForm | None:
    """The question how the papers are made, while it can be answered."""
    is_open = not (found.handed_at or found.signed_at or found.dropped_at)
    ways = batches.ways_open(draft.own, len(draft.rows)) if is_open else []
    return WayForm(given, ways=ways, initial={"way": found.way}) if ways else None


def _lacks_office(found: DecisionBatch, draft: Draft) -> bool:
    """Whether the PDF of the unit's own template is wanted, or could be, and cannot be made here."""
    if found.signed_at or found.dropped_at or not draft.own or office.is_there():
        return False
    return found.way == Way.OWN or not found.handed_at


def offer_ways(form: forms.Form, ways: Sequence[Way]) -> None:
    """Offer these ways in the form; without any the question is left out."""
    if not ways:
        del form.fields["way"]
        return
    form.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined] # a choice field
    if Way.OWN in ways:
        form.initial.setdefault("way", Way.OWN.value)


def _shown_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    way = "inline" if media_type == PDF else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    return response


def _batch(request: ActorRequest, pk: int) -> DecisionBatch:
    return get_object_or_404(queries.batches(request.actor), pk=pk)
