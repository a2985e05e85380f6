"""Pages of who carries the programme."""
# ruff: noqa: ARG002 - a fixture asks for what must stand before

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.steering.actions import bodies
from ocop.steering.models import Body, DutyCheck, Member, Post, SectorTask, WorkingRules
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.steering.conftest import SINCE, body_facts
from tests.world import World, a_file

YEAR = TODAY.year


def body_typed(unit: Unit, **changed: str) -> dict[str, str]:
    return {
        "unit": str(unit.pk),
        "kind": "group",
        "name": "Tổ công tác xúc tiến, truyền thông",
        "document": "90/QĐ-BCĐ",
        "from_on": "15/07/2025",
        **changed,
    }


class TestBodies:
    def test_a_province_enters_a_group(self, client_of: ClientOf, hoa: Actor, lao_cai: Unit) -> None:
        client = client_of(hoa)
        with one_entry("body.founded"):
            answer = client.post(reverse("steering:new_body"), body_typed(lao_cai))
        page = client.get(answer["Location"]).content.decode()
        assert "Tổ công tác xúc tiến, truyền thông" in page
        assert "Đã nhập tổ chức" in page

    def test_what_was_typed_stays_after_an_error(
        self, client_of: ClientOf, hoa: Actor, lao_cai: Unit
    ) -> None:
        with no_entry():
            page = client_of(hoa).post(
                reverse("steering:new_body"), body_typed(lao_cai, from_on="ngày 15", tasks="Xúc tiến")
            )
        text = page.content.decode()
        assert "Lỗi:" in text
        assert "ngày 15" in text
        assert "Xúc tiến" in text

    def test_a_stale_form_keeps_what_was_typed(
        self, client_of: ClientOf, hoa: Actor, committee: Body
    ) -> None:
        with no_entry():
            page = client_of(hoa).post(
                reverse("steering:end_body", args=[committee.pk]),
                {"to_on": "23/11/2026", "reason": "Hết nhiệm kỳ", "version": "9"},
            )
        assert page.status_code == 409
        assert "Hết nhiệm kỳ" in page.content.decode()

    def test_the_list_flags_who_does_nothing(
        self, client_of: ClientOf, hoa: Actor, minh: Actor, committee: Body
    ) -> None:
        address = reverse("steering:bodies")
        assert "Không hoạt động" in client_of(minh).get(address).content.decode()
        bodies.note_activity(actor=hoa, body_id=committee.pk, kind="meeting", on=TODAY, text="Họp", now=NOW)
        assert "Không hoạt động" not in client_of(minh).get(address).content.decode()

    def test_the_list_is_that_of_its_day_and_kind(
        self, client_of: ClientOf, minh: Actor, committee: Body
    ) -> None:
        client, address = client_of(minh), reverse("steering:bodies")
        assert committee.name in client.get(address, {"kind": "committee"}).content.decode()
        assert committee.name not in client.get(address, {"kind": "group"}).content.decode()
        assert committee.name not in client.get(address, {"on": "14/07/2025"}).content.decode()

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_cost_of_the_list_does_not_grow(
        self,
        client_of: ClientOf,
        minh: Actor,
        hoa: Actor,
        lao_cai: Unit,
        count: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(count):
            facts = body_facts(kind="group", name=f"Tổ công tác {number}")
            bodies.found_body(actor=hoa, unit_id=lao_cai.pk, facts=facts, now=NOW)
        client = client_of(minh)
        with django_assert_max_num_queries(7):
            client.get(reverse("steering:bodies"))

    def test_members_and_localities_are_entered_and_shown(
        self, client_of: ClientOf, hoa: Actor, committee: Body, ta_van: Unit
    ) -> None:
        client = client_of(hoa)
        with one_entry("body.member_seated"):
            client.post(
                reverse("steering:seat", args=[committee.pk]),
                {"name": "Cao Văn Chín", "position": "chair", "from_on": "15/07/2025", "version": "1"},
            )
        member = Member.objects.get()
        with one_entry("body.localities_assigned"):
            client.post(
                reverse("steering:localities", args=[member.pk]),
                {"units": [str(ta_van.pk)], "from_on": "15/07/2025"},
            )
        page = client.get(reverse("steering:body", args=[committee.pk])).content.decode()
        assert "Cao Văn Chín" in page
        assert "xã Tả Van" in page

    def test_working_rules_are_stored_and_come_back_as_a_file(
        self, client_of: ClientOf, hoa: Actor, minh: Actor, committee: Body
    ) -> None:
        paper = a_file()
        with one_entry("body.rules_entered"):
            client_of(hoa).post(
                reverse("steering:new_rules", args=[committee.pk]),
                {
                    "title": "Quy chế hoạt động",
                    "document": "01/QC-BCĐ",
                    "effective_from": "01/08/2025",
                    "version": "1",
                    "file": SimpleUploadedFile(paper.name, paper.content),
                },
            )
        answer = client_of(minh).get(reverse("steering:rules_file", args=[WorkingRules.objects.get().pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.getvalue() == paper.content


class TestMyLocalities:
    def test_a_member_sees_how_they_stand(
        self, client_of: ClientOf, hoa: Actor, steerer: Actor, seat: Member, ta_van: Unit, world: World
    ) -> None:
        bodies.assign_localities(actor=hoa, member_id=seat.pk, unit_ids=[ta_van.pk], from_on=SINCE, now=NOW)
        world.dossier("recognised")
        page = client_of(steerer).get(reverse("steering:my_localities")).content.decode()
        assert "xã Tả Van" in page
        assert "OCOP" in page
        assert "Không có việc trễ hạn" in page

    def test_who_has_none_reads_who_assigns_them(self, client_of: ClientOf, lan: Actor) -> None:
        page = client_of(lan).get(reverse("steering:my_localities")).content.decode()
        assert "chưa được phân công" in page


class TestStaffing:
    def test_gaps_are_shown_and_named(
        self, client_of: ClientOf, hoa: Actor, lao_cai: Unit, minhs_post: Post
    ) -> None:
        client = client_of(hoa)
        page = client.get(reverse("steering:staffing")).content.decode()
        assert "Vàng Văn Minh" in page
        address = reverse("steering:gaps", args=[lao_cai.pk])
        assert address in page
        assert "xã Bắc Hà" in client.get(address).content.decode()

    def test_a_post_is_entered_and_ended(self, client_of: ClientOf, hoa: Actor, ta_van: Unit) -> None:
        client = client_of(hoa)
        typed = {"unit": str(ta_van.pk), "name": "Hạng A Dế", "hours": "full", "from_on": "01/08/2025"}
        with one_entry("post.filled"):
            client.post(reverse("steering:new_post"), typed)
        post = Post.objects.get()
        with one_entry("post.ended"):
            client.post(
                reverse("steering:end_post", args=[post.pk]),
                {"to_on": "01/11/2026", "reason": "Chuyển công tác", "version": "1"},
            )
        page = client.get(reverse("steering:post", args=[post.pk])).content.decode()
        assert "01/11/2026" in page
        assert "Kết thúc phân công" in page

    def test_an_officer_is_led_to_the_own_profile(
        self, client_of: ClientOf, minh: Actor, minhs_post: Post
    ) -> None:
        client = client_of(minh)
        assert client.get(reverse("steering:own_profile"))["Location"].endswith("write/")
        with one_entry("profile.written"):
            client.post(
                reverse("steering:my_profile"), {"background": "economics", "studies": "", "version": "0"}
            )
        with one_entry("profile.noted"):
            client.post(
                reverse("steering:add_profile_note"),
                {"kind": "course", "on": "01/10/2026", "text": "Lớp OCOP", "version": "1"},
            )
        address = client.get(reverse("steering:own_profile"))["Location"]
        assert "Lớp OCOP" in client.get(address).content.decode()


class TestTasks:
    def test_a_year_is_laid_out_and_a_task_brought_up_to_date(
        self, client_of: ClientOf, hoa: Actor, minh: Actor, lao_cai: Unit
    ) -> None:
        client = client_of(hoa)
        with one_entry("task.year_laid_out"):
            client.post(reverse("steering:lay_out", args=[YEAR]))
        task = SectorTask.objects.filter(sector="trade").get()
        with one_entry("task.changed"):
            client.post(
                reverse("steering:change_task", args=[task.pk]),
                {
                    "sector": "trade",
                    "text": task.text,
                    "due_on": "01/11/2026",
                    "state": "under_way",
                    "version": "1",
                },
            )
        page = client_of(minh).get(reverse("steering:tasks")).content.decode()
        assert "Trễ hạn" in page
        assert "Xúc tiến thương mại, khuyến công" in page


class TestDuties:
    def test_a_commune_answers_with_a_paper(
        self, client_of: ClientOf, minh: Actor, hoa: Actor, ta_van: Unit, lao_cai: Unit
    ) -> None:
        client, paper = client_of(minh), a_file()
        address = client.get(reverse("steering:my_duties"))["Location"]
        with one_entry("duty.answered"):
            client.post(
                reverse("steering:answer_duty", args=[ta_van.pk, YEAR, "officer"]),
                {
                    "state": "partly",
                    "version": "0",
                    "file": SimpleUploadedFile(paper.name, paper.content),
                },
            )
        page = client.get(address).content.decode()
        assert "Làm một phần" in page
        assert "Lịch sử" in page
        assert "Đã trả lời trách nhiệm" in page
        evidence = DutyCheck.objects.get().evidence.get()
        assert evidence.file_name in page
        shown = client_of(hoa).get(reverse("steering:evidence", args=[evidence.pk]))
        assert shown.getvalue() == paper.content
        overview = client_of(hoa).get(reverse("steering:standings", args=[lao_cai.pk, YEAR]))
        assert "xã Tả Van" in overview.content.decode()

    def test_the_year_stands_as_a_year(self, client_of: ClientOf, minh: Actor, ta_van: Unit) -> None:
        page = client_of(minh).get(reverse("steering:duties", args=[ta_van.pk, YEAR])).content.decode()
        assert str(YEAR) in page
        assert f"{YEAR:,}".replace(",", ".") not in page

    def test_a_duty_nobody_has_is_not_there(self, client_of: ClientOf, minh: Actor, ta_van: Unit) -> None:
        client = client_of(minh)
        assert client.get(reverse("steering:answer_duty", args=[ta_van.pk, YEAR, "x"])).status_code == 404
        assert client.get(reverse("steering:duties", args=[ta_van.pk, 99_999])).status_code == 200
