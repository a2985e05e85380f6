"""The reviews of the demonstration: a team, findings, a site survey, a test that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ocop.demo import papers, people
from ocop.demo.marks import marks
from ocop.evaluation import actions, site
from ocop.evaluation.actions import RequestFacts, ReviewFindingFacts, SeenFacts, SurveyFacts
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.demo.goods import Goods
    from ocop.demo.way import World
    from ocop.evaluation.models import AdvisoryTeam, Dossier, Review
    from ocop.platform.actors import Actor

SHOWN = "Giấy tờ trong hồ sơ khớp với nội dung chủ thể tự đánh giá."
EVERY = 4
"""One criterion in so many gets a finding."""


def team(world: World, actors: Mapping[str, Actor]) -> AdvisoryTeam:
    """The team of the province, with a consultant where there is one."""
    found = world.a_team()
    consultant = actors[people.CONSULTANT.key]
    if consultant.unit_code == world.province.unit_code:
        actions.seat_adviser(
            actor=world.province,
            team_id=found.pk,
            expected_version=found.version,
            user_id=consultant.user_id or 0,
            now=world.later(),
        )
        found.refresh_from_db()
    return found


def under_way(world: World, dossier: Dossier) -> None:
    """Reviewed, with a test that the producer still has to answer."""
    review = world.reviewing(dossier)
    _find(world, review, {})
    _survey(world, review)
    actions.ask_test(
        actor=_reviewer(world),
        review_id=review.pk,
        facts=RequestFacts(
            indicator="Giấy tờ về an toàn phòng cháy, chữa cháy của các nhà nghỉ trong bản",
            reason="Hồ sơ chưa có giấy tờ về an toàn phòng cháy, chữa cháy của nơi khách ngủ lại.",
            asked_of=dossier.product.producer.name,
            due_on=world.today + timedelta(days=20),
        ),
        now=world.later(),
    )


def reported(world: World, dossier: Dossier, item: Goods) -> None:
    """Reviewed, and the report sent to the chair."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    review = world.reviewing(dossier)
    _find(
        world,
        review,
        marks(regimes.regime(dossier.regime_id), product_set, item.stars, f"{item.name} council"),
    )
    _survey(world, review)
    world.reported_on(review)
    world.fresh(dossier)


def _reviewer(world: World) -> Actor:
    if world.adviser is None:
        raise ValueError("this world has nobody to advise a council")
    return world.adviser


def _find(world: World, review: Review, proposed: Mapping[str, int]) -> None:
    """A finding for some criteria; what is proposed is what the council will choose."""
    dossier = review.dossier
    leaves = list(regimes.product_set(dossier.regime_id, dossier.set_no).leaves)
    for number in leaves[::EVERY]:
        actions.save_finding(
            actor=_reviewer(world),
            review_id=review.pk,
            criterion=number,
            expected_version=0,
            facts=ReviewFindingFacts(SHOWN, position=proposed.get(number)),
            now=world.later(),
        )


def _survey(world: World, review: Review) -> None:
    """A record of a site survey, with a photo."""
    producer = review.dossier.product.producer
    survey = actions.save_survey(
        actor=_reviewer(world),
        review_id=review.pk,
        expected_version=0,
        facts=SurveyFacts(
            visited_on=world.today,
            place=producer.address,
            people=f"{_reviewer(world).name} – tổ tư vấn\n{producer.representative_name} – đại diện chủ thể",
            latitude=Decimal("22.303512"),
            longitude=Decimal("103.889127"),
            conclusion="Cơ sở hoạt động bình thường, sạch sẽ.",
            signers=f"{_reviewer(world).name}\n{producer.representative_name}",
        ),
        seen={item.code: SeenFacts(holds=True) for item in site.checklist(review.dossier)},
        now=world.later(),
    )
    actions.add_survey_photo(
        actor=_reviewer(world),
        survey_id=survey.pk,
        file=papers.photo(f"Cơ sở {producer.name}", "#5a8c5a"),
        caption="Khu vực sơ chế",
        now=world.later(),
    )
