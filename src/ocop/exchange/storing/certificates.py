"""Certificates from before this register, with their decisions, withdrawals and what they replace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from ocop.exchange.checking.certificates import CheckedCertificates
from ocop.exchange.checking.parts import CERTIFICATE, DECISION, WITHDRAWAL
from ocop.exchange.storing.common import changed_columns, keys_of, new_columns, same, write_child
from ocop.places.models import Unit
from ocop.platform import bulk
from ocop.recognition import following, standing
from ocop.recognition.models import Certificate, EventKind, RecognitionDecision
from ocop.registry.models import EarlierCommune, Product

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ocop.exchange.checking import Checked
    from ocop.exchange.differences import Differences
    from ocop.platform.actors import Actor

PARENTS = ("earlier__parent", "parent__earlier__parent", "parent__parent__earlier__parent")


def write(_actor: Actor, checked: Checked, found: Differences, now: datetime) -> None:
    """Store certificates; an earlier one still in force when a later one came was replaced on that day."""
    if not isinstance(checked, CheckedCertificates):
        raise TypeError("certificates are checked as such")
    decisions = _write_decisions(checked, found)
    keys: list[Any] = list(checked.keys)
    places = [at for at, key in enumerate(keys) if key is None]
    for at, key in zip(places, bulk.insert(Certificate, _new(checked, places, decisions)), strict=True):
        keys[at] = key
    following.issued([keys[at] for at in places], now)
    _correct(checked, found)

    def withdrawal(added: list[int]) -> dict[str, list[Any]]:
        return {"kind": same(EventKind.WITHDRAWN.value, added), "recorded_at": same(now, added)}

    write_child(checked, found, WITHDRAWAL, keys, withdrawal)
    _date_back(checked, places)
    touched = [at for at in range(len(keys)) if checked.keys[at] is None or at in found.changes]
    products = {one.pk for at in touched if (one := checked.goods[at]) is not None}
    standing.replace_earlier({keys[at] for at in touched}, products, now)
    standing.refresh_all(products)


def _write_decisions(checked: CheckedCertificates, found: Differences) -> list[int]:
    """The key of each row's decision, entered once however many certificates it gave."""
    rows = checked.rows
    keys: list[Any] = list(checked.stored[DECISION.name].keys)
    names = zip(checked.issuers, rows.column("decision_number"), rows.column("decided_on"), strict=True)
    named = list(names)
    first: dict[tuple[Any, ...], int] = {}
    for at, key in enumerate(keys):
        if key is None:
            first.setdefault(named[at], at)
    places = list(first.values())
    columns = new_columns(checked, DECISION, places)
    columns |= {
        "issuer_unit_id": [named[at][0] for at in places],
        "number": [named[at][1] for at in places],
        "decided_on": [named[at][2] for at in places],
    }
    made = dict(zip(first, bulk.insert(RecognitionDecision, columns), strict=True))
    changed = list({keys[at]: at for at in found.places[DECISION.name]}.values())
    bulk.update(
        RecognitionDecision,
        keys_of(checked, DECISION, changed),
        changed_columns(checked, DECISION, changed),
    )
    return [made[named[at]] if key is None else key for at, key in enumerate(keys)]


def _new(checked: CheckedCertificates, places: Sequence[int], decisions: Sequence[int]) -> dict[str, Any]:
    days = checked.rows.column("decided_on")
    totals = checked.cells("total")
    names = _names(checked, places)
    return new_columns(checked, CERTIFICATE, places) | {
        "product_id": [one.pk for at in places if (one := checked.goods[at]) is not None],
        "decision_id": [decisions[at] for at in places],
        "total_exact": ["" if totals[at] is None else str(totals[at]) for at in places],
        "commune_id": [checked.communes[at] for at in places],
        "commune_name": [names[checked.communes[at], checked.country.era(days[at])] for at in places],
        "issuer_unit_id": [checked.issuers[at] for at in places],
        "issued_on": [days[at] for at in places],
    }


def _names(checked: CheckedCertificates, places: Sequence[int]) -> dict[tuple[Any, int], str]:
    """The address of each commune as it was, by the map of the day; certificates are in Vietnamese."""
    days = checked.rows.column("decided_on")
    wanted: dict[tuple[Any, int], date] = {}
    for at in places:
        wanted.setdefault((checked.communes[at], checked.country.era(days[at])), days[at])
    found = Unit.objects.filter(bulk.Among("pk", {pk for pk, _era in wanted}))
    units = {one.pk: one for one in found.select_related("parent__parent__parent").prefetch_related(*PARENTS)}
    with translation.override("vi"):
        return {key: units[key[0]].named_on(day).full_name for key, day in wanted.items()}


def _correct(checked: CheckedCertificates, found: Differences) -> None:
    changed = found.places[CERTIFICATE.name]
    columns = changed_columns(checked, CERTIFICATE, changed)
    if "total_2" in columns:
        columns["total_exact"] = ["" if total is None else str(total) for total in columns["total_2"]]
    bulk.update(Certificate, keys_of(checked, CERTIFICATE, changed), columns)


def _date_back(checked: CheckedCertificates, places: Sequence[int]) -> None:
    """Since the day of its first certificate at least a product took part, where it lay then."""
    days = checked.rows.column("decided_on")
    begun: dict[int, date] = {}
    lain: dict[tuple[int, date], tuple[int, str]] = {}
    for at in places:
        one, commune = checked.goods[at], checked.communes[at]
        if one is None or commune is None:
            continue
        if days[at] < begun.get(one.pk, one.entered_on):
            begun[one.pk] = days[at]
        place = checked.country.by_pk[commune]
        if place.ended is not None and commune != one.commune:
            number = checked.rows.column("decision_number")[at]
            lain.setdefault((one.pk, place.ended), (commune, number))
    bulk.update(Product, list(begun), {"entered_on": list(begun.values())})
    told = EarlierCommune.objects.filter(bulk.Among("product_id", {product for product, _day in lain}))
    known = set(told.values_list("product_id", "to_on"))
    added = {key: facts for key, facts in lain.items() if key not in known}
    columns: dict[str, list[Any]] = {
        "product_id": [product for product, _day in added],
        "to_on": [day for _product, day in added],
        "unit_id": [unit for unit, _document in added.values()],
        "document": [document for _unit, document in added.values()],
    }
    bulk.insert(EarlierCommune, columns)
