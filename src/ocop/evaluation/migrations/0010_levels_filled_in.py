"""Say at which level every dossier and every case is, and whose result stands."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WITH_THE_FIRST = ("draft", "filed", "returned")
FILED_WITH_THE_DISTRICT = "2019-1048"


def place(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Say where every dossier is. Until now one council at most, the province's, had judged each."""
    dossiers = apps.get_model("evaluation", "Dossier").objects
    cases = apps.get_model("evaluation", "CouncilCase").objects
    dossiers.update(level="province")
    first = dossiers.filter(state__in=WITH_THE_FIRST)
    first.exclude(regime_id=FILED_WITH_THE_DISTRICT).update(level="commune")
    first.filter(regime_id=FILED_WITH_THE_DISTRICT).update(level="district")
    dossiers.filter(state="forwarded").update(level="centre")
    cases.update(level="province")
    closed = cases.exclude(closed_at=None).filter(dossier=models.OuterRef("pk")).values("pk")[:1]
    dossiers.filter(cases__closed_at__isnull=False).update(standing_case=models.Subquery(closed))


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0009_levels_and_cases")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
