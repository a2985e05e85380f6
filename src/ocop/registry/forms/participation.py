"""What is asked when a producer is taken over, ends, or takes part again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import DayField, TextField
from ocop.registry import codes
from ocop.registry.actions import TakeoverFacts
from ocop.registry.actions.participation import BY_TAKEOVER
from ocop.registry.models import TakeoverKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ocop.registry.models import Product, Representative


class TakeoverForm(forms.Form):
    """What goes to which producer, why, and from which day on."""

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    extent = forms.ChoiceField(
        label=_("What goes over"),
        choices=[
            ("all", _("All products: the producer then ends")),
            ("some", _("Only the products ticked below")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    products = forms.TypedMultipleChoiceField(
        label=_("Products"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=_("First day of the successor"))
    document = TextField(
        label=_("What shows it"),
        max_length=200,
        required=False,
        help_text=_("Number and date of the minutes, contract or new business registration."),
    )
    carry_over = forms.TypedMultipleChoiceField(
        label=_("Accounts that shall speak for the successor, too"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        products: Iterable[Product],
        speakers: Iterable[Representative],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = TakeoverKind.choices  # type: ignore[attr-defined]
        offered = {
            "products": [(one.pk, one.name) for one in products],
            "carry_over": [(one.user_id, one.user.full_name) for one in speakers],
        }
        for name, choices in offered.items():
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if "products" not in self.fields:
            del self.fields["extent"]

    def facts(self) -> TakeoverFacts:
        """What was typed, for the action."""
        given = self.cleaned_data
        some = given.get("extent") == "some"
        return TakeoverFacts(
            kind=given["kind"],
            on=given["on"],
            document=given["document"],
            product_ids=given["products"] if some else None,
            carry_over=given.get("carry_over", []),
        )


class EndProducerForm(forms.Form):
    """Why and when a producer ended."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    to_on = DayField(label=_("Last day in the programme"))
    document = TextField(
        label=_("What shows it"),
        max_length=200,
        required=False,
        help_text=_("Number and date of a document."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in codes.choices(codes.ENDS, today) if code not in BY_TAKEOVER
        ]


class ResumeForm(forms.Form):
    """Why an end was a mistake."""

    why = TextField(label=_("Why the end was a mistake"), max_length=200)
