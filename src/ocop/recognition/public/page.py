"""One product as the page behind its QR code shows it, in two queries however much there is to tell.

Beyond the records of the other files it has what a page presents: pictures, story, the names of the
place then and now. Totals, contacts and papers are not in it either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    F,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier
from ocop.journal.models import Entry, Head
from ocop.law import validity
from ocop.places.models import Level, Unit
from ocop.recognition import naming, queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, Ruling, RulingKind
from ocop.recognition.public.reading import SEATS
from ocop.registry.models import StoryPart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from django.db.models import Expression, QuerySet
    from django.db.models.expressions import Combinable

OF_CERTIFICATE: Final = (
    *("pk", "number", "stars", "regime_id", "set_no", "product_name", "producer_name", "commune_name"),
    *("issued_on", "valid_to", "dossier_id", "decision_id", "decision__number", "decision__decided_on"),
    *("decision__signer_title", "issuer_unit__level", "issuer_unit__kind", "issuer_unit__name"),
)
OF_PRODUCT: Final = (
    *("product_id", "product__code", "product__photo", "product__story", "product__commune_id"),
    *("product__commune__scope", "product__producer__name", "product__producer__kind"),
    *("product__producer__address", "product__producer__commune__scope"),
)
NO_RECORD: Final = Value(value=False, output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """A certificate with the names printed on it and what it is worth on the day that was asked about."""

    pk: int
    number: str
    stars: int
    regime_id: str
    set_no: int
    product_name: str
    producer_name: str
    commune_name: str
    issued_on: date
    valid_to: date
    has_results: bool
    decision_id: int
    decision_number: str
    decided_on: date
    signer_title: str
    issuer: Unit
    status: validity.Status
    withdrawn_by: str
    has_record: bool

    @property
    def holds(self) -> bool:
        """Whether the product may be shown as recognised by it on that day."""
        return self.status.holds

    @property
    def issuer_name(self) -> str:
        """The office that recognised the product, in the language of the page."""
        return naming.issuer(self.regime_id, self.issuer.level, str(self.issuer), self.signer_title)


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """What the page tells. `certificates` has at least one, the one that speaks for the product first.

    `photo` is the digest of its picture, empty without one.
    `place` and `producer_place` are the present units, from the commune to the province. `story` are pairs of
    an element (a value of the list `story_element`, empty for the story as a whole) and its text.
    `moment` is the number of the last entry of the journal that these facts hold for; `touched` that of the
    last entry after `seen` that may have changed any product's page, 0 for none.
    """

    pk: int
    code: str
    photo: str
    commune_id: int
    place: tuple[Unit, ...]
    producer_name: str
    producer_address: str
    producer_place: tuple[Unit, ...]
    story: tuple[tuple[str, str], ...]
    certificates: tuple[ShownCertificate, ...]
    moment: int
    touched: int

    @property
    def latest(self) -> ShownCertificate:
        """The certificate that speaks for the product."""
        return self.certificates[0]


def shown_product(
    code: str,
    on: date,
    *,
    seen: int = 0,
    indifferent: Collection[str] = (),
    has_record: Combinable = NO_RECORD,
) -> ShownProduct:
    """The product that answers for this code, in two queries. Raises: Certificate.DoesNotExist.

    `seen` and `indifferent` serve `touched`: entries up to that number, and of these kinds of object, are
    left out. `has_record` tells of a certificate whether a signed record of it can be had, of which this room
    knows nothing.
    """
    if not code:
        raise Certificate.DoesNotExist  # a product without a code is nobody's to ask for
    key = queries.code_key(code)  # what the index is on; the code itself is asked, too
    named = Certificate.objects.filter(product__in=queries.stays(code_key=key, code=code))
    later = Entry.objects.filter(seq__gt=seen).exclude(object_type__in=indifferent).order_by("-seq")
    # In one statement with the facts: they hold for this moment of the journal.
    moments = named.annotate(
        moment=Coalesce(Subquery(Head.objects.values("seq")[:1]), 0),
        touched=Coalesce(Subquery(later.values("seq")[:1]), 0),
        has_record=has_record,
    )
    columns = (*OF_CERTIFICATE, *OF_PRODUCT, "moment", "touched", "has_record")
    rows = [dict(zip(columns, row, strict=True)) for row in moments.values_list(*columns)]
    if not rows:
        raise Certificate.DoesNotExist
    first = rows[0]
    scopes = (first["product__commune__scope"], first["product__producer__commune__scope"])
    beside = _Beside(first["product_id"], [row["pk"] for row in rows], scopes)
    certificates = [_certificate(row, beside, on) for row in rows]
    certificates.sort(key=lambda one: _speaks(one, on), reverse=True)
    seat = first["product__producer__address"] if first["product__producer__kind"] in SEATS else ""
    whole = [("", first["product__story"])] if first["product__story"] and not beside.story else []
    return ShownProduct(
        pk=first["product_id"],
        code=first["product__code"],
        photo=first["product__photo"],
        commune_id=first["product__commune_id"],
        place=beside.place(scopes[0]),
        producer_name=first["product__producer__name"],
        producer_address=seat,
        producer_place=beside.place(scopes[1]),
        story=tuple(whole or beside.story),
        certificates=tuple(certificates),
        moment=first["moment"],
        touched=first["touched"],
    )


def _speaks(one: ShownCertificate, on: date) -> tuple[bool, bool, date, int]:
    return queries.speaks(one.issued_on, one.pk, on, mistaken=queries.is_mistaken(one.status))


def _certificate(row: Mapping[str, Any], beside: _Beside, on: date) -> ShownCertificate:
    pk = row["pk"]
    facts = queries.Facts(pk, row["dossier_id"], row["issued_on"], row["valid_to"])
    ends = beside.ends.get(pk, ())
    events = queries.plain_facts(facts, [end[:3] for end in ends], beside.renewals)
    status = validity.status(events, on, renewal=queries.renewal_on(on))
    numbers = [end[3] for end in ends if end[0] == EventKind.WITHDRAWN and end[1] <= on and end[3]]
    issuer = Unit(
        level=row["issuer_unit__level"], kind=row["issuer_unit__kind"], name=row["issuer_unit__name"]
    )
    return ShownCertificate(
        pk=pk,
        number=row["number"],
        stars=row["stars"],
        regime_id=row["regime_id"],
        set_no=row["set_no"],
        product_name=row["product_name"],
        producer_name=row["producer_name"],
        commune_name=row["commune_name"],
        issued_on=row["issued_on"],
        valid_to=row["valid_to"],
        has_results=row["dossier_id"] is not None,
        decision_id=row["decision_id"],
        decision_number=row["decision__number"],
        decided_on=row["decision__decided_on"],
        signer_title=row["decision__signer_title"],
        issuer=issuer,
        status=status,
        withdrawn_by=numbers[0] if numbers and isinstance(status.cause, validity.Withdrawn) else "",
        has_record=row["has_record"],
    )


class _Beside:
    """What stands beside the certificates of a product: ends, renewals, story, units; one query for all."""

    def __init__(self, product: int, certificates: Collection[int], scopes: Iterable[str]) -> None:
        paths = {path for scope in scopes for path in _up(scope)}
        renewals = Dossier.objects.filter(kind=queries.RENEWAL, product=product).exclude(filed_on=None)
        rulings = Ruling.objects.filter(dossier__in=renewals).exclude(kind=RulingKind.APPROVE_RESULT)
        dropped = renewals.filter(procedure.following(procedure.WITHDRAW))
        of_these = CertificateEvent.objects.filter(certificate__in=certificates)
        kinds = (
            _part("end", of_these, key="certificate", day="on", words=("kind", "ground", "decision_number")),
            _part("renewal", renewals, key="pk", day="filed_on"),
            _part("ruling", rulings, key="dossier", day="decision__decided_on", words=("kind",)),
            _part("dropped", dropped, key="pk", day=TruncDate("changed_at")),
            _part("story", StoryPart.objects.filter(product=product), key="pk", words=("element", "text")),
            _part(
                "unit", Unit.objects.filter(path__in=paths), key="pk", words=("path", "level", "kind", "name")
            ),
        )
        self.ends: defaultdict[int, list[tuple[str, date, str, str]]] = defaultdict(list)
        self.story: list[tuple[str, str]] = []
        self._units: dict[str, Unit] = {}
        filed: dict[int, date] = {}
        decided: defaultdict[int, list[tuple[date, bool]]] = defaultdict(list)
        withdrawn: dict[int, date] = {}
        for kind, key, day, *words in sorted(kinds[0].union(*kinds[1:], all=True), key=lambda row: row[:2]):
            match kind:
                case "end":
                    self.ends[key].append((words[0], day, words[1], words[2]))
                case "renewal":
                    filed[key] = day
                case "ruling":
                    decided[key].append((day, words[0] == RulingKind.RECOGNISE))
                case "dropped":
                    withdrawn[key] = day
                case "story":
                    self.story.append((words[0], words[1]))
                case "unit":
                    self._units[words[0]] = Unit(path=words[0], level=words[1], kind=words[2], name=words[3])
        for ends in self.ends.values():
            ends.sort(key=lambda end: end[1])
        self.renewals = [
            queries.Renewed(pk, day, tuple(decided[pk]), withdrawn.get(pk)) for pk, day in filed.items()
        ]

    def place(self, scope: str) -> tuple[Unit, ...]:
        """The unit of that path and those above it, up to its province."""
        found = [self._units[path] for path in _up(scope) if path in self._units]
        return tuple(unit for unit in found if unit.level != Level.COUNTRY or len(found) == 1)


def _up(path: str) -> list[str]:
    """A path and those of the units above it: "VN/10/00685/", "VN/10/", "VN/"."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[:length]) + "/" for length in range(len(codes), 0, -1)]


def _part(
    name: str,
    found: QuerySet[Any],
    *,
    key: str,
    day: str | Expression | None = None,
    words: tuple[str, ...] = (),
) -> QuerySet[Any]:
    """Rows of a table in the columns that all parts share: name, key, day and four words."""
    none = Value(None, output_field=DateField())
    on = none if day is None else F(day) if isinstance(day, str) else day
    texts: list[Expression] = [Cast(F(word), TextField()) for word in words]
    texts += [Value("", output_field=TextField()) for _rest in range(4 - len(words))]
    columns = {f"part_{number}": text for number, text in enumerate(texts)}
    return found.order_by().values_list(
        *(Value(name, output_field=CharField()), Cast(F(key), BigIntegerField()), on),
        *columns.values(),
    )
