from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs
from ocop.platform import navigation
from ocop.platform.actors import name_roles
from ocop.platform.navigation import NavItem


class PeopleConfig(AppConfig):
    name = "ocop.people"
    label = "people"

    def ready(self) -> None:
        """Name this room's roles and verbs for people."""
        from ocop.people.roles import NO_ROLE, ROLES  # noqa: PLC0415 - the table needs models, loaded by now

        name_roles({role.code: role.name for role in ROLES.values()} | {NO_ROLE: _("No role at present")})
        navigation.add(NavItem(_("My place"), "people:me", roles=frozenset({*ROLES, NO_ROLE}), order=900))
        name_verbs(
            {
                "user.created": _("Account opened"),
                "user.password_set": _("Password set"),
                "user.language_chosen": _("Language chosen"),
                "user.signed_in": _("Signed in"),
                "appointment.made": _("Appointed"),
                "appointment.ended": _("Appointment ended"),
            }
        )
