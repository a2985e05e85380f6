"""Who is told of decisions and certificates, and the reminders before a certificate ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.evaluation.actions import start_dossier
from ocop.notices.models import Message
from ocop.notices.reminders import due_step
from ocop.platform.actors import Actor
from ocop.programme.actions import load_lists
from ocop.recognition import telling
from ocop.recognition.actions import hand_back, withdraw_certificate
from ocop.recognition.removing import RemovalFacts, remove_certificate
from tests.world import World

pytestmark = pytest.mark.django_db
ALERTS = (
    "certificate_expiring",
    "certificate_window_open",
    "certificate_window_ends",
    "certificate_ending",
)


def told(template: str) -> set[str]:
    """Who has a message of this template, by name."""
    return set(Message.objects.filter(template=template).values_list("user__full_name", flat=True))


def names(*actors: Actor) -> set[str]:
    return {actor.name for actor in actors}


def test_recognition_tells_producer_and_commune_with_the_certificate(
    world: World, lan: Actor, minh: Actor
) -> None:
    certificate = world.certificate()
    assert told("certificate_issued") == names(lan, minh)
    message = Message.objects.filter(template="certificate_issued").first()
    assert message is not None
    assert message.link == f"/certificates/{certificate.pk}/"
    assert message.facts["certificate"] == certificate.number


def test_a_refusal_tells_producer_and_commune(world: World, lan: Actor, minh: Actor) -> None:
    world.dossier("not_recognised")
    assert told("not_recognised") == names(lan, minh)
    assert told("certificate_issued") == set()


def test_what_goes_on_to_the_ministry_is_told_to_it_and_what_comes_back_to_the_province(
    world: World, lan: Actor, minh: Actor, thu: Actor, cuc: Actor, hoa: Actor
) -> None:
    dossier = world.dossier("forwarded")
    assert told("dossier_forwarded") == names(lan, minh, thu)
    hand_back(
        actor=thu,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        stars=4,
        reason="Thiếu điều kiện năm sao.",
        now=world.later(),
    )
    assert told("dossier_handed_back") == names(cuc, hoa)


def test_a_withdrawal_tells_producer_and_commune(world: World, lan: Actor, minh: Actor, cuc: Actor) -> None:
    certificate = world.certificate()
    now = world.later()
    withdraw_certificate(
        actor=cuc,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground="criteria_lost",
        decision_number="400/QĐ-UBND",
        decided_on=world.today,
        reason="Kết luận kiểm tra.",
        now=now,
    )
    assert told("certificate_withdrawn") == names(lan, minh)


def test_the_days_are_those_of_the_schedule_and_of_the_renewal_window(world: World) -> None:
    assert telling.days_before(world.today) == (210, 180, 120, 90, 30)


def test_a_certificate_is_told_to_producer_commune_and_province_at_each_of_its_days_once(
    world: World, lan: Actor, minh: Actor, hoa: Actor
) -> None:
    certificate = world.certificate()
    until = certificate.valid_to - world.today
    at = world.now + until
    written = [
        telling.remind_of_expiry(at - timedelta(days=days)) for days in (211, 210, 180, 179, 120, 90, 30)
    ]
    assert written == [0, 3, 3, 0, 3, 3, 3]
    assert telling.remind_of_expiry(at) == 0
    assert telling.remind_of_expiry(at + timedelta(days=1)) == 0
    told_lan = Message.objects.filter(user__full_name=lan.name).order_by("pk")
    assert list(told_lan.values_list("template", flat=True))[-5:] == [
        "certificate_expiring",
        "certificate_window_open",
        "certificate_window_ends",
        "certificate_ending",
        "certificate_ending",
    ]
    assert told("certificate_ends_here") == names(minh, hoa)


def test_while_a_renewal_waits_nobody_is_reminded_and_after_its_refusal_again(world: World) -> None:
    certificate = world.certificate()
    world.now = datetime(2029, 6, 1, 2, 0, tzinfo=UTC)
    # Beyond the dated table of holidays nothing can be filed, so the facts are set as filing would set them.
    renewal = start_dossier(
        actor=world.producer, product_id=certificate.product_id, kind="renewal", now=world.later()
    )
    assert telling.remind_of_expiry(world.now) == 3
    renewal.state, renewal.filed_on = "filed", world.today
    renewal.save()
    for _step in range(7):
        assert telling.remind_of_expiry(world.later(days=25)) == 0
    renewal.state, renewal.changed_at = "withdrawn", world.now
    renewal.save()
    assert telling.remind_of_expiry(world.later()) == 3


def test_on_whatever_days_it_runs_each_step_is_told_at_most_once_and_only_when_due(
    world: World, lan: Actor
) -> None:
    certificate = world.certificate()
    at = world.now + (certificate.valid_to - world.today)
    steps = telling.days_before(world.today)

    @settings(max_examples=8, deadline=None)
    @given(days=st.lists(st.integers(-5, 230), min_size=1, max_size=6))
    def check(days: list[int]) -> None:
        with transaction.atomic():
            for left in sorted(days, reverse=True):
                telling.remind_of_expiry(at - timedelta(days=left))
            mine = Message.objects.filter(user__full_name=lan.name, template__in=ALERTS)
            told_of = sorted(one.reference.rpartition(":")[2] for one in mine)
            transaction.set_rollback(True)
        due = {due_step(left, steps) for left in days if left >= 0} - {None}
        assert told_of == sorted(str(step) for step in due)

    check()


def test_a_removal_tells_producer_and_commune_why(world: World, lan: Actor, minh: Actor, cuc: Actor) -> None:
    load_lists(now=world.now)
    certificate = world.certificate()
    remove_certificate(
        actor=cuc,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        facts=RemovalFacts("stopped", world.today, "Không còn sản xuất từ tháng 9."),
        now=world.later(),
    )
    assert told("certificate_removed") == names(lan, minh)
    at = world.now + (certificate.valid_to - world.today)
    assert telling.remind_of_expiry(at - timedelta(days=30)) == 0


def test_a_certificate_that_was_withdrawn_is_not_reminded_of(world: World, cuc: Actor) -> None:
    certificate = world.certificate()
    withdraw_certificate(
        actor=cuc,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground="criteria_lost",
        decision_number="400/QĐ-UBND",
        decided_on=world.today,
        reason="Kết luận kiểm tra.",
        now=world.later(),
    )
    at = world.now + (certificate.valid_to - world.today)
    assert telling.remind_of_expiry(at - timedelta(days=30)) == 0
