"""What the applicant writes: form 01, the parts of form 02, and what is said about a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions import EvidenceFacts, RegistrationFacts
from ocop.platform.fields import DayField, FilesField, PhoneField, TextField
from ocop.registry import sets
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from ocop.law.regime import Regime


class RegistrationForm(forms.Form):
    """Form 01. It begins with what the registry knows, so that nothing is asked twice."""

    applicant_name = TextField(label=_("Name of the producer"), max_length=300)
    producer_kind = forms.ChoiceField(label=_("Kind of producer"), widget=forms.RadioSelect)
    representative_name = TextField(label=_("Legal representative"), max_length=200)
    representative_title = TextField(label=_("Position"), max_length=200, required=False)
    address = TextField(label=_("Address"), max_length=300)
    phone = PhoneField(label=_("Phone number"), required=False, help_text=_("The commune answers to it."))
    email = TextField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
    )
    product_name = TextField(label=_("Name of the product"), max_length=300)
    attachments_note = TextField(
        label=_("Papers handed in with this form"),
        required=False,
        help_text=_("Only what you hand in on paper; what you upload here is listed by itself."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, regime: Regime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["producer_kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, sets.say(regime.id, kind.name)) for kind in regime.producer_kinds
        ]

    def facts(self) -> RegistrationFacts:
        """What was typed, for the action."""
        return RegistrationFacts(**self.cleaned_data)


class GeneralForm(forms.Form):
    """Form 02, part I."""

    general = TextField(
        label=_("About the producer"),
        help_text=_("When it was founded, what it does, how many members or households take part."),
        widget=forms.Textarea(attrs={"rows": 5}),
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
    main_products = TextField(
        label=_("Main products"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    licences = TextField(
        label=_("Licences and intellectual property"),
        required=False,
        help_text=_("One line for each: business registration, food safety, trade mark, and so on."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    workers = forms.IntegerField(
        label=_("Number of workers"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    local_workers = forms.IntegerField(
        label=_("Of these, people of the commune"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse more local workers than workers."""
        given = super().clean() or self.cleaned_data
        workers, local = given.get("workers"), given.get("local_workers")
        if workers is not None and local is not None and local > workers:
            self.add_error("local_workers", _("This is more than the number of workers."))
        return given


class ResultsForm(forms.Form):
    """Form 02, part II."""

    business_results = TextField(
        label=_("How business went"),
        help_text=_(
            "Output, turnover, profit and markets of the last two years, and what was reached of the plan."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class PlanForm(forms.Form):
    """Form 02, part IV."""

    future_plan = TextField(
        label=_("What you plan"),
        help_text=_("Output, quality, packaging, markets: what changes, by when, and who does it."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ChangesForm(forms.Form):
    """What upgrades and renewals add to form 02."""

    changes = TextField(
        label=_("What changed since the last recognition"),
        help_text=_(
            "Materials, technology, packaging, label, tests, markets, turnover; which papers were renewed."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class UploadForm(forms.Form):
    """Papers to add, and what kind of paper they are."""

    papers = FilesField(label=_("Photos or files"))
    kind = forms.ChoiceField(label=_("What kind of paper is it?"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Another paper")), *((kind, kind) for kind in kinds)]  # type: ignore[attr-defined]

    @property
    def failures(self) -> list[str]:
        """What is wrong with the files that could not be taken."""
        field = self.fields["papers"]
        return field.failures if isinstance(field, FilesField) else []


PAGE_OF: Final = "page-"
LAST_PAGE: Final = 9999


class PaperForm(forms.Form):
    """What is written on a paper, and which criteria it proves."""

    title = TextField(label=_("What paper is this?"), max_length=300)
    number = TextField(label=_("Number"), max_length=100, required=False)
    issuer = TextField(label=_("Issuer of the paper"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("Leave it empty when the paper does not expire.")
    )
    criteria = forms.MultipleChoiceField(
        label=_("This paper proves:"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[tuple[Any, Any]],
        pages: Mapping[str, int | None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = criteria  # type: ignore[attr-defined]
        self._pages = pages or {}
        for number, page in self._pages.items():
            self.fields[PAGE_OF + number] = forms.IntegerField(
                label=format_lazy(_("Criterion {number} is shown on page"), number=number),
                required=False,
                min_value=1,
                max_value=LAST_PAGE,
                initial=page,
                help_text=_("The council then opens the file there. Leave it empty for the first page."),
            )

    def facts(self) -> EvidenceFacts:
        """What was typed, for the action."""
        names = [field.name for field in fields(EvidenceFacts)]
        return EvidenceFacts(**{name: self.cleaned_data[name] for name in names})

    def pages(self) -> dict[str, int | None]:
        """On which page of the file each criterion is shown."""
        return {number: self.cleaned_data[PAGE_OF + number] for number in self._pages}


class WithdrawForm(forms.Form):
    """Why a dossier is taken back."""

    reason = TextField(
        label=_("Why do you withdraw it?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
