"""A dossier in any state, built by the actions themselves.

    def test_something(world: World) -> None:
        dossier = world.dossier("scoring")

The fixture has the cast's people: mai chairs, phuc is the secretary without a sheet, dao heads the
advisory team.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ocop.demo.way import (
    CHILLI,
    STATES,
    World,
    a_file,
    answers_for,
    consent_facts,
    producer_facts,
    product_facts,
)
from ocop.evaluation.models import AdvisoryTeam, Council, Dossier, Review, Sheet
from ocop.platform import files
from ocop.platform.actors import Actor
from ocop.recognition.actions import withdraw_certificate
from ocop.recognition.models import Certificate
from ocop.registry.models import Producer, Product
from tests.cast import NOW
from tests.kept import kept

__all__ = [
    "CHILLI",
    "STATES",
    "World",
    "a_file",
    "answers_for",
    "consent_facts",
    "producer_facts",
    "product_facts",
]


class KeptWorld(World):
    """The same way with the same people, each step of which is made once and then kept (`tests/kept.py`)."""

    @kept
    def a_producer(self, **changed: str) -> Producer:
        return super().a_producer(**changed)

    @kept
    def a_product(self, **changed: str | int) -> Product:
        return super().a_product(**changed)

    @kept
    def begun(self, product: Product, kind: str = "first") -> Dossier:
        return super().begun(product, kind)

    def filled(self, dossier: Dossier, *, down: int = 1) -> Dossier:
        files.keep(a_file())  # what is kept are rows
        return self._filled(dossier, down)

    @kept
    def _filled(self, dossier: Dossier, down: int) -> Dossier:
        return super().filled(dossier, down=down)

    @kept
    def registered(self, dossier: Dossier) -> Dossier:
        return super().registered(dossier)

    @kept
    def reported(self, dossier: Dossier) -> Dossier:
        return super().reported(dossier)

    @kept
    def filed(self, dossier: Dossier) -> Dossier:
        return super().filed(dossier)

    @kept
    def withdrawn(self, dossier: Dossier) -> Dossier:
        return super().withdrawn(dossier)

    @kept
    def returned(self, dossier: Dossier, reason: str = "Thiếu phiếu kiểm nghiệm của năm nay.") -> Dossier:
        return super().returned(dossier, reason)

    @kept
    def answered(self, dossier: Dossier) -> Dossier:
        return super().answered(dossier)

    @kept
    def sampled(self, dossier: Dossier) -> Dossier:
        return super().sampled(dossier)

    @kept
    def with_report(self, dossier: Dossier) -> Dossier:
        return super().with_report(dossier)

    @kept
    def sent_up(self, dossier: Dossier) -> Dossier:
        return super().sent_up(dossier)

    @kept
    def accepted(self, dossier: Dossier) -> Dossier:
        return super().accepted(dossier)

    @kept
    def a_team(self) -> AdvisoryTeam:
        return super().a_team()

    @kept
    def reviewing(self, dossier: Dossier) -> Review:
        return super().reviewing(dossier)

    @kept
    def reported_on(self, review: Review) -> Review:
        return super().reported_on(review)

    @kept
    def reviewed(self, dossier: Dossier) -> Dossier:
        return super().reviewed(dossier)

    @kept
    def a_council(self) -> Council:
        return super().a_council()

    @kept
    def scoring(self, dossier: Dossier) -> Dossier:
        return super().scoring(dossier)

    @kept
    def sealed_by(self, actor: Actor, dossier: Dossier, answers: Mapping[str, int]) -> Sheet:
        return super().sealed_by(actor, dossier, answers)

    @kept
    def revealed(self, dossier: Dossier) -> Dossier:
        return super().revealed(dossier)

    @kept
    def agreed(self, dossier: Dossier) -> Dossier:
        return super().agreed(dossier)

    @kept
    def closed(self, dossier: Dossier) -> Dossier:
        return super().closed(dossier)

    @kept
    def decided(self, dossier: Dossier, state: str = "recognised") -> Dossier:
        return super().decided(dossier, state)


def withdraw(world: World, certificate: Certificate) -> None:
    """The leader withdraws a certificate whose mark was put on other goods."""
    withdraw_certificate(
        actor=world.leader,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground="mark_misused",
        decided_on=world.today,
        decision_number="99/QĐ-UBND",
        reason="In sao trên sản phẩm khác.",
        now=world.later(),
    )


@pytest.fixture
def world(  # noqa: PLR0917 - the whole cast
    lan: Actor,
    minh: Actor,
    hoa: Actor,
    cuc: Actor,
    mai: Actor,
    phuc: Actor,
    tuan: Actor,
    ngoc: Actor,
    son: Actor,
    dao: Actor,
) -> World:
    """The cast of Lào Cai, ready for a dossier."""
    members = [(mai, "chair", True), (phuc, "secretary", False)]
    members += [(actor, "member", True) for actor in (tuan, ngoc, son)]
    return KeptWorld(
        producer=lan, commune=minh, province=hoa, leader=cuc, members=members, now=NOW, adviser=dao
    )
