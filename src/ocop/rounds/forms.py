"""Forms of rounds, sessions and the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import Purpose
from ocop.platform.clock import VIETNAM
from ocop.platform.fields import DayField, TextField, needed_when
from ocop.rounds.actions import DayFacts, ExtraFacts, RuleFacts
from ocop.rounds.models import Answer, Mode, Presence

if TYPE_CHECKING:
    from ocop.evaluation.models import Council
    from ocop.rounds.models import Round, Session

PURPOSES = [
    (Purpose.OFFICIAL.value, _("Official evaluation")),
    (Purpose.SPECIALISED.value, _("Specialised council, before the official one")),
]


class ExtraRoundForm(forms.Form):
    """A round beyond those of the regime."""

    since = DayField(label=_("First day of proposals"))
    proposals_before = DayField(label=_("Proposals come before this day"))
    results_before = DayField(label=_("Results are out before this day"))
    citation = TextField(
        label=_("Article of the council's regulation that allows it"),
        help_text=_("For example: Article 9 of the regulation of 12/03/2026."),
        max_length=300,
    )
    plan = TextField(label=_("Evaluation plan that has it: number and day"), max_length=300)

    def facts(self) -> ExtraFacts:
        """The round as written."""
        return ExtraFacts(**self.cleaned_data)


class MoveForm(forms.Form):
    """Another round for a dossier, and why."""

    round_id = forms.TypedChoiceField(label=_("Round"), coerce=int, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Why"),
        help_text=_("The reason is kept with the dossier."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None, *, rounds: Sequence[Round]) -> None:
        super().__init__(data)
        _offer(self, "round_id", [(one.pk, str(one)) for one in rounds])


class SessionForm(forms.Form):
    """When, where and how the council meets."""

    day = DayField(label=_("Day"))
    hour = forms.TimeField(
        label=_("Hour"),
        help_text=_("For example 08:00."),
        input_formats=["%H:%M", "%Hh%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"invalid": _("Write the hour like 08:00.")},
    )
    mode = forms.ChoiceField(label=_("Way to meet"), choices=Mode.choices, widget=forms.RadioSelect)
    place = needed_when(_("needed when people meet at a place"), TextField(label=_("Place"), max_length=300))
    link = needed_when(
        _("needed when people take part remotely"),
        TextField(
            label=_("How to take part remotely"),
            help_text=_(
                "The address of the meeting. Remotely the same rules hold: "
                "every member scores and seals the own sheet."
            ),
            max_length=300,
        ),
    )

    def __init__(self, data: QueryDict | None, *, session: Session | None = None) -> None:
        super().__init__(data, initial=_begun(session) if session else {"mode": Mode.PLACE})

    def facts(self) -> DayFacts:
        """The day as written."""
        given = self.cleaned_data
        at = datetime.combine(given["day"], given["hour"], VIETNAM)
        return DayFacts(at, given["mode"], given["place"], given["link"])


class NewSessionForm(SessionForm):
    """The same for a new session, with its council."""

    council_id = forms.TypedChoiceField(label=_("Council"), coerce=int, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label=_("What it judges for"), choices=PURPOSES, initial=Purpose.OFFICIAL, widget=forms.RadioSelect
    )
    field_order = ["council_id", "purpose"]

    def __init__(self, data: QueryDict | None, *, councils: Sequence[Council]) -> None:
        super().__init__(data)
        self.initial["hour"] = time(8)
        if len(councils) == 1:
            self.initial["council_id"] = councils[0].pk
        _offer(self, "council_id", [(one.pk, f"{one.name} ({one.decision_number})") for one in councils])


class DayRulesForm(forms.Form):
    """How the council's regulation has its days held."""

    minutes = forms.IntegerField(label=_("Minutes of one product"), min_value=1, max_value=480)
    specialised_first = forms.BooleanField(
        label=_("Every dossier passes the specialised council first"), required=False
    )
    explain_difference = forms.BooleanField(
        label=_("Stars other than the specialised council's are explained before a case is closed"),
        required=False,
    )
    citation = TextField(label=_("Article of the council's regulation"), max_length=300)

    def facts(self) -> RuleFacts:
        """The rules as written."""
        return RuleFacts(**self.cleaned_data)


class ConveneForm(forms.Form):
    """Who is left out of which dossier, and why the papers come late."""

    late_reason = needed_when(
        "",
        TextField(
            label=_("Why the members get the papers later"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    )

    def __init__(self, data: QueryDict | None, *, dossiers: Sequence[int]) -> None:
        super().__init__(data)
        self.dossiers = dossiers

    @property
    def left_out(self) -> dict[int, list[int]]:
        """The seats ticked, by dossier."""
        if not isinstance(self.data, QueryDict):
            return {}
        return {pk: [whole(one) for one in self.data.getlist(f"left_out_{pk}")] for pk in self.dossiers}


class AnswerForm(forms.Form):
    """Whether the producer comes."""

    answer = forms.ChoiceField(
        label=_("Do you come?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers listed.")},
    )
    note = TextField(label=_("A word to the council"), required=False, max_length=300)


class ProducerForm(forms.Form):
    """What the secretary notes of a producer."""

    presence = forms.ChoiceField(
        label=_("Did the producer take part?"),
        choices=Presence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the producer took part.")},
    )
    explanation = TextField(
        label=_("What the producer explained"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    remarks = TextField(
        label=_("Remarks of the producer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DifferenceForm(forms.Form):
    """Why two councils differ."""

    words = TextField(
        label=_("Why the results differ"),
        help_text=_("It goes into the minutes."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why the results differ.")},
    )


class EndForm(forms.Form):
    """The end of a day."""

    unfinished = needed_when(
        _("needed when a product is not closed"),
        TextField(
            label=_("When the council goes on with what is open"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    )


def whole(word: str) -> int:
    """A number sent by a form of ours; -1, which nothing has, for anything else."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 12 else -1


def _begun(session: Session) -> dict[str, Any]:
    at = session.starts_at.astimezone(VIETNAM)
    return {
        "day": at.date(),
        "hour": at.time(),
        "mode": session.mode,
        "place": session.place,
        "link": session.link,
    }


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
