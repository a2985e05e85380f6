from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping, navigation
from ocop.platform.navigation import NavItem


class ProblemsConfig(AppConfig):
    """What shoppers report about products, and what became of it."""

    name = "ocop.problems"
    label = "problems"

    def ready(self) -> None:
        """Add the list to the menu, the daily erasing of contacts, and the words of this room's verbs."""
        from ocop.people.roles import holders  # noqa: PLC0415 - needs models, loaded by now
        from ocop.problems.models import READ  # noqa: PLC0415 - as above

        navigation.add(NavItem(_("Reports of shoppers"), "problems:problems", holders(READ), order=65))
        housekeeping.add("problems.erase_contacts", _erase)
        name_objects({"problems.problem": _("Report of a shopper")})
        name_verbs(
            {
                "problem.reported": _("Problem reported by a shopper"),
                "problem.looked_at": _("Report of a shopper looked at"),
                "problem.answered": _("Report of a shopper answered"),
                "problem.dismissed": _("Report of a shopper dismissed"),
                "problem.contacts_erased": _("Contacts of shoppers erased"),
            }
        )


def _erase(now: datetime) -> bool:
    from ocop.problems.actions import erase_contacts  # noqa: PLC0415 - needs models, loaded by now

    erase_contacts(now=now)
    return True
