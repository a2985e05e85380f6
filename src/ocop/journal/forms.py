"""What an inspector asks the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.journal import verbs
from ocop.platform.fields import DayField

if TYPE_CHECKING:
    from typing import Any


class EntryFilter(forms.Form):
    """Which entries: every field left empty means all."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=100,
        help_text=_("Name or code of a commune or province: acts from there and below."),
    )
    day = DayField(label=_("Day"), required=False)
    kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    object = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *verbs.names()]  # type: ignore[attr-defined]
