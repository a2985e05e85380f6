"""Samples: a lot to enter, and what is done with the ones ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions.samples import MOST_AT_ONCE, SampleFacts
from ocop.platform.fields import DayField, TextField, needed_when

if TYPE_CHECKING:
    from ocop.evaluation.models import Sample
    from ocop.evaluation.samples import Act


class LotForm(forms.Form):
    """Samples of one lot."""

    count = forms.IntegerField(
        label=_("How many samples"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    unit = TextField(
        label=_("What one sample is"), help_text=_("For example: bottle of 250 ml."), max_length=100
    )
    lot = TextField(label=_("Lot number"), max_length=60, required=False)
    produced_on = DayField(label=_("Produced on"), required=False)
    expires_on = DayField(label=_("Use by"), required=False)
    storage = TextField(
        label=_("How it has to be kept"),
        help_text=_("For example: cool and dry, or below 5 °C."),
        max_length=200,
        required=False,
    )

    def facts(self) -> SampleFacts:
        """What stands on the samples."""
        names = ("unit", "lot", "produced_on", "expires_on", "storage")
        return SampleFacts(*(self.cleaned_data[name] for name in names))


class HandleForm(forms.Form):
    """What was done with the samples ticked."""

    sample = forms.TypedMultipleChoiceField(
        label=_("Samples"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one sample.")},
    )
    act = forms.ChoiceField(
        label=_("What is done with them?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was done with the samples.")},
    )
    place = needed_when(
        _("only when they are received"),
        TextField(label=_("Where they are kept"), help_text=_("For example: fridge 2."), max_length=200),
    )
    note = needed_when(
        _("needed when they are returned or destroyed"),
        TextField(
            label=_("Note"),
            help_text=_("Of samples that end: why, and who took them or saw them destroyed."),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
        ),
    )

    def __init__(
        self, data: QueryDict | None, *, found: Sequence[Sample], acts: Sequence[Act], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.acts = {act.code: act for act in acts}
        self.fields["sample"].choices = [(one.no, one.code) for one in found]  # type: ignore[attr-defined] # a choice field
        self.fields["act"].choices = [(act.code, act.label) for act in acts]  # type: ignore[attr-defined] # as above

    @property
    def ticked(self) -> list[str]:
        """The numbers ticked, as they were sent."""
        return self.data.getlist("sample") if isinstance(self.data, QueryDict) else []

    def clean(self) -> dict[str, Any]:
        """Samples end with a reason."""
        cleaned = super().clean() or {}
        act = self.acts.get(cleaned.get("act", ""))
        if act is not None and act.needs_note and not cleaned.get("note"):
            self.add_error("note", _("Write the reason, and who took the samples or saw them destroyed."))
        return cleaned
