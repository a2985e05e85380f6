"""Each action works and leaves one entry; strangers, readers, wrong states and stale pages are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import ObjectDoesNotExist

from ocop.evaluation import actions
from ocop.evaluation.actions import (
    CorrectionFacts,
    EvidenceFacts,
    FindingFacts,
    RegistrationFacts,
    SelfReportFacts,
)
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Correction, Dossier
from ocop.evaluation.queries import registration_start
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import no_entry, one_entry
from tests.world import World, a_file

pytestmark = pytest.mark.django_db

Take = Callable[[World, Actor, Dossier, int], object]


ASKED = [CorrectionFacts("Thiếu giấy", "evidence"), CorrectionFacts("Chưa rõ")]


@dataclass(frozen=True)
class Act:
    """An action as a table row: `by` takes it in `state`, it leads to `after`; in `closed` it is too late."""

    verb: str
    by: str
    state: str
    after: str
    take: Take
    closed: str = "withdrawn"
    has_version: bool = True


def save_registration(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    facts = RegistrationFacts(**registration_start(dossier))
    return actions.save_registration(
        actor=actor, dossier_id=dossier.pk, expected_version=version, facts=facts, now=world.later()
    )


def save_self_report(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.save_self_report(
        actor=actor,
        dossier_id=dossier.pk,
        expected_version=version,
        facts=SelfReportFacts(general="24 thành viên"),
        now=world.later(),
    )


def answer_criterion(world: World, actor: Actor, dossier: Dossier, _version: int) -> object:
    return actions.answer_criterion(
        actor=actor, dossier_id=dossier.pk, criterion="1.1", answer=Answer(1, "ở xã"), now=world.later()
    )


def save_self_answers(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    answers = {"1.1": Answer(2), "1.2": Answer(0)}
    return actions.save_self_answers(
        actor=actor, dossier_id=dossier.pk, expected_version=version, answers=answers, now=world.later()
    )


def add_evidence(world: World, actor: Actor, dossier: Dossier, _version: int) -> object:
    return actions.add_evidence(
        actor=actor,
        dossier_id=dossier.pk,
        facts=EvidenceFacts("Phiếu kiểm nghiệm"),
        file=a_file("phieu.pdf", "phiếu kiểm nghiệm"),
        criteria=["1.1"],
        now=world.later(),
    )


def link_evidence(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.link_evidence(
        actor=actor,
        evidence_id=dossier.evidence.get().pk,
        expected_version=version,
        criteria=["1.1", "1.2"],
        now=world.later(),
    )


def remove_evidence(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.remove_evidence(
        actor=actor, evidence_id=dossier.evidence.get().pk, expected_version=version, now=world.later()
    )


def answer_correction(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    one = Correction.objects.filter(round__dossier=dossier).first()
    return actions.answer_correction(
        actor=actor,
        dossier_id=dossier.pk,
        correction_id=one.pk if one else 0,
        expected_version=version,
        answer="Đã bổ sung.",
        now=world.later(),
    )


def file_dossier(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.file_dossier(
        actor=actor, dossier_id=dossier.pk, expected_version=version, now=world.later()
    )


def withdraw_dossier(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.withdraw_dossier(
        actor=actor, dossier_id=dossier.pk, expected_version=version, reason="Năm sau", now=world.later()
    )


def return_dossier(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.return_dossier(
        actor=actor, dossier_id=dossier.pk, expected_version=version, items=ASKED, now=world.later()
    )


def save_commune_report(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.save_commune_report(
        actor=actor,
        dossier_id=dossier.pk,
        expected_version=version,
        findings={"labour": FindingFacts("22 trên 24 là người trong xã.", is_local=True)},
        now=world.later(),
    )


def send_up(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.send_up(actor=actor, dossier_id=dossier.pk, expected_version=version, now=world.later())


def send_back(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.send_back(
        actor=actor, dossier_id=dossier.pk, expected_version=version, items=ASKED, now=world.later()
    )


def accept_dossier(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.accept_dossier(
        actor=actor, dossier_id=dossier.pk, expected_version=version, now=world.later()
    )


def convene(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.convene(
        actor=actor,
        dossier_id=dossier.pk,
        council_id=world.a_council().pk,
        expected_version=version,
        now=world.later(),
    )


def reveal(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.reveal(
        actor=actor, case_id=world.case_of(dossier).pk, expected_version=version, now=world.later()
    )


def close_case(world: World, actor: Actor, dossier: Dossier, version: int) -> object:
    return actions.close_case(
        actor=actor, case_id=world.case_of(dossier).pk, expected_version=version, now=world.later()
    )


ACTS = [
    Act("dossier.registration_saved", "lan", "returned", "returned", save_registration),
    Act("dossier.self_report_saved", "lan", "returned", "returned", save_self_report),
    Act("dossier.criterion_answered", "lan", "returned", "returned", answer_criterion, has_version=False),
    Act("dossier.section_answered", "lan", "returned", "returned", save_self_answers),
    Act("dossier.evidence_added", "lan", "returned", "returned", add_evidence, has_version=False),
    Act("dossier.evidence_linked", "lan", "returned", "returned", link_evidence, closed="filed"),
    Act("dossier.evidence_removed", "lan", "returned", "returned", remove_evidence, closed="filed"),
    Act("dossier.correction_answered", "lan", "returned", "returned", answer_correction, closed="sent_up"),
    Act("dossier.filed", "lan", "answered", "filed", file_dossier, closed="filed"),
    Act("dossier.withdrawn", "lan", "accepted", "withdrawn", withdraw_dossier, closed="scoring"),
    Act("dossier.returned", "minh", "filed", "returned", return_dossier, closed="returned"),
    Act("dossier.commune_report_saved", "minh", "filed", "filed", save_commune_report, closed="sent_up"),
    Act("dossier.sent_up", "minh", "reported", "sent_up", send_up, closed="sent_up"),
    Act("dossier.sent_back", "hoa", "sent_up", "filed", send_back, closed="accepted"),
    Act("dossier.accepted", "hoa", "sent_up", "accepted", accept_dossier, closed="accepted"),
    Act("dossier.convened", "hoa", "accepted", "scoring", convene, closed="scoring"),
    Act("dossier.revealed", "phuc", "sealed", "revealed", reveal, closed="revealed"),
    Act("dossier.closed", "phuc", "revealed", "closed", close_case, closed="closed"),
]
EVERY = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.verb)


def reach(world: World, state: str) -> Dossier:
    """A dossier in a state, or halfway between two."""
    world.a_council()
    if state == "reported":
        return world.with_report(world.dossier("filed"))
    if state == "answered":
        return world.answered(world.dossier("returned"))
    if state == "sealed":
        dossier = world.dossier("scoring")
        return world.sealed(dossier, world.same_sheets(dossier))
    return world.fresh(world.dossier(state))


@EVERY
def test_it_works_once_and_leaves_one_entry(act: Act, world: World, request: pytest.FixtureRequest) -> None:
    dossier, actor = reach(world, act.state), request.getfixturevalue(act.by)
    before = dossier.version
    with one_entry(act.verb) as written:
        act.take(world, actor, dossier, before)
    world.fresh(dossier)
    assert (dossier.state, dossier.version) == (act.after, before + 1)
    assert (written[0].object_id, written[0].regime) == (str(dossier.pk), "2026-26")
    if act.after != act.state:
        with no_entry(), pytest.raises(Conflict) as second_click:
            act.take(world, actor, dossier, before)
        assert not isinstance(second_click.value, Stale)


@EVERY
def test_strangers_readers_and_stale_pages_are_refused(
    act: Act, world: World, binh: Actor, an: Actor, request: pytest.FixtureRequest
) -> None:
    dossier = reach(world, act.state)
    for stranger in (binh, PUBLIC):
        with no_entry(), pytest.raises(ObjectDoesNotExist):
            act.take(world, stranger, dossier, dossier.version)
    with no_entry(), pytest.raises(Denied) as refusal:
        act.take(world, an, dossier, dossier.version)
    assert str(refusal.value)
    if act.has_version:
        with no_entry(), pytest.raises(Stale):
            act.take(world, request.getfixturevalue(act.by), dossier, dossier.version - 1)


@EVERY
def test_in_another_state_it_conflicts(act: Act, world: World, request: pytest.FixtureRequest) -> None:
    dossier = reach(world, act.closed)
    with no_entry(), pytest.raises(Conflict) as refusal:
        act.take(world, request.getfixturevalue(act.by), dossier, dossier.version)
    assert not isinstance(refusal.value, Stale)
