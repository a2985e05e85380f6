"""Forms about oneself, accounts and offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.people.actions import Office
from ocop.people.logins import normal_login
from ocop.people.models import User
from ocop.people.roles import ROLES, role_choices
from ocop.places.models import Unit
from ocop.platform.fields import DayField, TextField
from ocop.platform.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ocop.people.roles import Role
    from ocop.platform.actors import Actor

NAMED = 8
"""Units that are named when several have the name that was typed."""


class LanguageForm(forms.Form):
    """The language pages start in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class SearchForm(forms.Form):
    """What narrows the list of accounts."""

    q = TextField(
        label=_("Name"), required=False, max_length=200, help_text=_("Or the whole phone number or e-mail.")
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit = TextField(label=_("Unit"), required=False, max_length=100, help_text=_("Code or name."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *role_choices()]  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """A role at a unit from a day on."""

    role = forms.ChoiceField(label=_("Role"))
    unit = TextField(
        label=_("Unit"),
        max_length=100,
        help_text=_("Its code or name, such as 03037 or Tả Van."),
        error_messages={"required": _("Write the code or the name of the unit.")},
    )
    from_on = DayField(label=_("First day"))
    to_on = DayField(
        label=_("Last day in the role"),
        required=False,
        help_text=_("Leave it empty when the decision sets none."),
    )
    document = TextField(
        label=_("Appointment document"),
        max_length=200,
        help_text=_("Number and date of the decision or assignment."),
        error_messages={"required": _("Write the number and date of the document.")},
    )

    def __init__(
        self, *args: Any, actor: Actor, roles: Sequence[Role], today: date | None = None, **kwargs: Any
    ) -> None:
        at_own = actor.unit_code if actor.reach == "territory" else ""
        kwargs["initial"] = {"from_on": today, "unit": at_own, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.fields["role"].choices = [("", _("Choose a role")), *((one.code, one.name) for one in roles)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The unit by what was typed, where the chosen role is held. Raises: ValidationError."""
        given = super().clean() or {}
        role, typed = given.get("role"), given.get("unit")
        if role and typed:
            try:
                given["unit_code"] = _unit(self._actor, ROLES[role], typed).code
            except ValidationError as error:
                self.add_error("unit", error)
        return given

    def office(self) -> Office:
        """What the actions take."""
        given = self.cleaned_data
        return Office(given["role"], given["unit_code"], given["from_on"], given["to_on"], given["document"])


class AccountForm(OfficeForm):
    """A person with a first office."""

    full_name = TextField(
        label=_("Full name"), max_length=200, error_messages={"required": _("Write the full name.")}
    )
    login = TextField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        help_text=_("The person signs in with it. Nobody else may use it."),
        error_messages={"required": _("Write the phone number or the e-mail address.")},
    )
    field_order = ["full_name", "login", "role", "unit", "from_on", "to_on", "document"]

    def clean_login(self) -> str:
        """In its one form. Raises: ValidationError when somebody has it already."""
        login = normal_login(self.cleaned_data["login"])
        if User.objects.filter(login=login).exists():
            raise ValidationError(
                _(
                    "There is an account with it already. Find it in the list of accounts and give that "
                    "person the further role; if you do not see it there, ask the administrator."
                )
            )
        return login


class EndForm(forms.Form):
    """The last day of an office, and why."""

    to_on = DayField(label=_("Last day in the role"))
    reason = TextField(
        label=_("Reason"), max_length=500, error_messages={"required": _("Write why the office ends.")}
    )


class HandOverForm(forms.Form):
    """Who follows in an office, from when, by which document."""

    successor = TextField(
        label=_("Phone number or e-mail address of the successor"),
        max_length=254,
        help_text=_("The successor needs an account. Open one first if there is none."),
        error_messages={"required": _("Write the phone number or the e-mail address.")},
    )
    from_on = DayField(
        label=_("First day of the successor"), help_text=_("The day before is the last of who leaves.")
    )
    document = TextField(
        label=_("Appointment document"),
        max_length=200,
        help_text=_("Number and date of the decision or assignment."),
        error_messages={"required": _("Write the number and date of the document.")},
    )
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Write why the office changes hands.")},
    )

    def clean_successor(self) -> int:
        """The key of the account. Raises: ValidationError when there is none."""
        login = normal_login(self.cleaned_data["successor"])
        found = User.objects.filter(login=login).values_list("pk", flat=True).first()
        if found is None:
            raise ValidationError(_("There is no account with this phone number or e-mail address."))
        return found


class ReasonForm(forms.Form):
    """Why an account is closed or reopened."""

    reason = TextField(label=_("Reason"), max_length=500, error_messages={"required": _("Write why.")})


def _unit(actor: Actor, role: Role, typed: str) -> Unit:
    """The current unit of that code or name where the role is held. Raises: ValidationError."""
    there = Unit.objects.visible_to(actor).filter(valid_to=None, level__in=role.levels)
    by_code = there.filter(code=typed.upper()).first()
    if by_code is not None:
        return by_code
    everywhere = there.filter(folded=fold(typed)).select_related("parent__parent")
    named = everywhere
    if actor.unit_path and actor.role != "system":
        named = named.filter(scope__startswith=actor.unit_path)
    found = list(named.order_by("sort_key", "pk")[: NAMED + 1])
    if len(found) == 1:
        return found[0]
    if not found and everywhere.exists():
        raise ValidationError(_("This unit lies outside your territory. Ask the office in charge of it."))
    if not found:
        raise ValidationError(
            _("No unit at which this role is held has this code or name. Check both; accents do not matter.")
        )
    listed = "; ".join(f"{unit.full_name} ({unit.code})" for unit in found[:NAMED])
    raise ValidationError(
        _("Several units have this name. Write the code: %(units)s."), params={"units": listed}
    )
