"""Bringing a list in by page: sent, checked, looked at, carried out by one button."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from ocop.exchange import keeping, runs, storage
from ocop.exchange.actions import carry_out
from ocop.exchange.columns import Kind
from ocop.exchange.models import ImportRun, RunState
from ocop.people.models import Appointment
from ocop.people.roles import PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform import jobs
from ocop.platform.actors import SYSTEM, Actor
from ocop.registry.models import Producer, Product
from tests.cast import NOW, ClientOf, no_entry, one_entry, person
from tests.exchange.files import Committed, content_of, do_what_waits, some, upload

pytestmark = pytest.mark.django_db
NEW = reverse("exchange:new_import")


@pytest.fixture
def hoa_at(client_of: ClientOf, hoa: Actor, lists: None) -> Client:
    """The browser of the officer of the province."""
    return client_of(hoa)


def send(client: Client, file: SimpleUploadedFile, kind: Kind = Kind.PRODUCERS) -> ImportRun:
    """A file that was sent, still waiting."""
    answer = client.post(NEW, {"kind": kind.value, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=answer["Location"].strip("/").rpartition("/")[2])


def checked(client: Client, file: SimpleUploadedFile, kind: Kind = Kind.PRODUCERS) -> ImportRun:
    """A file that was sent and checked."""
    run = send(client, file, kind)
    do_what_waits()
    return fresh(run)


def fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("exchange:import", args=[run.pk])).content.decode()


def confirm(client: Client, run: ImportRun, digest: str | None = None) -> int:
    sent = {"digest": run.digest if digest is None else digest}
    return client.post(reverse("exchange:import_confirm", args=[run.pk]), sent).status_code


def again(client: Client, run: ImportRun) -> int:
    return client.post(reverse("exchange:import_again", args=[run.pk])).status_code


def faulty() -> SimpleUploadedFile:
    sheet = some().producer_sheet()
    sheet.columns["registered_on"][1] = "hôm qua"
    return upload(sheet)


# -- the whole way -------------------------------------------------------------------------------------------


def test_a_good_file_goes_the_whole_way(hoa_at: Client) -> None:
    with no_entry():
        run = send(hoa_at, upload(some().producer_sheet()))
        assert "Đang chờ đến lượt" in page(hoa_at, run)
        do_what_waits()
    assert fresh(run).state == RunState.READY
    assert "Nhập 2 dòng" in page(hoa_at, run)
    assert Producer.objects.count() == 0
    with one_entry("registry.imported") as entries:
        assert confirm(hoa_at, fresh(run)) == 302
        assert Producer.objects.count() == 0
        do_what_waits()
    assert Producer.objects.count() == 2
    done = fresh(run)
    assert (done.state, done.entry) == (RunState.DONE, entries[0].seq)
    assert "Đã nhập 2 dòng" in page(hoa_at, run)
    assert f"mục {done.entry}" in page(hoa_at, run)


def test_a_bad_file_comes_back_with_its_cells_marked(hoa_at: Client) -> None:
    run = checked(hoa_at, faulty())
    assert (run.state, run.refused) == (RunState.REFUSED, 1)
    text = page(hoa_at, run)
    assert "Phải sửa 1 ô" in text
    assert "hôm qua" in text
    assert "Nhập 2 dòng" not in text
    answer = hoa_at.get(reverse("exchange:import_marked", args=[run.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    workbook = load_workbook(BytesIO(b"".join(answer)))
    assert "Lỗi" in workbook.sheetnames
    assert confirm(hoa_at, run) == 409
    assert Producer.objects.count() == 0


def test_a_file_that_is_stored_already_has_no_button(hoa_at: Client) -> None:
    carry_out(actor=SYSTEM, sheet=some().producer_sheet(), file_digest="", expected=None, now=NOW)
    run = checked(hoa_at, upload(some().producer_sheet()))
    assert (run.state, run.unchanged) == (RunState.NOTHING, 2)
    assert "Không có gì mới" in page(hoa_at, run)


def test_changes_are_shown_with_before_and_after(hoa_at: Client) -> None:
    carry_out(actor=SYSTEM, sheet=some().producer_sheet(), file_digest="", expected=None, now=NOW)
    sheet = some().producer_sheet()
    sheet.columns["name"][0] = "Tên đã sửa"
    sheet.columns["phone"][0] = "0912345678"
    run = checked(hoa_at, upload(sheet))
    assert (run.changed, run.unchanged) == (1, 1)
    text = hoa_at.get(reverse("exchange:import_rows", args=[run.pk, "changed"])).content.decode()
    assert "<ins>Tên đã sửa</ins>" in text
    assert "CT-TEST-000000" in text
    assert "0900000000" not in text, "what stood in the register is masked"


def test_rows_are_shown_page_by_page(hoa_at: Client) -> None:
    run = checked(hoa_at, upload(some(300).producer_sheet()))
    address = reverse("exchange:import_rows", args=[run.pk, "new"])
    first, last = hoa_at.get(address).content.decode(), hoa_at.get(address, {"page": "99"}).content.decode()
    assert "CT-TEST-000000" in first
    assert "CT-TEST-000059" not in first
    assert "CT-TEST-000059" in last
    assert hoa_at.get(reverse("exchange:import_rows", args=[run.pk, "refused"])).status_code == 404


def test_what_was_repaired_is_told(hoa_at: Client) -> None:
    sheet = some().producer_sheet()
    sheet.columns["commune_code"] = ["3037", "3037"]
    text = page(hoa_at, checked(hoa_at, upload(sheet)))
    assert "Đọc khác với cách ghi" in text
    assert "03037" in text


# -- sending -------------------------------------------------------------------------------------------------


def test_size_and_kinds_are_said_before_choosing(hoa_at: Client) -> None:
    text = hoa_at.get(NEW).content.decode()
    assert "tối đa 30 MB và 100.000 dòng" in text
    assert 'data-max-bytes="31457280"' in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (b"%PDF-1.7 nothing", "không phải là tệp bảng tính"),
        (b"PK\x03\x04 broken", "hỏng"),
    ],
)
def test_a_file_that_is_no_list_is_refused(hoa_at: Client, content: bytes, said: str) -> None:
    answer = hoa_at.post(NEW, {"kind": "producers", "file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_nothing_chosen_is_told(hoa_at: Client) -> None:
    text = hoa_at.post(NEW, {}).content.decode()
    assert "Hãy chọn tệp liệt kê gì" in text
    assert "Hãy chọn một tệp" in text


def test_a_file_sent_by_script_leads_to_its_page(hoa_at: Client) -> None:
    file = upload(some().producer_sheet())
    answer = hoa_at.post(NEW, {"kind": "producers", "file": file}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("exchange:import", args=[ImportRun.objects.get().pk])


def test_a_file_that_cannot_be_read_is_told_as_a_whole(hoa_at: Client) -> None:
    run = checked(hoa_at, SimpleUploadedFile("a.csv", "một,hai\n1,2\n".encode()))
    assert run.state == RunState.REFUSED
    assert "Cả tệp" in page(hoa_at, run)


def test_one_of_a_kind_at_a_time(hoa_at: Client) -> None:
    first = send(hoa_at, upload(some().producer_sheet()))
    answer = hoa_at.post(NEW, {"kind": "producers", "file": upload(some().producer_sheet())})
    assert answer.status_code == 409
    assert reverse("exchange:import", args=[first.pk]) in answer.content.decode()
    assert send(hoa_at, upload(some().product_sheet()), Kind.PRODUCTS).is_busy
    do_what_waits()
    assert send(hoa_at, upload(some().producer_sheet())).is_busy


def test_the_database_refuses_two_of_a_kind(hoa_at: Client) -> None:
    run = send(hoa_at, upload(some().producer_sheet()))
    run.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save(force_insert=True)


# -- progress ------------------------------------------------------------------------------------------------


def test_the_page_follows_the_work(hoa_at: Client) -> None:
    run = send(hoa_at, upload(some().producer_sheet()))
    address, asked = reverse("exchange:import", args=[run.pk]), {"HX-Request": "true"}
    text = hoa_at.get(address, headers=asked).content.decode()
    assert text.lstrip().startswith('<div id="progress"')
    assert "ocop worker" in text, "nobody works at present"
    with jobs.at_work() as who:
        DBTaskResult.objects.get().claim(who)
        jobs.Progress(str(run.job)).tell("checking", 500, 2000)
        assert "500 trên 2.000 dòng" in hoa_at.get(address, headers=asked).content.decode()
        DBTaskResult.objects.update(status="READY")
        jobs.work(who)
    assert hoa_at.get(address, headers=asked)["HX-Refresh"] == "true"


def test_the_page_works_without_script(hoa_at: Client) -> None:
    text = page(hoa_at, send(hoa_at, upload(some().producer_sheet())))
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "Xem lại" in text


# -- carrying out --------------------------------------------------------------------------------------------


def test_a_double_click_imports_once(hoa_at: Client) -> None:
    run = checked(hoa_at, upload(some().producer_sheet()))
    with one_entry("registry.imported"):
        assert [confirm(hoa_at, run), confirm(hoa_at, run)] == [302, 302]
        assert do_what_waits() == 1
        assert confirm(hoa_at, run) == 302
        assert do_what_waits() == 0


def test_a_registry_that_changed_meanwhile_is_told_and_the_file_is_checked_again(hoa_at: Client) -> None:
    run = checked(hoa_at, upload(some().producer_sheet()))
    confirm(hoa_at, run)
    carry_out(actor=SYSTEM, sheet=some().producer_sheet(1), file_digest="", expected=None, now=NOW)
    with no_entry():
        do_what_waits()
    assert fresh(run).state == RunState.STALE
    assert "Sổ đăng ký đã thay đổi" in page(hoa_at, run)
    assert again(hoa_at, run) == 302
    do_what_waits()
    found = fresh(run)
    assert (found.state, found.new, found.unchanged) == (RunState.READY, 1, 1)
    assert confirm(hoa_at, run) == 409, "the old page shows other differences"
    assert confirm(hoa_at, found) == 302
    do_what_waits()
    assert fresh(run).state == RunState.DONE


def test_only_a_checked_file_is_imported(hoa_at: Client) -> None:
    run = send(hoa_at, upload(some().producer_sheet()))
    assert confirm(hoa_at, run) == 409
    assert again(hoa_at, run) == 302, "it is being checked"
    assert DBTaskResult.objects.count() == 1


def test_a_file_with_faults_is_not_checked_again_but_sent_again(hoa_at: Client) -> None:
    assert again(hoa_at, checked(hoa_at, faulty())) == 409


@pytest.mark.parametrize("state", [RunState.CHECKING, RunState.WRITING])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_says_so(hoa_at: Client, state: RunState) -> None:
    run = send(hoa_at, upload(some().producer_sheet()))
    if state == RunState.WRITING:
        do_what_waits()
        confirm(hoa_at, fresh(run))
    DBTaskResult.objects.get(status="READY").claim("killed")
    with no_entry():
        do_what_waits()
    assert fresh(run).state == RunState.BROKEN
    text = page(hoa_at, run)
    assert "Máy chủ đã dừng" in text
    assert "Chưa ghi gì" in text
    assert Producer.objects.count() == 0
    assert again(hoa_at, run) == 302
    do_what_waits()
    assert fresh(run).state == RunState.READY


def test_a_slow_worker_taken_for_dead_writes_nothing(hoa_at: Client) -> None:
    run = checked(hoa_at, upload(some().producer_sheet()))
    confirm(hoa_at, run)
    runs.broken(run.pk, jobs.Fault.INTERRUPTED)
    with no_entry():
        runs.write(run.pk, jobs.Progress("slow"))
    assert Producer.objects.count() == 0


def test_an_office_that_ended_meanwhile_writes_nothing(hoa_at: Client, hoa: Actor) -> None:
    run = checked(hoa_at, upload(some().producer_sheet()))
    confirm(hoa_at, run)
    Appointment.objects.filter(user_id=hoa.user_id or 0).update(to_on=NOW.date() - timedelta(days=30))
    with no_entry():
        do_what_waits()
    assert (fresh(run).state, Producer.objects.count()) == (RunState.BROKEN, 0)


# -- who -----------------------------------------------------------------------------------------------------


def test_an_import_of_another_office_is_not_there(
    hoa_at: Client, client_of: ClientOf, thu: Actor, cao_bang: Unit
) -> None:
    run = checked(hoa_at, faulty())
    for stranger in (thu, person("0912000099", "Nông Thị Dung", PROVINCE_OFFICER, cao_bang)):
        other = client_of(stranger)
        for name in ("import", "import_marked"):
            assert other.get(reverse(f"exchange:{name}", args=[run.pk])).status_code == 404
        assert again(other, run) == 404
        assert confirm(other, run) == 404


def test_a_colleague_sees_and_carries_out(hoa_at: Client, client_of: ClientOf, lao_cai: Unit) -> None:
    run = checked(hoa_at, upload(some().producer_sheet()))
    colleague = client_of(person("0912000098", "Lò Thị Mẩy", PROVINCE_OFFICER, lao_cai))
    assert "Danh sách.xlsx" in colleague.get(reverse("exchange:imports")).content.decode()
    assert confirm(colleague, run) == 302


def test_who_may_not_bring_lists_in_is_told_why(client_of: ClientOf, minh: Actor) -> None:
    for name, args in (("imports", []), ("new_import", []), ("template", ["products"]), ("import", [1])):
        answer = client_of(minh).get(reverse(f"exchange:{name}", args=args))
        assert answer.status_code == 403
        assert "Sở" in answer.content.decode() or "tỉnh" in answer.content.decode()


def test_rows_of_another_province_are_refused(hoa_at: Client) -> None:
    run = checked(hoa_at, upload(some(10, ("04", "01290")).producer_sheet()))
    assert (run.state, run.refused) == (RunState.REFUSED, 2)


# -- what stays ----------------------------------------------------------------------------------------------


def test_templates_can_be_downloaded(hoa_at: Client) -> None:
    for kind in Kind:
        answer = hoa_at.get(reverse("exchange:template", args=[kind]))
        assert "Hướng dẫn" in load_workbook(BytesIO(b"".join(answer))).sheetnames
    assert hoa_at.get(reverse("exchange:template", args=["goats"])).status_code == 404


def test_files_go_after_some_days_and_the_outcome_stays(hoa_at: Client, committed: Committed) -> None:
    run = checked(hoa_at, faulty())
    keeping.tidy(NOW + timedelta(days=1))
    assert fresh(run).marked
    with committed(execute=True):
        keeping.tidy(run.asked_at + timedelta(days=31))
    assert (fresh(run).source, fresh(run).marked, fresh(run).refused) == ("", "", 1)
    with pytest.raises(FileNotFoundError):
        storage.read(run.source)
    assert "đã được xóa" in page(hoa_at, run)
    assert hoa_at.get(reverse("exchange:import_marked", args=[run.pk])).status_code == 404


def test_the_list_of_imports_takes_the_same_queries_for_any_number(
    hoa_at: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = checked(hoa_at, faulty())
    counts = []
    for more in (0, 2, 47):
        for _number in range(more):
            run.pk = None
            run.save(force_insert=True)
        with django_assert_num_queries(QUERIES):
            text = hoa_at.get(reverse("exchange:imports")).content.decode()
        counts.append(text.count('scope="row"'))
    assert counts == [1, 3, 50]


QUERIES = 4


def test_products_and_certificates_go_in_after_their_producers(hoa_at: Client) -> None:
    for kind, sheet in (
        (Kind.PRODUCERS, some().producer_sheet()),
        (Kind.PRODUCTS, some().product_sheet()),
        (Kind.CERTIFICATES, some().certificate_sheet()),
    ):
        run = checked(hoa_at, upload(sheet), kind)
        assert run.state == RunState.READY, page(hoa_at, run)
        confirm(hoa_at, run)
        do_what_waits()
        assert fresh(run).state == RunState.DONE
    assert Product.objects.count() == 10


def test_what_is_sent_is_what_is_kept(hoa_at: Client) -> None:
    sheet = some().producer_sheet()
    sheet.columns["revenue"][0] = Decimal(7)
    content = content_of(sheet)
    run = send(hoa_at, SimpleUploadedFile("../x.xlsx", content))
    assert (storage.read(run.source), run.file_name, run.size) == (content, "x.xlsx", len(content))
