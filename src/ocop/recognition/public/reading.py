"""Reading the public records: columns in, a fixed number of queries, however many are asked for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from ocop.law import validity
from ocop.places.models import Level, Unit
from ocop.platform.bulk import Among
from ocop.recognition import naming, queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, RecognitionDecision
from ocop.recognition.public.records import (
    PublicCertificate,
    PublicDecision,
    PublicPlace,
    PublicProducer,
    PublicProduct,
)
from ocop.registry.actions.participation import ENTERED_TWICE
from ocop.registry.models import Producer, Product, SharedCommune

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ocop.evaluation.models import Dossier

SEATS: Final = frozenset({"htx", "dn", "hoi", "trung_tam"})
"""Kinds of producer that are legal persons: their address is a seat. A kind not listed has none here."""
OF_PRODUCT: Final = (
    *("pk", "code", "name", "regime_id", "set_no", "gtin", "photo"),
    *("producer_id", "commune_id", "merged_into_id"),
)
OF_CERTIFICATE: Final = (
    *("product_id", "pk", "number", "stars", "regime_id", "set_no", "product_name", "producer_name"),
    *("commune_id", "commune_name", "issued_on", "valid_to", "dossier_id", "issuer_unit_id"),
    *("decision_id", "decision__number", "decision__decided_on", "decision__signer_title"),
)


class Reader:
    """Reads records as of a day; keeps the units it has met, so that a long walk asks for each once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._places = Places()
        self._renewal = queries.renewal_on(on)
        self._issuers: dict[tuple[str, int, str], str] = {}

    def producers(self, keys: Iterable[int]) -> dict[int, PublicProducer]:
        """Producers by key, in the order of their keys. At most three queries."""
        columns = ("pk", "code", "name", "kind", "address", "commune_id")
        rows = list(Producer.objects.filter(Among("pk", keys)).order_by("pk").values_list(*columns))
        self._places.load(row[5] for row in rows)
        return {
            pk: PublicProducer(
                pk, code, name, kind, address if kind in SEATS else "", self._places.today(commune)
            )
            for pk, code, name, kind, address, commune in rows
        }

    def products(self, found: QuerySet[Product]) -> list[PublicProduct]:
        """The public ones among these, in their order, with every certificate: at most 13 queries."""
        rows = [row for row in found.values_list(*OF_PRODUCT) if row[9] is None]
        keys = [row[0] for row in rows]
        certificates = self._certificates(keys) if keys else {}
        shared = self._shared(keys)
        former = defaultdict(list)
        merged = Product.objects.filter(Among("merged_into_id", keys)).exclude(code="").order_by("pk")
        for into, code in merged.values_list("merged_into_id", "code"):
            former[into].append(code)
        self._places.load(row[8] for row in rows)
        self._places.load(unit for units in shared.values() for unit in units)
        producers = self.producers({row[7] for row in rows})
        return [
            PublicProduct(
                pk=pk,
                code=code,
                former_codes=tuple(former.get(pk, ())),
                name=name,
                regime_id=regime_id,
                set_no=set_no,
                gtin=gtin,
                has_photo=bool(photo),
                producer=producers[producer],
                place=self._places.today(commune),
                entered_place=self._places[commune],
                shared=tuple(self._places.today(unit) for unit in shared.get(pk, ())),
                certificates=tuple(certificates[pk]),
            )
            for pk, code, name, regime_id, set_no, gtin, photo, producer, commune, _merged in rows
            if pk in certificates
        ]

    def decisions(self, found: QuerySet[RecognitionDecision]) -> list[PublicDecision]:
        """These decisions, in their order, each under the rules of its certificates. Four queries."""
        columns = ("pk", "number", "decided_on", "signer_title", "issuer_unit_id")
        rows = list(found.values_list(*columns))
        under = Certificate.objects.filter(Among("decision_id", [row[0] for row in rows])).order_by("-pk")
        regime_of = dict(under.values_list("decision_id", "regime_id"))
        self._places.load(row[4] for row in rows)
        return [self._decision(regime_of.get(row[0], ""), row[4], *row[:4]) for row in rows]

    def _decision(
        self, regime_id: str, unit: int, pk: int, number: str, decided_on: date, title: str
    ) -> PublicDecision:
        place = self._places[unit]
        known = (regime_id, unit, title)
        if known not in self._issuers:
            self._issuers[known] = naming.issuer(regime_id, place.level, place.name, title)
        return PublicDecision(pk, number, decided_on, self._issuers[known], place)

    def _certificates(self, products: Collection[int]) -> dict[int, list[PublicCertificate]]:
        rows = list(Certificate.objects.filter(Among("product_id", products)).values_list(*OF_CERTIFICATE))
        ends = defaultdict(list)
        events = CertificateEvent.objects.filter(Among("certificate_id", [row[1] for row in rows]))
        columns = ("certificate_id", "kind", "on", "ground", "decision_number")
        for one, kind, on, ground, number in events.order_by("on", "pk").values_list(*columns):
            ends[one].append((kind, on, ground, number))
        renewals = defaultdict(list)
        for dossier in queries.filed_renewals().filter(Among("product_id", products)):
            renewals[dossier.product_id].append(dossier)
        self._places.load([row[8] for row in rows] + [row[13] for row in rows])
        found: defaultdict[int, list[PublicCertificate]] = defaultdict(list)
        for row in rows:
            found[row[0]].append(self._certificate(row, ends.get(row[1], ()), renewals.get(row[0], ())))
        for of_product in found.values():
            of_product.sort(key=self._speaks, reverse=True)
        return found

    def _speaks(self, one: PublicCertificate) -> tuple[bool, bool, date, int]:
        mistaken = (one.state, one.ground) == ("removed", ENTERED_TWICE)
        return queries.speaks(one.issued_on, one.pk, self.on, mistaken=mistaken)

    def _certificate(
        self, row: Sequence[Any], ends: Collection[tuple[str, date, str, str]], renewals: Collection[Dossier]
    ) -> PublicCertificate:
        _product, pk, number, stars, regime_id, set_no, product_name, producer_name, unit, unit_name = row[
            :10
        ]
        issued_on, valid_to, dossier, issuer, *decision = row[10:]
        facts = queries.Facts(pk, dossier, issued_on, valid_to)
        events = queries.dated_facts(facts, [end[:3] for end in ends], renewals)
        status = validity.status(events, self.on, renewal=self._renewal)
        cause = status.cause
        numbers = [end[3] for end in ends if end[0] == EventKind.WITHDRAWN and end[1] <= self.on and end[3]]
        return PublicCertificate(
            pk=pk,
            number=number,
            stars=stars,
            regime_id=regime_id,
            set_no=set_no,
            product_name=product_name,
            producer_name=producer_name,
            place=self._places[unit],
            place_name=unit_name,
            decision=self._decision(regime_id, issuer, *decision),
            issued_on=issued_on,
            valid_to=valid_to,
            state=status.state,
            ended_on=cause.on if cause else None,
            ground=_ground(cause),
            ended_by=numbers[0] if numbers and isinstance(cause, validity.Withdrawn) else "",
            kept_to=status.kept_to,
        )

    def _shared(self, products: Collection[int]) -> dict[int, list[int]]:
        rows = SharedCommune.objects.filter(Among("product_id", products), from_on__lte=self.on)
        found = defaultdict(list)
        for key, unit, to_on in rows.order_by("pk").values_list("product_id", "unit_id", "to_on"):
            if to_on is None or to_on >= self.on:
                found[key].append(unit)
        return found


class Places:
    """Units as records, each read once: two queries for all that are not there yet."""

    def __init__(self) -> None:
        self._found: dict[int, PublicPlace] = {}
        self._scopes: dict[int, str] = {}
        self._by_path: dict[str, PublicPlace] = {}

    def __getitem__(self, pk: int) -> PublicPlace:
        return self._found[pk]

    def today(self, pk: int) -> PublicPlace:
        """The present unit that answers for a unit."""
        return self._by_path.get(self._scopes[pk], self._found[pk])

    def load(self, keys: Iterable[int]) -> None:
        """Read these, and those that answer for them today."""
        wanted = set(keys) - self._found.keys()
        if not wanted:
            return
        self._add(Unit.objects.filter(Among("pk", wanted)))
        paths = {self._scopes[pk] for pk in wanted} - self._by_path.keys()
        if paths:
            self._add(Unit.objects.filter(Among("path", paths)))

    def _add(self, units: QuerySet[Unit]) -> None:
        for unit in units.select_related("parent__parent__parent"):
            place = place_of(unit)
            self._found[unit.pk] = self._by_path[unit.path] = place
            self._scopes[unit.pk] = unit.scope


def place_of(unit: Unit) -> PublicPlace:
    """A unit as a record; no query where its parents up to the province were fetched along."""
    above: Unit | None = unit
    while above is not None and above.level not in {Level.PROVINCE, Level.COUNTRY}:
        above = above.parent
    province = above if above is not None and above.level == Level.PROVINCE else None
    inside = above is not unit and unit.parent is not None
    return PublicPlace(
        key=key_of(unit.path),
        code=unit.code,
        name=unit.own_name,
        full_name=unit.full_name,
        level=unit.level,
        kind=unit.kind,
        parent_key=key_of(unit.parent.path) if inside and unit.parent else "",
        parent_name=unit.parent.own_name if inside and unit.parent else "",
        parent_level=unit.parent.level if inside and unit.parent else "",
        province_key=key_of(province.path) if province else "",
        province_name=province.own_name if province else "",
        today_key=key_of(unit.scope),
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def key_of(path: str) -> str:
    """The key of the unit with this path."""
    return path.rstrip("/").rpartition("/")[2]


def _ground(cause: object) -> str:
    match cause:
        case validity.Withdrawn():
            return cause.ground
        case validity.Removed():
            return cause.reason
        case _:
            return ""
