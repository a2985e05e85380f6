"""What is asked to keep a list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField
from ocop.programme.actions import ValueFacts
from ocop.programme.models import CODE_LENGTH, LABEL_LENGTH


class AsOfForm(forms.Form):
    """The day a page is looked at."""

    on = DayField(label=_("As of"), required=False)


class ValueForm(forms.Form):
    """A new value of a list, or new words for a code."""

    code = TextField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        help_text=_("Small letters without accents, such as food_safety. A code in use gets new words."),
    )
    label_vi = TextField(label=_("Label in Vietnamese"), max_length=LABEL_LENGTH)
    label_en = TextField(label=_("Label in English"), max_length=LABEL_LENGTH)
    from_on = DayField(label=_("In use from"))

    def facts(self) -> ValueFacts:
        """What was typed, for the actions."""
        return ValueFacts(**self.cleaned_data)


class CloseForm(forms.Form):
    """Why a value is closed."""

    reason = TextField(label=_("Reason"), max_length=300)
