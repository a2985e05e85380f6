"""What has to be completed, item by item, and what was done about one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.actions.corrections import MOST_ITEMS, CorrectionFacts
from ocop.evaluation.corrections import PAPER
from ocop.platform.fields import TextField, needed_when

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Correction

Groups = Sequence[tuple["StrOrPromise", list[tuple[str, "StrOrPromise"]]]]

ROWS, MORE = "rows", "more"
NO_PART: Final = _("Choose the part that has to be completed.")
NO_REASON: Final = _("Write the reason; it is shown to whoever has to act on it.")


class CorrectionsForm(forms.Form):
    """Rows of a part and a reason; empty ones are left out. `passed`: items of the office above to pass on.

    The button `more` asks for one more row and checks nothing yet.
    """

    def __init__(self, data: QueryDict | None, *, parts: Groups, passed: Sequence[Correction] = ()) -> None:
        self.count = _rows(data, len(passed))
        widened = data is not None and MORE in data
        start = {**_start(passed), **(data.dict() if data is not None and widened else {})}
        super().__init__(None if widened else data, initial=start)
        for number in range(1, self.count + 1):
            self.fields[f"part_{number}"] = needed_when(
                "",
                forms.ChoiceField(
                    label=_("Which part has to be completed?"), choices=[("", _("Choose a part")), *parts]
                ),
            )
            self.fields[f"reason_{number}"] = needed_when(
                "",
                TextField(
                    label=_("What is missing, and what has to be done?"),
                    help_text=_(
                        "Whoever gets the dossier reads these very words. Say what to add or correct."
                    ),
                    widget=forms.Textarea(attrs={"rows": 3}),
                    max_length=4000,
                ),
            )
            self.fields[f"from_{number}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def asks(self) -> bool:
        """Whether at least one item has to be written."""
        return True

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each row: part, reason, and what it passes on."""
        return [
            (self[f"part_{number}"], self[f"reason_{number}"], self[f"from_{number}"])
            for number in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Each row that is begun has a part and a reason; at least one is written."""
        cleaned = super().clean() or {}
        if not self.asks:
            return cleaned
        begun = [number for number in range(1, self.count + 1) if self._begun(number)]
        for number in begun or [1]:
            if not cleaned.get(f"part_{number}"):
                self.add_error(f"part_{number}", NO_PART)
            if not cleaned.get(f"reason_{number}"):
                self.add_error(f"reason_{number}", NO_REASON)
        return cleaned

    def items(self) -> list[CorrectionFacts]:
        """What was written, row by row."""
        return [self._facts(number) for number in range(1, self.count + 1) if self._begun(number)]

    def _begun(self, number: int) -> bool:
        return bool(self.cleaned_data.get(f"part_{number}") or self.cleaned_data.get(f"reason_{number}"))

    def _facts(self, number: int) -> CorrectionFacts:
        part, reason = self.cleaned_data[f"part_{number}"], self.cleaned_data[f"reason_{number}"]
        passed = self.cleaned_data.get(f"from_{number}")
        if part.startswith(PAPER):
            return CorrectionFacts(reason, paper_id=int(part.removeprefix(PAPER)), passed_from=passed)
        return CorrectionFacts(reason, part, passed_from=passed)


class AnswerForm(forms.Form):
    """What was done about one item."""

    answer = TextField(
        label=_("What did you do?"),
        help_text=_("For example: added the test report of May. If it cannot be done, say why."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


def _rows(data: QueryDict | None, passed: int) -> int:
    if data is None:
        return max(passed, 1)
    given = data.get(ROWS, "")
    known = int(given) if given.isascii() and given.isdigit() else 1
    return min(max(known + (MORE in data), 1), MOST_ITEMS)


def _start(passed: Sequence[Correction]) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for number, one in enumerate(passed, start=1):
        values[f"part_{number}"] = f"{PAPER}{one.paper_id}" if one.paper_id else one.part
        values[f"reason_{number}"] = one.reason
        values[f"from_{number}"] = one.pk
    return values
