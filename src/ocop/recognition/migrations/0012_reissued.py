import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_given_up"),
        ("programme", "0002_papers_word_templates"),
        ("recognition", "0011_decided_anew"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reissue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("misprint", "Misprinted"),
                            ("lost", "Lost"),
                            ("damaged", "Damaged"),
                            ("renamed", "A name on it changed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField()),
                ("on", models.DateField()),
                ("ordered_by", models.CharField(blank=True, max_length=100)),
                ("signer_name", models.CharField(max_length=200)),
                ("signer_lines", models.CharField(max_length=200)),
                ("product_name_before", models.CharField(blank=True, max_length=300)),
                ("producer_name_before", models.CharField(blank=True, max_length=300)),
                ("commune_name_before", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="issuedpaper",
            name="recognition_one_certificate_paper_of_a_type",
        ),
        migrations.AddField(
            model_name="reissue",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reissues",
                to="recognition.certificate",
            ),
        ),
        migrations.AddField(
            model_name="reissue",
            name="issuer_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
            ),
        ),
        migrations.AddField(
            model_name="reissue",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="issuedpaper",
            name="reissue",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="recognition.reissue",
            ),
        ),
        migrations.AddField(
            model_name="issuedpaper",
            name="voided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voided_papers",
                to="recognition.reissue",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedpaper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("certificate__isnull", False), ("voided_by", None)),
                fields=("certificate", "media_type"),
                name="recognition_one_certificate_paper_of_a_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="reissue",
            constraint=models.UniqueConstraint(
                fields=("certificate", "no"), name="recognition_one_reissue_per_number"
            ),
        ),
    ]
