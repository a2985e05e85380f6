"""Forms about what ties people to producers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import relations
from ocop.evaluation.models import InterestKind
from ocop.people.logins import normal_login
from ocop.people.models import User
from ocop.platform.fields import DayField, TextField, needed_when

if TYPE_CHECKING:
    from django.http import QueryDict

    from ocop.platform.actors import Actor


class TieForm(forms.Form):
    """An interest in a producer, which is named by its code, its tax code or its whole name."""

    producer = TextField(
        label=_("Producer"),
        max_length=300,
        help_text=_("Its code, its tax code, or its whole name; accents do not matter."),
    )
    kind = forms.ChoiceField(
        label=_("What ties you to it?"),
        choices=InterestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    note = needed_when(
        _("needed when none of the answers above fits"),
        TextField(
            label=_("In your words"),
            help_text=_("Who in the family, how many shares, which contract."),
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    )

    def __init__(self, data: QueryDict | None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor

    def clean_producer(self) -> int:
        """The key of the one producer that is meant."""
        found = relations.producers_named(self.actor, self.cleaned_data["producer"])
        if not found:
            raise ValidationError(
                _("No producer of your territory has this code or name. Look at the sign or the dossier.")
            )
        if len(found) > 1:
            raise ValidationError(_("Several producers have this name. Write the code of the one you mean."))
        return found[0]


class AdviserForm(forms.Form):
    """Who advises a producer, named by the phone number or e-mail address they sign in with."""

    login = TextField(
        label=_("Phone number or e-mail address of the adviser"),
        max_length=254,
        help_text=_("The one they sign in with."),
    )
    from_on = DayField(label=_("Advises since"))
    document = TextField(
        label=_("Contract or decision"), max_length=200, required=False, help_text=_("Number and day.")
    )

    def clean_login(self) -> int:
        """The key of the account."""
        try:
            login = normal_login(self.cleaned_data["login"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        user_id = User.objects.filter(login=login, is_active=True).values_list("pk", flat=True).first()
        if user_id is None:
            raise ValidationError(_("Nobody signs in with this. Ask the adviser, or open an account first."))
        return user_id

    def facts(self) -> dict[str, Any]:
        """What was typed, for the action."""
        given = dict(self.cleaned_data)
        return {"user_id": given.pop("login"), **given}
