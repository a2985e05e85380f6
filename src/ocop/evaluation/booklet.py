"""A dossier as one PDF with a table of contents, for a file on paper: what the ZIP holds as pages, and more.

Forms, self-assessment, the list of the evidence with its digests, the commune's report, the sent reports of
advisory teams and the minutes of closed cases. In Vietnamese whatever the language of the page. The papers
themselves are in the ZIP: each is a file of its own kind.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils import translation

from ocop.evaluation import checking, display, queries
from ocop.evaluation.minutes import minutes_of
from ocop.evaluation.models import Conclusion, Purpose, RequestState
from ocop.evaluation.review_page import ReviewPage
from ocop.evaluation.settling import Settling
from ocop.law.scoring import half_up
from ocop.law.words import decimal_text, trimmed
from ocop.platform.clock import local_day
from ocop.platform.documents.layout import (
    Booklet,
    Chapter,
    Code,
    Column,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from ocop.platform.documents.typography import short_date
from ocop.registry.rules import reads_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from ocop.evaluation.minutes import Minutes
    from ocop.evaluation.models import Dossier, Evidence
    from ocop.platform.actors import Actor
    from ocop.platform.display import Row

    Part = Paragraph | Table | Heading | Facts | Code

MASKED: Final = "Dữ liệu cá nhân trong tệp này được che như trên trang của người lập."
NONE: Final = "Không có."
LEFT_OUT: Final = "Chưa có trong tệp này: {names}."
CONCLUSIONS: Final = {
    Conclusion.READY: "hồ sơ đủ điều kiện đưa ra hội đồng.",
    Conclusion.NOT_READY: "hồ sơ chưa đủ điều kiện đưa ra hội đồng.",
}
FOUND: Final = (
    Column("Tiêu chí", 3),
    Column("Hồ sơ và thực tế cho thấy", 3),
    Column("Còn thiếu", 2),
    Column("Mức đề xuất (không phải điểm)", 2),
)
ANSWERS: Final = {
    RequestState.ANSWERED: "đã có giấy trả lời",
    RequestState.REFUSED: "chủ thể không thực hiện",
    RequestState.DROPPED: "không đề nghị nữa",
}


def booklet(actor: Actor, dossier: Dossier, now: datetime) -> Booklet:
    """The dossier as this reader may read it; what is personal is masked for who reads it masked on pages."""
    with translation.override("vi"):
        clear = reads_personal(actor)
        report, reviews = list(_commune(actor, dossier)), list(_reviews(actor, dossier))
        minutes = list(_minutes(actor, dossier))
        missing = [
            name
            for name, found in (
                ("báo cáo của cấp xã", report),
                ("báo cáo thẩm định", reviews),
                ("biên bản hội đồng", minutes),
            )
            if not found
        ]
        number = dossier.receipt_number or "–"
        return Booklet(
            title="Hồ sơ sản phẩm OCOP",
            subtitle=dossier.product.name,
            running=f"Hồ sơ {number} · {dossier.product.name}",
            facts=_about(dossier, now),
            chapters=(*_forms(dossier, clear=clear), _evidence(dossier), *report, *reviews, *minutes),
            signed_on=local_day(now),
            note="\n".join(
                (
                    *(() if clear else (MASKED,)),
                    *((LEFT_OUT.format(names=", ".join(missing)),) if missing else ()),
                )
            ),
        )


def _about(dossier: Dossier, now: datetime) -> tuple[Fact, ...]:
    return (
        Fact("Chủ thể", dossier.product.producer.name),
        Fact("Địa chỉ", dossier.commune.full_name),
        Fact("Số tiếp nhận", dossier.receipt_number),
        Fact("Mã sản phẩm", dossier.product.code),
        Fact("Loại hồ sơ", display.kind_name(dossier)),
        Fact("Bộ sản phẩm", display.set_name(dossier)),
        Fact("Ngày nộp", _day(dossier.filed_on)),
        Fact("Ngày lập tệp", short_date(local_day(now))),
    )


def _forms(dossier: Dossier, *, clear: bool) -> Iterator[Chapter]:
    """Forms 01 and 02 as far as the regime asks for them."""
    for code in checking.forms_printed(dossier):
        form = checking.form_of(dossier, code)
        if code not in checking.WITH_CLAIMS:
            rows = checking.registration_rows(dossier, clear=clear)
            yield Chapter(f"Mẫu {form.code}. {form.name}", (_rows(rows),))
            continue
        answers, proofs = queries.self_answers(dossier), queries.evidence_by_criterion(dossier)
        blocks: list[Part] = [_rows(checking.report_rows(dossier, clear=clear))]
        for name, rows in checking.section_rows(dossier, answers, proofs):
            blocks += [Heading(name), _rows(rows)]
        yield Chapter(f"Mẫu {form.code}. {form.name}", tuple(blocks))


def _evidence(dossier: Dossier) -> Chapter:
    found = queries.evidence(dossier)
    blocks: list[Part] = [
        Paragraph(
            "Bản điện tử của từng giấy tờ nằm trong tệp ZIP của hồ sơ; mã SHA-256 cho biết bản nào đã nộp.",
            italic=True,
        )
    ]
    for number, one in enumerate(found, start=1):
        blocks += [Paragraph(_described(one), label=f"{number}."), Code(one.sha256)]
    if not found:
        blocks.append(Paragraph("Không có giấy tờ nào."))
    return Chapter("Danh mục minh chứng", tuple(blocks))


def _described(one: Evidence) -> str:
    facts = (
        one.title,
        f"số {one.number}" if one.number else "",
        one.issuer,
        f"cấp ngày {_day(one.issued_on)}" if one.issued_on else "",
        f"có giá trị đến {_day(one.expires_on)}" if one.expires_on else "",
    )
    return "; ".join(filter(None, facts)) + f"\n{one.file_name}"


def _commune(actor: Actor, dossier: Dossier) -> Iterator[Chapter]:
    report = queries.readable_report(actor, dossier)
    if report is None:
        return
    rows = [
        Fact("Số, ngày báo cáo", _joined(report.number, _day(report.reported_on))),
        Fact("Số tờ trình, công văn đề nghị", report.proposal_number),
        Fact("Ngày họp, nếu có", _day(report.meeting_held_on)),
    ]
    for one in display.findings(dossier, report):
        local = {True: "Của xã. ", False: "Không của xã. ", None: ""}[one.is_local]
        rows.append(Fact(str(one.topic), local + one.text))
    rows.append(Fact("Kết luận, đề nghị", report.conclusion))
    yield Chapter("Báo cáo của Ủy ban nhân dân cấp xã (Mẫu 03)", (Facts(tuple(rows)),))


def _reviews(actor: Actor, dossier: Dossier) -> Iterator[Chapter]:
    """The reports that were sent; what is still being written is nobody's paper yet."""
    for review in queries.reviews(actor).filter(dossier=dossier).exclude(sent_at=None).order_by("sent_at"):
        page = ReviewPage(actor, review)
        rows = tuple(
            (f"{row.number}. {row.name}", row.finding.shown, row.finding.missing, row.option)
            for part in page.parts
            for row in part.rows
            if row.finding
        )
        blocks: list[Part] = [
            Facts(
                (
                    Fact("Số, ngày báo cáo", _joined(review.number, _day(review.reported_on))),
                    Fact("Cấp", page.level_name),
                    Fact("Tổ tư vấn", review.team.name if review.team else ""),
                )
            ),
            Heading("Kết quả xem xét theo tiêu chí"),
            Table(FOUND, rows) if rows else Paragraph(NONE),
            Heading("Kiểm tra thực tế"),
            *_or_none(
                f"Ngày {_day(one.visited_on)} tại {one.place}. {one.conclusion}"
                for one in review.surveys.order_by("visited_on", "pk")
            ),
            Heading("Kiểm nghiệm, giấy tờ đề nghị thêm"),
            *_or_none(
                f"{one.indicator}: {ANSWERS.get(RequestState(one.state), 'chưa có trả lời')}. {one.result}"
                for one in page.tests
            ),
            Heading("Đánh giá chung, kết luận"),
            Paragraph(review.summary),
            Paragraph(CONCLUSIONS[Conclusion(review.conclusion)], label="Kết luận:"),
        ]
        if review.to_clear_up:
            blocks.append(Paragraph(review.to_clear_up, label="Những điểm cần làm rõ:"))
        yield Chapter(f"Báo cáo thẩm định {review.number}", tuple(blocks))


def _minutes(actor: Actor, dossier: Dossier) -> Iterator[Chapter]:
    """The minutes of closed cases whose sheets this reader may see; no samples that were scored again."""
    official = queries.cases(actor, dossier.pk).exclude(purpose=Purpose.RESCORING)
    closed = official.exclude(closed_at=None)
    for pk in closed.values_list("pk", flat=True):
        page = Settling(actor, queries.case(actor, pk))
        if page.sees_sheets and page.result is not None:
            found = minutes_of(page)
            yield Chapter(f"Biên bản của {found.council}", tuple(_settled(page, found)))


def _settled(page: Settling, found: Minutes) -> Iterator[Part]:
    result = page.result
    if result is None:
        raise ValueError("minutes of a case without a result")
    yield Facts(
        (
            Fact("Hội đồng thành lập theo", f"{found.decision} ngày {short_date(found.decided_on)}"),
            Fact("Cách làm việc", f"{found.method}, {short_date(found.held_on)}"),
            Fact("Có mặt", f"{found.took_part} trên {found.eligible}; cần ít nhất {found.needed}"),
        )
    )
    yield Heading("Thành viên")
    for one in found.attendance:
        yield Paragraph(f"{one.name}, {one.role}" + (f" ({one.note})" if one.note else ""))
    yield Heading("Điểm")
    columns = (
        Column("Thành viên", 4),
        *(Column(code, 1, "right") for code, *_rest in found.parts),
        Column("Tổng", 1, "right"),
    )
    rows = [
        (one.name, *(_points(points) for points in one.parts), _points(one.total)) for one in found.members
    ]
    average = (
        "Trung bình",
        *(_rounded(points) for _code, _name, points, _most in found.parts),
        _rounded(result.total),
    )
    yield Table(columns, (*rows, average))
    yield from _agreed(found)
    yield Heading("Kết quả")
    stars = f"{page.stars} sao" if page.stars else "không đạt sao nào"
    yield Paragraph(f"{_rounded(result.total)} điểm; {stars}", bold=True)
    for reason in found.why:
        yield Paragraph(reason)
    if found.chair_note:
        yield Paragraph(found.chair_note, label="Kết luận của chủ tịch:")
    if found.digest:
        yield Code(found.digest)
    for signer in found.signatures:
        yield Paragraph(signer.name, label=f"{signer.role}:")


def _agreed(found: Minutes) -> Iterator[Part]:
    """What was discussed, agreed on and voted."""
    yield Heading("Hội đồng thống nhất")
    for talk in found.talks:
        yield Paragraph(": ".join(filter(None, (talk.number, talk.name, talk.words))), label="Thảo luận:")
    for number, name, words in found.agreed:
        yield Paragraph(f"{name}: {words}", label=f"{number}.")
    for vote in found.votes:
        subject = f"{vote.subject}: {vote.option}" if vote.option else vote.subject
        outcome = "thông qua" if vote.carried else "không thông qua"
        counted = f"{vote.in_favour} tán thành, {vote.against} không"
        yield Paragraph(f"{subject}; {counted}; {outcome}", label="Biểu quyết:")
    for label, note in found.grounds:
        yield Paragraph(f"{label}. {note}", label="Căn cứ loại:")


def _rows(rows: Iterable[Row]) -> Facts:
    return Facts(tuple(Fact(str(row.key), "" if row.value is None else str(row.value)) for row in rows))


def _day(day: date | None) -> str:
    return short_date(day) if day else ""


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _points(points: Decimal) -> str:
    return decimal_text(trimmed(points), "vi")


def _rounded(points: Fraction) -> str:
    return decimal_text(half_up(points, 2), "vi")


def _or_none(lines: Iterable[str]) -> list[Paragraph]:
    return [Paragraph(line) for line in lines] or [Paragraph(NONE)]
