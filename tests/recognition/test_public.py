"""What anybody may know: the records agree with the status page, whatever the day, and hold nothing else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Level
from ocop.recognition import public, queries
from ocop.recognition.models import Certificate
from ocop.registry.models import Producer, Product
from tests.world import World, withdraw

pytestmark = pytest.mark.django_db


def test_a_record_tells_what_the_status_page_tells(world: World) -> None:
    certificate = world.certificate()
    told = public.product(certificate.product.code, world.today)
    shown = queries.public_certificate(certificate.product.code, world.today)
    latest = told.latest
    assert told.url.endswith(f"/p/{certificate.product.code}")
    assert (latest.pk, latest.state) == (shown.certificate.pk, shown.status.state)
    assert (told.holds, told.stars) == (True, certificate.stars)
    assert latest.decision.number == certificate.decision.number
    assert latest.decision.issuer.startswith("UBND")
    assert told.place.full_name == certificate.commune.full_name
    assert told.set_name
    assert told.sector
    assert told.producer.kind_name == "Hợp tác xã"


@pytest.mark.parametrize("days", [-1, 0, 1096, 1097])
def test_on_any_day_the_state_is_that_of_the_law(world: World, days: int) -> None:
    certificate = world.certificate()
    day = certificate.issued_on + timedelta(days=days)
    state = queries.public_certificate(certificate.product.code, day).status.state
    told = public.product(certificate.product.code, day)
    assert told.state == state
    assert public.holding(public.known(), day).exists() == told.holds
    assert [one.products for one in public.figures(day, Level.COUNTRY)] == [int(told.holds)]


def test_a_withdrawn_one_holds_no_stars_and_says_by_which_decision(world: World) -> None:
    certificate = world.certificate()
    withdraw(world, certificate)
    told = public.product(certificate.product.code, world.today)
    latest = told.latest
    assert (told.state, told.stars) == ("withdrawn", None)
    assert (latest.ground, latest.ended_by, latest.ended_on) == ("mark_misused", "99/QĐ-UBND", world.today)


def test_of_two_certificates_the_one_issued_by_the_day_speaks(world: World) -> None:
    first = world.certificate()
    second = Certificate.objects.get(pk=first.pk)
    later = first.issued_on + timedelta(days=30)
    decision = first.decision
    decision.pk, decision.number, decision.decided_on = None, "later", later
    decision.save()
    second.pk, second.decision, second.number, second.stars = None, decision, "later", 5
    second.issued_on = later
    second.save()
    for day, pk in ((first.issued_on, first.pk), (later, second.pk)):
        assert public.product(first.product.code, day).latest.pk == pk
        assert queries.public_certificate(first.product.code, day).certificate.pk == pk
        assert [one.pk for one in public.standing(day)] == [pk]


def test_what_was_never_recognised_or_has_no_code_is_nobodys_to_know(world: World) -> None:
    world.dossier("sent_up")
    unknown = Product.objects.get()
    assert public.products(Product.objects.all(), world.today) == []
    assert not public.recognised().exists()
    for code in ("", unknown.code, "15-03037-99-2026"):
        with pytest.raises(Product.DoesNotExist):
            public.product(code, world.today)
    assert list(public.every_product(world.today)) == []
    assert list(public.every_producer(world.today)) == []
    assert list(public.every_decision(world.today)) == []


def test_one_recognised_without_a_code_is_told_and_counted_but_has_no_page(world: World) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(code="", photo="0" * 64)
    assert not public.known().exists()
    (told,) = public.products(public.recognised(), world.today)
    assert (told.pk, told.code, told.url, told.photo_url) == (certificate.product_id, "", "", "")
    assert told.holds
    assert public.figures(world.today, Level.COUNTRY)[0].products == 1


def test_where_a_family_may_live_is_not_told_beyond_its_commune(world: World) -> None:
    certificate = world.certificate()
    producers = Producer.objects.filter(pk=certificate.product.producer_id)
    for kind in ("ho", "tht", "trang_trai", "a_new_kind"):
        producers.update(kind=kind)
        told = public.product(certificate.product.code, world.today).producer
        assert told.address == ""
        assert told.place.name
    producers.update(kind="dn", address="12 Mường Hoa")
    assert public.product(certificate.product.code, world.today).producer.address == "12 Mường Hoa"


def test_a_former_code_leads_to_the_product_that_stays(world: World) -> None:
    certificate = world.certificate()
    stays = certificate.product
    Product.objects.bulk_create(
        [
            Product(
                producer=stays.producer,
                commune=stays.commune,
                name="Tương ớt",
                name_folded="tuong ot",
                name_key=b"t",
                regime_id=stays.regime_id,
                set_no=stays.set_no,
                code="15-03037-77-2020",
                entered_on=date(2020, 1, 1),
                merged_into=stays,
            )
        ]
    )
    told = public.product("15-03037-77-2020", world.today)
    assert (told.code, told.former_codes) == (stays.code, ("15-03037-77-2020",))
    assert [[one.pk for one in batch] for batch in public.every_product(world.today)] == [[stays.pk]]


def test_many_cost_as_many_queries_as_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certificate = world.certificate()
    with django_assert_num_queries(8):
        public.products(public.known().order_by("pk"), world.today)
    copies(certificate, 50)
    with django_assert_num_queries(8):
        told = public.products(public.known().order_by("pk"), world.today)
    assert len(told) == 51
    walked = [one for batch in public.every_product(world.today, batch=20) for one in batch]
    assert walked == told
    assert [len(batch) for batch in public.every_decision(world.today, batch=30)] == [1]
    assert public.figures(world.today, Level.COUNTRY)[0].products == 51


def copies(certificate: Certificate, count: int) -> None:
    """More products of the same producer, each with a certificate of the same decision."""
    for number in range(count):
        product = Product.objects.get(pk=certificate.product_id)
        product.pk, product.code, product.name = None, f"99-00001-{number:02}-2026", f"Sản phẩm {number}"
        product.save()
        one = Certificate.objects.get(pk=certificate.pk)
        one.pk, one.product, one.number = None, product, f"N{number}"
        one.decision = certificate.decision
        one.save()


def test_figures_count_by_place_and_stars(world: World) -> None:
    certificate = world.certificate()
    copies(certificate, 2)
    found = public.figures(world.today)
    with_any = {one.place.level: one for one in found if one.products}
    assert set(with_any) == {"country", "province", "commune"}
    for one in with_any.values():
        assert (dict(one.stars), one.producers) == ({certificate.stars: 3}, 1)
    assert [one.place.level for one in public.figures(world.today, Level.COMMUNE)] == ["commune"]


ALLOWED = {
    "PublicPlace": "key code name full_name level kind parent_key parent_name parent_level province_key "
    "province_name today_key valid_from valid_to",
    "PublicProducer": "pk code name kind address place",
    "PublicDecision": "pk number decided_on issuer place",
    "PublicCertificate": "pk number stars regime_id set_no product_name producer_name place place_name "
    "decision issued_on valid_to state ended_on ground ended_by kept_to",
    "PublicProduct": "pk code former_codes name regime_id set_no gtin has_photo producer place entered_place "
    "shared certificates",
    "PublicGoods": "description story price sale_unit packaging origin local_share materials names photos "
    "website",
    "PublicPhoto": "code number digest caption",
    "Figure": "place stars producers",
}


def test_what_is_public_is_written_down_twice() -> None:
    """Whoever adds a field to a record says so here, too, and asks whether S2.08 lets anybody know it."""
    records = [getattr(public, name) for name in public.__all__]
    told = {
        one.__name__: {field.name for field in fields(one)}
        for one in records
        if isinstance(one, type) and is_dataclass(one)
    }
    assert told == {name: set(names.split()) for name, names in ALLOWED.items()}
