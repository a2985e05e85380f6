"""A ruling names the case it was decided on; a dossier may be handed back more than once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0010_levels_filled_in"),
        ("recognition", "0004_standing_upgraded"),
    ]

    operations = [
        migrations.AddField(
            model_name="ruling",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="evaluation.councilcase",
            ),
        ),
        migrations.AlterField(
            model_name="handingback",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handings_back",
                to="evaluation.dossier",
            ),
        ),
    ]
