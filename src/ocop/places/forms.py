"""What is asked about units and reforms."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.places.actions import BaselineFacts
from ocop.places.kinds import LEVEL_OF
from ocop.places.models import FlagKind, Kind, PairState, Region
from ocop.platform.fields import DayField, MoneyField, TextField
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.places.models import Succession, Unit

TEXT_LENGTH = 200
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class AreaField(forms.DecimalField):
    """Hectares with at most two decimals; points group thousands and the comma is decimal."""

    widget = forms.TextInput(attrs=NUMBER)
    default_error_messages = {"invalid": _("Write the area in hectares, like 586.795,25.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_digits": 12, "decimal_places": 2, "min_value": 0, "localize": False, **kwargs}
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The exact number."""
        typed = clean_text(str(value or "")).replace(" ", "").replace(".", "").replace(",", ".")
        return super().to_python(typed) if typed else None

    def prepare_value(self, value: Any) -> Any:
        """The number with its decimal comma."""
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value


class CountField(MoneyField):
    """People; thousands may be grouped."""

    default_error_messages = {"invalid": _("Write a whole number, like 784.811.")}


class MapForm(forms.Form):
    """Which day's map, and which name."""

    q = TextField(label=_("Name or code of a unit, old or new"), required=False, max_length=100)
    on = DayField(label=_("Map of the day"), required=False)


class RenameForm(forms.Form):
    """A new name or kind of a unit."""

    name = TextField(label=_("Name without its kind"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind of unit"), widget=forms.RadioSelect)
    from_on = DayField(label=_("In force from"))
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, Kind(kind).label) for kind, level in LEVEL_OF.items() if level == unit.level]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """Which successors of a former unit are true, and which one is the main one."""

    true_ids = forms.MultipleChoiceField(label=_("True successors"), widget=forms.CheckboxSelectMultiple)
    main_id = forms.ChoiceField(
        label=_("Main successor"),
        widget=forms.RadioSelect,
        help_text=_("It answers for the former unit until its records are placed one by one."),
    )
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)

    def __init__(self, *args: Any, pairs: Iterable[Succession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(pairs)
        choices = [(str(pair.pk), pair.successor.full_name) for pair in pairs]
        # What is open is for the person to say; what was said before stays chosen.
        known = [pair for pair in pairs if pair.state in {PairState.STATED, PairState.CONFIRMED}]
        self.initial.setdefault("true_ids", [str(pair.pk) for pair in known])
        self.initial.setdefault("main_id", next((str(pair.pk) for pair in known if pair.is_main), None))
        for name in ("true_ids", "main_id"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was chosen, for the action."""
        chosen = self.cleaned_data
        return {
            "true_ids": [int(pk) for pk in chosen["true_ids"]],
            "main_id": int(chosen["main_id"]),
            "document": chosen["document"],
        }


class BaselineForm(forms.Form):
    """The basic figures of a unit in a year."""

    area_ha = AreaField(label=_("Natural area (ha)"))
    agricultural_ha = AreaField(label=_("Agricultural area (ha)"))
    population = CountField(label=_("Mean population"))
    rural_population = CountField(label=_("Mean rural population"))
    source = TextField(
        label=_("Source"), max_length=TEXT_LENGTH, help_text=_("For example: statistical yearbook 2025.")
    )

    def facts(self) -> BaselineFacts:
        """What was typed, for the action."""
        return BaselineFacts(**self.cleaned_data)


class YearForm(forms.Form):
    """The year whose figures are entered; the action knows which years the unit has."""

    year = forms.RegexField(
        r"^(19|20)[0-9]{2}$",
        label=_("Year"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write a year, like 2026.")},
    )

    def clean_year(self) -> int:
        """The number."""
        return int(self.cleaned_data["year"])


class FlagForm(forms.Form):
    """A flag and its document."""

    kind = forms.ChoiceField(label=_("What is found"), choices=FlagKind.choices, widget=forms.RadioSelect)
    from_on = DayField(label=_("In force from"))
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)


class StartForm(forms.Form):
    """From when, by which document."""

    from_on = DayField(label=_("In force from"))
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)


class EndForm(forms.Form):
    """Until when, by which document."""

    to_on = DayField(label=_("Last day"))
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)


class RegionForm(StartForm):
    """The region of a province."""

    region = forms.ChoiceField(label=_("Region"), widget=forms.RadioSelect)
    field_order = ["region", "from_on", "document"]

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(one.code, str(one)) for one in regions]  # type: ignore[attr-defined]


class ReformForm(forms.Form):
    """A reform and its document."""

    title = TextField(label=_("Title"), max_length=TEXT_LENGTH)
    document = TextField(label=_("By which document"), max_length=TEXT_LENGTH)
    effective_on = DayField(label=_("In force from"))


class DiscardForm(forms.Form):
    """Why a draft is given up."""

    reason = TextField(label=_("Why the draft is given up"), max_length=TEXT_LENGTH)


class SetUpForm(forms.Form):
    """A unit that the reform sets up."""

    code = TextField(label=_("Code of the new unit"), max_length=20)
    name = TextField(label=_("Name without its kind"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind of unit"),
        choices=[(kind, Kind(kind).label) for kind in LEVEL_OF],
        widget=forms.RadioSelect,
    )
    parent_code = TextField(
        label=_("Code of the unit it lies in"), max_length=20, help_text=_("VN for a province.")
    )
    takes_over = TextField(
        label=_("Codes of the units it takes over"),
        required=False,
        max_length=500,
        help_text=_("With commas between them. A unit that only changes its boundary is named here too."),
    )

    def facts(self) -> dict[str, Any]:
        """What was typed, for the action."""
        codes = self.cleaned_data["takes_over"].replace(",", " ").replace(";", " ").split()
        return {**self.cleaned_data, "takes_over": list(dict.fromkeys(codes))}


class LineForm(forms.Form):
    """A part of a unit that goes to a new one."""

    former_code = TextField(label=_("Code of the unit that is split"), max_length=20)
    successor_code = TextField(label=_("Code of the new unit that gets a part"), max_length=20)
    is_main = forms.BooleanField(label=_("It becomes the main successor"), required=False)


class MoveForm(forms.Form):
    """A unit that gets another parent."""

    unit_code = TextField(label=_("Code of the unit that stays as it is"), max_length=20)
    parent_code = TextField(label=_("Code of the unit it will lie in"), max_length=20)
