"""Number and date of a paper that goes up with a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField

if TYPE_CHECKING:
    from django.http import QueryDict


class PackagePaperForm(forms.Form):
    """One paper of the package."""

    part = forms.ChoiceField(label=_("Which paper"))
    number = TextField(label=_("Number"), max_length=60)
    dated_on = DayField(label=_("Date"))

    def __init__(self, data: QueryDict | None, *, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["part"].choices = [("", _("Choose a paper")), *parts]  # type: ignore[attr-defined] # a choice field
