from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.people.carried import carry
from ocop.platform import navigation, telling
from ocop.platform.navigation import NavItem


class NoticesConfig(AppConfig):
    """What people are told, by which channel, and what became of it."""

    name = "ocop.notices"
    label = "notices"

    def ready(self) -> None:
        """Tell for the rooms below, count the unread on every page, name the verbs and add the pages."""
        from ocop.notices import actions, queries  # noqa: PLC0415 - need models, loaded by now
        from ocop.people.roles import ADMIN  # noqa: PLC0415 - as above

        telling.tell_by(actions.tell)
        carry("unread", queries.unread_of_the_person)
        navigation.add(
            NavItem(
                _("Notices sent"),
                "notices:deliveries",
                roles=frozenset({ADMIN}),
                order=805,
                under="people:accounts",
            )
        )
        name_objects({"notices.delivery": _("Sending of a message")})
        name_verbs(
            {
                "notices.chosen": _("Channels of notices chosen"),
                "notices.sent_again": _("Message sent again"),
            }
        )
