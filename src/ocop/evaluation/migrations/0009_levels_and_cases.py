"""A dossier knows the level that has it and may come before several councils."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0008_standing_filled_in")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="level",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="councilcase",
            name="level",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="councilcase",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("official", "Evaluation"),
                    ("specialised", "Evaluation by a specialised council, before the official one"),
                    ("appeal", "Second look after an appeal"),
                    ("rescoring", "Scored again, as a sample, by the supervising level"),
                ],
                default="official",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="councilcase",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="evaluation.dossier"
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="standing_case",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evaluation.councilcase",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("dossier", "level", "purpose"),
                name="evaluation_one_open_case_per_purpose",
            ),
        ),
    ]
