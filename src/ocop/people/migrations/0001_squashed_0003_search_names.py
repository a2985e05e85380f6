"""All migrations of this room up to the last one named below as one, for a new database (decision 0050)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_moved_to_access"),
        ("people", "0003_search_names"),
    ]

    initial = True

    dependencies = [
        ("places", "0004_given_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("login", models.CharField(max_length=254, unique=True)),
                ("full_name", models.CharField(max_length=200)),
                ("name_folded", models.CharField(default="", max_length=200)),
                ("name_key", models.BinaryField(default=b"", max_length=800)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Vietnamese"), ("en", "English")], default="vi", max_length=5
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name_folded"], name="people_user_search")],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("role", models.CharField(max_length=40)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("user", "role", "unit"),
                        name="people_one_open_appointment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="people_appointment_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
