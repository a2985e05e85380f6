"""What a person does in front of a browser, so that the walk reads as a story.

`OCOP_PICTURES=docs/images` lets the walk write the pictures that the README and the guides show.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, ViewportSize, expect

from ocop.demo import papers
from ocop.journal.models import Entry
from ocop.platform.actors import Actor
from ocop.platform.files import CheckedFile
from tests.cast import user_of

PASSWORD: Final = "ocop-thu-nghiem"
PHONE: Final = ViewportSize(width=390, height=844)
TABLET: Final = ViewportSize(width=1024, height=768)
DESKTOP: Final = ViewportSize(width=1280, height=900)
PICTURES: Final = os.environ.get("OCOP_PICTURES", "")
SETTLE: Final = "document.activeElement?.blur()"
SHARP: Final = {390: 2.0, 1024: 1.25, 1280: 1.0}


@dataclass
class Person:
    """Someone in front of a window of their own; `base` is where the site stands."""

    page: Page
    base: str
    script: bool = True

    @property
    def context(self) -> BrowserContext:
        """The browser the window belongs to, with its cookies."""
        return self.page.context

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.base}{path}")

    def sees(self, *words: str) -> None:
        """All of these words are on the page."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def stands_before(self, heading: str) -> None:
        """The page has this heading, anybody can read it, and it fits its window."""
        expect(self.page.locator("h1, .panel-title").first).to_contain_text(heading)
        self.reads_without_barrier()

    def reads_without_barrier(self) -> None:
        """No finding of the WCAG 2 A and AA rules, no scrolling sideways; where script runs to find out."""
        if not self.script:
            return
        audit = Axe().run(self.page)
        assert audit.violations_count == 0, f"{self.page.url}\n{audit.generate_report()}"
        size = self.page.viewport_size or DESKTOP
        assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], self.page.url

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        self.page.get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        """Press the button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done here leads to another page, which has come at the end: a click does not wait."""
        with self.page.expect_navigation():
            yield

    def write(self, label: str, words: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label).first.fill(words)

    def tick(self, criterion: str, position: int) -> None:
        """Choose an option of a criterion by its words, as a finger does."""
        box = self.page.locator(f'input[name="{criterion}"][value="{position}"]')
        self.page.locator("label.choice", has=box).click()
        expect(box).to_be_checked()

    def another_window(self) -> Person:
        """A second window of the same person."""
        return Person(self.context.new_page(), self.base, self.script)

    def picture(self, name: str, *, at: Locator | None = None, upto: float | None = None) -> None:
        """Keep what is seen now as `name`.png, when pictures are asked for; `at` is scrolled to the top."""
        if not PICTURES:
            return
        self.page.evaluate(SETTLE)
        if at is not None:
            at.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)")
        else:
            self.page.evaluate("scrollTo(0, 0)")
        size = self.page.viewport_size or DESKTOP
        height = min(upto or size["height"], size["height"])
        shot = self.page.screenshot(clip={"x": 0, "y": 0, "width": size["width"], "height": height})
        keep(Image.open(BytesIO(shot)), name)


def keep(picture: Image.Image, name: str) -> None:
    """Write a picture with a palette of its own: small, and sharp enough for words."""
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    colours = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    colours.save(folder / f"{name}.png", optimize=True)


def arrive(browser: Browser, base: str, *, size: ViewportSize, script: bool = True) -> Person:
    """Somebody nobody knows, with a window of this size."""
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport=size,
        has_touch=size is not DESKTOP,
        java_script_enabled=script,
        device_scale_factor=SHARP[size["width"]] if PICTURES else 1,
    )
    context.set_default_timeout(20_000)
    return Person(context.new_page(), base, script)


def give_password(actor: Actor) -> None:
    """Let someone of the cast sign in as people do."""
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


def sign_in(person: Person, actor: Actor) -> None:
    """Sign in with a phone number and a password; the desk opens."""
    person.open("/sign-in/")
    person.write("Số điện thoại hoặc thư điện tử", user_of(actor).login)
    person.write("Mật khẩu", PASSWORD)
    person.press("Đăng nhập")
    expect(person.page).to_have_url(f"{person.base}/desk/")


# -- the producer ------------------------------------------------------------------------------------


def registers(person: Person, *, story: str) -> None:
    """A household becomes a producer with one product; the dossier begins."""
    person.follow("Xem sản phẩm của tôi")
    person.follow("Đăng ký chủ thể")
    person.stands_before("Đăng ký chủ thể")
    person.write("Tên chủ thể", "Hợp tác xã Ớt Tả Van")
    person.page.get_by_role("radio", name="Hợp tác xã").first.check()
    person.write("Địa chỉ", "Thôn Tả Van Giáy")
    person.write("Người đại diện pháp luật", "Lý Thị Lan")
    person.write("Chức vụ", "Giám đốc")
    person.page.get_by_role("radio", name="Nữ").check()
    person.write("Dân tộc", "Giáy")
    person.write("Số điện thoại", "0912 000 001")
    person.press("Lưu chủ thể")
    person.stands_before("Hợp tác xã Ớt Tả Van")
    person.follow("Đăng ký sản phẩm")
    person.stands_before("Sản phẩm thuộc bộ nào?")
    person.write("Bạn làm ra sản phẩm gì?", "gia vi")
    person.press("Tìm")
    person.follow("10. Gia vị khác")
    person.write("Tên sản phẩm", "Tương ớt Mường Hoa")
    person.write("Câu chuyện sản phẩm", story)
    person.press("Lưu sản phẩm")
    person.stands_before("Tương ớt Mường Hoa")


def adds_photo(person: Person) -> None:
    """A photo of the jar, as the phone took it."""
    jar = as_upload(papers.photo("hu-tuong-ot", "#b3261e"))
    person.page.get_by_label("Ảnh sản phẩm").set_input_files([jar])
    person.press("Lưu ảnh")
    expect(person.page.get_by_alt_text("Ảnh Tương ớt Mường Hoa")).to_be_visible()


def writes_forms(person: Person) -> None:
    """Form 01 and the parts of form 02 that are words."""
    person.follow("Chủ thể và sản phẩm")
    person.stands_before("Chủ thể và sản phẩm")
    expect(person.page.get_by_label("Tên chủ thể")).to_have_value("Hợp tác xã Ớt Tả Van")
    person.press("Lưu và tiếp tục")
    for task, label, words in (
        ("Phần I. Thông tin chung", "Giới thiệu về chủ thể", "Hợp tác xã có 24 thành viên, trồng 12 ha ớt."),
        ("Phần II. Kết quả", "Kết quả sản xuất kinh doanh", "Doanh thu 1,8 tỷ đồng, tăng 15%."),
        ("Phần IV. Kế hoạch", "Kế hoạch của bạn", "Mở rộng vùng nguyên liệu lên 20 ha."),
    ):
        person.follow(task)
        person.write(label, words)
        person.press("Lưu và tiếp tục")
    person.stands_before("Hồ sơ Tương ớt Mường Hoa")


def answers_sections(person: Person, answers: Mapping[str, int]) -> None:
    """The self-assessment from its first section to its last, one screen after the other."""
    with person.leaving():
        person.page.locator(".task a", has_text="1. ").first.click()
    left = dict(answers)
    while left:
        names = person.page.locator("fieldset.choices").evaluate_all(
            "all => all.map(one => one.querySelector('input').name)"
        )
        for number in names:
            person.tick(number, left.pop(number))
        onward = person.page.locator("button[name=then][value=next]")
        with person.leaving():
            onward.click()


def adds_paper(person: Person, *, criterion: str, section: str) -> None:
    """A paper photographed where its criterion is answered."""
    person.page.locator(".task a", has_text=f"{section}. ").first.click()
    person.page.get_by_role("link", name=f"Thêm giấy tờ cho tiêu chí {criterion}").click()
    person.page.get_by_label("Ảnh hoặc tệp").set_input_files([as_upload(papers.paper("giay-xac-nhan", 7))])
    person.press("Thêm các giấy tờ này")
    person.write("Đây là giấy gì?", "Giấy xác nhận vùng nguyên liệu")
    person.write("Số, ký hiệu", "12/XN-UBND")
    person.write("Ngày cấp", "01/10/2026")
    person.reads_without_barrier()
    person.press("Lưu giấy tờ")
    person.stands_before("Giấy tờ và ảnh")
    person.sees("Giấy xác nhận vùng nguyên liệu", "Chứng minh cho:")


def as_upload(file: CheckedFile) -> FilePayload:
    """A file as a phone hands it over."""
    return FilePayload(name=file.name, mimeType=file.media_type, buffer=file.content)


# -- the council -------------------------------------------------------------------------------------


def declares_no_interest(person: Person) -> None:
    """The gate before a sheet."""
    person.page.get_by_role("radio", name="Tôi không có lợi ích liên quan").check()
    with person.leaving():
        person.press("Khai và tiếp tục")


def fills_sheet(person: Person, answers: Mapping[str, int]) -> None:
    """Every criterion of the sheet; each tap is kept by itself."""
    for number, position in answers.items():
        person.tick(number, position)
    expect(person.page.locator("#bar")).to_contain_text("Đã chấm mọi tiêu chí")


def seals_sheet(person: Person) -> None:
    """The last look, and the seal."""
    person.press("Kiểm tra rồi niêm phong")
    person.stands_before("Kiểm tra phiếu của bạn")
    person.press("Niêm phong phiếu")
    person.sees("Đã niêm phong phiếu")


# -- everybody ---------------------------------------------------------------------------------------


def scan(person: Person) -> str:
    """What a phone reads from the QR code seen in this person's window."""
    shot = person.page.locator(".certificate-qr img").screenshot()
    found = zxingcpp.read_barcodes(Image.open(BytesIO(shot)))
    assert len(found) == 1
    return found[0].text


def written(verb: str) -> int:
    """How many entries of the journal have this verb."""
    return Entry.objects.filter(verb=verb).count()
