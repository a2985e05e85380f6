"""One job carries what is due to a webhook, so that a message has no job of its own any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="delivery", name="job"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["webhook", "next_at"],
                name="api_delivery_due",
            ),
        ),
    ]
