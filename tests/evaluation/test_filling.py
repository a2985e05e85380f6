"""A renewal fills itself from the last dossier: only with what still holds, and it says what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ocop.evaluation import actions, filling, tasks
from ocop.evaluation.actions import EvidenceFacts, SelfReportFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.completeness import missing_for_filing
from ocop.evaluation.models import Dossier, Evidence, Registration, SelfReport
from ocop.law.sheets import missing
from ocop.platform.actors import Actor
from ocop.registry import regimes
from ocop.registry.models import EarlierHolder, Paper, Producer, Product, Representative
from tests.cast import ClientOf, one_entry
from tests.world import World, a_file

pytestmark = pytest.mark.django_db
WINDOW = datetime(2029, 6, 1, 2, 0, tzinfo=UTC)
"""In the renewal window of what the world recognises."""


@pytest.fixture
def last(world: World) -> Dossier:
    """A recognised dossier with three papers: one without an end, one that lapses, one that holds."""
    filled = world.filled(world.dossier("draft"))
    for number, until in ((1, date(2028, 1, 1)), (2, date(2030, 1, 1))):
        actions.add_evidence(
            actor=world.producer,
            dossier_id=filled.pk,
            facts=EvidenceFacts(f"Phiếu kiểm nghiệm {number}", issued_on=date(2026, 1, 1), expires_on=until),
            file=a_file(text=str(number)),
            criteria=["1.1", "2.1"][:number],
            now=world.later(),
        )
    reached = world.scoring(world.accepted(world.sent_up(world.filed(filled))))
    world.sealed(reached, world.same_sheets(reached))
    return world.decided(world.closed(world.revealed(reached)))


def renewal(world: World, last: Dossier, *, kind: str = "renewal") -> Dossier:
    world.now = WINDOW
    return actions.start_dossier(
        actor=world.producer, product_id=last.product_id, kind=kind, now=world.later()
    )


@pytest.mark.parametrize("kind", ["renewal", "upgrade"])
def test_what_still_holds_is_taken_over_in_the_one_act(world: World, last: Dossier, kind: str) -> None:
    world.now = WINDOW
    with one_entry("dossier.started"):
        begun = renewal(world, last, kind=kind)
    assert begun.filled_from == last
    registration = Registration.objects.get(dossier=begun)
    assert (registration.applicant_name, registration.carried) == ("Hợp tác xã Ớt Tả Van", True)
    report = SelfReport.objects.get(dossier=begun)
    assert report.general == SelfReport.objects.get(dossier=last).general
    answers = dict(begun.self_answers.values_list("criterion", "position"))
    assert answers == dict(last.self_answers.values_list("criterion", "position"))


def test_figures_plan_and_changes_are_written_anew(world: World, last: Dossier) -> None:
    begun = renewal(world, last)
    report = SelfReport.objects.get(dossier=begun)
    assert (report.business_results, report.future_plan, report.changes) == ("", "", "")
    assert {one.item for one in missing_for_filing(begun)} == {"business_results", "future_plan", "changes"}
    assert tasks.written_last(begun, "business_results").startswith("Doanh thu")
    assert tasks.written_last(begun, "general") == ""


def test_what_the_former_holder_wrote_of_itself_is_not_the_successors(world: World, last: Dossier) -> None:
    former = last.product.producer
    successor = Producer.objects.get(pk=former.pk)
    successor.pk, successor.code, successor.name, successor.tax_code = None, "CT-SAU", "HTX Sau", ""
    successor.phone = ""
    successor.save(force_insert=True)
    Representative.objects.create(
        producer=successor, user_id=world.producer.user_id or 0, from_on=former.registered_on
    )
    EarlierHolder.objects.create(product=last.product, producer=former, to_on=date(2028, 12, 31))
    Product.objects.filter(pk=last.product_id).update(producer=successor)
    begun = renewal(world, last)
    assert not SelfReport.objects.filter(dossier=begun).exists()
    registration = Registration.objects.filter(dossier=begun).first()
    assert registration is None or (registration.applicant_name, registration.phone) == ("HTX Sau", "")
    assert begun.self_answers.exists()
    assert begun.evidence.exists()


def test_a_lapsed_paper_stays_behind_and_is_named(world: World, last: Dossier) -> None:
    begun = renewal(world, last)
    titles = set(begun.evidence.values_list("title", flat=True))
    assert titles == {"Giấy chứng nhận đăng ký hợp tác xã", "Phiếu kiểm nghiệm 2"}
    over = tasks.overview(begun, world.today)["taken_over"]
    assert isinstance(over, tasks.TakenOver)
    assert [one.title for one in over.lapsed] == ["Phiếu kiểm nghiệm 1"]
    assert not over.rules_changed


def test_a_renewed_paper_of_the_store_takes_the_place_of_the_old_one(world: World, last: Dossier) -> None:
    owner = last.product.producer
    common = {
        "producer": owner,
        "kind": "test_report",
        "added_at": world.now,
        "media_type": "application/pdf",
    }
    old = Paper.objects.create(title="Phiếu cũ", sha256="a" * 64, size=1, file_name="cu.pdf", **common)
    middle = Paper.objects.create(
        title="Phiếu giữa", replaces=old, sha256="b" * 64, size=1, file_name="giua.pdf", **common
    )
    latest = Paper.objects.create(
        title="Phiếu mới",
        replaces=middle,
        sha256="c" * 64,
        size=3,
        file_name="moi.pdf",
        expires_on=date(2031, 1, 1),
        **common,
    )
    Paper.objects.create(title="Chưa có tệp", replaces=latest, **common)
    Evidence.objects.filter(dossier=last, title="Phiếu kiểm nghiệm 1").update(paper=old)
    begun = renewal(world, last)
    taken = begun.evidence.get(paper=latest)
    assert (taken.title, taken.sha256, taken.expires_on) == ("Phiếu mới", "c" * 64, date(2031, 1, 1))
    assert [link.criterion for link in taken.links.all()] == ["1.1"]


def test_each_part_says_so_until_it_was_looked_at(world: World, last: Dossier) -> None:
    begun = renewal(world, last)
    assert carried(begun, world) == {"registration", "general", "1", "evidence"} | rest(begun)
    world.registered(begun)
    found = world.fresh(begun)
    written = SelfReport.objects.get(dossier=begun)
    facts = SelfReportFacts(
        general=written.general,
        representative_gender=written.representative_gender,
        representative_ethnicity=written.representative_ethnicity,
        workers=written.workers,
        local_workers=written.local_workers,
        future_plan="Mở rộng thêm 5 ha.",
    )
    actions.save_self_report(
        actor=world.producer,
        dossier_id=begun.pk,
        expected_version=found.version,
        facts=facts,
        now=world.later(),
    )
    assert "general" in carried(begun, world)
    found = world.fresh(begun)
    actions.save_self_report(
        actor=world.producer,
        dossier_id=begun.pk,
        expected_version=found.version,
        facts=replace(facts, workers=30),
        now=world.later(),
    )
    actions.answer_criterion(
        actor=world.producer, dossier_id=begun.pk, criterion="1.1", answer=Answer(1), now=world.later()
    )
    assert not carried(begun, world) & {"registration", "general"}
    assert not begun.self_answers.get(criterion="1.1").carried


def carried(dossier: Dossier, world: World) -> set[str]:
    """The parts of the task list that ask to be checked, by the end of their address."""
    groups = tasks.overview(world.fresh(dossier), world.today)["groups"]
    assert isinstance(groups, list)
    rows = [row for group in groups for row in group.tasks]
    asking = [row for row in rows if row.status is tasks.CARRIED or row.hint == tasks.CARRIED.label]
    return {row.url.rstrip("/").rpartition("/")[2] for row in asking}


def rest(dossier: Dossier) -> set[str]:
    """The sections of the score table."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    return {top.no for part in product_set.parts for top in part.sections}


def test_under_other_rules_only_criteria_that_say_the_same_are_answered(world: World, last: Dossier) -> None:
    Dossier.objects.filter(pk=last.pk).update(regime_id="2019-1048")
    last.refresh_from_db()
    begun = renewal(world, last)
    same = filling.same_criteria(last, begun)
    answered = set(begun.self_answers.values_list("criterion", flat=True))
    assert answered <= same
    over = tasks.overview(begun, world.today)["taken_over"]
    assert isinstance(over, tasks.TakenOver)
    assert over.rules_changed
    assert over.unanswered == last.self_answers.exclude(criterion__in=same).count() > 0
    product_set = regimes.product_set(begun.regime_id, begun.set_no)
    held = dict(begun.self_answers.values_list("criterion", "position"))
    assert set(missing(product_set, held)) >= {no for no in product_set.leaves if no not in same} - set(held)


def test_a_draft_that_moves_to_new_rules_takes_over_what_says_the_same(world: World, last: Dossier) -> None:
    begun = renewal(world, last)
    Dossier.objects.filter(pk=begun.pk).update(regime_id="2023-148")
    before = dict(begun.self_answers.values_list("criterion", "position"))
    begun = actions.move_to_present_regime(
        actor=world.producer,
        dossier_id=begun.pk,
        expected_version=begun.version,
        set_no=begun.set_no,
        now=world.later(),
    )
    assert begun.regime_id == last.regime_id
    assert dict(begun.self_answers.values_list("criterion", "position")) == before


def test_rules_without_a_table_leave_every_criterion_open(world: World, last: Dossier) -> None:
    Dossier.objects.filter(pk=last.pk).update(regime_id="2023-148")
    assert not renewal(world, last).self_answers.exists()


@pytest.mark.usefixtures("last")
def test_a_first_evaluation_begins_empty(world: World) -> None:
    other = world.dossier("draft", product=world.a_product(name="Ớt khô"))
    assert other.filled_from is None
    assert not other.self_answers.exists()
    assert tasks.overview(other, world.today)["taken_over"] is None


def test_the_task_list_says_it_and_the_report_shows_the_old_words(
    world: World, last: Dossier, lan: Actor, client_of: ClientOf
) -> None:
    Evidence.objects.filter(dossier=last, title="Phiếu kiểm nghiệm 1").update(expires_on=date(2026, 2, 1))
    begun = renewal(world, last)
    client = client_of(lan)
    page = client.get(f"/dossiers/{begun.pk}/fill/").content.decode()
    assert "Đã điền từ hồ sơ trước, hãy kiểm tra" in page
    assert last.receipt_number in page
    assert "Phiếu kiểm nghiệm 1" in page
    assert "Doanh thu" in client.get(f"/dossiers/{begun.pk}/fill/report/business_results/").content.decode()
