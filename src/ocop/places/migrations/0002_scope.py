from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="scope",
            field=models.CharField(db_index=True, default="", max_length=80),
            preserve_default=False,
        ),
        # Until the first reform is recorded every unit answers for itself.
        migrations.RunSQL("UPDATE places_unit SET scope = path", migrations.RunSQL.noop),
    ]
