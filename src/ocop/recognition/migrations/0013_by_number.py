"""A certificate is found by its number, which anybody may type."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0012_reissued")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["number"], name="recognition_by_number"),
        ),
    ]
