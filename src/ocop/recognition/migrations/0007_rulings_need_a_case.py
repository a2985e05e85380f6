"""No ruling is without the case it was decided on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0006_rulings_filled_in")]

    operations = [
        migrations.AlterField(
            model_name="ruling",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="evaluation.councilcase",
            ),
        ),
    ]
