"""What is printed stays true: every label ever printed leads to the page of what it was printed for."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from ocop.places.actions.reforms import rename_unit
from ocop.places.models import Kind, Unit
from ocop.platform.actors import Actor
from ocop.recognition.earlier import EarlierFacts, enter_certificate
from ocop.recognition.models import Certificate
from ocop.registry.actions.merging import Said, settle_products
from ocop.registry.actions.takeover import TakeoverFacts, take_over
from ocop.registry.models import Product, Verdict
from tests.cast import NOW
from tests.world import World

pytestmark = pytest.mark.django_db

GTIN = "08938505970004"
FIVE_PARTS = "10-088-03040-01-2021"
BEFORE = date(2025, 6, 30)


def page(client: Client, printed: str) -> str:
    """What a phone that scans this address ends up with."""
    answer = client.get(printed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def old(world: World, old_ta_van: Unit) -> Certificate:
    """Recognised by the district Sa Pa in 2024, of a commune that was merged into another in 2025."""
    product = world.a_product()
    Product.objects.filter(pk=product.pk).update(code=FIVE_PARTS)
    facts = EarlierFacts(
        number="12/GCN",
        stars=3,
        commune_id=old_ta_van.pk,
        issuer_id=Unit.objects.get(code="088", valid_to=BEFORE).pk,
        set_no=10,
        decision_number="345/QĐ-UBND",
        decided_on=date(2024, 5, 20),
        signer_name="Phạm Tiến Dũng",
        signer_title="Chủ tịch",
    )
    return enter_certificate(actor=world.province, product_id=product.pk, facts=facts, now=NOW)


@pytest.mark.parametrize("code", [FIVE_PARTS, FIVE_PARTS.replace("-", " "), f"{FIVE_PARTS}/"])
def test_a_code_of_five_parts_with_its_district_leads_to_the_product(
    client: Client, old: Certificate, code: str
) -> None:
    assert old.decision.number in page(client, f"/p/{code}")


@pytest.mark.usefixtures("old")
def test_a_label_of_a_merged_commune_and_an_ended_district_shows_then_and_now(
    client: Client,
) -> None:
    text = page(client, f"/p/{FIVE_PARTS}")
    assert "xã Tả Van, thị xã Sa Pa, tỉnh Lào Cai" in text
    assert "<dt>Xã hiện nay</dt>" in text
    assert ">xã Tả Van, tỉnh Lào Cai<" in text
    assert "UBND thị xã Sa Pa" in text


def test_a_commune_with_a_new_name_is_shown_under_both(
    client: Client, world: World, thu: Actor, ta_van: Unit
) -> None:
    certificate = world.certificate()
    text = page(client, f"/p/{certificate.product.code}")
    assert "<dt>Xã hiện nay</dt>" not in text
    rename_unit(
        actor=thu,
        unit_id=ta_van.pk,
        expected_version=ta_van.version,
        name="Mường Hoa",
        kind=Kind.WARD,
        from_on=world.today,
        document="1/NQ",
        now=world.later(),
    )
    text = page(client, f"/p/{certificate.product.code}")
    assert certificate.commune_name in text
    assert "phường Mường Hoa, tỉnh Lào Cai" in text


def test_a_code_and_a_bar_code_of_an_entry_found_to_be_another_lead_to_the_one_that_stays(
    client: Client, world: World
) -> None:
    certificate = world.certificate()
    gone = certificate.product
    Product.objects.filter(pk=gone.pk).update(gtin=GTIN[1:])
    gone.refresh_from_db()
    kept = world.a_product(name="Tương ớt Mường Hoa, chai nhỏ")
    left, right = sorted((gone, kept), key=lambda one: one.pk)
    settle_products(
        actor=world.commune,
        left_id=left.pk,
        right_id=right.pk,
        said=Said(Verdict.SAME, kept.pk, "Một sản phẩm."),
        versions=(left.version, right.version),
        now=world.later(),
    )
    kept.refresh_from_db()
    for printed in (f"/p/{certificate.product.code}", f"/p/{kept.code}", f"/01/{GTIN}/10/LO-1"):
        text = page(client, printed)
        assert certificate.decision.number in text
        assert f'rel="canonical" href="{settings.OCOP_BASE_URL}/p/{kept.code}"' in text


def test_a_product_that_another_producer_took_over_keeps_its_label(client: Client, world: World) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(gtin=GTIN)
    former = certificate.product.producer
    successor = world.a_producer(name="Công ty Mường Hoa", kind="dn", tax_code="0100109106")
    former.refresh_from_db()
    take_over(
        actor=world.commune,
        former_id=former.pk,
        successor_id=successor.pk,
        facts=TakeoverFacts("transformed", world.today, "05/BB-HTX"),
        former_version=former.version,
        successor_version=successor.version,
        now=world.later(),
    )
    for printed in (f"/p/{certificate.product.code}", f"/01/{GTIN}"):
        text = page(client, printed)
        assert certificate.producer_name in text
        assert "Công ty Mường Hoa" in text
