"""The rules stand in the regulation only, and every case has one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0016_quyche_filled_in")]

    operations = [
        migrations.RemoveField("council", "aggregate"),
        migrations.RemoveField("council", "floor_test"),
        migrations.RemoveField("council", "max_spread"),
        migrations.RemoveField("council", "quorum"),
        migrations.RemoveField("council", "rounding"),
        migrations.RemoveField("councilcase", "noted_before"),
        migrations.AlterField(
            "councilcase",
            "regulation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="evaluation.regulation"
            ),
        ),
    ]
