"""Nobody judges a dossier they prepared, advised on or belong to; who is out of it sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocop.evaluation import actions, queries, relations
from ocop.evaluation.models import (
    Advice,
    CouncilCase,
    Declaration,
    Dossier,
    Evidence,
    Interest,
    Sheet,
)
from ocop.evaluation.relations import BlockedAct, BlockedMember, Tie
from ocop.evaluation.settling import Settling
from ocop.journal.models import Entry
from ocop.people.roles import COUNCIL_MEMBER, PROVINCE_LEADER
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition.actions import record_decision
from ocop.recognition.models import RulingKind
from ocop.registry.actions import name_representative
from ocop.registry.models import Producer
from tests.cast import TODAY, ClientOf, elevated, in_office, no_entry, one_entry, person, user_of
from tests.world import World

pytestmark = pytest.mark.django_db

Tying = Callable[[World, Dossier, Actor], object]


def belongs(world: World, dossier: Dossier, actor: Actor) -> object:
    return name_representative(
        actor=world.province,
        producer_id=dossier.product.producer_id,
        user_id=user_of(actor).pk,
        now=world.later(),
    )


def has_its_phone(_world: World, dossier: Dossier, actor: Actor) -> object:
    login = user_of(actor).login
    return Producer.objects.filter(pk=dossier.product.producer_id).update(phone=f"+84 {login[1:]}")


def declared(world: World, dossier: Dossier, actor: Actor) -> object:
    return actions.declare_tie(
        actor=actor,
        producer_id=dossier.product.producer_id,
        kind="shares",
        note="Góp 5%",
        now=world.later(),
    )


def advises(world: World, dossier: Dossier, actor: Actor) -> object:
    return actions.record_advice(
        actor=world.province,
        producer_id=dossier.product.producer_id,
        user_id=user_of(actor).pk,
        from_on=TODAY,
        now=world.later(),
    )


TIES: dict[Tie, Tying] = {
    Tie.BELONGS: belongs,
    Tie.CONTACT: has_its_phone,
    Tie.INTEREST: declared,
    Tie.ADVISED: advises,
}


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("product__producer").get(pk=dossier.pk)


# -- what is derived


@pytest.mark.parametrize("tie", TIES)
def test_each_tie_is_found_in_the_data(world: World, tuan: Actor, tie: Tie) -> None:
    dossier = world.dossier("accepted")
    user_id = user_of(tuan).pk
    assert relations.ties([fresh(dossier)], [user_id]) == {}
    TIES[tie](world, dossier, tuan)
    assert relations.ties([fresh(dossier)], [user_id]) == {(dossier.pk, user_id): [tie]}


def test_who_typed_anything_is_known_from_the_journal(
    world: World, lan: Actor, minh: Actor, hoa: Actor
) -> None:
    dossier = fresh(world.dossier("accepted"))
    people = [user_of(one).pk for one in (lan, minh, hoa)]
    found = relations.ties([dossier], people)
    assert Tie.PREPARED in found[dossier.pk, people[0]]
    assert found[dossier.pk, people[1]] == [Tie.REPORTED]
    # Checking and passing on at the province is no judging, and no tie.
    assert (dossier.pk, people[2]) not in found


def test_an_ended_interest_ties_to_dossiers_begun_before_and_not_to_later_ones(
    world: World, tuan: Actor
) -> None:
    dossier = world.dossier("accepted")
    interest = declared(world, dossier, tuan)
    assert isinstance(interest, Interest)
    world.later(days=2)
    with one_entry("interest.ended"):
        actions.end_tie(actor=tuan, interest_id=interest.pk, now=world.later())
    world.later(days=2)
    later = world.dossier("filed")
    found = relations.ties([fresh(dossier), fresh(later)], [user_of(tuan).pk])
    assert set(found) == {(dossier.pk, user_of(tuan).pk)}


def test_ties_of_many_dossiers_cost_as_much_as_of_one(world: World, tuan: Actor) -> None:
    dossiers = [fresh(world.dossier("filed")) for _ in range(3)]
    for some in (dossiers[:1], dossiers):
        with CaptureQueriesContext(connection) as asked:
            relations.ties(some, [tuan.user_id or 0])
        assert len(asked) == 10


# -- the gate


@pytest.mark.parametrize("tie", TIES)
def test_a_tied_member_gets_no_sheet_and_the_refusal_is_logged(world: World, tuan: Actor, tie: Tie) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    TIES[tie](world, dossier, tuan)
    world.fresh(dossier)
    with one_entry("dossier.blocked") as written, pytest.raises(BlockedMember, match=tuan.name):
        actions.convene(
            actor=world.province,
            dossier_id=dossier.pk,
            council_id=council.pk,
            expected_version=dossier.version,
            now=world.later(),
        )
    assert not CouncilCase.objects.filter(dossier=dossier).exists()
    assert tuan.name not in written[0].reason


@pytest.mark.parametrize("tie", TIES)
def test_a_tie_found_after_convening_closes_the_sheet(world: World, tuan: Actor, tie: Tie) -> None:
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, tuan)
    TIES[tie](world, dossier, tuan)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    with one_entry("sheet.interest_declared"):
        actions.declare_interest(
            actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Có góp vốn.", now=world.later()
        )


def test_a_tie_found_while_scoring_keeps_the_sheet_from_being_sealed(world: World, tuan: Actor) -> None:
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, tuan)
    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    advises(world, dossier, tuan)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        actions.seal_sheet(
            actor=elevated(tuan), sheet_id=sheet.pk, expected_version=sheet.version, now=world.later()
        )


def test_a_tied_secretary_neither_reveals_nor_closes(world: World, phuc: Actor) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier))
    advises(world, dossier, phuc)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        world.revealed(dossier)


def test_a_tied_leader_does_not_decide(world: World, cuc: Actor) -> None:
    dossier = world.dossier("closed")
    declared(world, dossier, cuc)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct, match=cuc.name):
        world.decided(dossier)


def test_a_decision_signed_by_someone_tied_is_not_entered(world: World, hoa: Actor, lao_cai: Unit) -> None:
    dossier = world.dossier("closed")
    signer = person("0912000088", "Giàng A Páo", PROVINCE_LEADER, lao_cai)
    declared(world, dossier, signer)
    facts = world.decision()
    signed = type(facts)(facts.number, facts.decided_on, signer.name, facts.signer_title)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct, match=signer.name):
        record_decision(
            actor=hoa,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            kind=RulingKind.RECOGNISE,
            facts=signed,
            now=world.later(),
        )


def test_an_officer_with_an_interest_does_not_even_receive(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    declared(world, dossier, minh)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        world.returned(dossier)


def test_receiving_what_one_reported_is_no_judging(world: World) -> None:
    assert world.dossier("sent_up").state == "sent_up"


def test_a_tied_person_does_not_stand_in(world: World, tuan: Actor, lao_cai: Unit) -> None:
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, tuan)
    actions.declare_interest(
        actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    dung = person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, lao_cai)
    advises(world, dossier, dung)
    with one_entry("dossier.blocked"), pytest.raises(BlockedMember):
        actions.replace_member(
            actor=world.province,
            case_id=sheet.case_id,
            withdrawn_id=sheet.seat_id,
            user_id=user_of(dung).pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )


def test_a_refused_bulk_is_logged_though_all_of_it_is_undone(
    world: World, tuan: Actor, client_of: ClientOf
) -> None:
    good, tied = world.dossier("accepted"), world.dossier("accepted")
    advises(world, tied, tuan)
    council = world.a_council()
    sent = {
        "convened_on": world.today.strftime("%d/%m/%Y"),
        "dossier": [good.pk, tied.pk],
        f"version_{good.pk}": world.fresh(good).version,
        f"version_{tied.pk}": world.fresh(tied).version,
    }
    before = Entry.objects.filter(verb="dossier.convened").count()
    response = client_of(world.province).post(f"/councils/{council.pk}/convene/", sent)
    assert response.status_code == 409
    assert Entry.objects.filter(verb="dossier.convened").count() == before
    assert Entry.objects.filter(verb="dossier.blocked").count() == 1


# -- who is out sees nothing


def left_out(world: World, tuan: Actor) -> Dossier:
    dossier, council = world.dossier("accepted"), world.a_council()
    advises(world, dossier, tuan)
    world.fresh(dossier)
    actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=council.pk,
        expected_version=dossier.version,
        recused=[council.seats.get(user_id=tuan.user_id or 0).pk],
        now=world.later(),
    )
    return world.fresh(dossier)


def withdrew(world: World, tuan: Actor) -> Dossier:
    dossier = world.dossier("scoring")
    actions.declare_interest(
        actor=tuan,
        sheet_id=world.sheet_of(dossier, tuan).pk,
        has_interest=True,
        note="Góp vốn.",
        now=world.later(),
    )
    return dossier


@pytest.mark.parametrize("way", [left_out, withdrew])
def test_who_is_out_of_a_case_sees_nothing_of_it(
    world: World, tuan: Actor, client_of: ClientOf, way: Callable[[World, Actor], Dossier]
) -> None:
    dossier = way(world, tuan)
    case = world.case_of(dossier)
    paper = Evidence.objects.filter(dossier=dossier).get()
    assert not Dossier.objects.visible_to(tuan).exists()
    assert not Sheet.objects.visible_to(tuan).exists()
    assert queries.counts_by_state(tuan) == {}
    assert list(queries.my_sheets(tuan)) == []
    browser = client_of(tuan)
    for path in (
        f"/dossiers/{dossier.pk}/",
        f"/dossiers/{dossier.pk}/evidence/{paper.pk}/",
        f"/dossiers/{dossier.pk}/print/01/",
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/minutes/",
        f"/cases/{case.pk}/case.json",
    ):
        assert browser.get(path).status_code == 404, path
    for path in ("/desk/", "/dossiers/", f"/councils/{case.council_id}/"):
        page = browser.get(path)
        assert page.status_code == 200
        assert dossier.product.name not in page.content.decode(), path


def test_who_withdrew_stays_out_in_every_other_office(world: World, tuan: Actor, lao_cai: Unit) -> None:
    dossier = withdrew(world, tuan)
    as_leader = in_office(user_of(tuan), PROVINCE_LEADER, lao_cai)
    assert not Dossier.objects.visible_to(as_leader).filter(pk=dossier.pk).exists()


def test_who_withdraws_is_led_to_the_desk(world: World, tuan: Actor, client_of: ClientOf) -> None:
    sheet = world.sheet_of(world.dossier("scoring"), tuan)
    sent = {"interest": "yes", "note": "Em ruột là giám đốc."}
    response = client_of(tuan).post(f"/sheets/{sheet.pk}/declaration/", sent, follow=True)
    assert response.redirect_chain[-1][0] == "/desk/"
    assert client_of(tuan).get(f"/sheets/{sheet.pk}/").status_code == 404


def test_a_member_left_out_counts_neither_in_quorum_nor_mean(world: World, tuan: Actor, mai: Actor) -> None:
    dossier = left_out(world, tuan)
    world.members = [one for one in world.members if one[0] != tuan]
    world.sealed(dossier, world.same_sheets(dossier))
    world.closed(world.revealed(dossier))
    page = Settling(mai, world.case_of(dossier))
    assert len(page.members) == 3
    left = Declaration.objects.get(found=True).seat_id
    assert page.stored is not None
    assert f"seat-{left}" not in page.stored.question


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.sets(st.integers(min_value=0, max_value=3), max_size=2))
def test_however_many_withdraw_only_the_others_count(world: World, gone: set[int]) -> None:
    dossier = world.dossier("scoring")
    scoring = [actor for actor, _role, scores in world.members if scores]
    for place in sorted(gone):
        sheet = world.sheet_of(dossier, scoring[place])
        actions.declare_interest(
            actor=scoring[place], sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
        )
    everybody = world.members
    world.members = [one for one in everybody if one[0] not in [scoring[place] for place in gone]]
    world.sealed(dossier, world.same_sheets(dossier))
    world.revealed(dossier)
    case = world.case_of(dossier)
    standing = Sheet.objects.standing(case)
    assert {sheet.seat.user_id for sheet in standing} == {
        actor.user_id for place, actor in enumerate(scoring) if place not in gone
    }
    world.members = everybody


# -- a place without a sheet


def test_a_secretary_without_a_sheet_gives_up_the_place(
    world: World, phuc: Actor, client_of: ClientOf
) -> None:
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    assert "declaration" in client_of(phuc).get(f"/cases/{case.pk}/").content.decode()
    with one_entry("case.interest_declared"):
        client_of(phuc).post(
            f"/cases/{case.pk}/declaration/", {"interest": "yes", "note": "Chị gái góp vốn."}
        )
    assert not Dossier.objects.visible_to(phuc).exists()
    assert [seat.user_id for seat in queries.to_replace(case)] == [phuc.user_id]


def test_who_has_a_sheet_declares_on_it(world: World, tuan: Actor) -> None:
    case = world.case_of(world.dossier("scoring"))
    with no_entry(), pytest.raises(Denied):
        actions.declare_in_case(
            actor=tuan, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later()
        )


def test_nobody_gives_up_a_place_in_a_closed_case(world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("closed"))
    with no_entry(), pytest.raises(Conflict):
        actions.declare_in_case(
            actor=phuc, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later()
        )


def test_who_stands_in_for_a_secretary_without_a_sheet_gets_none(
    world: World, phuc: Actor, lao_cai: Unit, mai: Actor
) -> None:
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    actions.declare_in_case(
        actor=phuc, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    dung = person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, lao_cai)
    actions.replace_member(
        actor=world.province,
        case_id=case.pk,
        withdrawn_id=case.council.seats.get(user_id=phuc.user_id or 0).pk,
        user_id=user_of(dung).pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    assert case.sheets.count() == 4
    world.without_interest(dung, case)
    world.sealed(dossier, world.same_sheets(dossier))
    world.members = [*[one for one in world.members if one[1] != "secretary"], (dung, "secretary", False)]
    world.closed(world.revealed(dossier))
    sitting = {one.seat.user_id: one for one in Settling(mai, world.case_of(dossier)).seats}
    assert sitting[phuc.user_id or 0].out
    (stands_in,) = sitting[dung.user_id or 0].stands_in
    assert stands_in.withdrawn.user_id == phuc.user_id


def test_the_minutes_name_who_stands_in(
    world: World, tuan: Actor, lao_cai: Unit, client_of: ClientOf, mai: Actor
) -> None:
    dossier = withdrew(world, tuan)
    case = world.case_of(dossier)
    dung = person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, lao_cai)
    actions.replace_member(
        actor=world.province,
        case_id=case.pk,
        withdrawn_id=case.council.seats.get(user_id=tuan.user_id or 0).pk,
        user_id=user_of(dung).pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    world.members = [*[one for one in world.members if one[0] != tuan], (dung, "member", True)]
    world.sealed(dossier, world.same_sheets(dossier))
    world.revealed(dossier)
    page = client_of(mai).get(f"/cases/{case.pk}/minutes/").content.decode()
    assert "thay Lê Anh Tuấn" in page
    assert "không tham gia" in page


# -- said ahead, and advisers


def test_everybody_declares_interests_on_their_own_page(
    world: World, tuan: Actor, client_of: ClientOf
) -> None:
    producer = world.a_producer()
    browser = client_of(tuan)
    sent = {"producer": producer.name.upper(), "kind": "family", "note": "Chị gái"}
    with one_entry("interest.declared"):
        assert browser.post("/interests/", sent).status_code == 302
    assert producer.name in browser.get("/interests/").content.decode()
    with no_entry():
        assert browser.post("/interests/", sent).status_code == 200
    with no_entry():
        unknown = browser.post("/interests/", {**sent, "producer": "Không có"})
    assert "Không có" in unknown.content.decode()


def test_nobody_ends_anothers_interest(world: World, tuan: Actor, hoa: Actor, binh: Actor) -> None:
    interest = declared(world, world.dossier("filed"), tuan)
    assert isinstance(interest, Interest)
    with no_entry(), pytest.raises(Denied):
        actions.end_tie(actor=hoa, interest_id=interest.pk, now=world.later())
    with no_entry(), pytest.raises(Interest.DoesNotExist):
        actions.end_tie(actor=binh, interest_id=interest.pk, now=world.later())


def test_an_interest_ends_once(world: World, tuan: Actor) -> None:
    interest = declared(world, world.dossier("filed"), tuan)
    assert isinstance(interest, Interest)
    actions.end_tie(actor=tuan, interest_id=interest.pk, now=world.later())
    with no_entry(), pytest.raises(Conflict):
        actions.end_tie(actor=tuan, interest_id=interest.pk, now=world.later())


def test_the_public_declares_nothing(world: World) -> None:
    dossier = world.dossier("filed")
    with no_entry(), pytest.raises(Denied):
        declared(world, dossier, PUBLIC)


@pytest.mark.usefixtures("tuan")
def test_the_province_records_and_ends_an_adviser(world: World, hoa: Actor, client_of: ClientOf) -> None:
    producer = world.a_producer()
    path = f"/producers/{producer.pk}/advisers/"
    sent = {"login": "0912 000 005", "from_on": "01/11/2026", "document": "02/HĐ"}
    with one_entry("advice.recorded"):
        assert client_of(hoa).post(path, sent).status_code == 302
    advice = Advice.objects.get()
    with no_entry():
        assert client_of(hoa).post(path, sent).status_code == 200
    with one_entry("advice.ended"):
        assert client_of(hoa).post(f"/advisers/{advice.pk}/end/").status_code == 302
    with no_entry():
        assert client_of(hoa).post(f"/advisers/{advice.pk}/end/").status_code == 409


def test_only_the_province_records_advisers(
    world: World, minh: Actor, lan: Actor, binh: Actor, tuan: Actor
) -> None:
    dossier = world.dossier("filed")
    for other in (minh, lan):
        with no_entry(), pytest.raises(Denied):
            actions.record_advice(
                actor=other,
                producer_id=dossier.product.producer_id,
                user_id=user_of(tuan).pk,
                from_on=TODAY,
                now=world.later(),
            )
    with no_entry(), pytest.raises(Producer.DoesNotExist):
        actions.record_advice(
            actor=binh,
            producer_id=dossier.product.producer_id,
            user_id=user_of(tuan).pk,
            from_on=TODAY,
            now=world.later(),
        )


# -- what a tied person is shown


def test_a_tied_officer_reads_why_instead_of_finding_buttons(
    world: World, minh: Actor, client_of: ClientOf
) -> None:
    dossier = world.dossier("filed")
    address = f"/dossiers/{dossier.pk}/"
    assert reverse("evaluation:return", args=[dossier.pk]) in client_of(minh).get(address).content.decode()
    Producer.objects.filter(pk=dossier.product.producer_id).update(phone=user_of(minh).login)
    with no_entry():
        page = client_of(minh).get(address).content.decode()
    assert reverse("evaluation:return", args=[dossier.pk]) not in page
    assert "Tách bạch nhiệm vụ" in page


def test_who_receives_or_judges_finds_the_own_interests_in_the_menu(
    minh: Actor, tuan: Actor, lan: Actor, client_of: ClientOf
) -> None:
    address = reverse("evaluation:interests")
    shown = [address in client_of(one).get("/desk/").content.decode() for one in (minh, tuan, lan)]
    assert shown == [True, True, False]


def test_the_province_gets_to_the_advisers_from_the_producer(
    world: World, hoa: Actor, minh: Actor, client_of: ClientOf
) -> None:
    producer = world.a_producer()
    address = reverse("evaluation:advisers", args=[producer.pk])
    page = reverse("registry:producer", args=[producer.pk])
    assert [address in client_of(one).get(page).content.decode() for one in (hoa, minh)] == [True, False]


def test_who_had_none_before_may_still_give_up_the_place(world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("scoring"))
    seat = case.council.seats.get(user_id=phuc.user_id or 0)
    assert not Declaration.objects.get(case=case, seat=seat).has_interest
    with one_entry("case.interest_declared"):
        actions.declare_in_case(
            actor=phuc, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later()
        )
    assert Declaration.objects.get(case=case, seat=seat).has_interest
