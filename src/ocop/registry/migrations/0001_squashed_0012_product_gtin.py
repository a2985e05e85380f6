"""All migrations of this room up to the last one named below as one, for a new database (decision 0050)."""

from datetime import date

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from ocop.registry import word_tables


class Migration(migrations.Migration):
    replaces = [
        ("registry", "0001_initial"),
        ("registry", "0002_opinions"),
        ("registry", "0003_earlier_communes"),
        ("registry", "0004_consents"),
        ("registry", "0005_personal_requests"),
        ("registry", "0006_national_registry"),
        ("registry", "0007_producers_row_versions"),
        ("registry", "0008_lists_search"),
        ("registry", "0009_quick_words_by_province"),
        ("registry", "0010_fewer_indexes"),
        ("registry", "0011_papers_decision_series"),
        ("registry", "0012_product_gtin"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("places", "0004_given_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="Producer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("name_folded", models.CharField(max_length=300)),
                ("name_key", models.BinaryField(max_length=1200)),
                ("kind", models.CharField(max_length=40)),
                ("tax_code", models.CharField(blank=True, max_length=14)),
                ("address", models.CharField(max_length=300)),
                ("representative_name", models.CharField(max_length=200)),
                ("representative_title", models.CharField(blank=True, max_length=200)),
                (
                    "representative_gender",
                    models.CharField(blank=True, choices=[("nam", "Male"), ("nu", "Female")], max_length=3),
                ),
                ("representative_ethnicity", models.CharField(blank=True, max_length=50)),
                ("representative_disabled", models.BooleanField(null=True)),
                ("representative_birth_year", models.PositiveSmallIntegerField(null=True)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("website", models.CharField(blank=True, max_length=200)),
                ("business_number", models.CharField(blank=True, max_length=40)),
                ("business_on", models.DateField(null=True)),
                ("business_office", models.CharField(blank=True, max_length=200)),
                ("registered_on", models.DateField()),
                ("assisted", models.BooleanField(default=False)),
                ("ended_on", models.DateField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=40)),
                ("province_code", models.CharField(default="", max_length=20)),
                ("search_text", models.TextField(default="")),
                ("place_text", models.TextField(default="")),
                (
                    "code_key",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            django.db.models.functions.text.Replace(
                                "code", models.Value("-"), models.Value("")
                            )
                        ),
                        output_field=models.CharField(max_length=40),
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_folded"], name="registry_producer_search"),
                    models.Index(fields=["name_key", "id"], name="registry_producer_name"),
                    models.Index(fields=["registered_on", "id"], name="registry_producer_new"),
                    models.Index(
                        fields=["province_code", "name_key", "id"], name="registry_producer_in_name"
                    ),
                    models.Index(
                        fields=["province_code", "kind", "registered_on", "ended_on"],
                        name="registry_producer_in",
                    ),
                    models.Index(fields=["kind"], name="registry_producer_kind"),
                    models.Index(
                        condition=models.Q(("ended_on", None), _negated=True),
                        fields=["ended_on"],
                        name="registry_producer_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("tax_code", ""), _negated=True),
                        fields=("tax_code",),
                        name="registry_one_producer_per_tax_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("representative_gender__in", ["", "nam", "nu"])),
                        name="registry_known_gender",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("registered_on")), _connector="OR"
                        ),
                        name="registry_producer_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlantingArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("crop", models.CharField(max_length=200)),
                ("area_ha", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("households", models.PositiveIntegerField(null=True)),
                ("standard", models.CharField(blank=True, max_length=40)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_area_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("holder", models.CharField(blank=True, max_length=300)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("issued_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("scope_text", models.CharField(blank=True, max_length=300)),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("added_at", models.DateTimeField()),
                ("removed_on", models.DateField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="registry.paper",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_on"], name="registry_paper_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None),
                            ("issued_on", None),
                            ("expires_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="registry_paper_expires_after_its_issue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Linkage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("kind", models.CharField(max_length=40)),
                ("partner_name", models.CharField(max_length=300)),
                ("households", models.PositiveIntegerField(null=True)),
                ("area_ha", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.producer",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linkages",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_linkage_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierProducer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_on", models.DateField()),
                ("name", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=40)),
                ("tax_code", models.CharField(blank=True, max_length=14)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("representative_name", models.CharField(max_length=200)),
                ("representative_title", models.CharField(blank=True, max_length=200)),
                (
                    "representative_gender",
                    models.CharField(blank=True, choices=[("nam", "Male"), ("nu", "Female")], max_length=3),
                ),
                ("representative_ethnicity", models.CharField(blank=True, max_length=50)),
                ("representative_disabled", models.BooleanField(null=True)),
                ("representative_birth_year", models.PositiveSmallIntegerField(null=True)),
                ("business_number", models.CharField(blank=True, max_length=40)),
                ("business_on", models.DateField(null=True)),
                ("business_office", models.CharField(blank=True, max_length=200)),
                ("document", models.CharField(blank=True, max_length=200)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("producer", "to_on"), name="registry_one_earlier_producer_per_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("covers_products", models.BooleanField()),
                ("covers_papers", models.BooleanField()),
                ("covers_filing", models.BooleanField()),
                (
                    "way",
                    models.CharField(
                        choices=[("slip", "A signed slip"), ("witness", "Spoken, before a witness")],
                        max_length=20,
                    ),
                ),
                ("given_by", models.CharField(max_length=200)),
                ("witness", models.CharField(blank=True, max_length=200)),
                ("slip", models.CharField(blank=True, max_length=64)),
                ("slip_type", models.CharField(blank=True, max_length=100)),
                ("text_version", models.CharField(max_length=20)),
                ("given_on", models.DateField()),
                ("to_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_on", models.DateField(null=True)),
                ("withdrawn_reason", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("given_on"))),
                        name="registry_consent_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slip", ""), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="registry_consent_has_a_proof",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProducerPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "The same, entered twice"),
                            ("different", "Different"),
                            ("too_similar", "Different, but too similar"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.producer"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.producer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("left", "right"), name="registry_one_verdict_per_producers"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))),
                        name="registry_producers_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProducerTrait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="traits",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("producer", "code", "name"),
                        name="registry_one_open_trait",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_trait_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProducerYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("year", models.PositiveSmallIntegerField()),
                ("members", models.PositiveIntegerField(null=True)),
                ("members_female", models.PositiveIntegerField(null=True)),
                ("members_ethnic", models.PositiveIntegerField(null=True)),
                ("workers", models.PositiveIntegerField(null=True)),
                ("workers_seasonal", models.PositiveIntegerField(null=True)),
                ("workers_local", models.PositiveIntegerField(null=True)),
                ("workers_female", models.PositiveIntegerField(null=True)),
                ("workers_ethnic", models.PositiveIntegerField(null=True)),
                ("workers_trained", models.PositiveIntegerField(null=True)),
                ("monthly_income", models.DecimalField(decimal_places=0, max_digits=14, null=True)),
                ("capital", models.DecimalField(decimal_places=0, max_digits=18, null=True)),
                ("revenue", models.DecimalField(decimal_places=0, max_digits=18, null=True)),
                ("profit", models.DecimalField(decimal_places=0, max_digits=18, null=True)),
                ("export_revenue", models.DecimalField(decimal_places=0, max_digits=18, null=True)),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("producer", "year"), name="registry_one_report_per_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=300)),
                ("name_folded", models.CharField(max_length=300)),
                ("name_key", models.BinaryField(max_length=1200)),
                ("regime_id", models.CharField(max_length=20)),
                ("set_no", models.PositiveSmallIntegerField()),
                ("code", models.CharField(blank=True, max_length=40)),
                ("story", models.TextField(blank=True)),
                ("description", models.TextField(blank=True)),
                ("is_new", models.BooleanField(null=True)),
                ("price", models.DecimalField(decimal_places=0, max_digits=14, null=True)),
                ("sale_unit", models.CharField(blank=True, max_length=100)),
                ("packaging", models.CharField(blank=True, max_length=300)),
                ("gtin", models.CharField(blank=True, max_length=14)),
                ("origin", models.CharField(blank=True, max_length=300)),
                ("local_share", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("photo", models.CharField(blank=True, max_length=64)),
                ("photo_type", models.CharField(blank=True, max_length=100)),
                ("entered_on", models.DateField()),
                ("certified_to", models.DateField(null=True)),
                ("certified_stars", models.PositiveSmallIntegerField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=40)),
                ("province_code", models.CharField(default="", max_length=20)),
                ("producer_kind", models.CharField(default="", max_length=40)),
                ("search_text", models.TextField(default="")),
                ("place_text", models.TextField(default="")),
                (
                    "code_key",
                    models.GeneratedField(
                        db_index=True,
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            django.db.models.functions.text.Replace(
                                "code", models.Value("-"), models.Value("")
                            )
                        ),
                        output_field=models.CharField(max_length=40),
                    ),
                ),
                (
                    "last_day",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "certified_to", models.Value(date(9999, 12, 31))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "stars_rank",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "certified_stars", models.Value(0)
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.consent",
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
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="registry.product",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_key", "id"], name="registry_product_name"),
                    models.Index(fields=["entered_on", "id", "merged_into"], name="registry_product_new"),
                    models.Index(fields=["last_day", "id"], name="registry_product_last_day"),
                    models.Index(fields=["stars_rank", "id"], name="registry_product_stars"),
                    models.Index(fields=["province_code", "name_key", "id"], name="registry_product_in_name"),
                    models.Index(
                        fields=["province_code", "entered_on", "id"], name="registry_product_in_new"
                    ),
                    models.Index(
                        fields=["province_code", "last_day", "id"], name="registry_product_in_last_day"
                    ),
                    models.Index(
                        fields=["province_code", "stars_rank", "id"], name="registry_product_in_stars"
                    ),
                    models.Index(
                        fields=[
                            "province_code",
                            "producer_kind",
                            "certified_stars",
                            "certified_to",
                            "entered_on",
                            "merged_into",
                            "regime_id",
                            "set_no",
                            "ended_on",
                            "code",
                        ],
                        name="registry_product_in",
                    ),
                    models.Index(
                        fields=[
                            "certified_stars",
                            "certified_to",
                            "producer_kind",
                            "entered_on",
                            "merged_into",
                            "regime_id",
                            "set_no",
                        ],
                        name="registry_product_has_stars",
                    ),
                    models.Index(
                        fields=[
                            "certified_to",
                            "certified_stars",
                            "producer_kind",
                            "entered_on",
                            "merged_into",
                            "regime_id",
                            "set_no",
                        ],
                        name="registry_product_valid",
                    ),
                    models.Index(
                        fields=[
                            "regime_id",
                            "set_no",
                            "producer_kind",
                            "certified_stars",
                            "certified_to",
                            "entered_on",
                            "merged_into",
                        ],
                        name="registry_product_set",
                    ),
                    models.Index(
                        fields=[
                            "producer_kind",
                            "certified_stars",
                            "certified_to",
                            "entered_on",
                            "merged_into",
                            "regime_id",
                            "set_no",
                        ],
                        name="registry_product_kind",
                    ),
                    models.Index(
                        condition=models.Q(("gtin", ""), _negated=True),
                        fields=["gtin"],
                        name="registry_product_gtin",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on", None), _negated=True),
                        fields=[
                            "ended_on",
                            "producer_kind",
                            "certified_stars",
                            "certified_to",
                            "entered_on",
                            "merged_into",
                            "regime_id",
                            "set_no",
                        ],
                        name="registry_product_ended",
                    ),
                    models.Index(
                        condition=models.Q(("code", "")), fields=["id"], name="registry_product_no_code"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="registry_one_product_per_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("entered_on")), _connector="OR"
                        ),
                        name="registry_product_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("local_share", None), ("local_share__range", (0, 100)), _connector="OR"
                        ),
                        name="registry_share_is_a_percentage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scopes",
                        to="registry.paper",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_scopes",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "product"), name="registry_one_scope_per_product"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
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
                        choices=[("opinion", "Opinion"), ("support", "Support given")], max_length=10
                    ),
                ),
                ("role", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("document", models.CharField(blank=True, max_length=200)),
                ("given_on", models.DateField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["opinion", "support"])),
                        name="registry_known_kind_of_opinion",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=40)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("share", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="registry.plantingarea",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share", None), ("share__range", (0, 100)), _connector="OR"),
                        name="registry_material_share_is_a_percentage",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IpRight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("number", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("filed", "Filed"), ("granted", "Granted"), ("refused", "Refused")],
                        max_length=10,
                    ),
                ),
                ("filed_on", models.DateField(null=True)),
                ("granted_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.paper",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ip_rights",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["filed", "granted", "refused"])),
                        name="registry_known_state_of_ip",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_on", models.DateField()),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_before",
                        to="registry.producer",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_holders",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("product", "to_on"), name="registry_one_holder_at_a_time")
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierCommune",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_on", models.DateField()),
                ("document", models.CharField(max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_communes",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "to_on"), name="registry_one_commune_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "The same, entered twice"),
                            ("different", "Different"),
                            ("too_similar", "Different, but too similar"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.product"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("left", "right"), name="registry_one_verdict_per_products"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="registry_products_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPhoto",
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
                ("caption", models.CharField(blank=True, max_length=200)),
                ("position", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "position"), name="registry_one_photo_per_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("year", models.PositiveSmallIntegerField()),
                ("output", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("output_unit", models.CharField(blank=True, max_length=40)),
                ("price", models.DecimalField(decimal_places=0, max_digits=14, null=True)),
                ("revenue", models.DecimalField(decimal_places=0, max_digits=18, null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("product", "year"), name="registry_one_product_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Representative",
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
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="registry.producer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="represents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("user", "producer"),
                        name="registry_one_open_representative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_representative_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=100)),
                ("query", models.CharField(max_length=1000)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "page", "name"), name="registry_one_view_per_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
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
                            ("producer", "Producer codes"),
                            ("product", "Product codes"),
                            ("receipt", "Receipts of dossiers"),
                            ("certificate", "Certificates"),
                            ("decision", "Decisions on results"),
                        ],
                        max_length=20,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "unit", "year"), name="registry_one_series")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedCommune",
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
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_communes",
                        to="registry.product",
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
                        condition=models.Q(("to_on", None)),
                        fields=("product", "unit"),
                        name="registry_one_share_per_commune",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_share_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoryPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("element", models.CharField(max_length=40)),
                ("text", models.TextField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="story_parts",
                        to="registry.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "element"), name="registry_one_text_per_element"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Takeover",
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
                            ("transformed", "It became another kind of producer"),
                            ("merged", "It joined another producer"),
                            ("handed_on", "It handed its products on"),
                            ("same", "Entered twice: both are one producer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("document", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "former",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_over_by",
                        to="registry.producer",
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
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_over_from",
                        to="registry.producer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("former", "successor", "on"), name="registry_one_takeover_per_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("former", models.F("successor")), _negated=True),
                        name="registry_nobody_takes_over_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalDataRequest",
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
                            ("view", "See my data"),
                            ("correct", "Correct my data"),
                            ("delete", "Delete my data"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("granted", "Granted"), ("refused", "Refused")], max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_on", models.DateField(null=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_on", None)),
                        fields=("person", "kind"),
                        name="registry_one_open_request_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["view", "correct", "delete"])),
                        name="registry_known_kind_of_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("outcome", "")),
                            models.Q(("answered_on__isnull", False), ("outcome__in", ["granted", "refused"])),
                            _connector="OR",
                        ),
                        name="registry_answer_has_an_outcome",
                    ),
                ],
            },
        ),
        migrations.RunPython(word_tables.set_up, word_tables.take_down),
    ]
