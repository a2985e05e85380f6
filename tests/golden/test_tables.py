"""The statistics agree with the golden tables: records that imply a table, brought in as workbooks.

Where our map of a past day differs from a table's (the communes of a district), the test says so: the map
before July 2025 is that of June 2025 for every earlier day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, repeat
from typing import Any

import pytest

from ocop.insight.questions import question
from ocop.insight.stats import Answer, ask, printed, printed_share
from ocop.places import queries as places
from ocop.places.models import Level, RuralScope, Unit
from ocop.platform.actors import SYSTEM
from ocop.platform.text import fold
from ocop.registry import regimes
from tests.cast import TODAY
from tests.golden.conftest import Take
from tests.golden.records import REGIME, Records

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DAY = date(2022, 12, 31)
TUYEN_QUANG, QUANG_NINH, NGHE_AN = "08", "22", "40"
PROVINCE_STARS = {3: "{province}", 4: "{province}"}
Table = dict[str, Any]


def figures(measure: str, *by: str, day: date = DAY, taxonomy: str | None = None, **where: str) -> Answer:
    asked = question(measure, today=TODAY, by=by, where=where.items(), as_of=day, taxonomy=taxonomy)
    return ask(SYSTEM, asked)


def values(answer: Answer) -> dict[str, str]:
    return {row.key[0]: printed(answer.question, row.value) for row in answer.rows}


def shares(answer: Answer, digits: str = "0.01") -> dict[str, str]:
    """Shares rounded half up to the digits of the table, from the exact fraction."""
    found = {}
    for row in answer.rows:
        exact = row.share
        assert exact is not None
        places_after = Decimal(digits)
        scaled = Decimal(exact.numerator) / Decimal(exact.denominator)
        found[row.key[0]] = str(scaled.quantize(places_after, ROUND_HALF_UP))
        if digits == "0.01":
            assert found[row.key[0]] == printed_share(row)
    return found


def expected(table: Table) -> dict[str, Any]:
    return {one["key"]: one["value"] for one in table["expected"]}


def communes(district: Unit) -> list[str]:
    units = places.as_of(DAY).filter(level=Level.COMMUNE, parent=district).order_by("code")
    return list(units.values_list("code", flat=True))


def districts(province: str) -> dict[str, Unit]:
    """The districts of a province of 2022 by their folded bare names."""
    units = places.as_of(DAY).filter(level=Level.DISTRICT, parent__code=province, parent__valid_to__gte=DAY)
    return {fold(unit.name): unit for unit in units}


def district_of(found: dict[str, Unit], name: str) -> Unit:
    return found[fold(name.replace("TP.", "").replace("TP ", ""))]


def set_of(sector: str) -> int:
    return next(one.set for one in regimes.library().sets(REGIME) if fold(one.sector) == fold(sector))


def kinds_of(row: Table) -> dict[str, int]:
    return {kind: row[kind] for kind in ("htx", "dn", "tht", "ho") if row.get(kind)}


def tuyen_quang(tables: dict[str, Table]) -> Records:
    """GT01, GT02, GT04, GT05 in one set of records: they are about the same 191 products."""
    made = Records("TQ")
    names = {
        "Lưu niệm - nội thất - trang trí": "Lưu niệm, nội thất, trang trí",
        "Dịch vụ du lịch cộng đồng và điểm du lịch": "Dịch vụ du lịch nông thôn, bán hàng",
    }
    groups = [
        (names.get(row["nhom"], row["nhom"]), row["so_luong"]) for row in tables["GT05"]["inputs"]["rows"]
    ]
    sets = chain.from_iterable(repeat(set_of(name), count) for name, count in groups if count)
    taking_part = {row["huyen"]: row["xa_tham_gia"] for row in tables["GT02"]["inputs"]["rows"]}
    found = districts(TUYEN_QUANG)
    for row in tables["GT01"]["inputs"]["rows"]:
        district = district_of(found, row["huyen"])
        made.area(
            communes(district)[: taking_part[row["huyen"]]],
            kinds=kinds_of(row),
            products=row["san_pham"],
            sets=sets,
            stars=repeat(3),
            issuers={3: TUYEN_QUANG},
        )
    return made


class TestTuyenQuang:
    @pytest.fixture
    def taken(self, tables: dict[str, Table], take: Take) -> None:
        take(tuyen_quang(tables))
        province = places.unit(TUYEN_QUANG, on=DAY)
        RuralScope.objects.create(province=province, from_on=date(2018, 1, 1), document="Đề án của tỉnh")

    @pytest.mark.usefixtures("taken")
    def test_products_and_producers_by_district(self, tables: dict[str, Table]) -> None:
        rows = tables["GT01"]["inputs"]["rows"]
        found = districts(TUYEN_QUANG)
        codes = {row["huyen"]: district_of(found, row["huyen"]).code for row in rows}
        products = figures("products", "district", province=TUYEN_QUANG)
        assert values(products) == {codes[row["huyen"]]: str(row["san_pham"]) for row in rows}
        for kind in ("htx", "dn", "tht", "ho"):
            producers = figures("producers", "district", province=TUYEN_QUANG, kind=kind)
            assert {key: value for key, value in values(producers).items() if value != "0"} == {
                codes[row["huyen"]]: str(row[kind]) for row in rows if row[kind]
            }
            assert int(producers.total) == expected(tables["GT01"])[f"tong.{kind}"]
        assert int(products.total) == expected(tables["GT01"])["tong.san_pham"]
        assert (
            int(figures("producers", province=TUYEN_QUANG).total) == expected(tables["GT01"])["tong.chu_the"]
        )

    @pytest.mark.usefixtures("taken")
    def test_communes_taking_part(self, tables: dict[str, Table]) -> None:
        rows = tables["GT02"]["inputs"]["rows"]
        found = districts(TUYEN_QUANG)
        taking_part = values(figures("communes_participating", "district", province=TUYEN_QUANG))
        rates = values(figures("participation_rate", "district", province=TUYEN_QUANG))
        on_our_map = values(figures("communes_total", "district", province=TUYEN_QUANG))
        other = []
        for row in rows:
            code = district_of(found, row["huyen"]).code
            assert taking_part[code] == str(row["xa_tham_gia"])
            if on_our_map[code] != str(row["xa"]):
                other.append(row["huyen"])
                continue
            assert Decimal(rates[code]) == Decimal(str(expected(tables["GT02"])[f"ty_le.{row['huyen']}"]))
        assert other == ["Sơn Dương"]  # one of its communes was merged before June 2025
        assert int(figures("communes_participating", province=TUYEN_QUANG).total) == 94

    @pytest.mark.usefixtures("taken")
    def test_kinds_of_producers(self, tables: dict[str, Table]) -> None:
        found = shares(figures("producers", "kind", province=TUYEN_QUANG))
        for kind in ("htx", "dn", "tht", "ho"):
            assert Decimal(found[kind]) == Decimal(str(expected(tables["GT04"])[f"ty_le.{kind}"]))

    @pytest.mark.usefixtures("taken")
    def test_groups_with_the_empty_one(self, tables: dict[str, Table]) -> None:
        answer = figures("products", "sector", province=TUYEN_QUANG)
        wanted = expected(tables["GT05"])
        assert int(answer.total) == wanted["tong"]
        counts = [row["so_luong"] for row in tables["GT05"]["inputs"]["rows"]]
        assert sorted(int(value) for value in values(answer).values()) == sorted(counts)
        printed_shares = [value for key, value in wanted.items() if key.startswith("ty_le.")]
        assert sorted(Decimal(share) for share in shares(answer).values()) == sorted(
            Decimal(str(share)) for share in printed_shares
        )

    @pytest.mark.usefixtures("taken")
    def test_products_per_producer_and_commune(self, tables: dict[str, Table]) -> None:
        products = figures("products", province=TUYEN_QUANG).total
        producers = figures("producers", province=TUYEN_QUANG).total
        taking_part = figures("communes_participating", province=TUYEN_QUANG).total
        wanted = expected(tables["GT14"])
        for value, key in ((products / producers, "sp_tren_chu_the"), (products / taking_part, "sp_tren_xa")):
            exact = Decimal(value.numerator) / Decimal(value.denominator)
            assert exact.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(str(wanted[key]))


def some_communes(province: str, count: int = 40) -> list[str]:
    units = places.as_of(DAY).filter(level=Level.COMMUNE, parent__parent__code=province)
    units = units.filter(parent__parent__valid_to__gte=DAY).exclude(kind="phuong").order_by("code")
    return list(units.values_list("code", flat=True)[:count])


class TestQuangNinh:
    def test_kinds_and_groups(self, tables: dict[str, Table], take: Take) -> None:
        given = tables["GT18"]["inputs"]
        sectors = [
            "Thực phẩm",
            "Đồ uống",
            "Thảo dược",
            "Vải và may mặc",
            "Dịch vụ du lịch nông thôn, bán hàng",
        ]
        counts = [given[key] for key in ("thuc_pham", "do_uong", "thao_duoc", "thu_cong", "dich_vu")]
        # The province's crafts are two national groups.
        sectors.insert(4, "Lưu niệm, nội thất, trang trí")
        counts[3:4] = [counts[3] - 3, 3]
        made = Records("QN")
        made.area(
            some_communes(QUANG_NINH),
            kinds=kinds_of(tables["GT15"]["inputs"]),
            products=sum(counts),
            sets=chain.from_iterable(
                repeat(set_of(sector), count) for sector, count in zip(sectors, counts, strict=True)
            ),
            stars=repeat(3),
            issuers={3: QUANG_NINH},
        )
        take(made)
        producers = figures("producers", "kind", province=QUANG_NINH)
        assert int(producers.total) == expected(tables["GT15"])["tong"]
        for kind, share in shares(producers).items():
            assert Decimal(share) == Decimal(str(expected(tables["GT15"])[f"ty_le.{kind}"]))
        groups = figures("products_entered", "sector", province=QUANG_NINH, taxonomy="quang-ninh")
        assert int(groups.total) == expected(tables["GT18"])["tong"]
        assert values(groups) == {
            name: str(given[key])
            for name, key in {
                "Thực phẩm": "thuc_pham",
                "Đồ uống": "do_uong",
                "Thảo dược": "thao_duoc",
                "Thủ công": "thu_cong",
                "Dịch vụ": "dich_vu",
            }.items()
        }
        wanted = [value for key, value in expected(tables["GT18"]).items() if key.startswith("ty_le.")]
        assert [Decimal(share) for share in shares(groups).values()] == [
            Decimal(str(value)) for value in wanted
        ]
        national = figures("products_entered", "sector", province=QUANG_NINH)
        assert national.total == groups.total
        assert len(national.rows) == 6


class TestNgheAn:
    def test_stars_by_district(self, tables: dict[str, Table], take: Take) -> None:
        made = Records("NA")
        found = districts(NGHE_AN)
        rows = tables["GT57"]["inputs"]["rows"]
        left = dict(tables["GT55"]["inputs"])
        named = {district_of(found, row["huyen"]).pk for row in rows}
        for row in rows:
            left["ba_sao"] -= row["ba_sao"]
            left["bon_sao"] -= row["bon_sao"]
            self.enter(made, district_of(found, row["huyen"]), row["ba_sao"], row["bon_sao"])
        others = [unit for unit in found.values() if unit.pk not in named]
        rest = others[: tables["GT55"]["inputs"]["huyen_danh_gia"] - len(rows)]
        for index, district in enumerate(rest):
            last = index == len(rest) - 1
            three = left["ba_sao"] if last else left["ba_sao"] // (len(rest) - index)
            four = left["bon_sao"] if last else left["bon_sao"] // (len(rest) - index)
            left["ba_sao"] -= three
            left["bon_sao"] -= four
            self.enter(made, district, three, four)
        take(made)
        stars = figures("products", "stars", province=NGHE_AN)
        wanted = expected(tables["GT55"])
        assert int(stars.total) == wanted["tong"]
        assert shares(stars) == {"4": str(wanted["ty_le_4_sao"]), "3": str(wanted["ty_le_3_sao"])}
        by_district = values(figures("products", "district", province=NGHE_AN))
        for row in rows:
            code = district_of(found, row["huyen"]).code
            assert by_district[code] == str(row["ba_sao"] + row["bon_sao"])
        assert len([value for value in by_district.values() if value != "0"]) == 16
        # One district, Cửa Lò, was merged before June 2025.
        assert len(by_district) == tables["GT55"]["inputs"]["huyen"] - 1

    @staticmethod
    def enter(made: Records, district: Unit, three: int, four: int) -> None:
        made.area(
            communes(district),
            kinds={"htx": 1},
            products=three + four,
            sets=repeat(set_of("Thực phẩm")),
            stars=chain(repeat(3, three), repeat(4, four)),
            issuers={3: NGHE_AN, 4: NGHE_AN},
        )


class TestNation:
    def test_products_stars_kinds_and_the_north(self, tables: dict[str, Table], take: Take) -> None:
        given, by_kind = tables["GT36"]["inputs"], tables["GT38"]["inputs"]
        north = expected(tables["GT40"])["htx_mnpb"]
        made = Records("VN")
        sets = self.sets(given)
        stars = chain(repeat(5, given["nam_sao"]), repeat(3))
        per_producer = given["tong"] // by_kind["tong"]
        made.area(
            some_communes(TUYEN_QUANG),
            kinds={"htx": int(north)},
            products=int(north) * per_producer,
            sets=sets,
            stars=stars,
            issuers={5: "VN", 3: TUYEN_QUANG},
        )
        others = {
            "htx": by_kind["htx"] - int(north),
            "dn": by_kind["dn"],
            "ho": by_kind["co_so"],
            "tht": expected(tables["GT38"])["tht"],
        }
        made.area(
            some_communes(NGHE_AN),
            kinds=others,
            products=given["tong"] - int(north) * per_producer,
            sets=sets,
            stars=stars,
            issuers={5: "VN", 3: NGHE_AN},
        )
        take(made)
        day = date(2021, 12, 31)
        self.check_products(tables, day)
        self.check_producers(tables, day)

    @staticmethod
    def sets(given: Table) -> Iterator[int]:
        food, drinks = set_of("Thực phẩm"), set_of("Đồ uống")
        return chain(repeat(food, given["thuc_pham"]), repeat(drinks))

    @staticmethod
    def check_products(tables: dict[str, Table], day: date) -> None:
        groups = figures("products", "sector", day=day)
        wanted = expected(tables["GT36"])
        assert int(groups.total) == tables["GT36"]["inputs"]["tong"]
        assert Decimal(shares(groups, "1")["Thực phẩm"]) == Decimal(str(wanted["ty_le_thuc_pham"]))
        stars = figures("products", "stars", day=day)
        assert Decimal(shares(stars, "0.1")["5"]) == Decimal(str(wanted["ty_le_5_sao"]))

    @staticmethod
    def check_producers(tables: dict[str, Table], day: date) -> None:
        kinds = figures("producers", "kind", day=day)
        wanted = expected(tables["GT38"])
        assert int(kinds.total) == tables["GT38"]["inputs"]["tong"]
        found = shares(kinds, "0.1")
        pairs = {"htx": "htx", "dn": "dn", "ho": "co_so", "tht": "tht"}
        for kind, key in pairs.items():
            assert Decimal(found[kind]) == Decimal(str(wanted[f"ty_le.{key}"]))
        regions = figures("producers", "region", day=day, kind="htx")
        assert int(regions.total) == tables["GT40"]["inputs"]["htx_quoc_gia"]
        assert shares(regions, "0.1")["mien_nui_phia_bac"] == str(
            tables["GT40"]["inputs"]["ty_trong_htx_quoc_gia"]
        )

    def test_groups_at_the_end_of_2020(self, tables: dict[str, Table], take: Take) -> None:
        given = tables["GT41"]["inputs"]
        sectors = {
            "thuc_pham": "Thực phẩm",
            "do_uong": "Đồ uống",
            "thao_duoc": "Thảo dược",
            "vai_may_mac": "Vải và may mặc",
            "luu_niem": "Lưu niệm, nội thất, trang trí",
            "du_lich": "Dịch vụ du lịch nông thôn, bán hàng",
        }
        made = Records("G6")
        made.area(
            some_communes(NGHE_AN),
            kinds={"htx": 100},
            products=sum(given.values()),
            sets=chain.from_iterable(repeat(set_of(sectors[key]), count) for key, count in given.items()),
            stars=repeat(3),
            issuers={3: NGHE_AN},
        )
        take(made)
        groups = figures("products", "sector", day=date(2020, 12, 31))
        wanted = expected(tables["GT41"])
        assert int(groups.total) == wanted["tong"]
        found = shares(groups, "0.1")
        for key, sector in sectors.items():
            assert Decimal(found[sector]) == Decimal(str(wanted[f"ty_le.{key}"]))
