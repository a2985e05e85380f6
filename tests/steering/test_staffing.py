"""Posts, gaps and officers' profiles."""
# ruff: noqa: ARG002 - a fixture asks for what must stand before

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.steering import queries
from ocop.steering.actions import staffing
from ocop.steering.actions.staffing import PostFacts
from ocop.steering.models import OfficerProfile, Post, ProfileNote
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.steering.conftest import SINCE


def fill(actor: Actor, unit: Unit, **changed: Any) -> Post:
    facts = replace(PostFacts("full", SINCE, name="Hạng A Dế"), **changed)
    return staffing.fill_post(actor=actor, unit_id=unit.pk, facts=facts, now=NOW)


def end(actor: Actor, post: Post, to_on: date = TODAY, version: int = 1, reason: str = "Nghỉ hưu") -> Post:
    return staffing.end_post(
        actor=actor, post_id=post.pk, expected_version=version, to_on=to_on, reason=reason, now=NOW
    )


def write(actor: Actor, version: int = 0, **changed: str) -> OfficerProfile:
    given = {"background": "economics", "studies": "Đại học Thái Nguyên", "mobility": "", **changed}
    return staffing.write_profile(actor=actor, expected_version=version, now=NOW, **given)


class TestPosts:
    def test_a_province_enters_the_officer_of_a_commune(self, hoa: Actor, ta_van: Unit) -> None:
        with one_entry("post.filled"):
            assert fill(hoa, ta_van).name == "Hạng A Dế"

    def test_a_commune_does_not_enter_its_own(self, minh: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            fill(minh, ta_van)

    def test_nor_a_province_that_of_another(self, hoa: Actor, bao_lam: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            fill(hoa, bao_lam)

    def test_a_person_has_a_post_once(self, hoa: Actor, ta_van: Unit, minhs_post: Post) -> None:
        with no_entry(), pytest.raises(Conflict):
            fill(hoa, ta_van, user=minhs_post.user_id)
        fill(hoa, ta_van)
        with no_entry(), pytest.raises(Conflict):
            fill(hoa, ta_van)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"name": ""}, "name"), ({"hours": "half"}, "hours"), ({"from_on": date(1026, 1, 1)}, "from_on")],
    )
    def test_every_fault_is_named_by_its_field(
        self, hoa: Actor, ta_van: Unit, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            fill(hoa, ta_van, **changed)
        assert set(refusal.value.message_dict) == {field}

    def test_a_post_ends_once_and_with_a_reason(self, hoa: Actor, minhs_post: Post) -> None:
        with no_entry(), pytest.raises(ValidationError):
            end(hoa, minhs_post, reason="")
        with one_entry("post.ended"):
            end(hoa, minhs_post)
        with no_entry(), pytest.raises(Conflict):
            end(hoa, minhs_post, version=2)

    def test_a_changed_post_is_stale(self, hoa: Actor, minhs_post: Post) -> None:
        with no_entry(), pytest.raises(Stale):
            end(hoa, minhs_post, version=4)

    def test_the_officer_does_not_end_the_own_post(self, minh: Actor, binh: Actor, minhs_post: Post) -> None:
        with no_entry(), pytest.raises(Denied):
            end(minh, minhs_post)
        with no_entry(), pytest.raises(Post.DoesNotExist):
            end(binh, minhs_post)


class TestGaps:
    def test_communes_without_an_officer_are_named(
        self, hoa: Actor, lao_cai: Unit, bac_ha: Unit, minhs_post: Post
    ) -> None:
        (line,) = queries.staffing(hoa, TODAY)
        assert (line.own, line.communes, line.staffed, line.without) == (False, 2, 1, 1)
        assert list(queries.unstaffed(hoa, lao_cai, TODAY)) == [bac_ha]

    def test_gaps_are_those_of_the_day(self, hoa: Actor, lao_cai: Unit, minhs_post: Post) -> None:
        end(hoa, minhs_post, to_on=TODAY - timedelta(days=1))
        assert queries.staffing(hoa, TODAY)[0].staffed == 0
        assert queries.staffing(hoa, TODAY - timedelta(days=1))[0].staffed == 1
        assert queries.staffing(hoa, SINCE - timedelta(days=1))[0].staffed == 0

    def test_the_provinces_own_officer_counts_for_it(self, hoa: Actor, lao_cai: Unit) -> None:
        fill(hoa, lao_cai)
        assert queries.staffing(hoa, TODAY)[0].own

    def test_a_former_commune_is_staffed_on_its_own_map(
        self, hoa: Actor, old_ta_van: Unit, ta_van: Unit
    ) -> None:
        fill(hoa, old_ta_van, from_on=date(2023, 1, 1))
        then = queries.staffing(hoa, date(2024, 6, 1))
        assert sum(line.staffed for line in then) == 1
        assert ta_van not in queries.unstaffed(hoa, ta_van.parent or ta_van, TODAY)

    def test_the_ministry_sees_every_province_in_two_queries(
        self, thu: Actor, minhs_post: Post, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            lines = queries.staffing(thu, TODAY)
        assert [(line.province.code, line.staffed) for line in lines] == [("04", 0), ("15", 1)]

    def test_a_commune_sees_itself_alone(self, minh: Actor, minhs_post: Post) -> None:
        (line,) = queries.staffing(minh, TODAY)
        assert (line.communes, line.staffed) == (1, 1)


class TestProfiles:
    def test_an_officer_writes_the_own_profile(self, minh: Actor, minhs_post: Post) -> None:
        with one_entry("profile.written"):
            write(minh)
        with one_entry("profile.noted"):
            staffing.add_profile_note(
                actor=minh, kind="course", on=TODAY, text="Lớp tập huấn OCOP", expected_version=1, now=NOW
            )
        assert ProfileNote.objects.get().profile.user_id == minh.user_id

    def test_nobody_without_a_post_has_one(self, lan: Actor, an: Actor) -> None:
        for actor in (lan, an):
            with no_entry(), pytest.raises(Denied):
                write(actor)

    def test_a_changed_profile_is_stale(self, minh: Actor, minhs_post: Post) -> None:
        write(minh)
        with no_entry(), pytest.raises(Stale):
            write(minh)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "party"}, "kind"),
            ({"text": " "}, "text"),
            ({"on": TODAY + timedelta(days=1)}, "on"),
        ],
    )
    def test_every_fault_of_a_note_is_named(
        self, minh: Actor, minhs_post: Post, changed: dict[str, object], field: str
    ) -> None:
        given: dict[str, Any] = {"kind": "visit", "on": TODAY, "text": "Đi xã", **changed}
        with no_entry(), pytest.raises(ValidationError) as refusal:
            staffing.add_profile_note(actor=minh, expected_version=0, now=NOW, **given)
        assert set(refusal.value.message_dict) == {field}

    def test_a_background_is_one_of_the_list(self, minh: Actor, minhs_post: Post) -> None:
        with no_entry(), pytest.raises(ValidationError):
            write(minh, background="magic")

    def test_the_officer_and_who_manages_the_post_read_it(
        self, minh: Actor, hoa: Actor, thu: Actor, minhs_post: Post
    ) -> None:
        written = write(minh)
        for actor in (minh, hoa, thu):
            assert queries.profile(actor, written.user_id) == written

    def test_nobody_else_reads_it(
        self, request: pytest.FixtureRequest, minh: Actor, minhs_post: Post
    ) -> None:
        written = write(minh)
        for who in ("cuc", "an", "lan", "tuan", "binh", "quan"):
            with pytest.raises(OfficerProfile.DoesNotExist):
                queries.profile(request.getfixturevalue(who), written.user_id)
