"""What is asked about bodies, members, posts, profiles, tasks and duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField, UploadField
from ocop.programme.periods import periods
from ocop.steering.actions.bodies import BodyFacts, MemberFacts
from ocop.steering.actions.staffing import PostFacts
from ocop.steering.actions.work import TaskFacts
from ocop.steering.models import (
    NAME_LENGTH,
    ActivityKind,
    AgencyType,
    Background,
    BodyKind,
    DutyState,
    Hours,
    NoteKind,
    Position,
    Sector,
    TaskState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from ocop.people.models import User
    from ocop.places.models import Unit
    from ocop.steering.models import Body

LONG = forms.Textarea(attrs={"rows": 4})


def _choose(form: forms.Form, name: str, choices: list[tuple[object, StrOrPromise]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def _one_of(units: Iterable[Unit]) -> list[tuple[object, StrOrPromise]]:
    return [(one.pk, one.full_name) for one in units]


class FilterForm(forms.Form):
    """Which bodies are listed, as of which day, and since when a quiet one is flagged."""

    kind = forms.ChoiceField(
        label=_("Kind of body"), required=False, choices=[("", _("All")), *BodyKind.choices]
    )
    on = DayField(label=_("As of"), required=False)
    since = DayField(label=_("Flag bodies without activity since"), required=False)


class DayForm(forms.Form):
    """The day a page is looked at."""

    on = DayField(label=_("As of"), required=False)


class BodyForm(forms.Form):
    """The facts of a body."""

    unit = forms.TypedChoiceField(label=_("Place"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind of body"), choices=BodyKind.choices, widget=forms.RadioSelect)
    agency_type = forms.ChoiceField(
        label=_("Which agency"),
        required=False,
        choices=[("", _("Not a standing agency")), *AgencyType.choices],
        help_text=_("Only for a standing agency."),
    )
    name = TextField(label=_("Name"), max_length=NAME_LENGTH)
    parent = forms.TypedChoiceField(label=_("Works under"), coerce=int, required=False, empty_value=None)
    document = TextField(
        label=_("Founding document"), max_length=200, help_text=_("Its number, such as 2255/QĐ-UBND.")
    )
    document_on = DayField(label=_("Day of the document"), required=False)
    from_on = DayField(label=_("First day of the term"))
    to_on = DayField(
        label=_("Last day of the term"), required=False, help_text=_("Empty while it still stands.")
    )
    period = forms.ChoiceField(label=_("Programme period"), required=False)
    tasks = TextField(label=_("Tasks"), required=False, widget=LONG)

    def __init__(
        self, *args: Any, units: Iterable[Unit] = (), committees: Iterable[Body] = (), **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        _choose(self, "period", [("", _("None")), *((one.code, str(one.name)) for one in periods())])
        places = _one_of(units)
        if not places:
            del self.fields["unit"], self.fields["parent"]
            return
        _choose(self, "unit", [("", _("Choose the place")), *places])
        _choose(self, "parent", [("", _("No other body")), *((one.pk, one.name) for one in committees)])

    def facts(self) -> BodyFacts:
        """What was typed, for the actions."""
        return BodyFacts(**{n: v for n, v in self.cleaned_data.items() if n not in {"unit", "parent"}})


class EndForm(forms.Form):
    """The last day of something, and why."""

    to_on = DayField(label=_("Last day"))
    reason = TextField(label=_("Reason"), max_length=NAME_LENGTH, help_text=_("With the document, if any."))


class PersonForm(forms.Form):
    """Somebody with an account here, or a name."""

    user = forms.TypedChoiceField(
        label=_("Account"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("People with an office here. Who has no account is written by name below."),
    )
    name = TextField(label=_("Full name"), max_length=200, required=False)
    title = TextField(label=_("Title and organisation"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "user", [("", _("No account")), *((one.pk, one.full_name) for one in people)])


class MemberForm(PersonForm):
    """A new member of a body."""

    position = forms.ChoiceField(
        label=_("Place in the body"), choices=Position.choices, widget=forms.RadioSelect
    )
    from_on = DayField(label=_("First day"))

    def facts(self) -> MemberFacts:
        """What was typed, for the actions."""
        return MemberFacts(**self.cleaned_data)


class LocalitiesForm(forms.Form):
    """The localities a member shall answer for."""

    units = forms.TypedMultipleChoiceField(
        label=_("Localities"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    from_on = DayField(label=_("First day"))

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "units", [(one.pk, one.own_name) for one in units])


class RulesForm(forms.Form):
    """A version of a working regulation."""

    title = TextField(label=_("Title"), max_length=NAME_LENGTH)
    document = TextField(label=_("Number of the document"), max_length=200)
    effective_from = DayField(label=_("In force from"))
    file = UploadField(label=_("File"))


class ActivityForm(forms.Form):
    """What a body did."""

    kind = forms.ChoiceField(label=_("Kind of activity"), choices=ActivityKind.choices)
    on = DayField(label=_("Day"))
    text = TextField(label=_("What was done"), widget=LONG)


class PostForm(PersonForm):
    """Who is in charge of the programme at a unit."""

    unit = forms.TypedChoiceField(label=_("Place"), coerce=int)
    hours = forms.ChoiceField(label=_("Working time"), choices=Hours.choices, widget=forms.RadioSelect)
    document = TextField(label=_("Document of the assignment"), max_length=200, required=False)
    from_on = DayField(label=_("First day"))
    field_order = ("unit",)

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "unit", [("", _("Choose the place")), *_one_of(units)])

    def facts(self) -> PostFacts:
        """What was typed, for the actions."""
        return PostFacts(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})


class ProfileForm(forms.Form):
    """What an officer studied, and where the officer can work."""

    background = forms.ChoiceField(
        label=_("Studies"), required=False, choices=[("", _("Not given")), *Background.choices]
    )
    studies = TextField(label=_("Degree and school"), max_length=NAME_LENGTH, required=False)
    mobility = TextField(
        label=_("Where you can work"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Helps to plan training and visits. Nobody is posted by it."),
    )


class ProfileNoteForm(forms.Form):
    """A course, a visit or a producer followed."""

    kind = forms.ChoiceField(label=_("Kind of entry"), choices=NoteKind.choices)
    on = DayField(label=_("Day"))
    text = TextField(label=_("What and where"), max_length=NAME_LENGTH)


class YearForm(forms.Form):
    """The year a page is about."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, required=False)


class TaskForm(forms.Form):
    """A task of a sector."""

    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)
    text = TextField(label=_("Task"), max_length=NAME_LENGTH)
    owner = TextField(label=_("Who answers for it"), max_length=200, required=False)
    due_on = DayField(label=_("Due on"), required=False)
    state = forms.ChoiceField(label=_("How far it is"), choices=TaskState.choices, widget=forms.RadioSelect)
    result = TextField(label=_("Result"), required=False, widget=LONG)

    def facts(self) -> TaskFacts:
        """What was typed, for the actions."""
        return TaskFacts(**self.cleaned_data)


class DutyForm(forms.Form):
    """How a duty stands, with what shows it."""

    state = forms.ChoiceField(label=_("How it stands"), choices=DutyState.choices, widget=forms.RadioSelect)
    note = TextField(label=_("What was done"), required=False, widget=LONG)
    file = UploadField(label=_("A paper that shows it"), required=False)
