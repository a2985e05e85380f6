"""From a draft to a filed dossier: what is asked for, which kind fits, and what the rules in force say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions
from ocop.evaluation.actions import EvidenceFacts, RegistrationFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.completeness import Incomplete, missing_for_filing
from ocop.evaluation.models import Dossier
from ocop.evaluation.queries import evidence_by_criterion, registration_start
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from ocop.registry.models import Product
from tests.cast import as_role, no_entry, one_entry
from tests.world import World, a_file, producer_facts

pytestmark = pytest.mark.django_db

BEFORE_26_2026 = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


def start(world: World, product: Product, kind: str = "first", set_no: int | None = None) -> Dossier:
    return actions.start_dossier(
        actor=world.producer, product_id=product.pk, kind=kind, set_no=set_no, now=world.later()
    )


def answer(world: World, dossier: Dossier, criterion: str, position: int | None) -> None:
    actions.answer_criterion(
        actor=world.producer,
        dossier_id=dossier.pk,
        criterion=criterion,
        answer=Answer(position),
        now=world.later(),
    )


def answers_of(dossier: Dossier) -> dict[str, int]:
    return dict(dossier.self_answers.values_list("criterion", "position"))


# -- starting


def test_a_product_has_one_dossier_under_way(world: World) -> None:
    product = world.a_product()
    first = start(world, product)
    with no_entry(), pytest.raises(Conflict):
        start(world, product)
    world.withdrawn(first)
    with one_entry("dossier.started"):
        start(world, product)


def test_only_its_producer_applies_for_a_product(world: World, minh: Actor, binh: Actor) -> None:
    product = world.a_product()
    with no_entry(), pytest.raises(Denied):
        actions.start_dossier(actor=minh, product_id=product.pk, kind="first", now=world.later())
    stranger = as_role(binh, "producer")
    with no_entry(), pytest.raises(Product.DoesNotExist):
        actions.start_dossier(actor=stranger, product_id=product.pk, kind="first", now=world.later())


@pytest.mark.parametrize("kind", ["upgrade", "renewal"])
def test_without_a_certificate_only_a_first_evaluation_fits(world: World, kind: str) -> None:
    product = world.a_product()
    with no_entry(), pytest.raises(Conflict):
        start(world, product, kind)


def test_with_a_certificate_a_first_evaluation_does_not_fit(world: World) -> None:
    recognised = world.dossier("recognised")
    with no_entry(), pytest.raises(Conflict):
        start(world, recognised.product)
    assert start(world, recognised.product, "upgrade").kind == "upgrade"


def test_an_unknown_kind_is_refused(world: World) -> None:
    product = world.a_product()
    with no_entry(), pytest.raises(ValidationError):
        start(world, product, "province_to_centre")


def test_an_association_applies_only_for_tourism(world: World) -> None:
    world.a_producer(kind="hoi", name="Hội nông dân Tả Van")
    with pytest.raises(Denied):
        world.a_product()
    assert start(world, world.a_product(name="Làng Tả Van", set_no=26)).set_no == 26


# -- what is missing


def test_an_empty_dossier_is_told_all_it_lacks(world: World) -> None:
    dossier = world.dossier("draft")
    with no_entry(), pytest.raises(Incomplete) as refusal:
        world.filed(dossier)
    missing = refusal.value.missing
    leaves = regimes.product_set("2026-26", 10).leaves
    assert [item.part for item in missing[:4]] == [
        "registration",
        "self_report",
        "self_report",
        "self_report",
    ]
    assert {item.item for item in missing if item.part == "self_answers"} == set(leaves)
    assert "1.1" in str(refusal.value)


def test_a_complete_dossier_lacks_nothing(world: World) -> None:
    assert missing_for_filing(world.filled(world.dossier("draft"))) == []


def test_an_upgrade_owes_what_has_changed(world: World) -> None:
    product = world.dossier("recognised").product
    dossier = world.filled(start(world, product, "upgrade"))
    assert missing_for_filing(dossier) == []
    dossier.self_report.changes = ""
    dossier.self_report.save()
    assert [item.part for item in missing_for_filing(dossier)] == ["changes"]


def test_the_registration_needs_a_name_and_a_way_to_answer(world: World) -> None:
    dossier = world.dossier("draft")
    facts = RegistrationFacts(**{**registration_start(dossier), "address": " ", "phone": "", "email": ""})
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.save_registration(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            facts=facts,
            now=world.later(),
        )
    assert set(refusal.value.message_dict) == {"address", "phone"}


def test_what_is_too_long_for_its_column_is_refused_not_cut(world: World) -> None:
    dossier = world.dossier("draft")
    facts = RegistrationFacts(**{**registration_start(dossier), "product_name": "ớt" * 200, "email": "lan@"})
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.save_registration(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            facts=facts,
            now=world.later(),
        )
    assert set(refusal.value.message_dict) == {"product_name", "email"}


# -- answers


def test_without_a_story_its_structure_falls_away(world: World) -> None:
    dossier = world.filled(world.dossier("draft"))
    leaves = regimes.product_set("2026-26", 10).leaves
    structure = next(leaf for leaf in leaves.values() if leaf.story is not None)
    assert structure.story is not None
    assert structure.no in answers_of(dossier)
    answer(world, dossier, structure.story, 0)
    assert structure.no not in answers_of(dossier)
    with no_entry(), pytest.raises(ValidationError):
        answer(world, dossier, structure.no, 2)
    assert missing_for_filing(dossier) == []


@pytest.mark.parametrize(("criterion", "position"), [("99.9", 1), ("1.1", 99)])
def test_an_answer_the_table_does_not_know_is_refused(world: World, criterion: str, position: int) -> None:
    dossier = world.dossier("draft")
    with no_entry(), pytest.raises(ValidationError):
        answer(world, dossier, criterion, position)


def test_an_answer_can_be_taken_back(world: World) -> None:
    dossier = world.dossier("draft")
    answer(world, dossier, "1.1", 2)
    answer(world, dossier, "1.1", None)
    assert answers_of(dossier) == {}


def test_answers_do_not_refuse_each_other_but_a_page_opened_before_is_stale(world: World) -> None:
    dossier = world.dossier("draft")
    for number in ("1.1", "1.2"):
        answer(world, dossier, number, 1)
    with pytest.raises(Stale):
        actions.save_self_answers(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            answers={},
            now=world.later(),
        )


# -- evidence


def test_the_same_file_is_not_taken_twice(world: World) -> None:
    dossier = world.filled(world.dossier("draft"))
    with no_entry(), pytest.raises(Conflict):
        actions.add_evidence(
            actor=world.producer,
            dossier_id=dossier.pk,
            facts=EvidenceFacts("Một tên khác"),
            file=a_file(),
            now=world.later(),
        )


def test_one_paper_stands_under_several_criteria(world: World) -> None:
    dossier = world.filled(world.dossier("draft"))
    paper = dossier.evidence.get()
    actions.link_evidence(
        actor=world.producer,
        evidence_id=paper.pk,
        expected_version=dossier.version,
        criteria=["1.2", "1.1"],
        now=world.later(),
    )
    assert evidence_by_criterion(dossier) == {"1.1": [paper], "1.2": [paper]}


def test_evidence_needs_a_title_true_days_and_known_criteria(world: World) -> None:
    dossier = world.dossier("draft")
    wrong: list[tuple[EvidenceFacts, list[str]]] = [
        (EvidenceFacts("  "), []),
        (EvidenceFacts("Giấy", issued_on=date(2026, 5, 2), expires_on=date(2026, 5, 1)), []),
        (EvidenceFacts("Giấy"), ["99.9"]),
    ]
    for facts, criteria in wrong:
        with no_entry(), pytest.raises(ValidationError):
            actions.add_evidence(
                actor=world.producer,
                dossier_id=dossier.pk,
                facts=facts,
                file=a_file(),
                criteria=criteria,
                now=world.later(),
            )


# -- filing


def test_numbers_of_a_commune_run_on_and_a_returned_dossier_keeps_its_own(world: World) -> None:
    first = world.dossier("returned")
    second = world.dossier("filed", product=world.a_product(name="Ớt khô Mường Hoa"))
    assert [first.receipt_number[:2], second.receipt_number[:2]] == ["01", "02"]
    again = world.filed(first)
    assert again.receipt_number == first.receipt_number


def test_a_filed_dossier_counts_the_communes_working_days_anew_each_time(world: World) -> None:
    dossier = world.dossier("returned")
    assert dossier.answer_due_on is None
    world.later(days=7)
    again = world.filed(dossier)
    assert again.answer_due_on == date(2026, 12, 21)
    assert again.filed_on == date(2026, 11, 23)


def test_rules_that_came_into_force_meanwhile_are_not_passed_over(world: World) -> None:
    world.now = BEFORE_26_2026
    product = world.a_product(set_no=10)
    dossier = start(world, product)
    assert dossier.regime_id == "2025-1489"
    world.now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    with no_entry(), pytest.raises(Conflict):
        world.filed(dossier)
    with one_entry("dossier.regime_changed"):
        actions.move_to_present_regime(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            set_no=10,
            now=world.later(),
        )
    world.fresh(dossier)
    assert (dossier.regime_id, dossier.set_no) == ("2026-26", 10)
    assert world.filed(world.filled(dossier)).state == "filed"


def test_a_product_entered_under_other_rules_names_its_set_again(world: World) -> None:
    world.now = BEFORE_26_2026
    product = world.a_product()
    world.now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        start(world, product)
    assert set(refusal.value.message_dict) == {"set_no"}
    assert start(world, product, set_no=9).set_no == 9


def test_a_renewal_is_filed_from_the_first_day_of_its_window_to_the_last_valid_day(world: World) -> None:
    product = world.dossier("recognised").product
    dossier = world.filled(start(world, product, "renewal"))
    expires_on = product.certified_to
    assert expires_on == date(2029, 11, 23)
    opens = datetime(2029, 5, 27, 2, 0, tzinfo=UTC)
    world.now = opens - timedelta(days=1)
    with no_entry(), pytest.raises(Conflict, match="27/05/2029"):
        world.filed(dossier)
    world.now = datetime(2029, 11, 24, 2, 0, tzinfo=UTC)
    with no_entry(), pytest.raises(Conflict):
        world.filed(dossier)


def test_facts_for_a_producer_are_those_of_the_registry(world: World) -> None:
    dossier = world.dossier("draft")
    assert registration_start(dossier)["applicant_name"] == producer_facts().name
