"""What is asked about a producer's years, marks, linkages and planting areas."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, MoneyField, PointsField, TextField
from ocop.platform.text import clean_text
from ocop.registry import codes
from ocop.registry.actions import AreaFacts, LinkageFacts, TraitFacts, YearFacts

if TYPE_CHECKING:
    from datetime import date

HECTARES: Final = re.compile(r"\d{1,8}(?:[.,]\d{1,2})?", re.ASCII)


class CountField(MoneyField):
    """A number of people or households; thousands may be grouped."""

    default_error_messages = {"invalid": _("Write a whole number, like 25 or 1.200.")}


class HectaresField(PointsField):
    """Hectares with at most two decimals, after a comma or a point."""

    default_error_messages = {"invalid": _("Write hectares with at most two decimals, like 12,5.")}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The exact number; 1.234 could mean two things."""
        typed = clean_text(str(value or ""))
        if not typed:
            return None
        if not HECTARES.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(typed.replace(",", "."))


class SignedMoneyField(MoneyField):
    """Whole dong that may be a loss, written with a minus before it."""

    default_error_messages = {"invalid": _("Write whole dong, like 1.500.000; a loss as -1.500.000.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": None, **kwargs})

    def to_python(self, value: Any) -> int | None:
        """The amount, less than 0 for a loss."""
        text = str(value or "").strip()
        if not text.startswith(("-", "−")):
            return super().to_python(value)
        amount = super().to_python(text[1:].strip())
        return None if amount is None else -amount


class YearForm(forms.Form):
    """The figures of a year; what nobody knows stays empty."""

    members = CountField(label=_("Members"), required=False)
    members_female = CountField(label=_("Members: women"), required=False)
    members_ethnic = CountField(label=_("Members of an ethnic minority"), required=False)
    workers = CountField(label=_("Workers"), required=False, help_text=_("All of them, seasonal ones too."))
    workers_seasonal = CountField(label=_("Workers: seasonal"), required=False)
    workers_local = CountField(label=_("Workers from the place"), required=False)
    workers_female = CountField(label=_("Workers: women"), required=False)
    workers_ethnic = CountField(label=_("Workers of an ethnic minority"), required=False)
    workers_trained = CountField(
        label=_("Workers with training"), required=False, help_text=_("With a diploma or a certificate.")
    )
    monthly_income = MoneyField(
        label=_("Income of a worker in a month"), required=False, help_text=_("Dong, on average.")
    )
    capital = MoneyField(label=_("Capital"), required=False, help_text=_("Dong, at the end of the year."))
    revenue = MoneyField(label=_("Revenue"), required=False, help_text=_("Dong in the year."))
    export_revenue = MoneyField(label=_("Revenue: export"), required=False)
    profit = SignedMoneyField(label=_("Profit"), required=False, help_text=_("A loss with a minus."))

    def facts(self) -> YearFacts:
        """What was typed, for the action."""
        return YearFacts(**self.cleaned_data)


class TraitForm(forms.Form):
    """A mark of a producer."""

    code = forms.ChoiceField(label=_("Mark"), widget=forms.RadioSelect)
    name = TextField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Of the craft village, the chain or the programme."),
    )
    document = TextField(
        label=_("Document that recognises it"),
        max_length=200,
        required=False,
        help_text=_("Number and date."),
    )
    from_on = DayField(label=_("Since"))

    def __init__(self, *args: Any, today: date, keep: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = codes.choices(codes.TRAITS, today, keep)  # type: ignore[attr-defined]

    def facts(self) -> TraitFacts:
        """What was typed, for the actions."""
        return TraitFacts(**self.cleaned_data)


class LinkageForm(forms.Form):
    """Whom a producer works with."""

    kind = forms.ChoiceField(label=_("Kind of linkage"), widget=forms.RadioSelect)
    partner_name = TextField(label=_("Partner"), max_length=300, required=False)
    partner_code = TextField(
        label=_("Code of the partner"),
        max_length=40,
        required=False,
        help_text=_("If it is a producer of this register, like CT-03037-0001; the name is then filled in."),
    )
    households = CountField(label=_("Households that take part"), required=False)
    area_ha = HectaresField(label=_("Area in hectares"), required=False)
    document = TextField(
        label=_("Contract or agreement"), max_length=200, required=False, help_text=_("Number and date.")
    )
    from_on = DayField(label=_("Since"))

    def __init__(self, *args: Any, today: date, keep: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = codes.choices(codes.LINKAGES, today, keep)  # type: ignore[attr-defined]

    def facts(self) -> LinkageFacts:
        """What was typed, for the actions."""
        return LinkageFacts(**self.cleaned_data)


class AreaForm(forms.Form):
    """Where a producer's materials come from."""

    name = TextField(label=_("Name of the area"), max_length=200)
    crop = TextField(label=_("What grows or is raised there"), max_length=200)
    code = TextField(
        label=_("Official code of the area"),
        max_length=60,
        required=False,
        help_text=_("As the plant protection office gave it, if it did."),
    )
    commune = TextField(
        label=_("Code of the commune"),
        max_length=20,
        help_text=_("Five digits; it need not be your own commune."),
    )
    area_ha = HectaresField(label=_("Area in hectares"), required=False)
    households = CountField(label=_("Households that take part"), required=False)
    standard = forms.ChoiceField(label=_("Standard it is certified by"), required=False)
    from_on = DayField(label=_("Since"))

    def __init__(self, *args: Any, today: date, keep: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standards = codes.choices(codes.STANDARDS, today, keep)
        self.fields["standard"].choices = [("", _("None")), *standards]  # type: ignore[attr-defined]

    def facts(self) -> AreaFacts:
        """What was typed, for the actions."""
        return AreaFacts(**self.cleaned_data)


class EndForm(forms.Form):
    """The last day of a mark, a linkage or a planting area."""

    to_on = DayField(label=_("Last day"))
