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
    """A product code as people type it, or the whole address from a label."""

    code = TextField(
        label=_("Product code"),
        help_text=_("It stands on the label, like 15-03037-01-2026."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """The code as it is kept. Raises: ValidationError for what cannot be one."""
        typed = str(self.cleaned_data["code"]).rstrip("/").rpartition("/")[2]
        code = typed_code(typed)
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("A product code has only digits, letters and hyphens. Look at the label again.")
            )
        return code
