"""The council's words kept by round, those of earlier databases with the round they led out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def by_round(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Words of a closed case belong to its last round, others to the round before the present one."""
    cases = apps.get_model("evaluation", "CouncilCase").objects
    for case in cases.all():
        if not case.discussion:
            continue
        before = 1 if case.closed_at is None and case.round_no > 1 else 0
        noted = {str(case.round_no - before): case.discussion}
        cases.filter(pk=case.pk).update(discussions=noted)  # type: ignore[misc] # as it was


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_declarations")]

    operations = [
        migrations.AddField(
            model_name="councilcase", name="discussions", field=models.JSONField(default=dict)
        ),
        migrations.RunPython(by_round, migrations.RunPython.noop),
        migrations.RemoveField(model_name="councilcase", name="discussion"),
    ]
