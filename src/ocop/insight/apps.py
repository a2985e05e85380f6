from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class InsightConfig(AppConfig):
    name = "ocop.insight"
    label = "insight"

    def ready(self) -> None:
        """Add the figures to the main menu of whoever reads them."""
        from ocop.people import roles  # noqa: PLC0415 - needs models, loaded by now

        navigation.add(
            NavItem(_("Statistics"), "insight:statistics", roles=roles.holders("figures.read"), order=72),
            NavItem(
                _("How councils judge"),
                "insight:fairness",
                roles=roles.holders("fairness.read"),
                order=74,
                under="insight:statistics",
            ),
        )
