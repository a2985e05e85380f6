"""Nothing of a dossier opens to anybody of its council before they said whether they have an interest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, reverse

from ocop.evaluation import actions, rules
from ocop.evaluation.models import CouncilCase, Declaration, SeatRole
from ocop.evaluation.models.council import undeclared_cases
from ocop.evaluation.relations import BlockedAct
from ocop.evaluation.urls import urlpatterns
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import ClientOf, no_entry, one_entry, person
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
    dung = person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, lao_cai)
    council = case.council
    actions.seat_member(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        user_id=dung.user_id or 0,
        role=SeatRole.OBSERVER,
        scores=None,
        now=world.later(),
    )
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
