"""The secrecy of the ballot: until the sheets are revealed a member's answers are that member's alone."""

from __future__ import annotations

import pytest

from ocop.evaluation import actions, queries
from ocop.evaluation.answers import Answer
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.models import Dossier, Sheet, SheetAnswer
from ocop.evaluation.models.council import are_open
from ocop.journal import queries as journal
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from tests.cast import as_role, elevated, no_entry, one_entry
from tests.world import World, answers_for

pytestmark = pytest.mark.django_db

EVERYBODY = ["lan", "minh", "hoa", "cuc", "mai", "phuc", "ngoc", "son", "an", "thu", "quan", "binh"]


@pytest.fixture
def half_sealed(world: World) -> Dossier:
    """Mai and Tuấn have sealed, Ngọc and Sơn have not."""
    dossier = world.dossier("scoring")
    return world.sealed(dossier, world.same_sheets(dossier)[:2])


def test_before_revealing_nobody_reads_anothers_sheet(
    half_sealed: Dossier, world: World, tuan: Actor, request: pytest.FixtureRequest
) -> None:
    sheet, case = world.sheet_of(half_sealed, tuan), world.case_of(half_sealed)
    for reader in [request.getfixturevalue(name) for name in EVERYBODY]:
        assert not Sheet.objects.visible_to(reader).filter(pk=sheet.pk).exists()
        assert not SheetAnswer.objects.visible_to(reader).filter(sheet=sheet).exists()
        with pytest.raises(Sheet.DoesNotExist):
            queries.sheet(reader, sheet.pk)
        assert queries.revealed_sheets(reader, case) == []
    assert queries.reckoned(case) is None


def test_a_member_reads_the_own_sheet_and_only_it(half_sealed: Dossier, world: World, tuan: Actor) -> None:
    assert list(Sheet.objects.visible_to(tuan)) == [world.sheet_of(half_sealed, tuan)]
    assert {answer.sheet_id for answer in SheetAnswer.objects.visible_to(tuan)} == {
        world.sheet_of(half_sealed, tuan).pk
    }


@pytest.mark.usefixtures("half_sealed")
def test_in_another_office_the_same_person_reads_nothing(tuan: Actor) -> None:
    officer = as_role(tuan, "province_officer")
    assert not Sheet.objects.visible_to(officer).exists()


def test_chair_and_secretary_know_who_has_sealed_but_not_what(
    half_sealed: Dossier, world: World, mai: Actor, phuc: Actor
) -> None:
    case = world.case_of(half_sealed)
    for reader in (mai, phuc):
        rows = queries.sealing(reader, case)
        assert [row.sealed for row in rows] == [True, True, False, False]
        assert set(vars(type(rows[0]))["__slots__"]) == {
            *("member", "seat_id", "sealed", "withdrew", "absent")
        }


def test_nobody_else_knows_who_has_sealed(
    half_sealed: Dossier, world: World, request: pytest.FixtureRequest
) -> None:
    for name in ("tuan", "hoa", "cuc", "an", "thu", "minh", "lan"):
        with pytest.raises(Denied):
            queries.sealing(request.getfixturevalue(name), world.case_of(half_sealed))


def test_the_journal_of_a_sheet_keeps_no_marks(half_sealed: Dossier, world: World, tuan: Actor) -> None:
    for entry in journal.for_object(world.sheet_of(half_sealed, tuan)):
        assert (entry.reason, entry.object_type) == ("", "evaluation.sheet")
        assert len(entry.after_digest) == 64


def test_once_revealed_the_council_and_the_offices_read_all(
    world: World, mai: Actor, tuan: Actor, hoa: Actor, an: Actor, thu: Actor
) -> None:
    dossier = world.dossier("revealed")
    for reader in (mai, tuan, hoa, an, thu):
        assert len(queries.revealed_sheets(reader, world.case_of(dossier))) == 4


def test_producer_commune_and_public_never_read_single_sheets(world: World, lan: Actor, minh: Actor) -> None:
    dossier = world.dossier("closed")
    for reader in (lan, minh, PUBLIC):
        assert queries.revealed_sheets(reader, world.case_of(dossier)) == []
    assert queries.result(lan, dossier.pk) is not None


def test_a_member_who_withdrew_never_reads_the_others_sheets(world: World, tuan: Actor, mai: Actor) -> None:
    dossier = world.dossier("scoring")
    own = world.sheet_of(dossier, tuan)
    actions.declare_interest(
        actor=tuan, sheet_id=own.pk, has_interest=True, note="Anh vợ góp vốn.", now=world.later()
    )
    scoring = world.members
    world.members = [member for member in scoring if member[0] != tuan]
    world.revealed(world.sealed(dossier, world.same_sheets(dossier)))
    case = world.case_of(dossier)
    assert queries.revealed_sheets(tuan, case) == []
    assert (are_open(tuan, case), are_open(mai, case)) == (False, True)
    assert len(queries.revealed_sheets(mai, case)) == 3


def test_what_the_council_discussed_is_not_in_the_history_its_applicant_reads(
    world: World, lan: Actor, minh: Actor, hoa: Actor, mai: Actor
) -> None:
    world.rules = {"max_spread": "10"}
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    dossier = world.dossier("revealed", sheets=[best, lower, lower, lower])
    actions.reopen_sheets(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        discussion="Ông Tuấn cho thấp ở mục liên kết.",
        now=world.later(),
    )
    reopened = "dossier.sheets_reopened"
    told = {one: {entry.verb for entry in queries.history(one, dossier)} for one in (lan, minh, hoa, mai)}
    assert [reopened in verbs for verbs in told.values()] == [False, False, True, True]
    assert all("dossier.filed" in verbs for verbs in told.values())


def test_revealing_waits_for_the_last_sheet_and_does_not_say_whose(
    half_sealed: Dossier, phuc: Actor, world: World
) -> None:
    with no_entry(), pytest.raises(Conflict) as refusal:
        actions.reveal(
            actor=phuc,
            case_id=world.case_of(half_sealed).pk,
            expected_version=half_sealed.version,
            now=world.later(),
        )
    assert "2" in str(refusal.value)
    assert "Ngọc" not in str(refusal.value)


def test_only_the_secretary_reveals(world: World, mai: Actor, tuan: Actor, hoa: Actor) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier))
    for other in (mai, tuan, hoa):
        with no_entry(), pytest.raises(Denied):
            actions.reveal(
                actor=other,
                case_id=world.case_of(dossier).pk,
                expected_version=dossier.version,
                now=world.later(),
            )


# -- filling in and sealing


@pytest.fixture
def opened(world: World, tuan: Actor) -> Sheet:
    """Tuấn's sheet, empty, after he declared that he has no interest."""
    sheet = world.sheet_of(world.dossier("scoring"), tuan)
    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    sheet.refresh_from_db()
    return sheet


def test_an_answer_is_kept_with_one_entry(opened: Sheet, world: World, tuan: Actor) -> None:
    with one_entry("sheet.criterion_answered"):
        sheet = actions.answer_sheet(
            actor=tuan,
            sheet_id=opened.pk,
            criterion="1.1",
            answer=Answer(2, "Xem hợp đồng"),
            now=world.later(),
        )
    answer = opened.answers.get()
    assert (answer.criterion, answer.position, answer.comment) == ("1.1", 2, "Xem hợp đồng")
    assert sheet.version == opened.version + 1


def test_an_answer_can_be_changed_and_taken_back(opened: Sheet, world: World, tuan: Actor) -> None:
    for given in (Answer(1), Answer(3), Answer(None)):
        actions.answer_sheet(actor=tuan, sheet_id=opened.pk, criterion="1.1", answer=given, now=world.later())
    assert not opened.answers.exists()


def test_sealing_asks_for_every_criterion_and_names_those_left(
    opened: Sheet, world: World, tuan: Actor
) -> None:
    answers = answers_for(regimes.product_set("2026-26", 10))
    left = {"1.1", "8"} & answers.keys()
    given = {number: Answer(position) for number, position in answers.items() if number not in left}
    with one_entry("sheet.saved"):
        sheet = actions.save_sheet_answers(
            actor=tuan, sheet_id=opened.pk, expected_version=opened.version, answers=given, now=world.later()
        )
    with no_entry(), pytest.raises(Incomplete) as refusal:
        actions.seal_sheet(
            actor=elevated(tuan), sheet_id=opened.pk, expected_version=sheet.version, now=world.later()
        )
    assert {missing.item for missing in refusal.value.missing} == left


def test_a_sealed_sheet_is_never_touched_again(half_sealed: Dossier, world: World, tuan: Actor) -> None:
    sheet = world.sheet_of(half_sealed, tuan)
    now = world.later()
    with no_entry(), pytest.raises(Conflict):
        actions.answer_sheet(actor=tuan, sheet_id=sheet.pk, criterion="1.1", answer=Answer(1), now=now)
    with no_entry(), pytest.raises(Conflict):
        actions.seal_sheet(actor=elevated(tuan), sheet_id=sheet.pk, expected_version=sheet.version, now=now)


def test_a_stale_page_of_a_sheet_is_told_so(opened: Sheet, world: World, tuan: Actor) -> None:
    with no_entry(), pytest.raises(Stale):
        actions.save_sheet_answers(
            actor=tuan,
            sheet_id=opened.pk,
            expected_version=opened.version - 1,
            answers={"1.1": Answer(1)},
            now=world.later(),
        )


def test_nobody_writes_in_anothers_sheet(opened: Sheet, world: World, request: pytest.FixtureRequest) -> None:
    for other in [request.getfixturevalue(name) for name in ("mai", "phuc", "hoa", "binh", "lan")]:
        with no_entry(), pytest.raises(Sheet.DoesNotExist):
            actions.answer_sheet(
                actor=other, sheet_id=opened.pk, criterion="1.1", answer=Answer(1), now=world.later()
            )
