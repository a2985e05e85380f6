"""Sector tasks and yearly duties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Level, Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.steering import duties, queries
from ocop.steering.actions import work
from ocop.steering.actions.work import TaskFacts
from ocop.steering.models import DutyCheck, Sector, SectorTask
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.world import a_file

YEAR = TODAY.year


def add(actor: Actor, unit: Unit, year: int = YEAR, **changed: Any) -> SectorTask:
    facts = replace(TaskFacts("trade", "Tổ chức tuần hàng OCOP", due_on=date(YEAR, 11, 1)), **changed)
    return work.add_task(actor=actor, unit_id=unit.pk, year=year, facts=facts, now=NOW)


def answer(actor: Actor, unit: Unit, **changed: Any) -> DutyCheck:
    given: dict[str, Any] = {
        "year": YEAR,
        "code": "officer",
        "state": "done",
        "note": "Quyết định 15",
        "expected_version": 0,
        **changed,
    }
    return work.answer_duty(actor=actor, unit_id=unit.pk, now=NOW, **given)


class TestTasks:
    def test_a_year_begins_with_the_usual_share(self, hoa: Actor, lao_cai: Unit) -> None:
        with one_entry("task.year_laid_out"):
            tasks = work.lay_out_tasks(actor=hoa, unit_id=lao_cai.pk, year=YEAR, now=NOW)
        assert {one.sector for one in tasks} == set(Sector.values)
        with no_entry(), pytest.raises(Conflict):
            work.lay_out_tasks(actor=hoa, unit_id=lao_cai.pk, year=YEAR, now=NOW)

    @pytest.mark.parametrize("year", [1999, YEAR + 2])
    def test_years_far_away_have_none(self, hoa: Actor, lao_cai: Unit, year: int) -> None:
        with no_entry(), pytest.raises(Conflict):
            work.lay_out_tasks(actor=hoa, unit_id=lao_cai.pk, year=year, now=NOW)
        with no_entry(), pytest.raises(Conflict):
            add(hoa, lao_cai, year)

    def test_others_do_not_keep_tasks(self, minh: Actor, cuc: Actor, hoa: Actor, lao_cai: Unit) -> None:
        task = add(hoa, lao_cai)
        for actor in (minh, cuc):
            with no_entry(), pytest.raises(Denied):
                add(actor, lao_cai, text="Việc khác")
            with no_entry(), pytest.raises(Denied):
                work.lay_out_tasks(actor=actor, unit_id=lao_cai.pk, year=YEAR, now=NOW)
            with no_entry(), pytest.raises(Denied):
                work.change_task(
                    actor=actor, task_id=task.pk, expected_version=1, facts=TaskFacts("trade", "x"), now=NOW
                )

    def test_to_a_stranger_a_task_is_not_there(self, hoa: Actor, binh: Actor, lao_cai: Unit) -> None:
        task = add(hoa, lao_cai)
        with no_entry(), pytest.raises(SectorTask.DoesNotExist):
            work.change_task(
                actor=binh, task_id=task.pk, expected_version=1, facts=TaskFacts("trade", "x"), now=NOW
            )

    def test_a_late_task_is_late_until_it_ends(self, hoa: Actor, lao_cai: Unit) -> None:
        task = add(hoa, lao_cai)
        assert task.is_late(TODAY)
        facts = TaskFacts("trade", task.text, due_on=task.due_on, state="done", result="Ba hội chợ")
        with one_entry("task.changed"):
            done = work.change_task(actor=hoa, task_id=task.pk, expected_version=1, facts=facts, now=NOW)
        assert not done.is_late(TODAY)
        with no_entry(), pytest.raises(Stale):
            work.change_task(actor=hoa, task_id=task.pk, expected_version=1, facts=facts, now=NOW)

    def test_a_sector_has_a_task_once(self, hoa: Actor, lao_cai: Unit) -> None:
        add(hoa, lao_cai)
        with no_entry(), pytest.raises(Conflict):
            add(hoa, lao_cai)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"sector": "magic"}, "sector"),
            ({"text": ""}, "text"),
            ({"text": "x" * 301}, "text"),
            ({"state": "maybe"}, "state"),
            ({"state": "done"}, "result"),
            ({"due_on": date(YEAR - 1, 12, 31)}, "due_on"),
        ],
    )
    def test_every_fault_is_named_by_its_field(
        self, hoa: Actor, lao_cai: Unit, changed: dict[str, Any], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            add(hoa, lao_cai, **changed)
        assert set(refusal.value.message_dict) == {field}


class TestLists:
    def test_the_lists_follow_each_other_without_a_gap(self) -> None:
        old, new = duties.duty_lists()
        assert (old.last, new.first, new.last) == (date(2025, 6, 30), date(2025, 7, 1), None)

    def test_there_are_no_district_duties_after_the_reform(self) -> None:
        old, new = duties.duty_lists()
        assert Level.DISTRICT in old.levels
        assert Level.DISTRICT not in new.levels

    def test_codes_stand_once_per_level_and_texts_in_both_languages(self) -> None:
        for one in duties.duty_lists():
            for level in one.levels.values():
                assert len({duty.code for duty in level}) == len(level)
                assert all(duty.title.vi and duty.title.en for duty in level)

    def test_a_duty_of_a_later_decision_is_no_duty_of_the_year_before(self, ta_van: Unit) -> None:
        assert "receive" not in {one.code for one in duties.duties_of(ta_van, 2025)}
        assert "receive" in {one.code for one in duties.duties_of(ta_van, 2026)}

    def test_a_former_unit_answers_to_the_list_of_its_last_day(self, old_ta_van: Unit) -> None:
        assert len(duties.duties_of(old_ta_van, 2024)) == 4
        one = duties.list_for(old_ta_van, 2025)
        assert one is not None
        assert one.code == "three-levels"
        assert duties.duties_of(old_ta_van, 2026) == ()

    @pytest.mark.parametrize("year", [0, 2020, 99_999])
    def test_years_without_duties_have_none(self, ta_van: Unit, year: int) -> None:
        assert duties.duties_of(ta_van, year) == ()


class TestDuties:
    def test_a_commune_answers_its_duty_with_a_paper(self, minh: Actor, ta_van: Unit) -> None:
        with one_entry("duty.answered"):
            said = answer(minh, ta_van, file=a_file(), note="")
        assert (said.state, said.said_by_id, said.evidence.count()) == ("done", minh.user_id, 1)

    def test_it_answers_again_and_keeps_the_papers(self, minh: Actor, ta_van: Unit) -> None:
        answer(minh, ta_van, file=a_file(), note="")
        with one_entry("duty.answered"):
            again = answer(minh, ta_van, state="partly", note="", expected_version=1)
        assert again.evidence.count() == 1

    def test_what_was_done_is_shown_by_a_note_or_a_paper(self, minh: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            answer(minh, ta_van, note=" ")
        assert set(refusal.value.message_dict) == {"note"}
        assert answer(minh, ta_van, note="", state="not_done").state == "not_done"

    def test_an_answer_is_one_of_three(self, minh: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(ValidationError):
            answer(minh, ta_van, state="maybe")

    def test_a_changed_answer_is_stale(self, minh: Actor, ta_van: Unit) -> None:
        answer(minh, ta_van)
        with no_entry(), pytest.raises(Stale):
            answer(minh, ta_van)

    def test_nobody_answers_for_another_unit(self, hoa: Actor, thu: Actor, ta_van: Unit) -> None:
        for actor in (hoa, thu):
            with no_entry(), pytest.raises(Denied, match="đơn vị khác"):
                answer(actor, ta_van)

    def test_nor_without_the_right(self, cuc: Actor, an: Actor, lan: Actor, lao_cai: Unit) -> None:
        for actor in (cuc, an, lan):
            with no_entry(), pytest.raises(Denied):
                answer(actor, lao_cai, code="plan")

    def test_the_province_answers_its_own_and_those_of_its_districts(
        self, hoa: Actor, lao_cai: Unit, old_ta_van: Unit
    ) -> None:
        assert answer(hoa, lao_cai, code="plan").state == "done"
        district = old_ta_van.parent
        assert district is not None
        assert answer(hoa, district, code="guide", year=2024).unit == district

    def test_a_unit_has_no_duty_of_another_level(self, minh: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(DutyCheck.DoesNotExist):
            answer(minh, ta_van, code="policy")

    def test_a_year_to_come_is_not_answered(self, minh: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(Conflict):
            answer(minh, ta_van, year=YEAR + 1)

    def test_the_year_begins_at_midnight_in_viet_nam(self, minh: Actor, ta_van: Unit) -> None:
        eve = datetime(YEAR, 12, 31, 17, 0, tzinfo=UTC)
        said = work.answer_duty(
            actor=minh,
            unit_id=ta_van.pk,
            year=YEAR + 1,
            code="officer",
            expected_version=0,
            state="not_done",
            note="",
            now=eve,
        )
        assert said.year == YEAR + 1

    def test_the_province_sees_how_its_communes_stand_in_two_queries(
        self,
        minh: Actor,
        hoa: Actor,
        lao_cai: Unit,
        ta_van: Unit,
        bac_ha: Unit,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        answer(minh, ta_van)
        answer(minh, ta_van, code="help", state="partly")
        count = len(duties.duties_of(ta_van, YEAR))
        with django_assert_num_queries(2):
            lines = queries.duty_standings(hoa, lao_cai, YEAR)
        by_unit = {line.unit: (line.done, line.partly, line.not_done, line.open) for line in lines}
        assert by_unit == {ta_van: (1, 1, 0, count - 2), bac_ha: (0, 0, 0, count)}

    def test_a_strangers_answers_are_not_there(self, minh: Actor, binh: Actor, ta_van: Unit) -> None:
        answer(minh, ta_van)
        assert not DutyCheck.objects.visible_to(binh).exists()
