"""Requests to complete item by item, versions as filed, samples, and papers that go up with a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_requests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What dossiers under completion were given back for becomes the first round of each."""
    model: Any = apps.get_model("evaluation", "Dossier")
    dossiers = model.objects.exclude(returned_reason="")
    rounds = apps.get_model("evaluation", "CorrectionRound").objects
    items = apps.get_model("evaluation", "Correction").objects
    for dossier in dossiers.filter(state__in=["returned", "filed"]).order_by("pk").iterator(chunk_size=500):
        opened = rounds.create(
            dossier=dossier, no=1, to_producer=dossier.state == "returned", asked_at=dossier.changed_at
        )
        items.create(round=opened, part=dossier.returned_part or "whole", reason=dossier.returned_reason)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0012_advisory_the_review_before_the_council"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("to_producer", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("last_day", models.DateField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_rounds",
                        to="evaluation.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("reason", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evaluation.evidence",
                    ),
                ),
                (
                    "passed_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="evaluation.correction",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="evaluation.correctionround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("filed_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "filed_by",
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
            name="CaseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="put_before",
                        to="evaluation.councilcase",
                    ),
                ),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluation.dossierversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackagePaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("package", models.CharField(max_length=40)),
                ("part", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=60)),
                ("dated_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="package_papers",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "entered_by",
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
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=100)),
                ("lot", models.CharField(blank=True, max_length=60)),
                ("produced_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("storage", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "Registered, with the producer"),
                            ("labelled", "Labelled, with the producer"),
                            ("received", "Received and kept"),
                            ("sent", "On the way"),
                            ("shown", "Shown at the session"),
                            ("opened", "Opened for tasting or testing"),
                            ("returned", "Returned to the producer"),
                            ("destroyed", "Destroyed"),
                        ],
                        default="registered",
                        max_length=20,
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=20)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="evaluation.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SampleMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "Registered, with the producer"),
                            ("labelled", "Labelled, with the producer"),
                            ("received", "Received and kept"),
                            ("sent", "On the way"),
                            ("shown", "Shown at the session"),
                            ("opened", "Opened for tasting or testing"),
                            ("returned", "Returned to the producer"),
                            ("destroyed", "Destroyed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=20)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="evaluation.sample",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VersionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                ("explanation", models.TextField(blank=True)),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="evaluation.dossierversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VersionField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("value", models.TextField(blank=True)),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields",
                        to="evaluation.dossierversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VersionPaper",
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
                ("number", models.CharField(blank=True, max_length=100)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("issued_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="evaluation.dossierversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VersionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criterion", models.CharField(max_length=20)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="evaluation.versionpaper",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="correctionround",
            constraint=models.UniqueConstraint(
                fields=("dossier", "no"), name="evaluation_one_correction_round_per_no"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierversion",
            constraint=models.UniqueConstraint(
                fields=("dossier", "no"), name="evaluation_one_version_per_no"
            ),
        ),
        migrations.AddConstraint(
            model_name="packagepaper",
            constraint=models.UniqueConstraint(
                fields=("dossier", "package", "part"), name="evaluation_one_paper_per_part"
            ),
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(fields=["state", "expires_on"], name="evaluation_sample_list"),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(fields=("dossier", "no"), name="evaluation_one_sample_per_no"),
        ),
        migrations.AddConstraint(
            model_name="versionanswer",
            constraint=models.UniqueConstraint(
                fields=("filed", "criterion"), name="evaluation_one_answer_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfield",
            constraint=models.UniqueConstraint(
                fields=("filed", "form", "name"), name="evaluation_one_field_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="versionlink",
            constraint=models.UniqueConstraint(
                fields=("paper", "criterion"), name="evaluation_one_version_link"
            ),
        ),
        migrations.RunPython(keep_requests, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="dossier",
            name="returned_part",
        ),
        migrations.RemoveField(
            model_name="dossier",
            name="returned_reason",
        ),
    ]
