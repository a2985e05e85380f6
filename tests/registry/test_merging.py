"""Two records that look alike: proposed with their reasons, joined only when a person says so."""
# ruff: noqa: ARG002 - a fixture asks for what must stand before it

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.evaluation.actions import start_dossier
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.recognition import public
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.recognition.public.page import shown_product
from ocop.recognition.queries import public_certificate
from ocop.registry import actions, holding, proposals, resemblance
from ocop.registry.actions import goods as goods_actions
from ocop.registry.actions import merging
from ocop.registry.actions.merging import Said
from ocop.registry.models import EarlierHolder, Producer, ProducerPair, Product, ProductPair
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.insight.conftest import Shelf
from tests.world import a_file, product_facts

SAME, DIFFERENT = "same", "different"
WORDS = "Đã đối chiếu giấy đăng ký."


@pytest.fixture
def shelf(lao_cai: Unit) -> Shelf:
    return Shelf(lao_cai)


@pytest.fixture
def twins(shelf: Shelf, ta_van: Unit) -> tuple[Producer, Producer]:
    """The same cooperative, entered by two officers."""
    return shelf.producer(ta_van, name="HTX Tả Van"), shelf.producer(ta_van, name="Hợp tác xã Tả Van")


@pytest.fixture
def goods(shelf: Shelf, ta_van: Unit) -> tuple[Product, Product]:
    """The same product of one producer, entered twice."""
    producer = shelf.producer(ta_van)
    return (
        shelf.product(producer, name="Gạo Séng Cù", entered_on=date(2020, 1, 1)),
        shelf.product(producer, name="Gạo séng cù", entered_on=date(2019, 1, 1)),
    )


def settle_producers(actor: Actor, pair: tuple[Producer, Producer], said: Said, **more: Any) -> ProducerPair:
    left, right = pair
    given = {"versions": (left.version, right.version), "now": NOW, **more}
    return merging.settle_producers(actor=actor, left_id=right.pk, right_id=left.pk, said=said, **given)


def settle_products(actor: Actor, pair: tuple[Product, Product], said: Said, **more: Any) -> ProductPair:
    left, right = pair
    given = {"versions": (left.version, right.version), "now": NOW, **more}
    return merging.settle_products(actor=actor, left_id=left.pk, right_id=right.pk, said=said, **given)


class TestProposals:
    def test_an_officer_is_shown_the_pair_with_its_reason(
        self, minh: Actor, twins: tuple[Producer, Producer]
    ) -> None:
        (found,) = proposals.producers(minh, minh.unit_path, limit=10)
        assert (found.left, found.right) == twins
        assert found.reasons == (proposals.PRODUCER_REASONS["name_and_place"],)

    def test_nobody_is_shown_another_territory(self, binh: Actor, twins: tuple[Producer, Producer]) -> None:
        assert proposals.producers(binh, "VN/", limit=10) == []

    def test_what_was_settled_is_not_proposed_again(
        self, minh: Actor, twins: tuple[Producer, Producer]
    ) -> None:
        settle_producers(minh, twins, Said(DIFFERENT, reason=WORDS))
        assert proposals.producers(minh, minh.unit_path, limit=10) == []

    def test_products_alike_stand_on_the_page_of_each(
        self, minh: Actor, goods: tuple[Product, Product], client_of: ClientOf
    ) -> None:
        (found,) = proposals.like(minh, goods[0])
        assert found.right == goods[1]
        page = client_of(minh).get(reverse("registry:product", args=[goods[0].pk])).content.decode()
        assert reverse("registry:settle_products", args=[goods[0].pk, goods[1].pk]) in page

    def test_a_page_compares_only_names_that_share_a_word(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shelf.product(goods[0].producer, name="Chè Shan tuyết")
        compared: list[str] = []

        def likeness(left: str, right: str) -> int:
            compared.append(right)
            return resemblance.likeness(left, right)

        monkeypatch.setattr(proposals, "likeness", likeness)
        assert [one.right for one in proposals.like(minh, goods[0])] == [goods[1]]
        assert set(compared) == {goods[1].name}

    def test_more_records_cost_no_more_queries(self, minh: Actor, shelf: Shelf, ta_van: Unit) -> None:
        counts = []
        for many in (1, 3, 50):
            for _each in range(many):
                shelf.product(shelf.producer(ta_van), name="Chè Shan tuyết")
            with CaptureQueriesContext(connection) as caught:
                proposals.products(minh, minh.unit_path, limit=50)
            counts.append(len(caught))
        assert counts[1] == counts[2]


class TestProducers:
    def test_the_same_one_keeps_everything_and_the_other_ends(
        self, minh: Actor, twins: tuple[Producer, Producer], shelf: Shelf
    ) -> None:
        kept, gone = twins
        product = shelf.product(gone)
        with one_entry("producer.took_over"):
            settle_producers(minh, twins, Said(SAME, kept.pk, WORDS))
        product.refresh_from_db()
        gone.refresh_from_db()
        assert product.producer == kept
        assert gone.ended_on is not None

    def test_different_ones_stay_as_they_are(self, minh: Actor, twins: tuple[Producer, Producer]) -> None:
        with one_entry("producer.told_apart"):
            settle_producers(minh, twins, Said(DIFFERENT, reason=WORDS))
        assert Producer.objects.filter(ended_on=None).count() == 2

    def test_it_is_said_once(self, minh: Actor, twins: tuple[Producer, Producer]) -> None:
        settle_producers(minh, twins, Said(DIFFERENT, reason=WORDS))
        with no_entry(), pytest.raises(Conflict):
            settle_producers(minh, twins, Said(SAME, twins[0].pk, WORDS))

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Said("perhaps", reason=WORDS), "verdict"),
            (Said("too_similar", reason=WORDS), "verdict"),
            (Said(SAME, None, WORDS), "keep"),
            (Said(SAME, 0, WORDS), "keep"),
            (Said(DIFFERENT, reason="  "), "reason"),
        ],
    )
    def test_what_is_missing_is_named(
        self, minh: Actor, twins: tuple[Producer, Producer], said: Said, field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refused:
            settle_producers(minh, twins, said)
        assert set(refused.value.message_dict) == {field}
        assert not ProducerPair.objects.exists()

    def test_an_old_page_is_refused(self, minh: Actor, twins: tuple[Producer, Producer]) -> None:
        Producer.objects.filter(pk=twins[1].pk).update(version=9)
        with no_entry(), pytest.raises(Stale):
            settle_producers(minh, twins, Said(DIFFERENT, reason=WORDS))

    def test_producers_do_not_settle_it(self, lan: Actor, twins: tuple[Producer, Producer]) -> None:
        with no_entry(), pytest.raises(Producer.DoesNotExist):
            settle_producers(lan, twins, Said(DIFFERENT, reason=WORDS))

    def test_inspectors_read_only(self, an: Actor, twins: tuple[Producer, Producer]) -> None:
        with no_entry(), pytest.raises(Denied):
            settle_producers(an, twins, Said(DIFFERENT, reason=WORDS))

    def test_strangers_do_not_find_them(self, binh: Actor, twins: tuple[Producer, Producer]) -> None:
        with no_entry(), pytest.raises(Producer.DoesNotExist):
            settle_producers(binh, twins, Said(DIFFERENT, reason=WORDS))


class TestProducts:
    def test_the_same_one_gets_the_certificates_and_the_earlier_day(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf
    ) -> None:
        kept, gone = goods
        certificate = shelf.certificate(gone, date(2026, 1, 1), stars=4)
        with one_entry("product.merged"):
            settle_products(minh, goods, Said(SAME, kept.pk, WORDS))
        kept.refresh_from_db()
        gone.refresh_from_db()
        assert gone.merged_into == kept
        assert list(kept.certificates.all()) == [certificate]
        assert (kept.entered_on, kept.certified_stars) == (date(2019, 1, 1), 4)
        assert gone.certified_to is None

    def test_of_two_certificates_in_force_the_later_takes_over(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf
    ) -> None:
        earlier = shelf.certificate(goods[0], date(2025, 1, 1), stars=3)
        later = shelf.certificate(goods[1], date(2026, 1, 1), stars=4)
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        (event,) = earlier.events.all()
        assert (event.kind, event.on) == ("upgraded", later.issued_on)
        assert not later.events.exists()

    @pytest.mark.parametrize("same_decision", [False, True])
    def test_one_struck_as_entered_twice_takes_nothing_over(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf, same_decision: bool
    ) -> None:
        """The label of the true one stays valid; that of the double leads to it."""
        codes = ("08-03037-01-2020", "08-03037-02-2019")
        for product, code in zip(goods, codes, strict=True):
            Product.objects.filter(pk=product.pk).update(code=code)
        true = shelf.certificate(goods[0], date(2026, 1, 1))
        double = shelf.certificate(goods[1], date(2026, 1, 2))
        if same_decision:
            Certificate.objects.filter(pk=double.pk).update(decision=true.decision)
        CertificateEvent.objects.create(
            certificate=double, kind="removed", ground="entered_twice", on=TODAY, recorded_at=NOW
        )
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        assert not true.events.exists()
        goods[0].refresh_from_db()
        assert goods[0].certified_to == true.valid_to
        for code in codes:
            assert public_certificate(code, TODAY).certificate == true
            assert shown_product(code, TODAY).latest.pk == true.pk
            assert public.product(code, TODAY).latest.pk == true.pk
        assert list(public.standing(TODAY)) == [true]

    def test_days_before_the_one_that_stays_was_entered_keep_who_held_it(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf, ta_van: Unit
    ) -> None:
        kept, gone = goods
        former, first = shelf.producer(ta_van), shelf.producer(ta_van)
        for producer, to_on in ((first, date(2019, 5, 31)), (former, date(2022, 1, 1))):
            EarlierHolder.objects.create(product=gone, producer=producer, to_on=to_on)
        settle_products(minh, goods, Said(SAME, kept.pk, WORDS))
        kept.refresh_from_db()
        days = (date(2019, 5, 31), date(2019, 6, 1), date(2019, 12, 31), date(2020, 1, 1))
        assert [holding.holder_on(kept, day) for day in days] == [first, former, former, kept.producer]

    def test_what_is_printed_under_either_code_leads_to_the_one_that_stays(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf
    ) -> None:
        certificate = shelf.certificate(goods[1], date(2026, 1, 1))
        codes = ("08-03037-01-2020", "08-03037-02-2019")
        for product, code in zip(goods, codes, strict=True):
            Product.objects.filter(pk=product.pk).update(code=code)
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        assert [public_certificate(code, TODAY).certificate for code in codes] == [certificate] * 2

    def test_the_code_goes_to_the_one_that_stays_if_it_has_none(
        self, minh: Actor, goods: tuple[Product, Product]
    ) -> None:
        Product.objects.filter(pk=goods[1].pk).update(code="08-03037-02-2019")
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        assert [Product.objects.get(pk=one.pk).code for one in goods] == ["08-03037-02-2019", ""]

    def test_one_that_was_joined_before_follows(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf
    ) -> None:
        third = shelf.product(goods[0].producer, merged_into=goods[1])
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        third.refresh_from_db()
        assert third.merged_into == goods[0]

    def test_nothing_goes_to_a_product_that_left(self, minh: Actor, goods: tuple[Product, Product]) -> None:
        Product.objects.filter(pk=goods[0].pk).update(ended_on=date(2025, 1, 1))
        with no_entry(), pytest.raises(Conflict):
            settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))

    def test_nothing_more_is_written_about_the_other(
        self, minh: Actor, goods: tuple[Product, Product]
    ) -> None:
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        gone = Product.objects.get(pk=goods[1].pk)
        given: dict[str, Any] = {"actor": minh, "product_id": gone.pk, "now": NOW}
        seen: dict[str, Any] = {**given, "expected_version": gone.version}
        for act in (
            lambda: actions.update_product(facts=product_facts(), **seen),
            lambda: actions.set_photo(photo=a_file(), **seen),
            lambda: goods_actions.tell_story(parts={}, **seen),
            lambda: start_dossier(**{**given, "actor": SYSTEM}),
        ):
            with no_entry(), pytest.raises(Conflict, match="Gạo Séng Cù"):
                act()

    def test_its_page_says_which_one_stays(
        self, minh: Actor, goods: tuple[Product, Product], client_of: ClientOf
    ) -> None:
        settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        browser = client_of(minh)
        pages = [browser.get(reverse("registry:product", args=[one.pk])).content.decode() for one in goods]
        for page, other in zip(pages, reversed(goods), strict=True):
            assert f'href="{reverse("registry:product", args=[other.pk])}"' in page
        assert reverse("registry:change_product", args=[goods[1].pk]) not in pages[1]
        maker = browser.get(reverse("registry:producer", args=[goods[0].producer_id])).content.decode()
        assert reverse("registry:product", args=[goods[1].pk]) not in maker

    def test_the_same_decision_on_both_is_for_a_person_to_mend_first(
        self, minh: Actor, goods: tuple[Product, Product], shelf: Shelf
    ) -> None:
        first = shelf.certificate(goods[0], date(2026, 1, 1))
        second = shelf.certificate(goods[1], date(2026, 1, 1))
        Certificate.objects.filter(pk=second.pk).update(decision=first.decision)
        with no_entry(), pytest.raises(Conflict):
            settle_products(minh, goods, Said(SAME, goods[0].pk, WORDS))
        assert not ProductPair.objects.exists()

    def test_those_of_two_producers_are_not_joined(self, minh: Actor, shelf: Shelf, ta_van: Unit) -> None:
        pair = (
            shelf.product(shelf.producer(ta_van), name="Chè"),
            shelf.product(shelf.producer(ta_van), name="Chè"),
        )
        with no_entry(), pytest.raises(Conflict):
            settle_products(minh, pair, Said(SAME, pair[0].pk, WORDS))

    def test_too_similar_is_written_down(self, minh: Actor, goods: tuple[Product, Product]) -> None:
        with one_entry("product.told_apart"):
            pair = settle_products(minh, goods, Said("too_similar", reason=WORDS))
        assert pair.verdict == "too_similar"
        assert Product.objects.filter(merged_into=None).count() == 2


class TestPages:
    def test_an_officer_settles_a_pair_on_its_page(
        self, client_of: ClientOf, minh: Actor, twins: tuple[Producer, Producer]
    ) -> None:
        browser = client_of(minh)
        listed = browser.get(reverse("registry:alike_producers")).content.decode()
        address = reverse("registry:settle_producers", args=[twins[0].pk, twins[1].pk])
        assert address in listed
        form = {"left_version": 1, "right_version": 1, "verdict": SAME, "keep": twins[0].pk, "reason": ""}
        refused = browser.post(address, form).content.decode()
        assert "Lỗi" in refused
        assert 'value="same" checked' in refused or "checked" in refused
        done = browser.post(address, {**form, "reason": WORDS})
        assert done.headers["Location"] == reverse("registry:alike_producers")

    def test_the_lists_lead_to_it(self, client_of: ClientOf, minh: Actor) -> None:
        for kind in ("producers", "products"):
            page = client_of(minh).get(reverse(f"registry:{kind}")).content.decode()
            assert reverse(f"registry:alike_{kind}") in page

    def test_the_ministry_chooses_a_province(
        self, client_of: ClientOf, thu: Actor, lao_cai: Unit, twins: tuple[Producer, Producer]
    ) -> None:
        browser = client_of(thu)
        assert "HTX Tả Van" not in browser.get(reverse("registry:alike_producers")).content.decode()
        found = browser.get(reverse("registry:alike_producers"), {"province": lao_cai.path})
        assert "HTX Tả Van" in found.content.decode()


def test_the_day_of_a_merged_producer_is_the_day_it_was_said(
    minh: Actor, twins: tuple[Producer, Producer], shelf: Shelf
) -> None:
    shelf.product(twins[1])
    settle_producers(minh, twins, Said(SAME, twins[0].pk, WORDS))
    gone = Producer.objects.get(pk=twins[1].pk)
    assert gone.ended_on == date(2026, 11, 23) - timedelta(days=1)
