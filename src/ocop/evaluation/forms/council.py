"""Forms of the council: interests, what the council found, and the end of a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DeclarationForm(forms.Form):
    """Whether a member has an interest in the dossier."""

    interest = forms.ChoiceField(
        label=_("Do you have an interest in this product or its producer?"),
        help_text=_("A relative, a share, a contract, or your own work on this dossier counts as one."),
        choices=[
            ("no", _("I have no interest in it")),
            ("yes", _("I have one and withdraw from this dossier")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    note = forms.CharField(
        label=_("What interest?"),
        help_text=_("Only when you have one. The chair and the secretary read it."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RescoringForm(forms.Form):
    """Why the sheets are opened again."""

    discussion = forms.CharField(
        label=_("What the council discussed"),
        help_text=_("Every member reads this above the new sheet, and it goes into the minutes."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the council discussed.")},
    )


class ClosingForm(forms.Form):
    """What goes into the minutes when the case is closed."""

    discussion = forms.CharField(
        label=_("What the council discussed about sheets that lie far apart"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    chair_note = forms.CharField(
        label=_("The chair's conclusion"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
