"""The applicant's pages: task list, forms 01 and 02, self-assessment, evidence, filing."""

from __future__ import annotations

from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from ocop.evaluation.models import Dossier, Evidence, SelfAnswer
from ocop.people.models import User
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry import regimes
from tests.cast import NOW, ClientOf, entries, no_entry, one_entry
from tests.world import World

FILL_PAGES = [
    ("evaluation:fill", []),
    ("evaluation:registration", []),
    ("evaluation:report", ["general"]),
    ("evaluation:report", ["business_results"]),
    ("evaluation:report", ["future_plan"]),
    ("evaluation:section", ["1"]),
    ("evaluation:evidence", []),
    ("evaluation:check", []),
]
PAGE_IDS = ["fill", "registration", "general", "results", "plan", "section", "evidence", "check"]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def lans(client_of: ClientOf, lan: Actor) -> Client:
    return client_of(lan)


def address(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(name, args=[dossier.pk, *more])


def sign_in(client: Client, person: Actor) -> None:
    user = User.objects.get(pk=person.user_id or 0)
    user.set_password("một mật khẩu đủ dài")
    user.save()
    client.post(reverse("access:sign_in"), {"login": user.login, "password": "một mật khẩu đủ dài"})


def photo(name: str = "giay.jpg", colour: str = "red") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


@pytest.mark.parametrize(("name", "more"), FILL_PAGES, ids=PAGE_IDS)
class TestEveryPageOfTheDraft:
    def test_the_producer_sees_it_and_nothing_is_written(
        self, lans: Client, world: World, name: str, more: list[str]
    ) -> None:
        dossier = world.dossier()
        with no_entry():
            assert lans.get(address(name, dossier, *more)).status_code == 200

    def test_for_a_stranger_it_does_not_exist(
        self, client_of: ClientOf, binh: Actor, world: World, name: str, more: list[str]
    ) -> None:
        dossier = world.dossier("returned")
        assert client_of(binh).get(address(name, dossier, *more)).status_code == 404

    def test_the_commune_may_read_the_dossier_but_not_write_in_it(
        self, client_of: ClientOf, minh: Actor, world: World, name: str, more: list[str]
    ) -> None:
        dossier = world.dossier("returned")
        assert client_of(minh).get(address(name, dossier, *more)).status_code == 403

    def test_a_filed_dossier_is_closed(self, lans: Client, world: World, name: str, more: list[str]) -> None:
        assert lans.get(address(name, world.dossier("filed"), *more)).status_code == 409

    def test_without_a_session_one_signs_in_first(
        self, client: Client, world: World, name: str, more: list[str]
    ) -> None:
        url = address(name, world.dossier(), *more)
        assert client.get(url).headers["Location"] == f"{reverse('access:sign_in')}?next={url}"


class TestStart:
    def test_it_leads_to_the_task_list(self, lans: Client, world: World) -> None:
        product = world.a_product()
        with one_entry("dossier.started"):
            answer = lans.post(reverse("evaluation:start", args=[product.pk]), {"kind": "first"})
        assert answer.headers["Location"] == address("evaluation:fill", Dossier.objects.get())

    def test_a_second_click_finds_the_dossier_under_way(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with no_entry():
            answer = lans.post(reverse("evaluation:start", args=[dossier.product_id]), {"kind": "first"})
        assert answer.status_code == 409
        assert address("evaluation:dossier", dossier) in answer.content.decode()

    def test_officers_do_not_start_dossiers(self, client_of: ClientOf, minh: Actor, world: World) -> None:
        product = world.a_product()
        answer = client_of(minh).post(reverse("evaluation:start", args=[product.pk]), {"kind": "first"})
        assert answer.status_code == 403

    def test_another_producers_product_does_not_exist(
        self, client_of: ClientOf, binh: Actor, world: World
    ) -> None:
        product = world.a_product()
        answer = client_of(binh).post(reverse("evaluation:start", args=[product.pk]), {"kind": "first"})
        assert answer.status_code == 404

    def test_it_is_not_a_page(self, lans: Client, world: World) -> None:
        assert lans.get(reverse("evaluation:start", args=[world.a_product().pk])).status_code == 405


class TestTaskList:
    def test_it_counts_what_is_answered(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        leaf = "1.1"
        SelfAnswer.objects.create(dossier=dossier, criterion=leaf, position=1)
        page = lans.get(address("evaluation:fill", dossier)).content.decode()
        assert ">1/7<" in page
        assert "Chưa thể bắt đầu" in page
        assert "Không phải kết quả chính thức" in page

    def test_when_all_is_done_it_offers_to_file(self, lans: Client, world: World) -> None:
        page = lans.get(address("evaluation:fill", world.filled(world.dossier()))).content.decode()
        assert "Nộp hồ sơ cho UBND xã Tả Van" in page
        assert "Chưa thể bắt đầu" not in page

    def test_a_returned_one_says_why_on_top(self, lans: Client, world: World) -> None:
        page = lans.get(address("evaluation:fill", world.dossier("returned"))).content.decode()
        assert "Thiếu phiếu kiểm nghiệm của năm nay." in page
        assert page.index("Thiếu phiếu kiểm nghiệm") < page.index("/registration/")

    def test_the_queries_do_not_grow_with_the_papers(
        self, lans: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        dossier = world.filled(world.dossier())
        with django_assert_max_num_queries(16):
            lans.get(address("evaluation:fill", dossier))


class TestRegistration:
    def typed(self, dossier: Dossier, **changed: str) -> dict[str, str]:
        return {
            "version": str(dossier.version),
            "applicant_name": "Hợp tác xã Ớt Tả Van",
            "producer_kind": "htx",
            "representative_name": "Lý Thị Lan",
            "address": "Thôn Tả Van Giáy",
            "phone": "0912 000 001",
            "product_name": "Tương ớt Mường Hoa",
            **changed,
        }

    def test_it_begins_with_what_is_known(self, lans: Client, world: World) -> None:
        page = lans.get(address("evaluation:registration", world.dossier())).content.decode()
        assert 'value="Hợp tác xã Ớt Tả Van"' in page

    def test_it_is_saved(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with one_entry("dossier.registration_saved"):
            answer = lans.post(address("evaluation:registration", dossier), self.typed(dossier))
        assert answer.headers["Location"] == address("evaluation:fill", dossier)

    def test_a_fault_is_named_and_the_rest_kept(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = self.typed(dossier, applicant_name="", address="Bản mới gõ")
        with no_entry():
            page = lans.post(address("evaluation:registration", dossier), typed).content.decode()
        assert "Bản mới gõ" in page
        assert "<title>Lỗi:" in page

    def test_the_law_owes_a_way_to_answer(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        page = lans.post(
            address("evaluation:registration", dossier), self.typed(dossier, phone="")
        ).content.decode()
        assert "để xã trả lời" in page

    def test_a_stale_form_keeps_what_was_typed(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = self.typed(dossier, address="Bản mới gõ")
        world.reported(dossier)
        with no_entry():
            answer = lans.post(address("evaluation:registration", dossier), typed)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Bản mới gõ" in page
        dossier.refresh_from_db()
        assert f'name="version" value="{dossier.version}"' in page

    def test_what_was_typed_waits_for_the_sign_in(self, lans: Client, world: World, lan: Actor) -> None:
        dossier = world.dossier()
        url = address("evaluation:registration", dossier)
        lans.get(url)
        lans.session.flush()
        with no_entry():
            sent = lans.post(url, self.typed(dossier, address="Gõ dở thì hết phiên"))
        assert sent.headers["Location"].endswith(f"?next={url}")
        sign_in(lans, lan)
        with no_entry():
            assert "Gõ dở thì hết phiên" in lans.get(url).content.decode()
        lans.post(url, self.typed(dossier, address="Gõ xong"))
        assert "Gõ dở thì hết phiên" not in lans.get(url).content.decode()

    @pytest.mark.parametrize("before", ["nobody", "minh"])
    def test_what_another_typed_in_this_browser_waits_for_nobody(
        self, client: Client, client_of: ClientOf, world: World, lan: Actor, minh: Actor, before: str
    ) -> None:
        dossier = world.dossier()
        url = address("evaluation:registration", dossier)
        if before == "minh":
            client = client_of(minh)
            assert client.get(reverse("evaluation:desk")).status_code == 200
            client.session.flush()
        client.post(url, self.typed(dossier, address="Người khác gõ"))
        sign_in(client, lan)
        assert "Người khác gõ" not in client.get(url).content.decode()


class TestReport:
    def test_one_part_leaves_the_others_alone(self, lans: Client, world: World) -> None:
        dossier = world.reported(world.dossier())
        with one_entry("dossier.self_report_saved"):
            lans.post(
                address("evaluation:report", dossier, "future_plan"),
                {"version": str(dossier.version), "future_plan": "Kế hoạch mới"},
            )
        report = Dossier.objects.get(pk=dossier.pk).self_report
        assert (report.future_plan, report.workers) == ("Kế hoạch mới", 24)

    def test_changes_are_not_asked_of_a_first_dossier(self, lans: Client, world: World) -> None:
        assert lans.get(address("evaluation:report", world.dossier(), "changes")).status_code == 404

    def test_there_are_not_more_local_workers_than_workers(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "workers": "3", "local_workers": "5", "general": "Mới gõ"}
        with no_entry():
            page = lans.post(address("evaluation:report", dossier, "general"), typed).content.decode()
        assert "Mới gõ" in page
        assert "nhiều hơn tổng số lao động" in page


class TestSection:
    def test_a_section_is_saved_at_once(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "1.1": "2", "1.1-words": "Có hóa đơn", "then": "next"}
        with one_entry("dossier.section_answered"):
            answer = lans.post(address("evaluation:section", dossier, "1"), typed)
        assert answer.headers["Location"] == address("evaluation:section", dossier, "2")
        kept = SelfAnswer.objects.get()
        assert (kept.criterion, kept.position, kept.explanation) == ("1.1", 2, "Có hóa đơn")

    def test_a_stale_section_keeps_what_was_chosen(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "1.1": "2", "1.1-words": "Có hóa đơn"}
        world.reported(dossier)
        with no_entry():
            answer = lans.post(address("evaluation:section", dossier, "1"), typed)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'name="1.1" value="2" checked' in page
        assert "Có hóa đơn" in page

    def test_an_option_that_the_criterion_does_not_have_is_refused_on_the_page(
        self, lans: Client, world: World
    ) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "1.1": "15", "1.1-words": "Có hóa đơn"}
        with no_entry():
            answer = lans.post(address("evaluation:section", dossier, "1"), typed)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "không có mức “15”" in page
        assert "Có hóa đơn" in page

    def test_words_without_an_option_are_not_lost(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "1.1-words": "Chỉ có lời"}
        with no_entry():
            page = lans.post(address("evaluation:section", dossier, "1"), typed).content.decode()
        assert "Chỉ có lời" in page
        assert "<title>Lỗi:" in page

    def test_without_a_story_its_structure_is_closed(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        typed = {"version": str(dossier.version), "5.1": "1", "5.2": "2"}
        with one_entry("dossier.section_answered"):
            lans.post(address("evaluation:section", dossier, "5"), typed)
        assert list(SelfAnswer.objects.values_list("criterion", flat=True)) == ["5.1"]
        assert "Chưa thể bắt đầu" in lans.get(address("evaluation:section", dossier, "5")).content.decode()

    def test_an_unknown_section_does_not_exist(self, lans: Client, world: World) -> None:
        assert lans.get(address("evaluation:section", world.dossier(), "99")).status_code == 404


class TestAnswer:
    def test_a_tap_is_kept_and_brings_the_new_version(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with one_entry("dossier.criterion_answered"):
            answer = lans.post(
                address("evaluation:answer", dossier),
                {"criterion": "1.1", "1.1": "2"},
                headers={"HX-Request": "true"},
            )
        dossier.refresh_from_db()
        assert f'id="version" value="{dossier.version}"' in answer.content.decode()

    def test_the_story_opens_its_questions(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        page = lans.post(
            address("evaluation:answer", dossier), {"criterion": "5.1", "5.1": "1"}
        ).content.decode()
        assert 'id="c-5-2"' in page
        assert "disabled" in page

    def test_an_impossible_option_is_refused(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with no_entry():
            answer = lans.post(address("evaluation:answer", dossier), {"criterion": "1.1", "1.1": "99"})
        assert answer.status_code == 422

    def test_an_unknown_criterion_does_not_exist(self, lans: Client, world: World) -> None:
        assert lans.post(address("evaluation:answer", world.dossier()), {"criterion": "x"}).status_code == 404

    def test_a_filed_dossier_is_closed(self, lans: Client, world: World) -> None:
        answer = lans.post(
            address("evaluation:answer", world.dossier("filed")), {"criterion": "1.1", "1.1": "2"}
        )
        assert answer.status_code == 409

    def test_without_a_session_the_page_keeps_everything(self, client: Client, world: World) -> None:
        url = address("evaluation:answer", world.dossier())
        answer = client.post(url, {"criterion": "1.1", "1.1": "2"}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#problem")

    def test_it_is_not_a_page(self, lans: Client, world: World) -> None:
        assert lans.get(address("evaluation:answer", world.dossier())).status_code == 405


class TestEvidence:
    def test_one_photo_is_described_next(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with one_entry("dossier.evidence_added"):
            answer = lans.post(
                address("evaluation:evidence", dossier), {"kind": "Phiếu kiểm nghiệm", "papers": photo()}
            )
        paper = Evidence.objects.get()
        assert answer.headers["Location"] == address("evaluation:paper", dossier, paper.pk)
        assert paper.title == "Phiếu kiểm nghiệm"
        page = lans.get(address("evaluation:paper", dossier, paper.pk)).content.decode()
        assert page.index("Gợi ý cho loại giấy này") < page.index("A. Sản phẩm và sức mạnh")

    def test_several_at_once_and_one_bad_one(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        bad = SimpleUploadedFile("ghi-chu.txt", b"abc")
        with entries("dossier.evidence_added", "dossier.evidence_added"):
            page = lans.post(
                address("evaluation:evidence", dossier), {"papers": [photo(), bad, photo("b.jpg", "blue")]}
            ).content.decode()
        assert "ghi-chu.txt: " in page
        assert "Đã thêm 2 giấy tờ" in page

    def test_no_file_is_named(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        with no_entry():
            page = lans.post(address("evaluation:evidence", dossier), {}).content.decode()
        assert 'class="error-summary"' in page

    def test_the_same_file_twice_is_refused(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        lans.post(address("evaluation:evidence", dossier), {"papers": photo()})
        with no_entry():
            page = lans.post(
                address("evaluation:evidence", dossier), {"papers": photo("x.jpg")}
            ).content.decode()
        assert "x.jpg: " in page

    def test_it_comes_ticked_for_the_criterion_one_came_from(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        lans.post(address("evaluation:evidence", dossier), {"papers": photo(), "criterion": "1.2"})
        assert list(Evidence.objects.get().links.values_list("criterion", flat=True)) == ["1.2"]

    def test_a_paper_is_described_and_linked(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        paper = dossier.evidence.get()
        typed = {
            "version": str(dossier.version),
            "title": "Phiếu kiểm nghiệm",
            "number": "12/PKN",
            "issuer": "Trung tâm",
            "issued_on": "01/02/2026",
            "expires_on": "01/02/2026",
            "criteria": ["1.2", "1.3"],
        }
        with one_entry("dossier.evidence_described"):
            lans.post(address("evaluation:paper", dossier, paper.pk), typed)
        page = lans.get(address("evaluation:evidence", dossier)).content.decode()
        assert "Hết hạn" in page
        assert "1.2, 1.3" in page

    def test_a_stale_description_keeps_what_was_typed(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        paper = dossier.evidence.get()
        answer = lans.post(
            address("evaluation:paper", dossier, paper.pk), {"version": "1", "title": "Mới gõ"}
        )
        assert (answer.status_code, "Mới gõ" in answer.content.decode()) == (409, True)

    def test_it_is_taken_out(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        url = address("evaluation:remove_paper", dossier, dossier.evidence.get().pk)
        assert lans.get(url).status_code == 405
        with one_entry("dossier.evidence_removed"):
            lans.post(url, {"version": str(dossier.version)})
        assert not Evidence.objects.exists()

    def test_the_file_is_a_download_for_those_who_see_the_dossier(
        self, client_of: ClientOf, minh: Actor, binh: Actor, world: World
    ) -> None:
        dossier = world.dossier("filed")
        url = address("evaluation:file", dossier, dossier.evidence.get().pk)
        answer = client_of(minh).get(url)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(answer).startswith(b"%PDF")
        assert client_of(binh).get(url).status_code == 404


class TestFiling:
    def test_what_is_missing_is_listed_with_links(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        page = lans.get(address("evaluation:check", dossier)).content.decode()
        assert address("evaluation:section", dossier, "1") + "#c-1-1" in page
        with no_entry():
            assert (
                lans.post(address("evaluation:check", dossier), {"version": str(dossier.version)}).status_code
                == 409
            )

    def test_a_claim_without_evidence_is_warned_of_and_does_not_stop_the_filing(
        self, lans: Client, world: World
    ) -> None:
        dossier = world.filled(world.dossier())
        page = lans.get(address("evaluation:check", dossier)).content.decode()
        warned = page[page.index("banner") : page.index("<h2>Mẫu 01")]
        section = address("evaluation:section", dossier, "1")
        assert f'<a href="{section}#c-1-2">' in warned
        assert f'<a href="{section}#c-1-1">' not in warned  # the paper that she added proves it
        with one_entry("dossier.filed"):
            lans.post(address("evaluation:check", dossier), {"version": str(dossier.version)})

    def test_the_grounds_of_exclusion_of_her_product_set_are_named(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        page = unescape(lans.get(address("evaluation:check", dossier)).content.decode())
        grounds = regimes.product_set(dossier.regime_id, dossier.set_no).knockouts
        assert grounds
        assert [one.code for one in grounds if one.label not in page] == []

    def test_the_queries_of_the_check_do_not_grow_with_claims_and_papers(
        self, lans: Client, world: World
    ) -> None:
        def asked(dossier: Dossier) -> int:
            with CaptureQueriesContext(connection) as captured:
                lans.get(address("evaluation:check", dossier))
            return len(captured)

        few = world.filled(world.dossier())
        many = world.filled(world.dossier())
        few.self_answers.exclude(criterion="1.1").delete()
        for paper in many.evidence.all():
            for number in ("1.2", "1.3", "2.1"):
                paper.links.get_or_create(criterion=number)
        assert asked(many) == asked(few)

    def test_filing_gives_a_receipt_with_the_last_day(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        with one_entry("dossier.filed"):
            answer = lans.post(address("evaluation:check", dossier), {"version": str(dossier.version)})
        assert answer.headers["Location"] == address("evaluation:filed", dossier)
        dossier.refresh_from_db()
        page = lans.get(address("evaluation:filed", dossier)).content.decode()
        assert dossier.receipt_number in page
        assert dossier.answer_due_on is not None
        assert dossier.answer_due_on.strftime("%d/%m/%Y") in page

    def test_a_second_click_is_told_it_was_filed(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        sent = {"version": str(dossier.version)}
        lans.post(address("evaluation:check", dossier), sent)
        with no_entry():
            answer = lans.post(address("evaluation:check", dossier), sent)
        assert answer.status_code == 409
        assert address("evaluation:dossier", dossier) in answer.content.decode()

    def test_what_changed_meanwhile_is_looked_at_again(self, lans: Client, world: World) -> None:
        dossier = world.filled(world.dossier())
        with no_entry():
            assert lans.post(address("evaluation:check", dossier), {"version": "1"}).status_code == 409

    def test_a_returned_one_is_filed_again_under_its_number(self, lans: Client, world: World) -> None:
        dossier = world.answered(world.dossier("returned"))
        number = dossier.receipt_number
        lans.post(address("evaluation:check", dossier), {"version": str(dossier.version)})
        dossier.refresh_from_db()
        assert (dossier.state, dossier.receipt_number) == ("filed", number)

    def test_the_receipt_of_a_draft_leads_to_the_task_list(self, lans: Client, world: World) -> None:
        dossier = world.dossier()
        answer = lans.get(address("evaluation:filed", dossier))
        assert answer.headers["Location"] == address("evaluation:fill", dossier)


class TestWithdraw:
    def test_it_asks_first(self, lans: Client, world: World) -> None:
        dossier = world.dossier("filed")
        with no_entry():
            assert lans.get(address("evaluation:withdraw", dossier)).status_code == 200
        with one_entry("dossier.withdrawn"):
            lans.post(
                address("evaluation:withdraw", dossier), {"version": str(dossier.version), "reason": "Đổi ý"}
            )

    def test_before_a_council_it_is_too_late(self, lans: Client, world: World) -> None:
        assert lans.get(address("evaluation:withdraw", world.dossier("scoring"))).status_code == 409

    def test_a_stale_page_withdraws_nothing(self, lans: Client, world: World) -> None:
        dossier = world.dossier("filed")
        with no_entry():
            assert lans.post(address("evaluation:withdraw", dossier), {"version": "1"}).status_code == 409

    def test_officers_do_not_withdraw(self, client_of: ClientOf, minh: Actor, world: World) -> None:
        assert client_of(minh).get(address("evaluation:withdraw", world.dossier("filed"))).status_code == 403


class TestPrint:
    @pytest.mark.parametrize("code", ["01", "02"])
    @pytest.mark.parametrize("state", ["draft", "filed"])
    def test_the_forms_are_in_vietnamese(self, lans: Client, world: World, code: str, state: str) -> None:
        dossier = world.dossier(state)
        lans.cookies["ocop_language"] = "en"
        page = lans.get(address("evaluation:print", dossier, code)).content.decode()
        assert "Độc lập - Tự do - Hạnh phúc" in page
        assert "Đại diện chủ thể" in page

    def test_a_stranger_prints_nothing(self, client_of: ClientOf, binh: Actor, world: World) -> None:
        assert (
            client_of(binh).get(address("evaluation:print", world.dossier("filed"), "01")).status_code == 404
        )

    def test_there_are_two_forms(self, lans: Client, world: World) -> None:
        assert lans.get(address("evaluation:print", world.dossier(), "09")).status_code == 404


class TestList:
    @pytest.mark.parametrize("count", [1, 3])
    def test_its_queries_do_not_grow(
        self, lans: Client, world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            world.dossier()
        with django_assert_num_queries(4):
            page = lans.get(reverse("evaluation:dossiers")).content.decode()
        assert page.count("Tương ớt Mường Hoa") == count

    def test_the_product_page_tells_of_its_dossiers(self, lans: Client, world: World) -> None:
        dossier = world.dossier("filed")
        page = lans.get(reverse("registry:product", args=[dossier.product_id])).content.decode()
        assert dossier.receipt_number in page
        assert "Lập hồ sơ" not in page
