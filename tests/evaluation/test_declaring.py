"""Nothing of a dossier opens to anybody of its council before they said whether they have an interest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, reverse

from ocop.evaluation import actions, queries, relations, rules, samples
from ocop.evaluation.closing import NotReady
from ocop.evaluation.minutes import minutes_of
from ocop.evaluation.models import Council, CouncilCase, Declaration, Review, SeatRole
from ocop.evaluation.models.council import undeclared_cases
from ocop.evaluation.quorum import quorum_of
from ocop.evaluation.relations import BlockedAct
from ocop.evaluation.settling import Settling
from ocop.evaluation.urls import urlpatterns
from ocop.people.roles import COUNCIL_MEMBER, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import ClientOf, in_office, no_entry, one_entry, person, user_of
from tests.evaluation.test_regulation import change
from tests.evaluation.test_relations import advises
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PLANTED = ("Bốn mươi hộ bán ớt cho chị", "Xưởng ở cạnh chợ Mường Hoa", "Xã đã xem tận nơi", "Tổ đã xem kỹ")


@pytest.fixture
def case(world: World) -> CouncilCase:
    """Convened just now: nobody of the council has said anything."""
    dossier = world.reviewed(world.dossier("accepted"))
    note, general, finding, summary = PLANTED
    type(dossier.registration).objects.filter(dossier=dossier).update(attachments_note=note)
    type(dossier.self_report).objects.filter(dossier=dossier).update(general=general)
    dossier.commune_report.findings.update(finding=finding)
    dossier.reviews.update(summary=summary)
    return actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=world.a_council().pk,
        expected_version=dossier.version,
        now=world.later(),
    )


def addresses(case: CouncilCase) -> Iterator[str]:
    """Every address of the room that a key of this case, its dossier, its review or a sheet leads to."""
    keys = {
        "dossiers": case.dossier_id,
        "cases": case.pk,
        "reviews": case.dossier.reviews.get().pk,
        "sheets": case.sheets.order_by("pk")[0].pk,
        "added-papers": 1,
        "tests": 1,
    }
    for pattern in urlpatterns:
        pk = keys.get(str(pattern.pattern).partition("/")[0])
        for more in ({}, {"code": "01"}, {"code": "02"}, {"no": 1}, {"number": "1.1"}):
            try:
                yield reverse(f"evaluation:{pattern.name}", kwargs={"pk": pk, **more})
            except NoReverseMatch:
                continue


def observes(world: World, council: Council, unit: Unit) -> Actor:
    """An invited expert, seated just now."""
    expert = person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, unit)
    council.refresh_from_db()
    actions.seat_member(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        user_id=expert.user_id or 0,
        role=SeatRole.OBSERVER,
        scores=None,
        now=world.later(),
    )
    return expert


def declares(actor: Actor, case: CouncilCase, world: World, *, has_interest: bool) -> Declaration:
    return actions.declare_in_case(
        actor=actor,
        case_id=case.pk,
        has_interest=has_interest,
        note="Góp vốn." if has_interest else "",
        now=world.later(),
    )


# -- the gate


@pytest.mark.parametrize("who", ["phuc", "tuan", "mai"])
def test_no_page_of_the_room_tells_the_undeclared_what_is_in_the_dossier(
    world: World, case: CouncilCase, client_of: ClientOf, who: str, request: pytest.FixtureRequest
) -> None:
    actor: Actor = request.getfixturevalue(who)
    client = client_of(actor)
    reached = 0
    for path in addresses(case):
        answer = client.get(path)
        reached += answer.status_code == 200
        words = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
        assert not [one for one in PLANTED if one in words], path
    assert reached > 2
    world.without_interest(actor, case)
    page = client.get(reverse("evaluation:dossier", args=[case.dossier_id])).content.decode()
    assert [one in page for one in PLANTED] == [True, True, True, False]


def test_papers_open_to_the_secretary_after_the_declaration(
    case: CouncilCase, client_of: ClientOf, phuc: Actor
) -> None:
    paper = case.dossier.evidence.order_by("pk")[0]
    file = reverse("evaluation:file", args=[case.dossier_id, paper.pk])
    client = client_of(phuc)
    refused = client.get(file)
    assert refused.status_code == 403
    assert "lợi ích" in refused.content.decode()
    with one_entry("case.no_interest_declared"):
        sent = client.post(reverse("evaluation:case_declare", args=[case.pk]), {"interest": "no"})
    assert sent.status_code == 302
    assert client.get(file).getvalue()


def test_an_observer_is_asked_too(world: World, case: CouncilCase, lao_cai: Unit) -> None:
    dung = observes(world, case.council, lao_cai)
    assert not rules.can_read_papers(dung, case.dossier)
    declares(dung, case, world, has_interest=False)
    assert rules.can_read_papers(dung, case.dossier)


def test_offices_are_not_asked(case: CouncilCase, hoa: Actor, minh: Actor) -> None:
    for office in (hoa, minh):
        assert rules.can_read_papers(office, case.dossier)
        assert not undeclared_cases(office).exists()


def test_the_undeclared_take_no_step_in_the_case(world: World, case: CouncilCase, phuc: Actor) -> None:
    dossier = case.dossier
    world.sealed(dossier, world.same_sheets(dossier))
    with no_entry(), pytest.raises(Denied, match="khai trước"):
        actions.reveal(
            actor=phuc, case_id=case.pk, expected_version=world.fresh(dossier).version, now=world.later()
        )
    world.without_interest(phuc, case)
    assert world.closed(world.revealed(dossier)).state == "closed"


def test_a_revealed_case_shows_its_sheets_to_the_declared_alone(
    world: World, case: CouncilCase, phuc: Actor, mai: Actor, client_of: ClientOf
) -> None:
    dossier = case.dossier
    world.without_interest(phuc, case)
    world.revealed(world.sealed(dossier, world.same_sheets(dossier)))
    case.refresh_from_db()
    assert case.sheets.model.objects.visible_to(phuc).filter(case=case).exists()
    case.declarations.filter(seat__user_id=phuc.user_id or 0).delete()
    assert not case.sheets.model.objects.visible_to(phuc).filter(case=case).exists()
    assert case.sheets.model.objects.visible_to(mai).filter(case=case).exists()
    page = client_of(phuc).get(f"/cases/{case.pk}/").content.decode()
    assert reverse("evaluation:case_declare", args=[case.pk]) in page


# -- declaring in a place without a sheet


def test_the_secretary_declares_for_all_dossiers_at_once(
    case: CouncilCase, client_of: ClientOf, phuc: Actor
) -> None:
    client = client_of(phuc)
    assert case.dossier.product.name in client.get("/declarations/").content.decode()
    with one_entry("case.no_interest_declared"):
        assert client.post("/declarations/", {f"answer_{case.pk}": "no"}).status_code == 302
    assert not undeclared_cases(phuc).exists()


def test_what_was_said_is_not_said_twice(world: World, case: CouncilCase, phuc: Actor) -> None:
    declares(phuc, case, world, has_interest=False)
    with no_entry(), pytest.raises(Conflict):
        declares(phuc, case, world, has_interest=False)


def test_an_interest_is_not_taken_back(world: World, case: CouncilCase, phuc: Actor) -> None:
    declares(phuc, case, world, has_interest=True)
    with no_entry(), pytest.raises(CouncilCase.DoesNotExist):
        declares(phuc, case, world, has_interest=False)


def test_who_is_tied_cannot_say_there_is_none(world: World, case: CouncilCase, phuc: Actor) -> None:
    advises(world, case.dossier, phuc)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        declares(phuc, case, world, has_interest=False)
    assert not rules.can_read_papers(phuc, case.dossier)


def test_who_has_no_place_declares_nothing(world: World, case: CouncilCase, hoa: Actor) -> None:
    with no_entry(), pytest.raises(Denied):
        declares(hoa, case, world, has_interest=False)


def test_a_closed_case_asks_nobody(world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("closed"))
    case.declarations.filter(seat__user_id=phuc.user_id or 0).delete()
    assert rules.can_read_papers(phuc, case.dossier)
    with no_entry(), pytest.raises(Conflict):
        declares(phuc, case, world, has_interest=False)


# -- the ways round it that a reader found


def test_a_form_sent_to_the_sheet_opens_nothing(case: CouncilCase, client_of: ClientOf, tuan: Actor) -> None:
    sheet = case.sheets.get(seat__user_id=tuan.user_id or 0)
    answer = client_of(tuan).post(f"/sheets/{sheet.pk}/", {"1.1": "1", "1.2-words": "Lời ghi"})
    assert answer.status_code == 409
    assert not [one for one in PLANTED if one in answer.content.decode()]


def test_an_officer_with_a_place_in_the_council_declares_before_reading_in_any_role(
    world: World, lao_cai: Unit, client_of: ClientOf, case: CouncilCase, phuc: Actor
) -> None:
    officer = in_office(user_of(phuc), PROVINCE_OFFICER, lao_cai)
    page = reverse("evaluation:dossier", args=[case.dossier_id])
    client = client_of(officer)
    assert not [one for one in PLANTED if one in client.get(page).content.decode()]
    assert not Review.objects.visible_to(officer).exists()
    world.without_interest(phuc, case)
    assert PLANTED[2] in client.get(page).content.decode()
    assert Review.objects.visible_to(officer).exists()


def test_who_stayed_away_and_said_nothing_still_declares_after_the_reveal(
    world: World, case: CouncilCase, phuc: Actor, son: Actor
) -> None:
    dossier = case.dossier
    world.without_interest(phuc, case)
    seat = case.council.seats.get(user_id=son.user_id or 0)
    actions.excuse_member(
        actor=phuc,
        case_id=case.pk,
        seat_id=seat.pk,
        expected_version=world.fresh(dossier).version,
        reason="Ốm.",
        now=world.later(),
    )
    world.members = [one for one in world.members if one[0] != son]
    world.revealed(world.sealed(dossier, world.same_sheets(dossier)))
    assert not rules.can_read_papers(son, dossier)
    declares(son, case, world, has_interest=False)
    assert rules.can_read_papers(son, dossier)


def test_who_stayed_away_and_has_an_interest_counts_no_more_among_those_who_may_judge(
    world: World, case: CouncilCase, phuc: Actor, son: Actor
) -> None:
    world.without_interest(phuc, case)
    before = quorum_of(case).eligible
    actions.excuse_member(
        actor=phuc,
        case_id=case.pk,
        seat_id=case.council.seats.get(user_id=son.user_id or 0).pk,
        expected_version=world.fresh(case.dossier).version,
        reason="Ốm.",
        now=world.later(),
    )
    assert quorum_of(case).eligible == before
    declares(son, case, world, has_interest=True)
    assert quorum_of(case).eligible == before - 1


def test_a_chair_who_said_nothing_keeps_the_case_from_closing(world: World, mai: Actor) -> None:
    world.members = [(actor, role, scores and role != "chair") for actor, role, scores in world.members]
    change(world, world.a_council(), chair_present=True)
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    case.declarations.filter(seat__user_id=mai.user_id or 0).delete()
    world.revealed(world.sealed(dossier, world.same_sheets(dossier)))
    with no_entry(), pytest.raises(NotReady) as refusal:
        world.closed(dossier)
    assert [one.code for one in refusal.value.unmet] == ["chair"]
    world.without_interest(mai, case)
    assert world.closed(dossier).state == "closed"


def test_who_said_nothing_signs_no_minutes(world: World, lao_cai: Unit, phuc: Actor) -> None:
    dossier = world.dossier("scoring")
    council = world.a_council()
    silent = observes(world, council, lao_cai)
    world.closed(world.revealed(world.sealed(dossier, world.same_sheets(dossier))))
    told = minutes_of(Settling(phuc, world.case_of(dossier)))
    [line] = [one for one in told.attendance if one.name == silent.name]
    assert not line.took_part
    assert "lợi ích" in line.note


def test_an_interest_in_one_case_of_a_dossier_is_a_tie_in_the_others(
    world: World, case: CouncilCase, tuan: Actor
) -> None:
    assert not relations.barring(case.dossier, tuan.user_id or 0, relations.SCORE)
    actions.declare_interest(
        actor=tuan,
        sheet_id=case.sheets.get(seat__user_id=tuan.user_id or 0).pk,
        has_interest=True,
        note="Góp vốn.",
        now=world.later(),
    )
    assert relations.barring(case.dossier, tuan.user_id or 0, relations.SCORE) == [relations.Tie.INTEREST]


def test_the_sheet_on_paper_is_blank_before_the_declaration(
    case: CouncilCase, client_of: ClientOf, tuan: Actor
) -> None:
    sheet = case.sheets.get(seat__user_id=tuan.user_id or 0)
    sheet.answers.create(criterion="1.1", position=2, changed_at=case.dossier.changed_at)
    page = client_of(tuan).get(f"/sheets/{sheet.pk}/paper/").content.decode()
    assert "paper-box-full" not in page


def test_how_many_have_sealed_is_told_to_the_declared_secretary_alone(
    world: World, case: CouncilCase, client_of: ClientOf, phuc: Actor
) -> None:
    assert not queries.cases_to_settle(phuc)
    assert "0/4" not in client_of(phuc).get("/desk/").content.decode()
    world.without_interest(phuc, case)
    assert [one.pk for one in queries.cases_to_settle(phuc)] == [case.pk]


def test_nothing_done_in_a_case_is_told_to_the_undeclared(case: CouncilCase, mai: Actor, hoa: Actor) -> None:
    assert not queries.history(mai, case.dossier).exists()
    assert queries.history(hoa, case.dossier).exists()


def test_samples_of_the_dossier_are_not_told_either(
    world: World, case: CouncilCase, client_of: ClientOf, phuc: Actor
) -> None:
    client = client_of(phuc)
    page = reverse("evaluation:samples", args=[case.dossier_id])
    assert client.get(page).status_code == 403
    assert not samples.seen_by(phuc).exists()
    world.without_interest(phuc, case)
    assert client.get(page).status_code == 200
    assert samples.seen_by(phuc).exists()
