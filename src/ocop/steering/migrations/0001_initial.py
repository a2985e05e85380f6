import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("places", "0002_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee", "Steering committee"),
                            ("group", "Working group"),
                            ("agency", "Standing agency"),
                            ("office", "OCOP office"),
                            ("council_office", "Office of the evaluation council"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "agency_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordination", "Coordination office for new rural areas"),
                            ("subdepartment", "Sub-department of rural development"),
                            ("economic", "Economic division"),
                            ("agriculture", "Division of agriculture and rural development"),
                            ("other", "Another agency"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("document", models.CharField(max_length=200)),
                ("document_on", models.DateField(null=True)),
                ("tasks", models.TextField(blank=True)),
                ("period", models.CharField(blank=True, max_length=40)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="steering.body",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="steering_body_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "agency"), models.Q(("agency_type", ""), _negated=True)),
                            models.Q(models.Q(("kind", "agency"), _negated=True), ("agency_type", "")),
                            _connector="OR",
                        ),
                        name="steering_agency_has_its_type",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "agency"), ("to_on", None)),
                        fields=("unit",),
                        name="steering_one_standing_agency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Meeting"),
                            ("visit", "Visit to a locality"),
                            ("plan", "Plan or document issued"),
                            ("report", "Report"),
                            ("other", "Other work"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("text", models.TextField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity",
                        to="steering.body",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DutyCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("year", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("partly", "Partly done"), ("not_done", "Not done")],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("said_at", models.DateTimeField()),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        fields=("unit", "year", "code"), name="steering_one_answer_per_duty"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="file name")),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "check_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="steering.dutycheck",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(blank=True, max_length=200)),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("chair", "Head"),
                            ("deputy", "Deputy head"),
                            ("standing", "Standing member"),
                            ("member", "Member"),
                            ("secretary", "Secretary"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="steering.body",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steering_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="steering_member_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("position", "chair"), ("to_on", None)),
                        fields=("body",),
                        name="steering_one_head",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("body", "user"),
                        name="steering_one_open_seat",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalityDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="localities",
                        to="steering.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="steering_locality_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("member", "unit"),
                        name="steering_one_open_locality",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "background",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("economics", "Economics, business"),
                            ("agriculture", "Agriculture, rural development"),
                            ("technology", "Technology, engineering"),
                            ("society", "Law, society, administration"),
                            ("other", "Other studies"),
                        ],
                        max_length=20,
                    ),
                ),
                ("studies", models.CharField(blank=True, max_length=300)),
                ("mobility", models.CharField(blank=True, max_length=300)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(blank=True, max_length=200)),
                (
                    "hours",
                    models.CharField(
                        choices=[("full", "Full-time"), ("part", "Beside other work")], max_length=10
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="steering_post_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("unit", "user"),
                        name="steering_one_open_post",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("course", "Course"),
                            ("visit", "Field visit"),
                            ("subject", "Producer followed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("text", models.CharField(max_length=300)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="steering.officerprofile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SectorTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("agriculture", "Agriculture and environment"),
                            ("trade", "Industry and trade"),
                            ("science", "Science and technology"),
                            ("health", "Health"),
                            ("culture", "Culture, sports and tourism"),
                            ("labour", "Labour and vocational training"),
                            ("cooperatives", "Cooperative alliance"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Not begun"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("result", models.TextField(blank=True)),
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
                        fields=("unit", "year", "sector", "text"), name="steering_one_task_per_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="file name")),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("title", models.CharField(max_length=300)),
                ("document", models.CharField(max_length=200)),
                ("number", models.PositiveSmallIntegerField()),
                ("effective_from", models.DateField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="steering.body"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="steering.workingrules",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("body", "number"), name="steering_one_rules_per_number")
                ],
            },
        ),
    ]
