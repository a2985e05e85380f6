"""Who stands in for somebody becomes no member of the council, and their place says whether it scores.

Who came to a council by standing in before this stays a member: nothing here tells them apart.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def set_scores(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The place they took scores as that of who left it did."""
    for one in apps.get_model("evaluation", "StandIn").objects.select_related("withdrawn"):
        one.scores = one.withdrawn.scores
        one.save(update_fields=["scores"])


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0020_trainings")]

    operations = [
        migrations.AddField("seat", "only_stands_in", models.BooleanField(default=False)),
        migrations.AddField("standin", "scores", models.BooleanField(default=False), preserve_default=False),
        migrations.RunPython(set_scores, migrations.RunPython.noop),
    ]
