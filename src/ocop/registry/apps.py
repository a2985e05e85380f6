from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class RegistryConfig(AppConfig):
    name = "ocop.registry"
    label = "registry"

    def ready(self) -> None:
        """Add the pages to the main menu, and name this room's verbs for people."""
        from ocop.people.roles import PRODUCER  # noqa: PLC0415 - the table needs models, loaded by now
        from ocop.registry.models import COUNTRY_READERS, TERRITORY_READERS  # noqa: PLC0415 - as above

        readers = (COUNTRY_READERS | TERRITORY_READERS) - {"system"}
        navigation.add(
            NavItem(_("My products"), "registry:producers", roles=frozenset({PRODUCER}), order=30),
            NavItem(_("Producers"), "registry:producers", roles=readers, order=60),
        )
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
