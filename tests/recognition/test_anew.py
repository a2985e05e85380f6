"""A recognised product whose result an appeal changed: work for who decides, until it is decided anew."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ocop.evaluation import actions, reckoning
from ocop.evaluation.models import Dossier
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.recognition import anew, batches
from ocop.recognition.actions import withdraw_certificate
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, RulingKind
from ocop.registry import regimes
from tests.cast import ClientOf, elevated
from tests.evaluation.test_appeals import admitted, another_council, answered, appealed, convened
from tests.evaluation.test_appeals import others as others  # noqa: PLC0414 - a fixture
from tests.world import World, answers_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def a_sheet(dossier: Dossier, stars: int) -> dict[str, int]:
    """A sheet that is worth so many stars: the best options, some of them one lower."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    sheet, lower = answers_for(product_set), answers_for(product_set, down=1 if stars > 2 else 2)
    for number in [*lower, ""]:
        question: dict[str, object] = {
            "regime": dossier.regime_id,
            "set": dossier.set_no,
            "sheets": [{"member": "m1", "answers": sheet}],
        }
        if reckoning.reckon(question).stars == stars:
            return sheet
        if number:
            sheet = {**sheet, number: lower[number]}
    raise ValueError("no such sheet")


def appealed_to(world: World, others: list[Actor], stars: int) -> Dossier:
    """A product recognised with three stars; the panel of an appeal finds these."""
    dossier = world.dossier("recognised")
    appeal = admitted(world, appealed(world, dossier))
    case = convened(world, appeal, another_council(world, others))
    world.members = [(one, "member", True) for one in others]
    world.sealed(world.fresh(dossier), [a_sheet(dossier, stars)] * len(others))
    for act in (actions.reveal, actions.close_case):
        world.fresh(dossier)
        act(actor=others[1], case_id=case.pk, expected_version=dossier.version, now=world.later())
    answered(world, appeal)
    return world.fresh(dossier)


@pytest.fixture
def dossier(world: World, others: list[Actor]) -> Dossier:
    """Recognised with three stars; the panel of an appeal found four."""
    return appealed_to(world, others, 4)


def signed(world: World, dossier: Dossier, kind: RulingKind) -> None:
    """The draft on this dossier prepared, handed over and signed."""
    facts = batches.BatchFacts("Sở Nông nghiệp và Môi trường", world.leader.user_id or 0, "CHỦ TỊCH")
    batch = batches.prepare_batch(
        actor=world.province, dossier_ids=[dossier.pk], kind=kind, facts=facts, now=world.later()
    )
    batch = batches.hand_over_batch(
        actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
    )
    batches.sign_batch(
        actor=elevated(world.leader),
        batch_id=batch.pk,
        expected_version=batch.version,
        digest=batch.digest,
        now=world.later(),
    )


def test_it_stands_on_the_desk_and_the_list_of_who_decides(
    world: World, dossier: Dossier, client_of: ClientOf, hoa: Actor, cuc: Actor, binh: Actor
) -> None:
    certificate = world.certificate(dossier)
    for one in (hoa, cuc):
        assert [found.certificate for found in anew.waiting(one, world.today)] == [certificate]
        assert "cần quyết định lại" in client_of(one).get("/desk/").content.decode()
    page = client_of(hoa).get(reverse("recognition:batches")).content.decode()
    assert certificate.number in page
    assert dossier.product.name in page
    assert anew.waiting(binh, world.today) == []


def test_what_nobody_appealed_stands_on_no_list(world: World, hoa: Actor) -> None:
    world.dossier("recognised")
    assert anew.waiting(hoa, world.today) == []
    assert list(anew.lines(hoa, world.today)) == []


def test_a_new_decision_takes_the_place_of_the_certificate(
    world: World, dossier: Dossier, hoa: Actor
) -> None:
    earlier = world.certificate(dossier)
    signed(world, dossier, RulingKind.RECOGNISE)
    later = world.certificate(dossier)
    assert (earlier.stars, later.stars) == (3, 4)
    assert earlier.events.get().kind == EventKind.UPGRADED
    dossier.product.refresh_from_db()
    assert (dossier.product.certified_stars, dossier.product.certified_to) == (4, later.valid_to)
    assert world.fresh(dossier).state == "recognised"
    assert anew.waiting(hoa, world.today) == []


def test_until_then_the_certificate_holds(dossier: Dossier) -> None:
    assert dossier.state == "closed"
    assert not Certificate.objects.get().events.exists()
    assert dossier.product.certified_stars == 3


def test_the_page_of_the_decision_says_what_becomes_of_the_certificate(
    world: World, dossier: Dossier, client_of: ClientOf, hoa: Actor
) -> None:
    page = client_of(hoa).get(reverse("recognition:decide", args=[dossier.standing_case_id]))
    assert f"thay giấy chứng nhận số {world.certificate(dossier).number}" in page.content.decode()


def test_the_producer_reads_of_the_new_decision_until_it_is_made(
    world: World, dossier: Dossier, client_of: ClientOf, lan: Actor
) -> None:
    page = f"/dossiers/{dossier.pk}/result/"
    assert "Cần quyết định mới" in client_of(lan).get(page).content.decode()
    signed(world, dossier, RulingKind.RECOGNISE)
    assert "Cần quyết định mới" not in client_of(lan).get(page).content.decode()


def test_a_refusal_ends_no_certificate_and_stays_on_the_list_until_somebody_does(
    world: World, others: list[Actor], hoa: Actor
) -> None:
    dossier = appealed_to(world, others, 2)
    signed(world, dossier, RulingKind.REFUSE)
    certificate = Certificate.objects.get()
    assert world.fresh(dossier).state == "not_recognised"
    assert not certificate.events.exists()
    (found,) = anew.waiting(hoa, world.today)
    assert "thu hồi" in found.words
    withdraw_certificate(
        actor=hoa,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground=regimes.regime_on(world.today).revocations[0].code,
        decision_number="99/QĐ-UBND",
        decided_on=world.today,
        reason="Hội đồng phúc tra kết luận chưa đạt.",
        now=world.later(),
    )
    assert anew.waiting(hoa, world.today) == []


def test_an_appeal_on_an_old_dossier_ends_no_certificate_of_a_later_one(
    world: World, dossier: Dossier
) -> None:
    later = world.dossier("filed")
    held = Certificate.objects.get(product=dossier.product)
    Certificate.objects.filter(pk=held.pk).update(dossier=later)
    with pytest.raises(Conflict, match=held.number):
        signed(world, dossier, RulingKind.RECOGNISE)
    assert not CertificateEvent.objects.filter(certificate=held).exists()
