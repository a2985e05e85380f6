import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evaluation", "0010_levels_filled_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("places", "0004_given_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("minutes", models.PositiveSmallIntegerField()),
                ("specialised_first", models.BooleanField(default=False)),
                ("explain_difference", models.BooleanField(default=False)),
                ("citation", models.CharField(max_length=300)),
                (
                    "council",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_rules",
                        to="evaluation.council",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DifferenceNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difference_note",
                        to="evaluation.councilcase",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("level", models.CharField(max_length=20)),
                ("regime_id", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("no", models.PositiveSmallIntegerField()),
                ("since", models.DateField()),
                ("proposals_before", models.DateField()),
                ("results_before", models.DateField()),
                ("article", models.CharField(blank=True, max_length=200)),
                ("citation", models.CharField(blank=True, max_length=300)),
                ("plan", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "level", "year", "no"), name="rounds_one_round_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposals_before__lt", models.F("results_before")),
                            ("since__lt", models.F("proposals_before")),
                        ),
                        name="rounds_proposals_then_results",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("moved_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_moves",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="rounds.round"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "purpose",
                    models.CharField(
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
                ("starts_at", models.DateTimeField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("place", "In one place"),
                            ("remote", "Remotely"),
                            ("both", "In one place, some remotely"),
                        ],
                        max_length=10,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=300)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("convened_at", models.DateTimeField(null=True)),
                ("late_reason", models.TextField(blank=True)),
                ("invited_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("unfinished", models.TextField(blank=True)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="evaluation.council",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="rounds.round",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["council", "starts_at"], name="rounds_session_of_council")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("convened_at__isnull", False), _connector="OR"
                        ),
                        name="rounds_convened_then_ended",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("remote", models.BooleanField(default=False)),
                ("came_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="evaluation.seat",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="rounds.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("session", "seat"),
                        name="rounds_one_open_stay_per_seat",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("position", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coming", "Coming"),
                            ("remote", "Taking part remotely"),
                            ("not_coming", "Not coming"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer_note", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "presence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "Present"),
                            ("remote", "Present remotely"),
                            ("absent", "Absent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("came_at", models.DateTimeField(null=True)),
                ("explanation", models.TextField(blank=True)),
                ("remarks", models.TextField(blank=True)),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slot",
                        to="evaluation.councilcase",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="rounds.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "dossier"), name="rounds_one_slot_per_dossier")
                ],
            },
        ),
    ]
