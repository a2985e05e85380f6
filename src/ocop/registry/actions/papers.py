"""Every change to the store of papers. A paper is entered once and proves whatever it proves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform import files
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import consents, paper_uses, papers
from ocop.registry.columns import check_columns
from ocop.registry.consents import Need
from ocop.registry.models import Paper, PaperScope, Producer, Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

FILE_COLUMNS: Final = ("file_name", "media_type", "size", "sha256")
LEARNED: Final = ("number", "issuer", "issued_on", "expires_on")
"""What the store takes over from a dossier where it does not know it yet."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What stands on a paper; the names are those of the columns and of the form fields."""

    kind: str
    title: str
    holder: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    scope_text: str = ""


@transaction.atomic
def add_paper(
    *,
    actor: Actor,
    producer_id: int,
    facts: PaperFacts,
    products: Iterable[int] = (),
    file: CheckedFile | None = None,
    now: datetime,
) -> Paper:
    """Enter a paper of a producer; its file may come later. Without `products` it concerns the producer.

    Raises: Denied; Conflict when the store holds this very file; ValidationError by field; DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    why = _may_write(actor, producer, now)
    scope = _checked_products(producer, products)
    paper = _entered(actor, producer, facts, file, now)
    _save_new(paper, scope)
    _enter(actor, "paper.added", paper, before={}, scope=scope, reason=why, now=now)
    return paper


@transaction.atomic
def describe_paper(
    *,
    actor: Actor,
    paper_id: int,
    expected_version: int,
    facts: PaperFacts,
    products: Iterable[int] = (),
    now: datetime,
) -> Paper:
    """Correct what stands on a paper and which products it concerns.

    Raises: Denied, Stale, Conflict once it was renewed or taken out, ValidationError, DoesNotExist.
    """
    paper, why = _opened(actor, paper_id, expected_version, now)
    scope = _checked_products(paper.producer, products)
    after = asdict(_checked(facts, local_day(now), known=paper.kind))
    before = _plain(paper)
    for name, value in after.items():
        setattr(paper, name, value)
    check_columns(paper)
    paper.version += 1
    paper.save(update_fields=[*after, "version"])
    paper.scopes.all().delete()
    PaperScope.objects.bulk_create(PaperScope(paper=paper, product=one) for one in scope)
    _enter(actor, "paper.described", paper, before=before, scope=scope, reason=why, now=now)
    return paper


@transaction.atomic
def attach_file(
    *, actor: Actor, paper_id: int, expected_version: int, file: CheckedFile, now: datetime
) -> Paper:
    """Add the file of a paper that was entered without one.

    Raises: Denied; Stale; Conflict when it has its file, or the store holds this very file; DoesNotExist.
    """
    paper, why = _opened(actor, paper_id, expected_version, now)
    if paper.sha256:
        raise Conflict(_("This paper has its file. Renew the paper to enter a newer one."), url=_page(paper))
    _refuse_known(paper.producer, file)
    _take(paper, file)
    paper.version += 1
    paper.save(update_fields=[*FILE_COLUMNS, "version"])
    _enter(actor, "paper.file_added", paper, before={"sha256": ""}, scope=None, reason=why, now=now)
    return paper


@transaction.atomic
def renew_paper(
    *,
    actor: Actor,
    paper_id: int,
    expected_version: int,
    facts: PaperFacts,
    file: CheckedFile | None = None,
    now: datetime,
) -> Paper:
    """Enter the paper that takes the place of one; it concerns the same products, and the old one is kept.

    Side effects: whoever writes a dossier that uses the old one is told. Raises: Denied, Stale, Conflict,
    ValidationError, DoesNotExist.
    """
    old, why = _opened(actor, paper_id, expected_version, now)
    scope = [one.product for one in old.scopes.select_related("product").order_by("pk")]
    new = _entered(actor, old.producer, facts, file, now)
    new.replaces = old
    _save_new(new, scope)
    old.version += 1
    old.save(update_fields=["version"])
    _enter(actor, "paper.renewed", new, before={"replaces": old.pk}, scope=scope, reason=why, now=now)
    paper_uses.tell_renewed(actor, old, new, now)
    return new


@transaction.atomic
def remove_paper(*, actor: Actor, paper_id: int, expected_version: int, reason: str, now: datetime) -> Paper:
    """Take a paper out of the store; it stays on record, and so does its file.

    Raises: Denied, Stale; Conflict while it proves something in an open dossier; DoesNotExist.
    """
    paper, why = _opened(actor, paper_id, expected_version, now)
    using = next((use for use in paper_uses.uses_of(paper) if use.is_open), None)
    if using is not None:
        raise Conflict(
            _("This paper proves something in an open dossier: %(dossier)s. Take it out there first.")
            % {"dossier": using.name},
            url=using.url,
        )
    paper.removed_on = local_day(now)
    paper.version += 1
    paper.save(update_fields=["removed_on", "version"])
    words = clean_text(reason)
    _enter(
        actor, "paper.removed", paper, before={"removed_on": None}, scope=None, reason=words or why, now=now
    )
    return paper


def keep_evidence(
    *, actor: Actor, product: Product, facts: PaperFacts, file: CheckedFile, now: datetime
) -> tuple[Paper, bool]:
    """The paper of the store that is this file, entered if it is not there; whether it was there.

    A part of the act that puts the file into a dossier: the caller has asked its rules, holds the transaction
    and writes the entry.
    """
    known = papers.with_file(product.producer, file.sha256)
    if known is not None:
        if known.scopes.exists():
            PaperScope.objects.get_or_create(paper=known, product=product)
        return known, True
    paper = Paper(producer=product.producer, added_at=now, added_by_id=actor.user_id, **asdict(facts))
    _take(paper, file)
    _save_new(paper, [product])
    return paper, False


def hand_on(
    *,
    actor: Actor,
    former: Producer,
    successor: Producer,
    products: Collection[int],
    everything: bool,
    now: datetime,
) -> list[int]:
    """Let the papers that name products which go to another producer go along; the keys of those it has now.

    With `everything` all papers go, also those of the producer as a whole. One that names products that stay,
    too, is had by both from now on. `holder` keeps on whose name a paper stands. A part of the take-over: the
    caller has asked its rules, holds both producers and writes the entry.
    """
    scopes = PaperScope.objects.filter(paper=OuterRef("pk"))
    names_going, names_staying = (
        Exists(scopes.filter(product__in=products)),
        Exists(scopes.exclude(product__in=products)),
    )
    whole = Paper.objects.filter(producer=former)
    keys = list(
        (whole if everything else whole.filter(names_going, ~names_staying)).values_list("pk", flat=True)
    )
    both = list(papers.current().filter(names_going, names_staying, producer=former).exclude(pk__in=keys))
    going = Paper.objects.filter(pk__in=keys)
    going.filter(holder="").update(holder=former.name)
    going.update(producer=successor, version=F("version") + 1)
    return keys + [_copied(actor, paper, successor, products, now) for paper in both]


def _copied(actor: Actor, paper: Paper, successor: Producer, products: Collection[int], now: datetime) -> int:
    """The same paper for the producer that has some of its products now, named there only."""
    values = {field.attname: getattr(paper, field.attname) for field in paper._meta.concrete_fields}
    own = {
        "id": None,
        "producer_id": successor.pk,
        "holder": paper.holder or paper.producer.name,
        "replaces_id": None,
        "added_at": now,
        "added_by_id": actor.user_id,
        "version": 1,
    }
    twin = Paper(**values | own)
    twin.save(force_insert=True)
    paper.scopes.filter(product__in=products).update(paper=twin)
    Paper.objects.filter(pk=paper.pk).update(version=F("version") + 1)
    return twin.pk


def learn(paper: Paper, facts: PaperFacts) -> list[str]:
    """Take over what a dossier says of a paper where the store does not know it; the columns it filled.

    A part of the act that describes the evidence: the caller has asked its rules and writes the entry.
    """
    said = {name: getattr(facts, name) for name in LEARNED}
    filled = [name for name, value in said.items() if value and not getattr(paper, name)]
    for name in filled:
        setattr(paper, name, said[name])
    issued, expires = paper.issued_on, paper.expires_on
    if not filled or (issued and expires and expires < issued):
        return []
    paper.version += 1
    paper.save(update_fields=[*filled, "version"])
    return filled


def _may_write(actor: Actor, producer: Producer, now: datetime) -> str:
    """The words for the journal where an officer writes. Raises: Denied."""
    today = local_day(now)
    require(papers.can_write(actor, producer, today))
    covered = None if consents.is_own(actor) else consents.covering(producer, Need.PAPERS, today)
    return consents.reason(covered)


def _opened(actor: Actor, paper_id: int, expected_version: int, now: datetime) -> tuple[Paper, str]:
    """A current paper, locked, that this actor may write, and the words for the journal."""
    visible = Producer.objects.visible_to(actor)
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("producer__commune")
        .get(pk=paper_id, producer__in=visible)
    )
    why = _may_write(actor, paper.producer, now)
    paper.expect_version(expected_version)
    if paper.removed_on is not None:
        raise Conflict(_("This paper was taken out of the store."), url=_page(paper))
    newer = paper.replaced_by.filter(removed_on=None).first()
    if newer is not None:
        raise Conflict(_("This paper was renewed already. Open the newer one."), url=_page(newer))
    return paper, why


def _entered(
    actor: Actor, producer: Producer, facts: PaperFacts, file: CheckedFile | None, now: datetime
) -> Paper:
    """A new paper with its file, not saved yet. Raises: ValidationError, Conflict."""
    checked = asdict(_checked(facts, local_day(now)))
    paper = Paper(producer=producer, added_at=now, added_by_id=actor.user_id, **checked)
    check_columns(paper)
    if file is not None:
        _refuse_known(producer, file)
        _take(paper, file)
    return paper


def _save_new(paper: Paper, scope: Iterable[Product]) -> None:
    paper.save(force_insert=True)
    PaperScope.objects.bulk_create(PaperScope(paper=paper, product=one) for one in scope)


def _take(paper: Paper, file: CheckedFile) -> None:
    files.keep(file)
    paper.file_name, paper.media_type = file.name, file.media_type
    paper.size, paper.sha256 = len(file.content), file.sha256


def _refuse_known(producer: Producer, file: CheckedFile) -> None:
    known = papers.with_file(producer, file.sha256)
    if known is not None:
        raise Conflict(
            _("This very file is in the store already, as “%(title)s”.") % {"title": known.title},
            url=_page(known),
        )


def _checked(facts: PaperFacts, today: date, *, known: str = "") -> PaperFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    title = clean_text(facts.title)
    if not title:
        faults["title"] = _("Write what this paper is.")
    if facts.kind != known and not papers.is_kind(facts.kind, today):
        faults["kind"] = _("Choose one of the kinds of paper listed.")
    if facts.issued_on and facts.issued_on > today:
        faults["issued_on"] = _("This day has not come yet.")
    if facts.issued_on and facts.expires_on and facts.expires_on < facts.issued_on:
        faults["expires_on"] = _("The last day lies before the day of issue.")
    if faults:
        raise ValidationError(dict(faults))
    return PaperFacts(
        kind=facts.kind,
        title=title,
        holder=clean_text(facts.holder),
        number=clean_text(facts.number),
        issuer=clean_text(facts.issuer),
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        scope_text=clean_text(facts.scope_text),
    )


def _checked_products(producer: Producer, products: Iterable[int]) -> list[Product]:
    """Products of the producer. Raises: ValidationError for any other."""
    wanted = set(products)
    found = list(producer.products.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise ValidationError({"products": _("Choose products of this producer.")})
    return found


def _plain(paper: Paper) -> dict[str, object]:
    names = [*PaperFacts.__dataclass_fields__, "sha256"]
    return {name: getattr(paper, name) for name in names}


def _enter(
    actor: Actor,
    verb: str,
    paper: Paper,
    *,
    before: dict[str, object],
    scope: list[Product] | None,
    reason: StrOrPromise,
    now: datetime,
) -> None:
    after = _plain(paper) | {"producer": paper.producer.code, "removed_on": paper.removed_on}
    if scope is not None:
        after["products"] = [one.pk for one in scope]
    record(actor=actor, verb=verb, obj=paper, before=before, after=after, reason=reason, now=now)


def _page(paper: Paper) -> str:
    return reverse("registry:paper", args=[paper.pk])
