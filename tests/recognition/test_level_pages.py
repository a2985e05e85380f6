"""The pages of district and ministry: their desks, the check, the council, the decision, and the way back."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.urls import reverse

from ocop.evaluation.models import Council, Dossier
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry, one_entry
from tests.evaluation.test_sheet_pages import prove
from tests.levels import Levels, best, parts
from tests.recognition.test_levels import (
    IN_2024,
    IN_2026,
    back_from_the_ministry,
    sent_to_the_district,
    with_the_ministry,
)


@pytest.fixture(autouse=True)
def clock_of_the_story(levels: Levels, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live at the latest moment of the story."""

    def now() -> datetime:
        return max(world.now for world in levels.at.values())

    monkeypatch.setattr("ocop.platform.clock.now", now)


def page(client_of: ClientOf, actor: Actor, name: str, *args: object, **asked: str) -> str:
    answer = client_of(actor).get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_district_officer_of_2024_takes_a_dossier_from_the_desk_to_its_council(
    levels: Levels, client_of: ClientOf
) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    officer = levels.level("district").province
    client = client_of(officer)
    assert dossier.product.name in page(client_of, officer, "evaluation:desk")
    check = page(client_of, officer, "evaluation:province_check", dossier.pk)
    assert "UBND cấp xã" in check
    url = reverse("evaluation:province_check", args=[dossier.pk])
    assert client.post(url, {"version": dossier.version, "decision": "send_back"}).status_code == 200
    with one_entry("dossier.accepted"):
        assert client.post(url, {"version": dossier.version, "decision": "accept"}).status_code == 302
    facts = {"name": "Hội đồng huyện", "decision_number": "1/QĐ-UBND", "decided_on": "06/05/2024"}
    new = client.get(reverse("evaluation:new_council"))
    assert new.status_code == 200
    sent = {**facts, "floor_test": "agreed"}
    assert client.post(reverse("evaluation:new_council"), sent).status_code == 302
    assert Council.objects.get().unit == levels.units["district"]
    assert dossier.product.name in page(client_of, officer, "evaluation:desk", queue="accepted")
    assert dossier.product.name not in page(client_of, officer, "evaluation:desk", queue="check")


def test_a_member_gives_points_per_part_within_their_bounds(levels: Levels, client_of: ClientOf) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    district = levels.level("district")
    district.accepted(dossier)
    district.scoring(dossier)
    member = district.members[2][0]
    sheet = district.sheet_of(dossier, member)
    client, url = client_of(member), reverse("evaluation:sheet", args=[sheet.pk])
    client.post(reverse("evaluation:sheet_declare", args=[sheet.pk]), {"interest": "no"})
    shown = page(client_of, member, "evaluation:sheet", sheet.pk)
    assert all(f'name="{code}"' in shown for code in "ABC")
    for wrong in ("41", "-1", "chín", "1,234"):
        with no_entry():
            answer = client.post(url, {"version": sheet.version, "A": wrong, "B": "20", "C": "30"})
        assert answer.status_code == 200
        assert "từ 0 đến 40" in answer.content.decode()
        assert f'value="{wrong}"' in answer.content.decode()
    with one_entry("sheet.saved"):
        client.post(url, {"version": sheet.version, "A": "38,5", "B": "20", "C": ""})
    sheet.refresh_from_db()
    with no_entry():
        assert client.post(url, {"version": sheet.version - 1, "A": "1"}).status_code == 409
        client.post(reverse("evaluation:sheet_seal", args=[sheet.pk]), {"version": sheet.version})
    assert "C" in page(client_of, member, "evaluation:sheet_check", sheet.pk)
    client.post(url, {"version": sheet.version, "A": "38,5", "B": "20", "C": "30", "then": "check"})
    sheet.refresh_from_db()
    with one_entry("sheet.sealed"):
        prove(client).post(reverse("evaluation:sheet_seal", args=[sheet.pk]), {"version": sheet.version})
    for name in ("sheet", "sheet_paper"):
        assert "38,5" in page(client_of, member, f"evaluation:{name}", sheet.pk)


def test_the_case_of_points_per_part_says_that_no_minimum_is_tested(
    levels: Levels, client_of: ClientOf
) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    district = levels.level("district")
    district.accepted(dossier)
    district.scoring(dossier)
    district.revealed(district.sealed(dossier, [parts(30, 20, 22)] * 5))
    case = district.case_of(dossier)
    shown = page(client_of, district.secretary, "evaluation:case", case.pk)
    assert "Không xét được mức tối thiểu theo hạng sao" in shown
    for name in ("case_close", "case_minutes", "case_file"):
        page(client_of, district.secretary, f"evaluation:{name}", case.pk)
    district.closed(dossier)
    assert "72" in page(client_of, district.province, "evaluation:case", case.pk)


def test_the_ministry_sees_what_came_up_and_what_is_missing(levels: Levels, client_of: ClientOf) -> None:
    dossier = with_the_ministry(levels)
    officer = levels.level("centre").province
    assert dossier.product.name in page(client_of, officer, "evaluation:desk")
    check = page(client_of, officer, "evaluation:province_check", dossier.pk)
    assert dossier.rulings.get().decision.number in check
    assert reverse("evaluation:case_minutes", args=[dossier.cases.get().pk]) in check
    assert "đã nhận 5 trên 5" in check
    assert "Còn thiếu" in check
    assert 'value="send_back"' not in check
    with one_entry("dossier.accepted"):
        client_of(officer).post(
            reverse("evaluation:province_check", args=[dossier.pk]),
            {"version": dossier.version, "decision": "accept"},
        )


def handed_back(levels: Levels) -> Dossier:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier, down=1))
    back_from_the_ministry(levels, dossier, stars=dossier.cases.get(level="centre").result.stars)
    return dossier


def test_the_ministry_hands_back_only_what_its_council_found(levels: Levels, client_of: ClientOf) -> None:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier, down=1))
    found = dossier.cases.get(level="centre").result.stars
    officer = levels.level("centre").province
    assert dossier.product.name in page(client_of, officer, "evaluation:desk", queue="decision")
    shown = page(client_of, officer, "recognition:hand_back", dossier.pk)
    assert "UBND cấp tỉnh" in shown
    assert f'value="{found}"' in shown
    assert f'name="stars" value="{7 - found}"' not in shown
    with one_entry("dossier.handed_back"):
        client_of(officer).post(
            reverse("recognition:hand_back", args=[dossier.pk]),
            {"version": dossier.version, "stars": found, "reason": "Dưới ngưỡng"},
        )


def test_the_province_judges_again_or_recognises_what_was_handed_back(
    levels: Levels, client_of: ClientOf
) -> None:
    dossier = handed_back(levels)
    officer = levels.level("province").province
    shown = page(client_of, officer, "evaluation:dossier", dossier.pk)
    standing = dossier.standing_case
    assert standing is not None
    assert reverse("recognition:decide", args=[standing.pk]) in shown
    assert shown.index("Bộ Nông nghiệp và Môi trường") > shown.index("UBND cấp tỉnh")
    page(client_of, officer, "recognition:decide", standing.pk)
    url = reverse("evaluation:reevaluate", args=[dossier.pk])
    assert url in shown
    client = client_of(officer)
    with no_entry():
        assert client.post(url, {"version": dossier.version, "reason": " "}).status_code == 200
        assert client_of(levels.at["centre"].province).get(url).status_code == 403
    with one_entry("dossier.reevaluated"):
        client.post(url, {"version": dossier.version, "reason": "Xét lại"})
    assert client.post(url, {"version": dossier.version, "reason": "Xét lại"}).status_code == 409


def test_what_is_ones_own_councils_is_not_evaluated_again(levels: Levels, client_of: ClientOf) -> None:
    dossier = levels.filed(IN_2026)
    levels.level("commune").sent_up(dossier)
    levels.judged(dossier, "province", best(dossier, down=1))
    officer = levels.level("province").province
    url = reverse("evaluation:reevaluate", args=[dossier.pk])
    assert url not in page(client_of, officer, "evaluation:dossier", dossier.pk)
    assert client_of(officer).get(url).status_code == 409


def test_each_queue_holds_what_is_at_ones_own_level(levels: Levels, client_of: ClientOf) -> None:
    dossier = with_the_ministry(levels)
    ministry = levels.level("centre")
    ministry.accepted(dossier)
    province = levels.level("province")
    name = dossier.product.name
    assert name in page(client_of, ministry.province, "evaluation:desk", queue="accepted")
    assert name not in page(client_of, province.province, "evaluation:desk", queue="accepted")
    assert name in page(client_of, province.leader, "evaluation:desk", queue="ministry")
    assert dossier.filed_on == date(2026, 9, 7)
