"""Regulations of councils, terms of seats, discussions by criterion, votes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0014_tablet_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("councilcase", "discussions", "noted_before"),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Discussion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round_no", models.PositiveSmallIntegerField()),
                ("criterion", models.CharField(blank=True, max_length=20)),
                ("words", models.TextField()),
                ("noted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KindMethod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "method",
                    models.CharField(
                        choices=[("meeting", "At a meeting"), ("written_opinion", "By written opinion")],
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenedCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round_no", models.PositiveSmallIntegerField()),
                ("criterion", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="Regulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                ("aggregate", models.CharField(max_length=20)),
                ("floor_test", models.CharField(max_length=20)),
                ("max_spread", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("quorum", models.PositiveSmallIntegerField(null=True)),
                ("rounding", models.PositiveSmallIntegerField(null=True)),
                ("quorum_percent", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("chair_present", models.BooleanField(default=False)),
                (
                    "after_spread",
                    models.CharField(
                        choices=[
                            (
                                "discuss",
                                "The council discusses; what it discussed is recorded before closing",
                            ),
                            ("rescore", "The members score again, and what was discussed is recorded"),
                            ("flag", "It is shown, and nothing follows"),
                        ],
                        default="discuss",
                        max_length=20,
                    ),
                ),
                (
                    "rescored",
                    models.CharField(
                        choices=[
                            ("all", "Every criterion"),
                            ("chosen", "Only the criteria the council names"),
                        ],
                        default="all",
                        max_length=20,
                    ),
                ),
                ("chair_scores", models.BooleanField(default=True)),
                ("secretary_scores", models.BooleanField(default=False)),
                ("members_score", models.BooleanField(default=True)),
                ("casting_vote", models.BooleanField(default=False)),
                ("names_at_reveal", models.BooleanField(default=True)),
                ("names_in_minutes", models.BooleanField(default=True)),
                ("names_on_projector", models.BooleanField(default=False)),
                ("hides_claims", models.BooleanField(default=True)),
                ("papers_days", models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RuleSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("aggregate", "How sheets become one total"),
                            ("rounding", "Decimals the average is rounded to"),
                            ("floor_test", "When a minimum for a star holds"),
                            ("quorum", "How many must take part"),
                            ("spread", "Sheets that lie too far apart"),
                            ("scores", "Who fills in a sheet"),
                            ("casting", "The chair's casting vote"),
                            ("method", "Meeting or written opinion"),
                            ("names", "Where members stand by name"),
                            ("claims", "What the producer claims"),
                            ("papers", "When members get the papers"),
                        ],
                        max_length=20,
                    ),
                ),
                ("citation", models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round_no", models.PositiveSmallIntegerField()),
                ("subject", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(null=True)),
                ("in_favour", models.PositiveSmallIntegerField()),
                ("against", models.PositiveSmallIntegerField()),
                ("chair_decided", models.BooleanField(default=False)),
                ("carried", models.BooleanField()),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="evaluation_one_seat_per_person",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="evaluation_one_chair_per_council",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="evaluation_one_secretary_per_council",
        ),
        migrations.AddField(
            model_name="council",
            name="term_to",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="councilcase",
            name="method",
            field=models.CharField(
                choices=[("meeting", "At a meeting"), ("written_opinion", "By written opinion")],
                default="meeting",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="councilcase",
            name="opinions_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="decision_number",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="seat",
            name="from_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="left_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="evaluation.seat",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="represents",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="seat",
            name="role",
            field=models.CharField(
                choices=[
                    ("chair", "Chair"),
                    ("deputy", "Deputy chair"),
                    ("member", "Member"),
                    ("observer", "Invited expert, without a vote"),
                    ("secretary", "Secretary"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="sheet",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Being filled in"),
                    ("sealed", "Sealed"),
                    ("void", "Void: the member withdrew"),
                    ("absent", "Laid aside: the member takes no part"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="standin",
            name="role",
            field=models.CharField(
                choices=[
                    ("chair", "Chair"),
                    ("deputy", "Deputy chair"),
                    ("member", "Member"),
                    ("observer", "Invited expert, without a vote"),
                    ("secretary", "Secretary"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None)),
                fields=("council", "user"),
                name="evaluation_one_seat_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None), ("role", "chair")),
                fields=("council",),
                name="evaluation_one_chair_per_council",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None), ("role", "secretary")),
                fields=("council",),
                name="evaluation_one_secretary_per_council",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absences",
                to="evaluation.councilcase",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="absences", to="evaluation.seat"
            ),
        ),
        migrations.AddField(
            model_name="discussion",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discussions",
                to="evaluation.councilcase",
            ),
        ),
        migrations.AddField(
            model_name="openedcriterion",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened_criteria",
                to="evaluation.councilcase",
            ),
        ),
        migrations.AddField(
            model_name="regulation",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="regulations",
                to="evaluation.council",
            ),
        ),
        migrations.AddField(
            model_name="regulation",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="kindmethod",
            name="regulation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="methods",
                to="evaluation.regulation",
            ),
        ),
        migrations.AddField(
            model_name="councilcase",
            name="regulation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="evaluation.regulation",
            ),
        ),
        migrations.AddField(
            model_name="rulesource",
            name="regulation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sources",
                to="evaluation.regulation",
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="evaluation.councilcase"
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(
                fields=("case", "seat"), name="evaluation_one_absence_per_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="discussion",
            constraint=models.UniqueConstraint(
                fields=("case", "round_no", "criterion"), name="evaluation_one_discussion_per_criterion"
            ),
        ),
        migrations.AddConstraint(
            model_name="openedcriterion",
            constraint=models.UniqueConstraint(
                fields=("case", "round_no", "criterion"), name="evaluation_a_criterion_opened_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="regulation",
            constraint=models.UniqueConstraint(
                fields=("council", "no"), name="evaluation_regulations_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="kindmethod",
            constraint=models.UniqueConstraint(
                fields=("regulation", "kind"), name="evaluation_one_method_per_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesource",
            constraint=models.UniqueConstraint(
                fields=("regulation", "rule"), name="evaluation_one_source_per_rule"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("case", "round_no", "subject"), name="evaluation_one_vote_per_subject"
            ),
        ),
    ]
