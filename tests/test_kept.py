"""What is kept is what was made, row by row; what else writes, patches or sets ends keeping."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from ocop.credentials.models import StatusPlace
from ocop.evaluation.models import Dossier
from ocop.journal import queries as journal
from ocop.people.models import User
from ocop.people.roles import COMMUNE_OFFICER, PRODUCER
from ocop.places import queries as places_queries
from tests.cast import NOW, a_small_map, person
from tests.kept import KEEPER
from tests.world import KeptWorld, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
Rows = dict[str, list[tuple[object, ...]]]


def arranged() -> Dossier:
    """A dossier in the hands of the commune."""
    a_small_map()
    ta_van = places_queries.unit("03037")
    lan = person("0912000001", "Lý Thị Lan", PRODUCER, ta_van)
    minh = person("0912000002", "Vàng Văn Minh", COMMUNE_OFFICER, ta_van)
    here = KeptWorld(producer=lan, commune=minh, province=minh, leader=minh, members=[], now=NOW)
    return here.with_report(here.dossier("filed"))


@contextmanager
def beginning() -> Iterator[None]:
    """As a test begins and ends."""
    with transaction.atomic():
        KEEPER.begin("these tests")
        yield
        transaction.set_rollback(True)


def rows() -> Rows:
    """All that the database holds."""
    models = apps.get_models()
    return {one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in models}


def keeping() -> bool:
    """Whether what comes next in this test would be kept."""
    return KEEPER.way is not None


def test_what_is_written_down_again_is_what_was_made() -> None:
    with beginning():
        made, held = arranged(), rows()
    with beginning():
        with CaptureQueriesContext(connection) as asked:
            again = arranged()
        assert rows() == held
        assert vars(again)["version"] == made.version
        assert again == Dossier.objects.get()
        assert journal.verify().why == ""
    assert len(held["journal.Entry"]) > 5
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("count", [1, 2])
def test_a_row_made_after_those_written_down_again_gets_the_next_key(
    world: KeptWorld,  # noqa: F811 - the fixture
    count: int,
) -> None:
    """Places of certificates are written in bulk, with keys that the sequence gave before."""
    names = ("Tương ớt", "Mắm ớt")[:count]
    made = [
        world.certificate(world.dossier("recognised", product=world.a_product(name=one))) for one in names
    ]
    assert StatusPlace.objects.filter(certificate__in=made).count() == count


def test_whatever_else_writes_or_sets_ends_keeping() -> None:
    with beginning():
        a_small_map()
        assert keeping()
        User.objects.create(login="0912000099", full_name="Sùng A Páo")
        assert not keeping()
    with beginning(), override_settings(OCOP_TRIAL_DATA=True):
        assert not keeping()


def test_a_step_taken_back_ends_keeping() -> None:
    with beginning():
        with transaction.atomic():
            a_small_map()
            transaction.set_rollback(True)
        assert not keeping()


def test_a_test_that_patches_makes_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_LANG", "vi")
    assert not keeping()
