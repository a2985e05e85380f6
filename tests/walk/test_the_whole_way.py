"""One product from nothing to its stars and back, as each person in turn sees it in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from ocop.demo.way import CHILLI, answers_for
from ocop.evaluation.models import Dossier, Sheet, SheetState
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry import regimes
from tests.walk.conftest import Arrive
from tests.walk.steps import (
    PHONE,
    TABLET,
    adds_paper,
    adds_photo,
    answers_sections,
    declares_no_interest,
    fills_sheet,
    give_password,
    registers,
    scan,
    seals_sheet,
    sign_in,
    writes_forms,
    written,
)
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
STORY: Final = "Giống ớt được giữ qua ba đời ở thung lũng Mường Hoa; người Giáy muối ớt với mắc khén."
FINDING: Final = "Đúng như hồ sơ; xã đã xem tại nơi sản xuất ngày 20/11/2026."


def answers(**changed: int) -> dict[str, int]:
    """A sheet of four stars, with these criteria answered otherwise (`c5_1=4` is criterion 5.1)."""
    product_set = regimes.product_set("2026-26", CHILLI)
    four = {"1.1": 3, "1.2": 3, "2.1": 4, "2.3": 3, "3.1": 3, "3.4": 2, "4.3": 5, "5.1": 5, "6.1": 3}
    otherwise = {name[1:].replace("_", "."): position for name, position in changed.items()}
    return {**answers_for(product_set, down=1), **four, **otherwise}


def test_a_product_goes_the_whole_way_and_its_certificate_is_withdrawn(  # noqa: PLR0917 - the whole cast
    arriving: Arrive,
    tmp_path: Path,
    lan: Actor,
    minh: Actor,
    hoa: Actor,
    mai: Actor,
    phuc: Actor,
    tuan: Actor,
    ngoc: Actor,
    cuc: Actor,
    dao: Actor,
) -> None:
    for actor in (lan, minh, hoa, mai, phuc, tuan, ngoc):
        give_password(actor)

    # Lan, on her phone, registers her product and tells what there is to tell.
    at_lan = arriving(PHONE)
    sign_in(at_lan, lan)
    at_lan.stands_before("Bàn làm việc của tôi")
    registers(at_lan, story=STORY)
    adds_photo(at_lan)
    at_lan.press("Lập hồ sơ: Lần đầu")
    at_lan.stands_before("Hồ sơ Tương ớt Mường Hoa")
    at_lan.sees("Chưa làm", "Chưa thể bắt đầu")
    writes_forms(at_lan)
    answers_sections(at_lan, answers())
    at_lan.sees("73/100", "4 sao", "Không phải kết quả chính thức")
    adds_paper(at_lan, criterion="1.2", section="1")
    at_lan.picture("evidence")
    at_lan.follow("Mọi việc cần làm")
    at_lan.picture("dossier")

    # She looks at everything once more and files it.
    at_lan.follow("Nộp hồ sơ cho UBND xã Tả Van")
    at_lan.stands_before("Kiểm tra câu trả lời và nộp")
    at_lan.press("Nộp hồ sơ cho UBND xã Tả Van")
    at_lan.stands_before("Đã nộp hồ sơ")
    at_lan.sees("Trả lời chậm nhất ngày", "Việc tiếp theo")
    receipt = at_lan.page.locator(".panel-reference").inner_text()

    # Minh finds it on his desk, writes what he found and sends it up.
    at_minh = arriving()
    sign_in(at_minh, minh)
    at_minh.stands_before("Bàn làm việc")
    at_minh.sees(receipt, "Tương ớt Mường Hoa")
    at_minh.picture("desk", upto=640)
    at_minh.follow("Tương ớt Mường Hoa")
    at_minh.stands_before("Tương ớt Mường Hoa")
    # The five jars come with Lan herself; Đào's team looks at the dossier once the province has it.
    beside = World(
        producer=lan, commune=minh, province=hoa, leader=cuc, members=[], now=clock.now(), adviser=dao
    )
    beside.sampled(Dossier.objects.get())
    at_minh.follow("Viết báo cáo và gửi tỉnh")
    at_minh.stands_before("Báo cáo của xã (Mẫu 03)")
    for topic in at_minh.page.locator(".topic").all():
        topic.locator("textarea").fill(FINDING)
        topic.get_by_role("radio", name="Có").check()
    at_minh.write("Kết luận, kiến nghị", "Đề nghị tỉnh đánh giá, phân hạng sản phẩm.")
    at_minh.write("Số báo cáo", "12/BC-UBND")
    at_minh.write("Ngày báo cáo", "23/11/2026")
    at_minh.write("Số văn bản đề nghị", "34/TTr-UBND")
    at_minh.picture("commune-report")
    at_minh.press("Lưu và kiểm tra trước khi gửi")
    at_minh.stands_before("Kiểm tra và gửi tỉnh")
    at_minh.press("Gửi hồ sơ lên tỉnh Lào Cai")
    at_minh.stands_before("Đã gửi lên cấp trên")
    code = at_minh.page.locator(".panel-reference").inner_text()

    # Hoa accepts it, sets up a council and puts it before the council.
    at_hoa = arriving()
    sign_in(at_hoa, hoa)
    at_hoa.follow("Tương ớt Mường Hoa")
    at_hoa.follow("Kiểm tra hồ sơ")
    at_hoa.stands_before("Kiểm tra hồ sơ")
    at_hoa.page.get_by_role("radio", name="Đủ, chấp nhận hồ sơ").check()
    with at_hoa.leaving():
        at_hoa.press("Ghi kết quả kiểm tra")
    beside.now = clock.now()
    beside.reviewed(Dossier.objects.get())
    at_hoa.open("/councils/")
    at_hoa.follow("Lập hội đồng")
    at_hoa.stands_before("Lập hội đồng")
    at_hoa.write("Tên hội đồng", "Hội đồng OCOP tỉnh Lào Cai")
    at_hoa.write("Số quyết định thành lập", "345/QĐ-UBND")
    at_hoa.write("Ngày quyết định", "16/11/2026")
    at_hoa.press("Lập và chọn thành viên")
    at_hoa.stands_before("Xếp thành viên")
    for actor, role in ((mai, "chair"), (phuc, "secretary"), (tuan, "member"), (ngoc, "member")):
        at_hoa.page.get_by_label(actor.name).select_option(role)
    at_hoa.page.locator(f"#id_scores_{phuc.user_id}").select_option("no")
    at_hoa.press("Xếp những người đã chọn")
    at_hoa.follow("Đưa hồ sơ ra hội đồng này")
    at_hoa.stands_before("Đưa hồ sơ ra hội đồng")
    at_hoa.page.get_by_role("checkbox", name="Tương ớt Mường Hoa").check()
    at_hoa.press("Đưa ra hội đồng")
    at_hoa.sees("Đang chấm")
    at_hoa.reads_without_barrier()

    # The members say that they have no interest, score on a tablet and seal.
    sheets = {
        mai: answers(),
        tuan: answers(c4_3=4, c6_2=4, c11=3),
        ngoc: answers(c1_2=2, c5_1=4, c2_1=3, c8=1),
    }
    for member, given in sheets.items():
        at_member = arriving(TABLET)
        sign_in(at_member, member)
        at_member.follow("Tương ớt Mường Hoa")
        at_member.stands_before("Tương ớt Mường Hoa")
        declares_no_interest(at_member)
        at_member.sees("Giấy xác nhận vùng nguyên liệu")
        fills_sheet(at_member, given)
        if member is mai:
            at_member.reads_without_barrier()
            at_member.picture("council-sheet", at=at_member.page.locator("#part-B"))
        seals_sheet(at_member)
        if member is mai:
            at_member.reads_without_barrier()

    # The secretary reveals the sheets, records what the council agreed and closes.
    at_phuc = arriving()
    sign_in(at_phuc, phuc)
    with at_phuc.leaving():
        at_phuc.follow("Khai một lần")
    at_phuc.page.locator("select[name^=answer_]").first.select_option("no")
    at_phuc.reads_without_barrier()
    with at_phuc.leaving():
        at_phuc.press("Khai cho tất cả")
    at_phuc.follow("Tương ớt Mường Hoa")
    at_phuc.sees("3/3", "phiếu đã niêm phong")
    at_phuc.reads_without_barrier()
    at_phuc.press("Mở niêm phong tất cả các phiếu")
    at_phuc.stands_before("Tương ớt Mường Hoa")
    at_phuc.sees("Nếu chốt bây giờ", mai.name, tuan.name, ngoc.name)
    at_phuc.press("Ghi nhận mức thống nhất")
    at_phuc.press("Ghi nhận điều kiện loại")
    at_phuc.follow("Tiếp tục để chốt")
    at_phuc.stands_before("Chốt kết quả")
    at_phuc.write("Kết luận của chủ tịch hội đồng", "Hội đồng nhất trí.")
    at_phuc.press("Chốt với kết quả này")
    at_phuc.sees("71,00", "4 sao")
    at_phuc.reads_without_barrier()
    at_phuc.picture("council-result")
    why = at_phuc.page.locator(".case-result li").all_inner_texts()

    # The same sheets in the same file: the command says the same stars, and why.
    with at_phuc.page.expect_download() as download:
        at_phuc.follow("Tải dữ liệu chấm để tính lại")
    file = tmp_path / "case.json"
    download.value.save_as(file)
    command = [str(Path(sys.executable).with_name("ocop")), "score", str(file), "--json"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    assert (told["total"], told["stars"]) == ("71.00", 4)
    assert told["why"] == why

    # Hoa enters what the leader signed; the certificate is there.
    at_hoa.open(at_phuc.page.url.removeprefix(at_phuc.base) + "decision/")
    at_hoa.stands_before("Nhập quyết định")
    at_hoa.write("Số quyết định", "678/QĐ-UBND")
    at_hoa.write("Người ký", "Trần Thị Cúc")
    at_hoa.write("Chức vụ người ký", "Phó Chủ tịch UBND tỉnh")
    at_hoa.press("Tiếp tục và kiểm tra")
    at_hoa.stands_before("Kiểm tra quyết định")
    at_hoa.press("Ghi nhận quyết định")
    at_hoa.stands_before("Đã công nhận")
    at_hoa.follow("Mở giấy chứng nhận")
    at_hoa.stands_before("Giấy chứng nhận sản phẩm OCOP")
    at_hoa.sees(code, "4 sao", "678/QĐ-UBND")
    at_hoa.picture("certificate", at=at_hoa.page.locator(".certificate"))

    # Somebody at a shelf scans the code.
    address = scan(at_hoa)
    assert address == f"{at_hoa.base}/p/{code}"
    at_shelf = arriving(PHONE)
    at_shelf.page.goto(address)
    at_shelf.stands_before("Còn hiệu lực")
    at_shelf.sees("4 sao", "Tương ớt Mường Hoa", "678/QĐ-UBND")
    at_shelf.picture("status")

    # Lan sees her stars; the history tells each step once.
    at_lan.open("/desk/")
    at_lan.stands_before("Bàn làm việc của tôi")
    at_lan.sees("Đã công nhận", code)

    # The certificate is withdrawn; whoever scans sees it at once.
    at_hoa.follow("Thu hồi giấy chứng nhận")
    at_hoa.stands_before("Thu hồi giấy chứng nhận")
    at_hoa.page.get_by_role("radio").first.check()
    at_hoa.write("Số quyết định thu hồi", "702/QĐ-UBND")
    at_hoa.write("Ngày quyết định", "23/11/2026")
    at_hoa.write("Nội dung vi phạm", "Dùng nhãn của sản phẩm khác.")
    at_hoa.press("Tiếp tục và kiểm tra")
    at_hoa.stands_before("Kiểm tra việc thu hồi")
    with at_hoa.leaving():
        at_hoa.press("Thu hồi giấy chứng nhận")
    at_shelf.page.goto(address)
    at_shelf.stands_before("Đã thu hồi ngày 23/11/2026")


def test_a_product_is_registered_and_its_dossier_filed_without_script(arriving: Arrive, lan: Actor) -> None:
    give_password(lan)
    at_lan = arriving(PHONE, script=False)
    sign_in(at_lan, lan)
    registers(at_lan, story=STORY)
    at_lan.press("Lập hồ sơ: Lần đầu")
    writes_forms(at_lan)
    answers_sections(at_lan, answers())
    adds_paper(at_lan, criterion="1.2", section="1")
    at_lan.follow("Mọi việc cần làm")
    at_lan.follow("Nộp hồ sơ cho UBND xã Tả Van")
    at_lan.press("Nộp hồ sơ cho UBND xã Tả Van")
    at_lan.sees("Đã nộp hồ sơ")
    assert written("dossier.filed") == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_dossier_is_filed_once_however_often_the_button_is_pressed(
    arriving: Arrive, world: World, lan: Actor, *, script: bool
) -> None:
    dossier = world.filled(world.dossier())
    give_password(lan)
    at_lan = arriving(PHONE, script=script)
    sign_in(at_lan, lan)
    late = at_lan.another_window()
    for window in (at_lan, late):
        window.open(f"/dossiers/{dossier.pk}/fill/check/")
    at_lan.page.get_by_role("button", name="Nộp hồ sơ cho UBND xã Tả Van").dblclick()
    if script:
        at_lan.stands_before("Đã nộp hồ sơ")
    else:
        # Without script the browser decides which of the two clicks it still answers.
        done = at_lan.page.get_by_role("heading", name="Đã nộp hồ sơ")
        expect(at_lan.page.locator(".trouble").or_(done).first).to_be_visible()
    with late.page.expect_response(lambda one: one.request.method == "POST") as answer:
        late.press("Nộp hồ sơ cho UBND xã Tả Van")
    assert answer.value.status == 409
    expect(late.page.locator(".trouble")).to_be_visible()
    late.reads_without_barrier()
    late.follow("Xem tình trạng hiện tại")
    assert written("dossier.filed") == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_sheet_is_sealed_once_however_often_the_button_is_pressed(
    arriving: Arrive, world: World, tuan: Actor, *, script: bool
) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier)[:1])
    sheet = world.sheet_of(dossier, tuan)
    give_password(tuan)
    at_tuan = arriving(TABLET, script=script)
    sign_in(at_tuan, tuan)
    at_tuan.open(f"/sheets/{sheet.pk}/")
    declares_no_interest(at_tuan)
    for number, position in answers().items():
        at_tuan.tick(number, position)
    at_tuan.press("Kiểm tra rồi niêm phong")
    expect(at_tuan.page).to_have_url(re.compile("/check/$"))
    late = at_tuan.another_window()
    late.page.goto(at_tuan.page.url)
    at_tuan.page.get_by_role("button", name="Niêm phong phiếu").dblclick()
    if script:
        at_tuan.sees("Đã niêm phong phiếu")
    else:
        done = at_tuan.page.get_by_text("Đã niêm phong phiếu")
        expect(at_tuan.page.locator(".trouble").or_(done).first).to_be_visible()
    with late.page.expect_response(lambda one: one.request.method == "POST") as answer:
        late.press("Niêm phong phiếu")
    assert answer.value.status == 409
    assert written("sheet.sealed") == 2
    assert Sheet.objects.get(pk=sheet.pk).state == SheetState.SEALED


def test_practice_on_a_phone_shows_what_stands_between_and_the_next_star(arriving: Arrive) -> None:
    visitor = arriving(PHONE)
    visitor.open("/practice/")
    visitor.write("Tìm theo tên", "gia vi")
    with visitor.leaving():
        visitor.press("Tìm")
    with visitor.leaving():
        visitor.follow("Gia vị khác")
    given = answers(c5_1=3, c2_1=3)
    progress = visitor.page.locator(".progress p")
    last = int(progress.inner_text().split("/")[-1])
    for step in range(1, last + 1):
        expect(progress).to_have_text(f"Bước {step}/{last}")
        for question in visitor.page.locator("fieldset.choices:has(input[type=radio])").all():
            number = question.locator("input").first.get_attribute("name") or ""
            visitor.tick(number, given.pop(number))
        if step < last:
            visitor.press("Tiếp tục")
    assert not given
    visitor.press("Xem kết quả")
    visitor.stands_before("Nếu nộp hôm nay")
    visitor.sees("Vì sao chưa được 4 sao", "Không phải kết quả chính thức")
    visitor.picture("practice")
