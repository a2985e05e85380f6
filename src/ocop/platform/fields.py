"""Form fields that read what people here really type."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.platform.files import ACCEPTED_NAMES, EMPTY_FILE, MEGABYTE, BadFile, CheckedFile, check_file
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

PHONE_NOISE = re.compile(r"[\s.\-()]+")
PHONE = re.compile(r"(?:\+84|84|0)([1-9]\d{7,9})", re.ASCII)
POINTS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)
WHOLE_MONEY = re.compile(r"\d+|\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*", re.ASCII)
MOST_FILES: Final = 20
MONEY_NOISE = re.compile(r"(?:₫|đ|đồng|vnd|vnđ)$", re.IGNORECASE)


F = TypeVar("F", bound=forms.Field)


def needed_when(words: StrOrPromise, field: F) -> F:
    """A field that is asked for in some cases only: `words` stand beside its label, such as "needed when …".

    Empty words: nothing stands there, because the page says it already. The form or the action asks for it.
    """
    field.required = field.widget.is_required = False
    field.needed_when = words  # type: ignore[attr-defined] # read by the tag `field`
    return field


class TextField(forms.CharField):
    """Text on one line, or on several when the widget is a text area, cleaned by `clean_text`."""

    def to_python(self, value: Any) -> str:
        """The cleaned text; the empty value stays what it was."""
        text = super().to_python(value)
        return clean_text(text, lines=isinstance(self.widget, forms.Textarea)) if text else ""


class PhoneField(forms.CharField):
    """A Vietnamese phone number in any spelling; the value is its national form, such as 0912345678."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {
        "invalid": _("This is not a phone number of Viet Nam. Write it like 0912 345 678.")
    }

    def to_python(self, value: Any) -> str:
        """The number without spaces and country code."""
        typed = PHONE_NOISE.sub("", super().to_python(value) or "")
        if not typed:
            return ""
        found = PHONE.fullmatch(typed)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"0{found[1]}"


class PointsField(forms.DecimalField):
    """Points with at most two decimals, after a comma or a point; 1.234 could mean two things."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write a number with at most two decimals, like 72,5.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 2, "min_value": 0, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The exact number."""
        if value in self.empty_values:
            return None
        typed = clean_text(str(value))
        if not POINTS.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(typed.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        """The number as people here write it."""
        return number_format(value, use_l10n=True) if isinstance(value, Decimal) else value


class MoneyField(forms.IntegerField):
    """Whole dong; thousands may be grouped with points, commas or spaces."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write the amount in whole dong, like 1.500.000.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, **kwargs})

    def to_python(self, value: Any) -> int | None:
        """The amount."""
        if value in self.empty_values:
            return None
        typed = MONEY_NOISE.sub("", clean_text(str(value))).strip()
        if not WHOLE_MONEY.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(re.sub(r"\D", "", typed))

    def prepare_value(self, value: Any) -> Any:
        """The amount with its thousands grouped."""
        return number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, int) else value


class DayField(forms.DateField):
    """A calendar day, written day first: 12/03/2027."""

    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write the day like 12/03/2027: day, month, year.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": _("For example 12/03/2027."), **kwargs})


class UploadField(forms.FileField):
    """A checked file: the cleaned value is a `CheckedFile`. The limit is told before a file is chosen."""

    widget = forms.FileInput
    default_error_messages = {
        "required": _("Choose a file."),
        "empty": EMPTY_FILE,
    }

    def __init__(self, **kwargs: Any) -> None:
        limit = settings.OCOP_FILE_MAX_BYTES // MEGABYTE
        advice = format_lazy(_("PDF, photo, Word or Excel, at most {limit} MB."), limit=limit)
        super().__init__(**{"help_text": advice, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser needs to help before anything is sent."""
        return {
            **super().widget_attrs(widget),
            "accept": ACCEPTED_NAMES,
            "data-shrink": settings.OCOP_IMAGE_EDGE,
            "data-max-bytes": settings.OCOP_FILE_MAX_BYTES,
        }

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        """Raises: ValidationError with the reason of the refusal."""
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return check_file(upload)
        except BadFile as refusal:
            raise ValidationError(refusal.reason, code=refusal.code) from refusal


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - Django's signature
        return files.getlist(name)


class FilesField(UploadField):
    """Several files at once: the cleaned value holds the good ones, `failures` what is wrong with others."""

    widget = _Files

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.failures: list[str] = []

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django's signature
        """Raises: ValidationError when no file is good."""
        uploads: Sequence[UploadedFile[bytes]] = [one for one in (data or []) if one]
        if not uploads:
            self.failures = []
            if not self.required:
                return []
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("Choose at most %(most)d files at once.") % {"most": MOST_FILES})
        good: list[CheckedFile] = []
        self.failures = []
        for upload in uploads:
            try:
                good.append(check_file(upload))
            except BadFile as refusal:
                self.failures.append(f"{upload.name}: {refusal}")
        if not good:
            raise ValidationError(self.failures)
        return good
