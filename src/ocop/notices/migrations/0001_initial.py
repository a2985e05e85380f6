import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("holder", models.CharField(blank=True, max_length=80)),
                ("until", models.DateTimeField()),
                ("done_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("template", models.CharField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                ("reference", models.CharField(max_length=120)),
                ("facts", models.JSONField(default=dict)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.appointment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-created_at"], name="notices_inbox"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["user"], name="notices_unread"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "template", "reference"), name="notices_one_message_per_matter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("zalo", "Zalo"), ("sms", "Text message (SMS)"), ("email", "E-mail")],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Waiting"),
                            ("sending", "Being sent"),
                            ("delivered", "Delivered"),
                            ("temporary_failure", "Failed, tried again later"),
                            ("permanent_failure", "Failed"),
                        ],
                        default="created",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("carrier", models.CharField(blank=True, max_length=40)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("busy", "The service did not take it"),
                            ("refused", "The service refused it for good"),
                            ("too_often", "Tried as often as is sensible"),
                            (
                                "unsure",
                                "Nobody knows whether it went; it is not repeated, so that nobody gets it twice",
                            ),
                            ("no_address", "The account can no longer be reached by this channel"),
                            ("office_ended", "The person no longer holds the office it was for"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=200)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.message",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "next_at"], name="notices_outbox")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "channel"), name="notices_one_delivery_per_channel"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recorded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("link", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recorded",
                        to="notices.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("dossiers", "Dossiers: filed, returned, sent on"),
                            ("councils", "Councils: invitations"),
                            ("results", "Results, decisions and certificates"),
                            ("deadlines", "Reminders of last days"),
                            ("account", "Account and roles"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("zalo", "Zalo"), ("sms", "Text message (SMS)"), ("email", "E-mail")],
                        max_length=10,
                    ),
                ),
                ("wanted", models.BooleanField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "category", "channel"), name="notices_one_choice")
                ],
            },
        ),
    ]
