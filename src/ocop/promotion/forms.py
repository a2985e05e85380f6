"""What is asked about points of sale, events and news."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, PhoneField, TextField, UploadField
from ocop.promotion.actions import ArticleFacts, EventFacts, OutletFacts
from ocop.promotion.models import NAME_LENGTH, EventKind, OutletKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.places.models import Unit
    from ocop.promotion.actions import Facts

LONG = forms.Textarea(attrs={"rows": 8})
PLAIN = _(
    "Plain text: an empty line begins a paragraph, a line that begins with a dash is an item of a list, "
    "an address beginning with https:// becomes a link."
)


class PostForm(forms.Form):
    """What all of them have in common. `units` only for a new one: its place does not change."""

    unit = forms.TypedChoiceField(label=_("Place"), coerce=int)
    title = TextField(label=_("Title or name"), max_length=NAME_LENGTH)
    text = TextField(label=_("Text of the page"), required=False, widget=LONG, help_text=PLAIN)
    photo = UploadField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WEBP."))
    photo_caption = TextField(
        label=_("What the photo shows"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("It is read to those who can't see the photo."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            choices = [(one.pk, one.full_name) for one in units]
            cast("forms.ChoiceField", self.fields["unit"]).choices = choices

    def facts(self) -> Facts:
        """What was written, as actions take it. Call when the form is valid."""
        raise NotImplementedError

    def _given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"unit", "photo"}}


class OutletForm(PostForm):
    """A point of sale."""

    kind = forms.ChoiceField(
        label=_("Kind of point of sale"), choices=OutletKind.choices, widget=forms.RadioSelect
    )
    address = TextField(label=_("Address"), max_length=300)
    hours = TextField(label=_("Opening hours"), required=False, max_length=NAME_LENGTH)
    phone = PhoneField(label=_("Phone of the shop"), required=False)
    website = TextField(label=_("Website"), required=False, max_length=200)
    codes = TextField(
        label=_("Codes of the products sold here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. Only products that are or were recognised."),
    )
    field_order = ("unit", "kind", "title", "address", "hours", "phone", "website", "codes")

    def clean_codes(self) -> tuple[str, ...]:
        """The codes, each once."""
        return tuple(dict.fromkeys(re.findall(r"[^\s,;]+", self.cleaned_data["codes"])))

    def facts(self) -> OutletFacts:
        """The facts of a point of sale."""
        return OutletFacts(**self._given())


class EventForm(PostForm):
    """An event."""

    kind = forms.ChoiceField(label=_("Kind of event"), choices=EventKind.choices, widget=forms.RadioSelect)
    starts_on = DayField(label=_("First day of the event"))
    ends_on = DayField(label=_("Last day of the event"))
    hours = TextField(label=_("Hours"), required=False, max_length=NAME_LENGTH)
    venue = TextField(label=_("Where it takes place"), max_length=300)
    organiser = TextField(label=_("Organiser"), max_length=NAME_LENGTH)
    called_off = TextField(
        label=_("Called off because"),
        required=False,
        max_length=300,
        help_text=_("Only when it does not take place; the page then says so."),
    )
    field_order = ("unit", "kind", "title", "starts_on", "ends_on", "hours", "venue", "organiser")

    def facts(self) -> EventFacts:
        """The facts of an event."""
        return EventFacts(**self._given())


class ArticleForm(PostForm):
    """A piece of news."""

    summary = TextField(label=_("In short"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("unit", "title", "summary")

    def facts(self) -> ArticleFacts:
        """The facts of a piece of news."""
        return ArticleFacts(**self._given())


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = TextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is taken back.")},
    )


FORMS: dict[str, type[PostForm]] = {"outlet": OutletForm, "event": EventForm, "article": ArticleForm}
