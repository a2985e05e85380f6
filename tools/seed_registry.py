"""Fill a registry with invented producers, products and certificates, to measure lists and searches on.

    .venv/bin/python -m tools.seed_registry FOLDER 1000000     an embedded database in FOLDER/var
    OCOP_DATABASE_URL=postgresql://... .venv/bin/python -m tools.seed_registry FOLDER 10000

The same number gives the same rows. They are written past the actions and leave no entry in the journal, so
this is for measuring only. Indexes of an embedded database are made once the rows are in, which is quicker.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model

    from ocop.recognition.models import Certificate
    from ocop.registry.indexing import Places
    from ocop.registry.models import Producer, Product

T = TypeVar("T")
BATCH: Final = 2000
PER_PRODUCER: Final = 4
FIRST_DAY: Final = date(2019, 1, 1)
DAYS: Final = 2880
KINDS: Final = {"htx": 40, "ho": 30, "dn": 19.8, "tht": 8, "trang_trai": 2, "hoi": 0.1, "trung_tam": 0.1}
STARS: Final = {None: 30, 3: 49, 4: 20, 5: 1}
REGIMES: Final = {"2019-1048": 20, "2023-148": 40, "2025-1489": 20, "2026-26": 20}
KIND_WORDS: Final = {
    "htx": "Hợp tác xã",
    "ho": "Hộ kinh doanh",
    "dn": "Công ty",
    "tht": "Tổ hợp tác",
    "trang_trai": "Trang trại",
    "hoi": "Hội",
    "trung_tam": "Trung tâm",
}
GOODS: Final = """
Mật ong rừng|Mật ong bạc hà|Gạo séng cù|Gạo nếp nương|Gạo ST25|Chè Shan tuyết|Chè xanh|Trà sen|Trà hoa vàng
Cà phê rang|Hạt tiêu đen|Hạt điều|Cam sành|Cam bù|Bưởi da xanh|Bưởi năm roi|Thanh long ruột đỏ|Xoài cát
Nhãn lồng|Vải thiều|Sầu riêng|Dừa xiêm|Kẹo dừa|Bánh tráng|Bánh đậu xanh|Bánh pía|Bánh cáy|Bún khô|Miến dong
Phở khô|Nước mắm|Mắm tôm|Mắm ruốc|Cá khô|Cá lóc khô|Tôm khô|Mực một nắng|Chả mực|Chả cá|Nem chua|Giò lụa
Thịt trâu gác bếp|Lạp xưởng|Lợn cắp nách|Gà đồi|Trứng vịt muối|Rượu ngô|Rượu táo mèo|Rượu cần|Tương ớt
Tương bần|Dầu lạc|Dầu gấc|Tinh dầu sả|Tinh dầu tràm|Cao atiso|Nấm linh chi|Nấm mộc nhĩ|Đông trùng hạ thảo
Sâm dây|Quế thanh|Hoa hồi|Thảo quả|Măng khô|Hành tím|Tỏi đen|Gừng sấy|Nghệ bột|Khoai lang dẻo|Chuối sấy
Mít sấy|Rau hữu cơ|Dưa lưới|Dâu tây|Nho xanh|Thổ cẩm|Lụa tơ tằm|Chiếu cói|Nón lá|Gốm nung|Mây tre đan
Tranh thêu|Trống da trâu|Hoa lan|Cây cảnh|Du lịch cộng đồng
"""
KINDS_OF_GOODS: Final = """
thượng hạng|truyền thống|hữu cơ|đặc sản|nguyên chất|loại một|hộp quà|túi lọc|sấy lạnh|gia truyền
sạch|ngon|tươi|khô|loại hai
"""
PEOPLE: Final = """
Minh Tâm|Hồng Phúc|An Khang|Thành Đạt|Hoàng Gia|Phương Nam|Bình Minh|Quyết Thắng|Đại Thành|Tân Tiến
Hòa Bình|Xuân Mai|Kim Ngân|Thảo Nguyên|Hương Quê|Sông Hậu|Đồng Tâm|Việt Hưng|Nhất Tâm|Thiên Phú
"""
RARE: Final = "quyt|gienh|nhoang|khuyp|thoong|xuenh|phuoc|ngoech|troang|giuyt"


def main() -> int:
    """Seed, and say what that took."""
    parser = argparse.ArgumentParser(description="Fill a registry with invented producers and products.")
    parser.add_argument("home", type=Path, help="folder of the installation, made where it is missing")
    parser.add_argument("products", type=int, help="how many products")
    options = parser.parse_args()
    open_home(options.home)
    begun = time.perf_counter()
    seed(options.products)
    print(f"{options.products:,} products in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return 0


def open_home(home: Path) -> None:
    """Let this process work on the installation in this folder; its database has every table afterwards."""
    os.environ["OCOP_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    (home / "var").mkdir(parents=True, exist_ok=True)
    import django  # noqa: PLC0415 - settings are read now
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def seed(count: int) -> None:
    """Insert so many products, a quarter as many producers, and a certificate for each product with stars."""
    from django.db import transaction  # noqa: PLC0415 - needs settings

    from ocop.places.actions import load_units  # noqa: PLC0415
    from ocop.platform import clock  # noqa: PLC0415
    from ocop.recognition.models import Certificate  # noqa: PLC0415
    from ocop.registry.indexing import Places  # noqa: PLC0415
    from ocop.registry.models import Producer, Product  # noqa: PLC0415

    load_units(now=clock.now())
    chance, places = random.Random(count), Places(everywhere=True)  # noqa: S311 - the same rows each time
    communes = _communes()
    with _without_indexes(), transaction.atomic():
        made: list[Producer] = []
        _store(Producer, _kept(_producers(chance, communes, max(1, count // PER_PRODUCER), places), made))
        sold: list[Product] = []
        _store(Product, _kept(_products(chance, made, communes, count, places), sold))
        _store(Certificate, _certificates(sold, made))


@contextmanager
def _without_indexes() -> Iterator[None]:
    """On SQLite: drop the plain indexes and the index of words meanwhile, and write without waiting."""
    from django.db import connection  # noqa: PLC0415 - needs settings

    from ocop.registry import word_tables  # noqa: PLC0415

    if connection.vendor != "sqlite":
        yield
        _analysed("ANALYZE")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-400000")
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%' "
            "AND tbl_name IN ('registry_producer', 'registry_product', 'recognition_certificate')"
        )
        kept = cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f'DROP INDEX "{name}"')
        for table in word_tables.TABLES:
            for act in ("added", "changed", "removed"):
                cursor.execute(f"DROP TRIGGER {table}_words_{act}")
    yield
    with connection.cursor() as cursor:
        for _name, sql in kept:
            cursor.execute(sql)
    word_tables.make(connection)


def _analysed(statement: str) -> None:
    from django.db import connection  # noqa: PLC0415 - needs settings

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _split(words: str) -> list[str]:
    return words.strip().replace("\n", "|").split("|")


def _communes() -> list[tuple[int, str, str, str]]:
    """Keys, names, province codes and codes of communes: all of today's, and for one in ten a former one."""
    from ocop.places.models import Level, Unit  # noqa: PLC0415 - needs settings

    rows = Unit.objects.filter(level=Level.COMMUNE).order_by("pk")
    found = list(rows.values_list("pk", "name", "path", "code", "valid_to"))
    today = [(pk, name, path.split("/")[1], code) for pk, name, path, code, ended in found if ended is None]
    former = [(pk, name, path.split("/")[1], code) for pk, name, path, code, ended in found if ended]
    step = max(1, len(former) * 10 // max(1, len(today)))
    return today + former[::step]


def _producers(
    chance: random.Random, communes: list[tuple[int, str, str, str]], count: int, places: Places
) -> Iterator[Producer]:
    from ocop.registry.indexing import fill  # noqa: PLC0415 - needs settings
    from ocop.registry.models import Producer  # noqa: PLC0415

    people = _split(PEOPLE)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    for number, kind in enumerate(kinds):
        unit_id, place, _province, code = chance.choice(communes)
        row = Producer(
            code=f"CT-{code}-{number:06}",
            name=f"{KIND_WORDS[kind]} {chance.choice(people)} {place}",
            kind=kind,
            commune_id=unit_id,
            address="Thôn 1",
            representative_name="Người Đại Diện",
            registered_on=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
        )
        fill(row, places)
        yield row


def _products(
    chance: random.Random,
    producers: list[Producer],
    communes: list[tuple[int, str, str, str]],
    count: int,
    places: Places,
) -> Iterator[Product]:
    from ocop.registry.indexing import fill  # noqa: PLC0415 - needs settings
    from ocop.registry.models import Product  # noqa: PLC0415

    by_unit = {unit: (province.partition("~")[0], code) for unit, _name, province, code in communes}
    stars = chance.choices(list(STARS), list(STARS.values()), k=count)
    regimes = chance.choices(list(REGIMES), list(REGIMES.values()), k=count)
    goods, sorts, rare = _split(GOODS), _split(KINDS_OF_GOODS), _split(RARE)
    for number in range(count):
        producer = chance.choice(producers)
        province, commune = by_unit[producer.commune_id]
        entered = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        extra = f" {chance.choice(rare)}" if chance.random() < 0.0005 else ""
        name = f"{chance.choice(goods)} {chance.choice(sorts)}{extra}"
        row = Product(
            producer=producer,
            commune_id=producer.commune_id,
            name=" ".join(name.split()),
            regime_id=regimes[number],
            set_no=min(26, int(chance.expovariate(0.15)) + 1),
            code="" if chance.random() < 0.15 else f"{province}-{commune}-{number:07}-{entered.year}",
            story="Sản phẩm của quê hương. " * 8,
            entered_on=entered,
            ended_on=entered + timedelta(days=900) if chance.random() < 0.02 else None,
            certified_stars=stars[number],
            certified_to=None if stars[number] is None else entered + timedelta(days=1200),
        )
        fill(row, places)
        yield row


def _certificates(products: list[Product], producers: list[Producer]) -> Iterator[Certificate]:
    """What each product with stars holds, all by one decision of the country."""
    from ocop.places.models import Level, Unit  # noqa: PLC0415 - needs settings
    from ocop.recognition.models import Certificate, RecognitionDecision  # noqa: PLC0415

    country = Unit.objects.get(level=Level.COUNTRY)
    decision = RecognitionDecision.objects.create(
        issuer_unit=country, number="01/QĐ-DN", decided_on=FIRST_DAY, signer_name="Người Ký"
    )
    communes = dict(Unit.objects.filter(level=Level.COMMUNE).values_list("pk", "name"))
    for product in products:
        if product.certified_stars is None or product.certified_to is None:
            continue
        yield Certificate(
            product=product,
            decision=decision,
            number=f"{product.pk:07}/GCN",
            stars=product.certified_stars,
            regime_id=product.regime_id,
            set_no=product.set_no,
            product_name=product.name,
            producer_name=producers[product.producer_id - 1].name,
            commune_id=product.commune_id,
            commune_name=communes[product.commune_id],
            issuer_unit=country,
            issued_on=product.entered_on,
            valid_to=product.certified_to,
        )


def _kept(rows: Iterator[T], made: list[T]) -> Iterator[T]:
    for row in rows:
        made.append(row)
        yield row


def _store(model: type[Model], rows: Iterator[Any]) -> None:
    """Insert rows as they are, which takes a fifth of the time of `bulk_create`."""
    from django.db import connection  # noqa: PLC0415 - needs settings

    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
    named = [(field.attname, field) for field in fields]
    with connection.cursor() as cursor:
        batch: list[list[Any]] = []
        for number, row in enumerate(rows, start=1):
            row.pk = number
            batch.append([field.get_db_prep_save(getattr(row, name), connection) for name, field in named])
            if len(batch) == BATCH:
                cursor.executemany(sql, batch)
                batch = []
        if batch:
            cursor.executemany(sql, batch)


if __name__ == "__main__":
    raise SystemExit(main())
