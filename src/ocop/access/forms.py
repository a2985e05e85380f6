"""Forms for proving who one is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ocop.people.logins import normal_login
from ocop.platform.fields import TextField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SignInForm(forms.Form):
    """Login and password. What is wrong with them is never told field by field."""

    login = forms.CharField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write your phone number or e-mail address.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )

    def refuse(self, locked_until: datetime | None) -> None:
        """Say that it did not work, and from when on trying again makes sense."""
        if locked_until is None:
            self.add_error(None, _("The login or the password is not right. Check both and try again."))
            return
        self.add_error(None, pause(locked_until))


class AskLinkForm(forms.Form):
    """Where to send a link to a new password."""

    login = forms.CharField(
        label=_("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write your phone number or e-mail address.")},
    )

    def clean_login(self) -> str:
        """In its one form."""
        return normal_login(self.cleaned_data["login"])


class CodeForm(forms.Form):
    """A code of an app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the code.")},
    )

    def refuse(self, locked_until: datetime | None) -> None:
        """Say that it did not work, and from when on trying again makes sense."""
        if locked_until is None:
            self.add_error("code", _("This code is not right, or was used already. Write the newest one."))
            return
        self.add_error(None, pause(locked_until))


class NameField(TextField):
    """What a person calls a thing of theirs."""

    def __init__(self, hint: StrOrPromise) -> None:
        super().__init__(
            label=_("Name"),
            help_text=hint,
            max_length=60,
            error_messages={"required": _("Give it a name, so that you know it again.")},
        )


class TotpForm(forms.Form):
    """A new app: the key travels sealed in the form."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=500)
    name = NameField(_("So that you know it again, for example: my phone."))
    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Write the code.")},
    )


class PasskeyForm(forms.Form):
    """A new passkey: the browser fills in its answer."""

    name = NameField(_("So that you know it again, for example: fingerprint of my phone."))
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False, strip=False)
    proof = forms.CharField(widget=forms.HiddenInput, max_length=500)


class PasskeyAnswerForm(forms.Form):
    """What a browser signed with a passkey."""

    credential = forms.CharField(max_length=20_000)
    proof = forms.CharField(max_length=500)


class NewPasswordForm(forms.Form):
    """The first password, or a new one for who forgot it."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 8 characters, not one that everybody uses. A short sentence is easy to keep."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write your new password.")},
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, by who knows the present one."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your present password.")},
    )
    field_order = ("present", "password")


class ConfirmForm(forms.Form):
    """Who one is, proved again."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        error_messages={"required": _("Write the code.")},
    )

    def __init__(self, *args: Any, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]

    def refuse(self, locked_until: datetime | None) -> None:
        """Say that it did not work, without telling which of the two was wrong."""
        if locked_until is not None:
            self.add_error(None, pause(locked_until))
        elif "code" in self.fields:
            self.add_error(None, _("The password or the code is not right. Check both and try again."))
        else:
            self.add_error(None, _("The password is not right. Try again."))


class ReasonForm(forms.Form):
    """Why somebody's second factors are taken away."""

    reason = TextField(
        label=_("Reason"),
        help_text=_("How you made sure that it is this person. It stands in the journal."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why: it stands in the journal.")},
    )


def pause(until: datetime) -> str:
    """That there were too many attempts, and when the next makes sense."""
    again = _("There were too many attempts. Try again after %(time)s, or ask your commune for help.")
    return again % {"time": localtime(until).strftime("%H:%M")}
