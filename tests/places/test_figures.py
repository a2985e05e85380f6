"""Baselines, flags, the rural scope and regions of units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from ocop.places import queries
from ocop.places.actions import (
    BaselineFacts,
    assign_region,
    close_wards,
    end_flag,
    open_wards,
    record_baseline,
    set_flag,
    store_map,
)
from ocop.places.models import Baseline, Unit
from ocop.places.rules import FIGURES, REFORM
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import MAP, NOW, TODAY, no_entry, one_entry

FACTS = BaselineFacts(Decimal("586795.00"), Decimal("542668.00"), 784811, 675862, "Niên giám 2025")


@pytest.fixture
def hoa(hoa: Actor) -> Actor:
    """The province's officer with the right to enter figures."""
    return replace(hoa, rights=hoa.rights | {FIGURES})


@pytest.fixture
def thu(thu: Actor) -> Actor:
    """The ministry's officer with the rights over figures and regions."""
    return replace(thu, rights=thu.rights | {FIGURES, REFORM})


class TestBaselines:
    def enter(
        self, actor: Actor, unit: Unit, *, year: int = 2025, version: int = 0, **changed: object
    ) -> Baseline:
        facts = replace(FACTS, **changed)  # type: ignore[arg-type]
        return record_baseline(
            actor=actor, unit_id=unit.pk, year=year, expected_version=version, facts=facts, now=NOW
        )

    def test_shares_are_exact(self, hoa: Actor, lao_cai: Unit) -> None:
        with one_entry("baseline.recorded"):
            row = self.enter(hoa, lao_cai)
        assert row.agricultural_share == Fraction(100 * 542668, 586795)
        assert row.rural_share == Fraction(100 * 675862, 784811)
        assert list(queries.baselines(lao_cai)) == [row]

    def test_nothing_is_no_share_of_nothing(self) -> None:
        empty = Baseline(area_ha=Decimal(0), agricultural_ha=Decimal(0), population=0, rural_population=0)
        assert (empty.agricultural_share, empty.rural_share) == (None, None)

    def test_figures_are_corrected_under_their_version(self, hoa: Actor, ta_van: Unit) -> None:
        self.enter(hoa, ta_van)
        with one_entry("baseline.recorded"):
            assert self.enter(hoa, ta_van, version=1, population=800000).version == 2
        for version in (0, 1):
            with no_entry(), pytest.raises(Stale):
                self.enter(hoa, ta_van, version=version)

    def test_a_version_of_nothing_is_stale(self, hoa: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(Stale):
            self.enter(hoa, ta_van, version=3)

    def test_a_former_unit_has_figures_of_its_time(self, hoa: Actor, old_ta_van: Unit) -> None:
        assert self.enter(hoa, old_ta_van, year=2020).year == 2020
        with pytest.raises(ValidationError):
            self.enter(hoa, old_ta_van, year=2026)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"year": 2027}, "year"),
            ({"year": 2024}, "year"),
            ({"area_ha": Decimal(-1)}, "area_ha"),
            ({"agricultural_ha": Decimal(-1)}, "agricultural_ha"),
            ({"area_ha": Decimal(10) ** 10}, "area_ha"),
            ({"agricultural_ha": Decimal("586795.01")}, "agricultural_ha"),
            ({"rural_population": 784812}, "rural_population"),
            ({"source": ""}, "source"),
        ],
    )
    def test_impossible_figures_are_named(
        self, hoa: Actor, lao_cai: Unit, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refused:
            self.enter(hoa, lao_cai, **changed)  # type: ignore[arg-type]
        assert list(refused.value.message_dict) == [field]

    def test_another_territory_and_another_role_are_refused(
        self, hoa: Actor, minh: Actor, bao_lam: Unit, ta_van: Unit
    ) -> None:
        for actor, unit in ((hoa, bao_lam), (replace(minh, rights=frozenset()), ta_van)):
            with no_entry(), pytest.raises(Denied):
                self.enter(actor, unit)


class TestFlags:
    def test_a_flag_holds_between_its_days(self, hoa: Actor, ta_van: Unit) -> None:
        with one_entry("flag.set"):
            flag = set_flag(
                actor=hoa,
                unit_id=ta_van.pk,
                kind="new_rural",
                from_on=date(2026, 1, 1),
                document="1/QĐ",
                now=NOW,
            )
        with one_entry("flag.ended"):
            end_flag(actor=hoa, flag_id=flag.pk, to_on=date(2026, 5, 31), document="2/QĐ", now=NOW)
        found = [
            queries.flagged("new_rural", day).exists()
            for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
        ]
        assert found == [False, True, True, False]
        with no_entry(), pytest.raises(Conflict):
            end_flag(actor=hoa, flag_id=flag.pk, to_on=TODAY, document="2/QĐ", now=NOW)
        assert list(queries.flags(ta_van)) == [flag]

    def test_a_flag_is_set_once(self, hoa: Actor, ta_van: Unit) -> None:
        facts = {"unit_id": ta_van.pk, "kind": "difficult", "document": "1/QĐ", "from_on": TODAY}
        set_flag(actor=hoa, now=NOW, **facts)  # type: ignore[arg-type]
        with no_entry(), pytest.raises(Conflict):
            set_flag(actor=hoa, now=NOW, **facts)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "rich"}, "kind"),
            ({"document": " "}, "document"),
            ({"from_on": date(2027, 1, 1)}, "from_on"),
            ({"from_on": date(2025, 6, 30)}, "from_on"),
        ],
    )
    def test_bad_input_is_named(
        self, hoa: Actor, ta_van: Unit, changed: dict[str, object], field: str
    ) -> None:
        facts = {"unit_id": ta_van.pk, "kind": "difficult", "document": "1/QĐ", "from_on": TODAY} | changed
        with no_entry(), pytest.raises(ValidationError) as refused:
            set_flag(actor=hoa, now=NOW, **facts)  # type: ignore[arg-type]
        assert list(refused.value.message_dict) == [field]

    @pytest.mark.parametrize("to_on", [date(2026, 11, 22), date(2027, 1, 1)])
    def test_a_flag_ends_after_it_began_and_not_ahead(self, hoa: Actor, ta_van: Unit, to_on: date) -> None:
        flag = set_flag(actor=hoa, unit_id=ta_van.pk, kind="pilot", from_on=TODAY, document="1/QĐ", now=NOW)
        with no_entry(), pytest.raises(ValidationError):
            end_flag(actor=hoa, flag_id=flag.pk, to_on=to_on, document="2/QĐ", now=NOW)

    def test_others_set_and_end_no_flags(self, hoa: Actor, binh: Actor, ta_van: Unit, bao_lam: Unit) -> None:
        flag = set_flag(actor=hoa, unit_id=ta_van.pk, kind="pilot", from_on=TODAY, document="1/QĐ", now=NOW)
        stranger = replace(binh, rights=frozenset({FIGURES}))
        with no_entry(), pytest.raises(Denied):
            end_flag(actor=stranger, flag_id=flag.pk, to_on=TODAY, document="2/QĐ", now=NOW)
        with no_entry(), pytest.raises(Denied):
            set_flag(actor=hoa, unit_id=bao_lam.pk, kind="pilot", from_on=TODAY, document="1/QĐ", now=NOW)


class TestRuralScope:
    @pytest.fixture
    def bac_ninh(self, places: Unit) -> Unit:
        """A city of today with a ward that was a commune until 19 September 2026."""
        assert places.is_current
        store_map(MAP.only({"24", "07399"}))
        return queries.unit("24")

    def test_communes_take_part_and_wards_only_by_decision(self, thu: Actor, bac_ninh: Unit) -> None:
        kep = queries.unit("07399")
        assert kep not in queries.in_scope(TODAY)
        assert kep in queries.in_scope(date(2026, 9, 19))
        with one_entry("wards.opened"):
            open_wards(
                actor=thu, province_id=bac_ninh.pk, from_on=date(2026, 10, 1), document="3/QĐ", now=NOW
            )
        assert kep in queries.in_scope(TODAY)
        assert kep not in queries.in_scope(date(2026, 9, 30))
        with no_entry(), pytest.raises(Conflict):
            open_wards(actor=thu, province_id=bac_ninh.pk, from_on=TODAY, document="3/QĐ", now=NOW)
        with one_entry("wards.closed"):
            close_wards(
                actor=thu, province_id=bac_ninh.pk, to_on=date(2026, 10, 31), document="4/QĐ", now=NOW
            )
        assert kep not in queries.in_scope(TODAY)
        assert len(queries.rural_scope(bac_ninh)) == 1
        with no_entry(), pytest.raises(Conflict):
            close_wards(actor=thu, province_id=bac_ninh.pk, to_on=TODAY, document="4/QĐ", now=NOW)

    def test_special_zones_and_townships_take_part(self, old_ta_van: Unit) -> None:
        store_map(MAP.only({"79", "26732"}))
        assert queries.unit("26732") in queries.in_scope(TODAY)
        then = {unit.code for unit in queries.in_scope(date(2025, 6, 30))}
        assert {old_ta_van.code, "02839", "01290"} <= then

    def test_a_province_decides_for_itself(self, hoa: Actor, cao_bang: Unit, lao_cai: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            open_wards(actor=hoa, province_id=cao_bang.pk, from_on=TODAY, document="3/QĐ", now=NOW)
        open_wards(actor=hoa, province_id=lao_cai.pk, from_on=TODAY, document="3/QĐ", now=NOW)
        with no_entry(), pytest.raises(Unit.DoesNotExist):
            open_wards(actor=hoa, province_id=0, from_on=TODAY, document="3/QĐ", now=NOW)


class TestRegions:
    def assign(self, actor: Actor, province: Unit, region: str, from_on: date = TODAY) -> None:
        assign_region(
            actor=actor,
            province_id=province.pk,
            region_code=region,
            from_on=from_on,
            document="306/NQ-CP",
            now=NOW,
        )

    def test_a_province_changes_its_region_on_a_day(self, thu: Actor, lao_cai: Unit) -> None:
        with one_entry("region.assigned"):
            self.assign(thu, lao_cai, "dong_bang_song_hong")
        regions = [queries.region_of(lao_cai, day) for day in (date(2026, 11, 22), TODAY)]
        assert [region.code for region in regions if region] == ["mien_nui_phia_bac", "dong_bang_song_hong"]

    def test_a_province_is_not_put_where_it_lies(self, thu: Actor, lao_cai: Unit) -> None:
        with no_entry(), pytest.raises(Conflict):
            self.assign(thu, lao_cai, "mien_nui_phia_bac")

    @pytest.mark.parametrize(("region", "day"), [("nowhere", TODAY), ("tay_nguyen", date(2025, 10, 5))])
    def test_bad_input_is_named(self, thu: Actor, lao_cai: Unit, region: str, day: date) -> None:
        with no_entry(), pytest.raises(ValidationError):
            self.assign(thu, lao_cai, region, day)

    def test_a_province_does_not_choose_its_region(self, hoa: Actor, lao_cai: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            self.assign(hoa, lao_cai, "tay_nguyen")
