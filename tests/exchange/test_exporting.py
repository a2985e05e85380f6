"""Lists as files: exactly the rows one sees, on one's own shelf, for some days."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pyarrow import parquet
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from ocop.exchange import exports, keeping, storage
from ocop.exchange.actions import carry_out
from ocop.exchange.models import ExportFile, ExportState, ImportRun
from ocop.people.roles import PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from tests.cast import NOW, ClientOf, no_entry, one_entry, person
from tests.exchange.files import Committed, do_what_waits, some
from tests.exchange.generating import Lists

pytestmark = pytest.mark.django_db
SHELF = reverse("exchange:shelf")


def stored(lists: Lists) -> None:
    for sheet in (lists.producer_sheet(), lists.product_sheet()):
        carry_out(actor=SYSTEM, sheet=sheet, file_digest="", expected=None, now=NOW)


@pytest.fixture
def hoa_at(client_of: ClientOf, hoa: Actor, lists: None) -> Client:
    """The browser of the officer of the province, whose registry has two producers and ten products."""
    stored(some())
    return client_of(hoa)


def ask(client: Client, kind: str = "products", form: str = "csv", purpose: str = "") -> ExportFile:
    sent = {"form": form, "purpose": purpose}
    answer = client.post(reverse("exchange:export", args=[kind]), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == SHELF
    return ExportFile.objects.order_by("-pk")[0]


def content(client: Client, made: ExportFile) -> bytes:
    answer = client.get(reverse("exchange:export_file", args=[made.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer)


def test_a_small_list_is_there_at_once(hoa_at: Client) -> None:
    with no_entry():
        made = ask(hoa_at)
    assert (made.state, made.rows, made.job) == (ExportState.DONE, 10, None)
    assert made.name in hoa_at.get(SHELF).content.decode()
    lines = content(hoa_at, made).decode("utf-8-sig").splitlines()
    assert len(lines) == 11
    assert any(line.startswith("15-03037-01-2026") for line in lines)


def test_each_format_holds_the_same_rows(hoa_at: Client) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(content(hoa_at, ask(hoa_at, form="xlsx"))))
    assert len(book.get_sheet_by_index(0).to_python()) == 12
    assert parquet.read_table(BytesIO(content(hoa_at, ask(hoa_at, form="parquet")))).num_rows == 10


def test_an_export_has_what_one_sees_and_no_more(hoa_at: Client, client_of: ClientOf, cao_bang: Unit) -> None:
    dung = client_of(person("0912000099", "Nông Thị Dung", PROVINCE_OFFICER, cao_bang))
    assert ask(dung).rows == 0
    assert "0 dòng" in dung.get(reverse("exchange:export", args=["products"])).content.decode()


def test_personal_data_is_masked(hoa_at: Client) -> None:
    with no_entry():
        text = content(hoa_at, ask(hoa_at, "producers")).decode()
    assert "0900000000" not in text
    assert "0900 *** 000" in text


def test_personal_data_for_a_purpose_is_recorded(hoa_at: Client) -> None:
    with one_entry("personal.read") as entries:
        made = ask(hoa_at, "producers", purpose="check")
    assert "0900000000" in content(hoa_at, made).decode()
    assert "phone" in entries[0].fields
    assert "có dữ liệu cá nhân" in hoa_at.get(SHELF).content.decode()


def test_who_may_not_read_personal_data_is_not_asked(hoa_at: Client, client_of: ClientOf, cuc: Actor) -> None:
    leader = client_of(cuc)
    assert "purpose" not in leader.get(reverse("exchange:export", args=["producers"])).content.decode()
    assert "0900000000" not in content(leader, ask(leader, "producers", purpose="check")).decode()


def test_a_long_list_is_made_in_the_background(hoa_at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    assert "danh sách dài" in hoa_at.get(reverse("exchange:export", args=["products"])).content.decode()
    made = ask(hoa_at)
    assert made.state == ExportState.WORKING
    assert hoa_at.get(reverse("exchange:export_file", args=[made.pk])).status_code == 404
    assert 'id="progress"' in hoa_at.get(SHELF, headers={"HX-Request": "true"}).content.decode()
    do_what_waits()
    assert hoa_at.get(SHELF, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert len(content(hoa_at, made).splitlines()) == 11


def test_an_export_whose_worker_was_killed_says_so(hoa_at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    ask(hoa_at)
    DBTaskResult.objects.get().claim("killed")
    do_what_waits()
    assert "Hãy yêu cầu lại" in hoa_at.get(SHELF).content.decode()


def test_one_removed_while_it_is_made_leaves_no_file(hoa_at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    made = ask(hoa_at)
    assert hoa_at.post(reverse("exchange:export_remove", args=[made.pk])).status_code == 302
    do_what_waits()
    assert not ExportFile.objects.exists()


def test_the_shelf_is_ones_own(hoa_at: Client, client_of: ClientOf, cuc: Actor) -> None:
    made = ask(hoa_at)
    leader = client_of(cuc)
    assert made.name not in leader.get(SHELF).content.decode()
    assert leader.get(reverse("exchange:export_file", args=[made.pk])).status_code == 404
    assert leader.post(reverse("exchange:export_remove", args=[made.pk])).status_code == 404


def test_a_file_that_is_removed_is_gone(hoa_at: Client, committed: Committed) -> None:
    made = ask(hoa_at)
    with committed(execute=True):
        hoa_at.post(reverse("exchange:export_remove", args=[made.pk]))
    with pytest.raises(FileNotFoundError):
        storage.read(made.stored)


def test_files_are_kept_some_days(hoa_at: Client, committed: Committed) -> None:
    made = ask(hoa_at)
    keeping.tidy(made.asked_at + timedelta(days=6))
    assert ExportFile.objects.exists()
    with committed(execute=True):
        keeping.tidy(made.asked_at + timedelta(days=8))
    assert not ExportFile.objects.exists()
    with pytest.raises(FileNotFoundError):
        storage.read(made.stored)


def test_an_export_can_be_imported_again(hoa_at: Client) -> None:
    file = SimpleUploadedFile("a.xlsx", content(hoa_at, ask(hoa_at, form="xlsx")))
    hoa_at.post(reverse("exchange:new_import"), {"kind": "products", "file": file})
    do_what_waits()
    run = ImportRun.objects.get()
    assert (run.unchanged, run.new + run.changed + run.refused) == (10, 0)


def test_a_list_nobody_knows_is_not_found(hoa_at: Client) -> None:
    assert hoa_at.get(reverse("exchange:export", args=["goats"])).status_code == 404


def test_who_reads_no_list_is_refused(client_of: ClientOf, tuan: Actor) -> None:
    assert client_of(tuan).get(SHELF).status_code == 403
    assert client_of(tuan).get(reverse("exchange:export", args=["products"])).status_code == 403


def test_the_shelf_takes_the_same_queries_for_any_number(
    hoa_at: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = ask(hoa_at)
    counts = []
    for more in (0, 2, 47):
        for _number in range(more):
            made.pk = None
            made.save(force_insert=True)
        with django_assert_num_queries(QUERIES):
            counts.append(hoa_at.get(SHELF).content.decode().count('scope="row"'))
    assert counts == [1, 3, 50]


QUERIES = 4


def test_a_file_that_is_gone_all_the_same_is_not_found(hoa_at: Client) -> None:
    made = ask(hoa_at)
    ExportFile.objects.update(stored="0" * 32)
    assert hoa_at.get(reverse("exchange:export_file", args=[made.pk])).status_code == 404


@pytest.mark.parametrize("query", ["?q=15-03037", "?code=yes&sort=newest", "?stars=4"])
def test_an_export_is_exactly_the_filtered_list_in_its_order(hoa_at: Client, query: str) -> None:
    page = hoa_at.get(reverse("registry:products") + query)
    shown = [line.row.code for line in page.context["lines"]]
    address = next(url for _words, url in page.context["links"] if "/exports/" in url)
    assert hoa_at.post(address, {"form": "csv", "purpose": ""}).status_code == 302
    made = ExportFile.objects.order_by("-pk")[0]
    lines = content(hoa_at, made).decode("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == shown
    assert made.words
