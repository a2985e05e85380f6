"""A regime that nobody has made yet, as files alone: a dossier runs through it, and pages speak its words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from ocop.evaluation import actions, appeals
from ocop.evaluation.models import AppealState, Dossier
from ocop.law import checking, importing
from ocop.law.library import SHIPPED, Library
from ocop.notices.models import Message
from ocop.people.codes import CODES
from ocop.people.roles import COUNCIL_MEMBER
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition.models import Certificate
from ocop.rounds import actions as round_actions
from ocop.rounds import queries as round_queries
from ocop.rounds import telling
from ocop.rounds.models import Round
from tests.cast import ClientOf, no_entry, one_entry, person
from tests.evaluation.test_appeals import appealed, walked
from tests.levels import Levels, best

IN_2031 = date(2031, 3, 3)
ARTICLE = "Điều 1"


def step(code: str, role: str, before: str, after: str, level: str, **more: str) -> dict[str, Any]:
    return {
        "code": code,
        "role": role,
        "before": [before],
        "after": after,
        "level": level,
        "article": ARTICLE,
        **more,
    }


STEPS = [
    step("file", "producer", "draft", "handed_in", "village"),
    step("return", "commune_officer", "handed_in", "draft", "village"),
    step("send_up", "commune_officer", "handed_in", "looked_over", "village", to_level="city"),
    step("allow", "province_leader", "looked_over", "allowed", "city", name="Cho phép trình hội đồng"),
    step("accept", "province_officer", "allowed", "on_the_list", "city", name="Ghi vào danh sách xét"),
    step("convene", "province_officer", "on_the_list", "at_table", "city"),
    step("seal", "council_member", "at_table", "at_table", "city", seat="member"),
    step("reveal", "council_member", "at_table", "laid_open", "city", seat="secretary"),
    step("close", "council_member", "laid_open", "weighed", "city", seat="secretary"),
    step("recognise", "province_leader", "weighed", "crowned", "city", office="province_officer"),
    step("refuse_recognition", "province_leader", "weighed", "sent_home", "city", office="province_officer"),
    step("reconsider", "province_officer", "sent_home", "weighed", "city"),
    step("withdraw", "producer", "looked_over", "taken_away", "city"),
]
STATES = [
    {"code": "handed_in", "name": "Đã trao hồ sơ", "tone": "blue"},
    {"code": "allowed", "name": "Được trình hội đồng", "level": "city", "tone": "green"},
    {"code": "crowned", "name": "Được trao sao", "tone": "green"},
]
FACTS: dict[str, Any] = {
    "id": "2031-1",
    "title": "Bộ quy định tưởng tượng (2031)",
    "in_force_from": "2031-01-01",
    "documents": [
        {"number": "1/2031", "title": "Tưởng tượng", "signed_on": "2030-12-01", "issuer": "Không ai"}
    ],
    "bands": [
        {"stars": stars, "at_least": least, "article": ARTICLE}
        for stars, least in ((5, 95), (4, 80), (3, 60), (2, 30), (1, 0))
    ],
    "part_max": {"A": 40, "B": 25, "C": 35},
    "levels": [
        {"code": "village", "name": "Làng", "unit_kind": "commune", "scores": False, "article": ARTICLE},
        {
            "code": "city",
            "name": "Thành phố",
            "unit_kind": "province",
            "scores": True,
            "article": ARTICLE,
            "recognises": [3, 4, 5],
        },
    ],
    "rounds": [
        {
            "level": "city",
            "no": number,
            "proposals_before": closes,
            "results_before": results,
            "article": ARTICLE,
        }
        for number, closes, results in ((1, "04-30", "06-30"), (2, "10-30", "12-30"))
    ],
    "validity": {"months": 24, "stars_from": 3, "article": ARTICLE},
    "dossier_kinds": [
        {
            "code": "first",
            "name": "Lần đầu",
            "article": ARTICLE,
            "parts": [{"code": "registration", "name": "Phiếu"}],
        },
        {
            "code": "to_city",
            "name": "Làng gửi thành phố",
            "article": ARTICLE,
            "from_level": "village",
            "to_level": "city",
            "parts": [{"code": "commune_report", "name": "Báo cáo của làng"}],
        },
    ],
    "product_code": {
        "segments": ["province", "commune", "sequence", "year"],
        "separator": "-",
        "sequence_width": 2,
        "article": ARTICLE,
    },
    "steps": STEPS,
    "states": STATES,
}


@pytest.fixture
def regime(tmp_path: Path, settings: Any) -> str:
    """The regime, taken in by the door of `ocop regime import`, and in force from 2031."""
    source = tmp_path / "given" / "2031-1"
    (source / "sets").mkdir(parents=True)
    (source / "regime.json").write_text(json.dumps(FACTS), encoding="utf-8")
    one = json.loads((SHIPPED / "2026-26/sets/01.json").read_text(encoding="utf-8"))
    (source / "sets/01.json").write_text(json.dumps(one), encoding="utf-8")
    overlay = tmp_path / "regimes"
    importing.import_path(Library(), source, overlay, CODES)
    settings.OCOP_REGIME_FOLDERS = (overlay,)
    assert not checking.errors(checking.check(Library(SHIPPED, overlay), "2031-1", CODES))
    return "2031-1"


@pytest.fixture
def looked_over(regime: str, levels: Levels) -> Dossier:
    """A dossier that the village sent up under that regime."""
    dossier = levels.filed(IN_2031)
    assert dossier.regime_id == regime
    levels.level("commune").sent_up(dossier)
    dossier.refresh_from_db()
    return dossier


def allowed(levels: Levels, dossier: Dossier, actor: Actor | None = None) -> None:
    city = levels.level("province")
    actions.pass_on(
        actor=actor or city.leader,
        dossier_id=dossier.pk,
        code="allow",
        expected_version=dossier.version,
        now=city.later(),
    )
    dossier.refresh_from_db()


def judged(levels: Levels, dossier: Dossier, down: int = 0) -> None:
    """From `looked_over` to what the council of the city found."""
    allowed(levels, dossier)
    city = levels.level("province")
    city.accepted(dossier)
    city.scoring(dossier)
    count = sum(1 for _actor, _role, scores in city.members if scores)
    city.closed(city.revealed(city.sealed(dossier, [best(dossier, down)] * count)))


def a_round(levels: Levels, **days: date) -> Round:
    """The first round of 2031, with other days if they are given."""
    city = levels.level("province")
    code = city.province.unit_code
    opened = round_actions.open_round(actor=city.province, unit_code=code, year=2031, no=1, now=city.later())
    Round.objects.filter(pk=opened.pk).update(**days)
    opened.refresh_from_db()
    return opened


def page(client_of: ClientOf, actor: Actor, name: str, *args: object) -> str:
    answer = client_of(actor).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dossier_runs_through_a_law_that_is_data_alone(looked_over: Dossier, levels: Levels) -> None:
    assert (looked_over.state, looked_over.level) == ("looked_over", "city")
    judged(levels, looked_over)
    levels.decided(looked_over, "province", "recognised")
    assert looked_over.state == "crowned"
    certificate = Certificate.objects.get(dossier=looked_over)
    assert (certificate.stars, certificate.valid_to) == (5, date(2033, 3, 3))


def test_what_was_refused_under_that_law_is_appealed_and_waits_for_a_decision_again(
    looked_over: Dossier, levels: Levels
) -> None:
    judged(levels, looked_over, down=4)
    levels.decided(looked_over, "province", "not_recognised")
    assert looked_over.state == "sent_home"
    others = [
        person(f"091200009{number}", f"Ủy viên khác {number}", COUNCIL_MEMBER, levels.units["province"])
        for number in range(3)
    ]
    walked(levels.level("province"), looked_over, others, 0)
    looked_over.refresh_from_db()
    assert looked_over.state == "weighed"


def test_the_result_under_that_law_is_appealed_before_it_is_decided_on(
    looked_over: Dossier, levels: Levels
) -> None:
    city = levels.level("province")
    assert not appeals.open_to(looked_over, city.today)
    judged(levels, looked_over)
    assert appealed(city, looked_over).state == AppealState.FILED


def test_a_dossier_under_that_law_is_in_its_round_until_it_is_withdrawn(
    looked_over: Dossier, levels: Levels
) -> None:
    found = a_round(levels)
    city = levels.level("province")
    assert [row.dossier for row in round_queries.entered(city.province, found)] == [looked_over]
    city.withdrawn(looked_over)
    looked_over.refresh_from_db()
    assert looked_over.state == "taken_away"
    assert round_queries.entered(city.province, found) == []


def test_a_village_hears_that_proposals_close_on_what_it_has_still_to_send(
    regime: str, levels: Levels
) -> None:
    dossier = levels.filed(IN_2031)
    city = levels.level("province")
    a_round(levels, proposals_before=city.today + timedelta(days=5))
    Dossier.objects.filter(pk=dossier.pk).update(state="draft", filed_on=None)
    assert telling.remind_of_rounds(city.now) == 0
    Dossier.objects.filter(pk=dossier.pk).update(state="handed_in", filed_on=city.today)
    assert dossier.regime_id == regime
    telling.remind_of_rounds(city.now)
    assert Message.objects.filter(template="round_closing", user_id=city.commune.user_id or 0).count() == 1


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_who_came_late_under_that_law_hears_of_the_next_round(
    looked_over: Dossier, levels: Levels, steps: int
) -> None:
    city = levels.level("province")
    a_round(levels, proposals_before=city.today)
    if steps:
        allowed(levels, looked_over)
    if steps > 1:
        city.accepted(looked_over)
    telling.remind_of_rounds(city.now)
    assert Message.objects.filter(template="round_missed", user_id=city.producer.user_id or 0).count() == 1


def test_a_step_that_only_the_law_knows_is_kept_to_who_takes_it(looked_over: Dossier, levels: Levels) -> None:
    with no_entry(), pytest.raises(Denied):
        allowed(levels, looked_over, levels.level("province").province)
    with one_entry("dossier.passed_on"):
        allowed(levels, looked_over)
    with no_entry(), pytest.raises(Conflict):
        allowed(levels, looked_over)


def test_a_step_with_an_act_of_its_own_is_not_passed_on(looked_over: Dossier, levels: Levels) -> None:
    city = levels.level("province")
    with no_entry(), pytest.raises(Conflict):
        actions.pass_on(
            actor=city.leader,
            dossier_id=looked_over.pk,
            code="recognise",
            expected_version=looked_over.version,
            now=city.later(),
        )


def test_pages_speak_the_words_of_the_law_and_plain_ones_where_it_has_none(
    looked_over: Dossier, levels: Levels, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = levels.level("province")
    monkeypatch.setattr("ocop.platform.clock.now", lambda: city.now)
    leader, officer = city.leader, city.province
    shown = page(client_of, leader, "evaluation:dossier", looked_over.pk)
    assert "Cho phép trình hội đồng" in shown
    assert "Looked over" in shown
    url = reverse("evaluation:pass_on", args=[looked_over.pk, "allow"])
    assert "Báo cáo của làng" in page(client_of, leader, "evaluation:pass_on", looked_over.pk, "allow")
    assert client_of(officer).get(url).status_code == 403
    answer = client_of(leader).post(url, {"version": looked_over.version, "note": ""})
    assert answer.status_code == 302
    assert client_of(leader).post(url, {"version": looked_over.version}).status_code == 409
    shown = page(client_of, officer, "evaluation:desk")
    assert looked_over.product.name in shown
    assert "Được trình hội đồng" in shown
    shown = page(client_of, officer, "evaluation:dossier", looked_over.pk)
    assert "Ghi vào danh sách xét" in shown
    assert (
        client_of(officer).get(reverse("evaluation:pass_on", args=[looked_over.pk, "accept"])).status_code
        == 404
    )
