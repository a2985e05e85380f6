"""Forms of the council's regulation and of the renewal of its members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, get_args, get_type_hints

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions import RenewalFacts
from ocop.evaluation.models import AfterSpread, Method, Rescored, Rule
from ocop.evaluation.regulation import COLUMNS, FLOOR_TESTS, default_method
from ocop.law.regime import CouncilRules
from ocop.platform.fields import DayField, PointsField, TextField
from ocop.registry import sets

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Regulation
    from ocop.evaluation.regulation import Line, Value
    from ocop.law.regime import Regime
    from ocop.people.models import User

AGGREGATE: Final = "aggregate"


def _number(label: StrOrPromise, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class RegulationForm(forms.Form):
    """Every line of a regulation with its source; what is left empty is no rule."""

    rounding = _number(_("Decimals the average is rounded to"), 0, 6)
    floor_test = forms.ChoiceField(label=_("When does a minimum for a star hold?"))
    quorum = _number(_("Fewest sheets for a result"), 1, 99)
    quorum_percent = PointsField(
        label=_("Least share of the members who may judge, in %"), required=False, max_digits=5
    )
    chair_present = forms.BooleanField(label=_("The chair, or who stands in, must take part"), required=False)
    max_spread = PointsField(
        label=_("Greatest difference between two sheets, in points"), required=False, max_digits=5
    )
    after_spread = forms.ChoiceField(label=_("What follows a greater one"), choices=AfterSpread.choices)
    rescored = forms.ChoiceField(label=_("What is scored again"), choices=Rescored.choices)
    chair_scores = forms.BooleanField(label=_("The chair fills in a sheet"), required=False)
    secretary_scores = forms.BooleanField(label=_("The secretary fills in a sheet"), required=False)
    members_score = forms.BooleanField(label=_("Deputies and members fill in a sheet"), required=False)
    casting_vote = forms.BooleanField(
        label=_("The chair decides where votes are split evenly"), required=False
    )
    names_at_reveal = forms.BooleanField(
        label=_("Once revealed, members see whose sheet it is"), required=False
    )
    names_in_minutes = forms.BooleanField(label=_("The minutes give marks by name"), required=False)
    names_on_projector = forms.BooleanField(label=_("The projector shows names"), required=False)
    hides_claims = forms.BooleanField(
        label=_("A claim is shown to a member after the own choice only"), required=False
    )
    papers_days = _number(_("Working days before the meeting"), 0, 60)

    def __init__(
        self, data: QueryDict | None, *, present: Regulation, lines: Sequence[Line], regime: Regime
    ) -> None:
        columns = [column for names in COLUMNS.values() for column in names if column != AGGREGATE]
        super().__init__(data, initial={column: getattr(present, column) for column in columns})
        self.columns, self.told, self.regime_id = columns, {line.rule: line for line in lines}, regime.id
        codes = get_args(get_type_hints(CouncilRules)["floor_test"])
        self.fields["floor_test"] = forms.ChoiceField(
            label=_("When does a minimum for a star hold?"),
            choices=[(code, FLOOR_TESTS.get(code, code)) for code in codes],
            initial=present.floor_test,
        )
        own = dict(present.methods.values_list("kind", "method"))
        self.kinds = [kind for kind in regime.dossier_kinds if kind.from_level is None]
        for kind in self.kinds:
            begun = Method(default_method(regime, kind.code)).label
            self.fields[f"method_{kind.code}"] = forms.ChoiceField(
                label=sets.say(regime.id, kind.name),
                choices=[("", _("As the rulebook has it: %(way)s") % {"way": begun}), *Method.choices],
                initial=own.get(kind.code, ""),
                required=False,
            )
        cited = dict(present.sources.values_list("rule", "citation"))
        for rule in Rule:
            self.fields[f"source_{rule}"] = TextField(
                label=_("Written where"), required=False, max_length=300, initial=cited.get(rule, "")
            )

    def groups(self) -> list[tuple[Line, list[forms.BoundField], forms.BoundField]]:
        """Each line of the regulation with its fields and the field for its source."""
        fields = {
            rule: [self[name] for name in names if name != AGGREGATE] for rule, names in COLUMNS.items()
        }
        fields[Rule.METHOD] = [self[f"method_{kind.code}"] for kind in self.kinds]
        return [(self.told[rule], fields[rule], self[f"source_{rule}"]) for rule in Rule]

    def given(self) -> dict[str, Value]:
        """The settings as given."""
        return {column: self.cleaned_data[column] for column in self.columns}

    def sources(self) -> dict[str, str]:
        """Where each line is written."""
        return {rule.value: self.cleaned_data[f"source_{rule}"] for rule in Rule}

    def methods(self) -> dict[str, str]:
        """How each kind of dossier is decided."""
        return {kind.code: self.cleaned_data[f"method_{kind.code}"] for kind in self.kinds}


class RenewalForm(forms.Form):
    """Who takes over a place in the council, from when and by which decision."""

    user_id = forms.TypedChoiceField(
        label=_("Who takes this place"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a person.")},
    )
    from_on = DayField(label=_("From which day"))
    decision_number = TextField(label=_("Number of the decision"), max_length=60)

    def __init__(self, data: QueryDict | None, *, people: Sequence[User]) -> None:
        super().__init__(data)
        self.fields["user_id"].choices = [(user.pk, user.full_name) for user in people]  # type: ignore[attr-defined] # a choice field

    def facts(self) -> RenewalFacts:
        """The renewal as given."""
        return RenewalFacts(**self.cleaned_data)
