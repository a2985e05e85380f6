from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from ocop.journal import triggers


def lift(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # SQLite rebuilds the table for a new column, and forgets its triggers on the way.
    triggers.drop(schema_editor.connection, [triggers.ENTRY])


def set_again(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.create(schema_editor.connection, [triggers.ENTRY])


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_guard")]
    operations = [
        migrations.RunPython(lift, set_again),
        migrations.AddField("entry", "form", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("entry", "unit_path", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("entry", "fields", models.CharField(blank=True, default="", max_length=400)),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["unit_path", "seq"],
                name="journal_entry_of_place",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ),
        *(
            migrations.AddIndex("entry", models.Index(fields=fields, name=name))
            for fields, name in (
                (["verb", "seq"], "journal_entry_of_verb"),
                (["actor_id", "seq"], "journal_entry_of_person"),
                (["at"], "journal_entry_of_day"),
            )
        ),
        migrations.RunPython(set_again, lift),
    ]
