from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.law.codes import typed_code
from ocop.law.regime import ProductSet
from ocop.platform.fields import PointsField, TextField
from ocop.portal.books import Book, points

CODE = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ.-]{2,39}")


class PartsForm(forms.Form):
    """Points per part, where a regime's criteria are not publicly known."""

    def __init__(self, book: Book, product_set: ProductSet, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        for part in product_set.parts:
            self.fields[part.code] = PointsField(
                label=f"{part.code}. {book.say(part.name)}",
                help_text=_("0 to %(most)s points") % {"most": points(part.max)},
                max_value=part.max,
            )

    def parts(self) -> dict[str, Decimal]:
        """The points by part; call when the form is valid."""
        return dict(self.cleaned_data)


class CheckForm(forms.Form):
    """A product code as people type it, the whole address from a label, or the number of a certificate."""

    code = TextField(
        label=_("Product code, or number of the certificate"),
        help_text=_("The code stands on the label, like 15-03037-01-2026; the number on the certificate."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """What was typed; of an address its end. Raises: ValidationError for what can be neither."""
        typed = str(self.cleaned_data["code"]).strip().rstrip(" /.,").removeprefix("OCOP ")
        if "//" in typed or "/p/" in typed:
            typed = typed.rpartition("/")[2]
        if not CODE.fullmatch(typed_code(typed)):
            raise forms.ValidationError(
                _("A product code has only digits, letters and hyphens. Look at the label again.")
            )
        return typed
