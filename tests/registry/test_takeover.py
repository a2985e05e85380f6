"""One producer takes over from another: what goes, what stays, and that the past never changes."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import relations
from ocop.evaluation.relations import Tie
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import actions, holding, papers, queries
from ocop.registry.actions import AreaFacts, LinkageFacts, TakeoverFacts, TraitFacts
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.models import (
    EarlierHolder,
    EarlierProducer,
    Material,
    Paper,
    Producer,
    Product,
    Takeover,
    TakeoverKind,
)
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.world import World, consent_facts, producer_facts, product_facts

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=30)
LATER = NOW + MONTH
ON = local_day(LATER)
TAX_CODE = "0100109106"


def registered(actor: Actor, now: datetime = NOW, **changed: Any) -> Producer:
    return actions.register_producer(
        actor=actor,
        facts=producer_facts(**changed),
        commune_code="03037",
        consent=consent_facts(),
        now=now,
    )


def a_product(actor: Actor, producer: Producer, name: str, now: datetime = NOW) -> Product:
    facts = product_facts(name=name)
    return actions.register_product(actor=actor, producer_id=producer.pk, facts=facts, now=now)


def taken(
    actor: Actor, former: Producer, successor: Producer, now: datetime = LATER, **changed: Any
) -> Takeover:
    given: dict[str, Any] = {"kind": "transformed", "on": local_day(now), "document": "05/BB-HTX", **changed}
    former.refresh_from_db()
    successor.refresh_from_db()
    return actions.take_over(
        actor=actor,
        former_id=former.pk,
        successor_id=successor.pk,
        facts=TakeoverFacts(**given),
        former_version=former.version,
        successor_version=successor.version,
        now=now,
    )


@pytest.fixture
def household(minh: Actor) -> Producer:
    return registered(minh, name="Hộ Lý Thị Lan", kind="ho", business_number="10H8001234")


@pytest.fixture
def cooperative(minh: Actor) -> Producer:
    return registered(minh, name="Hợp tác xã Mường Hoa", representative_name="Giàng A Páo")


@pytest.fixture
def chilli(minh: Actor, household: Producer) -> Product:
    return a_product(minh, household, "Tương ớt Mường Hoa")


# -- what goes over


def test_a_household_becomes_a_cooperative(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    with one_entry("producer.took_over") as written:
        taken(minh, household, cooperative)
    assert written[0].object_id == str(cooperative.pk)
    chilli.refresh_from_db()
    household.refresh_from_db()
    assert (chilli.producer, chilli.version) == (cooperative, 2)
    assert (household.ended_on, household.ended_reason) == (ON - timedelta(days=1), "taken_over")
    assert holding.holder_on(chilli, ON - timedelta(days=1)) == household
    assert holding.holder_on(chilli, ON) == cooperative
    assert [row.product for row in holding.held_before(household)] == [chilli]


def test_certificates_and_finished_dossiers_go_with_their_product(world: World, minh: Actor) -> None:
    certified = world.dossier("recognised").product
    certificate = certified.certificates.get()
    taken(minh, certified.producer, registered(minh, name="Công ty Mường Hoa", kind="dn"))
    certificate.refresh_from_db()
    assert certificate.product.producer.name == "Công ty Mường Hoa"
    assert certificate.producer_name == "Hợp tác xã Ớt Tả Van", "what is printed stays"


def test_some_products_go_and_the_former_goes_on(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    other = a_product(minh, household, "Ớt khô")
    taken(minh, household, cooperative, kind="handed_on", product_ids=[other.pk])
    household.refresh_from_db()
    assert household.ended_on is None
    assert list(household.products.all()) == [chilli]
    assert list(cooperative.products.all()) == [other]


@pytest.mark.usefixtures("chilli")
def test_its_consents_end_with_a_former_that_ends(
    minh: Actor, household: Producer, cooperative: Producer
) -> None:
    taken(minh, household, cooperative)
    assert not household.consents.filter(withdrawn_on=None).exists()
    assert cooperative.consents.filter(withdrawn_on=None).exists()
    household.refresh_from_db()
    with no_entry(), pytest.raises(Denied):
        a_product(minh, household, "Món mới", LATER)


def test_people_who_speak_for_the_former_may_be_carried_over(
    lan: Actor, minh: Actor, cooperative: Producer
) -> None:
    own = registered(lan, name="Hộ của Lan")
    a_product(lan, own, "Ớt bột")
    with pytest.raises(ValidationError, match="carry_over"):
        taken(minh, own, cooperative, carry_over=[minh.user_id])
    taken(minh, own, cooperative, carry_over=[lan.user_id])
    assert [one.user_id for one in queries.representatives(cooperative)] == [lan.user_id]
    assert [one.user_id for one in queries.representatives(own)] == [lan.user_id]


@pytest.mark.usefixtures("lists")
def test_marks_linkages_and_areas_go_on_with_the_successor(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    begun = date(2025, 1, 1)
    given: dict[str, Any] = {"actor": minh, "producer_id": household.pk, "now": NOW}
    actions.add_trait(facts=TraitFacts("craft_village", begun, "Làng nghề Tả Van"), **given)
    actions.add_linkage(facts=LinkageFacts("sales", begun, "Cửa hàng Sa Pa"), **given)
    actions.add_linkage(facts=LinkageFacts("materials", begun, "", cooperative.code), **given)
    area = actions.add_area(facts=AreaFacts("Nương Giáy", "Ớt", "03037", begun), **given)
    material = Material.objects.create(product=chilli, name="Ớt", source="local", area=area)
    taken(minh, household, cooperative)
    assert not household.traits.filter(to_on=None).exists()
    trait = cooperative.traits.get()
    assert (trait.name, trait.from_on, trait.to_on) == ("Làng nghề Tả Van", ON, None)
    assert [row.partner_name for row in cooperative.linkages.all()] == ["Cửa hàng Sa Pa"]
    material.refresh_from_db()
    assert material.area == cooperative.areas.get()


@pytest.mark.usefixtures("chilli", "lists")
def test_what_was_only_handed_on_leaves_marks_where_they_were(
    minh: Actor, household: Producer, cooperative: Producer
) -> None:
    facts = TraitFacts("craft_village", date(2025, 1, 1))
    actions.add_trait(actor=minh, producer_id=household.pk, facts=facts, now=NOW)
    taken(minh, household, cooperative, kind="handed_on")
    assert household.traits.filter(to_on=None).exists()
    assert not cooperative.traits.exists()


def a_paper(
    minh: Actor, producer: Producer, *products: Product, title: str = "Giấy an toàn thực phẩm"
) -> Paper:
    return paper_actions.add_paper(
        actor=minh,
        producer_id=producer.pk,
        facts=PaperFacts("food_safety", title),
        products=[one.pk for one in products],
        now=NOW,
    )


@pytest.mark.usefixtures("lists")
def test_papers_go_on_with_what_a_producer_became(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    named, whole = a_paper(minh, household, chilli), a_paper(minh, household, title="Đăng ký kinh doanh")
    with one_entry("producer.took_over"):
        taken(minh, household, cooperative)
    chilli.refresh_from_db()
    assert {one.pk for one in papers.of_product(chilli)} == {named.pk, whole.pk}
    assert papers.can_write(minh, papers.seen(minh, named.pk).producer, ON)
    whole.refresh_from_db()
    assert (whole.producer, whole.holder, whole.version) == (cooperative, household.name, 2)


@pytest.mark.usefixtures("lists")
def test_papers_go_with_the_products_they_name_and_are_had_by_both_where_some_stay(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    going = a_product(minh, household, "Ớt khô")
    named, both = a_paper(minh, household, going), a_paper(minh, household, going, chilli, title="VietGAP")
    whole = a_paper(minh, household, title="Đăng ký kinh doanh")
    with one_entry("producer.took_over") as written:
        taken(minh, household, cooperative, kind="handed_on", product_ids=[going.pk])
    going.refresh_from_db()
    chilli.refresh_from_db()
    twin = cooperative.papers.get(title="VietGAP")
    assert {one.pk for one in papers.of_product(going)} == {named.pk, twin.pk}
    assert {one.pk for one in papers.of_product(chilli)} == {both.pk, whole.pk}
    assert [scope.product for scope in twin.scopes.all()] == [going]
    assert cooperative.papers.count() == 2
    assert written[0].object_id == str(cooperative.pk)


def test_what_was_entered_twice_goes_with_the_product_it_is(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    double = a_product(minh, household, "Tương ớt")
    Product.objects.filter(pk=double.pk).update(merged_into=chilli)
    taken(minh, household, cooperative, product_ids=[chilli.pk])
    household.refresh_from_db()
    assert set(cooperative.products.all()) == {chilli, double}
    assert household.ended_on == ON - timedelta(days=1)


def test_of_a_producer_entered_twice_one_is_left(minh: Actor, cooperative: Producer) -> None:
    double = registered(
        minh, now=NOW + timedelta(days=2), name="HTX Mường Hoa", representative_name="Páo", tax_code=TAX_CODE
    )
    product = a_product(minh, cooperative, "Ớt xanh")
    taken(minh, cooperative, double, kind="same", document="")
    double.refresh_from_db()
    cooperative.refresh_from_db()
    product.refresh_from_db()
    assert product.producer == double
    assert double.registered_on == TODAY, "the earlier day is kept"
    assert cooperative.ended_reason == "entered_twice"
    assert cooperative.name == "Hợp tác xã Mường Hoa"


def test_the_one_that_is_left_gets_the_tax_code_if_it_has_none(minh: Actor, cooperative: Producer) -> None:
    double = registered(minh, name="HTX Mường Hoa", representative_name="Páo", tax_code=TAX_CODE)
    taken(minh, double, cooperative, kind="same", document="")
    cooperative.refresh_from_db()
    double.refresh_from_db()
    assert (cooperative.tax_code, double.tax_code) == (TAX_CODE, "")
    assert EarlierProducer.objects.get(producer=double).tax_code == TAX_CODE


def test_a_mistake_is_undone_by_a_take_over_back(
    minh: Actor, household: Producer, cooperative: Producer, chilli: Product
) -> None:
    taken(minh, household, cooperative)
    taken(minh, cooperative, household, kind="handed_on", document="Ghi nhầm")
    household.refresh_from_db()
    cooperative.refresh_from_db()
    chilli.refresh_from_db()
    assert chilli.producer == household
    assert (household.ended_on, household.ended_reason) == (None, "")
    assert cooperative.ended_reason == "taken_over"
    assert EarlierHolder.objects.count() == 1, "the cooperative held it for no whole day"


# -- what keeps it from going


@pytest.mark.parametrize("state", ["draft", "filed", "returned", "sent_up", "accepted"])
def test_a_dossier_before_the_council_follows(state: str, world: World, minh: Actor) -> None:
    dossier = world.dossier(state)
    successor = registered(minh, name="Công ty Mường Hoa", kind="dn")
    taken(minh, dossier.product.producer, successor)
    dossier.refresh_from_db()
    assert (dossier.product.producer, dossier.state) == (successor, state)


@pytest.mark.parametrize("state", ["scoring", "closed"])
def test_a_dossier_before_a_council_keeps_its_product(state: str, world: World, minh: Actor) -> None:
    dossier = world.dossier(state)
    successor = registered(minh, name="Công ty Mường Hoa", kind="dn")
    with no_entry(), pytest.raises(Conflict, match=dossier.product.name):
        taken(minh, dossier.product.producer, successor)


def test_a_take_over_loosens_no_tie(world: World, minh: Actor, tuan: Actor) -> None:
    dossier = world.dossier("accepted")
    assert tuan.user_id is not None
    actions.name_representative(
        actor=minh, producer_id=dossier.product.producer_id, user_id=tuan.user_id, now=NOW
    )
    taken(minh, dossier.product.producer, registered(minh, name="Công ty Mường Hoa", kind="dn"))
    dossier.refresh_from_db()
    assert Tie.BELONGS in relations.ties([dossier], [tuan.user_id])[dossier.pk, tuan.user_id]


def test_a_successor_that_may_not_bring_such_a_product_gets_none(
    minh: Actor, household: Producer, chilli: Product
) -> None:
    association = registered(minh, name="Hội nông dân", kind="hoi")
    with no_entry(), pytest.raises(Conflict, match=chilli.name):
        taken(minh, household, association)


@pytest.mark.usefixtures("chilli")
def test_strangers_producers_and_readers_record_no_take_over(
    lan: Actor, binh: Actor, an: Actor, household: Producer, cooperative: Producer
) -> None:
    for actor, refusal in ((lan, Producer.DoesNotExist), (binh, Producer.DoesNotExist), (an, Denied)):
        with no_entry(), pytest.raises(refusal):
            taken(actor, household, cooperative)


def test_a_producer_itself_records_none(lan: Actor) -> None:
    mine, other = registered(lan), registered(lan, name="Hộ khác")
    with no_entry(), pytest.raises(Denied):
        taken(lan, mine, other)


def test_both_lie_in_the_own_territory(minh: Actor, hoa: Actor, household: Producer, bac_ha: Unit) -> None:
    far = actions.register_producer(
        actor=hoa,
        facts=producer_facts(name="Hợp tác xã Bắc Hà"),
        commune_code=bac_ha.code,
        consent=consent_facts(),
        now=NOW,
    )
    with no_entry(), pytest.raises(Producer.DoesNotExist):
        taken(minh, household, far)
    taken(hoa, household, far)
    assert Takeover.objects.get().successor == far


@pytest.mark.usefixtures("chilli")
def test_old_pages_of_either_are_refused(minh: Actor, household: Producer, cooperative: Producer) -> None:
    facts = TakeoverFacts("transformed", ON, "1/BB")
    for former_version, successor_version in ((0, 1), (1, 0)):
        with no_entry(), pytest.raises(Stale):
            actions.take_over(
                actor=minh,
                former_id=household.pk,
                successor_id=cooperative.pk,
                facts=facts,
                former_version=former_version,
                successor_version=successor_version,
                now=LATER,
            )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "stolen"}, "kind"),
        ({"document": " "}, "document"),
        ({"on": ON + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=1)}, "on"),
        ({"product_ids": []}, "products"),
        ({"product_ids": [999]}, "products"),
    ],
)
@pytest.mark.usefixtures("chilli")
def test_every_fault_is_named_by_its_field(
    changed: dict[str, Any],
    field: str,
    minh: Actor,
    household: Producer,
    cooperative: Producer,
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        taken(minh, household, cooperative, **changed)
    assert set(refusal.value.message_dict) == {field}


@pytest.mark.usefixtures("chilli")
def test_nothing_is_handed_on_from_before_it_came(
    minh: Actor, household: Producer, cooperative: Producer
) -> None:
    taken(minh, household, cooperative)
    third = registered(minh, name="Công ty Mường Hoa", kind="dn")
    with no_entry(), pytest.raises(ValidationError) as refusal:
        taken(minh, cooperative, third, LATER + MONTH, on=ON - timedelta(days=1))
    assert set(refusal.value.message_dict) == {"on"}


@pytest.mark.usefixtures("chilli", "lists")
def test_a_producer_takes_over_neither_from_itself_nor_once_it_ended(
    minh: Actor, household: Producer, cooperative: Producer
) -> None:
    with no_entry(), pytest.raises(ValidationError):
        taken(minh, household, household)
    actions.end_producer(
        actor=minh, producer_id=cooperative.pk, expected_version=1, reason="bankrupt", to_on=TODAY, now=NOW
    )
    with no_entry(), pytest.raises(Conflict):
        taken(minh, household, cooperative)


@pytest.mark.usefixtures("chilli")
def test_a_former_that_ended_with_nothing_left_has_nothing_to_hand_on(
    minh: Actor, household: Producer, cooperative: Producer
) -> None:
    taken(minh, household, cooperative)
    third = registered(minh, name="Hợp tác xã khác")
    with no_entry(), pytest.raises(Conflict):
        taken(minh, household, third)


# -- whatever happens


@pytest.mark.parametrize("seed", range(6))
def test_after_any_take_overs_each_product_has_one_holder_and_its_past_stays(seed: int, minh: Actor) -> None:
    chance = random.Random(seed)  # noqa: S311 - a sequence to try, no secret
    producers = [registered(minh, name=f"Hợp tác xã {number}") for number in range(4)]
    products = [a_product(minh, producers[number % 2], f"Sản phẩm {number}") for number in range(5)]
    known: dict[tuple[int, date], int] = {}
    now = NOW
    done = 0
    for _step in range(14):
        now += timedelta(days=chance.choice([0, 1, 9]), minutes=1)
        former, successor = chance.sample(producers, 2)
        held = list(former.products.values_list("pk", flat=True))
        some = chance.sample(held, chance.randint(1, len(held))) if held and chance.random() < 0.5 else None
        kind = chance.choice(TakeoverKind.values)
        on = local_day(now) - timedelta(days=chance.choice([0, 0, 1, 5]))
        try:
            taken(minh, former, successor, now, kind=kind, on=on, product_ids=some)
        except (ValidationError, Conflict):
            continue
        done += 1
        rows = Product.objects.prefetch_related("earlier_holders__producer")
        fresh = rows.in_bulk([one.pk for one in products])
        days = [TODAY + timedelta(days=day) for day in range((local_day(now) - TODAY).days + 1)]
        told = {(pk, day): holding.holder_on(one, day).pk for pk, one in fresh.items() for day in days}
        changed = {(pk, day) for (pk, day), holder in known.items() if day < on and told[pk, day] != holder}
        assert not changed
        assert all(told[pk, local_day(now)] == one.producer_id for pk, one in fresh.items())
        known = told
    assert done > 3
    assert sum(one.products.count() for one in producers) == len(products)
