"""A test is left out on PostgreSQL only when others send, and see refused, all that it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from ocop.people.models import User
from tests import sent


def item(request: pytest.FixtureRequest, name: str) -> pytest.Item:
    parent: pytest.Module = request.node.parent
    made: pytest.Function = pytest.Function.from_parent(parent, name=name, callobj=lambda: None)
    return made


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sent.Notes:
    monkeypatch.setattr(sent, "NOTES", tmp_path)
    return sent.Notes()


def test_a_statement_is_known_whatever_its_values_and_their_number() -> None:
    one = sent.shape_of("SELECT a FROM t WHERE id IN (%s) LIMIT 1")
    assert one == sent.shape_of("SELECT a FROM t WHERE id IN (%s, %s, %s) LIMIT 21")
    assert one != sent.shape_of("SELECT b FROM t WHERE id IN (%s) LIMIT 1")


def test_who_sends_nothing_new_is_left_out_and_who_is_not_known_stays(
    request: pytest.FixtureRequest, notes: sent.Notes
) -> None:
    items = [item(request, name) for name in ("first", "same", "further", "unknown")]
    told = ({"a", "b"}, {"b"}, {"a", "c"})
    notes.by_test = {sent.name_of(one): shapes for one, shapes in zip(items, told, strict=False)}
    notes.write()
    assert [one.name for one in sent.needed(items)] == ["first", "further", "unknown"]


def test_notes_of_other_sources_say_nothing(
    request: pytest.FixtureRequest, notes: sent.Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [item(request, name) for name in ("first", "same")]
    notes.by_test = {sent.name_of(one): {"a"} for one in items}
    notes.write()
    monkeypatch.setattr(sent, "digest_of_sources", lambda: "others")
    assert list(sent.needed(items)) == items


@pytest.mark.django_db
def test_what_the_database_refused_is_noted_apart(notes: sent.Notes) -> None:
    notes.begin("this")
    User.objects.create(login="0912000099", full_name="Sùng A Páo")
    (taken,) = notes.by_test["this"]
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(login="0912000099", full_name="Sùng A Páo")
    connection.execute_wrappers.remove(notes.note)
    assert sent.REFUSED + taken in notes.by_test["this"]
