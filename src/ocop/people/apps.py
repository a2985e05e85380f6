from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.naming import name_offices
from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import navigation
from ocop.platform.actors import name_roles
from ocop.platform.navigation import NavItem


class PeopleConfig(AppConfig):
    name = "ocop.people"
    label = "people"

    def ready(self) -> None:
        """Name this room's roles and verbs for people."""
        from ocop.people.roles import NO_ROLE, ROLES, holders  # noqa: PLC0415 - the table needs models, loaded by now

        without_office = {
            NO_ROLE: _("No role at present"),
            "system": _("The system"),
            "public": _("The public"),
        }
        name_roles({role.code: role.name for role in ROLES.values()} | without_office)
        name_offices(role.code for role in ROLES.values() if role.official)
        keepers = holders("account.read")
        navigation.add(NavItem(_("Accounts"), "people:accounts", roles=keepers, order=800))
        name_objects(
            {
                "people.user": _("Account"),
                "people.appointment": _("Office held"),
            }
        )
        name_verbs(
            {
                "user.created": _("Account opened"),
                "user.language_chosen": _("Language chosen"),
                "appointment.made": _("Appointed"),
                "appointment.ended": _("Appointment ended"),
                "appointment.handed_over": _("Office handed over"),
                "user.closed": _("Account closed"),
                "user.reopened": _("Account reopened"),
            }
        )
