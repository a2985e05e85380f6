from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import checks
from django.db import connection, models
from django.test.utils import isolate_apps

from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.db import ScopedQuerySet, Versioned, check_scopes, scope_defects
from ocop.platform.decisions import Stale


@pytest.fixture(autouse=True)
def isolated() -> Iterator[None]:
    with isolate_apps("ocop.platform"):
        yield


class OpenQuerySet(ScopedQuerySet[Any]):
    def visible_to(self, actor: Actor) -> OpenQuerySet:
        return self.filter() if actor.is_signed_in else self.none()


def identifiers(found: list[checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


def test_a_table_that_says_who_sees_it_is_accepted() -> None:
    class Scoped(models.Model):
        objects = OpenQuerySet.as_manager()

        class Meta:
            app_label = "platform"

    assert scope_defects(Scoped) == []


def test_a_table_without_a_scope_is_refused() -> None:
    class Open(models.Model):
        class Meta:
            app_label = "platform"

    assert identifiers(scope_defects(Open)) == ["ocop.E001"]


def test_a_scope_that_was_never_written_is_refused() -> None:
    class Forgotten(models.Model):
        objects: models.Manager[Forgotten] = ScopedQuerySet["Forgotten"].as_manager()

        class Meta:
            app_label = "platform"

    assert identifiers(scope_defects(Forgotten)) == ["ocop.E001"]
    with pytest.raises(NotImplementedError):
        ScopedQuerySet(Forgotten).visible_to(PUBLIC)


def test_a_child_may_name_the_parent_it_is_reached_through() -> None:
    class Parent(models.Model):
        objects = OpenQuerySet.as_manager()

        class Meta:
            app_label = "platform"

    class Child(models.Model):
        scoped_by = "parent"
        parent = models.ForeignKey(Parent, on_delete=models.CASCADE)

        class Meta:
            app_label = "platform"

    assert scope_defects(Child) == []


@pytest.mark.parametrize("name", ["nobody", "label"])
def test_a_parent_that_is_no_relation_is_refused(name: str) -> None:
    class Orphan(models.Model):
        scoped_by = name
        label = models.CharField(max_length=5)

        class Meta:
            app_label = "platform"

    assert identifiers(scope_defects(Orphan)) == ["ocop.E002"]


def test_every_table_of_ours_has_a_scope() -> None:
    assert check_scopes(None) == []


@pytest.mark.django_db
def test_a_lock_is_taken_where_the_database_needs_one() -> None:
    class Locked(models.Model):
        class Meta:
            app_label = "platform"

    locked = OpenQuerySet(Locked).for_update()
    assert locked.query.select_for_update is (connection.vendor == "postgresql")


def test_an_editor_who_saw_an_older_version_is_told() -> None:
    class Sheet(Versioned):
        class Meta:
            app_label = "platform"

    sheet = Sheet(version=3)
    sheet.expect_version(3)
    with pytest.raises(Stale):
        sheet.expect_version(2)
