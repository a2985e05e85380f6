"""How the localities of a member stand."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.steering import queries
from ocop.steering.actions import bodies
from ocop.steering.models import Member
from tests.cast import NOW, TODAY
from tests.steering.conftest import SINCE
from tests.world import World


@pytest.fixture
def assigned(hoa: Actor, seat: Member, ta_van: Unit, bac_ha: Unit) -> Member:
    bodies.assign_localities(
        actor=hoa, member_id=seat.pk, unit_ids=[ta_van.pk, bac_ha.pk], from_on=SINCE, now=NOW
    )
    return seat


def test_the_counts_are_those_of_each_locality(
    assigned: Member, steerer: Actor, world: World, ta_van: Unit
) -> None:
    world.dossier("recognised")
    world.dossier("filed")
    found = {one.duty.unit: one for one in queries.my_localities(steerer, TODAY)}
    here = found.pop(ta_van)
    (elsewhere,) = found.values()
    assert here.products == 2
    assert here.dossiers == {"recognised": 1, "filed": 1}
    assert sum(here.certificates.values()) == 1
    assert (elsewhere.products, elsewhere.dossiers, elsewhere.certificates) == (0, {}, {})


def test_what_is_late_needs_attention(assigned: Member, steerer: Actor, world: World, ta_van: Unit) -> None:
    dossier = world.dossier("filed")
    assert dossier.answer_due_on is not None
    for day, late in ((dossier.answer_due_on, 0), (dossier.answer_due_on + timedelta(days=1), 1)):
        here = next(one for one in queries.my_localities(steerer, day) if one.duty.unit == ta_van)
        assert (here.overdue, here.open_issues) == (late, late)


def test_a_certificate_about_to_expire_needs_attention(
    assigned: Member, steerer: Actor, world: World, ta_van: Unit
) -> None:
    certificate = world.certificate()
    day = certificate.valid_to - timedelta(days=10)
    here = next(one for one in queries.my_localities(steerer, day) if one.duty.unit == ta_van)
    assert here.expiring == 1
    assert here.certificates == {certificate.stars: 1}


def test_the_cost_does_not_grow(
    assigned: Member,
    steerer: Actor,
    world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world.dossier("recognised")
    with django_assert_num_queries(7):
        queries.my_localities(steerer, TODAY)
    world.dossier("filed")
    with django_assert_num_queries(7):
        queries.my_localities(steerer, TODAY)


def test_an_ended_duty_is_no_longer_mine(assigned: Member, steerer: Actor, hoa: Actor) -> None:
    bodies.end_member(actor=hoa, member_id=assigned.pk, to_on=date(2026, 1, 31), reason="Thôi việc", now=NOW)
    assert queries.my_localities(steerer, TODAY) == []
    assert len(queries.my_localities(steerer, date(2026, 1, 31))) == 2


def test_nobody_else_has_them(assigned: Member, mai: Actor) -> None:
    assert queries.my_localities(mai, TODAY) == []
