from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class RecognitionConfig(AppConfig):
    name = "ocop.recognition"
    label = "recognition"

    def ready(self) -> None:
        """Name this room's verbs for people, and add its list to the menu of those who work with it."""
        from ocop.people import roles  # noqa: PLC0415 - needs models, loaded by now

        offices = {roles.PROVINCE_OFFICER, roles.PROVINCE_LEADER, roles.MINISTRY_OFFICER, roles.INSPECTOR}
        navigation.add(
            NavItem(
                _("Certificates"),
                "recognition:certificates",
                roles=frozenset({*offices, roles.COMMUNE_OFFICER, roles.PRODUCER}),
                order=60,
            )
        )
        name_verbs(
            {
                "dossier.recognised": _("Recognised, certificate issued"),
                "dossier.not_recognised": _("Not recognised"),
                "dossier.forwarded": _("Result approved, sent to the ministry"),
                "dossier.handed_back": _("Handed back to the province"),
                "certificate.withdrawn": _("Certificate withdrawn"),
            }
        )
