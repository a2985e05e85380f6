from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from ocop.law.regime import ProductSet
from ocop.platform.fields import PointsField
from ocop.portal.books import Book, points


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
