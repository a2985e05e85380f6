from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        # A session without a number is nobody's; it was there for minutes only.
        migrations.RunSQL("DELETE FROM access_session", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="session",
            name="number",
            field=models.CharField(blank=True, db_index=True, default="", max_length=32),
            preserve_default=False,
        ),
    ]
