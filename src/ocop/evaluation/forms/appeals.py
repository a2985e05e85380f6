"""Forms of appeals: filing, admitting, the panel, the answer; the notice of a result; a council's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions import AppealRuleFacts
from ocop.evaluation.models import Scope
from ocop.platform.fields import DayField, FilesField, TextField, needed_when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.evaluation.models import Council

POINT = "point-"


def _long(**more: Any) -> dict[str, Any]:
    return {"max_length": 4000, "widget": forms.Textarea(attrs={"rows": 4}), **more}


class AppealForm(forms.Form):
    """What the producer asks for, and beside each criterion appealed why it is worth more."""

    reasons = forms.CharField(
        label=_("What you ask for, and why"),
        error_messages={"required": _("Write what you ask for and why.")},
        **_long(),
    )
    papers = FilesField(label=_("Papers that show it"), required=False)

    def __init__(self, *args: Any, criteria: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [number for number, _name in criteria]
        for number, name in criteria:
            self.fields[f"{POINT}{number}"] = needed_when(
                "",
                forms.CharField(
                    label=f"{number}. {name}", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
                ),
            )

    def clean_papers(self) -> Any:
        """The good files. Raises: ValidationError where one is not good: an appeal is sent whole."""
        field = self.fields["papers"]
        if isinstance(field, FilesField) and field.failures:
            raise forms.ValidationError(field.failures)
        return self.cleaned_data["papers"]

    def points(self) -> dict[str, str]:
        """The criteria with a reason beside them."""
        typed = {number: self.cleaned_data.get(f"{POINT}{number}", "") for number in self.numbers}
        return {number: words for number, words in typed.items() if words}

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields of the criteria."""
        return [self[f"{POINT}{number}"] for number in self.numbers]


class AdmitForm(forms.Form):
    """Whether an appeal is admitted; without rules of the council also what follows."""

    decision = forms.ChoiceField(
        label=_("Is the appeal admitted?"),
        choices=[("yes", _("Yes, another panel looks at it")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = needed_when(_("needed when it is not admitted"), forms.CharField(label=_("Reason"), **_long()))
    worth = needed_when(
        _("needed when it is admitted"),
        forms.ChoiceField(
            label=_("What the panel's result is worth"),
            choices=[("decides", _("It stands")), ("advises", _("It advises; the first result stands"))],
            widget=forms.RadioSelect,
        ),
    )
    answer_due_on = DayField(label=_("Last day for the answer"), required=False)

    def __init__(self, *args: Any, has_rules: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_rules:
            del self.fields["worth"], self.fields["answer_due_on"]
        else:
            needed_when("", self.fields["reason"])

    def clean(self) -> dict[str, Any]:
        """What no rule of the council says is said here of an appeal that is admitted."""
        cleaned = super().clean() or {}
        if "worth" in self.fields and cleaned.get("decision") == "yes" and not cleaned.get("worth"):
            self.add_error("worth", _("Say what the panel's result is worth: no rule of the council does."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        worth = self.cleaned_data.get("worth")
        return {
            "admitted": self.cleaned_data["decision"] == "yes",
            "reason": self.cleaned_data["reason"],
            "panel_decides": None if not worth else worth == "decides",
            "answer_due_on": self.cleaned_data.get("answer_due_on"),
        }


class PanelForm(forms.Form):
    """Which council looks again, and with what its sheets begin."""

    council = forms.TypedChoiceField(
        label=_("Panel"),
        coerce=int,
        error_messages={"required": _("Choose a council."), "invalid_choice": _("Choose a council.")},
    )
    scope = forms.ChoiceField(
        label=_("What it looks at"),
        choices=Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    scope_reason = forms.CharField(
        label=_("Why"), error_messages={"required": _("Write why; it is kept with the appeal.")}, **_long()
    )
    convened_on = DayField(label=_("Day of the meeting"), required=False)
    recused = forms.TypedMultipleChoiceField(
        label=_("Members left out because of an interest"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        councils: Sequence[Council],
        tied: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field, left_out = self.fields["council"], self.fields["recused"]
        if isinstance(field, forms.TypedChoiceField) and isinstance(left_out, forms.TypedMultipleChoiceField):
            field.choices = [("", _("Choose")), *((one.pk, one.name) for one in councils)]
            left_out.choices = list(tied)
            if not tied:
                del self.fields["recused"]


class AnswerForm(forms.Form):
    """The written answer."""

    answer = forms.CharField(
        label=_("Answer to the producer"),
        help_text=_("It is shown with the panel's result; no member's mark belongs in it."),
        error_messages={"required": _("Write the answer; the producer reads it.")},
        **_long(),
    )


class NoticeForm(forms.Form):
    """The letter by which commune and producer were told of the result."""

    number = TextField(
        label=_("Number of the letter"),
        max_length=60,
        error_messages={"required": _("Write the number of the letter.")},
    )
    sent_on = DayField(label=_("Day it was sent"))


class AppealRulesForm(forms.Form):
    """What the council's regulation says of appeals and of the public list."""

    citation = TextField(
        label=_("Where the council's regulation says so"),
        help_text=_("Number, day and article of the regulation."),
        max_length=300,
        error_messages={
            "required": _("Write where the council's regulation says so: number, day and article.")
        },
    )
    appeal_days = forms.IntegerField(
        label=_("Days to appeal, from the written notice"), required=False, min_value=1, max_value=366
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer, from the filing"), required=False, min_value=1, max_value=366
    )
    in_working_days = forms.BooleanField(label=_("These are working days"), required=False)
    panel_decides = forms.BooleanField(
        label=_("The panel's result stands; without a tick it advises"), required=False
    )
    shows_total = forms.BooleanField(
        label=_("The public list shows the total beside the band"), required=False
    )

    def facts(self) -> AppealRuleFacts:
        """What the action takes."""
        return AppealRuleFacts(**self.cleaned_data)
