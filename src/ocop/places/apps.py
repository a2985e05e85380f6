from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.naming import name_places
from ocop.journal.verbs import name_objects, name_verbs


class PlacesConfig(AppConfig):
    name = "ocop.places"
    label = "places"

    def ready(self) -> None:
        """Name the verbs of this room for people."""
        from ocop.places.queries import names_at, paths_of  # noqa: PLC0415 - needs models, loaded by now

        name_places(names_at, paths_of)
        name_objects(
            {
                "places.unit": _("Administrative unit"),
                "places.reform": _("Reform of units"),
            }
        )
        name_verbs(
            {
                "units.loaded": _("Administrative units loaded"),
                "unit.renamed": _("Unit renamed"),
                "succession.confirmed": _("Successors confirmed"),
                "reform.drafted": _("Reform drafted"),
                "reform.changed": _("Draft of the reform changed"),
                "reform.carried_out": _("Reform carried out"),
                "reform.discarded": _("Draft of the reform given up"),
                "region.assigned": _("Province put into a region"),
                "baseline.recorded": _("Figures of the unit recorded"),
                "flag.set": _("Flag set"),
                "flag.ended": _("Flag ended"),
                "wards.opened": _("Wards take part"),
                "wards.closed": _("Wards take part no longer"),
            }
        )
