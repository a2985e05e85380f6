"""What a producer agreed to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField, UploadField, needed_when
from ocop.registry.actions import ConsentFacts
from ocop.registry.models import ConsentWay


class ConsentForm(forms.Form):
    """What a producer agreed to, as an officer writes it down."""

    given_by = TextField(
        label=_("Who gave the consent"), max_length=200, help_text=_("The representative of the producer.")
    )
    covers_products = forms.BooleanField(label=_("Register its products"), required=False)
    covers_papers = forms.BooleanField(label=_("Fill in forms 01 and 02 and add evidence"), required=False)
    covers_filing = forms.BooleanField(label=_("File the dossier"), required=False)
    given_on = DayField(label=_("Given on"))
    to_on = DayField(label=_("Holds until"), help_text=_("A year at most. It can be withdrawn on any day."))
    way = forms.ChoiceField(label=_("How it was given"), choices=ConsentWay.choices, widget=forms.RadioSelect)
    slip = needed_when(_("needed when it was given on a signed slip"), UploadField(label=_("Signed slip")))
    witness = needed_when(
        _("needed when somebody heard it"),
        TextField(label=_("Witness"), max_length=200, help_text=_("Name and position of who heard it.")),
    )

    def facts(self) -> ConsentFacts:
        """What was typed, for the actions."""
        return ConsentFacts(**{name: value for name, value in self.cleaned_data.items() if name != "slip"})
