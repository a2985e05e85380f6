"""Forms of a withdrawal: its proposal, what the producer says, why it is dropped; the filter of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, FilesField, TextField
from ocop.recognition.display import say
from ocop.supervision.actions import ProposalFacts

if TYPE_CHECKING:
    from ocop.law.regime import Regime

ALL = "all"


class _WithPapers(forms.Form):
    """A form with files: one that is not good stops it, because it is sent whole."""

    def clean_papers(self) -> Any:
        """The good files. Raises: ValidationError where one is not good."""
        field = self.fields["papers"]
        if isinstance(field, FilesField) and field.failures:
            raise forms.ValidationError(field.failures)
        return self.cleaned_data["papers"]


class ProposalForm(_WithPapers):
    """On which ground, by which conclusion, and what was found."""

    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, error_messages={"required": _("Choose the ground.")}
    )
    conclusion = TextField(
        label=_("Paper that concludes it"),
        help_text=_(
            "Number and who signed it: the conclusion of an inspection, or the commune's confirmation."
        ),
        max_length=200,
        error_messages={"required": _("Write which paper concludes it: number and who signed it.")},
    )
    concluded_on = DayField(
        label=_("Day of this paper"),
        help_text=_("The time to decide runs from this day. For example 12/03/2027."),
    )
    finding = TextField(
        label=_("What was found"),
        help_text=_("The producer reads it and may answer."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was found; the producer reads it.")},
    )
    papers = FilesField(label=_("Papers that show it"), required=False)

    def __init__(self, *args: Any, regime: Regime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined] # a choice field
            (one.code, f"{say(regime.id, one.label)} ({say(regime.id, one.article)})")
            for one in regime.revocations
        ]

    def facts(self) -> ProposalFacts:
        """The cleaned facts."""
        names = ("ground", "conclusion", "concluded_on", "finding")
        return ProposalFacts(**{name: self.cleaned_data[name] for name in names})


class StatementForm(_WithPapers):
    """What the producer says; an office also notes whom it heard and when."""

    said_by = TextField(
        label=_("Who was heard for the producer"),
        max_length=200,
        error_messages={"required": _("Write who was heard for the producer.")},
    )
    said_on = DayField(label=_("Day of the hearing"))
    words = TextField(
        label=_("What you say to it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what the producer says to it.")},
    )
    papers = FilesField(label=_("Papers that show it"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["said_by"], self.fields["said_on"]
        else:
            self.fields["words"].label = _("What the producer says to it")


class DropForm(forms.Form):
    """Why the certificate stands."""

    reason = TextField(
        label=_("Why it is dropped"),
        help_text=_("The producer reads it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why; the producer reads it.")},
    )


class FilterForm(forms.Form):
    """Which proposals the list shows."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Waiting for a decision")), (ALL, _("All"))],
    )
