"""What offices tell shoppers in the demonstration: points of sale, events, news. Everything is invented."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ocop.demo import papers
from ocop.places import queries as places
from ocop.platform.clock import local_day
from ocop.promotion import actions
from ocop.promotion.actions import ArticleFacts, EventFacts, OutletFacts
from ocop.recognition import public

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ocop.platform.actors import Actor
    from ocop.promotion.actions import Facts

BAC_HA, TA_VAN = "02839", "03037"


def build(actors: Mapping[str, Actor], now: datetime) -> None:
    """Enter and publish them by the offices of both provinces; one event is still a draft."""
    today = local_day(now)
    for key, code, facts, colour in _posts(today):
        _publish(actors[key], code, facts, colour, now)
    draft = _event("Ngày hội mận Bắc Hà", "festival", today + timedelta(days=75), 2, "Chợ Bắc Hà")
    actions.enter(actor=actors["hoa"], unit_id=places.unit(BAC_HA).pk, facts=draft, now=now)


def _publish(actor: Actor, code: str, facts: Facts, colour: str, now: datetime) -> None:
    photo = papers.stall(facts.title, colour)
    post = actions.enter(actor=actor, unit_id=places.unit(code).pk, facts=facts, photo=photo, now=now)
    noun = post._meta.model_name or ""
    actions.publish(actor=actor, noun=noun, pk=post.pk, expected_version=post.version, now=now)


def _posts(today: date) -> list[tuple[str, str, Facts, str]]:
    """Who publishes what about which place, and the colour of its picture."""
    return [
        ("hoa", "15", _outlet("Trung tâm OCOP Lào Cai", "centre", "Số 12 đường Hoàng Liên", "15"), "#14532d"),
        ("hoa", TA_VAN, _outlet("Điểm bán OCOP Tả Van", "stop", "Thôn Tả Van Giáy", "15"), "#b45309"),
        ("hoa", BAC_HA, _outlet("Cửa hàng đặc sản Bắc Hà", "shop", "Chợ Bắc Hà, ki-ốt 7", "15"), "#7c1d4a"),
        (
            "yen",
            "82",
            _outlet("Điểm giới thiệu OCOP Sa Đéc", "point", "Số 5 đường Nguyễn Huệ", "82"),
            "#c2185b",
        ),
        (
            "hoa",
            "15",
            _event("Phiên chợ OCOP Tây Bắc", "fair", today - timedelta(days=1), 5, "Quảng trường Đinh Lễ"),
            "#166534",
        ),
        (
            "yen",
            "82",
            _event(
                "Tuần lễ trái cây Đồng Tháp", "festival", today + timedelta(days=24), 7, "Công viên Sa Đéc"
            ),
            "#e08a00",
        ),
        (
            "hoa",
            TA_VAN,
            _event(
                "Một ngày làm tương ớt Mường Hoa",
                "tourism",
                today + timedelta(days=40),
                1,
                "Bếp chung Tả Van",
            ),
            "#b3261e",
        ),
        (
            "hoa",
            "15",
            _article(
                "Kết quả đánh giá đợt này đã được đăng",
                "Hội đồng cấp tỉnh đã chấm xong; quyết định công nhận được đăng cùng danh sách sản phẩm.",
            ),
            "#14532d",
        ),
        (
            "yen",
            "82",
            _article(
                "Hướng dẫn chủ thể chuẩn bị hồ sơ đợt tới",
                "Xem trước phiếu tự đánh giá, chụp sẵn các giấy còn hạn và hỏi công chức xã khi chưa rõ.",
            ),
            "#1d4e89",
        ),
    ]


def _outlet(title: str, kind: str, address: str, province: str) -> OutletFacts:
    """A shop that sells the recognised products of a province."""
    sold = public.known().filter(province_code=province).exclude(certified_to=None)
    return OutletFacts(
        title=title,
        kind=kind,
        address=address,
        hours="7:30-21:00, cả tuần",
        phone="02143000111",
        text="Bán và giới thiệu sản phẩm OCOP của tỉnh.\n\n- Có nơi dùng thử\n- Nhận gửi hàng đi các tỉnh",
        photo_caption="Gian hàng bày sản phẩm OCOP",
        codes=tuple(sold.order_by("code").values_list("code", flat=True)[:6]),
    )


def _event(title: str, kind: str, begins: date, days: int, venue: str) -> EventFacts:
    return EventFacts(
        title=title,
        kind=kind,
        starts_on=begins,
        ends_on=begins + timedelta(days=days - 1),
        venue=venue,
        organiser="Cơ quan phụ trách OCOP của tỉnh",
        hours="8:00-20:00",
        text="Vào cửa tự do. Mỗi gian hàng có mã QR để tra giấy chứng nhận của sản phẩm.",
        photo_caption="Gian hàng tại phiên chợ",
    )


def _article(title: str, summary: str) -> ArticleFacts:
    return ArticleFacts(
        title=title,
        summary=summary,
        text="Đây là tin của bản trình diễn, người và sản phẩm đều hư cấu.\n\n"
        "- Danh sách sản phẩm: xem mục Sản phẩm\n- Cách chấm điểm: xem mục Cách thực hiện",
        photo_caption="Gian hàng bày sản phẩm OCOP",
    )
