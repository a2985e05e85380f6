"""Personal data for those who may not read it in the clear: enough to recognise, too little to use.

Which fields are restricted, each room declares in a table (`registry.restricted`). A page shows them masked;
who has the right asks for them with a purpose (`PurposeForm`), by POST, which is recorded before they are
shown, in that one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.decisions import Decision

HIDDEN: Final = "***"
SHOWN_BEFORE, SHOWN_AFTER = 4, 3


def masked(value: str) -> str:
    """A phone number as "0912 *** 001", an e-mail address as "l***@example.vn", anything else as "***"."""
    text = value.strip()
    if not text:
        return ""
    if "@" in text:
        name, _at, domain = text.partition("@")
        return f"{name[:1]}{HIDDEN}@{domain}"
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) > SHOWN_BEFORE + SHOWN_AFTER and len(digits) * 2 > len(text):
        return f"{digits[:SHOWN_BEFORE]} {HIDDEN} {digits[-SHOWN_AFTER:]}"
    return HIDDEN


def masked_number(value: str) -> str:
    """A personal number as "*** 678": its beginning tells province, gender and year of birth."""
    return f"{HIDDEN} {value[-SHOWN_AFTER:]}" if value.strip() else ""


@dataclass(frozen=True, slots=True)
class Restricted:
    """A field that is personal data. `holds`: whether this value is, of this kind of producer."""

    name: str
    label: StrOrPromise
    mask: Callable[[str], str] = masked
    holds: Callable[[str, str], bool] = lambda value, _kind: bool(value)


class Purpose(models.TextChoices):
    """What personal data is read for. The words stand in the journal in the clear, so they name nobody."""

    CONTACT = "contact", _("To reach the producer about its dossier or product")
    CHECK = "check", _("To check what was declared against papers")
    CORRECT = "correct", _("To correct what is written")
    REQUEST = "request", _("To answer a request of the person concerned")
    INSPECT = "inspect", _("For an inspection, a complaint or a report asked for by law")

    @property
    def recorded(self) -> str:
        """The words as the journal keeps them: always Vietnamese."""
        with translation.override("vi"):
            return str(self.label)


class PurposeForm(forms.Form):
    """Why somebody asks to see personal data."""

    purpose = forms.ChoiceField(
        label=_("What do you need them for?"),
        choices=[("", _("Choose a purpose")), *Purpose.choices],
        error_messages={"required": _("Choose what you need the personal data for.")},
    )

    def chosen(self) -> Purpose:
        """The purpose, once the form is valid."""
        return Purpose(self.cleaned_data["purpose"])


@dataclass(frozen=True, slots=True)
class Screen:
    """What `components/personal.html` shows below masked values: the way to see them, or that one does.

    `hides`: whether anything stands behind it; `may`: who may see it; `url`: where the purpose is sent to.
    """

    url: str
    hides: bool
    may: Decision
    form: PurposeForm
    is_open: bool = False


def screen(*, url: str, hides: bool, may: Decision, form: Any = None, is_open: bool = False) -> Screen:
    """A screen with an empty form where none was sent."""
    return Screen(url, hides, may, form if form is not None else PurposeForm(), is_open)
