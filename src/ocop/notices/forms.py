"""Forms of the pages about notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.notices.channels import Channel
from ocop.notices.models import State
from ocop.notices.wording import Category

if TYPE_CHECKING:
    from django.http import QueryDict


class ChoicesForm(forms.Form):
    """By which channels one is told of each kind of thing, and in which language."""

    language = forms.ChoiceField(
        label=_("Language of messages and pages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, data: QueryDict | None = None, *, reached_by: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        names = dict(Channel.choices)
        self.kinds: list[str] = list(Category.values) if reached_by else []
        for kind in self.kinds:
            self.fields[kind] = forms.MultipleChoiceField(
                label=Category(kind).label,
                choices=[(channel, names[channel]) for channel in reached_by],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def wanted(self) -> Mapping[str, list[str]]:
        """The channels ticked, by kind."""
        return {kind: self.cleaned_data[kind] for kind in self.kinds}


class FilterForm(forms.Form):
    """Which deliveries to list."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All")), *Channel.choices]
    )
