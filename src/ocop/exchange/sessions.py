"""The list of a session as a workbook: the agenda with who comes, and results of closed products only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import Column, Type
from ocop.exchange.writing import Format, write_rows
from ocop.platform.clock import VIETNAM
from ocop.rounds import rules
from ocop.rounds.sitting import Line, Sitting, presence_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from ocop.exchange.writing import Row
    from ocop.platform.actors import Actor
    from ocop.rounds.models import Session

COLUMNS: Final = (
    Column("position", "STT", Type.COUNT),
    Column("hour", "Giờ"),
    Column("product", "Sản phẩm"),
    Column("producer", "Chủ thể"),
    Column("commune", "Xã, phường"),
    Column("set_name", "Bộ sản phẩm"),
    Column("receipt", "Số hồ sơ", Type.CODE),
    Column("minutes", "Số phút", Type.COUNT),
    Column("state", "Trạng thái"),
    Column("takes_part", "Chủ thể dự"),
    Column("points", "Điểm", Type.DECIMAL),
    Column("stars", "Hạng sao", Type.COUNT),
)
TITLE: Final = "Phiên họp"


def workbook(actor: Actor, session: Session) -> bytes:
    """The list of a session for this reader, as an xlsx file. No mark of a case that is not closed."""
    out = io.BytesIO()
    write_rows(COLUMNS, _rows(Sitting(actor, session)), out, Format.XLSX, title=TITLE)
    return out.getvalue()


def link(actor: Actor, session: Session) -> tuple[StrOrPromise, str] | None:
    """The download on the page of a session."""
    if not rules.can_read(actor):
        return None
    return _("Download the list of the day"), reverse("exchange:session_list", args=[session.pk])


def _rows(sitting: Sitting) -> Iterator[Row]:
    return (_row(line) for line in sitting.lines)


def _row(line: Line) -> Row:
    dossier, tag = line.slot.dossier, presence_tag(line.slot)
    case = line.slot.case
    return {
        "position": line.slot.position,
        "hour": line.begins_at.astimezone(VIETNAM).strftime("%H:%M"),
        "product": dossier.product.name,
        "producer": dossier.product.producer.name,
        "commune": dossier.commune.full_name,
        "set_name": line.set_name,
        "receipt": dossier.receipt_number,
        "minutes": line.slot.minutes,
        "state": str(line.tag.label),
        "takes_part": str(tag.label) if tag else "",
        "points": case.result.total_2 if case is not None and line.stars is not None else None,
        "stars": line.stars,
    }
