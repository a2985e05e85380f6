"""Forms of the officers who look into reports."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import TextField
from ocop.problems.models import State


class StateFilter(forms.Form):
    """Which reports a list shows."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Waiting")), *State.choices],
    )


class HandleForm(forms.Form):
    """How far a report has come."""

    state = forms.ChoiceField(
        label=_("How far has it come?"),
        choices=[(one.value, one.label) for one in State if one != State.NEW],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far the report has come.")},
    )
    note = TextField(
        label=_("Answer, or why nothing is done"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Needed to answer or to dismiss. Who left a contact is answered by you, outside."),
    )
