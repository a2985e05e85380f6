from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.platform import navigation


class PortalConfig(AppConfig):
    """Pages for everybody, without sign-in: home, practice, the law, the status of a certificate."""

    name = "ocop.portal"
    label = "portal"

    def ready(self) -> None:
        """Add the public entries of the main menu."""
        navigation.add(
            navigation.NavItem(_("Check a code"), "portal:check", order=70),
            navigation.NavItem(_("Practise scoring"), "portal:practice", order=80),
            navigation.NavItem(_("The rules"), "portal:law", order=90),
        )
