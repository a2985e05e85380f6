"""Every council's rules become its first regulation, which its cases keep; every discussion becomes a row."""

from datetime import UTC, datetime, time

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = ("aggregate", "floor_test", "max_spread", "quorum", "rounding")


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One regulation per council, since the day of its decision."""
    regulations = apps.get_model("evaluation", "Regulation").objects
    cases = apps.get_model("evaluation", "CouncilCase").objects
    noted = cases.exclude(noted_before={}).values_list("pk", "noted_before")  # type: ignore[misc] # as it was
    discussions = apps.get_model("evaluation", "Discussion").objects
    for council in apps.get_model("evaluation", "Council").objects.order_by("pk"):
        regulation = regulations.create(
            council_id=council.pk,
            no=1,
            set_at=datetime.combine(council.decided_on, time(), UTC),
            **{column: getattr(council, column) for column in COLUMNS},
        )
        cases.filter(council_id=council.pk).update(regulation_id=regulation.pk)
    for case_id, by_round in noted:
        for round_no, words in by_round.items():
            discussions.create(case_id=case_id, round_no=int(round_no), words=words)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0015_quyche_regulation")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
