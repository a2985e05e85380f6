"""What a producer reports for a year."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.registry import rules
from ocop.registry.columns import check_columns
from ocop.registry.models import Producer, ProducerYear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

FIRST_YEAR: Final = 2000
"""Before any programme: an earlier year is a slip of the hand."""
PARTS: Final[Mapping[str, str]] = {
    "members_female": "members",
    "members_ethnic": "members",
    "workers_seasonal": "workers",
    "workers_local": "workers",
    "workers_female": "workers",
    "workers_ethnic": "workers",
    "workers_trained": "workers",
    "export_revenue": "revenue",
}
"""Each part with the whole it is counted in."""
MAY_BE_NEGATIVE: Final = frozenset({"profit"})


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What a producer tells of a year; the names are those of the columns and of the form fields."""

    members: int | None = None
    members_female: int | None = None
    members_ethnic: int | None = None
    workers: int | None = None
    workers_seasonal: int | None = None
    workers_local: int | None = None
    workers_female: int | None = None
    workers_ethnic: int | None = None
    workers_trained: int | None = None
    monthly_income: int | None = None
    capital: int | None = None
    revenue: int | None = None
    profit: int | None = None
    export_revenue: int | None = None


@transaction.atomic
def save_year(
    *, actor: Actor, producer_id: int, year: int, expected_version: int, facts: YearFacts, now: datetime
) -> ProducerYear:
    """Write what a producer reports for a year; `expected_version` is 0 for the first time.

    Raises: Denied, Stale, DoesNotExist; ValidationError by field, also for a part greater than its whole.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    row = producer.years.filter(year=year).first() or ProducerYear(producer=producer, year=year, version=0)
    row.expect_version(expected_version)
    if not FIRST_YEAR <= year <= local_day(now).year:
        raise ValidationError({"year": _("Figures are written for a year that has begun.")})
    after: dict[str, Any] = asdict(facts)
    if faults := _faults(after):
        raise ValidationError(dict(faults))
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    check_columns(row)
    row.save()
    record(
        actor=actor,
        verb="producer.year_saved",
        obj=producer,
        before={"year": year, **before},
        after={"year": year, **after},
        now=now,
    )
    return row


def _faults(given: Mapping[str, int | None]) -> dict[str, StrOrPromise]:
    """What is wrong with the figures, by field."""
    faults: dict[str, StrOrPromise] = {}
    if all(value is None for value in given.values()):
        faults[""] = _("Write at least one figure.")
    for name, value in given.items():
        if value is not None and value < 0 and name not in MAY_BE_NEGATIVE:
            faults[name] = _("This can't be less than 0.")
    for part, whole in PARTS.items():
        value, total = given[part], given[whole]
        if value is not None and total is not None and value > total:
            faults[part] = _("A part can't be greater than the whole. Compare it with the total above.")
    return faults
