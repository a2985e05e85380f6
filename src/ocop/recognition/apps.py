from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs


class RecognitionConfig(AppConfig):
    name = "ocop.recognition"
    label = "recognition"

    def ready(self) -> None:
        """Name this room's verbs for people."""
        name_verbs(
            {
                "dossier.recognised": _("Recognised, certificate issued"),
                "dossier.not_recognised": _("Not recognised"),
                "dossier.forwarded": _("Result approved, sent to the ministry"),
                "certificate.withdrawn": _("Certificate withdrawn"),
            }
        )
