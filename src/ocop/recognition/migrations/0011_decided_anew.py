import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0019_levels_sheet_parts"),
        ("recognition", "0010_own_word_as_pdf"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="dossier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="evaluation.dossier",
            ),
        ),
    ]
