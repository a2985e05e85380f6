"""Publishing the dump of a day."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from ocop.journal.actions import record
from ocop.opendata import building, keeping, queries, rules
from ocop.opendata.models import Dump
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from ocop.opendata.building import Built, Tell
    from ocop.platform.actors import Actor


def publish(
    *, actor: Actor, now: datetime, again: bool = False, tell: Tell = lambda _table, _rows: None
) -> Built | None:
    """Build the dump of this day (in Viet Nam), keep it, remove old ones; the journal gets its digest.

    A dump that was published is not changed: None where this day has its own, unless `again`.
    Raises: Denied; Conflict while another build runs.
    """
    require(rules.can_publish(actor))
    day = local_day(now)
    if is_published(day) and not again:
        return None
    index = keeping.place() / f"{keeping.PART}.{keeping.INDEX}"
    with keeping.alone(queries.digests) as part:
        plan = _plan(day, now)
        built = building.build(plan, part, index, tell)
        if plan.before is not None:
            keeping.share(part, plan.before)
        keeping.flush(part)
        try:
            with transaction.atomic():
                # The row is seen once the folder is there, and a folder is shown by its row alone.
                _noted(actor, day, built, now)
                keeping.put(part, day)
        finally:
            keeping.settle(queries.digests())
        index.replace(keeping.index_of(day))
        keeping.thin(day)
    return built


def build_elsewhere(out: Path, *, now: datetime, tell: Tell = lambda _table, _rows: None) -> Built:
    """Build the dump of this day in a folder of its own, published nowhere. Raises: Conflict; OSError."""
    if out.exists() and any(out.iterdir()):
        raise Conflict(_("The folder %(folder)s is not empty. Name another one.") % {"folder": out})
    index = keeping.place() / f"{keeping.PART}.{keeping.INDEX}"
    with keeping.alone(queries.digests) as part:
        built = building.build(_plan(local_day(now), now), part, index, tell)
        out.mkdir(parents=True, exist_ok=True)
        for path in part.iterdir():
            shutil.move(path, out / path.name)
        index.unlink()
    return built


def is_published(day: date) -> bool:
    """Whether the dump of a day is there as it was published."""
    dump = queries.dump(day)
    return dump is not None and queries.is_whole(dump)


def _plan(day: date, now: datetime) -> building.Plan:
    first: date | None = Dump.objects.aggregate(day=Min("day"))["day"]
    before = next((dump.day for dump in queries.whole() if dump.day < day), None)
    return building.Plan(day, now, min(first or day, day), before)


def _noted(actor: Actor, day: date, built: Built, now: datetime) -> None:
    head = built.head or {}
    facts = {
        "made_at": now,
        "digest": built.digest,
        "size": built.size,
        "products": built.counts["products"],
        "head_seq": head.get("seq"),
        "head_digest": head.get("digest", ""),
    }
    before: dict[str, object] = dict(Dump.objects.filter(day=day).values("digest").first() or {})
    dump, _made = Dump.objects.update_or_create(day=day, defaults=facts)
    record(
        actor=actor,
        verb="opendata.published",
        obj=dump,
        before=before,
        after={"day": day, "digest": built.digest},
        reason=f"SHA-256 {built.digest}",
        now=now,
    )
