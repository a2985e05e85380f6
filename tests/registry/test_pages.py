"""Pages of producers and products."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry.models import Producer, Product
from tests.cast import NOW, ClientOf, no_entry, one_entry
from tests.world import CHILLI, World


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def lans(client_of: ClientOf, lan: Actor) -> Client:
    return client_of(lan)


def producer_typed(**changed: str) -> dict[str, str]:
    return {
        "name": "Tổ hợp tác Ong Tả Van",
        "kind": "tht",
        "address": "Thôn Tả Van Giáy",
        "representative_name": "Lý Thị Lan",
        **changed,
    }


def product_typed(**changed: str) -> dict[str, str]:
    return {"set_no": str(CHILLI), "name": "Tương ớt Mường Hoa", "story": "Ba đời.", **changed}


class TestProducers:
    def test_nobody_else_sees_ones_own(self, client_of: ClientOf, binh: Actor, world: World) -> None:
        one = world.a_producer()
        client = client_of(binh)
        assert one.name not in client.get(reverse("registry:producers")).content.decode()
        assert client.get(reverse("registry:producer", args=[one.pk])).status_code == 404

    def test_the_commune_finds_it_without_accents(
        self, client_of: ClientOf, minh: Actor, world: World
    ) -> None:
        one = world.a_producer()
        page = client_of(minh).get(reverse("registry:producers"), {"q": "ot ta van"}).content.decode()
        assert one.name in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_officers_list_costs_the_same_for_many(
        self,
        client_of: ClientOf,
        minh: Actor,
        world: World,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(count):
            world.a_producer(name=f"Hợp tác xã {number}")
        client = client_of(minh)
        with django_assert_num_queries(9):
            client.get(reverse("registry:producers"))

    def test_registering_leads_to_its_page(self, lans: Client) -> None:
        with one_entry("producer.registered"):
            answer = lans.post(reverse("registry:new_producer"), producer_typed())
        assert answer.headers["Location"] == reverse("registry:producer", args=[Producer.objects.get().pk])

    def test_a_fault_is_named_and_the_rest_kept(self, lans: Client) -> None:
        with no_entry():
            page = lans.post(
                reverse("registry:new_producer"), producer_typed(tax_code="123", address="Mới gõ")
            ).content.decode()
        assert "Mới gõ" in page
        assert "<title>Lỗi:" in page

    def test_an_inspector_registers_nobody(self, client_of: ClientOf, an: Actor) -> None:
        assert client_of(an).get(reverse("registry:new_producer")).status_code == 403

    def test_a_stale_correction_keeps_what_was_typed(self, lans: Client, world: World) -> None:
        one = world.a_producer()
        url = reverse("registry:change_producer", args=[one.pk])
        with one_entry("producer.updated"):
            lans.post(url, producer_typed(version="1"))
        with no_entry():
            answer = lans.post(url, producer_typed(version="1", address="Gõ sau"))
        assert (answer.status_code, "Gõ sau" in answer.content.decode()) == (409, True)

    def test_without_a_session_one_signs_in_first(self, client: Client) -> None:
        url = reverse("registry:producers")
        assert client.get(url).headers["Location"] == f"{reverse('access:sign_in')}?next={url}"


class TestProducts:
    def test_the_set_is_searched_without_accents(self, lans: Client, world: World) -> None:
        world.a_producer()
        page = lans.get(reverse("registry:new_product"), {"q": "mat ong"}).content.decode()
        assert page.count("&amp;set=") == 2

    def test_a_products_name_leads_to_the_sets_sharing_a_word(self, lans: Client, world: World) -> None:
        """Accents count here: "chè" is tea, and "chế" (to process) stands in half of the sets."""
        world.a_producer()
        decomposed = "che\u0300 da\u0302y"
        page = lans.get(reverse("registry:new_product"), {"q": decomposed}).content.decode()
        assert page.count("&amp;set=") == 2
        none = lans.get(reverse("registry:new_product"), {"q": "qwerty"}).content.decode()
        assert none.count("&amp;set=") == 0

    def test_without_a_producer_one_registers_it_first(self, lans: Client) -> None:
        assert lans.get(reverse("registry:new_product")).headers["Location"] == reverse("registry:producers")

    def test_registering_leads_to_its_page(self, lans: Client, world: World) -> None:
        world.a_producer()
        with one_entry("product.registered"):
            answer = lans.post(reverse("registry:new_product"), product_typed())
        assert answer.headers["Location"] == reverse("registry:product", args=[Product.objects.get().pk])

    def test_a_fault_is_named_and_the_rest_kept(self, lans: Client, world: World) -> None:
        world.a_producer()
        with no_entry():
            page = lans.post(reverse("registry:new_product"), product_typed(name="")).content.decode()
        assert "Ba đời." in page

    def test_a_stranger_does_not_see_it(self, client_of: ClientOf, binh: Actor, world: World) -> None:
        one = world.a_product()
        client = client_of(binh)
        for name in ("product", "change_product", "photo"):
            assert client.get(reverse(f"registry:{name}", args=[one.pk])).status_code == 404

    def test_a_reader_sees_but_does_not_correct(self, client_of: ClientOf, an: Actor, world: World) -> None:
        one = world.a_product()
        client = client_of(an)
        assert client.get(reverse("registry:product", args=[one.pk])).status_code == 200
        assert client.get(reverse("registry:change_product", args=[one.pk])).status_code == 403

    def test_a_stale_correction_keeps_what_was_typed(self, lans: Client, world: World) -> None:
        one = world.a_product()
        url = reverse("registry:change_product", args=[one.pk])
        with one_entry("product.updated"):
            lans.post(url, product_typed(version="1"))
        answer = lans.post(url, product_typed(version="1", story="Gõ sau"))
        assert (answer.status_code, "Gõ sau" in answer.content.decode()) == (409, True)

    def test_a_photo_is_kept_and_shown(self, lans: Client, world: World) -> None:
        one = world.a_product()
        url = reverse("registry:photo", args=[one.pk])
        assert lans.get(url).status_code == 404
        content = BytesIO()
        Image.new("RGB", (20, 20), "red").save(content, "JPEG")
        picture = SimpleUploadedFile("ot.jpg", content.getvalue(), "image/jpeg")
        with one_entry("product.photo_set"):
            lans.post(url, {"version": str(one.version), "photo": picture})
        answer = lans.get(url)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert b"".join(answer)

    def test_a_paper_is_no_photo(self, lans: Client, world: World) -> None:
        one = world.a_product()
        paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4\nx\nstartxref\n0\n%%EOF", "application/pdf")
        with no_entry():
            page = lans.post(reverse("registry:photo", args=[one.pk]), {"version": "1", "photo": paper})
        assert "Hãy chọn một ảnh" in page.content.decode()
