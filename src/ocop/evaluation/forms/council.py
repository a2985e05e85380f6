"""Forms of the council: interests, what the council found, and the end of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import receipts
from ocop.evaluation.actions import VoteFacts
from ocop.platform.fields import DayField, PointsField, TextField, UploadField, needed_when

if TYPE_CHECKING:
    from django.http import QueryDict

    from ocop.evaluation.ballot import Ballot
    from ocop.evaluation.queries import CaseToDeclare


class DeclarationForm(forms.Form):
    """Whether a member has an interest in the dossier."""

    interest = forms.ChoiceField(
        label=_("Do you have an interest in this product or its producer?"),
        help_text=_("A relative, a share, a contract, or your own work on this dossier counts as one."),
        choices=[
            ("no", _("I have no interest in it")),
            ("yes", _("I have one and withdraw from this dossier")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    note = needed_when(
        _("needed when you have one"),
        forms.CharField(
            label=_("What interest?"),
            help_text=_("The chair and the secretary read it."),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    )


class PartsForm(forms.Form):
    """A sheet of points per part; each field is called by the code of its part and may be left for later."""

    comment = TextField(
        label=_("Opinion on the whole"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {one.part: one.points for one in ballot.sheet.parts.all()}
        self.initial = {"comment": ballot.sheet.comment, **stored}
        for part in ballot.parts:
            facts = {"code": part.code, "name": part.name, "most": number_format(part.most, use_l10n=True)}
            bounds = _("Write points from 0 to %(most)s, with at most two decimals.") % facts
            self.fields[part.code] = PointsField(
                label=_("Part %(code)s. %(name)s") % facts,
                help_text=_("From 0 to %(most)s points.") % facts,
                required=False,
                max_value=part.most,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), bounds),
            )
        self.order_fields([part.code for part in ballot.parts])

    def points(self) -> dict[str, str]:
        """What was written by part; empty where nothing was."""
        given = {code: value for code, value in self.cleaned_data.items() if code != "comment"}
        return {code: "" if value is None else str(value) for code, value in given.items()}


class RescoringForm(forms.Form):
    """Why the sheets are opened again."""

    discussion = forms.CharField(
        label=_("What the council discussed"),
        help_text=_("Every member reads this above the new sheet, and it goes into the minutes."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the council discussed.")},
    )

    def __init__(self, data: QueryDict | None, *, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        if choices:
            self.fields["criteria"] = forms.MultipleChoiceField(
                label=_("Criteria that are scored again"),
                help_text=_("Every other answer stays as it is."),
                choices=list(choices),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose the criteria that are scored again.")},
            )


class MeetingForm(forms.Form):
    """When the council meets instead of writing, and why."""

    meets_on = DayField(label=_("Day the council meets"))
    reason = TextField(
        label=_("Why the council meets"),
        help_text=_("It goes into the minutes."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AbsenceForm(forms.Form):
    """Which member takes no part in a case, and why."""

    seat_id = forms.TypedChoiceField(
        label=_("Member who takes no part"), coerce=int, error_messages={"required": _("Choose a person.")}
    )
    reason = TextField(label=_("Why"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None, *, members: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["seat_id"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined] # a choice field


class VoidForm(forms.Form):
    """Whose sheet is taken out of a case although it may be sealed, and why."""

    seat_id = forms.TypedChoiceField(
        label=_("Member who may not judge"), coerce=int, error_messages={"required": _("Choose a person.")}
    )
    reason = TextField(
        label=_("Why"),
        help_text=_("It goes into the minutes."),
        max_length=300,
        error_messages={"required": _("Write the reason; it goes into the minutes.")},
    )

    def __init__(self, data: QueryDict | None, *, members: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["seat_id"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined] # a choice field


class VoteForm(forms.Form):
    """A vote of the council on an option of a criterion, or on a ground of exclusion."""

    motion = forms.ChoiceField(
        label=_("What was voted on"), error_messages={"required": _("Choose what was voted on.")}
    )
    in_favour = forms.IntegerField(
        label=_("Votes for it"),
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    against = forms.IntegerField(
        label=_("Votes against it"),
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    chair = needed_when(
        "",
        forms.ChoiceField(
            label=_("Where votes are split evenly: the chair"),
            choices=[
                ("", _("The votes are not split evenly")),
                ("yes", _("is for it")),
                ("no", _("is against it")),
            ],
        ),
    )

    def __init__(self, data: QueryDict | None, *, motions: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["motion"].choices = [("", _("Choose")), *motions]  # type: ignore[attr-defined] # a choice field

    def facts(self) -> VoteFacts:
        """The vote as given."""
        subject, _bar, position = self.cleaned_data["motion"].partition("|")
        return VoteFacts(
            subject,
            int(position) if position else None,
            self.cleaned_data["in_favour"],
            self.cleaned_data["against"],
            {"yes": True, "no": False}.get(self.cleaned_data["chair"]),
        )


class ManyDeclarationsForm(forms.Form):
    """Interests in many dossiers at once: which of them one has one in, and which."""

    def __init__(self, data: QueryDict | None, *, cases: Sequence[CaseToDeclare]) -> None:
        super().__init__(data)
        self.cases = cases
        for case in cases:
            self.fields[f"answer_{case.pk}"] = needed_when(
                "",
                forms.ChoiceField(
                    label=case.dossier.product.name,
                    choices=[
                        ("", _("Decide later")),
                        ("no", _("No interest")),
                        ("yes", _("I have one, I withdraw")),
                    ],
                ),
            )
            self.fields[f"note_{case.pk}"] = needed_when(
                _("needed when you have one"), TextField(label=_("What interest?"), max_length=1000)
            )

    def lines(self) -> list[tuple[CaseToDeclare, forms.BoundField, forms.BoundField]]:
        """Each case with its two fields."""
        return [(one, self[f"answer_{one.pk}"], self[f"note_{one.pk}"]) for one in self.cases]

    def answers(self) -> list[tuple[CaseToDeclare, bool, str]]:
        """Case, whether there is an interest, and which; those left for later are not in it."""
        told = [(one, self.cleaned_data[f"answer_{one.pk}"]) for one in self.cases]
        return [(one, said == "yes", self.cleaned_data[f"note_{one.pk}"]) for one, said in told if said]

    def clean(self) -> dict[str, Any]:
        """An interest comes with words."""
        cleaned = super().clean() or {}
        for one in self.cases:
            if cleaned.get(f"answer_{one.pk}") == "yes" and not cleaned.get(f"note_{one.pk}"):
                self.add_error(
                    f"note_{one.pk}", _("Write what your interest is; the chair and the secretary read it.")
                )
        return cleaned


class ClosingForm(forms.Form):
    """What goes into the minutes when the case is closed."""

    discussion = needed_when(
        _("needed when they do and nothing is noted yet"),
        forms.CharField(
            label=_("What the council discussed about sheets that lie far apart"),
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    )
    chair_note = forms.CharField(
        label=_("The chair's conclusion"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PaperCodeForm(forms.Form):
    """The code of a sheet on paper."""

    code = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("As PDG-000123-1, at the top and at the bottom; a scanner reads the square beside it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Type or scan the code of the paper.")},
    )

    def clean_code(self) -> tuple[int, int]:
        """Sheet and round. Raises: ValidationError."""
        found = receipts.read_code(self.cleaned_data["code"])
        if found is None:
            raise ValidationError(_("A code looks like PDG-000123-1. Look at the paper again."))
        return found


class PaperEntryForm(forms.Form):
    """What stands on a sheet on paper beside the marks."""

    declared = forms.BooleanField(
        label=_("The paper is signed, and on it the member declares to have no interest."),
        required=False,
    )
    scan = needed_when("", UploadField(label=_("Scan or photo of the signed paper")))

    def __init__(self, *args: Any, needs_scan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_scan:
            del self.fields["scan"]
