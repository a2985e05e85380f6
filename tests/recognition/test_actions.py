"""Decisions on results and the end of certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation.models import Dossier
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.recognition import queries
from ocop.recognition.actions import DecisionFacts, hand_back, record_decision, withdraw_certificate
from ocop.recognition.models import Certificate, CertificateEvent, RecognitionDecision, Ruling
from ocop.registry import regimes
from tests.cast import no_entry, one_entry
from tests.world import World, answers_for

pytestmark = pytest.mark.django_db


def decide(
    world: World,
    dossier: Dossier,
    kind: str = "recognise",
    *,
    actor: Actor | None = None,
    facts: DecisionFacts | None = None,
    version: int | None = None,
    number: str = "",
) -> Ruling:
    return record_decision(
        actor=actor or world.leader,
        dossier_id=dossier.pk,
        expected_version=dossier.version if version is None else version,
        kind=kind,
        facts=facts or world.decision(),
        certificate_number=number,
        now=world.later(),
    )


def withdraw(
    world: World, certificate: Certificate, actor: Actor | None = None, **changed: object
) -> CertificateEvent:
    given: dict[str, object] = {
        "expected_version": certificate.version,
        "ground": "mark_misused",
        "decision_number": "9/QĐ-UBND",
        "decided_on": world.today,
        "reason": "Dùng nhãn OCOP cho sản phẩm khác.",
        **changed,
    }
    return withdraw_certificate(
        actor=actor or world.leader,
        certificate_id=certificate.pk,
        now=world.later(),
        **given,  # type: ignore[arg-type] # the keys are those of the action
    )


# -- decisions


def test_recognition_issues_the_certificate_in_the_same_act(world: World) -> None:
    dossier = world.dossier("closed")
    with one_entry("dossier.recognised"):
        decide(world, dossier)
    certificate = Certificate.objects.get()
    assert (certificate.stars, certificate.total_exact, certificate.number) == (3, "62", "0001/2026")
    assert (certificate.issued_on, certificate.valid_to) == (date(2026, 11, 23), date(2029, 11, 23))
    assert certificate.commune_name == "xã Tả Van, tỉnh Lào Cai"
    assert certificate.product.certified_to == certificate.valid_to
    assert world.fresh(dossier).state == "recognised"


def test_the_leaders_office_enters_what_the_leader_signed(world: World, hoa: Actor) -> None:
    assert decide(world, world.dossier("closed"), actor=hoa).recorded_by_id == hoa.user_id


def test_nobody_else_decides(world: World, request: pytest.FixtureRequest) -> None:
    dossier = world.dossier("closed")
    for other in [request.getfixturevalue(name) for name in ("an", "minh", "lan", "phuc", "thu")]:
        with no_entry(), pytest.raises(Denied):
            decide(world, dossier, actor=other)


def test_a_stranger_does_not_learn_that_it_exists(world: World, binh: Actor) -> None:
    dossier = world.dossier("closed")
    for stranger in (binh, PUBLIC):
        with no_entry(), pytest.raises(Dossier.DoesNotExist):
            decide(world, dossier, actor=stranger)


def test_a_second_click_and_a_stale_page_are_told_so(world: World) -> None:
    dossier = world.dossier("closed")
    with no_entry(), pytest.raises(Stale):
        decide(world, dossier, version=dossier.version - 1)
    decide(world, dossier)
    with no_entry(), pytest.raises(Conflict):
        decide(world, dossier)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(("down", "allowed"), [(0, ["approve_result"]), (1, ["recognise"]), (2, ["refuse"])])
def test_a_result_allows_what_the_rules_say_of_its_stars(world: World, down: int, allowed: list[str]) -> None:
    dossier = world.dossier("closed", down=down)
    assert [str(kind) for kind in queries.rulings_open(dossier)] == allowed
    for kind in {"recognise", "refuse", "approve_result"} - set(allowed):
        with no_entry(), pytest.raises(Conflict):
            decide(world, dossier, kind)


def test_one_and_two_stars_get_no_certificate(world: World) -> None:
    dossier = world.dossier("closed", down=2)
    with one_entry("dossier.not_recognised"):
        decide(world, dossier, "refuse")
    assert not Certificate.objects.exists()
    assert world.fresh(dossier).state == "not_recognised"


def test_five_stars_go_to_the_ministry_which_recognises_none_before_its_council(
    world: World, thu: Actor
) -> None:
    dossier = world.dossier("closed", down=0)
    with one_entry("dossier.forwarded"):
        decide(world, dossier, "approve_result")
    world.fresh(dossier)
    assert not Certificate.objects.exists()
    with no_entry(), pytest.raises(Denied):
        decide(world, dossier)
    with no_entry(), pytest.raises(Conflict):
        decide(world, dossier, actor=thu)


def give_back(
    world: World, dossier: Dossier, actor: Actor, stars: int = 4, reason: str = "Thiếu kiểm nghiệm."
) -> object:
    return hand_back(
        actor=actor,
        dossier_id=dossier.pk,
        expected_version=world.fresh(dossier).version,
        stars=stars,
        reason=reason,
        now=world.later(),
    )


def test_the_ministry_hands_back_what_it_does_not_recognise(world: World, thu: Actor) -> None:
    dossier = world.dossier("forwarded")
    with one_entry("dossier.handed_back"):
        give_back(world, dossier, thu)
    assert world.fresh(dossier).state == "closed"
    assert [str(kind) for kind in queries.rulings_open(dossier)] == ["recognise"]
    with no_entry(), pytest.raises(Conflict):
        give_back(world, dossier, thu)
    decide(world, dossier, facts=replace(world.decision(), number="9/QĐ-UBND"))
    assert Certificate.objects.get().stars == 4


def test_handing_back_needs_the_ministry_stars_of_the_province_and_a_reason(world: World, thu: Actor) -> None:
    dossier = world.dossier("forwarded")
    with no_entry(), pytest.raises(Denied):
        give_back(world, dossier, world.leader)
    for stars, reason in ((5, "Lý do."), (2, "Lý do."), (4, " ")):
        with no_entry(), pytest.raises(ValidationError):
            give_back(world, dossier, thu, stars, reason)


def test_ninety_points_held_down_by_a_floor_stay_with_the_province(world: World) -> None:
    product_set = regimes.product_set("2026-26", 10)
    sheet = answers_for(product_set, down=0)
    floor = next(leaf for leaf in product_set.leaves.values() if 5 in leaf.floors)
    sheet[floor.no] = max(p for p in floor.by_position if floor.points_at(p) < floor.floors[5])
    dossier = world.dossier("closed", sheets=[sheet] * 4)
    assert Fraction(world.case_of(dossier).result.total_exact) >= 90
    assert world.case_of(dossier).result.stars == 4
    assert [str(kind) for kind in queries.rulings_open(dossier)] == ["recognise"]
    with no_entry(), pytest.raises(Conflict):
        decide(world, dossier, "approve_result")


def test_one_decision_may_recognise_many_products(world: World) -> None:
    first = world.dossier("closed")
    second = world.dossier("closed", product=world.a_product(name="Ớt khô"))
    decide(world, first)
    decide(world, second)
    assert RecognitionDecision.objects.count() == 1
    assert list(Certificate.objects.order_by("pk").values_list("number", flat=True)) == [
        "0001/2026",
        "0002/2026",
    ]


def test_a_number_names_one_decision_of_a_year(world: World) -> None:
    first = world.dossier("closed")
    second = world.dossier("closed", product=world.a_product(name="Ớt khô"))
    decide(world, first)
    day = world.decision().decided_on - timedelta(days=1)
    RecognitionDecision.objects.update(decided_on=day)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        decide(world, second)
    assert set(refusal.value.message_dict) == {"number"}


def test_one_decision_has_one_signature(world: World) -> None:
    first = world.dossier("closed")
    second = world.dossier("closed", product=world.a_product(name="Ớt khô"))
    decide(world, first)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        decide(world, second, facts=replace(world.decision(), signer_name="Người Khác"))
    assert set(refusal.value.message_dict) == {"signer_name"}


def test_a_certificate_number_is_used_once(world: World) -> None:
    first = world.dossier("closed")
    second = world.dossier("closed", product=world.a_product(name="Ớt khô"))
    decide(world, first, number="LC-01")
    with no_entry(), pytest.raises(Conflict):
        decide(world, second, number="LC-01")


def test_a_number_given_by_hand_is_passed_over_by_the_series(world: World) -> None:
    first = world.dossier("closed")
    second = world.dossier("closed", product=world.a_product())
    decide(world, first, number="0001/2026")
    decide(world, second)
    assert second.certificates.get().number == "0002/2026"


def test_what_stands_on_a_decision_is_asked_for(world: World) -> None:
    dossier = world.dossier("closed")
    tomorrow = world.today + timedelta(days=1)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        decide(world, dossier, facts=DecisionFacts(" ", tomorrow, "", "Chủ tịch"))
    assert set(refusal.value.message_dict) == {"number", "signer_name", "decided_on"}
    with no_entry(), pytest.raises(ValidationError):
        decide(world, dossier, "coronation")


def test_an_upgrade_takes_the_place_of_the_earlier_certificate(world: World) -> None:
    earlier = world.certificate()
    world.later(days=40)
    later = world.certificate(world.dossier("recognised", product=earlier.product, kind="upgrade"))
    assert queries.status(queries.certificate(PUBLIC, earlier.pk), world.today).state == "replaced"
    assert queries.status(queries.certificate(PUBLIC, earlier.pk), earlier.issued_on).state == "valid"
    shown = queries.public_certificate(earlier.product.code, world.today)
    assert (shown.certificate, shown.status.state) == (later, "valid")


# -- withdrawing


def test_a_withdrawn_certificate_is_shown_as_such_from_its_day_on(world: World) -> None:
    certificate = world.certificate()
    world.later(days=30)
    with one_entry("certificate.withdrawn"):
        withdraw(world, certificate)
    shown = queries.certificate(PUBLIC, certificate.pk)
    assert queries.status(shown, world.today).state == "withdrawn"
    assert queries.status(shown, world.today - timedelta(days=1)).state == "valid"
    certificate.product.refresh_from_db()
    assert certificate.product.certified_to is None


def test_a_certificate_is_withdrawn_once_and_on_the_present_page(world: World) -> None:
    certificate = world.certificate()
    with no_entry(), pytest.raises(Stale):
        withdraw(world, certificate, expected_version=0)
    withdraw(world, certificate)
    with no_entry(), pytest.raises(Conflict):
        withdraw(world, certificate)


def test_only_the_level_that_may_withdraws(world: World, request: pytest.FixtureRequest) -> None:
    certificate = world.certificate()
    for other in [request.getfixturevalue(name) for name in ("lan", "minh", "an", "thu", "binh", "phuc")]:
        with no_entry(), pytest.raises(Denied):
            withdraw(world, certificate, other)


def test_another_provinces_leader_withdraws_nothing_here(world: World, cuc: Actor) -> None:
    certificate = world.certificate()
    elsewhere = Actor(cuc.user_id, cuc.name, "province_leader", "VN/04/", "04")
    with no_entry(), pytest.raises(Denied):
        withdraw(world, certificate, elsewhere)


def test_a_withdrawal_needs_its_ground_its_decision_and_words(world: World) -> None:
    certificate = world.certificate()
    with no_entry(), pytest.raises(ValidationError) as refusal:
        withdraw(
            world,
            certificate,
            ground="whim",
            decision_number="",
            reason=" ",
            decided_on=world.today + timedelta(days=1),
        )
    assert set(refusal.value.message_dict) == {"ground", "decision_number", "reason", "decided_on"}
