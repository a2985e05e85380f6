"""Striking a certificate from the register, with the reason and the day it counts from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.programme.actions import load_lists
from ocop.recognition import queries
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.recognition.removing import RemovalFacts, remove_certificate
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(world: World) -> Certificate:
    load_lists(now=world.now)
    return world.certificate()


def facts(world: World, **changed: str | date) -> RemovalFacts:
    return replace(RemovalFacts("stopped", world.today, "Không còn sản xuất từ tháng 9."), **changed)  # type: ignore[arg-type] # the keys are those of the facts


def strike(world: World, certificate: Certificate, actor: Actor, **changed: str | date) -> CertificateEvent:
    certificate.refresh_from_db()
    return remove_certificate(
        actor=actor,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        facts=facts(world, **changed),
        now=world.later(),
    )


def test_it_leaves_the_register_on_its_day_and_the_day_before_still_answers_the_same(
    world: World, certificate: Certificate, cuc: Actor
) -> None:
    with one_entry("certificate.removed"):
        event = strike(world, certificate, cuc)
    found = queries.certificate(PUBLIC, certificate.pk)
    assert queries.status(found, event.on).state == "removed"
    assert queries.status(found, event.on - timedelta(days=1)).state == "not_yet"
    certificate.product.refresh_from_db()
    assert certificate.product.certified_to is None


def test_it_is_found_under_its_own_state(world: World, certificate: Certificate, cuc: Actor) -> None:
    strike(world, certificate, cuc)
    everything = Certificate.objects.visible_to(PUBLIC)
    assert list(queries.in_state(everything, "removed", world.today)) == [certificate]
    for state in ("valid", "expiring", "past", "upgraded", "replaced", "withdrawn"):
        assert not queries.in_state(everything, state, world.today).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "no_such_reason"),
        ("reason", " "),
        ("removed_on", date(2030, 1, 1)),
        ("removed_on", date(2020, 1, 1)),
    ],
)
def test_a_wrong_reason_or_day_is_told_by_field(
    world: World, certificate: Certificate, cuc: Actor, field: str, value: str | date
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        strike(world, certificate, cuc, **{field: value})
    assert list(refused.value.message_dict) == [field]


def test_what_has_ended_does_not_end_again(world: World, certificate: Certificate, cuc: Actor) -> None:
    strike(world, certificate, cuc)
    with no_entry(), pytest.raises(Conflict):
        strike(world, certificate, cuc)


def test_only_the_level_that_may_withdraw_strikes_and_only_at_home(
    world: World, certificate: Certificate, lan: Actor, minh: Actor, binh: Actor
) -> None:
    for actor in (lan, minh, binh, PUBLIC):
        with no_entry(), pytest.raises(Denied):
            strike(world, certificate, actor)


def test_an_old_page_is_refused(world: World, certificate: Certificate, cuc: Actor) -> None:
    with no_entry(), pytest.raises(Stale):
        remove_certificate(
            actor=cuc,
            certificate_id=certificate.pk,
            expected_version=99,
            facts=facts(world),
            now=world.later(),
        )


def test_the_page_asks_once_more_and_the_public_page_then_says_why(
    world: World, certificate: Certificate, cuc: Actor, client_of: ClientOf
) -> None:
    client = client_of(cuc)
    path = f"/certificates/{certificate.pk}/remove/"
    typed = {
        "version": certificate.version,
        "code": "stopped",
        "removed_on": world.today.strftime("%d/%m/%Y"),
        "reason": "Không còn sản xuất.",
    }
    assert "Không còn sản xuất" in client.get(path).content.decode()
    assert "confirmed" in client.post(path, typed).content.decode()
    assert client.post(path, {**typed, "confirmed": "1"}).status_code == 302
    shown = client.get(f"/p/{certificate.product.code}?lang=vi").content.decode()
    assert "Đã đưa khỏi danh sách ngày" in shown
    assert "Không còn sản xuất." in shown
    assert "Đưa khỏi danh sách" in client.get(f"/certificates/{certificate.pk}/").content.decode()
