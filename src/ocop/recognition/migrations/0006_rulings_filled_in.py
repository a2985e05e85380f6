"""Every ruling so far was on the one case its dossier had."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_cases(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each ruling the case of its dossier."""
    cases = apps.get_model("evaluation", "CouncilCase").objects.filter(dossier=models.OuterRef("dossier"))
    apps.get_model("recognition", "Ruling").objects.update(case=models.Subquery(cases.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("recognition", "0005_rulings_on_cases")]

    operations = [migrations.RunPython(name_cases, migrations.RunPython.noop)]
