"""What is asked when a key is issued or revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.api.actions import KeyFacts
from ocop.api.scopes import SCOPES
from ocop.platform.fields import DayField, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ocop.people.models import Appointment


class KeyForm(forms.Form):
    """A key for a system."""

    name = TextField(
        label=_("Name of the system"),
        max_length=120,
        help_text=_("Such as a marketplace or the one-stop system of the province."),
        error_messages={"required": _("Write what the system is called.")},
    )
    contact = TextField(
        label=_("Who answers for it"),
        max_length=200,
        help_text=_("Name, office and phone number or e-mail address."),
        error_messages={
            "required": _("Write who answers for the system, with a phone number or an e-mail address.")
        },
    )
    appointment_id = forms.TypedChoiceField(
        label=_("Office in which it acts"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Open an account for the system and give it an office first. Without an office the key reads "
            "what is public."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label=_("Last day of the key"), help_text=_("At most a year from today."))

    def __init__(self, *args: Any, offices: Sequence[Appointment], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today + timedelta(days=180), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        named = [(one.pk, f"{one.user.full_name}: {one}") for one in offices]
        self.fields["appointment_id"].choices = [("", _("None, reads what is public")), *named]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(one.code, f"{one.name} ({one.code})") for one in SCOPES.values()]  # type: ignore[attr-defined]

    def facts(self) -> KeyFacts:
        """What the action takes."""
        given = self.cleaned_data
        return KeyFacts(
            given["name"], given["contact"], tuple(given["scopes"]), given["until"], given["appointment_id"]
        )


class RevokeForm(forms.Form):
    """Why a key ends before its day."""

    reason = TextField(label=_("Reason"), max_length=500, error_messages={"required": _("Write why.")})
