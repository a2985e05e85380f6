"""Forms of the offices: the commune's report, returns, the province's check, councils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions import CouncilFacts, FindingFacts
from ocop.evaluation.forms.corrections import CorrectionsForm
from ocop.evaluation.models import SeatRole
from ocop.evaluation.regulation import FLOOR_TESTS
from ocop.law.regime import CouncilRules
from ocop.platform.fields import DayField, PointsField, TextField, needed_when

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.forms.corrections import Groups
    from ocop.evaluation.models import CommuneReport, Dossier, Seat
    from ocop.evaluation.regulation import Value
    from ocop.people.models import User

Choices = Iterable[tuple[str, "StrOrPromise"]]

ORDERS: Final[list[tuple[str, StrOrPromise]]] = [
    ("due", _("Last day first")),
    ("changed", _("Latest change first")),
]
YES, NO = "yes", "no"
ACCEPT, SEND_BACK = "accept", "send_back"
LONG_TEXT: Final = {"rows": 4}


def _whole_between(least: int, most: int) -> dict[str, StrOrPromise]:
    words = format_lazy(_("Write a whole number from {least} to {most}."), least=least, most=most)
    return dict.fromkeys(("invalid", "min_value", "max_value"), words)


class FilterForm(forms.Form):
    """What is looked for, and in which order; all of it stands in the address."""

    q = TextField(
        label=_("Product, producer or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sort = forms.ChoiceField(label=_("Order"), choices=ORDERS, required=False)


class CheckForm(CorrectionsForm):
    """The office's answer: accepted, or back to the level below with what has to be completed where the
    rules let it.
    """

    decision = forms.ChoiceField(
        label=_("Is the dossier fit for a council?"),
        choices=[
            (ACCEPT, _("Yes, accept it")),
            (SEND_BACK, _("No, send it back")),
        ],
        widget=forms.RadioSelect,
    )
    note = TextField(
        label=_("Note, if you accept it"),
        widget=forms.Textarea(attrs=LONG_TEXT),
        max_length=4000,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, parts: Groups, back_to: str) -> None:
        super().__init__(data, parts=parts)
        self.may_go_back = bool(back_to)
        answers: list[tuple[str, StrOrPromise]]
        if back_to:
            answers = [
                (ACCEPT, _("Yes, accept it")),
                (SEND_BACK, _("No, send it back to: %(level)s") % {"level": back_to}),
            ]
        else:
            answers = [(ACCEPT, _("Yes, accept it"))]
            self.initial["decision"] = ACCEPT
        _choices(self, "decision", answers)

    @property
    def asks(self) -> bool:
        """Items are written only for a dossier that goes back."""
        return self.cleaned_data.get("decision") == SEND_BACK


class PassOnForm(forms.Form):
    """A word on a step that passes the dossier on."""

    note = TextField(
        label=_("Note"),
        help_text=_("It is kept in the history of the dossier."),
        widget=forms.Textarea(attrs=LONG_TEXT),
        max_length=4000,
        required=False,
    )


class ReevaluateForm(forms.Form):
    """Why a dossier that was handed back is evaluated again."""

    reason = TextField(
        label=_("Why your own council judges again"),
        help_text=_("It is kept in the history of the dossier."),
        widget=forms.Textarea(attrs=LONG_TEXT),
        max_length=4000,
        error_messages={"required": _("Write the reason; it is shown to whoever has to act on it.")},
    )


class ReportForm(forms.Form):
    """Form 03 on the topics of the regime; everything may be left for later."""

    number = TextField(
        label=_("Number of the report"), max_length=60, required=False, help_text=_("For example 12/BC-UBND.")
    )
    reported_on = DayField(label=_("Date of the report"), required=False)
    proposal_number = TextField(
        label=_("Number of the letter of proposal"),
        max_length=60,
        required=False,
        help_text=_("The letter by which the commune proposes the product to the province."),
    )
    meeting_held_on = DayField(
        label=_("Date of the meeting, if one was held"),
        required=False,
        help_text=_("The chairperson of the commune may call a meeting on the product."),
    )
    conclusion = TextField(
        label=_("Conclusion and proposal"),
        widget=forms.Textarea(attrs=LONG_TEXT),
        max_length=8000,
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, topics: Choices, report: CommuneReport | None) -> None:
        self.codes = [code for code, _name in topics]
        super().__init__(data, initial=_report_values(report))
        for code, name in topics:
            self.fields[f"finding_{code}"] = TextField(
                label=name, widget=forms.Textarea(attrs=LONG_TEXT), max_length=4000, required=False
            )
            self.fields[f"local_{code}"] = forms.ChoiceField(
                label=_("Is it of the commune?"),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def topics(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each topic."""
        return [(self[f"finding_{code}"], self[f"local_{code}"]) for code in self.codes]

    def findings(self) -> dict[str, FindingFacts]:
        """What was found, by topic."""
        answers = {YES: True, NO: False}
        return {
            code: FindingFacts(
                self.cleaned_data[f"finding_{code}"], answers.get(self.cleaned_data[f"local_{code}"])
            )
            for code in self.codes
        }


class CouncilForm(forms.Form):
    """A council and the rules it works by; they begin as the regime's for its level."""

    name = TextField(label=_("Name of the council"), max_length=300)
    decision_number = TextField(label=_("Number of the decision that forms it"), max_length=60)
    decided_on = DayField(label=_("Date of the decision"))
    term_to = DayField(
        label=_("Last day of the term"),
        required=False,
        help_text=_("Leave it empty if the decision sets none."),
    )
    floor_test = forms.ChoiceField(
        label=_("When does a minimum for a star hold?"), widget=forms.RadioSelect, choices=()
    )
    quorum = forms.IntegerField(
        label=_("Fewest sheets for a result"),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=_whole_between(1, 99),
        help_text=_("Leave it empty if the council's regulation sets none."),
    )
    max_spread = PointsField(
        label=_("Greatest difference between two sheets, in points"),
        required=False,
        max_digits=5,
        help_text=_("A greater one is discussed before the result is closed. Empty: no such rule."),
    )
    rounding = forms.IntegerField(
        label=_("Decimals the average is rounded to"),
        min_value=0,
        max_value=6,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=_whole_between(0, 6),
        help_text=_("Empty: the exact average decides."),
    )

    def __init__(self, data: QueryDict | None, *, defaults: CouncilRules) -> None:
        keys = ("floor_test", "quorum", "max_spread", "rounding")
        super().__init__(data, initial={key: getattr(defaults, key) for key in keys})
        codes = get_args(get_type_hints(CouncilRules)["floor_test"])
        _choices(self, "floor_test", [(code, FLOOR_TESTS.get(code, code)) for code in codes])

    def facts(self) -> CouncilFacts:
        """What is written about the council."""
        keys = ("name", "decision_number", "decided_on", "term_to")
        return CouncilFacts(*(self.cleaned_data[key] for key in keys))

    def rules(self) -> dict[str, Value]:
        """The rules as given."""
        return {key: self.cleaned_data[key] for key in ("floor_test", "quorum", "max_spread", "rounding")}


@dataclass(frozen=True, slots=True)
class Place:
    """A place given to someone: as what, for whom, and whether a sheet is expected (None: by the rules)."""

    user_id: int
    role: str
    scores: bool | None
    represents: int | None


class SeatsForm(forms.Form):
    """Everyone who may be seated, each with a place to choose."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        people: Sequence[User],
        taken: Iterable[str] = (),
        composition: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        self.people = people
        closed = set(taken) & {SeatRole.CHAIR, SeatRole.SECRETARY}
        lines = [("", _("Not said")), *((str(no), line) for no, line in enumerate(composition, 1))]
        roles = [(role.value, role.label) for role in SeatRole if role not in closed]
        for user in people:
            self.fields[f"role_{user.pk}"] = forms.ChoiceField(
                label=user.full_name, choices=[("", _("Not seated")), *roles], required=False
            )
            self.fields[f"scores_{user.pk}"] = forms.ChoiceField(
                label=_("Fills in a sheet"),
                choices=[("", _("As the regulation says")), (YES, _("Yes")), (NO, _("No"))],
                required=False,
            )
            self.fields[f"represents_{user.pk}"] = forms.ChoiceField(
                label=_("Sits there for"), choices=lines, required=False
            )

    def lines(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each person."""
        names = ("role", "scores", "represents")
        return [tuple(self[f"{name}_{user.pk}"] for name in names) for user in self.people]

    def places(self) -> list[Place]:
        """The places given."""
        return [
            Place(
                user.pk,
                role,
                {YES: True, NO: False}.get(self.cleaned_data[f"scores_{user.pk}"]),
                _given(self.cleaned_data[f"represents_{user.pk}"]),
            )
            for user in self.people
            if (role := self.cleaned_data[f"role_{user.pk}"])
        ]

    def clean(self) -> dict[str, Any]:
        """One chair, one secretary, and at least one place given."""
        cleaned = super().clean() or {}
        roles = [value for name, value in cleaned.items() if name.startswith("role_") and value]
        if not roles:
            raise forms.ValidationError(_("Choose a place for at least one person."))
        for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
            if roles.count(role) > 1:
                raise forms.ValidationError(
                    _("A council has only one %(role)s.") % {"role": role.label}, code="two"
                )
        return cleaned


class ReplaceForm(forms.Form):
    """Who takes the place of a member that withdrew."""

    user_id = forms.TypedChoiceField(
        label=_("Who takes this place"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a person.")},
    )

    def __init__(self, data: QueryDict | None, *, people: Sequence[User]) -> None:
        super().__init__(data)
        self.fields["user_id"].choices = [(user.pk, user.full_name) for user in people]  # type: ignore[attr-defined] # a choice field


@dataclass(frozen=True, slots=True)
class Candidate:
    """An accepted dossier with the seats whose holders may not judge it, and why; `lacking` its review."""

    dossier: Dossier
    conflicts: Sequence[tuple[Seat, StrOrPromise]]
    is_written: bool = False
    chosen: bool = False
    left_out: frozenset[str] = frozenset()
    lacking: StrOrPromise = ""

    @property
    def needs_stand_in(self) -> bool:
        """Whether chair or secretary has an interest, so that someone has to stand in for them."""
        return any(seat.role != SeatRole.MEMBER for seat, _reason in self.conflicts)


class ConveneForm(forms.Form):
    """The day of the meeting, and the dossiers put before the council; `left_out` holds seats per dossier."""

    convened_on = DayField(
        label=_("Day the council meets"),
        help_text=_("For dossiers decided by written opinion: the day the members get them."),
    )
    opinions_due_on = needed_when(
        _("only for dossiers decided by written opinion"),
        DayField(label=_("Last day for written opinions")),
    )

    def __init__(self, data: QueryDict | None, *, candidates: Sequence[Candidate], today: date) -> None:
        super().__init__(data, initial={"convened_on": today})
        self.candidates = candidates

    @cached_property
    def names(self) -> dict[int, str]:
        """The products by key of the dossier."""
        return {one.dossier.pk: one.dossier.product.name for one in self.candidates}

    @cached_property
    def chosen(self) -> list[tuple[int, int, list[int]]]:
        """The dossiers ticked: key, version seen, and the seats left out."""
        if not isinstance(self.data, QueryDict):
            return []
        return [
            (
                _whole(word),
                _whole(self.data.get(f"version_{word}", "")),
                [_whole(seat) for seat in self.data.getlist(f"left_out_{word}")],
            )
            for word in self.data.getlist("dossier")
        ]

    def clean(self) -> dict[str, Any]:
        """At least one dossier."""
        cleaned = super().clean() or {}
        if not self.chosen:
            raise forms.ValidationError(_("Choose at least one dossier."))
        written = {one.dossier.pk for one in self.candidates if one.is_written}
        if not cleaned.get("opinions_due_on") and written & {
            chosen for chosen, _version, _out in self.chosen
        }:
            self.add_error("opinions_due_on", _("Say until which day the members give their opinions."))
        return cleaned


def _report_values(report: CommuneReport | None) -> dict[str, object]:
    if report is None:
        return {}
    names = ("number", "reported_on", "proposal_number", "meeting_held_on", "conclusion")
    values: dict[str, object] = {name: getattr(report, name) for name in names}
    for found in report.findings.all():
        values[f"finding_{found.topic}"] = found.finding
        values[f"local_{found.topic}"] = {True: YES, False: NO, None: ""}[found.is_local]
    return values


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _given(word: str) -> int | None:
    return int(word) if word else None


def _whole(word: str) -> int:
    """A number sent by a form of ours; -1, which nothing has, for anything else."""
    return int(word) if word.isascii() and word.isdigit() else -1
