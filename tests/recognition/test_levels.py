"""A dossier walks from its draft to a certificate under every regime, through the councils of its levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions
from ocop.evaluation.models import Dossier
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition.actions import hand_back
from ocop.recognition.models import Certificate
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


def back_from_the_ministry(levels: Levels, dossier: Dossier, stars: int) -> None:
    ministry = levels.level("centre")
    ministry.later(days=1)
    ministry.fresh(dossier)
    hand_back(
        actor=ministry.province,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        stars=stars,
        reason="Kết quả của Hội đồng trung ương dưới ngưỡng.",
        now=ministry.later(),
    )
    dossier.refresh_from_db()


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
