from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs


class RegistryConfig(AppConfig):
    name = "ocop.registry"
    label = "registry"

    def ready(self) -> None:
        """Name this room's verbs for people."""
        name_verbs(
            {
                "producer.registered": _("Producer registered"),
                "producer.updated": _("Producer corrected"),
                "producer.representative_named": _("Representative named"),
                "producer.representative_ended": _("Representation ended"),
                "product.registered": _("Product registered"),
                "product.updated": _("Product corrected"),
                "product.photo_set": _("Photo added"),
            }
        )
