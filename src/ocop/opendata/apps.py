from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping, navigation
from ocop.platform.navigation import NavItem


class OpenDataConfig(AppConfig):
    """Public data as files: a dump a day, its catalogue, its changes."""

    name = "ocop.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Name this room's verb, ask for the dump of each day, and show the page to everybody."""
        from ocop.opendata import daily  # noqa: PLC0415 - needs models, loaded by now
        from ocop.platform import jobs  # noqa: PLC0415 - as above

        name_objects({"opendata.dump": _("Open data of a day")})
        name_verbs({"opendata.published": _("Open data published")})
        jobs.add(jobs.Work(daily.BUILD, daily.build, daily.broken))
        housekeeping.add(daily.BUILD, daily.ask_today)
        navigation.add(NavItem(_("Open data"), "opendata:home", order=95, under="portal:law"))
