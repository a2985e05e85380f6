"""Workbooks of records that agree with a table of figures: producers, products and certificates.

    made = Records(day=date(2022, 12, 31))
    made.district(commune_codes, kinds={"htx": 10, "dn": 1}, products=25, sets=iter([...]))
    sheets = made.sheets()      # {"producers": [rows], "products": [...], "certificates": [...]}

A row is a dictionary by the public keys of `exchange.columns`. Names are invented; codes tell the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import cycle

REGIME = "2019-1048"
ENTERED, DECIDED = date(2019, 9, 2), date(2020, 6, 1)
POINTS = {3: Decimal(60), 4: Decimal(75), 5: Decimal(93)}
Row = dict[str, object]


@dataclass(slots=True)
class Records:
    """Everything entered so far. `prefix` keeps the codes of several tables apart."""

    prefix: str
    decided: date = DECIDED
    producers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)

    def area(
        self,
        communes: Sequence[str],
        *,
        kinds: Mapping[str, int],
        products: int,
        sets: Iterator[int],
        stars: Iterator[int] | None,
        issuers: Mapping[int, str],
    ) -> None:
        """Producers of these kinds and so many products, one in every commune named before the second begins.

        `stars` gives each product its stars, None leaves all without a certificate. `issuers` are the codes
        of the units that recognised that many stars.
        """
        first = len(self.producers)
        homes = cycle(communes)
        for kind, count in kinds.items():
            for _each in range(count):
                self._producer(kind, next(homes))
        mine = cycle(range(first, len(self.producers)))
        homes = cycle(communes)
        for _each in range(products):
            code = self._product(next(homes), self.producers[next(mine)], next(sets))
            if stars is not None:
                given = next(stars)
                self._certificate(code, given, issuers[given])

    def _producer(self, kind: str, commune: str) -> None:
        number = len(self.producers) + 1
        self.producers.append(
            {
                "producer_code": f"CT-{self.prefix}-{number:05d}",
                "name": f"Chủ thể {self.prefix} số {number}",
                "kind": kind,
                "registered_on": ENTERED,
                "commune_code": commune,
                "representative_name": f"Người đại diện {number}",
                "business_number": f"{self.prefix}{number:05d}",
            }
        )

    def _product(self, commune: str, producer: Row, set_no: int) -> str:
        number = len(self.products) + 1
        code = f"SP-{self.prefix}-{number:05d}"
        self.products.append(
            {
                "product_code": code,
                "name": f"Sản phẩm {self.prefix} số {number}",
                "producer_code": producer["producer_code"],
                "regime": REGIME,
                "set": set_no,
                "commune_code": commune,
                "entered_on": ENTERED,
            }
        )
        return code

    def _certificate(self, code: str, stars: int, issuer: str) -> None:
        self.certificates.append(
            {
                "product_code": code,
                "regime": REGIME,
                "stars": stars,
                "total": POINTS[stars],
                "decision_number": f"{stars}/{self.prefix}/QĐ",
                "decided_on": self.decided,
                "issuer_unit_code": issuer,
            }
        )
