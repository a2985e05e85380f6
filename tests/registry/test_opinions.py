"""The sectors read the products of their field in their territory, and say what they find or gave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop.people.roles import ROLES
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Denied
from ocop.registry import indexing, regimes
from ocop.registry.actions import opinions
from ocop.registry.models import Opinion, Producer, Product
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry, person
from tests.world import World


@pytest.fixture
def dung(lao_cai: Unit) -> Actor:
    """Officer of the agriculture sector in Lào Cai."""
    return person("0912000031", "Vũ Thị Dung", "agriculture_officer", lao_cai)


@pytest.fixture
def product(world: World) -> Product:
    return world.a_product()


def led_by(product: Product, role: str) -> bool:
    one = regimes.product_set(product.regime_id, product.set_no)
    return bool(ROLES[role].leads & set(one.lead))


def say(actor: Actor, product: Product, **changed: object) -> Opinion:
    told = {"kind": "opinion", "text": "Vùng trồng đạt.", "given_on": TODAY, "document": "12/SNN"} | changed
    return opinions.record_opinion(actor=actor, product_id=product.pk, now=NOW, **told)  # type: ignore[arg-type]


class TestWhoSeesWhat:
    SECTORS = ("agriculture_officer", "trade_officer", "health_officer", "culture_officer", "science_officer")

    def test_a_sector_reads_the_sets_its_ministry_leads(self, product: Product, lao_cai: Unit) -> None:
        for place, role in enumerate(self.SECTORS):
            actor = person(f"091200004{place}", role, role, lao_cai)
            seen = Product.objects.visible_to(actor).filter(pk=product.pk).exists()
            assert seen == led_by(product, role), role
        assert any(led_by(product, role) for role in self.SECTORS)
        assert not all(led_by(product, role) for role in self.SECTORS)

    def test_not_in_another_province(self, product: Product, cao_bang: Unit) -> None:
        there = person("0912000032", "Nông Văn Hòa", "agriculture_officer", cao_bang)
        assert led_by(product, "agriculture_officer")
        assert not Product.objects.visible_to(there).exists()

    def test_a_sector_sees_no_producer_and_no_dossier(self, world: World, dung: Actor) -> None:
        dossier = world.dossier("filed")
        assert not Producer.objects.visible_to(dung).exists()
        assert not type(dossier).objects.visible_to(dung).exists()

    def test_the_alliance_reads_cooperatives_and_their_products(
        self, product: Product, lao_cai: Unit
    ) -> None:
        alliance = person("0912000033", "Lò Thị Hà", "coop_alliance", lao_cai)
        Producer.objects.filter(pk=product.producer_id).update(kind="htx")
        assert Product.objects.visible_to(alliance).get() == product
        assert Producer.objects.visible_to(alliance).get() == product.producer
        Producer.objects.filter(pk=product.producer_id).update(kind="dn")
        indexing.refresh_products(product.producer_id)
        assert not Product.objects.visible_to(alliance).exists()
        assert not Producer.objects.visible_to(alliance).exists()

    def test_a_researcher_reads_no_record(self, product: Product, places: Unit) -> None:
        assert product.pk
        actor = person("0912000034", "Hà Minh", "researcher", places)
        assert not Product.objects.visible_to(actor).exists()
        assert not Producer.objects.visible_to(actor).exists()


class TestRecord:
    def test_it_is_kept_with_one_entry(self, dung: Actor, product: Product) -> None:
        with one_entry("product.opinion_recorded"):
            kept = say(dung, product)
        assert (kept.role, kept.kind, kept.recorded_by_id) == ("agriculture_officer", "opinion", dung.user_id)

    def test_a_stranger_finds_no_such_product(self, product: Product, cao_bang: Unit) -> None:
        there = person("0912000032", "Nông Văn Hòa", "agriculture_officer", cao_bang)
        with no_entry(), pytest.raises(Product.DoesNotExist):
            say(there, product)

    def test_other_offices_may_not(self, minh: Actor, lan: Actor, product: Product) -> None:
        for actor in (minh, lan):
            with no_entry(), pytest.raises(Denied, match="ngành"):
                say(actor, product)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "praise"}, "kind"),
            ({"text": "  "}, "text"),
            ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, dung: Actor, product: Product, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refused:
            say(dung, product, **changed)
        assert set(refused.value.message_dict) == {field}


class TestPages:
    def test_offices_read_it_on_the_product_s_page_and_the_producer_does_not(
        self, dung: Actor, hoa: Actor, lan: Actor, product: Product, client_of: ClientOf
    ) -> None:
        say(dung, product, text="Cần thêm giấy kiểm nghiệm")
        address = reverse("registry:product", args=[product.pk])
        for actor, shown in ((dung, True), (hoa, True), (lan, False)):
            text = client_of(actor).get(address).content.decode()
            assert ("Cần thêm giấy kiểm nghiệm" in text) == shown, actor.role

    def test_it_is_recorded_through_the_form(
        self, dung: Actor, product: Product, client_of: ClientOf
    ) -> None:
        address = reverse("registry:opinion", args=[product.pk])
        told = {"kind": "support", "text": "Tập huấn VietGAP", "given_on": "20/11/2026", "document": ""}
        with one_entry("product.opinion_recorded"):
            assert client_of(dung).post(address, told).status_code == 302
        with no_entry():
            page = client_of(dung).post(address, told | {"given_on": "1/1/2090"})
        assert page.status_code == 200
        assert "Tập huấn VietGAP" in page.content.decode()

    def test_other_offices_are_told_who_can(self, hoa: Actor, product: Product, client_of: ClientOf) -> None:
        page = client_of(hoa).get(reverse("registry:opinion", args=[product.pk]))
        assert page.status_code == 403
        assert "sở, ngành" in page.content.decode()
