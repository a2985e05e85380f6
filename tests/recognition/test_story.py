"""The whole way of one product, as each person in turn takes the next step."""

from __future__ import annotations

import pytest

from ocop.evaluation import actions, queries
from ocop.evaluation.actions import (
    CouncilFacts,
    FindingFacts,
    RegistrationFacts,
    SampleFacts,
    SelfReportFacts,
)
from ocop.evaluation.answers import Answer
from ocop.journal import queries as journal
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict
from ocop.recognition import queries as recognition
from ocop.recognition.actions import DecisionFacts, record_decision, withdraw_certificate
from ocop.registry import regimes
from ocop.registry.actions import register_producer, register_product
from tests.cast import NOW, TODAY, elevated
from tests.world import World, answers_for, producer_facts, product_facts

pytestmark = pytest.mark.django_db


def test_a_jar_of_chilli_goes_from_its_registration_to_three_stars_and_loses_them(  # noqa: PLR0917 - the cast
    lan: Actor,
    minh: Actor,
    hoa: Actor,
    cuc: Actor,
    mai: Actor,
    phuc: Actor,
    tuan: Actor,
    ngoc: Actor,
    dao: Actor,
) -> None:
    # Lan registers her cooperative and its product, and starts a dossier under the rules of the day.
    producer = register_producer(actor=lan, facts=producer_facts(), commune_code="03037", now=NOW)
    product = register_product(actor=lan, producer_id=producer.pk, facts=product_facts(), now=NOW)
    dossier = actions.start_dossier(actor=lan, product_id=product.pk, kind="first", now=NOW)
    assert (dossier.regime_id, dossier.set_no, dossier.state) == ("2026-26", 10, "draft")

    # Form 01 proposes what the registry knows; form 02 is answered criterion by criterion.
    actions.save_registration(
        actor=lan,
        dossier_id=dossier.pk,
        expected_version=1,
        facts=RegistrationFacts(**queries.registration_start(dossier)),
        now=NOW,
    )
    actions.save_self_report(
        actor=lan,
        dossier_id=dossier.pk,
        expected_version=2,
        facts=SelfReportFacts(general="24 thành viên", business_results="1,8 tỷ đồng", future_plan="20 ha"),
        now=NOW,
    )
    product_set = regimes.product_set("2026-26", 10)
    claimed = answers_for(product_set, down=1)
    for number, position in claimed.items():
        dossier = actions.answer_criterion(
            actor=lan, dossier_id=dossier.pk, criterion=number, answer=Answer(position), now=NOW
        )

    # Filed on a Monday, the commune has fifteen working days; the day after is a holiday.
    dossier = actions.file_dossier(
        actor=lan, dossier_id=dossier.pk, expected_version=dossier.version, now=NOW
    )
    assert dossier.receipt_number == "01-……/PĐK-15-03037-2026"
    assert dossier.answer_due_on is not None
    assert dossier.answer_due_on.isoformat() == "2026-12-15"
    assert list(queries.desk(minh)) == [dossier]

    # Minh reports on the four topics and sends it up; the product gets its code.
    topics = regimes.regime("2026-26").commune_topics
    actions.save_commune_report(
        actor=minh,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        findings={topic.code: FindingFacts("Đúng như hồ sơ.", is_local=True) for topic in topics},
        conclusion="Đề nghị đánh giá.",
        number="12/BC-UBND",
        proposal_number="34/TTr-UBND",
        reported_on=TODAY,
        now=NOW,
    )
    rules = regimes.regime("2026-26")
    assert rules.samples is not None
    sample = SampleFacts("Chai 250 ml", "L11-2026", TODAY, storage="Nơi khô mát")
    made = actions.register_samples(
        actor=minh, dossier_id=dossier.pk, count=rules.samples.count, facts=sample, now=NOW
    )
    actions.handle_samples(
        actor=minh,
        dossier_id=dossier.pk,
        act="receive",
        numbers=[one.no for one in made],
        place="Tủ mẫu của xã",
        now=NOW,
    )
    dossier = actions.send_up(
        actor=minh, dossier_id=dossier.pk, expected_version=dossier.version + 1, now=NOW
    )
    assert dossier.product.code == "15-03037-01-2026"

    # Hoa finds it fit and puts it before a council.
    dossier = actions.accept_dossier(
        actor=hoa, dossier_id=dossier.pk, expected_version=dossier.version, now=NOW
    )
    assert dossier.receipt_number == "01-01/PĐK-15-03037-2026"

    # Đào's team looks at it first and reports to the chair.
    team = World(producer=lan, commune=minh, province=hoa, leader=cuc, members=[], now=NOW, adviser=dao)
    dossier = team.reviewed(dossier)
    council = actions.create_council(
        actor=hoa,
        unit_code="15",
        facts=CouncilFacts("Hội đồng OCOP tỉnh", "345/QĐ-UBND", TODAY),
        rules_given={"max_spread": 10, "quorum": 3},
        now=NOW,
    )
    for member, role, scores in (
        (mai, "chair", True),
        (phuc, "secretary", False),
        (tuan, "member", True),
        (ngoc, "member", True),
    ):
        assert member.user_id is not None
        actions.seat_member(
            actor=hoa,
            council_id=council.pk,
            expected_version=council.version,
            user_id=member.user_id,
            role=role,
            scores=scores,
            now=NOW,
        )
        council.refresh_from_db()
    case = actions.convene(
        actor=hoa, dossier_id=dossier.pk, council_id=council.pk, expected_version=dossier.version, now=NOW
    )

    # The secretary, who scores nothing, declares no interest, or the dossier would stay closed to him.
    actions.declare_in_case(actor=phuc, case_id=case.pk, has_interest=False, now=NOW)

    # Each member declares no interest, fills in a sheet alone and seals it; nobody else reads it.
    for member in (mai, tuan, ngoc):
        [sheet] = queries.my_sheets(member)
        actions.declare_interest(actor=member, sheet_id=sheet.pk, has_interest=False, now=NOW)
        actions.save_sheet_answers(
            actor=member,
            sheet_id=sheet.pk,
            expected_version=1,
            answers={number: Answer(position) for number, position in claimed.items()},
            now=NOW,
        )
        with pytest.raises(Conflict):
            actions.reveal(actor=phuc, case_id=case.pk, expected_version=dossier.version + 1, now=NOW)
        actions.seal_sheet(actor=elevated(member), sheet_id=sheet.pk, expected_version=2, now=NOW)
    assert queries.revealed_sheets(phuc, case) == []

    # Phúc reveals; the sheets are read together and the result is computed, explained and closed.
    dossier.refresh_from_db()
    case = actions.reveal(actor=phuc, case_id=case.pk, expected_version=dossier.version, now=NOW)
    assert len(queries.revealed_sheets(mai, case)) == 3
    dossier.refresh_from_db()
    result = actions.close_case(
        actor=phuc, case_id=case.pk, expected_version=dossier.version, chair_note="Nhất trí.", now=NOW
    )
    assert (result.total_exact, result.stars) == ("62", 3)

    # The decision is signed, and the certificate holds thirty-six months.
    dossier.refresh_from_db()
    assert list(recognition.awaiting_decision(hoa)) == [dossier]
    record_decision(
        actor=hoa,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        kind="recognise",
        facts=DecisionFacts("678/QĐ-UBND", TODAY, "Trần Thị Cúc", "Phó Chủ tịch UBND tỉnh"),
        now=NOW,
    )
    shown = recognition.public_certificate("15-03037-01-2026", TODAY)
    assert (shown.certificate.stars, shown.status.state) == (3, "valid")
    assert shown.certificate.valid_to.isoformat() == "2029-11-23"

    # Later it is withdrawn, and whoever scans the code is told so.
    withdraw_certificate(
        actor=cuc,
        certificate_id=shown.certificate.pk,
        expected_version=1,
        ground="production_stopped",
        decision_number="9/QĐ-UBND",
        decided_on=TODAY,
        reason="Hợp tác xã ngừng sản xuất.",
        now=NOW,
    )
    assert recognition.public_certificate("15-03037-01-2026", TODAY).status.state == "withdrawn"
    assert recognition.certificate(PUBLIC, shown.certificate.pk).stars == 3
    assert journal.verify().why == ""
