"""Building a dump: every table once through, then the catalogue, the changes and the checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Min
from django.utils import translation

from ocop.journal.heads import head_facts
from ocop.journal.models import SignedHead
from ocop.opendata import changes, csvw, datasets, dcat, keeping, linked, rows
from ocop.opendata.dcat import Facts, File
from ocop.opendata.licences import licence
from ocop.opendata.tables import Table
from ocop.platform.db import snapshot
from ocop.recognition.models import Certificate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    from ocop.opendata.changes import Log

CHUNK: Final = 1 << 20
Tell = Callable[[str, int], None]
"""Is told the table that is being written, and how many rows are written in all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build: the dump of a day, made at a moment. `first`: the day of the first dump ever.

    `before`: the day of the dump that changes are told since, None for none.
    """

    day: date
    made_at: datetime
    first: date
    before: date | None = None


@dataclass(slots=True)
class Built:
    """What was built: rows by table, files, the digest of the list of checksums, and the journal's head."""

    counts: dict[str, int]
    files: list[File]
    digest: str
    head: Mapping[str, object] | None
    log: Log
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(file.size for file in self.files)


def build(plan: Plan, folder: Path, index: Path, tell: Tell = lambda _table, _rows: None) -> Built:
    """Write every file of a dump into an empty folder, and the index of its rows beside.

    All tables are of one moment: what is entered meanwhile stands in none of them. Words are Vietnamese.
    """
    with snapshot(), translation.override("vi"):
        counts = _write_tables(plan.day, folder, index, tell)
        head = SignedHead.objects.filter(day__lte=plan.day).order_by("-day").first()
        since = Certificate.objects.aggregate(day=Min("issued_on"))["day"]
    facts = head_facts(head) if head else None
    before = keeping.index_of(plan.before) if plan.before else None
    known = before if before is not None and before.is_file() else None
    log = changes.write(folder, index=index, before=known, since=plan.before, day=plan.day)
    _write_json(folder / "journal.json", {"day": plan.day.isoformat(), "head": facts})
    _write_json(folder / linked.CONTEXT, linked.context())
    for dataset in datasets.all_of_them():
        described = csvw.of_table(dataset, licence().url)
        _write_json(folder / f"{dataset.name}.csv-metadata.json", described)
    _write_json(folder / csvw.WHOLE, csvw.of_all(licence().url))
    (folder / "README.txt").write_text(_readme(plan), encoding="utf-8")
    _write_catalogue(plan, folder, since)
    found = _listed(folder)
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in found)
    (folder / keeping.SUMS).write_text(sums, encoding="utf-8")
    return Built(counts, found, hashlib.sha256(sums.encode()).hexdigest(), facts, log)


def _write_tables(day: date, folder: Path, index: Path, tell: Tell) -> dict[str, int]:
    with ExitStack() as opened:
        tables = {
            one.name: opened.enter_context(closing(Table(folder, one))) for one in datasets.all_of_them()
        }
        noted = opened.enter_context(closing(changes.Index(index)))
        written = 0
        for name, batch in rows.every(day):
            tables[name].add(batch)
            noted.add(name, batch)
            written += len(batch)
            tell(name, written)
    return {name: table.counted for name, table in tables.items()}


def _write_catalogue(plan: Plan, folder: Path, since: date | None) -> None:
    facts = Facts(plan.day, plan.made_at, plan.first, since, _listed(folder))
    node = dcat.catalogue(facts)
    _write_json(folder / "catalog.jsonld", node)
    (folder / "catalog.ttl").write_text(dcat.turtle(node), encoding="utf-8")


def _listed(folder: Path) -> list[File]:
    return [File(path.name, path.stat().st_size, _digest(path)) for path in sorted(folder.iterdir())]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _readme(plan: Plan) -> str:
    """Who finds the folder alone learns what it is, under which licence, and how to cite it."""
    place = f"{linked.base()}{plan.day.isoformat()}/"
    cited = f"{settings.OCOP_OPEN_DATA_PUBLISHER}, {place}, {licence().code}"
    return (
        f"OCOP - {plan.day.isoformat()}\n\n"
        f"Dữ liệu mở về sản phẩm OCOP. Giấy phép: {licence().name} ({licence().url}).\n"
        f"Giải thích từng cột: {linked.base()}terms. Trích dẫn: {cited}\n\n"
        f"Open data on OCOP products. Licence: {licence().name} ({licence().url}).\n"
        f"Columns explained: {linked.base()}terms. Cite as: {cited}\n\n"
        f"sha256sum -c {keeping.SUMS}\n"
    )
