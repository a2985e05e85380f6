from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class PromotionConfig(AppConfig):
    """Points of sale, events and news: written by offices, read by everybody."""

    name = "ocop.promotion"
    label = "promotion"

    def ready(self) -> None:
        """Add the page to the main menu, and name this room's verbs for people."""
        from ocop.people.roles import holders  # noqa: PLC0415 - needs models, loaded by now
        from ocop.promotion.models import WRITE  # noqa: PLC0415 - as above

        navigation.add(NavItem(_("Promotion"), "promotion:start", roles=holders(WRITE), order=85))
        name_objects(
            {
                "promotion.outlet": _("Point of sale"),
                "promotion.event": _("Event"),
                "promotion.article": _("Piece of news"),
            }
        )
        name_verbs(
            {
                "outlet.entered": _("Point of sale entered"),
                "outlet.changed": _("Point of sale corrected"),
                "outlet.published": _("Point of sale published"),
                "outlet.taken_back": _("Point of sale taken back"),
                "event.entered": _("Event entered"),
                "event.changed": _("Event corrected"),
                "event.published": _("Event published"),
                "event.taken_back": _("Event taken back"),
                "article.entered": _("News written"),
                "article.changed": _("News corrected"),
                "article.published": _("News published"),
                "article.taken_back": _("News taken back"),
            }
        )
