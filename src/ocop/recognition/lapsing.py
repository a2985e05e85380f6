"""Papers that lapse before the certificate they were given for, and the stars that would cost.

An estimate for whoever has to renew a paper in time. What a missing paper is worth is for the council to say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from ocop.evaluation.models import Dossier, Evidence
from ocop.law.lapsing import stars_without
from ocop.law.library import NotFound
from ocop.law.sheets import read_case
from ocop.recognition.display import say
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.registry import regimes
from ocop.registry.models import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from ocop.evaluation.models import Result
    from ocop.platform.actors import Actor

    class Lapsing(TypedDict):
        lapses_on: date | None

    Held = WithAnnotations[Evidence, Lapsing]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A paper with its last day, the criteria that nothing proves after it, and the stars before and after.

    `after` is None where the result cannot be reckoned again.
    """

    certificate: Certificate
    paper: Evidence
    on: date
    criteria: list[str]
    before: int
    after: int | None

    @property
    def costs(self) -> bool:
        """Whether a star would be lost."""
        return self.after is not None and self.after < self.before


def lapsing(actor: Actor, today: date) -> QuerySet[Held]:
    """Papers of dossiers this actor may see that lapse before the certificate, the earliest first.

    Each carries `lapses_on`. Only certificates that nothing has ended and whose last day is to come, of
    products in the programme.
    """
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), on__lte=today)
    in_force = Certificate.objects.filter(~Exists(ended), dossier=OuterRef("dossier"), valid_to__gte=today)
    return _held().filter(
        dossier__in=Dossier.objects.visible_to(actor),
        dossier__product__ended_on=None,
        lapses_on__lt=Subquery(in_force.order_by("-pk").values("valid_to")[:1]),
    )


def with_costs(found: QuerySet[Held]) -> QuerySet[Held]:
    """Those papers with all that `lapses` asks for, in a fixed number of queries."""
    beside = Prefetch("dossier__evidence", _held().prefetch_related("links"), to_attr="held")
    return found.select_related(
        "dossier__product__producer",
        "dossier__commune__parent",
        "dossier__standing_case__result",
    ).prefetch_related("links", beside, Prefetch("dossier__certificates", Certificate.objects.order_by("pk")))


def lapses(papers: Iterable[Held]) -> list[Lapse]:
    """What each of these papers would cost by itself. No query for papers from `with_costs`."""
    return [_lapse(paper) for paper in papers]


def _held() -> QuerySet[Held]:
    """Papers with `lapses_on`: the last day of the latest renewal in the store, else the own one.

    None where neither ends. A renewal is followed through two more: one a year over the 36 months.
    """
    replaced = OuterRef("paper")
    chain = Q(replaces=replaced) | Q(replaces__replaces=replaced) | Q(replaces__replaces__replaces=replaced)
    renewals = Paper.objects.filter(chain, removed_on=None).exclude(sha256="")
    latest = renewals.exclude(expires_on=None).order_by("-expires_on").values("expires_on")[:1]
    return Evidence.objects.annotate(
        lapses_on=Case(
            When(Exists(renewals.filter(expires_on=None)), then=Value(None)),
            default=Coalesce(Subquery(latest), F("expires_on")),
            output_field=DateField(null=True),
        )
    )


def _lapse(paper: Held) -> Lapse:
    dossier = paper.dossier
    certificate = list(dossier.certificates.all())[-1]
    last, standing = paper.lapses_on, dossier.standing_case
    if last is None or standing is None:
        raise ValueError("this paper does not lapse, or no certificate rests on it")
    criteria = alone(paper, dossier.held)  # type: ignore[attr-defined] # by the prefetch of with_costs
    return Lapse(
        certificate=certificate,
        paper=paper,
        on=last,
        criteria=[_name(dossier, number) for number in criteria],
        before=certificate.stars,
        after=_stars_left(standing.result, criteria, certificate.stars),
    )


def alone(paper: Held, held: Iterable[Held]) -> list[str]:
    """The criteria of a paper that no other paper proves beyond its last day."""
    last = paper.lapses_on
    outlasting = [one for one in held if one.lapses_on is None or (last is not None and one.lapses_on > last)]
    covered = {link.criterion for one in outlasting for link in one.links.all()}
    return sorted(
        (link.criterion for link in paper.links.all() if link.criterion not in covered), key=_by_number
    )


def _stars_left(result: Result, criteria: list[str], stars: int) -> int | None:
    """The stars without these criteria; never more than the certificate has."""
    if not criteria:
        return stars
    try:
        case = read_case(regimes.library(), json.loads(result.question))
    except (NotFound, ValueError):
        return None
    return min(stars, stars_without(case, criteria))


def _name(dossier: Dossier, number: str) -> str:
    try:
        leaf = regimes.product_set(dossier.regime_id, dossier.set_no).leaves.get(number)
    except NotFound:
        return number
    return f"{number}. {say(dossier.regime_id, leaf.name)}" if leaf else number


def _by_number(number: str) -> list[int | str]:
    return [int(part) if part.isdigit() else 0 for part in number.split(".")]
