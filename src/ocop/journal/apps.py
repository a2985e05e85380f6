from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.daily import sign_today
from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping, navigation
from ocop.platform.navigation import NavItem


class JournalConfig(AppConfig):
    name = "ocop.journal"
    label = "journal"

    def ready(self) -> None:
        """Have the head signed every day, and name this room's own verbs for people."""
        housekeeping.add("journal.sign", sign_today)
        navigation.add(
            NavItem(_("Journal"), "journal:entries", roles=frozenset({"inspector", "admin"}), order=800)
        )
        name_verbs(
            {
                "personal.read": _("Personal data read"),
                "journal.head_signed": _("Head of the journal signed"),
                "journal.key_made": _("New signing key taken"),
                "journal.stamped": _("Head of the journal stamped with the time"),
                "journal.exported": _("Journal exported"),
                "journal.erased": _("Personal data erased from the journal"),
            }
        )
        name_objects(
            {
                "journal.head": _("Journal"),
                "journal.signedhead": _("Signed head"),
                "journal.publickey": _("Signing key"),
            }
        )
