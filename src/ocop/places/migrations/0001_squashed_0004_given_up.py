"""All migrations of this room up to the last one named below as one, for a new database (decision 0050)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("places", "0001_initial"),
        ("places", "0002_scope"),
        ("places", "0003_dated_map"),
        ("places", "0004_given_up"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Reform",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=200)),
                ("document", models.CharField(max_length=200)),
                ("effective_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("carried_out", "Carried out"),
                            ("discarded", "Given up"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("english", models.CharField(max_length=100)),
                ("position", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quoc_gia", "country"),
                            ("tinh", "province"),
                            ("thanh_pho", "city"),
                            ("huyen", "rural district"),
                            ("quan", "urban district"),
                            ("thi_xa", "town"),
                            ("thanh_pho_huyen", "provincial city"),
                            ("xa", "commune"),
                            ("phuong", "ward"),
                            ("thi_tran", "township"),
                            ("dac_khu", "special zone"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "Country"),
                            ("province", "Province"),
                            ("district", "District"),
                            ("commune", "Commune"),
                        ],
                        max_length=10,
                    ),
                ),
                ("path", models.CharField(max_length=120, unique=True)),
                ("scope", models.CharField(db_index=True, max_length=120)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=100)),
                ("folded", models.CharField(max_length=100)),
                ("sort_key", models.BinaryField(max_length=400)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["level", "folded"], name="places_unit_search")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("code",),
                        name="places_one_current_unit_per_code",
                    ),
                    models.UniqueConstraint(fields=("code", "valid_to"), name="places_one_end_per_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_from", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="places_unit_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("is_main", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stated", "As the sources say"),
                            ("open", "To be confirmed"),
                            ("confirmed", "Confirmed"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=60)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("confirmed_on", models.DateField(null=True)),
                (
                    "former",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="places.unit",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("former", "successor"), name="places_one_pair"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)),
                        fields=("former",),
                        name="places_one_main_successor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_main", False),
                            models.Q(("state", "rejected"), _negated=True),
                            _connector="OR",
                        ),
                        name="places_rejected_pair_is_not_main",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuralScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("document", models.CharField(max_length=200)),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rural_scopes",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("province",),
                        name="places_one_open_rural_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="places_rural_scope_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionMembership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="places.region",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regions", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("province",),
                        name="places_one_region_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None),
                            ("to_on", None),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="places_region_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReformUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quoc_gia", "country"),
                            ("tinh", "province"),
                            ("thanh_pho", "city"),
                            ("huyen", "rural district"),
                            ("quan", "urban district"),
                            ("thi_xa", "town"),
                            ("thanh_pho_huyen", "provincial city"),
                            ("xa", "commune"),
                            ("phuong", "ward"),
                            ("thi_tran", "township"),
                            ("dac_khu", "special zone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("parent_code", models.CharField(max_length=20)),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="places.reform"
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_up_by",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reform", "code"), name="places_one_new_unit_per_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReformMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parent_code", models.CharField(max_length=20)),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="places.reform"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reform_moves",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reform", "unit"), name="places_one_move_per_unit")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReformLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_main", models.BooleanField()),
                (
                    "reform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="places.reform"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="places.reformunit",
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reform_lines",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("former", "successor"), name="places_one_reform_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
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
                            ("mountainous", "Mountainous"),
                            ("remote", "Remote"),
                            ("ethnic_minority", "Ethnic minority area"),
                            ("difficult", "Especially difficult"),
                            ("pilot", "Pilot of the programme"),
                            ("new_rural", "Meets the new-rural standard"),
                            ("new_rural_advanced", "Meets the advanced new-rural standard"),
                            ("new_rural_model", "Meets the model new-rural standard"),
                            ("income_met", "Meets new-rural criterion 10 (income)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("document", models.CharField(max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flags", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "to_on"], name="places_flag_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("unit", "kind"),
                        name="places_one_open_flag",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="places_flag_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quoc_gia", "country"),
                            ("tinh", "province"),
                            ("thanh_pho", "city"),
                            ("huyen", "rural district"),
                            ("quan", "urban district"),
                            ("thi_xa", "town"),
                            ("thanh_pho_huyen", "provincial city"),
                            ("xa", "commune"),
                            ("phuong", "ward"),
                            ("thi_tran", "township"),
                            ("dac_khu", "special zone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField()),
                ("source", models.CharField(blank=True, max_length=200)),
                ("folded", models.CharField(db_index=True, max_length=100)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "to_on"), name="places_one_earlier_state_per_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="places_earlier_state_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Baseline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("year", models.PositiveSmallIntegerField()),
                ("area_ha", models.DecimalField(decimal_places=2, max_digits=12)),
                ("agricultural_ha", models.DecimalField(decimal_places=2, max_digits=12)),
                ("population", models.PositiveBigIntegerField()),
                ("rural_population", models.PositiveBigIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="baselines",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year"), name="places_one_baseline_per_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agricultural_ha__gte", 0), ("agricultural_ha__lte", models.F("area_ha"))
                        ),
                        name="places_farmland_lies_inside",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rural_population__lte", models.F("population"))),
                        name="places_rural_people_are_people",
                    ),
                ],
            },
        ),
    ]
