"""Names are searched without accents and sorted as a Vietnamese dictionary does."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ocop.platform.text import fold, vi_sort_key


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    user = apps.get_model("people", "User")
    changed = []
    for one in user.objects.iterator(chunk_size=2000):
        one.name_folded, one.name_key = fold(one.full_name), vi_sort_key(one.full_name)
        changed.append(one)
    user.objects.bulk_update(changed, ["name_folded", "name_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_moved_to_access")]

    operations = [
        migrations.AddField(
            model_name="user", name="name_folded", field=models.CharField(default="", max_length=200)
        ),
        migrations.AddField(
            model_name="user", name="name_key", field=models.BinaryField(default=b"", max_length=800)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="user", index=models.Index(fields=["name_folded"], name="people_user_search")
        ),
    ]
