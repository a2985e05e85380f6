"""The review before a council: who gives and writes it, what it holds, and what a council waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, queries, relations, reviewing, site
from ocop.evaluation.actions import (
    AnswerFacts,
    ReportFacts,
    RequestFacts,
    ReviewFindingFacts,
    SeenFacts,
    SurveyFacts,
    Task,
)
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.models import Dossier, ExtraTest, Review, ReviewFinding, SiteSurvey
from ocop.evaluation.relations import BlockedAct, BlockedMember, Tie
from ocop.notices.models import Message
from ocop.people.roles import GENERAL_CONSULTANT, SPECIALIST_CONSULTANT, SPECIALIST_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from tests.cast import ClientOf, elevated, in_office, no_entry, one_entry, person, user_of
from tests.world import World, a_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(world: World) -> Review:
    """A review that Đào was given and has no interest in."""
    return world.reviewing(world.dossier("unreviewed"))


def found(world: World, actor: Actor, review: Review, number: str = "1.1", **facts: object) -> ReviewFinding:
    given = {"shown": "Có hợp đồng liên kết.", **facts}
    stored = review.findings.filter(criterion=number).first()
    return actions.save_finding(
        actor=actor,
        review_id=review.pk,
        criterion=number,
        expected_version=stored.version if stored else 0,
        facts=ReviewFindingFacts(**given),  # type: ignore[arg-type] # the keys are those of the facts
        now=world.later(),
    )


def survey(world: World, actor: Actor, review: Review, **facts: object) -> SiteSurvey:
    given = {"visited_on": world.today, "place": "Thôn Tả Van Giáy", "people": "Lý Thị Lan", **facts}
    return actions.save_survey(
        actor=actor,
        review_id=review.pk,
        expected_version=0,
        facts=SurveyFacts(**given),  # type: ignore[arg-type] # the keys are those of the facts
        seen={"place": SeenFacts(holds=True), "materials": SeenFacts(holds=False, remark="Chưa có kho")},
        now=world.later(),
    )


def ask(world: World, actor: Actor, review: Review) -> ExtraTest:
    facts = RequestFacts("Hàm lượng chì", "Phiếu chưa có", "Chủ thể", world.today + timedelta(days=10), "8")
    return actions.ask_test(actor=actor, review_id=review.pk, facts=facts, now=world.later())


def convene(world: World, dossier: Dossier) -> object:
    world.fresh(dossier)
    return actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=world.a_council().pk,
        expected_version=dossier.version,
        now=world.later(),
    )


# -- what a council waits for


def test_no_council_is_convened_before_the_report_is_sent(world: World) -> None:
    world.a_council()
    dossier = world.dossier("unreviewed")
    with no_entry(), pytest.raises(Conflict, match="Điều 7 khoản 3"):
        convene(world, dossier)
    world.reported_on(world.reviewing(dossier))
    with one_entry("dossier.convened"):
        convene(world, dossier)


def test_the_office_writes_the_report_of_a_renewal_and_no_team_does(world: World, hoa: Actor) -> None:
    dossier = world.dossier("unreviewed")
    Dossier.objects.filter(pk=dossier.pk).update(kind="renewal")
    review = world.reviewing(world.fresh(dossier))
    assert review.team is None
    found(world, hoa, review)
    sent = world.reported_on(review)
    assert sent.sent_by_id == user_of(hoa).pk
    assert not reviewing.hindrance(world.fresh(dossier))


def test_a_set_that_is_seen_on_site_first_waits_for_the_survey_by_its_article(opened: Review) -> None:
    dossier, rule = opened.dossier, reviewing.rule_of(opened.dossier)
    assert rule is not None
    first = msgspec.structs.replace(rule, survey_first=(dossier.set_no,), survey_article="Điều 9")
    assert "Điều 9" in reviewing.lacking(dossier, first, reported=True, surveyed=False)
    assert not reviewing.lacking(dossier, first, reported=True, surveyed=True)
    optional = msgspec.structs.replace(rule, required=False)
    assert not reviewing.lacking(dossier, optional, reported=False, surveyed=False)
    assert not reviewing.lacking(dossier, None, reported=False, surveyed=False)


@pytest.mark.parametrize(
    ("regime_id", "level", "kind", "by", "required"),
    [
        ("2026-26", "province", "first", "advisory_team", True),
        ("2026-26", "province", "upgrade", "advisory_team", True),
        ("2026-26", "province", "renewal", "province_officer", True),
        ("2026-26", "centre", "renewal", "ministry_officer", True),
        ("2023-148", "district", "first", "advisory_team", False),
        ("2025-1489", "province", "first", "advisory_team", False),
        ("2019-1048", "province", "first", "advisory_team", False),
    ],
)
def test_the_regime_says_who_reports_and_whether_a_council_waits_for_it(
    regime_id: str, level: str, kind: str, by: str, required: bool
) -> None:
    rule = regimes.regime(regime_id).review(level, kind)
    assert rule is not None
    assert (rule.report_by, rule.required, rule.reviewers_score) == (by, required, False)


def test_tourism_was_seen_on_site_first_under_the_earlier_rules() -> None:
    for regime_id, number in (("2019-1048", 8), ("2023-148", 26), ("2025-1489", 26)):
        rule = regimes.regime(regime_id).review("province", "first")
        assert rule is not None
        assert rule.survey_first == (number,)
        assert "du lịch" in regimes.product_set(regime_id, number).name


# -- the team


@pytest.mark.parametrize("role", [SPECIALIST_MEMBER, SPECIALIST_CONSULTANT, GENERAL_CONSULTANT])
def test_consultants_and_specialists_sit_on_a_team_and_none_of_them_may_score(
    world: World, lao_cai: Unit, role: str
) -> None:
    adviser, team = person("0912777001", "Lò Văn Khá", role, lao_cai), world.a_team()
    with one_entry("team.member_seated"):
        actions.seat_adviser(
            actor=world.province,
            team_id=team.pk,
            expected_version=team.version,
            user_id=user_of(adviser).pk,
            now=world.later(),
        )
    assert adviser.may("council.advise")
    assert not adviser.may("council.sit")


def test_who_holds_no_fitting_office_gets_no_place(world: World, minh: Actor) -> None:
    team = world.a_team()
    with no_entry(), pytest.raises(Conflict, match="chức danh"):
        actions.seat_adviser(
            actor=world.province,
            team_id=team.pk,
            expected_version=team.version,
            user_id=user_of(minh).pk,
            now=world.later(),
        )


def test_a_team_has_one_head(world: World, lao_cai: Unit) -> None:
    other, team = person("0912777001", "Lò Văn Khá", SPECIALIST_MEMBER, lao_cai), world.a_team()
    with no_entry(), pytest.raises(Conflict):
        actions.seat_adviser(
            actor=world.province,
            team_id=team.pk,
            expected_version=team.version,
            user_id=user_of(other).pk,
            role="head",
            now=world.later(),
        )


@pytest.mark.usefixtures("opened")
def test_an_ended_place_ends_what_its_holder_sees(world: World, dao: Actor) -> None:
    team = world.a_team()
    assert Review.objects.visible_to(dao).exists()
    with one_entry("team.member_ended"):
        actions.end_adviser(
            actor=world.province,
            seat_id=team.seats.get().pk,
            expected_version=team.version,
            now=world.later(),
        )
    team.seats.update(to_on=world.today - timedelta(days=1), from_on=world.today - timedelta(days=2))
    assert not Review.objects.visible_to(dao).exists()
    assert not Dossier.objects.visible_to(dao).exists()


@pytest.mark.usefixtures("opened")
def test_a_team_with_work_does_not_end(world: World) -> None:
    team = world.a_team()
    with no_entry(), pytest.raises(Conflict):
        actions.end_team(
            actor=world.province, team_id=team.pk, expected_version=team.version, now=world.later()
        )


# -- who reviews


def test_the_dossier_is_given_with_its_parts_and_the_reviewer_is_told(world: World, dao: Actor) -> None:
    dossier, team = world.dossier("unreviewed"), world.a_team()
    with one_entry("dossier.review_opened"):
        review = actions.open_review(
            actor=world.province,
            dossier_id=dossier.pk,
            team_id=team.pk,
            tasks=[Task(team.seats.get().pk, ("A", "C"))],
            wanted_by=world.today + timedelta(days=5),
            now=world.later(),
        )
    assert sorted(review.assignments.values_list("part", flat=True)) == ["A", "C"]
    assert Message.objects.filter(template="review_given", user_id=user_of(dao).pk).count() == 1


@pytest.mark.parametrize("by", ["lan", "minh", "cuc", "dao", "mai"])
def test_only_the_office_that_convenes_gives_a_dossier_for_review(
    world: World, by: str, request: pytest.FixtureRequest
) -> None:
    actor, dossier, team = request.getfixturevalue(by), world.dossier("unreviewed"), world.a_team()
    with no_entry(), pytest.raises((Denied, Dossier.DoesNotExist)):
        actions.open_review(
            actor=actor,
            dossier_id=dossier.pk,
            team_id=team.pk,
            tasks=[Task(team.seats.get().pk)],
            now=world.later(),
        )


def test_a_dossier_has_one_review_at_a_level(world: World, opened: Review) -> None:
    team = world.a_team()
    with no_entry(), pytest.raises(Conflict, match="đã được giao"):
        actions.open_review(
            actor=world.province,
            dossier_id=opened.dossier_id,
            team_id=team.pk,
            tasks=[Task(team.seats.get().pk)],
            now=world.later(),
        )


def test_who_is_tied_to_the_producer_gets_nothing_and_the_refusal_is_logged(world: World, dao: Actor) -> None:
    dossier, team = world.dossier("unreviewed"), world.a_team()
    actions.record_advice(
        actor=world.province,
        producer_id=dossier.product.producer_id,
        user_id=user_of(dao).pk,
        from_on=world.today,
        now=world.later(),
    )
    with one_entry("dossier.blocked"), pytest.raises(BlockedMember, match=dao.name):
        actions.open_review(
            actor=world.province,
            dossier_id=dossier.pk,
            team_id=team.pk,
            tasks=[Task(team.seats.get().pk)],
            now=world.later(),
        )


def test_a_tie_found_later_stops_the_reviewer(world: World, dao: Actor, opened: Review) -> None:
    actions.record_advice(
        actor=world.province,
        producer_id=opened.dossier.product.producer_id,
        user_id=user_of(dao).pk,
        from_on=world.today,
        now=world.later(),
    )
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        found(world, dao, opened)


def test_nothing_is_written_before_the_declaration(world: World, dao: Actor) -> None:
    dossier, team = world.dossier("unreviewed"), world.a_team()
    review = actions.open_review(
        actor=world.province,
        dossier_id=dossier.pk,
        team_id=team.pk,
        tasks=[Task(team.seats.get().pk)],
        now=world.later(),
    )
    with no_entry(), pytest.raises(Conflict, match="lợi ích"):
        found(world, dao, review)


def test_who_declares_an_interest_sees_nothing_any_more_and_may_not_score(
    world: World, dao: Actor, hoa: Actor, opened: Review
) -> None:
    with one_entry("review.interest_declared"):
        actions.declare_for_review(
            actor=dao, review_id=opened.pk, has_interest=True, note="Chị gái góp vốn", now=world.later()
        )
    assert not Dossier.objects.visible_to(dao).exists()
    assert not Review.objects.visible_to(dao).exists()
    assert (
        Tie.INTEREST
        in relations.ties([opened.dossier], [user_of(dao).pk])[opened.dossier_id, user_of(dao).pk]
    )
    assert Message.objects.filter(template="review_given_back", user_id=user_of(hoa).pk).count() == 1


def test_who_reviews_a_dossier_fills_in_no_sheet_on_it_but_may_keep_the_minutes(
    world: World, tuan: Actor, phuc: Actor, lao_cai: Unit
) -> None:
    dossier, team, council = world.dossier("unreviewed"), world.a_team(), world.a_council()
    for one in (tuan, phuc):
        in_office(user_of(one), SPECIALIST_MEMBER, lao_cai)
        team.refresh_from_db()
        actions.seat_adviser(
            actor=world.province,
            team_id=team.pk,
            expected_version=team.version,
            user_id=user_of(one).pk,
            now=world.later(),
        )
    world.reported_on(world.reviewing(dossier))
    review = Review.objects.get(dossier=dossier)
    for seat in team.seats.exclude(user=user_of(world.adviser) if world.adviser else None):
        review.assignments.create(seat=seat)
    named = [seat.user.full_name for seat, _why in queries.conflicts_of_interest(dossier, council)]
    assert named == [tuan.name]
    with one_entry("dossier.blocked"), pytest.raises(BlockedMember, match=tuan.name):
        convene(world, dossier)


# -- findings


def test_a_finding_is_kept_by_version_and_proposes_an_option_without_points(
    world: World, dao: Actor, opened: Review
) -> None:
    with one_entry("review.finding_saved") as written:
        made = found(world, dao, opened, position=2, missing="Thiếu hợp đồng năm nay")
    assert (made.version, made.position, written[0].object_type) == (1, 2, "evaluation.review")
    assert found(world, dao, opened, position=None).version == 2
    with no_entry(), pytest.raises(Stale):
        actions.save_finding(
            actor=dao,
            review_id=opened.pk,
            criterion="1.1",
            expected_version=1,
            facts=ReviewFindingFacts("khác"),
            now=world.later(),
        )


@pytest.mark.parametrize(("number", "position"), [("99", None), ("1.1", 9)])
def test_a_finding_is_of_a_criterion_and_an_option_of_the_set(
    world: World, dao: Actor, opened: Review, number: str, position: int | None
) -> None:
    with no_entry(), pytest.raises(ValidationError):
        found(world, dao, opened, number, position=position)


def test_a_member_writes_only_in_the_parts_given(world: World, lao_cai: Unit) -> None:
    other, team = person("0912777001", "Lò Văn Khá", SPECIALIST_CONSULTANT, lao_cai), world.a_team()
    dossier = world.dossier("unreviewed")
    seat = actions.seat_adviser(
        actor=world.province,
        team_id=team.pk,
        expected_version=team.version,
        user_id=user_of(other).pk,
        now=world.later(),
    )
    review = actions.open_review(
        actor=world.province,
        dossier_id=dossier.pk,
        team_id=team.pk,
        tasks=[Task(team.seats.get(role="head").pk), Task(seat.pk, ("C",))],
        now=world.later(),
    )
    actions.declare_for_review(actor=other, review_id=review.pk, has_interest=False, now=world.later())
    assert found(world, other, review, "6.1").version == 1
    with no_entry(), pytest.raises(Conflict, match="người khác"):
        found(world, other, review, "1.1")
    world.adviser = other
    with no_entry(), pytest.raises(Denied, match="tổ trưởng"):
        world.reported_on(review)


@pytest.mark.parametrize("by", ["hoa", "cuc", "an"])
def test_an_office_reads_a_teams_review_and_writes_nothing_in_it(
    world: World, opened: Review, by: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(by)
    assert Review.objects.visible_to(actor).exists()
    with no_entry(), pytest.raises(Denied):
        found(world, actor, opened)


# -- who reads


def test_producers_read_a_review_only_once_there_is_a_result(world: World, lan: Actor) -> None:
    world.dossier("revealed")
    assert not Review.objects.visible_to(lan).exists()
    closed = world.dossier("closed")
    assert list(Review.objects.visible_to(lan).values_list("dossier_id", flat=True)) == [closed.pk]


def test_the_council_reads_the_report_and_the_commune_does_not(
    world: World, tuan: Actor, minh: Actor
) -> None:
    dossier = world.dossier("accepted")
    assert not Review.objects.visible_to(tuan).exists()
    world.scoring(dossier)
    assert not Review.objects.visible_to(tuan).exists()
    world.without_interest(tuan, world.case_of(dossier))
    assert Review.objects.visible_to(tuan).exists()
    assert not Review.objects.visible_to(minh).exists()


@pytest.mark.usefixtures("opened")
def test_a_reviewer_sees_the_dossiers_given_and_no_other(world: World, dao: Actor) -> None:
    world.dossier("accepted", product=world.a_product(name="Mắm ớt"))
    world.dossier("unreviewed", product=world.a_product(name="Ớt khô"))
    seen = set(Dossier.objects.visible_to(dao).values_list("pk", flat=True))
    assert seen == set(Review.objects.filter(team__isnull=False).values_list("dossier_id", flat=True))


# -- on site


def test_the_checklist_is_the_regimes_with_the_criteria_of_the_set(opened: Review) -> None:
    items = {item.code: item for item in site.checklist(opened.dossier)}
    assert set(items) == {item.code for item in regimes.regime("2026-26").site_items}
    assert "1.1" in items["materials"].criteria
    assert items["environment"].criteria == ("1.6",)
    assert items["place"].criteria == ()


def test_a_survey_is_recorded_with_its_checklist_and_position(
    world: World, dao: Actor, opened: Review
) -> None:
    with one_entry("review.survey_saved"):
        made = survey(world, dao, opened, latitude=Decimal("22.3"), longitude=Decimal("103.9"))
    answers = {one.code: (one.holds, one.remark) for one in made.answers.all()}
    assert answers["place"] == (True, "")
    assert answers["materials"] == (False, "Chưa có kho")
    assert answers["sales"] == (None, "")


@pytest.mark.parametrize(
    "facts",
    [
        {"visited_on": date(2026, 12, 31)},
        {"visited_on": date(2026, 1, 1)},
        {"latitude": Decimal("22.3")},
        {"place": " "},
    ],
)
def test_what_a_survey_cannot_say(world: World, dao: Actor, opened: Review, facts: dict[str, object]) -> None:
    with no_entry(), pytest.raises(ValidationError):
        survey(world, dao, opened, **facts)


def test_only_photos_are_added_to_a_survey(world: World, dao: Actor, opened: Review) -> None:
    made = survey(world, dao, opened)
    with no_entry(), pytest.raises(ValidationError):
        actions.add_survey_photo(actor=dao, survey_id=made.pk, file=a_file(), now=world.later())


# -- tests asked for


def test_the_producer_is_told_of_a_test_and_answers_beside_the_filed_dossier(
    world: World, dao: Actor, lan: Actor, opened: Review
) -> None:
    with one_entry("dossier.test_asked"):
        asked = ask(world, dao, opened)
    assert Message.objects.filter(template="test_asked", user_id=user_of(lan).pk).count() == 1
    before = list(opened.dossier.evidence.values_list("pk", flat=True))
    with one_entry("dossier.test_answered"):
        paper = actions.answer_test(
            actor=lan,
            test_id=asked.pk,
            expected_version=asked.version,
            facts=AnswerFacts("Phiếu kiểm nghiệm", "12/KN", "Trung tâm Kiểm nghiệm", result="0,1 mg/kg"),
            file=a_file(text="phiếu"),
            now=world.later(),
        )
    asked.refresh_from_db()
    assert (asked.state, asked.result, paper.issuer) == ("answered", "0,1 mg/kg", "Trung tâm Kiểm nghiệm")
    assert list(opened.dossier.evidence.values_list("pk", flat=True)) == before
    assert Message.objects.filter(template="test_answered", user_id=user_of(dao).pk).count() == 1


def test_a_refused_test_says_why_and_takes_no_paper_any_more(
    world: World, dao: Actor, lan: Actor, opened: Review
) -> None:
    asked = ask(world, dao, opened)
    with no_entry(), pytest.raises(ValidationError):
        actions.refuse_test(actor=lan, test_id=asked.pk, expected_version=1, reason=" ", now=world.later())
    with one_entry("dossier.test_refused"):
        actions.refuse_test(
            actor=lan, test_id=asked.pk, expected_version=1, reason="Không có nơi làm", now=world.later()
        )
    with no_entry(), pytest.raises(Conflict):
        actions.answer_test(
            actor=lan,
            test_id=asked.pk,
            expected_version=2,
            facts=AnswerFacts("Phiếu"),
            file=a_file(),
            now=world.later(),
        )


@pytest.mark.parametrize("by", ["dao", "hoa", "minh"])
def test_nobody_but_the_producer_answers(
    world: World, dao: Actor, opened: Review, by: str, request: pytest.FixtureRequest
) -> None:
    asked = ask(world, dao, opened)
    with no_entry(), pytest.raises(Denied):
        actions.refuse_test(
            actor=request.getfixturevalue(by),
            test_id=asked.pk,
            expected_version=1,
            reason="Không",
            now=world.later(),
        )


def test_a_test_is_no_longer_asked_for(world: World, dao: Actor, opened: Review) -> None:
    asked = ask(world, dao, opened)
    with one_entry("dossier.test_dropped"):
        actions.drop_test(actor=dao, test_id=asked.pk, expected_version=1, now=world.later())


# -- the report


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ReportFacts("", date(2026, 11, 23), "ready"), "number"),
        (ReportFacts("1/BC", None, "ready"), "reported_on"),
        (ReportFacts("1/BC", date(2027, 1, 1), "ready"), "reported_on"),
        (ReportFacts("1/BC", date(2026, 11, 23), ""), "conclusion"),
        (ReportFacts("1/BC", date(2026, 11, 23), "not_ready"), "to_clear_up"),
        (ReportFacts("1/BC", date(2026, 11, 23), "perhaps"), "conclusion"),
    ],
)
def test_what_a_report_must_say(
    world: World, dao: Actor, opened: Review, facts: ReportFacts, field: str
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        actions.send_report(
            actor=dao, review_id=opened.pk, expected_version=opened.version, facts=facts, now=world.later()
        )
    assert field in refused.value.message_dict


def test_once_sent_nothing_in_the_review_changes(
    world: World, dao: Actor, lan: Actor, opened: Review
) -> None:
    asked = ask(world, dao, opened)
    world.reported_on(opened)
    changes: list[Callable[[], object]] = [
        lambda: found(world, dao, opened),
        lambda: survey(world, dao, opened),
        lambda: ask(world, dao, opened),
        lambda: world.reported_on(opened),
        lambda: actions.refuse_test(
            actor=lan, test_id=asked.pk, expected_version=1, reason="Không", now=world.later()
        ),
    ]
    for change in changes:
        with no_entry(), pytest.raises(Conflict, match="Chủ tịch"):
            change()


def test_the_office_gives_a_report_back_until_a_council_has_the_dossier(world: World) -> None:
    dossier = world.dossier("accepted")
    review = Review.objects.get(dossier=dossier)
    reopened = actions.reopen_review
    with one_entry("dossier.review_reopened"):
        reopened(
            actor=world.province,
            review_id=review.pk,
            expected_version=review.version,
            reason="Thiếu biên bản kiểm tra",
            now=world.later(),
        )
    world.scoring(dossier)
    review.refresh_from_db()
    with no_entry(), pytest.raises(Conflict):
        reopened(
            actor=world.province,
            review_id=review.pk,
            expected_version=review.version,
            reason="Nữa",
            now=world.later(),
        )


# -- on the sheet


def test_a_choice_far_from_the_proposal_needs_a_word_of_why_before_the_seal(
    world: World, dao: Actor, tuan: Actor, opened: Review
) -> None:
    leaf = regimes.product_set("2026-26", opened.dossier.set_no).leaves["1.5"]
    ranked = sorted(leaf.by_position, key=leaf.points_at)
    found(world, dao, opened, "1.5", position=ranked[0])
    world.reported_on(opened)
    dossier = world.scoring(opened.dossier)
    best = world.same_sheets(dossier, down=0)[0] | {"1.5": ranked[-1]}
    world.members = [member for member in world.members if member[0] == tuan]
    with pytest.raises(Incomplete) as refused:
        world.sealed(dossier, [best])
    assert [one.item for one in refused.value.missing] == ["1.5"]
    sheet = world.sheet_of(dossier, tuan)
    sheet.answers.filter(criterion="1.5").update(comment="Đã có hợp đồng ba bên.")
    actions.seal_sheet(
        actor=elevated(tuan), sheet_id=sheet.pk, expected_version=sheet.version, now=world.later()
    )


def test_a_team_that_is_not_there_for_this_dossier_is_not_found(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    dossier = world.dossier("unreviewed")
    team, page = world.a_team(), f"/dossiers/{dossier.pk}/review/"
    with no_entry():
        for word in (str(team.pk + 1000), "khác"):
            assert client_of(hoa).post(page, {"team": word}).status_code == 404
            assert client_of(hoa).get(page, {"team": word}).status_code == 404
    assert client_of(hoa).get(page, {"team": team.pk}).status_code == 200
