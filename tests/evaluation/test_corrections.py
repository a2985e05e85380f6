"""What has to be completed: asked item by item, answered item by item, and every round kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop.evaluation import actions, corrections
from ocop.evaluation.actions import CorrectionFacts
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.models import Correction, Dossier
from ocop.evaluation.queries import asked_from_above, open_corrections
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db

THREE = [
    CorrectionFacts("Thiếu phiếu kiểm nghiệm.", "evidence"),
    CorrectionFacts("Ghi rõ nguồn nguyên liệu.", "1.1"),
    CorrectionFacts("Thiếu số lao động.", "general"),
]


def given_back(world: World, items: list[CorrectionFacts] = THREE) -> Dossier:
    dossier = world.dossier("filed")
    return actions.return_dossier(
        actor=world.commune,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=items,
        now=world.later(),
    )


def answer(world: World, dossier: Dossier, one: Correction, actor: Actor | None = None) -> None:
    actions.answer_correction(
        actor=actor or world.producer,
        dossier_id=dossier.pk,
        correction_id=one.pk,
        expected_version=world.fresh(dossier).version,
        answer=f"Đã sửa: {one.reason}",
        now=world.later(),
    )


def test_each_item_names_its_part_and_its_reason(world: World) -> None:
    dossier = given_back(world)
    assert [(one.part, one.reason) for one in open_corrections(dossier)] == [
        (facts.part, facts.reason) for facts in THREE
    ]


def test_a_paper_can_be_meant_and_its_title_stays_when_it_is_taken_out(world: World) -> None:
    dossier = world.dossier("filed")
    paper = dossier.evidence.get()
    actions.return_dossier(
        actor=world.commune,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=[CorrectionFacts("Bản chụp mờ.", paper_id=paper.pk)],
        now=world.later(),
    )
    one = open_corrections(world.fresh(dossier)).get()
    assert corrections.link(dossier, one) == reverse("evaluation:paper", args=[dossier.pk, paper.pk])
    actions.remove_evidence(
        actor=world.producer, evidence_id=paper.pk, expected_version=dossier.version, now=world.later()
    )
    one.refresh_from_db()
    assert paper.title in str(corrections.part_name(dossier, one))


@pytest.mark.parametrize(
    "items",
    [[], [CorrectionFacts("  ")], [CorrectionFacts("Thiếu.", "99.9")], [CorrectionFacts("X", paper_id=0)]],
)
def test_nothing_goes_back_without_a_reason_or_with_an_unknown_part(
    world: World, items: list[CorrectionFacts]
) -> None:
    dossier = world.dossier("filed")
    with no_entry(), pytest.raises(ValidationError):
        actions.return_dossier(
            actor=world.commune,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            items=items,
            now=world.later(),
        )


def test_filing_again_waits_for_an_answer_to_every_item(world: World) -> None:
    dossier = given_back(world)
    first, *others = open_corrections(dossier)
    answer(world, dossier, first)
    with no_entry(), pytest.raises(Incomplete) as refusal:
        actions.file_dossier(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )
    assert [one.item for one in refusal.value.missing] == [str(one.pk) for one in others]


def test_an_answer_needs_words(world: World) -> None:
    dossier = given_back(world)
    one = open_corrections(dossier)[0]
    with no_entry(), pytest.raises(ValidationError):
        actions.answer_correction(
            actor=world.producer,
            dossier_id=dossier.pk,
            correction_id=one.pk,
            expected_version=world.fresh(dossier).version,
            answer=" ",
            now=world.later(),
        )


def test_all_rounds_are_kept_with_the_days_the_term_stood_still(world: World) -> None:
    dossier = given_back(world)
    due = dossier.answer_due_on
    assert due is None
    world.later(days=7)
    world.filed(dossier)
    assert world.fresh(dossier).answer_due_on is not None
    actions.return_dossier(
        actor=world.commune,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=THREE[:1],
        now=world.later(),
    )
    second, first = corrections.rounds(world.fresh(dossier), world.today)
    # Monday 23 to Monday 30 November 2026; Tuesday 24 is a holiday.
    assert (first.round.no, first.days, first.working_days) == (1, 7, 4)
    assert first.round.last_day is not None
    assert [bool(item.correction.answered_at) for item in first.items] == [True, True, True]
    assert (second.round.no, second.answered_on) == (2, None)


def test_what_the_province_asks_is_passed_on_and_comes_back_answered(world: World) -> None:
    dossier = world.dossier("sent_up")
    actions.send_back(
        actor=world.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=[
            CorrectionFacts("Thiếu kết luận.", "commune_report"),
            CorrectionFacts("Thiếu ảnh.", "evidence"),
        ],
        now=world.later(),
    )
    own, passed = asked_from_above(world.fresh(dossier))
    actions.return_dossier(
        actor=world.commune,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=[CorrectionFacts(passed.reason, passed.part, passed_from=passed.pk)],
        now=world.later(),
    )
    world.filed(dossier)
    passed.refresh_from_db()
    assert passed.answer == "Đã bổ sung."
    with pytest.raises(Incomplete):
        actions.send_up(
            actor=world.commune,
            dossier_id=dossier.pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )
    answer(world, dossier, own, world.commune)
    sent = actions.send_up(
        actor=world.commune,
        dossier_id=dossier.pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    assert sent.state == "sent_up"
    assert not asked_from_above(sent).exists()


def test_the_producer_is_not_shown_what_the_province_asked_of_the_commune(world: World) -> None:
    dossier = world.dossier("sent_up")
    actions.send_back(
        actor=world.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=[CorrectionFacts("Thiếu kết luận.", "commune_report")],
        now=world.later(),
    )
    assert not corrections.rounds(world.fresh(dossier), world.today, of_offices=False)


# -- pages --------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.mark.usefixtures("today")
def test_one_more_row_loses_nothing_and_asks_for_nothing(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    page = reverse("evaluation:return", args=[dossier.pk])
    typed = {"version": dossier.version, "rows": "1", "part_1": "evidence", "reason_1": "Thiếu.", "more": "1"}
    with no_entry():
        html = client_of(minh).post(page, typed).content.decode()
    assert "reason_2" in html
    assert "Thiếu." in html
    assert "Lỗi:" not in html


@pytest.mark.usefixtures("today")
def test_a_begun_row_without_a_part_is_named(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    page = reverse("evaluation:return", args=[dossier.pk])
    typed = {
        "version": dossier.version,
        "rows": "2",
        "part_1": "evidence",
        "reason_1": "Thiếu.",
        "reason_2": "Mờ.",
    }
    with no_entry():
        html = client_of(minh).post(page, typed).content.decode()
    assert "Lỗi:" in html
    assert "Mờ." in html


@pytest.mark.usefixtures("today")
def test_the_producer_ticks_an_item_off_and_the_officer_reads_how(
    world: World, client_of: ClientOf, lan: Actor, minh: Actor
) -> None:
    dossier = given_back(world)
    one = open_corrections(dossier)[1]
    page = reverse("evaluation:correction", args=[dossier.pk, one.pk])
    assert page in client_of(lan).get(reverse("evaluation:fill", args=[dossier.pk])).content.decode()
    with one_entry("dossier.correction_answered"):
        client_of(lan).post(page, {"version": dossier.version, "answer": "Đã ghi xã Tả Van."})
    world.filed(dossier)
    html = client_of(minh).get(reverse("evaluation:dossier", args=[dossier.pk])).content.decode()
    assert "Đã ghi xã Tả Van." in html
    assert client_of(lan).get(page).status_code == 403


@pytest.mark.usefixtures("today")
def test_an_answer_on_a_stale_page_is_kept_on_the_page(world: World, client_of: ClientOf, lan: Actor) -> None:
    dossier = given_back(world)
    page = reverse("evaluation:correction", args=[dossier.pk, open_corrections(dossier)[0].pk])
    with no_entry():
        response = client_of(lan).post(page, {"version": dossier.version - 1, "answer": "Đã thêm."})
    assert response.status_code == 409
    assert "Đã thêm." in response.content.decode()
