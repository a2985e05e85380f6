"""What is asked about a product."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField, UploadField
from ocop.registry import sets
from ocop.registry.actions import ProductFacts
from ocop.registry.models import OpinionKind


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


class OpinionForm(forms.Form):
    """What a sector says about a product, or gives it."""

    kind = forms.ChoiceField(
        label=_("What is recorded"), choices=OpinionKind.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("In words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the sector finds, advises or gave. The producer's dossier is not changed by it."),
        error_messages={"required": _("Write what was said or given.")},
    )
    given_on = DayField(label=_("Day"))
    document = TextField(
        label=_("Document, if there is one"), max_length=200, required=False, help_text=_("Number and date.")
    )
