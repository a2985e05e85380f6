"""Forms of the review before a council: teams, who reviews what, findings, survey, tests and the report."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions import (
    AnswerFacts,
    ReportFacts,
    RequestFacts,
    ReviewFindingFacts,
    SeenFacts,
    SurveyFacts,
    Task,
    TeamFacts,
)
from ocop.evaluation.models import AdvisoryRole, Conclusion
from ocop.platform.fields import DayField, FilesField, TextField, UploadField, needed_when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import AdvisorySeat, AdvisoryTeam, SurveyAnswer
    from ocop.people.models import User

    Choices = Iterable[tuple[Any, Any]]

LINES = {"rows": 4}
YES, NO = "yes", "no"


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class TeamForm(forms.Form):
    """A team and the decision that forms it."""

    name = TextField(label=_("Name of the team"), max_length=300)
    decision_number = TextField(label=_("Number of the decision"), max_length=60)
    decided_on = DayField(label=_("Day of the decision"))

    def facts(self) -> TeamFacts:
        """What was typed, for the action."""
        return TeamFacts(**self.cleaned_data)


class AdviserSeatForm(forms.Form):
    """Who gets a place in a team, and which."""

    user_id = forms.TypedChoiceField(
        label=_("Full name"), coerce=int, error_messages={"required": _("Choose a person.")}
    )
    role = forms.ChoiceField(
        label=_("Place in the team"), choices=AdvisoryRole.choices, initial=AdvisoryRole.MEMBER
    )

    def __init__(self, data: QueryDict | None, *, people: Sequence[User], taken: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.people = people
        closed = set(taken) - {AdvisoryRole.MEMBER}
        _choose(self, "user_id", [("", _("Choose")), *((user.pk, user.full_name) for user in people)])
        _choose(self, "role", [(role.value, role.label) for role in AdvisoryRole if role not in closed])


class TeamChoiceForm(forms.Form):
    """Which team reviews a dossier."""

    team = forms.TypedChoiceField(
        label=_("Team"),
        coerce=int,
        error_messages={"required": _("Choose the team that reviews the dossier.")},
    )

    def __init__(self, data: QueryDict | None, *, teams: Sequence[AdvisoryTeam]) -> None:
        super().__init__(data)
        _choose(self, "team", [(team.pk, team.name) for team in teams])


class AssignForm(forms.Form):
    """Who of the team reviews which part, and by when the office wants the report.

    `tied` says of a seat why its holder may not review the dossier; nothing is asked of it then.
    """

    wanted_by = DayField(
        label=_("Report wanted by"),
        required=False,
        help_text=_("A day before the council meets, like 12/03/2027. The law sets none."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        seats: Sequence[AdvisorySeat],
        parts: Sequence[tuple[str, str]],
        tied: Mapping[int, StrOrPromise],
        given: Mapping[int, set[str]],
        initial: Mapping[str, object],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.seats, self.tied = seats, tied
        every = [code for code, _name in parts]
        for seat in seats:
            if seat.pk in tied:
                continue
            self.fields[f"parts_{seat.pk}"] = forms.MultipleChoiceField(
                label=f"{seat.user.full_name} ({seat.get_role_display()})",
                choices=parts,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=every if "" in given.get(seat.pk, set()) else sorted(given.get(seat.pk, set())),
            )

    def lines(self) -> list[tuple[AdvisorySeat, forms.BoundField | None, StrOrPromise]]:
        """Each place with its boxes, or with why its holder may not review the dossier."""
        return [
            (seat, None if seat.pk in self.tied else self[f"parts_{seat.pk}"], self.tied.get(seat.pk, ""))
            for seat in self.seats
        ]

    def tasks(self) -> list[Task]:
        """Who was given what."""
        return [
            Task(seat.pk, tuple(parts))
            for seat in self.seats
            if (parts := self.cleaned_data.get(f"parts_{seat.pk}"))
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody has to do it."""
        cleaned = super().clean() or {}
        if self.seats and not any(value for name, value in cleaned.items() if name.startswith("parts_")):
            raise forms.ValidationError(_("Choose at least one person of the team."))
        return cleaned


class WantedForm(forms.Form):
    """By when the office wants its own report."""

    wanted_by = DayField(label=_("Report wanted by"), required=False)


class FindingForm(forms.Form):
    """What the papers show for one criterion. What is proposed is an option, never points."""

    shown = needed_when(
        "",
        TextField(
            label=_("What the papers and the site show"),
            max_length=4000,
            widget=forms.Textarea(attrs=LINES),
        ),
    )
    missing = TextField(
        label=_("What is missing or unclear"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    position = forms.TypedChoiceField(
        label=_("Option proposed"),
        help_text=_("The option you would hold reached. It is no mark: the council alone gives points."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: QueryDict | None, *, options: Sequence[tuple[int, str]], initial: Mapping[str, object]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        _choose(self, "position", [*options, ("", _("No proposal"))])

    def facts(self) -> ReviewFindingFacts:
        """What was typed, for the action."""
        return ReviewFindingFacts(**self.cleaned_data)


class DegreesField(forms.DecimalField):
    """Degrees with at most six decimals, after a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=-most, max_value=most, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # as Django's own, of text
        """The number, cut to the six decimals that are kept."""
        number = super().to_python(str(value).strip().replace(",", ".") if value else value)
        return None if number is None else Decimal(number).quantize(Decimal("0.000001"))


class SurveyForm(forms.Form):
    """The record of a site survey, with one question for each line of the checklist."""

    visited_on = DayField(label=_("Day of the survey"))
    place = TextField(label=_("Place"), max_length=300)
    people = TextField(
        label=_("Who took part"),
        help_text=_("One person a line: name, office or part."),
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
    )
    latitude = DegreesField(
        label=_("Latitude"), most=90, help_text=_("Position, if you like: degrees, such as 22,303512.")
    )
    longitude = DegreesField(label=_("Longitude"), most=180)
    conclusion = TextField(
        label=_("Conclusion on site"), required=False, max_length=4000, widget=forms.Textarea(attrs=LINES)
    )
    signers = TextField(
        label=_("Who signs"),
        required=False,
        help_text=_("One person a line; the paper prints a place for each."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        items: Sequence[tuple[str, str]],
        stored: Mapping[str, SurveyAnswer],
        initial: Mapping[str, object],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.items = items
        for code, label in items:
            known = stored.get(code)
            said = "" if known is None or known.holds is None else (YES if known.holds else NO)
            self.fields[f"holds_{code}"] = needed_when(
                "",
                forms.ChoiceField(
                    label=label,
                    choices=[(YES, _("Yes")), (NO, _("No")), ("", _("Not seen"))],
                    initial=said,
                    widget=forms.RadioSelect,
                ),
            )
            self.fields[f"remark_{code}"] = needed_when(
                _("needed when it does not hold"),
                TextField(
                    label=_("Remark"),
                    max_length=1000,
                    initial=known.remark if known else "",
                    widget=forms.Textarea(attrs={"rows": 2}),
                ),
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each line of the checklist."""
        return [(self[f"holds_{code}"], self[f"remark_{code}"]) for code, _label in self.items]

    def clean(self) -> dict[str, Any]:
        """What does not hold says why; a position has two numbers."""
        cleaned = super().clean() or {}
        for code, _label in self.items:
            if cleaned.get(f"holds_{code}") == NO and not cleaned.get(f"remark_{code}"):
                self.add_error(f"remark_{code}", _("Write what you saw."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not (
            {"latitude", "longitude"} & self.errors.keys()
        ):
            self.add_error("latitude", _("Write both numbers of the position, or none."))
        return cleaned

    def facts(self) -> SurveyFacts:
        """What was typed, for the action."""
        names = ("visited_on", "place", "people", "latitude", "longitude", "conclusion", "signers")
        return SurveyFacts(**{name: self.cleaned_data[name] for name in names})

    def seen(self) -> dict[str, SeenFacts]:
        """What was ticked, by code."""
        given = self.cleaned_data
        said = {YES: True, NO: False, "": None}
        return {
            code: SeenFacts(said[given[f"holds_{code}"]], given[f"remark_{code}"])
            for code, _label in self.items
        }


class PhotosForm(forms.Form):
    """Photos taken on site; the device makes them smaller before they are sent."""

    photos = FilesField(label=_("Photos"), help_text=_("Photos are made smaller before they are sent."))
    caption = TextField(label=_("What they show"), required=False, max_length=200)


class RequestForm(forms.Form):
    """A test that the review asks for."""

    indicator = TextField(label=_("Test or indicator"), max_length=300)
    criterion = forms.ChoiceField(label=_("For the criterion"), required=False)
    standard = TextField(
        label=_("Held against"),
        required=False,
        max_length=200,
        help_text=_("The standard or the declared level, such as a TCVN or QCVN."),
    )
    reason = TextField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    asked_of = TextField(
        label=_("Asked of"), max_length=200, help_text=_("The producer, or the laboratory it goes to.")
    )
    due_on = DayField(label=_("Answer wanted by"))

    def __init__(self, data: QueryDict | None, *, criteria: Choices, initial: Mapping[str, object]) -> None:
        super().__init__(data, initial=dict(initial))
        _choose(self, "criterion", [("", _("The whole product")), *criteria])

    def facts(self) -> RequestFacts:
        """What was typed, for the action."""
        return RequestFacts(**self.cleaned_data)


class AnswerForm(forms.Form):
    """A paper that answers a request, with what stands on it."""

    file = UploadField(label=_("Paper"))
    title = TextField(label=_("What this paper is"), max_length=300)
    number = TextField(label=_("Number"), required=False, max_length=100)
    issuer = TextField(
        label=_("Issuer of the paper"),
        required=False,
        max_length=200,
        help_text=_("The laboratory or the conformity assessment body."),
    )
    issued_on = DayField(label=_("Day of issue"), required=False)
    result = TextField(
        label=_("Result"),
        required=False,
        max_length=2000,
        help_text=_("Each figure beside the level it is held against."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: QueryDict | None, files: MultiValueDict[str, Any] | None, *, title: str = ""
    ) -> None:
        super().__init__(data, files, initial={"title": title})

    def facts(self) -> AnswerFacts:
        """What was typed, for the action."""
        return AnswerFacts(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


class ReasonForm(forms.Form):
    """Why something is not done, or given back."""

    reason = TextField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewReportForm(forms.Form):
    """The report to the chair: its number and day, and what it concludes."""

    summary = TextField(
        label=_("Overall assessment"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    conclusion = needed_when(
        _("needed before it is sent"),
        forms.ChoiceField(label=_("Conclusion"), choices=Conclusion.choices, widget=forms.RadioSelect),
    )
    to_clear_up = needed_when(
        _("needed when the dossier is not ready"),
        TextField(label=_("Points to clear up"), max_length=4000, widget=forms.Textarea(attrs=LINES)),
    )
    number = needed_when(
        _("needed before it is sent"), TextField(label=_("Number of the report"), max_length=60)
    )
    reported_on = needed_when(_("needed before it is sent"), DayField(label=_("Day of the report")))

    def facts(self) -> ReportFacts:
        """What was typed, for the action."""
        return ReportFacts(**self.cleaned_data)
