"""What is sent in, and what is asked of an export."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import Kind
from ocop.exchange.models import FORMATS, KINDS
from ocop.exchange.reading.files import EMPTY, kind_of
from ocop.exchange.reading.grids import Unreadable
from ocop.platform.files import MEGABYTE, NAME_LENGTH
from ocop.platform.personal import Purpose
from ocop.platform.templatetags.ui import number
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPTED: Final = ".xlsx,.xls,.csv,.txt,.tsv"
TOO_BIG: Final = _("This file is too big: the limit is %(limit)d MB. Split the list into several files.")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that can be read as a list."""

    name: str
    content: bytes
    sha256: str


class ListField(forms.FileField):
    """A workbook or text file, known by its content. Limit and kinds are told before a file is chosen."""

    widget = forms.FileInput
    default_error_messages = {"required": _("Choose a file."), "empty": EMPTY}

    def __init__(self, **kwargs: Any) -> None:
        advice = format_lazy(
            _("Excel (.xlsx or .xls) or CSV, at most {limit} MB and {rows} rows."),
            limit=settings.OCOP_IMPORT_MAX_BYTES // MEGABYTE,
            rows=lazy(number, str)(settings.OCOP_IMPORT_MAX_ROWS),
        )
        super().__init__(**{"help_text": advice, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser needs to help before anything is sent."""
        limit = settings.OCOP_IMPORT_MAX_BYTES
        return {**super().widget_attrs(widget), "accept": ACCEPTED, "data-max-bytes": limit}

    def clean(self, data: Any, initial: Any = None) -> SentFile | None:
        """Raises: ValidationError with what to do."""
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        limit = settings.OCOP_IMPORT_MAX_BYTES
        if (upload.size or 0) > limit:
            raise ValidationError(TOO_BIG % {"limit": limit // MEGABYTE}, code="too_big")
        content = upload.read()
        try:
            kind_of(content)
        except Unreadable as refusal:
            raise ValidationError(refusal.reason, code=refusal.code) from refusal
        return SentFile(_name(upload.name or ""), content, sha256(content).hexdigest())


def _name(given: str) -> str:
    """A name that is safe in a header and in a folder."""
    name = PurePath(clean_text(given).replace("\\", "/")).name
    return re.sub(r'[<>:"/|?*]', "_", name).strip(" .")[-NAME_LENGTH:] or "file"


class SendForm(forms.Form):
    """A list to be brought in."""

    kind = forms.ChoiceField(
        label=_("What does it list?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the file lists.")},
    )
    file = ListField(label=_("The file"))

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {kind.value for kind in kinds}
        self.fields["kind"].choices = [one for one in KINDS if one[0] in allowed]  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """How a list is to be written, and whether personal data stands in it."""

    form = forms.ChoiceField(
        label=_("Kind of file"), widget=forms.RadioSelect, choices=FORMATS, initial=FORMATS[0][0]
    )
    purpose = forms.ChoiceField(
        label=_("Personal data"),
        required=False,
        choices=[("", _("Masked")), *Purpose.choices],
        help_text=_(
            "Phone numbers and the like are masked. To have them in the file, say what for; it is recorded."
        ),
    )

    def __init__(self, *args: Any, asks_purpose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_purpose:
            del self.fields["purpose"]
