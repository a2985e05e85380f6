"""The demonstration's store of papers, and one product told whole: story, materials, names, figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ocop.platform.clock import local_day
from ocop.programme.actions import load_lists
from ocop.registry import papers
from ocop.registry.actions import goods as goods_actions
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.goods import MaterialFacts, RightFacts, SaleFacts, YearFacts
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.gtin import check_digit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ocop.platform.actors import Actor
    from ocop.registry.models import Paper, Producer, Product

TOLD_WHOLE: Final = "lan"
"""Who speaks for the producer of the product that is told whole."""
KINDS: Final = {
    "Giấy chứng nhận đăng ký kinh doanh": "business_registration",
    "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm": "food_safety",
    "Phiếu kiểm nghiệm sản phẩm": "test_result",
    "Hợp đồng liên kết, tiêu thụ": "materials",
}
"""What the papers of the dossiers are; a producer that did not say it lacks them on the lists."""
STORY: Final = {
    "origin": "Giống ớt thóc được người Giáy giữ làm giống từ ba đời nay.",
    "place": "Thung lũng Mường Hoa, sương sớm, đất bồi ven suối.",
    "people": "Hai mươi bốn hộ cùng trồng và cùng làm trong một bếp chung.",
    "know_how": "Ớt ủ trong chum sành, trộn mắc khén rang vừa tới.",
}
OUTPUT: Final = ((2024, "5.2", 390_000_000), (2025, "6.8", 540_000_000))


def build(actors: Mapping[str, Actor], makers: Mapping[str, Producer], now: datetime) -> None:
    """Say what the papers are that the dossiers brought into the store, and tell one product whole."""
    load_lists(now=now)
    for key, producer in makers.items():
        if key == TOLD_WHOLE or producer.products.exclude(certified_to=None).exists():
            for paper in papers.of_producer(producer):
                _say_kind(actors[key], paper, now)
    producer = makers[TOLD_WHOLE]
    product = producer.products.exclude(certified_to=None).order_by("pk").last()
    if product is not None:
        _tell(actors[TOLD_WHOLE], product, now)
        _add_system(actors[TOLD_WHOLE], producer, now)


def _say_kind(actor: Actor, paper: Paper, now: datetime) -> None:
    if paper.kind or paper.title not in KINDS:
        return
    names = PaperFacts.__dataclass_fields__
    facts = {name: getattr(paper, name) for name in names} | {"kind": KINDS[paper.title]}
    paper_actions.describe_paper(
        actor=actor,
        paper_id=paper.pk,
        expected_version=paper.version,
        facts=PaperFacts(**facts),
        products=list(paper.scopes.values_list("product_id", flat=True)),
        now=now,
    )


def _add_system(actor: Actor, producer: Producer, now: datetime) -> None:
    """A certificate that lapses soon, whose paper nobody has photographed yet."""
    today = local_day(now)
    paper_actions.add_paper(
        actor=actor,
        producer_id=producer.pk,
        facts=PaperFacts(
            kind="haccp",
            title="Giấy chứng nhận HACCP",
            holder=producer.name,
            number="HACCP 118/24",
            issuer="Tổ chức chứng nhận (dữ liệu thử nghiệm)",
            issued_on=today - timedelta(days=1040),
            expires_on=today + timedelta(days=55),
            scope_text="Chế biến tương ớt, gia vị",
        ),
        now=now,
    )


def _tell(actor: Actor, product: Product, now: datetime) -> None:
    """Everything the page of a product can tell."""
    bare = "893850000101"
    sale = SaleFacts(
        is_new=True,
        price=45_000,
        sale_unit="hũ 250 g",
        packaging="Hũ thủy tinh 250 g, nhãn hai thứ tiếng, tem truy xuất",
        gtin=bare + check_digit(bare),
        origin="Giống ớt thóc bản địa của thung lũng Mường Hoa",
        local_share=Decimal(92),
    )
    right = RightFacts("trademark", product.name, "filed", "4-2026-00118", filed_on=local_day(now))
    acts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (goods_actions.describe_sale, {"facts": sale}),
        (goods_actions.tell_story, {"parts": STORY}),
        (goods_actions.add_material, {"facts": MaterialFacts("Ớt thóc", "own", share=Decimal(70))}),
        (goods_actions.add_material, {"facts": MaterialFacts("Mắc khén", "commune", share=Decimal(22))}),
        (goods_actions.add_material, {"facts": MaterialFacts("Muối", "country", share=Decimal(8))}),
        (goods_actions.enter_right, {"facts": right}),
    ]
    acts += [
        (
            goods_actions.report_year,
            {"year": year, "facts": YearFacts(Decimal(output), "tấn", revenue=revenue)},
        )
        for year, output, revenue in OUTPUT
    ]
    for act, given in acts:
        product.refresh_from_db(fields=["version"])
        act(actor=actor, product_id=product.pk, expected_version=product.version, now=now, **given)
