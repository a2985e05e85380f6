"""The store of papers: who may read and write it, what holds on a day, what lapses, what a product lacks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from ocop.places.models import within
from ocop.platform import clock
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.display import Tag
from ocop.registry import codes, consents, gates, rules
from ocop.registry.consents import Need
from ocop.registry.models import Paper, PaperScope, Producer, Product

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor
    from ocop.registry.gates import Finding, Gate

LISTS: Final = ("document_type", "certificate_type")
"""The shared lists that a paper's kind comes from."""

SOON: Final = timedelta(days=90)
"""How long before its last day a paper is pointed out: a reminder of ours, not a limit of the law."""

MOST_COUNTED: Final = 1000
"""A list of a country says "more than" from here on, so that it need not be read to its end."""


# -- who may ---------------------------------------------------------------------------------------


def can_read_file(actor: Actor, producer: Producer) -> Decision:
    """The producer itself and the offices that keep its record; others read what a dossier shows.

    Whoever sees the producer sees which papers there are; the files hold more than that.
    """
    if rules.can_change_producer(actor, producer):
        return ALLOWED
    return refuse(
        _("The file of a paper is read by its producer and its commune and province, or in a filed dossier.")
    )


def can_write(actor: Actor, producer: Producer, today: date) -> Decision:
    """The producer itself; an officer of its territory while a consent covers its papers."""
    may = rules.can_change_producer(actor, producer)
    return may & consents.can_write_for(actor, producer, Need.PAPERS, today) if may else may


# -- what there is ---------------------------------------------------------------------------------


def current() -> QuerySet[Paper]:
    """The papers that were neither taken out nor renewed by one that is still there."""
    newer = Paper.objects.filter(replaces=OuterRef("pk"), removed_on=None)
    return Paper.objects.filter(~Exists(newer), removed_on=None)


def seen(actor: Actor, paper_id: int) -> Paper:
    """One paper of a producer this actor may see. Raises: Paper.DoesNotExist."""
    return Paper.objects.select_related("producer__commune", "replaces", "added_by").get(
        pk=paper_id, producer__in=Producer.objects.visible_to(actor)
    )


def of_producer(producer: Producer) -> QuerySet[Paper]:
    """The current papers of a producer with their products. The caller got it through `visible_to`."""
    scopes = Prefetch("scopes", PaperScope.objects.select_related("product").order_by("product__name_key"))
    return current().filter(producer=producer).prefetch_related(scopes).order_by("-added_at", "-pk")


def former_of(producer: Producer) -> QuerySet[Paper]:
    """The papers that were renewed or taken out, the latest first."""
    return (
        Paper.objects.filter(producer=producer)
        .exclude(pk__in=current().filter(producer=producer).values("pk"))
        .order_by("-added_at", "-pk")
    )


def of_product(product: Product) -> QuerySet[Paper]:
    """The current papers that concern a product: those that name it, and those of the producer as a whole."""
    named = PaperScope.objects.filter(paper=OuterRef("pk"))
    ours = ~Exists(named) | Exists(named.filter(product=product))
    return current().filter(ours, producer=product.producer_id).order_by("kind", "expires_on", "pk")


def with_file(producer: Producer, sha256: str) -> Paper | None:
    """The current paper of a producer that is this very file."""
    return current().filter(producer=producer, sha256=sha256).order_by("pk").first()


# -- what lapses -----------------------------------------------------------------------------------


def state(paper: Paper, today: date, soon: date) -> Tag | None:
    """A warning for a paper that has lapsed or will by the day `soon`; None for all others."""
    if paper.expires_on is None or paper.expires_on > soon:
        return None
    return Tag(_("Expired"), "red") if paper.expires_on < today else Tag(_("Expires soon"), "amber")


def lapsing(actor: Actor, *, by: date | Literal["certificate"], on: date | None = None) -> QuerySet[Paper]:
    """The current papers this actor may see that lapse by a day, or before a certificate they carry does.

    A certificate counts while it holds `on` that day, today where none is given. What has lapsed already and
    was not renewed is among them; nothing of producers and products that take part no more. With producer and
    commune at no further query; the earliest first.
    """
    named, there = PaperScope.objects.filter(paper=OuterRef("pk")), Q(product__ended_on=None)
    found = current().filter(
        ~Exists(named) | Exists(named.filter(there)),
        producer__in=Producer.objects.visible_to(actor).filter(ended_on=None),
    )
    found = found.exclude(expires_on=None)
    if by == "certificate":
        today = on or clock.today()
        certified = Product.objects.filter(
            certified_to__gte=today,
            certified_to__gt=OuterRef("expires_on"),
            producer=OuterRef("producer"),
            ended_on=None,
        )
        carried = named.filter(
            there, product__certified_to__gte=today, product__certified_to__gt=OuterRef("expires_on")
        )
        found = found.filter(Exists(carried) | (~Exists(named) & Exists(certified)))
    else:
        found = found.filter(expires_on__lte=by)
    return found.select_related("producer__commune__parent__parent").order_by("expires_on", "pk")


# -- what a product lacks --------------------------------------------------------------------------


def findings(product: Product, day: date) -> list[Finding]:
    """The conditions of production of a product on a day, met or not by the papers of the store."""
    return gates.check(product.regime_id, product.set_no, held(product), day)


def held(product: Product) -> list[gates.Held]:
    """The papers that concern a product, as gates look at them."""
    return [gates.Held(one.kind, one.issued_on, one.expires_on, one.pk) for one in of_product(product)]


def lacking(actor: Actor, gate: Gate, day: date) -> QuerySet[Product]:
    """The products in the programme this actor may see that lack a paper to open a gate.

    In Vietnamese order, with producer and commune at no further query (S17.13).
    """
    valid = (
        current()
        .filter(Q(issued_on=None) | Q(issued_on__lte=day), Q(expires_on=None) | Q(expires_on__gte=day))
        .filter(kind__in=sorted(gate.kinds))
    )
    named = PaperScope.objects.filter(paper=OuterRef("pk"))
    whole = valid.filter(~Exists(named), producer=OuterRef("producer"))
    own = valid.filter(scopes__product=OuterRef("pk"))
    behind = Q(pk__in=[])
    for rule in gate.rules:
        if rule.from_on <= day and (rule.to_on is None or day <= rule.to_on):
            behind |= Q(regime_id__in=rule.regimes, set_no__in=rule.sets)
    return (
        Product.objects.visible_to(actor)
        .filter(behind, ~Exists(whole), ~Exists(own), merged_into=None)
        .filter(Q(ended_on=None) | Q(ended_on__gte=day))
        .select_related("producer", "commune__parent__parent")
        .order_by("name_key", "pk")
    )


def count_lacking(actor: Actor, gate: Gate, day: date) -> int:
    """How many products lack a paper to open a gate, counted no further than one beyond `MOST_COUNTED`."""
    return lacking(actor, gate, day).order_by()[: MOST_COUNTED + 1].count()


def kind_choices(day: date, kept: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of paper by list, as the choices of a form field."""
    return [
        (str(_("Papers")), codes.choices("document_type", day, keep=kept)),
        (str(_("Certificates of a standard")), codes.choices("certificate_type", day)),
    ]


def is_kind(code: str, day: date) -> bool:
    """Whether a code is a kind of paper on that day."""
    return any(codes.is_known(one, code, day) for one in LISTS)


def in_unit(found: QuerySet[Paper], path: str) -> QuerySet[Paper]:
    """Those of producers in a unit and below it."""
    return found.filter(within(path, through="producer__commune")) if path else found
