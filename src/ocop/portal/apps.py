from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class PortalConfig(AppConfig):
    """Pages for everybody, without sign-in: home, practice, the law, the status of a certificate."""

    name = "ocop.portal"
    label = "portal"

    def ready(self) -> None:
        """Add the public entries of the main menu; to officers with many pages they are tabs of the rules."""
        from ocop.people.roles import NO_ROLE, PRODUCER, PUBLIC_ROLE, ROLES, holders  # noqa: PLC0415 - needs models, loaded by now

        officers = holders("product.read") - {PRODUCER}
        others = frozenset({*ROLES, NO_ROLE, PUBLIC_ROLE}) - officers
        for roles, section in ((officers, "portal:law"), (others, "")):
            navigation.add(
                NavItem(_("Check a code"), "portal:check", roles, order=70, under=section),
                NavItem(_("Practise scoring"), "portal:practice", roles, order=80, under=section),
            )
        navigation.add(NavItem(_("The rules"), "portal:law", order=90))
