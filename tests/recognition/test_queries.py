"""What a certificate is worth on a day, what anyone may know of it, and what lists cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ocop.evaluation import actions
from ocop.evaluation import queries as evaluation_queries
from ocop.platform.actors import PUBLIC, Actor
from ocop.recognition import queries
from ocop.recognition.models import Certificate
from tests.world import World

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_a_code_nobody_holds_leads_nowhere(world: World) -> None:
    world.dossier("sent_up")
    for code in ("", "15-03037-99-2026", "15-03037-01-2026"):
        with pytest.raises(Certificate.DoesNotExist):
            queries.public_certificate(code, world.today)


def test_a_certificate_is_worth_what_its_days_say(world: World) -> None:
    certificate = world.certificate()
    for on, state in (
        (date(2026, 11, 22), "not_yet"),
        (date(2026, 11, 23), "valid"),
        (date(2029, 5, 26), "valid"),
        (date(2029, 5, 27), "expiring"),
        (date(2029, 11, 23), "expiring"),
        (date(2029, 11, 24), "expired"),
    ):
        assert queries.status(certificate, on).state == state
        assert queries.public_certificate(certificate.product.code, on).status.state == state


def test_a_renewal_filed_in_time_keeps_the_certificate(world: World) -> None:
    certificate = world.certificate()
    world.now = datetime(2029, 6, 1, 2, 0, tzinfo=UTC)
    # Beyond the dated table of holidays nothing can be filed, so the facts are set as filing would set them.
    renewal = actions.start_dossier(
        actor=world.producer, product_id=certificate.product_id, kind="renewal", now=world.later()
    )
    renewal.state, renewal.filed_on = "filed", world.today
    renewal.save()
    shown = queries.certificate(PUBLIC, certificate.pk)
    after = certificate.valid_to + timedelta(days=1)
    assert queries.status(shown, certificate.valid_to).renewal_pending
    assert queries.status(shown, after).state == "kept"
    assert queries.status(shown, after + timedelta(days=180)).state == "expired"
    renewal.state, renewal.changed_at = "withdrawn", world.later(days=3)
    renewal.save()
    assert queries.status(queries.certificate(PUBLIC, certificate.pk), after).state == "expired"


def test_closed_cases_wait_for_whoever_may_decide(
    world: World, hoa: Actor, cuc: Actor, minh: Actor, thu: Actor
) -> None:
    dossier = world.dossier("closed")
    for reader in (hoa, cuc):
        assert list(queries.awaiting_decision(reader)) == [dossier]
    for reader in (minh, thu, PUBLIC):
        assert not queries.awaiting_decision(reader).exists()
    world.decided(dossier)
    assert not queries.awaiting_decision(hoa).exists()


def test_certificates_are_found_by_product_producer_and_code(world: World) -> None:
    certificate = world.certificate()
    for words in ("tuong ot", "Hợp tác xã", certificate.product.code):
        assert list(queries.certificates(PUBLIC, words)) == [certificate]
    assert not queries.certificates(PUBLIC, "mật ong").exists()


def test_lists_cost_the_same_for_one_and_for_many(
    world: World, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        product = world.a_product(name=f"Tương ớt số {number}")
        world.certificate(world.dossier("recognised", product=product))
        world.dossier("closed", product=world.a_product(name=f"Ớt khô số {number}"))
    with django_assert_num_queries(3):
        shown = [
            (row.product.producer.name, row.decision.number, queries.status(row, world.today).state)
            for row in queries.certificates(PUBLIC)
        ]
    assert [state for _producer, _decision, state in shown] == ["valid"] * 3
    with django_assert_num_queries(1):
        closed = [row.standing_case for row in queries.awaiting_decision(hoa)]
        assert [case.result.stars for case in closed if case] == [3] * 3
    with django_assert_num_queries(1):
        rows = evaluation_queries.dossiers(hoa)
        assert (
            len({(row.product.name, row.commune.full_name, row.product.producer.name) for row in rows}) == 6
        )
