"""All migrations of this room up to the last one named below as one, for a new database (decision 0050)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("credentials", "0001_initial"), ("credentials", "0002_void_papers")]

    initial = True

    dependencies = [
        ("recognition", "0012_reissued"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("key_id", models.CharField(max_length=43, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True)),
                ("x", models.CharField(max_length=43)),
                ("y", models.CharField(max_length=43)),
                ("made_at", models.DateTimeField()),
                ("revoked_from", models.DateTimeField(null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StatusPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_places",
                        to="recognition.certificate",
                    ),
                ),
                (
                    "status_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="credentials.statuslist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("status_list", "position"), name="credentials_one_certificate_per_place"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at", None)),
                        fields=("certificate",),
                        name="credentials_one_present_place_per_certificate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__lt", 131072)), name="credentials_place_inside_its_list"
                    ),
                ],
            },
        ),
    ]
