"""A second look at a result: who appeals, what it stops, who may sit on the panel, and what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypedDict

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, appeals, queries
from ocop.evaluation.actions import AppealRuleFacts, CouncilFacts
from ocop.evaluation.models import (
    Appeal,
    AppealState,
    Council,
    CouncilCase,
    Dossier,
    Purpose,
    ResultNotice,
    SeatRole,
)
from ocop.journal.models import Entry
from ocop.law.regime import ProductSet
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.recognition.actions import hand_back, record_decision
from ocop.recognition.models import Certificate, RulingKind
from ocop.recognition.queries import rulings_open
from ocop.registry import regimes
from tests.cast import ClientOf, no_entry, person
from tests.world import World, a_file

pytestmark = pytest.mark.django_db
POINTS = {"1.1": "Có hợp đồng mua nguyên liệu trong xã, kèm theo."}
ROW = AppealRuleFacts(
    "Quy chế 12/QC-HĐ, Điều 9", appeal_days=10, answer_days=20, in_working_days=True, panel_decides=True
)


@pytest.fixture
def others(lao_cai: Unit) -> list[Actor]:
    """Chair and secretary of another council of the province."""
    return [
        person("0912000081", "Đỗ Thị Vân", COUNCIL_MEMBER, lao_cai),
        person("0912000082", "Lê Văn Khôi", COUNCIL_MEMBER, lao_cai),
        person("0912000083", "Hồ Thị Yên", COUNCIL_MEMBER, lao_cai),
    ]


def another_council(world: World, members: list[Actor]) -> Council:
    facts = CouncilFacts("Hội đồng xem xét kiến nghị", "77/QĐ-UBND", world.today)
    made = actions.create_council(
        actor=world.province, unit_code=world.province.unit_code, facts=facts, now=world.later()
    )
    for member, role in zip(members, (SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.MEMBER), strict=False):
        made.refresh_from_db()
        actions.seat_member(
            actor=world.province,
            council_id=made.pk,
            expected_version=made.version,
            user_id=member.user_id or 0,
            role=role,
            scores=True,
            now=world.later(),
        )
    return made


def with_rules(world: World, facts: AppealRuleFacts = ROW) -> None:
    council = world.a_council()
    council.refresh_from_db()
    actions.set_appeal_rules(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        facts=facts,
        now=world.later(),
    )


def appealed(world: World, dossier: Dossier) -> Appeal:
    world.fresh(dossier)
    return actions.file_appeal(
        actor=world.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        reasons="Đề nghị xem lại tiêu chí nguyên liệu.",
        points=POINTS,
        files=[a_file("hop-dong.pdf", "hợp đồng mua nguyên liệu")],
        now=world.later(),
    )


def admitted(world: World, appeal: Appeal) -> Appeal:
    world.fresh(appeal.dossier)
    return actions.admit_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=appeal.dossier.version,
        admitted=True,
        reason="Đúng thẩm quyền.",
        panel_decides=True,
        now=world.later(),
    )


def convened(world: World, appeal: Appeal, council: Council, scope: str = "whole") -> CouncilCase:
    world.fresh(appeal.dossier)
    return actions.convene_panel(
        actor=world.province,
        appeal_id=appeal.pk,
        council_id=council.pk,
        expected_version=appeal.dossier.version,
        scope=scope,
        scope_reason="Chỉ một tiêu chí bị kiến nghị.",
        now=world.later(),
    )


def heard(world: World, case: CouncilCase, members: list[Actor], down: int) -> None:
    """The panel's sheets sealed, revealed and closed by its secretary."""
    dossier = world.fresh(case.dossier)
    world.members = [(one, "member", True) for one in members]
    world.sealed(dossier, world.same_sheets(dossier, down))
    for act in (actions.reveal, actions.close_case):
        world.fresh(dossier)
        act(actor=members[1], case_id=case.pk, expected_version=dossier.version, now=world.later())


def answered(world: World, appeal: Appeal) -> Appeal:
    world.fresh(appeal.dossier)
    return actions.answer_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=appeal.dossier.version,
        answer="Hội đồng khác đã chấm lại toàn bộ hồ sơ.",
        now=world.later(),
    )


def walked(world: World, dossier: Dossier, others: list[Actor], down: int) -> Appeal:
    """An appeal from its filing to its answer."""
    appeal = admitted(world, appealed(world, dossier))
    heard(world, convened(world, appeal, another_council(world, others)), others, down)
    return answered(world, appeal)


# -- filing -------------------------------------------------------------------------------------


def test_an_appeal_gets_its_number_and_keeps_points_and_files(world: World) -> None:
    dossier = world.dossier("closed")
    before = Entry.objects.count()
    appeal = appealed(world, dossier)
    assert appeal.number == f"{dossier.receipt_number}/KN1"
    assert dict(appeal.points.values_list("criterion", "reason")) == POINTS
    assert [paper.file_name for paper in appeal.papers.all()] == ["hop-dong.pdf"]
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").verb == "appeal.filed"


def test_while_it_is_open_nothing_is_decided_on_the_dossier(world: World) -> None:
    dossier = world.dossier("closed")
    assert rulings_open(dossier) == [RulingKind.RECOGNISE]
    appealed(world, dossier)
    assert rulings_open(world.fresh(dossier)) == []
    with no_entry(), pytest.raises(Conflict):
        record_decision(
            actor=world.leader,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            kind=RulingKind.RECOGNISE,
            facts=world.decision(),
            now=world.later(),
        )
    assert not Certificate.objects.exists()


def test_of_an_appeal_and_a_decision_on_the_same_page_the_later_is_told(world: World) -> None:
    dossier = world.dossier("closed")
    seen = dossier.version
    world.decided(dossier)
    with no_entry(), pytest.raises(Stale):
        actions.file_appeal(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=seen,
            reasons="Xem lại",
            points=POINTS,
            now=world.later(),
        )


def test_a_producer_appeals_after_a_refusal_as_well(world: World) -> None:
    appeal = appealed(world, world.dossier("not_recognised"))
    assert (appeal.state, appeal.before_stars) == (AppealState.FILED, 2)


def test_nobody_else_appeals(world: World, minh: Actor) -> None:
    dossier = world.dossier("closed")
    with no_entry(), pytest.raises(Denied):
        actions.file_appeal(
            actor=minh,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            reasons="Xem lại",
            points=POINTS,
            now=world.later(),
        )


def test_there_must_be_a_result_and_no_second_open_appeal(world: World) -> None:
    with pytest.raises(Conflict):
        appealed(world, world.dossier("accepted"))
    dossier = world.dossier("closed")
    appealed(world, dossier)
    with no_entry(), pytest.raises(Conflict):
        appealed(world, dossier)


@pytest.mark.parametrize(
    ("reasons", "points", "field"),
    [(" ", POINTS, "reasons"), ("Xem lại", {}, "points"), ("Xem lại", {"99.9": "sai"}, "points")],
)
def test_what_is_appealed_is_named_with_its_reason(
    world: World, reasons: str, points: dict[str, str], field: str
) -> None:
    dossier = world.dossier("closed")
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.file_appeal(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            reasons=reasons,
            points=points,
            now=world.later(),
        )
    assert field in refusal.value.message_dict


# -- the clock ----------------------------------------------------------------------------------


def notified(world: World, dossier: Dossier, sent_on: date) -> ResultNotice:
    case = CouncilCase.objects.get(pk=dossier.standing_case_id or 0)
    return actions.record_notice(
        actor=world.province, case_id=case.pk, number="88/TB", sent_on=sent_on, now=world.later()
    )


def test_the_days_run_from_the_written_notice(world: World) -> None:
    dossier = world.dossier("closed")
    with_rules(world)
    case = CouncilCase.objects.select_related("council").get(pk=dossier.standing_case_id or 0)
    assert appeals.last_day(case) is None
    sent = notified(world, dossier, world.today).sent_on
    last = appeals.last_day(case)
    assert last == appeals.due(10, sent, working=True)
    assert last is not None
    assert appeals.open_to(dossier, last)
    assert not appeals.open_to(dossier, last + timedelta(days=1))


def test_without_a_rule_no_day_runs(world: World) -> None:
    dossier = world.dossier("closed")
    notified(world, dossier, world.today)
    assert appeals.open_to(world.fresh(dossier), world.today + timedelta(days=400))
    assert appealed(world, dossier).answer_due_on is None


def test_the_answer_has_its_last_day_by_the_council_s_rule(world: World) -> None:
    dossier = world.dossier("closed")
    with_rules(world)
    assert appealed(world, dossier).answer_due_on == appeals.due(20, world.today, working=True)


def test_a_notice_is_recorded_once_and_not_before_the_result(world: World) -> None:
    dossier = world.dossier("closed")
    with no_entry(), pytest.raises(ValidationError):
        notified(world, dossier, world.today - timedelta(days=900))
    notified(world, dossier, world.today)
    with no_entry(), pytest.raises(Conflict):
        notified(world, dossier, world.today)


def test_rules_need_their_source(world: World) -> None:
    council = world.a_council()
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.set_appeal_rules(
            actor=world.province,
            council_id=council.pk,
            expected_version=council.version,
            facts=AppealRuleFacts(" ", appeal_days=0),
            now=world.later(),
        )
    assert set(refusal.value.message_dict) == {"citation", "appeal_days"}


# -- admitting ----------------------------------------------------------------------------------


def test_without_rules_the_office_says_what_the_panel_is_worth_and_why(world: World) -> None:
    appeal = appealed(world, world.dossier("closed"))
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.admit_appeal(
            actor=world.province,
            appeal_id=appeal.pk,
            expected_version=appeal.dossier.version,
            admitted=True,
            now=world.later(),
        )
    assert set(refusal.value.message_dict) == {"reason", "panel_decides"}
    assert admitted(world, appeal).panel_decides


def test_with_rules_they_hold_whatever_the_office_says(world: World) -> None:
    dossier = world.dossier("closed")
    with_rules(world, AppealRuleFacts("Quy chế 12/QC-HĐ", panel_decides=False))
    assert not admitted(world, appealed(world, dossier)).panel_decides


def test_an_appeal_that_is_not_admitted_lets_the_decision_be_taken(world: World) -> None:
    dossier = world.dossier("closed")
    appeal = appealed(world, dossier)
    refused = actions.admit_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=world.fresh(dossier).version,
        admitted=False,
        reason="Không nêu tiêu chí nào chấm sai.",
        now=world.later(),
    )
    assert refused.state == AppealState.REFUSED
    assert world.decided(dossier).state == "recognised"


def test_only_the_office_of_the_council_handles_an_appeal(world: World, thu: Actor) -> None:
    appeal = appealed(world, world.dossier("closed"))
    for stranger in (world.producer, thu):
        with no_entry(), pytest.raises(Denied):
            actions.admit_appeal(
                actor=stranger,
                appeal_id=appeal.pk,
                expected_version=appeal.dossier.version,
                admitted=True,
                now=world.later(),
            )


def test_a_producer_takes_the_appeal_back_before_a_panel_has_it(world: World, others: list[Actor]) -> None:
    dossier = world.dossier("closed")
    appeal = appealed(world, dossier)
    actions.withdraw_appeal(
        actor=world.producer,
        appeal_id=appeal.pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    assert not appeals.is_open(dossier)
    second = admitted(world, appealed(world, dossier))
    convened(world, second, another_council(world, others))
    with no_entry(), pytest.raises(Conflict):
        actions.withdraw_appeal(
            actor=world.producer,
            appeal_id=second.pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )


# -- the panel ----------------------------------------------------------------------------------


def test_who_scored_or_sat_in_the_first_case_does_not_score_the_appeal(
    world: World, others: list[Actor], tuan: Actor
) -> None:
    dossier = world.dossier("closed")
    appeal = admitted(world, appealed(world, dossier))
    council = another_council(world, [*others[:2], tuan])
    with no_entry(), pytest.raises(Conflict) as refusal:
        convened(world, appeal, council)
    assert tuan.name in str(refusal.value)
    with no_entry(), pytest.raises(Conflict):
        convened(world, appeal, world.a_council())


def test_the_panel_begins_with_what_was_settled_except_what_is_appealed(
    world: World, others: list[Actor]
) -> None:
    dossier = world.dossier("closed")
    appeal = admitted(world, appealed(world, dossier))
    case = convened(world, appeal, another_council(world, others), "named")
    settled = appeals.settled_positions(appeal.case.result, the_set(dossier))
    for sheet in case.sheets.all():
        begun = dict(sheet.answers.values_list("criterion", "position"))
        assert "1.1" not in begun
        assert begun == {no: position for no, position in settled.items() if no != "1.1"}


def the_set(dossier: Dossier) -> ProductSet:
    return regimes.product_set(dossier.regime_id, dossier.set_no)


def test_the_panel_s_result_stands_where_it_decides(world: World, others: list[Actor]) -> None:
    dossier = world.dossier("closed")
    appeal = walked(world, dossier, others, down=0)
    world.fresh(dossier)
    assert dossier.standing_case_id == appeal.panel_id
    assert (dossier.state, appeal.state) == ("closed", AppealState.ANSWERED)
    assert not appeals.is_open(dossier)
    assert not appeals.open_to(dossier, world.today)


def test_where_it_advises_the_first_result_stands(world: World, others: list[Actor]) -> None:
    dossier = world.dossier("closed")
    first = dossier.standing_case_id
    with_rules(world, AppealRuleFacts("Quy chế 12/QC-HĐ", panel_decides=False))
    walked(world, dossier, others, down=0)
    assert world.fresh(dossier).standing_case_id == first


def test_a_star_found_after_a_refusal_goes_back_to_whoever_decides(world: World, others: list[Actor]) -> None:
    dossier = world.dossier("not_recognised")
    appeal = admitted(world, appealed(world, dossier))
    heard(world, convened(world, appeal, another_council(world, others)), others, down=1)
    before = Entry.objects.count()
    answered(world, appeal)
    assert Entry.objects.count() == before + 1
    assert world.fresh(dossier).state == "closed"
    assert rulings_open(dossier) == [RulingKind.RECOGNISE]
    assert dossier in queries.desk(world.leader)


def test_a_refused_dossier_without_a_star_stays_refused(world: World, others: list[Actor]) -> None:
    dossier = world.dossier("not_recognised")
    walked(world, dossier, others, down=2)
    assert world.fresh(dossier).state == "not_recognised"


def test_that_an_appeal_may_come_keeps_a_refused_dossier_on_nobody_s_desk(world: World) -> None:
    dossier = world.dossier("not_recognised")
    assert dossier not in queries.desk(world.province)
    assert world.dossier("draft", product=dossier.product).state == "draft"


def test_other_stars_of_a_recognised_product_wait_for_a_new_decision(
    world: World, others: list[Actor]
) -> None:
    dossier = world.dossier("recognised")
    certificate = world.certificate(dossier)
    appeal = walked(world, dossier, others, down=0)
    certificate.refresh_from_db()
    assert appeal.for_new_decision
    assert world.fresh(dossier).state == "closed"
    assert certificate.stars == appeal.before_stars
    assert not certificate.events.exists()


def test_an_appeal_is_answered_only_once_the_panel_has_closed(world: World, others: list[Actor]) -> None:
    appeal = admitted(world, appealed(world, world.dossier("closed")))
    convened(world, appeal, another_council(world, others))
    with no_entry(), pytest.raises(Conflict):
        answered(world, appeal)
    assert CouncilCase.objects.filter(purpose=Purpose.APPEAL, closed_at=None).count() == 1


def test_what_stood_before_is_what_the_ministry_handed_back(world: World, thu: Actor) -> None:
    dossier = world.dossier("forwarded")
    hand_back(
        actor=thu,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        stars=4,
        reason="Thiếu kiểm nghiệm.",
        now=world.later(),
    )
    assert world.case_of(dossier).result.stars == 5
    assert appealed(world, dossier).before_stars == 4


def test_no_notice_is_written_of_a_panel_that_advises(world: World, others: list[Actor]) -> None:
    appeal = appealed(world, world.dossier("closed"))
    appeal = actions.admit_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=world.fresh(appeal.dossier).version,
        admitted=True,
        reason="Hội đồng phúc tra chỉ tư vấn.",
        panel_decides=False,
        now=world.later(),
    )
    case = convened(world, appeal, another_council(world, others))
    heard(world, case, others, down=0)
    with no_entry(), pytest.raises(Conflict):
        actions.record_notice(
            actor=world.province, case_id=case.pk, number="9/TB", sent_on=world.today, now=world.later()
        )


class Said(TypedDict):
    """What every act on an appeal is given."""

    actor: Actor
    appeal_id: int
    expected_version: int
    now: datetime


def test_who_may_not_is_told_so_whatever_became_of_the_appeal(world: World, others: list[Actor]) -> None:
    appeal = walked(world, world.dossier("closed"), others, down=0)
    said = Said(actor=world.commune, appeal_id=appeal.pk, expected_version=1, now=world.later())
    with no_entry(), pytest.raises(Denied):
        actions.withdraw_appeal(**said)
    with no_entry(), pytest.raises(Denied):
        actions.admit_appeal(**said, admitted=True)
    with no_entry(), pytest.raises(Denied):
        actions.answer_appeal(**said, answer="Không.")


def test_the_council_s_list_says_which_result_stands(
    world: World, others: list[Actor], client_of: ClientOf
) -> None:
    dossier = world.dossier("closed")
    page = f"/councils/{world.a_council().pk}/"
    first, office = world.case_of(dossier).result.stars, client_of(world.province)
    assert "· đang có hiệu lực" in office.get(page).content.decode()
    appeal = walked(world, dossier, others, down=0)
    assert appeal.panel is not None
    shown = office.get(page).content.decode()
    assert f"OCOP {first} sao" in shown
    assert f"OCOP {appeal.panel.result.stars} sao" in shown
    assert f'href="/cases/{appeal.panel_id}/"' in shown
    assert "· đang có hiệu lực" not in shown
