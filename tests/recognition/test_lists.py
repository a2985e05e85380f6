"""What ends when, the highest stars, who may reach them, and papers that lapse before their certificate."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.test import Client

from ocop.evaluation import actions
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.models import Dossier, Evidence
from ocop.places import queries as places
from ocop.platform import clock
from ocop.platform.actors import PUBLIC, Actor
from ocop.recognition import history, lapsing, lists, migrations, queries
from ocop.recognition.actions import hand_back
from ocop.recognition.earlier import EarlierFacts, enter_certificate, set_then
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry import regimes
from ocop.registry.models import Paper, Product
from tests.cast import ClientOf
from tests.levels import Levels, best
from tests.recognition.test_levels import with_the_ministry
from tests.world import World, a_file

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from ocop.law.regime import Renewal
    from ocop.law.validity import Status

pytestmark = pytest.mark.django_db


def earlier(world: World, product: Product, *, on: date, stars: int = 3, issuer: str = "088") -> Certificate:
    """A certificate from before this register, by the district unless another issuer is named."""
    facts = EarlierFacts(
        number=f"{on:%d%m}/GCN",
        stars=stars,
        commune_id=places.unit("03037", on=on).pk,
        issuer_id=places.unit(issuer, on=on).pk,
        set_no=set_then(product, on) or 10,
        decision_number="345/QĐ-UBND",
        decided_on=on,
        signer_name="Phạm Tiến Dũng",
        signer_title="Chủ tịch",
    )
    return enter_certificate(actor=world.province, product_id=product.pk, facts=facts, now=world.later())


# -- what ends ---------------------------------------------------------------------------------


def test_what_ends_within_the_days_is_listed_by_unit_for_those_who_look_after_it(
    world: World, lan: Actor, hoa: Actor, thu: Actor, binh: Actor
) -> None:
    certificate = world.certificate()
    today = certificate.valid_to - timedelta(days=100)
    for reader in (lan, hoa, thu):
        assert not lists.ending(reader, today, within=90).exists()
        assert list(lists.ending(reader, today, within=120)) == [certificate]
    assert not lists.ending(binh, today, within=120).exists()
    found = lists.ending(hoa, today, within=120)
    assert [(unit.code, count) for unit, count in lists.by_unit(found, hoa)] == [("03037", 1)]
    found = lists.ending(thu, today, within=120)
    assert [(unit.code, count) for unit, count in lists.by_unit(found, thu)] == [("15", 1)]
    assert lists.by_unit(lists.ending(lan, today, within=120), lan) == []
    assert lists.under(found, places.unit("15")).exists()
    assert not lists.under(found, places.unit(binh.unit_code)).exists()


@pytest.mark.parametrize("kind", EventKind.values)
def test_what_has_ended_is_not_in_the_list(world: World, hoa: Actor, kind: str) -> None:
    certificate = world.certificate()
    CertificateEvent.objects.create(certificate=certificate, kind=kind, on=world.today, recorded_at=world.now)
    today = certificate.valid_to - timedelta(days=10)
    assert not lists.ending(hoa, today, within=30).exists()


def test_a_product_that_left_the_programme_is_not_in_the_list(world: World, hoa: Actor) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(ended_on=world.today)
    assert not lists.ending(hoa, certificate.valid_to, within=30).exists()


def test_the_page_of_what_ends_keeps_its_filters_in_the_address(
    world: World, hoa: Actor, client_of: ClientOf
) -> None:
    certificate = world.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(
        issued_on=clock.today() - timedelta(days=900), valid_to=clock.today() + timedelta(days=100)
    )
    Product.objects.filter(pk=certificate.product_id).update(certified_to=clock.today() + timedelta(days=100))
    client = client_of(hoa)
    name = certificate.product_name
    commune = places.unit("03037").pk
    assert name in client.get("/certificates/ending/").content.decode()
    assert name in client.get(f"/certificates/ending/?unit={commune}&within=120&stars=3").content.decode()
    assert name not in client.get("/certificates/ending/?within=90").content.decode()
    assert name not in client.get("/certificates/ending/?stars=4").content.decode()
    assert client.get("/certificates/ending/?unit=99999999").status_code == 404


# -- the highest stars ---------------------------------------------------------------------------


def _renewal(certificate: Certificate, world: World) -> Renewal:
    """A renewal filed in time, and the rules it is kept by once its certificate ended."""
    Dossier.objects.create(
        product=certificate.product,
        commune=certificate.commune,
        kind="renewal",
        regime_id=certificate.regime_id,
        set_no=certificate.set_no,
        state="filed",
        created_at=world.now,
        changed_at=world.now,
        filed_on=certificate.valid_to - timedelta(days=130),
    )
    rules = queries.renewal_on(certificate.valid_to)
    assert rules
    return rules


def test_only_the_highest_stars_that_hold_are_national(world: World) -> None:
    certificate = world.certificate()
    today = world.today
    assert lists.highest_stars(today) == [5]
    assert not lists.national(PUBLIC, today).exists()
    Certificate.objects.filter(pk=certificate.pk).update(stars=5)
    assert list(lists.national(PUBLIC, today)) == [certificate]
    assert not lists.national(PUBLIC, certificate.valid_to + timedelta(days=1)).exists()
    _renewal(certificate, world)
    assert list(lists.national(PUBLIC, certificate.valid_to + timedelta(days=1))) == [certificate]


def test_only_what_ended_within_the_days_a_renewal_keeps_one_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = world.certificate()
    kept_days = _renewal(certificate, world).kept_days
    assert kept_days
    read: list[Certificate] = []
    status = queries.status

    def seen(one: Certificate, on: date) -> Status:
        read.append(one)
        return status(one, on)

    monkeypatch.setattr(queries, "status", seen)
    last = certificate.valid_to + timedelta(days=kept_days)
    assert lists.kept(Certificate.objects.visible_to(PUBLIC), last) == read == [certificate]
    read.clear()
    assert lists.kept(Certificate.objects.visible_to(PUBLIC), last + timedelta(days=1)) == read == []


def test_everybody_may_read_the_national_list(world: World) -> None:
    certificate = world.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(stars=5)
    assert certificate.product_name in Client().get("/certificates/national/").content.decode()


def test_a_product_sent_to_the_ministry_shows_its_points_its_wait_and_what_became_of_it(
    world: World, hoa: Actor, thu: Actor, binh: Actor
) -> None:
    dossier = world.dossier("forwarded")
    for reader in (hoa, thu):
        found = lists.candidate(lists.forwarded(reader, waiting=True).get(), world.today + timedelta(days=40))
        assert (found.waits, found.days, found.stars) == (True, 40, None)
        assert found.total == world.case_of(dossier).result.total_2
    assert not lists.forwarded(binh).exists()
    hand_back(
        actor=thu,
        dossier_id=dossier.pk,
        expected_version=world.fresh(dossier).version,
        stars=4,
        reason="Thiếu điều kiện năm sao.",
        now=world.later(days=7),
    )
    assert not lists.forwarded(hoa, waiting=True).exists()
    back = lists.candidate(lists.forwarded(hoa).get(), world.today + timedelta(days=40))
    assert (back.waits, back.days, back.stars) == (False, 7, 4)


def test_the_ministrys_recognition_is_the_outcome(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    ministry = levels.level("centre")
    approved = ministry.today
    ministry.later(days=30)
    levels.judged(dossier, "centre", best(dossier))
    levels.decided(dossier, "centre", "recognised")
    reader = ministry.province
    found = lists.candidate(lists.forwarded(reader).get(), ministry.today + timedelta(days=100))
    assert (str(found.outcome), found.stars) == ("Đã công nhận", 5)
    assert found.days == (ministry.today - approved).days


def test_lists_cost_the_same_for_one_and_for_many(
    world: World, thu: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        world.dossier("forwarded", product=world.a_product(name=f"Tương ớt số {number}"))
        world.certificate(world.dossier("recognised", product=world.a_product(name=f"Ớt khô {number}")))
    with django_assert_num_queries(5):
        assert len([lists.candidate(one, world.today) for one in lists.forwarded(thu)]) == 2
    today = date(2029, 10, 1)
    with django_assert_num_queries(3):
        shown = [queries.status(one, today).state for one in lists.ending(thu, today, within=210)]
    assert shown == ["expiring", "expiring"]


# -- papers that lapse ---------------------------------------------------------------------------


def with_paper(world: World, until: date | None, *criteria: str) -> Certificate:
    """A certificate whose dossier has a second paper, for these criteria, to that day."""
    filled = world.filled(world.dossier("draft"))
    actions.add_evidence(
        actor=world.producer,
        dossier_id=filled.pk,
        facts=EvidenceFacts("Phiếu kiểm nghiệm", issued_on=date(2026, 1, 1), expires_on=until),
        file=a_file(text="kiểm nghiệm"),
        criteria=criteria,
        now=world.later(),
    )
    reached = world.scoring(world.accepted(world.sent_up(world.filed(filled))))
    world.sealed(reached, world.same_sheets(reached))
    return world.certificate(world.decided(world.closed(world.revealed(reached))))


def floored() -> str:
    """A criterion with a floor for three stars, in the world's product set."""
    product_set = regimes.product_set("2026-26", 10)
    first = next(iter(product_set.leaves))
    return next(leaf.no for leaf in product_set.leaves.values() if 3 in leaf.floors and leaf.no != first)


def found_by(actor: Actor, today: date) -> list[lapsing.Lapse]:
    return lapsing.lapses(lapsing.with_costs(lapsing.lapsing(actor, today)).order_by("lapses_on", "pk"))


def test_a_paper_that_alone_proves_a_floor_costs_its_star(
    world: World, lan: Actor, minh: Actor, hoa: Actor, binh: Actor
) -> None:
    number = floored()
    with_paper(world, date(2028, 5, 1), number)
    for reader in (lan, minh, hoa):
        (lapse,) = found_by(reader, world.today)
        assert lapse.on == date(2028, 5, 1)
        assert lapse.criteria[0].startswith(f"{number}. ")
        assert lapse.before == 3
        assert lapse.after is not None
        assert lapse.after < 3
        assert lapse.costs
    assert found_by(binh, world.today) == []


def test_what_another_paper_proves_longer_costs_nothing(world: World, lan: Actor) -> None:
    first = next(iter(regimes.product_set("2026-26", 10).leaves))
    with_paper(world, date(2028, 5, 1), first)
    (lapse,) = found_by(lan, world.today)
    assert (lapse.criteria, lapse.before, lapse.after) == ([], 3, 3)


@pytest.mark.parametrize("until", [None, date(2029, 11, 30), date(2035, 1, 1)])
def test_a_paper_that_lasts_as_long_as_the_certificate_is_not_listed(
    world: World, lan: Actor, until: date | None
) -> None:
    with_paper(world, until, floored())
    assert found_by(lan, world.today) == []


@pytest.mark.parametrize(
    ("until", "listed"), [(date(2028, 12, 1), date(2028, 12, 1)), (date(2031, 1, 1), None), (None, None)]
)
def test_a_renewal_in_the_store_moves_or_takes_away_the_day(
    world: World, lan: Actor, until: date | None, listed: date | None
) -> None:
    certificate = with_paper(world, date(2028, 5, 1), floored())
    common = {"producer": certificate.product.producer, "kind": "test_report", "added_at": world.now}
    old = Paper.objects.create(title="Cũ", sha256="a" * 64, **common)
    middle = Paper.objects.create(
        title="Giữa", sha256="b" * 64, replaces=old, expires_on=date(2028, 6, 1), **common
    )
    Paper.objects.create(title="Mới", sha256="c" * 64, replaces=middle, expires_on=until, **common)
    Paper.objects.create(title="Bỏ", replaces=middle, sha256="d" * 64, removed_on=world.today, **common)
    Evidence.objects.filter(dossier=certificate.dossier, title="Phiếu kiểm nghiệm").update(paper=old)
    assert [one.on for one in found_by(lan, world.today)] == ([listed] if listed else [])


def test_of_a_withdrawn_certificate_no_paper_is_listed(world: World, lan: Actor) -> None:
    certificate = with_paper(world, date(2028, 5, 1), floored())
    CertificateEvent.objects.create(
        certificate=certificate, kind=EventKind.WITHDRAWN, on=world.today, recorded_at=world.now
    )
    assert found_by(lan, world.today) == []


def test_of_a_product_that_left_no_paper_is_listed(world: World, lan: Actor) -> None:
    certificate = with_paper(world, date(2028, 5, 1), floored())
    Product.objects.filter(pk=certificate.product_id).update(ended_on=world.today)
    assert found_by(lan, world.today) == []


def test_papers_cost_the_same_queries_for_one_and_for_many(
    world: World, lan: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = with_paper(world, date(2028, 5, 1), floored()).dossier
    assert dossier is not None
    for number in range(4):
        Evidence.objects.create(
            dossier=dossier,
            title=f"Giấy {number}",
            expires_on=date(2028, 1, 1 + number),
            file_name="g.pdf",
            media_type="application/pdf",
            size=1,
            sha256=str(number) * 64,
            added_at=world.now,
        )
    with django_assert_num_queries(5):
        assert [one.on.day for one in found_by(lan, world.today)] == [1, 2, 3, 4, 1]


# -- the product's own page ------------------------------------------------------------------------


def test_the_stars_of_a_product_over_the_years_keep_the_district_that_gave_them(
    world: World, lan: Actor, client_of: ClientOf
) -> None:
    product = world.a_product()
    first = earlier(world, product, on=date(2022, 3, 1), issuer="10")
    second = earlier(world, product, on=date(2024, 5, 20))
    third = earlier(world, product, on=date(2024, 12, 2), stars=4, issuer="10")
    told = history.chapters(lan, product, world.today)
    assert [one.certificate for one in told] == [third, second, first]
    assert [str(one.tag.label) for one in told] == ["Còn hiệu lực", "Nâng hạng", "Thay thế"]
    assert [one.ended_on for one in told] == [None, date(2024, 12, 2), date(2024, 5, 20)]
    page = client_of(lan).get(f"/products/{product.pk}/").content.decode()
    assert "thị xã Sa Pa" in page
    assert "không có thông tin về giấy tờ" in page
    everyone = Client()
    certificates = client_of(lan).get("/certificates/").content.decode()
    assert "thị xã Sa Pa" in certificates
    Product.objects.filter(pk=product.pk).update(code="15-03037-77-2026")
    public = everyone.get("/p/15-03037-77-2026?lang=vi").content.decode()
    assert "Đã được công nhận trước đây" in public
    assert "thị xã Sa Pa" in public


def test_the_producer_sees_on_the_product_which_papers_to_renew(
    world: World, lan: Actor, client_of: ClientOf
) -> None:
    certificate = with_paper(world, date(2028, 5, 1), floored())
    client = client_of(lan)
    for path in (f"/products/{certificate.product_id}/", "/certificates/papers/"):
        page = client.get(path).content.decode()
        assert "Phiếu kiểm nghiệm" in page
        assert "thiếu giấy này còn" in page


def test_replacements_written_before_are_told_as_the_upgrades_they_were(world: World) -> None:
    product = world.a_product()
    first = earlier(world, product, on=date(2022, 3, 1), issuer="10")
    second = earlier(world, product, on=date(2024, 5, 20))
    earlier(world, product, on=date(2024, 12, 2), stars=4, issuer="10")
    CertificateEvent.objects.filter(certificate=second).update(kind=EventKind.REPLACED)
    (name,) = (path.stem for path in Path(migrations.__path__[0]).glob("*_standing_upgraded.py"))
    import_module(f"{migrations.__name__}.{name}").tell_upgrades(apps, None)
    assert second.events.get().kind == EventKind.UPGRADED
    assert first.events.get().kind == EventKind.REPLACED
