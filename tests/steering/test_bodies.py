"""Founding, changing and ending bodies, their members and localities."""
# ruff: noqa: ARG002 - a fixture asks for what must stand before

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.steering import queries
from ocop.steering.actions import bodies
from ocop.steering.actions.bodies import MemberFacts
from ocop.steering.models import ActivityNote, Body, LocalityDuty, Member, WorkingRules
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.steering.conftest import SINCE, body_facts
from tests.world import a_file

YESTERDAY = TODAY - timedelta(days=1)


def found(actor: Actor, unit: Unit, **changed: Any) -> Body:
    parent_id = changed.pop("parent_id", None)
    return bodies.found_body(
        actor=actor, unit_id=unit.pk, parent_id=parent_id, facts=body_facts(**changed), now=NOW
    )


def sit(actor: Actor, body: Body, **changed: Any) -> Member:
    facts = replace(MemberFacts("member", SINCE, name="Trần Văn Bảy"), **changed)
    body.refresh_from_db()
    return bodies.seat_member(
        actor=actor, body_id=body.pk, expected_version=body.version, facts=facts, now=NOW
    )


def assign(actor: Actor, member: Member, *units: Unit, from_on: date = SINCE) -> list[LocalityDuty]:
    return bodies.assign_localities(
        actor=actor, member_id=member.pk, unit_ids=[one.pk for one in units], from_on=from_on, now=NOW
    )


class TestFounding:
    def test_a_province_enters_its_committee(self, hoa: Actor, lao_cai: Unit) -> None:
        with one_entry("body.founded"):
            body = found(hoa, lao_cai)
        assert body.holds_on(TODAY)
        assert not body.holds_on(SINCE - timedelta(days=1))

    def test_a_group_works_under_its_committee(self, hoa: Actor, lao_cai: Unit, committee: Body) -> None:
        group = found(hoa, lao_cai, kind="group", name="Tổ công tác sản phẩm", parent_id=committee.pk)
        assert list(queries.groups(hoa, committee)) == [group]

    def test_a_body_of_the_past_is_entered_as_history(self, hoa: Actor, lao_cai: Unit) -> None:
        body = found(hoa, lao_cai, from_on=date(2017, 6, 12), to_on=date(2020, 12, 31), period="2018-2020")
        assert not body.holds_on(TODAY)

    @pytest.mark.parametrize("who", ["minh", "cuc", "an", "lan", "tuan", "quan"])
    def test_others_do_not(self, who: str, request: pytest.FixtureRequest, lao_cai: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            found(request.getfixturevalue(who), lao_cai)

    def test_a_province_does_not_outside_its_territory(
        self, hoa: Actor, cao_bang: Unit, places: Unit
    ) -> None:
        for unit in (cao_bang, places):
            with no_entry(), pytest.raises(Denied, match="ngoài địa bàn"):
                found(hoa, unit)

    def test_the_ministry_enters_the_national_one(self, thu: Actor, places: Unit) -> None:
        assert found(thu, places).unit == places

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": " "}, "name"),
            ({"document": ""}, "document"),
            ({"kind": "club"}, "kind"),
            ({"kind": "agency"}, "agency_type"),
            ({"to_on": date(2025, 1, 1)}, "to_on"),
            ({"from_on": date(225, 7, 1)}, "from_on"),
            ({"period": "1990-1995"}, "period"),
        ],
    )
    def test_every_fault_is_named_by_its_field(
        self, hoa: Actor, lao_cai: Unit, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            found(hoa, lao_cai, **changed)
        assert set(refusal.value.message_dict) == {field}

    def test_a_unit_has_one_standing_agency_at_a_time(self, hoa: Actor, lao_cai: Unit) -> None:
        first = found(hoa, lao_cai, kind="agency", agency_type="coordination")
        with no_entry(), pytest.raises(Conflict):
            found(hoa, lao_cai, kind="agency", agency_type="subdepartment")
        bodies.end_body(
            actor=hoa, body_id=first.pk, expected_version=1, to_on=YESTERDAY, reason="Sắp xếp", now=NOW
        )
        found(hoa, lao_cai, kind="agency", agency_type="subdepartment", from_on=TODAY)
        assert [count for _label, count in queries.agency_counts(hoa, TODAY)] == [0, 1, 0, 0, 0]
        assert [count for _label, count in queries.agency_counts(hoa, YESTERDAY)] == [1, 0, 0, 0, 0]


class TestChanging:
    def change(self, actor: Actor, body: Body, version: int = 1, **changed: Any) -> Body:
        return bodies.change_body(
            actor=actor, body_id=body.pk, expected_version=version, facts=body_facts(**changed), now=NOW
        )

    def test_a_body_is_corrected(self, hoa: Actor, committee: Body) -> None:
        with one_entry("body.changed"):
            self.change(hoa, committee, name="Ban Chỉ đạo OCOP")
        committee.refresh_from_db()
        assert (committee.name, committee.version) == ("Ban Chỉ đạo OCOP", 2)

    def test_a_changed_one_is_stale(self, hoa: Actor, committee: Body) -> None:
        with no_entry(), pytest.raises(Stale):
            self.change(hoa, committee, version=7)

    def test_readers_do_not(self, minh: Actor, cuc: Actor, committee: Body) -> None:
        for actor in (minh, cuc):
            with no_entry(), pytest.raises(Denied):
                self.change(actor, committee)

    def test_to_a_stranger_it_is_not_there(self, binh: Actor, lan: Actor, committee: Body) -> None:
        for actor in (binh, lan):
            with no_entry(), pytest.raises(Body.DoesNotExist):
                self.change(actor, committee)


class TestEnding:
    def end(self, actor: Actor, body: Body, to_on: date = YESTERDAY, reason: str = "Hết nhiệm kỳ") -> Body:
        return bodies.end_body(
            actor=actor,
            body_id=body.pk,
            expected_version=body.version,
            to_on=to_on,
            reason=reason,
            now=NOW,
        )

    def test_members_and_localities_end_with_it(
        self, hoa: Actor, committee: Body, seat: Member, ta_van: Unit
    ) -> None:
        assign(hoa, seat, ta_van)
        with one_entry("body.ended") as written:
            self.end(hoa, committee)
        assert written[0].reason == "Hết nhiệm kỳ"
        assert Member.objects.get().to_on == YESTERDAY
        assert LocalityDuty.objects.get().to_on == YESTERDAY

    def test_it_ends_once(self, hoa: Actor, committee: Body) -> None:
        ended = self.end(hoa, committee)
        with no_entry(), pytest.raises(Conflict):
            self.end(hoa, ended)

    @pytest.mark.parametrize("to_on", [SINCE - timedelta(days=1), TODAY + timedelta(days=1)])
    def test_it_ends_neither_before_it_began_nor_in_the_future(
        self, hoa: Actor, committee: Body, to_on: date
    ) -> None:
        with no_entry(), pytest.raises(ValidationError):
            self.end(hoa, committee, to_on)

    def test_a_reason_is_asked_for(self, hoa: Actor, committee: Body) -> None:
        with no_entry(), pytest.raises(ValidationError):
            self.end(hoa, committee, reason=" ")

    def test_nobody_joins_an_ended_body(self, hoa: Actor, committee: Body) -> None:
        ended = self.end(hoa, committee)
        with no_entry(), pytest.raises(Conflict):
            sit(hoa, ended)


class TestATerm:
    """A committee whose last day is known from the start works like any other until then."""

    @pytest.fixture
    def of_a_term(self, hoa: Actor, lao_cai: Unit) -> Body:
        return found(hoa, lao_cai, to_on=TODAY + timedelta(days=400))

    def test_its_members_answer_for_localities_until_it_is_over(
        self, hoa: Actor, of_a_term: Body, steerer: Actor, ta_van: Unit
    ) -> None:
        assign(hoa, sit(hoa, of_a_term, user=steerer.user_id, name=""), ta_van)
        assert len(queries.my_localities(steerer, TODAY)) == 1
        assert not queries.my_localities(steerer, TODAY + timedelta(days=401))

    def test_it_has_one_head_too(self, hoa: Actor, of_a_term: Body) -> None:
        sit(hoa, of_a_term, position="chair")
        with no_entry(), pytest.raises(Conflict):
            sit(hoa, of_a_term, position="chair", name="Người khác")

    def test_it_may_end_before(self, hoa: Actor, of_a_term: Body) -> None:
        sit(hoa, of_a_term)
        of_a_term.refresh_from_db()
        with one_entry("body.ended"):
            TestEnding().end(hoa, of_a_term)
        assert Member.objects.get().to_on == YESTERDAY


class TestMembers:
    def test_a_person_with_an_account_is_named_by_it(
        self, hoa: Actor, committee: Body, steerer: Actor
    ) -> None:
        with one_entry("body.member_seated"):
            member = sit(hoa, committee, user=steerer.user_id, name="")
        assert member.name == "Lê Anh Tuấn"

    def test_a_person_without_an_account_is_named_by_name(self, hoa: Actor, committee: Body) -> None:
        assert sit(hoa, committee).user_id is None

    def test_a_body_has_one_head(self, hoa: Actor, committee: Body) -> None:
        sit(hoa, committee, position="chair")
        with no_entry(), pytest.raises(Conflict):
            sit(hoa, committee, position="chair", name="Người khác")

    def test_nobody_sits_twice(self, hoa: Actor, committee: Body, seat: Member) -> None:
        with no_entry(), pytest.raises(Conflict):
            sit(hoa, committee, user=seat.user_id)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": ""}, "name"),
            ({"user": 999_999}, "user"),
            ({"position": "king"}, "position"),
            ({"from_on": SINCE - timedelta(days=1)}, "from_on"),
        ],
    )
    def test_every_fault_is_named_by_its_field(
        self, hoa: Actor, committee: Body, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            sit(hoa, committee, **changed)
        assert set(refusal.value.message_dict) == {field}

    def test_the_localities_end_with_the_membership(self, hoa: Actor, seat: Member, ta_van: Unit) -> None:
        assign(hoa, seat, ta_van)
        with one_entry("body.member_ended"):
            bodies.end_member(actor=hoa, member_id=seat.pk, to_on=TODAY, reason="Chuyển công tác", now=NOW)
        assert LocalityDuty.objects.get().to_on == TODAY
        with no_entry(), pytest.raises(Conflict):
            bodies.end_member(actor=hoa, member_id=seat.pk, to_on=TODAY, reason="Chuyển", now=NOW)

    def test_only_who_keeps_the_body_ends_a_membership(
        self, minh: Actor, binh: Actor, steerer: Actor, seat: Member
    ) -> None:
        for actor, refusal in ((minh, Denied), (steerer, Denied), (binh, Member.DoesNotExist)):
            with no_entry(), pytest.raises(refusal):
                bodies.end_member(actor=actor, member_id=seat.pk, to_on=TODAY, reason="x", now=NOW)


class TestLocalities:
    def test_a_member_answers_for_several(self, hoa: Actor, seat: Member, ta_van: Unit, bac_ha: Unit) -> None:
        with one_entry("body.localities_assigned"):
            assert len(assign(hoa, seat, ta_van, bac_ha)) == 2
        with no_entry(), pytest.raises(Conflict):
            assign(hoa, seat, ta_van)

    def test_only_inside_the_territory_of_the_body(self, hoa: Actor, seat: Member, bao_lam: Unit) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            assign(hoa, seat, bao_lam)
        assert set(refusal.value.message_dict) == {"units"}

    def test_not_before_the_membership(self, hoa: Actor, seat: Member, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(ValidationError):
            assign(hoa, seat, ta_van, from_on=SINCE - timedelta(days=1))

    def test_others_do_not_assign(self, minh: Actor, cuc: Actor, seat: Member, ta_van: Unit) -> None:
        for actor in (minh, cuc):
            with no_entry(), pytest.raises(Denied):
                assign(actor, seat, ta_van)

    def test_a_duty_ends_and_begins_again(self, hoa: Actor, seat: Member, ta_van: Unit) -> None:
        (duty,) = assign(hoa, seat, ta_van)
        with one_entry("body.locality_ended"):
            bodies.end_locality(actor=hoa, locality_id=duty.pk, to_on=TODAY, reason="Đổi", now=NOW)
        assert len(assign(hoa, seat, ta_van, from_on=TODAY)) == 1

    def test_to_a_stranger_the_duty_is_not_there(
        self, hoa: Actor, binh: Actor, seat: Member, ta_van: Unit
    ) -> None:
        (duty,) = assign(hoa, seat, ta_van)
        with no_entry(), pytest.raises(LocalityDuty.DoesNotExist):
            bodies.end_locality(actor=binh, locality_id=duty.pk, to_on=TODAY, reason="x", now=NOW)


class TestRules:
    def enter(self, actor: Actor, body: Body, effective_from: date = SINCE, **changed: Any) -> WorkingRules:
        body.refresh_from_db()
        given = {"title": "Quy chế hoạt động", "document": "01/QC-BCĐ", **changed}
        return bodies.enter_rules(
            actor=actor,
            body_id=body.pk,
            expected_version=body.version,
            effective_from=effective_from,
            file=a_file(),
            now=NOW,
            **given,
        )

    def test_a_later_version_replaces_the_one_before(self, hoa: Actor, committee: Body) -> None:
        first = self.enter(hoa, committee)
        with one_entry("body.rules_entered"):
            second = self.enter(hoa, committee, TODAY)
        assert (second.number, second.replaces) == (2, first)

    def test_a_version_does_not_begin_before_the_last(self, hoa: Actor, committee: Body) -> None:
        self.enter(hoa, committee, TODAY)
        with no_entry(), pytest.raises(ValidationError):
            self.enter(hoa, committee, SINCE)

    def test_title_and_number_are_asked_for(self, hoa: Actor, committee: Body) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            self.enter(hoa, committee, title="", document=" ")
        assert set(refusal.value.message_dict) == {"title", "document"}

    def test_members_do_not_enter_them(self, steerer: Actor, seat: Member, committee: Body) -> None:
        with no_entry(), pytest.raises(Denied):
            self.enter(steerer, committee)


class TestActivity:
    def note(self, actor: Actor, body: Body, **changed: Any) -> ActivityNote:
        given = {"kind": "meeting", "on": YESTERDAY, "text": "Họp giao ban quý", **changed}
        return bodies.note_activity(actor=actor, body_id=body.pk, now=NOW, **given)

    def test_a_member_notes_what_the_body_did(self, steerer: Actor, seat: Member, committee: Body) -> None:
        with one_entry("body.activity_noted"):
            assert self.note(steerer, committee).written_by_id == steerer.user_id

    def test_a_reader_does_not(self, minh: Actor, committee: Body) -> None:
        with no_entry(), pytest.raises(Denied):
            self.note(minh, committee)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "party"}, "kind"),
            ({"text": " "}, "text"),
            ({"on": TODAY + timedelta(days=1)}, "on"),
            ({"on": SINCE - timedelta(days=1)}, "on"),
        ],
    )
    def test_every_fault_is_named_by_its_field(
        self, hoa: Actor, committee: Body, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            self.note(hoa, committee, **changed)
        assert set(refusal.value.message_dict) == {field}

    def test_a_body_without_activity_is_flagged(self, hoa: Actor, committee: Body) -> None:
        since = date(2026, 1, 1)
        assert queries.is_quiet(queries.bodies(hoa).get(), since, TODAY)
        self.note(hoa, committee, on=date(2025, 12, 31))
        assert queries.is_quiet(queries.bodies(hoa).get(), since, TODAY)
        self.note(hoa, committee)
        assert not queries.is_quiet(queries.bodies(hoa).get(), since, TODAY)

    def test_a_body_younger_than_the_time_is_not_flagged(self, hoa: Actor, committee: Body) -> None:
        assert not queries.is_quiet(queries.bodies(hoa).get(), SINCE - timedelta(days=9), TODAY)


class TestReaders:
    def test_who_answers_for_a_commune_is_read_there(
        self, minh: Actor, cuc: Actor, thu: Actor, committee: Body
    ) -> None:
        for actor in (minh, cuc, thu):
            assert list(queries.bodies(actor)) == [committee]

    def test_neither_strangers_nor_producers_read_it(
        self, binh: Actor, lan: Actor, tuan: Actor, committee: Body
    ) -> None:
        for actor in (binh, lan, tuan):
            assert list(queries.bodies(actor)) == []

    def test_a_member_reads_the_own_body_in_any_office(
        self, tuan: Actor, seat: Member, committee: Body
    ) -> None:
        assert list(queries.bodies(tuan)) == [committee]
