"""Forms of the trainings of a council's members."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions.trainings import TrainingFacts
from ocop.platform.fields import DayField, TextField


class TrainingForm(forms.Form):
    """A training that a member attended."""

    title = TextField(
        label=_("What the training was about"),
        max_length=300,
        error_messages={"required": _("Write what the training was about.")},
    )
    held_on = DayField(label=_("Day of the training"), help_text=_("Of several days, the last one."))
    organiser = TextField(
        label=_("Held by"), max_length=300, error_messages={"required": _("Write who held it.")}
    )
    paper_number = TextField(
        label=_("Number of the paper that confirms it, if there is one"), max_length=100, required=False
    )
    valid_to = DayField(label=_("Last day it counts, if it is limited"), required=False)

    def facts(self) -> TrainingFacts:
        """The cleaned facts."""
        return TrainingFacts(**self.cleaned_data)


class RemovalForm(forms.Form):
    """Why a training is taken out."""

    reason = TextField(
        label=_("Why it is taken out"),
        help_text=_("For example that it was entered for the wrong person."),
        max_length=300,
        error_messages={"required": _("Write why it is taken out.")},
    )
