"""Forms for signed decisions, the list of certificates, and withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField
from ocop.recognition.actions import DecisionFacts
from ocop.recognition.display import ENDED, STATES, say
from ocop.recognition.queries import WHOLE_COUNTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.law.regime import Regime
    from ocop.recognition.deciding import Way


class DecisionForm(forms.Form):
    """What stands on the signed decision; `kind` offers only what the result allows."""

    kind = forms.ChoiceField(
        label=_("What was decided"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    number = forms.CharField(
        label=_("Number of the decision"),
        help_text=_("As printed, for example 345/QĐ-UBND."),
        max_length=60,
        error_messages={"required": _("Write the number of the decision.")},
    )
    decided_on = DayField(label=_("Day of the decision"))
    signer_name = forms.CharField(
        label=_("Signed by"), max_length=200, error_messages={"required": _("Write who signed.")}
    )
    signer_title = forms.CharField(
        label=_("Office of the signer"),
        max_length=200,
        error_messages={"required": _("Write the office of the signer.")},
    )
    certificate_number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("Leave empty to take the next number of the series."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(way.kind.value), way.title) for way in ways]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a choice field
        if len(choices) == 1:
            self.initial.setdefault("kind", choices[0][0])
        if not any(way.kind == "recognise" for way in ways):
            del self.fields["certificate_number"]

    def facts(self) -> DecisionFacts:
        """The cleaned facts."""
        names = ("number", "decided_on", "signer_name", "signer_title")
        return DecisionFacts(**{name: self.cleaned_data[name] for name in names})


class HandBackForm(forms.Form):
    """What the ministry found instead of the stars it may recognise."""

    stars = forms.TypedChoiceField(
        label=_("Stars found"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stars found.")},
    )
    reason = forms.CharField(
        label=_("Why it goes back"),
        help_text=_("The level it goes back to and the producer read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why it goes back.")},
    )

    def __init__(self, *args: Any, stars: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stars"].choices = [(one, str(one)) for one in stars]  # type: ignore[attr-defined] # as above


class FilterForm(forms.Form):
    """Filters of the list of certificates."""

    q = forms.CharField(label=_("Product, producer or code"), required=False, max_length=200)
    stars = forms.TypedChoiceField(label=_("Stars"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State today"),
        required=False,
        choices=[
            ("", _("All")),
            ("valid", STATES["valid"].label),
            ("expiring", STATES["expiring"].label),
            ("past", _("Past its last day")),
            *((state, STATES[state].label) for state in ENDED),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Mine or of my territory")), (WHOLE_COUNTRY, _("The whole country"))],
    )

    def __init__(self, *args: Any, stars: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stars"].choices = [("", _("All")), *((str(one), str(one)) for one in stars)]  # type: ignore[attr-defined] # as above


class WithdrawForm(forms.Form):
    """Why and by which decision a certificate is withdrawn."""

    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, error_messages={"required": _("Choose the ground.")}
    )
    decision_number = forms.CharField(
        label=_("Number of the decision to withdraw"),
        max_length=60,
        error_messages={"required": _("Write the number of the decision.")},
    )
    decided_on = DayField(label=_("Day of the decision"))
    reason = forms.CharField(
        label=_("What was found"),
        help_text=_("It is kept with the certificate."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was found.")},
    )

    def __init__(self, *args: Any, regime: Regime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined] # as above
            (ground.code, f"{say(regime.id, ground.label)} ({say(regime.id, ground.article)})")
            for ground in regime.revocations
        ]
