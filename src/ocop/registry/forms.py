"""What is asked about a producer and a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import PhoneField, TextField, UploadField
from ocop.registry import sets
from ocop.registry.actions import ProducerFacts, ProductFacts
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.law.regime import Regime
    from ocop.places.models import Unit


class ProducerForm(forms.Form):
    """The facts of a producer; the commune is asked only where there is a choice."""

    commune = forms.ChoiceField(label=_("Commune"))
    name = TextField(
        label=_("Name of the producer"), max_length=300, help_text=_("As in the business registration.")
    )
    kind = forms.ChoiceField(label=_("Kind of producer"), widget=forms.RadioSelect)
    tax_code = TextField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        help_text=_("10 or 13 digits; a household may use the owner's 12-digit personal number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    address = TextField(
        label=_("Address"),
        max_length=300,
        help_text=_("House number, road, hamlet."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    representative_name = TextField(label=_("Legal representative"), max_length=200)
    representative_title = TextField(
        label=_("Position"),
        max_length=200,
        required=False,
        help_text=_("For example: director, head of household."),
    )
    representative_gender = forms.ChoiceField(
        label=_("Gender of the representative"),
        choices=[*Gender.choices, ("", _("Not given"))],
        required=False,
        widget=forms.RadioSelect,
    )
    representative_ethnicity = TextField(
        label=_("Ethnic group of the representative"), max_length=50, required=False
    )
    phone = PhoneField(label=_("Phone number"), required=False)
    email = TextField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
    )

    def __init__(
        self, *args: object, regime: Regime, communes: Iterable[Unit] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, sets.say(regime.id, kind.name)) for kind in regime.producer_kinds
        ]
        places = [(unit.code, unit.full_name) for unit in communes]
        if len(places) > 1:
            self.fields["commune"].choices = [("", _("Choose the commune")), *places]  # type: ignore[attr-defined]
        else:
            del self.fields["commune"]

    def facts(self) -> ProducerFacts:
        """What was typed, for the actions."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "commune"}
        return ProducerFacts(**given)


class ProductForm(forms.Form):
    """The facts of a product. The set was chosen before, or is chosen here from a list by sector."""

    set_no = forms.TypedChoiceField(label=_("Product set"), coerce=int)
    name = TextField(label=_("Name of the product"), max_length=300, help_text=_("As on its label."))
    description = TextField(
        label=_("Short description"),
        required=False,
        help_text=_("What it is, what it is made of, how it is sold."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    story = TextField(
        label=_("Story of the product"),
        required=False,
        help_text=_("Where it comes from, who makes it, what is special about it. The story earns points."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: object, regime_id: str, chosen: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["set_no"]
        field.choices = sets.choices(regime_id)  # type: ignore[attr-defined]
        if chosen is not None:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("set_no", chosen)

    def facts(self) -> ProductFacts:
        """What was typed, for the actions."""
        return ProductFacts(**self.cleaned_data)


class PhotoForm(forms.Form):
    """A picture of the product."""

    photo = UploadField(label=_("Photo of the product"), help_text=_("JPEG, PNG or WEBP."))
