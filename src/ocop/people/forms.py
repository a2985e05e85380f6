"""Forms of the pages about oneself."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


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
        again = _("There were too many attempts. Try again after %(time)s, or ask your commune for help.")
        self.add_error(None, again % {"time": localtime(locked_until).strftime("%H:%M")})


class LanguageForm(forms.Form):
    """The language pages start in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
