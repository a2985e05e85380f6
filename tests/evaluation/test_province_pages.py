"""The provincial office's pages: the check, councils, and dossiers put before them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.evaluation.models import Correction, Council, CouncilCase, Dossier, Seat
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf, entries, no_entry, one_entry, user_of
from tests.world import World


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def url(name: str, pk: int) -> str:
    return reverse(f"evaluation:{name}", args=[pk])


def council_typed(**changed: str) -> dict[str, str]:
    typed = {
        "name": "Hội đồng đợt 2",
        "decision_number": "901/QĐ-UBND",
        "decided_on": "20/11/2026",
        "floor_test": "agreed",
        "quorum": "",
        "max_spread": "",
        "rounding": "",
    }
    return {**typed, **changed}


def convene_typed(*dossiers: Dossier, **changed: str) -> dict[str, object]:
    typed: dict[str, object] = {"convened_on": "23/11/2026", "dossier": [one.pk for one in dossiers]}
    versions = {f"version_{one.pk}": one.version for one in dossiers}
    return {**typed, **versions, **changed}


def test_dossiers_are_put_before_a_council_from_the_list_by_its_own_office_alone(
    world: World, client_of: ClientOf, hoa: Actor, thu: Actor
) -> None:
    convene, page = url("convene", world.a_council().pk), reverse("evaluation:councils")
    assert convene in client_of(hoa).get(page).content.decode()
    assert convene not in client_of(thu).get(page).content.decode()


# -- the check ----------------------------------------------------------------------------------


def test_who_may_check(
    world: World, client_of: ClientOf, hoa: Actor, minh: Actor, cuc: Actor, binh: Actor
) -> None:
    dossier = world.dossier("sent_up")
    page = url("province_check", dossier.pk)
    with no_entry():
        assert client_of(hoa).get(page).status_code == 200
    assert client_of(minh).get(page).status_code == 403
    assert client_of(cuc).post(page, {"version": dossier.version}).status_code == 403
    assert client_of(binh).get(page).status_code == 404


def test_a_dossier_found_fit_is_accepted(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossier = world.dossier("sent_up")
    typed = {"version": dossier.version, "decision": "accept"}
    with one_entry("dossier.accepted"):
        client_of(hoa).post(url("province_check", dossier.pk), typed)
    assert world.fresh(dossier).state == "accepted"
    assert client_of(hoa).post(url("province_check", dossier.pk), typed).status_code == 409


def test_a_dossier_goes_back_with_reasons(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossier = world.dossier("sent_up")
    page, typed = url("province_check", dossier.pk), {"version": dossier.version, "decision": "send_back"}
    with no_entry():
        assert client_of(hoa).post(page, typed).status_code == 200
    with one_entry("dossier.sent_back"):
        client_of(hoa).post(page, {**typed, "reason_1": "Thiếu kết luận.", "part_1": "commune_report"})
    asked = Correction.objects.get()
    assert (world.fresh(dossier).state, asked.reason) == ("filed", "Thiếu kết luận.")


def test_a_stale_check_is_refused(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossier = world.dossier("sent_up")
    typed = {"version": dossier.version - 1, "decision": "accept"}
    with no_entry():
        assert client_of(hoa).post(url("province_check", dossier.pk), typed).status_code == 409


# -- councils -----------------------------------------------------------------------------------


def test_a_council_begins_with_the_rules_of_the_regime(client_of: ClientOf, hoa: Actor) -> None:
    page = reverse("evaluation:new_council")
    html = client_of(hoa).get(page).content.decode()
    assert "Điều 7 khoản 3" in html
    with one_entry("council.created"):
        response = client_of(hoa).post(page, council_typed(max_spread="7,5"))
    council = Council.objects.get(name="Hội đồng đợt 2")
    assert response.headers["Location"] == url("seats", council.pk)
    told = council.regulation
    assert (told.floor_test, str(told.max_spread), told.quorum) == ("agreed", "7.50", None)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"decided_on": "24/11/2026"}, {"quorum": "0"}, {"floor_test": "dice"}]
)
def test_a_wrong_fact_loses_nothing(client_of: ClientOf, hoa: Actor, wrong: dict[str, str]) -> None:
    with no_entry():
        response = client_of(hoa).post(reverse("evaluation:new_council"), council_typed(**wrong))
    assert response.status_code == 200
    assert "901/QĐ-UBND" in response.content.decode()


def test_only_the_provincial_office_sets_up_councils(client_of: ClientOf, minh: Actor, cuc: Actor) -> None:
    for actor in (minh, cuc):
        assert client_of(actor).get(reverse("evaluation:new_council")).status_code == 403
        with no_entry():
            response = client_of(actor).post(reverse("evaluation:new_council"), council_typed())
        assert response.status_code == 403


def test_who_may_see_a_council(
    world: World, client_of: ClientOf, hoa: Actor, tuan: Actor, binh: Actor, lan: Actor
) -> None:
    council = world.a_council()
    for actor in (hoa, tuan):
        assert client_of(actor).get(url("council", council.pk)).status_code == 200
    for actor in (binh, lan):
        assert client_of(actor).get(url("council", council.pk)).status_code == 404
    assert council.name in client_of(hoa).get(reverse("evaluation:councils")).content.decode()
    assert council.name not in client_of(lan).get(reverse("evaluation:councils")).content.decode()


def test_members_are_seated_together(
    client_of: ClientOf, hoa: Actor, mai: Actor, phuc: Actor, tuan: Actor
) -> None:
    client = client_of(hoa)
    client.post(reverse("evaluation:new_council"), council_typed())
    council = Council.objects.get()
    typed = {
        "version": council.version,
        f"role_{mai.user_id}": "chair",
        f"scores_{mai.user_id}": "yes",
        f"role_{phuc.user_id}": "secretary",
        f"role_{tuan.user_id}": "member",
        f"scores_{tuan.user_id}": "yes",
    }
    with entries(*["council.member_seated"] * 3):
        response = client.post(url("seats", council.pk), typed)
    assert response.headers["Location"] == url("council", council.pk)
    seated = dict(Seat.objects.filter(council=council).values_list("role", "scores"))
    assert seated == {"chair": True, "secretary": False, "member": True}
    with no_entry():
        assert client.post(url("seats", council.pk), typed).status_code in {200, 409}


def test_two_chairs_are_refused_and_nobody_is_seated(
    client_of: ClientOf, hoa: Actor, mai: Actor, tuan: Actor
) -> None:
    client_of(hoa).post(reverse("evaluation:new_council"), council_typed())
    council = Council.objects.get()
    typed = {
        "version": council.version,
        f"role_{mai.user_id}": "chair",
        f"role_{tuan.user_id}": "chair",
    }
    with no_entry():
        response = client_of(hoa).post(url("seats", council.pk), typed)
    assert response.status_code == 200
    assert "Hội đồng chỉ có một Chủ tịch." in response.content.decode()


def test_a_seat_without_sheets_can_be_taken_away(
    world: World, client_of: ClientOf, hoa: Actor, tuan: Actor
) -> None:
    council = world.a_council()
    seat = council.seats.get(user=user_of(tuan))
    version = Council.objects.get().version
    assert client_of(hoa).get(url("unseat", seat.pk)).status_code == 405
    assert client_of(tuan).post(url("unseat", seat.pk), {"version": version}).status_code == 403
    with no_entry():
        assert client_of(hoa).post(url("unseat", seat.pk), {"version": version - 1}).status_code == 409
    with one_entry("council.member_unseated"):
        client_of(hoa).post(url("unseat", seat.pk), {"version": version})
    assert client_of(hoa).post(url("unseat", seat.pk), {"version": version}).status_code == 404


def test_a_council_costs_the_same_with_many_cases(
    world: World, client_of: ClientOf, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _count in range(3):
        world.dossier("scoring")
    client = client_of(hoa)
    # Session, user, offices; the council, its cases, what stands, its seats three times, who left; its
    # regulation with sources and methods; its history with units and their names.
    with no_entry(), django_assert_num_queries(17):
        assert client.get(url("council", world.a_council().pk)).status_code == 200


# -- before a council ---------------------------------------------------------------------------


def test_several_dossiers_go_before_a_council_at_once(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossiers = [world.dossier("accepted"), world.dossier("accepted")]
    council = world.a_council()
    with entries("dossier.convened", "dossier.convened"):
        response = client_of(hoa).post(url("convene", council.pk), convene_typed(*dossiers))
    assert response.headers["Location"] == url("council", council.pk)
    assert {world.fresh(one).state for one in dossiers} == {"scoring"}
    with no_entry():
        again = client_of(hoa).post(url("convene", council.pk), convene_typed(*dossiers))
    assert again.status_code == 409


def test_a_member_with_an_interest_is_named_and_left_out_or_nothing_goes(
    world: World, client_of: ClientOf, hoa: Actor, son: Actor
) -> None:
    free, own = world.dossier("accepted"), world.dossier("accepted")
    Dossier.objects.filter(pk=own.pk).update(started_by_id=son.user_id)
    council = world.a_council()
    page = url("convene", council.pk)
    html = client_of(hoa).get(page).content.decode()
    assert "Vũ Văn Sơn (Ủy viên) đã lập hồ sơ." in html
    with one_entry("dossier.blocked"):
        response = client_of(hoa).post(page, convene_typed(free, own))
    assert response.status_code == 409
    assert "Vũ Văn Sơn" in response.content.decode()
    assert not CouncilCase.objects.exists()
    seat = council.seats.get(user=user_of(son))
    typed = convene_typed(free, own, **{f"left_out_{own.pk}": str(seat.pk)})
    with entries("dossier.convened", "dossier.convened"):
        client_of(hoa).post(page, typed)
    assert not CouncilCase.objects.get(dossier=own).sheets.filter(seat=seat).exists()
    assert CouncilCase.objects.get(dossier=free).sheets.filter(seat=seat).exists()


def test_a_chair_with_an_interest_is_left_out_too(
    world: World, client_of: ClientOf, hoa: Actor, mai: Actor
) -> None:
    dossier = world.dossier("accepted")
    Dossier.objects.filter(pk=dossier.pk).update(filed_by_id=mai.user_id)
    council = world.a_council()
    html = client_of(hoa).get(url("convene", council.pk)).content.decode()
    assert "hãy giao vị trí này trong hồ sơ cho người khác" in html
    with one_entry("dossier.blocked"):
        assert client_of(hoa).post(url("convene", council.pk), convene_typed(dossier)).status_code == 409
    seat = council.seats.get(user=user_of(mai))
    typed = convene_typed(dossier, **{f"left_out_{dossier.pk}": str(seat.pk)})
    with one_entry("dossier.convened"):
        client_of(hoa).post(url("convene", council.pk), typed)
    assert not CouncilCase.objects.get(dossier=dossier).sheets.filter(seat=seat).exists()


def test_refusals_before_a_council(
    world: World, client_of: ClientOf, hoa: Actor, tuan: Actor, binh: Actor
) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    page = url("convene", council.pk)
    typed = convene_typed(dossier)
    with no_entry():
        assert client_of(tuan).post(page, typed).status_code == 403
        assert client_of(binh).post(page, typed).status_code == 404
        assert client_of(hoa).post(page, {"convened_on": "23/11/2026"}).status_code == 200
        assert client_of(hoa).post(page, {**typed, "dossier": ["999999"]}).status_code == 404
        stale = {**typed, f"version_{dossier.pk}": dossier.version - 1}
        assert client_of(hoa).post(page, stale).status_code == 409


def test_naming_interests_costs_the_same_for_many_dossiers(
    world: World, client_of: ClientOf, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _count in range(3):
        world.dossier("accepted")
    council, client = world.a_council(), client_of(hoa)
    # Session, user, offices; the council, its dossiers, seats twice; its regulation with sources and methods;
    # nine for what ties people to dossiers, two for what their reviews owe.
    with no_entry(), django_assert_num_queries(22):
        assert client.get(url("convene", council.pk)).status_code == 200
