from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping, navigation
from ocop.platform.navigation import NavItem


class ExchangeConfig(AppConfig):
    name = "ocop.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Name this room's verbs for people, add its pages to the menu, and say what its jobs do."""
        from ocop.exchange import exports, keeping, lists, runs, sessions  # noqa: PLC0415 - need models, loaded by now
        from ocop.people.roles import PRODUCER, holders  # noqa: PLC0415 - as above
        from ocop.platform import jobs  # noqa: PLC0415 - as above
        from ocop.registry import panels  # noqa: PLC0415 - as above
        from ocop.rounds import links  # noqa: PLC0415 - as above

        readers = holders("product.read") | holders("producer.read")
        navigation.add(
            NavItem(
                _("Bring lists in"),
                "exchange:imports",
                roles=holders("registry.import"),
                order=65,
                under="registry:products",
            ),
            NavItem(
                _("Files to download"),
                "exchange:shelf",
                roles=readers - {PRODUCER},
                order=66,
                under="registry:products",
            ),
        )
        panels.add_list_link(lists.export_link)
        links.add_session_link(sessions.link)
        jobs.add(jobs.Work(runs.CHECK, runs.check, runs.broken))
        jobs.add(jobs.Work(runs.WRITE, runs.write, runs.broken))
        jobs.add(jobs.Work(exports.MAKE, exports.make, exports.broken))
        housekeeping.add("exchange.tidy", keeping.tidy)
        name_objects({"exchange.exportfile": _("File to download")})
        name_verbs({"registry.imported": _("List brought into the register")})
