from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs


class ProgrammeConfig(AppConfig):
    """What the whole programme shares: its periods and its lists of codes."""

    name = "ocop.programme"
    label = "programme"

    def ready(self) -> None:
        """Name this room's verbs and objects for people."""
        name_objects({"programme.codelist": _("Shared list"), "programme.wordtemplate": _("Word template")})
        name_verbs(
            {
                "lists.loaded": _("Shared lists loaded"),
                "lists.value_added": _("Value added to a shared list"),
                "lists.value_closed": _("Value of a shared list closed"),
                "template.entered": _("Word template entered"),
            }
        )
