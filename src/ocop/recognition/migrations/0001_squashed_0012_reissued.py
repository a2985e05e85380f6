"""All migrations of this room up to the last one named below as one, for a new database (decision 0050)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("recognition", "0001_initial"),
        ("recognition", "0002_handing_back"),
        ("recognition", "0003_carried_over"),
        ("recognition", "0004_standing_upgraded"),
        ("recognition", "0005_rulings_on_cases"),
        ("recognition", "0006_rulings_filled_in"),
        ("recognition", "0007_rulings_need_a_case"),
        ("recognition", "0008_papers_batches_and_papers"),
        ("recognition", "0009_levels_words"),
        ("recognition", "0010_own_word_as_pdf"),
        ("recognition", "0011_decided_anew"),
        ("recognition", "0012_reissued"),
    ]

    initial = True

    dependencies = [
        ("evaluation", "0021_stand_ins_score"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("places", "0004_given_up"),
        ("programme", "0002_papers_word_templates"),
        ("registry", "0012_product_gtin"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecognitionDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("signer_name", models.CharField(blank=True, max_length=200)),
                ("signer_title", models.CharField(blank=True, max_length=200)),
                (
                    "issuer_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer_unit", "number", "decided_on"),
                        name="recognition_one_decision_per_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandingBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handings_back",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "recorded_by",
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
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(blank=True, max_length=60)),
                ("stars", models.PositiveSmallIntegerField()),
                ("total_exact", models.CharField(blank=True, max_length=60)),
                ("total_2", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ("regime_id", models.CharField(max_length=20)),
                ("set_no", models.PositiveSmallIntegerField()),
                ("product_name", models.CharField(max_length=300)),
                ("producer_name", models.CharField(max_length=300)),
                ("commune_name", models.CharField(max_length=200)),
                ("issued_on", models.DateField()),
                ("valid_to", models.DateField()),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "issuer_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="registry.product",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="recognition.recognitiondecision",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["product", "issued_on"], name="recognition_of_product"),
                    models.Index(fields=["valid_to"], name="recognition_by_last_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("issuer_unit", "number"),
                        name="recognition_one_certificate_per_number",
                    ),
                    models.UniqueConstraint(
                        fields=("product", "decision"), name="recognition_one_certificate_per_decision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("issued_on"))),
                        name="recognition_certificate_ends_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("level", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recognise", "Recognised"),
                            ("refuse", "Not recognised"),
                            ("approve_result", "Result approved and sent to the next level"),
                        ],
                        max_length=20,
                    ),
                ),
                ("proposed_by", models.CharField(max_length=300)),
                ("signer_lines", models.CharField(max_length=200)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "By your own Word template; the PDF is made from that Word file"),
                            ("builtin", "By the layout of the programme, Word and PDF alike"),
                            (
                                "outside",
                                "By your own Word template as a Word file only, which is signed outside this system",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("returned_reason", models.TextField(blank=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "issuer_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch",
                        to="recognition.recognitiondecision",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["issuer_unit", "prepared_at"], name="recognition_batches_of_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", None), ("signed_at", None)),
                            models.Q(
                                ("decision__isnull", False),
                                ("dropped_at", None),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_batch_signed_with_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signer", models.F("prepared_by")), _negated=True),
                        name="recognition_batch_takes_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
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
                            ("recognise", "Recognised"),
                            ("refuse", "Not recognised"),
                            ("approve_result", "Result approved and sent to the next level"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="evaluation.councilcase",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="recognition.recognitiondecision",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "dossier"), name="recognition_one_ruling_per_decision"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateEvent",
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
                            ("upgraded", "Replaced by a certificate of more stars"),
                            ("replaced", "Replaced by a later certificate"),
                            ("withdrawn", "Withdrawn"),
                            ("removed", "Struck from the register"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("ground", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(blank=True)),
                ("decision_number", models.CharField(blank=True, max_length=60)),
                ("recorded_at", models.DateTimeField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="recognition.certificate",
                    ),
                ),
            ],
        ),
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
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reissues",
                        to="recognition.certificate",
                    ),
                ),
                (
                    "issuer_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "no"), name="recognition_one_reissue_per_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("is_open", models.BooleanField(default=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_lines",
                        to="evaluation.dossier",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="recognition.decisionbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "position"), name="recognition_one_line_per_position"
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "dossier"), name="recognition_one_line_per_dossier"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("dossier",),
                        name="recognition_one_open_draft_per_dossier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedPaper",
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
                ("content_digest", models.CharField(max_length=64)),
                ("is_signed", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="recognition.certificate",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.wordtemplate",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="recognition.recognitiondecision",
                    ),
                ),
                (
                    "reissue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="recognition.reissue",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voided_papers",
                        to="recognition.reissue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("certificate__isnull", False), ("voided_by", None)),
                        fields=("certificate", "media_type"),
                        name="recognition_one_certificate_paper_of_a_type",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("certificate", None)),
                        fields=("decision", "media_type"),
                        name="recognition_one_decision_paper_of_a_type",
                    ),
                ],
            },
        ),
    ]
