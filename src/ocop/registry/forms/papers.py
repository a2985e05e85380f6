"""What is asked about a paper of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.platform import clock
from ocop.platform.binding import bind
from ocop.platform.fields import DayField, FilesField, TextField
from ocop.platform.files import BadFile, CheckedFile
from ocop.registry import gates, papers
from ocop.registry.actions.papers import PaperFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.registry.models import Paper, Product


class OneFileField(FilesField):
    """The file of one paper: a file of any accepted kind, or several photos that become one PDF."""

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        """Raises: ValidationError when any of the files is not good: a paper without a page is no paper."""
        if not self.required and not any(data or []):
            return None
        good = super().clean(data, initial)
        if self.failures:
            raise ValidationError(self.failures)
        try:
            return bind(good)
        except BadFile as refusal:
            raise ValidationError(refusal.reason, code=refusal.code) from refusal


class FileForm(forms.Form):
    """The file of a paper that was entered without one."""

    file = OneFileField(label=_("File, or photos of all pages"))


class PaperForm(forms.Form):
    """What stands on a paper. The file may come later."""

    kind = forms.ChoiceField(label=_("What kind of paper is it?"))
    title = TextField(label=_("What paper is this?"), max_length=300)
    holder = TextField(
        label=_("In whose name"), max_length=300, required=False, help_text=_("As it stands on the paper.")
    )
    number = TextField(label=_("Number"), max_length=100, required=False)
    issuer = TextField(label=_("Issuer of the paper"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("Leave it empty when the paper does not expire.")
    )
    scope_text = TextField(
        label=_("What it covers"),
        max_length=300,
        required=False,
        help_text=_("For example: processing of chilli sauce; 2 ha of tea."),
    )
    products = forms.TypedMultipleChoiceField(
        label=_("Products it concerns"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none when it concerns the producer as a whole."),
    )
    file = OneFileField(label=_("File, or photos of all pages"), required=False)

    def __init__(
        self, *args: Any, products: Iterable[Product], kept: str = "", with_file: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose the kind")),
            *papers.kind_choices(clock.today(), kept),
        ]
        rows = [(one.pk, one.name) for one in products]
        if rows:
            self.fields["products"].choices = rows  # type: ignore[attr-defined]
        else:
            del self.fields["products"]
        if not with_file:
            del self.fields["file"]

    def facts(self) -> PaperFacts:
        """What was typed, for the actions."""
        return PaperFacts(**{name: self.cleaned_data[name] for name in PaperFacts.__dataclass_fields__})

    def scope(self) -> list[int]:
        """The products that were ticked."""
        return list(self.cleaned_data.get("products") or [])


def facts_of(paper: Paper) -> dict[str, object]:
    """What a form about a paper begins with."""
    return {name: getattr(paper, name) for name in PaperFacts.__dataclass_fields__}


class LapsingForm(forms.Form):
    """Which papers of the list of lapsing ones are shown."""

    days = forms.IntegerField(
        label=_("Within how many days"),
        required=False,
        min_value=0,
        max_value=3650,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    certificate = forms.BooleanField(
        label=_("Only those that lapse before a certificate does"), required=False
    )


class LackingForm(forms.Form):
    """Which required paper the list of products is about."""

    gate = forms.ChoiceField(label=_("Required paper"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].choices = [(one.code, str(one.name)) for one in gates.gates()]  # type: ignore[attr-defined]
