"""The page on which a certificate is issued anew: write why, look at it once more, sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.documents import office
from ocop.platform.elevation import proved_lately
from ocop.platform.fields import TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.recognition import batches, drafts, papers, queries, reissuing, rules
from ocop.recognition.batch_pages import WayField, offer_ways
from ocop.recognition.models import Certificate, ReissueReason
from ocop.recognition.reissuing import NAMES, ReissueFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.recognition.models import Way


class ReissueForm(forms.Form):
    """Why the paper is void, and what the new one says."""

    reason = forms.ChoiceField(
        label=_("Why the paper is issued anew"),
        choices=ReissueReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    note = TextField(
        label=_("What happened"),
        help_text=_("It is kept with the certificate; the producer reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what happened.")},
    )
    ordered_by = TextField(
        label=_("Number of the paper that ordered it, if there is one"), max_length=100, required=False
    )
    product_name = TextField(
        label=_("Product, as printed"),
        help_text=_("Names change only where one was misprinted or has changed."),
        max_length=300,
        error_messages={"required": _("Write the name of the product.")},
    )
    producer_name = TextField(
        label=_("Producer, as printed"),
        max_length=300,
        error_messages={"required": _("Write the name of the producer.")},
    )
    commune_name = TextField(
        label=_("Commune and province, as printed"),
        max_length=200,
        error_messages={"required": _("Write commune and province.")},
    )
    signer_lines = TextField(
        label=_("Power and office of the signer"),
        help_text=_("As it stands above the name, each on its line: KT. CHỦ TỊCH, then PHÓ CHỦ TỊCH."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the power and office of the signer.")},
    )
    way = WayField()

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_ways(self, ways)

    def facts(self) -> ReissueFacts:
        """The cleaned facts."""
        return ReissueFacts(**self.cleaned_data)

    @property
    def rows(self) -> list[tuple[object, str]]:
        """What was written, as label and words, for a last look."""
        words = dict(ReissueReason.choices)
        shown = {**self.cleaned_data, "reason": str(words[self.cleaned_data["reason"]])}
        if "way" in self.fields:
            shown["way"] = str(dict(self.fields["way"].choices)[shown["way"]])  # type: ignore[attr-defined] # a choice field
        return [(self.fields[name].label, str(shown[name])) for name in self.fields]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reissue(request: ActorRequest, pk: int) -> HttpResponse:
    """Void the paper of a certificate and sign another one."""
    visible = queries.with_events(Certificate.objects.visible_to(request.actor))
    found = get_object_or_404(visible, pk=pk)
    today = clock.today()
    require(rules.can_reissue(request.actor, found, today))
    reissuing.refuse_ended(found, today)
    ways = batches.ways_open(reissuing.own_template(rules.answering(found), today), 1)
    initial = {name: getattr(found, name) for name in NAMES}
    initial["signer_lines"] = _lines(request, found)
    form = ReissueForm(typed(request), ways=ways, initial=initial)
    attempt = Attempt(form)
    context: dict[str, object] = {"certificate": found, "form": form, "signing": drafts.signing_words()}
    context |= {"no_office": bool(ways) and not office.is_there(), "proved": proved_lately(request.actor)}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            return render(request, "recognition/reissue_confirm.html", context)
        with attempt:
            reissuing.reissue_certificate(
                actor=request.actor,
                certificate_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("recognition:certificate", pk)
    context["stale"] = attempt.stale
    return render(request, "recognition/reissue.html", context, status=attempt.status)


def _lines(request: ActorRequest, found: Certificate) -> str:
    """Power and office as they stand on the present paper, where the same person signed it."""
    draft = papers.draft_again(found)
    return "\n".join(draft.signer_lines) if draft.signer_name == request.actor.name else ""
