"""Certificates from before this register: the rules, the commune and the issuer are those of their day."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ocop.places import queries as places
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition import earlier, queries
from ocop.recognition.earlier import EarlierFacts, enter_certificate
from ocop.recognition.models import Certificate, EventKind
from ocop.registry.models import EarlierHolder, EarlierProducer, Producer, Product
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.world import World

DAY = date(2024, 5, 20)


@pytest.fixture
def product(world: World) -> Product:
    return world.a_product()


@pytest.fixture
def facts(old_ta_van: Unit, product: Product) -> EarlierFacts:
    """Three stars by the district, as Decision 148 had it."""
    return EarlierFacts(
        number="12/GCN",
        stars=3,
        commune_id=old_ta_van.pk,
        issuer_id=places.unit("088", on=DAY).pk,
        set_no=earlier.set_then(product, DAY) or 10,
        decision_number="345/QĐ-UBND",
        decided_on=DAY,
        signer_name="Phạm Tiến Dũng",
        signer_title="Chủ tịch UBND thị xã Sa Pa",
        total=Decimal("61.5"),
    )


def enter(actor: Actor, product: Product, facts: EarlierFacts) -> Certificate:
    return enter_certificate(actor=actor, product_id=product.pk, facts=facts, now=NOW)


def test_a_certificate_keeps_the_district_that_issued_it(
    hoa: Actor, product: Product, facts: EarlierFacts
) -> None:
    with one_entry("certificate.entered"):
        entered = enter(hoa, product, facts)
    assert entered.issuer_unit.own_name == "thị xã Sa Pa"
    assert entered.commune_name == "xã Tả Van, thị xã Sa Pa, tỉnh Lào Cai"
    assert entered.regime_id == "2023-148"
    assert entered.valid_to == date(2027, 5, 20)
    assert queries.status(queries.certificate(hoa, entered.pk), TODAY).holds


def test_the_product_took_part_since_then_and_in_that_commune(
    hoa: Actor, product: Product, facts: EarlierFacts, old_ta_van: Unit
) -> None:
    enter(hoa, product, facts)
    product.refresh_from_db()
    assert product.entered_on == DAY
    assert product.commune_on(DAY) == old_ta_van
    assert product.commune_on(TODAY) == places.unit("03037")
    assert product.certified_to == date(2027, 5, 20)


def test_it_names_whoever_held_the_product_then_as_it_was_called(
    hoa: Actor, product: Product, facts: EarlierFacts
) -> None:
    former = Producer.objects.get(pk=product.producer_id)
    former.pk, former.code, former.tax_code = None, "CT-TRUOC", ""
    former.save(force_insert=True)
    EarlierHolder.objects.create(product=product, producer=former, to_on=date(2025, 1, 1))
    columns = {"kind": former.kind, "commune": former.commune, "representative_name": "Ai đó"}
    EarlierProducer.objects.create(producer=former, to_on=date(2024, 12, 1), name="Hộ Giàng A Páo", **columns)
    EarlierProducer.objects.create(producer=former, to_on=date(2025, 12, 1), name="Tổ Ớt", **columns)
    assert enter(hoa, product, facts).producer_name == "Hộ Giàng A Páo"


def test_a_later_certificate_replaces_the_one_in_force(
    hoa: Actor, product: Product, facts: EarlierFacts
) -> None:
    later = replace(facts, number="3/GCN", decision_number="9/QĐ-UBND", decided_on=date(2025, 3, 1))
    second = enter(hoa, product, later)
    first = enter(hoa, product, facts)
    assert first.events.get().kind == EventKind.REPLACED
    assert first.events.get().on == date(2025, 3, 1)
    product.refresh_from_db()
    assert product.certified_to == second.valid_to


def test_four_stars_were_not_the_districts_to_give(hoa: Actor, product: Product, facts: EarlierFacts) -> None:
    with no_entry(), pytest.raises(ValidationError, match="stars"):
        enter(hoa, product, replace(facts, stars=4, total=None))


def test_the_province_of_today_issued_nothing_under_the_old_map(
    hoa: Actor, product: Product, facts: EarlierFacts, lao_cai: Unit
) -> None:
    with no_entry(), pytest.raises(ValidationError, match="issuer"):
        enter(hoa, product, replace(facts, issuer_id=lao_cai.pk))


def test_a_commune_of_another_district_is_refused(hoa: Actor, product: Product, facts: EarlierFacts) -> None:
    strange = places.unit("02839", on=DAY)
    with no_entry(), pytest.raises(ValidationError, match="commune"):
        enter(hoa, product, replace(facts, commune_id=strange.pk))


@pytest.mark.parametrize("total", [Decimal("49.99"), Decimal("100.01")])
def test_points_that_do_not_make_these_stars_are_refused(
    hoa: Actor, product: Product, facts: EarlierFacts, total: Decimal
) -> None:
    with no_entry(), pytest.raises(ValidationError, match="total"):
        enter(hoa, product, replace(facts, total=total))


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2015, 1, 1)])
def test_a_day_to_come_or_before_all_rules_is_refused(
    hoa: Actor, product: Product, facts: EarlierFacts, day: date
) -> None:
    with no_entry(), pytest.raises(ValidationError, match="decided_on"):
        enter(hoa, product, replace(facts, decided_on=day))


def test_what_stands_on_the_decision_must_be_written(
    hoa: Actor, product: Product, facts: EarlierFacts
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        enter(hoa, product, replace(facts, number=" ", signer_name="", set_no=99))
    assert set(refused.value.message_dict) == {"number", "signer_name", "set_no"}


def test_a_number_is_entered_once_per_issuer(hoa: Actor, product: Product, facts: EarlierFacts) -> None:
    enter(hoa, product, facts)
    with no_entry(), pytest.raises(Conflict):
        enter(hoa, product, facts)


def test_a_producer_does_not_enter_its_own(lan: Actor, product: Product, facts: EarlierFacts) -> None:
    with no_entry(), pytest.raises(Denied):
        enter(lan, product, facts)


def test_another_province_does_not_find_the_product(
    binh: Actor, product: Product, facts: EarlierFacts
) -> None:
    with no_entry(), pytest.raises(Product.DoesNotExist):
        enter(binh, product, facts)


def test_the_page_asks_for_the_day_first_and_offers_the_units_of_then(
    hoa: Actor, product: Product, facts: EarlierFacts, client_of: ClientOf
) -> None:
    client = client_of(hoa)
    address = f"/products/{product.pk}/earlier-certificate/"
    assert client.get(address).status_code == 200
    assert "hôm qua" in client.get(address, {"on": "hôm qua"}).content.decode()
    assert 'name="issuer"' not in client.get(address, {"on": "01/01/2015"}).content.decode()
    asked = f"{address}?on=20/05/2024"
    page = client.get(asked).content.decode()
    assert "xã Tả Van, thị xã Sa Pa, tỉnh Lào Cai" in page
    assert "thị xã Sa Pa, tỉnh Lào Cai" in page
    sent = {
        "commune": facts.commune_id,
        "issuer": facts.issuer_id,
        "set_no": facts.set_no,
        "stars": 3,
        "number": facts.number,
        "decision_number": facts.decision_number,
        "signer_name": facts.signer_name,
        "signer_title": facts.signer_title,
        "total": "61,5",
    }
    refused = client.post(asked, {**sent, "total": "12"})
    assert refused.status_code == 200
    assert re.search(r'name="total"[^>]*value="12"|value="12"[^>]*name="total"', refused.content.decode())
    with one_entry("certificate.entered"):
        assert client.post(asked, sent).status_code == 302
