"""The copy that a test process begins with is what the migrations of this source tree leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocop.cli.database import pending_migrations
from tests import database


@pytest.mark.django_db
def test_no_migration_is_missing_in_the_copy() -> None:
    assert pending_migrations() == []


def test_what_a_migration_imports_counts_too_and_what_only_pages_use_does_not() -> None:
    modules = database._with_what_they_import(set(database.SOURCE.glob("ocop/registry/migrations/*.py")))
    reached = {str(path.relative_to(database.SOURCE)) for path in modules}
    assert {"ocop/registry/word_tables.py", "ocop/platform/text.py", "ocop/__init__.py"} <= reached
    assert "ocop/registry/views.py" not in reached


def test_another_word_in_what_is_migrated_gives_another_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = tmp_path / "ocop" / "room" / "migrations" / "0001_first.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("from ocop.room.rows import ROWS\n")
    (tmp_path / "ocop" / "room" / "rows.py").write_text("ROWS = 1\n")
    monkeypatch.setattr(database, "SOURCE", tmp_path)
    before = database.digest_of_migrations()
    (tmp_path / "ocop" / "room" / "rows.py").write_text("ROWS = 2\n")
    assert database.digest_of_migrations() != before
