"""What is asked about a producer."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, PhoneField, TextField
from ocop.registry import restricted, sets
from ocop.registry.actions import ProducerFacts
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.law.regime import Regime
    from ocop.places.models import Unit
    from ocop.registry.models import Producer

YES_NO: Final = (("True", _("Yes")), ("False", _("No")))
FACTS: Final = tuple(field.name for field in fields(ProducerFacts))


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
    representative_disabled = forms.TypedChoiceField(
        label=_("Does the representative live with a disability?"),
        choices=[*YES_NO, ("", _("Not given"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    representative_birth_year = forms.IntegerField(
        label=_("Year of birth of the representative"),
        required=False,
        help_text=_("Four digits, like 1985."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    business_number = TextField(
        label=_("Number of the business registration"),
        max_length=40,
        required=False,
        help_text=_("A household takes part only with a business registration."),
    )
    business_on = DayField(label=_("Day of the business registration"), required=False)
    business_office = TextField(
        label=_("Office that registered the business"), max_length=200, required=False
    )
    phone = PhoneField(label=_("Phone number"), required=False)
    email = TextField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
    )

    website = TextField(
        label=_("Website"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )

    def __init__(
        self, *args: object, regime: Regime, communes: Iterable[Unit] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._kept: dict[str, object] = {}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, sets.say(regime.id, kind.name)) for kind in regime.producer_kinds
        ]
        places = [(unit.code, unit.full_name) for unit in communes]
        if len(places) > 1:
            self.fields["commune"].choices = [("", _("Choose the commune")), *places]  # type: ignore[attr-defined]
        else:
            del self.fields["commune"]

    def keep_masked(self, producer: Producer) -> None:
        """Show an officer the masks only: what is typed takes their place, what is left empty stays."""
        values = vars(producer)
        for one in restricted.personal("registry.producer", values, producer.kind):
            field = self.fields[one.name]
            self._kept[one.name] = values[one.name]
            self.initial[one.name] = ""
            field.required = False
            field.help_text = format_lazy(
                "{now} {mask}. {leave}",
                now=_("Written now:"),
                mask=one.mask(str(values[one.name])),
                leave=_("Leave it as it is here to keep that."),
            )
            if one is restricted.GENDER:
                field.choices = [("", _("Keep what is written")), *Gender.choices]  # type: ignore[attr-defined]
            elif one is restricted.DISABILITY:
                field.choices = [("", _("Keep what is written")), *YES_NO]  # type: ignore[attr-defined]

    def facts(self) -> ProducerFacts:
        """What was typed, for the actions; what was kept masked and not typed anew is unchanged."""
        given = {name: self.cleaned_data[name] for name in FACTS}
        kept = {name: value for name, value in self._kept.items() if given[name] in (None, "")}
        return ProducerFacts(**given | kept)


class ChangeForm(ProducerForm):
    """The same facts anew: a mistake corrected, or what is different from a day on."""

    WHAT = (("mistake", _("I correct a mistake: it never was so")), ("change", _("It changed on a day")))

    what = forms.ChoiceField(
        label=_("What do you write down?"),
        choices=WHAT,
        initial="mistake",
        required=False,
        widget=forms.RadioSelect,
    )
    from_on = DayField(
        label=_("It holds since"), required=False, help_text=_("Only for a change. For example 12/03/2027.")
    )
    document = TextField(
        label=_("What shows the change"),
        max_length=200,
        required=False,
        help_text=_("Only for a change: number and date of the new business registration or the minutes."),
    )
    field_order = ("what", "from_on", "document")

    def clean(self) -> dict[str, Any]:
        """A change has its day, a mistake has none."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_change, day = given.get("what") == "change", given.get("from_on")
        if is_change and not day and "from_on" not in self.errors:
            self.add_error("from_on", _("Write since when it holds."))
        if day and not is_change:
            self.add_error("what", _("You wrote a day. Say that it changed then, or take the day out."))
        return given

    @property
    def change(self) -> dict[str, Any] | None:
        """Since when, and what shows it; None where a mistake is corrected."""
        if self.cleaned_data["what"] != "change":
            return None
        return {name: self.cleaned_data[name] for name in ("from_on", "document")}
