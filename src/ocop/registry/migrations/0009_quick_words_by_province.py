"""The index of words once more: on SQLite its keys begin with the province now."""

from django.db import migrations

from ocop.registry import word_tables


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_lists_search"),
    ]

    operations = [
        migrations.RunPython(word_tables.set_up, migrations.RunPython.noop),
    ]
