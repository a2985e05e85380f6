"""A dossier walks from its draft to a certificate under every regime, through the councils of its levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions
from ocop.evaluation.models import Dossier
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition import deciding, drafts, queries, rules
from ocop.recognition.actions import hand_back
from ocop.recognition.models import Certificate, RulingKind
from ocop.registry import regimes
from tests.levels import Levels, best, parts

IN_2022 = date(2022, 3, 1)
IN_2024 = date(2024, 5, 6)
IN_2025 = date(2025, 9, 8)
IN_2026 = date(2026, 9, 7)


def results(dossier: Dossier) -> list[tuple[str, int]]:
    """The level and the stars of every case of a dossier, in order."""
    return list(dossier.cases.order_by("pk").values_list("level", "result__stars"))


def certificate(dossier: Dossier) -> tuple[int, str]:
    """The stars of a dossier's certificate, and the level that gave it."""
    found = Certificate.objects.select_related("issuer_unit").get(dossier=dossier)
    return found.stars, found.issuer_unit.level


def handed_back(levels: Levels, dossier: Dossier, level: str, stars: int) -> None:
    world = levels.level(level)
    world.later(days=1)
    world.fresh(dossier)
    hand_back(
        actor=world.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        stars=stars,
        reason="Kết quả của Hội đồng dưới ngưỡng.",
        now=world.later(),
    )
    dossier.refresh_from_db()


def back_from_the_ministry(levels: Levels, dossier: Dossier, stars: int) -> None:
    handed_back(levels, dossier, "centre", stars)


def open_rulings(dossier: Dossier) -> list[str]:
    return [str(kind) for kind in queries.rulings_open(dossier)]


# -- 1048: two councils before the first stars ---------------------------------------------------------------


def test_under_1048_the_district_and_then_the_province_judge_and_the_province_recognises(
    levels: Levels,
) -> None:
    dossier = levels.filed(IN_2022)
    assert (dossier.regime_id, dossier.state, dossier.level) == ("2019-1048", "filed", "district")
    levels.judged(dossier, "district", best(dossier, down=1))
    assert dossier.product.code.startswith("98-988-98888-")
    levels.decided(dossier, "district", "forwarded")
    assert (dossier.state, dossier.level) == ("forwarded", "province")
    levels.judged(dossier, "province", best(dossier, down=1))
    levels.decided(dossier, "province", "recognised")
    stars, level = certificate(dossier)
    assert (stars in {3, 4}, level) == (True, "province")
    assert [level for level, _stars in results(dossier)] == ["district", "province"]


def test_under_1048_ninety_points_go_on_to_the_ministry_whose_council_gives_five_stars(
    levels: Levels,
) -> None:
    dossier = levels.filed(IN_2022)
    for level in ("district", "province"):
        levels.judged(dossier, level, best(dossier))
        levels.decided(dossier, level, "forwarded")
    assert (dossier.state, dossier.level) == ("forwarded", "centre")
    levels.judged(dossier, "centre", best(dossier))
    levels.decided(dossier, "centre", "recognised")
    assert certificate(dossier) == (5, "country")
    assert results(dossier) == [("district", 5), ("province", 5), ("centre", 5)]


def test_a_district_forwards_nothing_below_its_limit(levels: Levels) -> None:
    dossier = levels.filed(IN_2022)
    levels.judged(dossier, "district", best(dossier, down=4))
    with pytest.raises(Conflict):
        levels.decided(dossier, "district", "forwarded")
    levels.decided(dossier, "district", "not_recognised")
    assert dossier.state == "not_recognised"


# -- 148: points per part ------------------------------------------------------------------------------------


def sent_to_the_district(levels: Levels, on: date) -> Dossier:
    dossier = levels.filed(on)
    levels.level("commune").sent_up(dossier)
    dossier.refresh_from_db()
    return dossier


def test_under_148_the_district_recognises_three_stars_from_points_per_part(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    assert (dossier.regime_id, dossier.level) == ("2023-148", "district")
    levels.judged(dossier, "district", parts(24, 15, 21))
    levels.decided(dossier, "district", "recognised")
    assert certificate(dossier) == (3, "district")
    assert Certificate.objects.get(dossier=dossier).total_2 == Decimal("60.00")


def test_under_148_seventy_points_go_to_the_province_and_ninety_to_the_ministry(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    levels.judged(dossier, "district", parts(30, 20, 22))
    with pytest.raises(Conflict):
        levels.decided(dossier, "district", "recognised")
    levels.decided(dossier, "district", "forwarded")
    levels.judged(dossier, "province", parts(37, 23, 31))
    levels.decided(dossier, "province", "forwarded")
    levels.judged(dossier, "centre", parts(38, 24, 32))
    levels.decided(dossier, "centre", "recognised")
    assert certificate(dossier) == (5, "country")
    assert results(dossier) == [("district", 4), ("province", 5), ("centre", 5)]


def with_the_province(levels: Levels) -> Dossier:
    """Under 148, with four stars from the district's council."""
    dossier = sent_to_the_district(levels, IN_2024)
    levels.judged(dossier, "district", parts(30, 20, 22))
    levels.decided(dossier, "district", "forwarded")
    return dossier


def test_under_148_three_stars_of_the_provinces_council_go_back_to_the_district(levels: Levels) -> None:
    dossier = with_the_province(levels)
    levels.judged(dossier, "province", parts(24, 15, 21))
    assert open_rulings(dossier) == []
    with pytest.raises(ValidationError):
        handed_back(levels, dossier, "province", 4)
    handed_back(levels, dossier, "province", 3)
    assert (dossier.state, dossier.level) == ("closed", "district")
    levels.decided(dossier, "district", "recognised")
    assert certificate(dossier) == (3, "district")


def test_under_148_three_stars_of_the_ministrys_council_go_down_by_two_steps(levels: Levels) -> None:
    dossier = with_the_province(levels)
    levels.judged(dossier, "province", parts(37, 23, 31))
    levels.decided(dossier, "province", "forwarded")
    levels.judged(dossier, "centre", parts(24, 15, 21))
    back_from_the_ministry(levels, dossier, 3)
    assert (dossier.level, open_rulings(dossier)) == ("province", [])
    with pytest.raises(ValidationError):
        handed_back(levels, dossier, "province", 4)
    handed_back(levels, dossier, "province", 3)
    assert (dossier.level, open_rulings(dossier)) == ("district", ["recognise"])
    levels.decided(dossier, "district", "recognised")
    assert certificate(dossier) == (3, "district")


@pytest.mark.parametrize(("sheet", "stars"), [((30, 20, 22), 4), ((10, 10, 15), 2)])
def test_under_148_what_the_province_may_decide_itself_does_not_go_back(
    levels: Levels, sheet: tuple[int, int, int], stars: int
) -> None:
    dossier = with_the_province(levels)
    levels.judged(dossier, "province", parts(*sheet))
    assert len(open_rulings(dossier)) == 1
    with pytest.raises(ValidationError):
        handed_back(levels, dossier, "province", stars)


# -- 1489 and 26: two levels, and what the ministry hands back -----------------------------------------------


def test_under_1489_the_province_recognises_from_points_per_part(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2025)
    assert (dossier.regime_id, dossier.level) == ("2025-1489", "province")
    levels.judged(dossier, "province", parts(30, 20, 22))
    levels.decided(dossier, "province", "recognised")
    assert certificate(dossier) == (4, "province")


def with_the_ministry(levels: Levels) -> Dossier:
    dossier = levels.filed(IN_2026)
    levels.level("commune").sent_up(dossier)
    levels.judged(dossier, "province", best(dossier))
    levels.decided(dossier, "province", "forwarded")
    return dossier


def test_under_26_the_ministrys_own_council_gives_five_stars(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    assert dossier.regime_id == "2026-26"
    number = dossier.receipt_number
    levels.judged(dossier, "centre", best(dossier))
    assert dossier.receipt_number == number
    levels.decided(dossier, "centre", "recognised")
    assert certificate(dossier) == (5, "country")


def test_below_ninety_the_ministry_hands_back_and_the_province_recognises_its_result(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier, down=1))
    found = dossier.cases.get(level="centre").result.stars
    assert found in {3, 4}
    with pytest.raises(ValidationError):
        back_from_the_ministry(levels, dossier, stars=7 - found)
    back_from_the_ministry(levels, dossier, stars=found)
    assert (dossier.state, dossier.level) == ("closed", "province")
    levels.decided(dossier, "province", "recognised")
    assert certificate(dossier) == (found, "province")


def test_five_stars_of_the_ministrys_council_do_not_go_back(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier))
    result = queries.standing_result(dossier)
    assert result is not None
    assert rules.stars_left(dossier, result) == ()


def test_the_ministry_recognises_nothing_before_its_council_has_judged(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    assert open_rulings(dossier) == []
    with pytest.raises(Conflict):
        levels.decided(dossier, "centre", "recognised")


@pytest.mark.parametrize("excluded", [False, True])
def test_too_few_stars_of_the_ministrys_council_go_back_and_the_province_refuses(
    levels: Levels, excluded: bool
) -> None:
    dossier = with_the_ministry(levels)
    found = judged_by_the_ministry(levels, dossier, excluded=excluded)
    assert (found < 3, found == 0, open_rulings(dossier)) == (True, excluded, [])
    for stars in (3, 4, 5):
        with pytest.raises(ValidationError):
            back_from_the_ministry(levels, dossier, stars)
    back_from_the_ministry(levels, dossier, found)
    assert (dossier.level, open_rulings(dossier)) == ("province", ["refuse"])
    levels.decided(dossier, "province", "not_recognised")
    assert dossier.state == "not_recognised"


def judged_by_the_ministry(levels: Levels, dossier: Dossier, *, excluded: bool) -> int:
    """The stars its council found: two or fewer for its points, or none for a ground of exclusion."""
    ministry = levels.level("centre")
    if not excluded:
        levels.judged(dossier, "centre", best(dossier, down=4))
        return ministry.case_of(dossier).result.stars
    ministry.fresh(dossier)
    ministry.accepted(dossier)
    ministry.scoring(dossier)
    count = sum(1 for _actor, _role, scores in ministry.members if scores)
    ministry.revealed(ministry.sealed(dossier, [best(dossier)] * count))
    case = ministry.case_of(dossier)
    ground = regimes.product_set(dossier.regime_id, dossier.set_no).knockouts[0].code
    actions.record_knockouts(
        actor=ministry.secretary,
        case_id=case.pk,
        expected_version=case.version,
        found={ground: "Hồ sơ không trung thực."},
        now=ministry.later(),
    )
    ministry.closed(dossier)
    return ministry.case_of(dossier).result.stars


def test_an_open_appeal_keeps_a_dossier_from_being_handed_back(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier, down=1))
    ministry = levels.level("centre")
    ministry.fresh(dossier)
    actions.file_appeal(
        actor=ministry.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        reasons="Đề nghị xem lại.",
        points={"1.1": "Có hợp đồng."},
        files=[],
        now=ministry.later(),
    )
    with pytest.raises(Conflict):
        back_from_the_ministry(levels, dossier, ministry.case_of(dossier).result.stars)


def test_an_average_that_the_council_rounds_up_to_ninety_goes_to_the_ministry(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2025)
    province = levels.level("province")
    province.rules = {"rounding": 0}
    province.accepted(dossier)
    province.scoring(dossier)
    sheets = [parts(37, 23, 29)] * 2 + [parts(37, 23, 30)] * 3
    province.closed(province.revealed(province.sealed(dossier, sheets)))
    result = province.case_of(dossier).result
    assert (result.total_exact, result.stars) == ("448/5", 5)
    assert open_rulings(dossier) == ["approve_result"]
    (waiting,) = drafts.waiting(province.province)
    assert waiting.kinds == (RulingKind.APPROVE_RESULT,)
    (way,) = deciding.ways(dossier, result)
    assert "90" in way.why
    assert "89" not in way.why
    levels.decided(dossier, "province", "forwarded")
    assert dossier.level == "centre"


def test_the_province_may_let_its_own_council_judge_again_what_was_handed_back(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    levels.judged(dossier, "centre", best(dossier, down=1))
    back_from_the_ministry(levels, dossier, stars=dossier.cases.get(level="centre").result.stars)
    province = levels.level("province")
    actions.reevaluate(
        actor=province.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        reason="Hội đồng tỉnh xem xét lại.",
        now=province.later(),
    )
    dossier.refresh_from_db()
    levels.judged(dossier, "province", best(dossier, down=1))
    levels.decided(dossier, "province", "recognised")
    assert certificate(dossier)[1] == "province"
    assert [level for level, _stars in results(dossier)] == ["province", "centre", "province"]


def test_one_decision_is_not_entered_twice_for_a_dossier(levels: Levels) -> None:
    dossier = with_the_ministry(levels)
    ministry = levels.level("centre")
    hand_back(
        actor=ministry.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        stars=4,
        reason="Trả lại tỉnh.",
        now=ministry.later(),
    )
    with pytest.raises(ValidationError, match="number"):
        levels.decided(dossier, "province", "recognised")


def test_each_level_is_kept_to_its_own_steps(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    for level in ("province", "centre"):
        with pytest.raises(Denied):
            levels.level(level).accepted(dossier)
    levels.judged(dossier, "district", parts(30, 20, 22))
    with pytest.raises(Denied):
        levels.decided(dossier, "province", "forwarded")
