from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_upgrades(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A certificate that gave way to one of more stars was upgraded."""
    certificate = apps.get_model("recognition", "Certificate")
    event = apps.get_model("recognition", "CertificateEvent")
    later = certificate.objects.filter(
        product=models.OuterRef("certificate__product"),
        issued_on=models.OuterRef("on"),
        stars__gt=models.OuterRef("certificate__stars"),
    )
    found = event.objects.filter(models.Exists(later), kind="replaced")
    event.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(kind="upgraded")


def forget_upgrades(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    event = apps.get_model("recognition", "CertificateEvent")
    event.objects.filter(kind="upgraded").update(kind="replaced")


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0003_carried_over"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["valid_to"], name="recognition_by_last_day"),
        ),
        migrations.AlterField(
            model_name="certificateevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("upgraded", "Replaced by a certificate of more stars"),
                    ("replaced", "Replaced by a later certificate"),
                    ("withdrawn", "Withdrawn"),
                    ("removed", "Struck from the register"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(tell_upgrades, forget_upgrades),
    ]
