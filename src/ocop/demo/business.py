"""What two producers of the demonstration tell of their business, and a household that became part of one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ocop.demo.way import producer_facts, product_facts
from ocop.platform.clock import local_day
from ocop.registry import actions
from ocop.registry.actions import (
    AreaFacts,
    ConsentFacts,
    LinkageFacts,
    TakeoverFacts,
    TraitFacts,
    YearFacts,
)
from ocop.registry.models import ConsentWay, TakeoverKind

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer

BEGUN: Final = date(2024, 3, 1)
FIGURES: Final = {
    "lan": YearFacts(
        members=42,
        members_female=27,
        members_ethnic=38,
        workers=12,
        workers_local=12,
        workers_female=8,
        workers_trained=5,
        monthly_income=6_200_000,
        revenue=1_850_000_000,
        profit=240_000_000,
    ),
    "sung": YearFacts(
        members=31,
        members_female=14,
        members_ethnic=29,
        workers=18,
        workers_seasonal=10,
        workers_local=18,
        monthly_income=5_800_000,
        revenue=2_400_000_000,
        export_revenue=150_000_000,
        profit=310_000_000,
    ),
}


def build(producers: dict[str, Producer], speakers: dict[str, Actor], now: datetime) -> None:
    """Years, a craft village, a linkage and a planting area, told by the producers themselves."""
    year = local_day(now).year - 1
    for key, figures in FIGURES.items():
        actions.save_year(
            actor=speakers[key],
            producer_id=producers[key].pk,
            year=year,
            expected_version=0,
            facts=figures,
            now=now,
        )
    own, other = producers["lan"], producers["sung"]
    actions.add_trait(
        actor=speakers["lan"],
        producer_id=own.pk,
        facts=TraitFacts("craft_village", BEGUN, "Làng nghề Tả Van Giáy", "1208/QĐ-UBND"),
        now=now,
    )
    actions.add_area(
        actor=speakers["lan"],
        producer_id=own.pk,
        facts=AreaFacts(
            "Nương Mường Hoa", "Ớt", own.commune.code, BEGUN, "VN-LCA-0117", Decimal("6.5"), 24, "vietgap"
        ),
        now=now,
    )
    actions.add_linkage(
        actor=speakers["sung"],
        producer_id=other.pk,
        facts=LinkageFacts("materials", BEGUN, "Các hộ trồng mận Na Quang", households=36),
        now=now,
    )


def register_household(officer: Actor, now: datetime) -> Producer:
    """A household of the commune, which an officer enters with its spoken consent, and its product."""
    today = local_day(now)
    household = actions.register_producer(
        actor=officer,
        facts=producer_facts(
            name="Hộ kinh doanh Mận Giàng Thị Mỷ",
            kind="ho",
            address="Thôn Na Quang",
            representative_name="Giàng Thị Mỷ",
            representative_title="Chủ hộ",
            representative_ethnicity="Mông",
            business_number="12E8004711",
            phone="",
        ),
        commune_code=officer.unit_code,
        consent=ConsentFacts(
            given_by="Giàng Thị Mỷ",
            way=ConsentWay.WITNESS,
            given_on=today,
            to_on=today + timedelta(days=180),
            witness="Trưởng thôn Na Quang",
            covers_products=True,
        ),
        now=now,
    )
    actions.register_product(
        actor=officer,
        producer_id=household.pk,
        facts=product_facts(name="Mứt mận Na Quang", set_no=7, story=""),
        now=now,
    )
    return household


def hand_on(officer: Actor, household: Producer, cooperative: Producer, now: datetime) -> None:
    """The household joins the cooperative, which goes on with its product."""
    household.refresh_from_db()
    cooperative.refresh_from_db()
    actions.take_over(
        actor=officer,
        former_id=household.pk,
        successor_id=cooperative.pk,
        facts=TakeoverFacts(TakeoverKind.MERGED, local_day(now), "Biên bản kết nạp thành viên 03/BB-HTX"),
        former_version=household.version,
        successor_version=cooperative.version,
        now=now,
    )
