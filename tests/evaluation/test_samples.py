"""Samples: how many, entered and labelled, and the hands they go through."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.evaluation import actions, samples
from ocop.evaluation.actions import SampleFacts
from ocop.evaluation.completeness import missing_for_sending_up
from ocop.evaluation.models import Dossier, Sample
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db

BOTTLE = SampleFacts("Chai 250 ml", "L11")
TOURISM = 26


def entered(world: World, dossier: Dossier, count: int = 5, facts: SampleFacts = BOTTLE) -> list[Sample]:
    return actions.register_samples(
        actor=world.producer, dossier_id=dossier.pk, count=count, facts=facts, now=world.later()
    )


def handled(world: World, actor: Actor, dossier: Dossier, act: str, *numbers: int, note: str = "") -> None:
    actions.handle_samples(
        actor=actor,
        dossier_id=dossier.pk,
        act=act,
        numbers=numbers or range(1, 6),
        note=note,
        now=world.later(),
    )


def states(dossier: Dossier) -> list[tuple[str, str]]:
    return list(dossier.samples.order_by("no").values_list("state", "level"))


def test_the_regime_asks_for_five_and_for_none_in_tourism(world: World) -> None:
    dossier = world.dossier("filed")
    assert samples.count(dossier) == 5
    dossier.set_no = TOURISM
    assert samples.count(dossier) == 0
    assert "Điều 6" in samples.exempt(dossier)


def test_the_whole_way_from_the_producer_to_the_end(world: World, minh: Actor, hoa: Actor) -> None:
    dossier = world.dossier("filed")
    with one_entry("dossier.samples_registered"):
        entered(world, dossier)
    for actor, act, verb in (
        (world.producer, "label", "labelled"),
        (minh, "receive", "received"),
        (minh, "send", "sent"),
        (hoa, "receive", "received"),
        (hoa, "show", "shown"),
    ):
        with one_entry(f"dossier.samples_{verb}"):
            handled(world, actor, dossier, act)
    handled(world, hoa, dossier, "open", 1, 2)
    handled(world, hoa, dossier, "destroy", 1, 2, note="Đã nếm thử, hủy trước tổ giúp việc.")
    handled(world, hoa, dossier, "return", 3, note="Bà Lan nhận.")
    assert states(dossier) == [
        ("destroyed", "province"),
        ("destroyed", "province"),
        ("returned", ""),
        ("shown", "province"),
        ("shown", "province"),
    ]
    chain = [move.state for move in dossier.samples.get(no=1).moves.order_by("pk")]
    assert chain == ["registered", "labelled", "received", "sent", "received", "shown", "opened", "destroyed"]


def test_only_who_has_them_handles_them(world: World, minh: Actor, hoa: Actor, an: Actor) -> None:
    dossier = world.dossier("filed")
    entered(world, dossier)
    with no_entry(), pytest.raises(Denied):
        handled(world, world.producer, dossier, "receive")
    with no_entry(), pytest.raises(Denied):
        handled(world, an, dossier, "receive")
    handled(world, minh, dossier, "receive")
    with no_entry(), pytest.raises(Conflict):
        handled(world, hoa, dossier, "show")


def test_nothing_is_done_twice_or_without_a_reason(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    entered(world, dossier)
    handled(world, minh, dossier, "receive")
    with no_entry(), pytest.raises(Conflict):
        handled(world, minh, dossier, "receive")
    with no_entry(), pytest.raises(ValidationError):
        handled(world, minh, dossier, "destroy")
    with no_entry(), pytest.raises(ValidationError):
        handled(world, minh, dossier, "receive", 99)


def test_the_secretary_opens_samples_at_the_session_and_no_other_member(
    world: World, hoa: Actor, minh: Actor, phuc: Actor, tuan: Actor
) -> None:
    dossier = world.dossier("scoring")
    handled(world, minh, dossier, "send")
    handled(world, hoa, dossier, "receive")
    with no_entry(), pytest.raises(Denied):
        handled(world, tuan, dossier, "show")
    handled(world, phuc, dossier, "show")
    assert set(states(dossier)) == {("shown", "province")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"facts": SampleFacts(" ")},
        {"facts": SampleFacts("Chai", produced_on=date(2027, 1, 1))},
        {"facts": SampleFacts("Chai", expires_on=date(2026, 1, 1))},
    ],
)
def test_wrong_facts_are_refused(world: World, wrong: dict[str, Any]) -> None:
    dossier = world.dossier("filed")
    with no_entry(), pytest.raises(ValidationError):
        entered(world, dossier, **wrong)


def test_a_draft_takes_no_samples(world: World) -> None:
    draft = world.dossier("draft")
    with no_entry(), pytest.raises(Conflict):
        entered(world, draft)


def test_a_dossier_without_its_samples_is_not_sent_up(world: World, minh: Actor) -> None:
    dossier = world.with_report(world.dossier("filed"))
    assert not missing_for_sending_up(dossier, world.today)
    handled(world, minh, dossier, "destroy", 1, note="Vỡ.")
    (one,) = missing_for_sending_up(dossier, world.today)
    assert "4" in str(one.text)


def test_an_expired_sample_counts_no_more(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    until = world.today + timedelta(days=3)
    entered(world, dossier, facts=SampleFacts("Hộp", expires_on=until))
    handled(world, minh, dossier, "receive")
    assert samples.there(dossier, until) == 5
    assert samples.there(dossier, until + timedelta(days=1)) == 0


def test_what_expires_before_the_session_is_named() -> None:
    one = Sample(expires_on=date(2026, 12, 1), state="received")
    tag = samples.warning(one, date(2026, 11, 23), date(2026, 12, 5))
    assert tag is not None
    assert "phiên họp" in str(tag.label)
    assert samples.warning(one, date(2026, 11, 23), date(2026, 11, 30)) is None


# -- pages --------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.mark.usefixtures("today")
def test_samples_are_entered_labelled_and_received_on_their_page(
    world: World, client_of: ClientOf, lan: Actor, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    page = reverse("evaluation:samples", args=[dossier.pk])
    new = reverse("evaluation:register_samples", args=[dossier.pk])
    typed = {"count": "5", "unit": "Chai 250 ml", "expires_on": "01/03/2027"}
    with one_entry("dossier.samples_registered"):
        assert client_of(lan).post(new, typed).headers["Location"] == page
    labels = client_of(lan).get(reverse("evaluation:sample_labels", args=[dossier.pk])).content.decode()
    assert labels.count("qr.svg") == 5
    qr = client_of(lan).get(reverse("evaluation:sample_qr", args=[dossier.pk, 1]))
    assert qr.headers["Content-Type"] == "image/svg+xml"
    with one_entry("dossier.samples_received"):
        client_of(minh).post(page, {"act": "receive", "sample": ["1", "2", "3", "4", "5"], "place": "Tủ 2"})
    assert "Tủ 2" in client_of(lan).get(page).content.decode()


@pytest.mark.usefixtures("today")
def test_what_was_ticked_stays_ticked_when_the_reason_is_missing(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.sampled(world.dossier("filed"))
    page = reverse("evaluation:samples", args=[dossier.pk])
    with no_entry():
        html = client_of(minh).post(page, {"act": "destroy", "sample": ["2"]}).content.decode()
    assert "Lỗi:" in html
    assert 'value="2" checked' in html


@pytest.mark.usefixtures("today")
def test_the_list_of_the_office_costs_the_same_however_long(
    world: World,
    client_of: ClientOf,
    hoa: Actor,
    binh: Actor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    dossier = world.sampled(world.dossier("filed"))
    client = client_of(hoa)
    with django_assert_max_num_queries(8):
        html = client.get(reverse("evaluation:all_samples")).content.decode()
    assert html.count(f"M{dossier.pk}-") == 5
    assert f"M{dossier.pk}-" not in client_of(binh).get(reverse("evaluation:all_samples")).content.decode()
