from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs


class PlacesConfig(AppConfig):
    name = "ocop.places"
    label = "places"

    def ready(self) -> None:
        """Name the verbs of this room for people."""
        name_verbs({"units.loaded": _("Administrative units loaded")})
