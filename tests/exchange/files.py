"""Lists as files, and a worker that does what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.exchange.sheets import Sheet
from ocop.exchange.writing import Format, write_rows
from ocop.platform import jobs
from tests.exchange.generating import Lists

TA_VAN = ("15", "03037")
Committed = Callable[..., AbstractContextManager[object]]


def some(products: int = 10, place: tuple[str, str] = TA_VAN) -> Lists:
    return Lists([place], products)


def rows_of(sheet: Sheet) -> Iterable[dict[str, object]]:
    for at in range(len(sheet.numbers)):
        yield {key: cells[at] for key, cells in sheet.columns.items()}


def content_of(sheet: Sheet, form: Format = Format.XLSX) -> bytes:
    out = BytesIO()
    write_rows(sheet.kind, rows_of(sheet), out, form)
    return out.getvalue()


def upload(sheet: Sheet, name: str = "Danh sách.xlsx", form: Format = Format.XLSX) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content_of(sheet, form))


def do_what_waits() -> int:
    with jobs.at_work() as who:
        return jobs.work(who)
