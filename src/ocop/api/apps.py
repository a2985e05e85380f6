from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping, navigation
from ocop.platform.navigation import NavItem


class ApiConfig(AppConfig):
    """The interface for programs. The library that describes it is not loaded here."""

    name = "ocop.api"
    label = "api"

    def ready(self) -> None:
        """Name this room's verbs, add its pages to the menu, and say what its jobs do."""
        from ocop.api import keeping  # noqa: PLC0415 - needs models, loaded by now
        from ocop.api.models import ISSUE  # noqa: PLC0415 - as above
        from ocop.api.webhooks import delivering  # noqa: PLC0415 - as above
        from ocop.notices.delivering import add_turn  # noqa: PLC0415 - as above
        from ocop.people.roles import holders  # noqa: PLC0415 - as above
        from ocop.platform import jobs  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(
                _("Keys of systems"), "api:keys", roles=holders(ISSUE), order=806, under="people:accounts"
            )
        )
        jobs.add(jobs.Work(delivering.CARRY, delivering.carry, delivering.broken))
        add_turn(delivering.follow)
        housekeeping.add("api.tidy", keeping.tidy)
        name_objects({"api.key": _("Key of a system"), "api.webhook": _("Webhook")})
        name_verbs(
            {
                "key.issued": _("Key issued to a system"),
                "key.revoked": _("Key of a system revoked"),
                "webhook.made": _("Webhook asked for"),
                "webhook.secret_renewed": _("Secret of a webhook renewed"),
                "webhook.ended": _("Webhook ended"),
            }
        )
