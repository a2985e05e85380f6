"""What the people of a council's day do in front of their browsers: convene, declare, score, settle, sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from ocop.evaluation.models import Appeal, CouncilCase, Dossier, Sheet
from ocop.platform.actors import Actor
from ocop.platform.clock import VIETNAM
from tests.walk.steps import PASSWORD, Person

CONFIRM = "Xác nhận đúng là bạn"
SENDING = 120_000
"""Milliseconds within which a sheet full of taps is sent, also by a machine that does other things."""


@dataclass
class Times:
    """How long each piece of the day took at the screens, in seconds; `said()` is the table of them."""

    taken: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Add what happens inside to this piece."""
        begun = monotonic()
        yield
        self.taken[what] = self.taken.get(what, 0) + monotonic() - begun

    def said(self) -> str:
        """One line each, and the sum."""
        lines = [f"{seconds:8.1f} s  {what}" for what, seconds in self.taken.items()]
        return "\n".join([*lines, f"{sum(self.taken.values()):8.1f} s  together"])


def confirms(person: Person) -> None:
    """Prove once more who one is, where the page asks for it."""
    asked = person.page.get_by_role("link", name=CONFIRM)
    if not asked.count():
        return
    asked.click()
    person.write("Mật khẩu", PASSWORD)
    with person.leaving():
        person.page.locator("main form button").first.click()


# -- the office ----------------------------------------------------------------------------------------------


def plans(office: Person, *, no: int, year: int, day: datetime, council_id: int, size: int) -> int:
    """Open the round, plan the day and put its whole agenda before the council; the session's key."""
    office.open("/rounds/")
    with office.leaving():
        office.page.get_by_role("button", name=re.compile(f"{no} năm {year}")).click()
    office.follow("Lập kế hoạch phiên")
    office.page.locator(f"input[name=council_id][value='{council_id}']").check()
    office.write("Ngày", f"{day.astimezone(VIETNAM):%d/%m/%Y}")
    office.write("Giờ", f"{day.astimezone(VIETNAM):%H:%M}")
    office.page.locator("input[name=place]").fill("Hội trường Sở Nông nghiệp và Môi trường")
    with office.leaving():
        office.press("Lập phiên")
    office.stands_before("Phiên của hội đồng")
    pk = int(office.page.url.rstrip("/").rsplit("/", 1)[1])
    office.follow("Triệu tập theo chương trình")
    with office.leaving():
        office.press(f"Đưa {size} sản phẩm ra hội đồng")
    with office.leaving():
        office.press("Mời các chủ thể")
    return pk


def decides(office: Person, leader: Person, dossiers: list[Dossier], kind: str, signer: str) -> None:
    """One decision on all of them: prepared by the office, signed by the leader."""
    office.open("/drafts/")
    for one in dossiers:
        office.page.locator(f"input[name=dossier][value='{one.pk}']").check()
    with office.leaving():
        office.press("Lập dự thảo quyết định")
    office.page.locator(f"input[name=kind][value='{kind}']").check()
    office.page.locator("[name=proposed_by]").fill("Chánh Văn phòng Điều phối nông thôn mới tỉnh")
    office.page.locator("[name=signer_id]").select_option(label=signer)
    office.page.locator("[name=signer_lines]").fill("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
    with office.leaving():
        office.press("Lập dự thảo")
    with office.leaving():
        office.press(f"Trình {signer} ký")
    leader.page.goto(office.page.url)
    leader.follow("Xem lại và ký")
    confirms(leader)
    with leader.leaving():
        leader.press("Ký")
    leader.sees("Văn bản đã ban hành")


# -- the members ---------------------------------------------------------------------------------------------


def declares(person: Person, *, tied_to: int | None = None) -> None:
    """Say of every dossier of the day that one has no interest in it, but for the case one is tied to."""
    person.open("/declarations/")
    for one in person.page.locator("select[name^=answer_]").all():
        pk = int((one.get_attribute("name") or "").removeprefix("answer_"))
        one.select_option("yes" if pk == tied_to else "no")
        if pk == tied_to:
            person.page.locator(f"tr:has([name=answer_{pk}]) summary").click()
            person.page.locator(f"[name=note_{pk}]").fill("Em ruột tôi góp vốn vào hợp tác xã này.")
    with person.leaving():
        person.press("Khai cho tất cả")


def scores(person: Person, sheet: Sheet, answers: Mapping[str, int], *, drops: bool = False) -> None:
    """Fill a sheet and seal it. `drops`: half-way the network is gone, and the tablet is switched off too."""
    path = f"/sheets/{sheet.pk}/"
    person.open(path)
    person.page.wait_for_selector("[data-ready]", state="attached")
    half, tapped = len(answers) // 2, False
    for number, (criterion, position) in enumerate(answers.items()):
        if drops and number == half:
            kept = f"caches.match('{path}').then((kept) => Boolean(kept))"
            person.page.wait_for_function(kept)
            expect(person.page.locator("[data-autosave]")).to_contain_text("Đã lưu", timeout=SENDING)
            person.context.set_offline(True)
        box = person.page.locator(f"input[name='{criterion}'][value='{position}']")
        if not box.is_checked():
            box.check()
            tapped = True
    if drops:
        person = _switched_off_and_on(person, path)
    expect(person.page.locator("#bar")).to_contain_text("Đã chấm mọi tiêu chí")
    if tapped:
        expect(person.page.locator("[data-autosave]")).to_contain_text("Đã lưu", timeout=SENDING)
    seals(person)


def _switched_off_and_on(person: Person, path: str) -> Person:
    """The page is closed without a network and opened again: what was tapped is there, and is sent once."""
    expect(person.page.locator("[data-offline]")).to_be_visible()
    again = person.another_window()
    person.page.close()
    again.open(path)
    expect(again.page.locator("[data-offline]")).to_be_visible()
    again.context.set_offline(False)
    person.page = again.page
    return person


def seals(person: Person) -> None:
    """The last look, who one is where it is asked, and the seal."""
    with person.leaving():
        person.press("Kiểm tra rồi niêm phong")
    confirms(person)
    with person.leaving():
        person.press("Niêm phong phiếu")
    person.sees("Đã niêm phong phiếu")


# -- the secretary -------------------------------------------------------------------------------------------


def opens(secretary: Person, case: CouncilCase) -> None:
    """All sheets of a case revealed."""
    secretary.open(f"/cases/{case.pk}/")
    with secretary.leaving():
        secretary.press("Mở niêm phong tất cả các phiếu")


def settles(secretary: Person, case: CouncilCase) -> None:
    """What the council agreed on recorded, and the case closed."""
    secretary.open(f"/cases/{case.pk}/")
    for words in ("Ghi nhận mức thống nhất", "Ghi nhận điều kiện loại"):
        # Tourism has no grounds of exclusion.
        if secretary.page.get_by_role("button", name=words, exact=True).count():
            with secretary.leaving():
                secretary.press(words)
    secretary.follow("Tiếp tục để chốt")
    secretary.write("Kết luận của chủ tịch hội đồng", "Hội đồng nhất trí với kết quả.")
    with secretary.leaving():
        secretary.press("Chốt với kết quả này")
    expect(secretary.page.locator(".case-result")).to_contain_text("Kết quả")


def scores_again(secretary: Person, case: CouncilCase, why: str) -> None:
    """Closing is refused while sheets lie too far apart; the members get their sheets once more."""
    secretary.open(f"/cases/{case.pk}/close/")
    with secretary.leaving():
        secretary.press("Chốt với kết quả này")
    refused = secretary.page.locator("a[href$='#discussion']")
    expect(refused).to_contain_text("Tổng điểm các phiếu chênh nhau")
    assert CouncilCase.objects.get(pk=case.pk).closed_at is None
    secretary.open(f"/cases/{case.pk}/again/")
    for box in secretary.page.locator("input[name=criteria]").all():
        box.check()
    secretary.page.locator("[name=discussion]").fill(why)
    with secretary.leaving():
        secretary.press("Mở lại các phiếu")
    assert CouncilCase.objects.get(pk=case.pk).round_no == 2


def arrives(secretary: Person, session_id: int, members: list[Actor]) -> None:
    """Everybody noted as in the room."""
    secretary.open(f"/sessions/{session_id}/")
    for one in members:
        with secretary.leaving():
            secretary.page.get_by_role("button", name=re.compile(f"^Đã đến.*{one.name}")).click()


# -- the appeal ----------------------------------------------------------------------------------------------


def appeals(producer: Person, dossier_id: int, reasons: str) -> None:
    """The producer appeals a result."""
    producer.open(f"/dossiers/{dossier_id}/result/")
    producer.follow("Kiến nghị về kết quả này")
    producer.page.locator("[name=reasons]").fill(reasons)
    producer.page.locator("main fieldset textarea").first.fill(reasons)
    with producer.leaving():
        producer.press("Gửi kiến nghị")


def hears(office: Person, dossier_id: int, council_id: int) -> int:
    """The office admits the appeal and puts it before another council; the key of that council's case."""
    appeal = Appeal.objects.get(dossier=dossier_id)
    office.open(f"/appeals/{appeal.pk}/admit/")
    office.page.locator("input[name=decision][value=yes]").check()
    with office.leaving():
        office.press("Ghi nhận")
    office.open(f"/appeals/{appeal.pk}/panel/")
    office.page.locator("[name=council]").select_option(str(council_id))
    office.page.locator("input[name=scope][value=whole]").check()
    office.page.locator("[name=scope_reason]").fill("Giấy tờ bổ sung liên quan nhiều tiêu chí.")
    with office.leaving():
        office.press("Đưa ra hội đồng này")
    return CouncilCase.objects.filter(dossier=dossier_id).latest("pk").pk


def answers_appeal(office: Person, dossier_id: int, words: str) -> None:
    """The office answers the producer."""
    office.open(f"/appeals/{Appeal.objects.get(dossier=dossier_id).pk}/answer/")
    office.page.locator("[name=answer]").fill(words)
    with office.leaving():
        office.press("Gửi trả lời")


# -- papers --------------------------------------------------------------------------------------------------


def downloads(person: Person, words: str, to: Path) -> Path:
    """The file behind a link."""
    with person.page.expect_download() as download:
        person.follow(words)
    download.value.save_as(to)
    return to


def prints(person: Person, path: str, to: Path) -> Path:
    """What the printer gets of a page, as PDF."""
    person.open(path)
    person.page.pdf(path=to, format="A4", prefer_css_page_size=True)
    return to


def pages_of(pdf: Path) -> list[str]:
    """The words of each page."""
    with PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
