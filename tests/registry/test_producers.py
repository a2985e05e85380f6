"""What a producer is and was: corrections, changes from a day on, its end, and who may take part at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import actions, regimes, restricted, rules, selfcheck, timeline
from ocop.registry.actions import YearFacts
from ocop.registry.models import Producer
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.world import CHILLI, World, consent_facts, producer_facts, product_facts

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)
LATER = NOW + YEAR
SINCE = TODAY + timedelta(days=100)


def registered(actor: Actor, **changed: Any) -> Producer:
    return actions.register_producer(
        actor=actor,
        facts=producer_facts(**changed),
        commune_code="03037",
        consent=consent_facts(),
        now=NOW,
    )


def changed(actor: Actor, producer: Producer, **given: Any) -> Producer:
    facts = {name: given.pop(name) for name in list(given) if name in producer_facts().__dataclass_fields__}
    return actions.change_producer(
        **{
            "actor": actor,
            "producer_id": producer.pk,
            "expected_version": producer.version,
            "facts": producer_facts(**facts),
            "from_on": SINCE,
            "document": "12/BB-ĐHTV",
            "now": LATER,
            **given,
        }
    )


# -- who may take part (S5.03)


@pytest.mark.parametrize(
    ("kind", "set_no", "number", "allowed"),
    [
        ("htx", 10, "", True),
        ("ho", 10, "", False),
        ("ho", 10, "10H8001234", True),
        ("hoi", 26, "", True),
        ("hoi", 11, "", False),
        ("trang_trai", 25, "", True),
    ],
)
def test_who_may_take_part(kind: str, set_no: int, number: str, allowed: bool) -> None:
    asked = Producer(kind=kind, business_number=number)
    assert bool(rules.may_apply(regimes.regime_on(TODAY), asked, set_no)) is allowed


def test_a_household_brings_a_product_once_its_business_is_registered(lan: Actor) -> None:
    household = registered(lan, kind="ho")
    product: dict[str, Any] = {"producer_id": household.pk, "facts": product_facts(), "now": NOW}
    with no_entry(), pytest.raises(Denied, match="đăng ký kinh doanh"):
        actions.register_product(actor=lan, **product)
    facts = producer_facts(kind="ho", business_number="10H8001234")
    actions.update_producer(actor=lan, producer_id=household.pk, expected_version=1, facts=facts, now=NOW)
    assert actions.register_product(actor=lan, **product).set_no == CHILLI


# -- facts


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"website": "không có"}, {"website"}),
        ({"representative_birth_year": 85}, {"representative_birth_year"}),
        ({"business_on": TODAY + timedelta(days=1)}, {"business_on"}),
        ({"business_office": "a" * 201}, {"business_office"}),
    ],
)
def test_what_can_not_be_is_refused_by_its_field(facts: dict[str, Any], fields: set[str], lan: Actor) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        registered(lan, **facts)
    assert set(refusal.value.message_dict) == fields


def test_a_no_is_masked_like_a_yes() -> None:
    for answer in (True, False):
        shown = restricted.hidden("registry.producer", {"representative_disabled": answer}, "htx")
        assert shown == {"representative_disabled": "***"}
    assert restricted.hidden("registry.producer", {"representative_disabled": None}, "htx") == {
        "representative_disabled": None
    }


# -- a change from a day on


def test_what_a_producer_was_before_a_change_is_kept(lan: Actor) -> None:
    producer = registered(lan)
    with one_entry("producer.changed"):
        changed(lan, producer, name="Hợp tác xã Ớt Mường Hoa", kind="dn")
    producer.refresh_from_db()
    assert (producer.name, producer.version) == ("Hợp tác xã Ớt Mường Hoa", 2)
    before = producer.earlier.get()
    assert (before.name, before.kind, before.document) == ("Hợp tác xã Ớt Tả Van", "htx", "12/BB-ĐHTV")
    assert before.to_on == SINCE - timedelta(days=1)


def test_a_correction_keeps_nothing(lan: Actor) -> None:
    producer = registered(lan)
    facts = producer_facts(name="Hợp tác xã Ớt Mường Hoa")
    actions.update_producer(actor=lan, producer_id=producer.pk, expected_version=1, facts=facts, now=LATER)
    assert not producer.earlier.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from_on": TODAY + YEAR + timedelta(days=1)}, "from_on"),
        ({"from_on": TODAY}, "from_on"),
        ({"document": " "}, "document"),
    ],
)
def test_a_change_has_a_true_day_and_a_document(given: dict[str, Any], field: str, lan: Actor) -> None:
    producer = registered(lan)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        changed(lan, producer, name="Tên mới", **given)
    assert set(refusal.value.message_dict) == {field}
    assert not producer.earlier.exists()


def test_the_next_change_is_later_than_the_latest(lan: Actor) -> None:
    producer = changed(lan, registered(lan), name="Tên thứ hai")
    for day in (SINCE, SINCE - timedelta(days=5)):
        with no_entry(), pytest.raises(ValidationError, match="from_on"):
            changed(lan, producer, name="Tên thứ ba", from_on=day)
    changed(lan, producer, name="Tên thứ ba", from_on=SINCE + timedelta(days=1))
    assert [one.name for one in producer.earlier.order_by("to_on")] == ["Hợp tác xã Ớt Tả Van", "Tên thứ hai"]


def test_a_change_that_changes_nothing_is_refused(lan: Actor) -> None:
    producer = registered(lan)
    with no_entry(), pytest.raises(ValidationError):
        changed(lan, producer, phone="0912000002")
    assert not producer.earlier.exists()


def test_changes_are_refused_to_strangers_readers_and_stale_pages(lan: Actor, binh: Actor, an: Actor) -> None:
    producer = registered(lan)
    for actor, version, refusal in ((binh, 1, Producer.DoesNotExist), (an, 1, Denied), (lan, 0, Stale)):
        with no_entry(), pytest.raises(refusal):
            changed(actor, producer, name="Tên khác", expected_version=version)


def test_the_life_of_a_producer_is_told_by_day(lan: Actor) -> None:
    producer = changed(lan, registered(lan), representative_ethnicity="Dao", name="Tên mới")
    regime = regimes.regime_on(TODAY)
    told = timeline.moments(producer, regime, in_the_clear=True)
    assert [one.on for one in told] == [TODAY, SINCE]
    assert any("Hợp tác xã Ớt Tả Van" in line for line in told[1].lines)
    assert any("Giáy" in line for line in told[1].lines)
    masked = timeline.moments(producer, regime, in_the_clear=False)
    assert len(masked[1].lines) == len(told[1].lines)
    assert not any("Giáy" in line for line in masked[1].lines)


# -- the end


def ended(actor: Actor, producer: Producer, **given: Any) -> Producer:
    return actions.end_producer(
        **{
            "actor": actor,
            "producer_id": producer.pk,
            "expected_version": producer.version,
            "reason": "stopped",
            "to_on": TODAY,
            "now": NOW,
            **given,
        }
    )


@pytest.mark.usefixtures("lists")
def test_a_producer_that_ended_brings_nothing_new_and_its_end_is_taken_back(
    minh: Actor, world: World
) -> None:
    product = world.a_product()
    producer = product.producer
    producer.refresh_from_db()
    with one_entry("producer.ended"):
        producer = ended(minh, producer)
    with no_entry(), pytest.raises(Denied):
        world.a_product(name="Món mới")
    assert Producer.objects.get(pk=producer.pk).products.count() == 1, "its products stay"
    with one_entry("producer.resumed"):
        actions.resume_producer(
            actor=minh, producer_id=producer.pk, expected_version=producer.version, why="Ghi nhầm", now=NOW
        )
    assert world.a_product(name="Món mới").producer_id == producer.pk


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "bored"}, "reason"),
        ({"reason": "taken_over"}, "reason"),
        ({"to_on": TODAY + timedelta(days=1)}, "to_on"),
        ({"to_on": TODAY - timedelta(days=1)}, "to_on"),
    ],
)
def test_an_end_has_a_reason_and_a_true_day(given: dict[str, Any], field: str, minh: Actor) -> None:
    producer = registered(minh)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        ended(minh, producer, **given)
    assert set(refusal.value.message_dict) == {field}


@pytest.mark.usefixtures("lists")
def test_an_end_is_refused_to_whom_it_is_not_for(lan: Actor, minh: Actor, binh: Actor, an: Actor) -> None:
    producer = registered(lan)
    for actor, version, refusal in (
        (binh, 1, Producer.DoesNotExist),
        (an, 1, Denied),
        (lan, 1, Denied),
        (minh, 0, Stale),
    ):
        with no_entry(), pytest.raises(refusal):
            ended(actor, producer, expected_version=version)
    producer = ended(minh, producer)
    with no_entry(), pytest.raises(Conflict):
        ended(minh, producer)


@pytest.mark.usefixtures("lists")
def test_an_end_is_taken_back_with_a_reason_by_an_officer(lan: Actor, minh: Actor) -> None:
    producer = registered(lan)
    back: dict[str, Any] = {"producer_id": producer.pk, "now": NOW}
    with no_entry(), pytest.raises(Conflict):
        actions.resume_producer(actor=minh, expected_version=1, why="Nhầm", **back)
    ended(minh, producer)
    with no_entry(), pytest.raises(ValidationError, match="why"):
        actions.resume_producer(actor=minh, expected_version=2, why=" ", **back)
    with no_entry(), pytest.raises(Denied):
        actions.resume_producer(actor=lan, expected_version=2, why="Nhầm", **back)
    with no_entry(), pytest.raises(Stale):
        actions.resume_producer(actor=minh, expected_version=1, why="Nhầm", **back)


# -- what is missing


def test_what_is_missing_is_named_until_it_is_written(lan: Actor) -> None:
    producer = registered(lan, kind="ho", tax_code="0100109106")
    regime = regimes.regime_on(TODAY)
    gaps = selfcheck.gaps(producer, regime, TODAY)
    assert [gap.stops for gap in gaps] == [True] + [False] * (len(gaps) - 1)
    facts = producer_facts(
        kind="ho",
        tax_code="0100109106",
        business_number="10H8001234",
        business_on=date(2024, 5, 2),
        business_office="Phòng Kinh tế",
        representative_birth_year=1985,
    )
    actions.update_producer(actor=lan, producer_id=producer.pk, expected_version=1, facts=facts, now=NOW)
    actions.save_year(
        actor=lan,
        producer_id=producer.pk,
        year=TODAY.year - 1,
        expected_version=0,
        facts=YearFacts(workers=3),
        now=NOW,
    )
    producer.refresh_from_db()
    assert len(selfcheck.gaps(producer, regime, TODAY)) == 1, "linkages or areas"
