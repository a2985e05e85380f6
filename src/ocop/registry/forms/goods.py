"""What is asked about a product beside its name and set."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform import clock
from ocop.platform.fields import DayField, MoneyField, PointsField, TextField, UploadField
from ocop.registry import codes
from ocop.registry.actions.goods import MaterialFacts, RightFacts, SaleFacts, YearFacts
from ocop.registry.models import IpState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.places.models import Unit
    from ocop.registry.models import PlantingArea

NOT_SAID: Final = ""
TEXTS: Final = {"rows": 4}


class SaleForm(forms.Form):
    """What the product is sold as."""

    is_new = forms.TypedChoiceField(
        label=_("New or existing"),
        choices=[
            ("new", pgettext_lazy("product", "New: born with the programme")),
            ("existing", pgettext_lazy("product", "Existing: was made before")),
            (NOT_SAID, _("Not given")),
        ],
        coerce=lambda word: word == "new",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    price = MoneyField(label=_("Price"), required=False, help_text=_("In dong, for one unit."))
    sale_unit = TextField(
        label=_("Unit it is sold in"), max_length=100, required=False, help_text=_("For example: 250 g jar.")
    )
    packaging = TextField(
        label=_("Packaging"),
        max_length=300,
        required=False,
        help_text=_("What it is packed in, in which sizes, and what the label says."),
    )
    gtin = TextField(
        label=_("Bar code"),
        max_length=20,
        required=False,
        help_text=_("The digits under the bars: 8, 12, 13 or 14."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    origin = TextField(
        label=_("Origin"),
        max_length=300,
        required=False,
        help_text=_("What ties it to the place: a local variety, a craft handed down, a landscape."),
    )
    local_share = PointsField(
        label=_("Share of local materials, in percent"), max_value=100, max_digits=5, required=False
    )

    def facts(self) -> SaleFacts:
        """What was typed, for the action."""
        return SaleFacts(**self.cleaned_data)


def sale_of(product: object) -> dict[str, object]:
    """What the form begins with."""
    given = {field.name: getattr(product, field.name) for field in fields(SaleFacts)}
    given["is_new"] = {True: "new", False: "existing", None: NOT_SAID}[given["is_new"]]
    given["price"] = None if given["price"] is None else int(given["price"])
    return given


class StoryForm(forms.Form):
    """The elements of the story, one box each."""

    def __init__(self, *args: Any, elements: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in elements:
            self.fields[code] = TextField(label=label, required=False, widget=forms.Textarea(attrs=TEXTS))


class PhotoForm(forms.Form):
    """A further picture."""

    photo = UploadField(label=_("Photo"), help_text=_("JPEG, PNG or WEBP."))
    caption = TextField(
        label=_("What the photo shows"),
        max_length=200,
        required=False,
        help_text=_("One sentence. It is read to whoever cannot see the photo."),
    )


class MaterialForm(forms.Form):
    """A material, where it comes from, and the planting area it grows in."""

    name = TextField(label=_("Material"), max_length=200)
    source = forms.ChoiceField(label=_("Where it comes from"))
    origin = TextField(
        label=_("Place or supplier"), max_length=200, required=False, help_text=_("For example a hamlet.")
    )
    share = PointsField(
        label=_("Share of the product, in percent"), max_value=100, max_digits=5, required=False
    )
    area = forms.TypedChoiceField(label=_("Planting area"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, areas: Iterable[PlantingArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = codes.choices("material_source", clock.today())  # type: ignore[attr-defined]
        rows = [(one.pk, one.name) for one in areas]
        if rows:
            self.fields["area"].choices = [("", _("None")), *rows]  # type: ignore[attr-defined]
        else:
            del self.fields["area"]

    def facts(self) -> MaterialFacts:
        """What was typed, for the action."""
        return MaterialFacts(**self.cleaned_data)


class YearForm(forms.Form):
    """What was made and sold in a year."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    output = forms.DecimalField(
        label=_("Output"),
        required=False,
        max_digits=14,
        decimal_places=3,
        min_value=0,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    output_unit = TextField(
        label=_("Unit of the output"),
        max_length=40,
        required=False,
        help_text=_("For example kg, jar, guest."),
    )
    price = MoneyField(label=_("Average price"), required=False)
    revenue = MoneyField(label=_("Revenue"), required=False, help_text=_("In dong, of the whole year."))

    def facts(self) -> YearFacts:
        """What was typed, for the action."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "year"}
        return YearFacts(**given)


class RightForm(forms.Form):
    """A protected name or shape."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = TextField(label=_("Protected name"), max_length=200)
    state = forms.ChoiceField(
        label=_("How far it has come"), choices=IpState.choices, widget=forms.RadioSelect
    )
    number = TextField(label=_("Number"), max_length=60, required=False)
    filed_on = DayField(label=_("Filed on"), required=False)
    granted_on = DayField(label=_("Granted on"), required=False)
    expires_on = DayField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = codes.choices("ip_kind", clock.today(), keep=kept)  # type: ignore[attr-defined]

    def facts(self) -> RightFacts:
        """What was typed, for the action."""
        return RightFacts(**self.cleaned_data)


class ShareForm(forms.Form):
    """A further commune that the product belongs to."""

    unit = forms.TypedChoiceField(label=_("Commune"), coerce=int)
    from_on = DayField(label=_("Since"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one.pk, one.full_name) for one in units]
        self.fields["unit"].choices = [("", _("Choose the commune")), *rows]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why and since when a product is out of the programme."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    on = DayField(label=_("Last day in the programme"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = codes.choices("product_end", clock.today())  # type: ignore[attr-defined]
