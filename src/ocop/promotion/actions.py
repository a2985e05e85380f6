"""Writing, publishing and taking back points of sale, events and news."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform import files
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text, fold, vi_sort_key
from ocop.promotion import rules
from ocop.promotion.models import KINDS, EventKind, Outlet, OutletKind, Post, PostState, Stock
from ocop.recognition import public
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile
    from ocop.registry.models import Product

LINES: Final = frozenset({"text"})
"""Columns in which line breaks stay."""


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What is written of a point of sale; `codes` are those of the products it sells."""

    title: str
    kind: str
    address: str
    text: str = ""
    hours: str = ""
    phone: str = ""
    website: str = ""
    photo_caption: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is written of an event; `called_off` says why it does not take place, empty when it does."""

    title: str
    kind: str
    starts_on: date
    ends_on: date
    venue: str
    organiser: str
    text: str = ""
    hours: str = ""
    called_off: str = ""
    photo_caption: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is written of a piece of news."""

    title: str
    summary: str
    text: str = ""
    photo_caption: str = ""


Facts = OutletFacts | EventFacts | ArticleFacts
NEEDED: Final[dict[str, StrOrPromise]] = {
    "title": _("Write a name or a title."),
    "address": _("Write where it is."),
    "venue": _("Write where it takes place."),
    "organiser": _("Write who organises it."),
    "summary": _("Write in a sentence or two what it is about."),
}
NOUNS: Final[dict[type[Facts], str]] = {OutletFacts: "outlet", EventFacts: "event", ArticleFacts: "article"}


@transaction.atomic
def enter(
    *, actor: Actor, unit_id: int, facts: Facts, photo: CheckedFile | None = None, now: datetime
) -> Post:
    """Write a draft about a place.

    Raises: Denied, ValidationError by field, Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id, valid_to=None)
    require(rules.can_write(actor, unit))
    noun = NOUNS[type(facts)]
    post = KINDS[noun](unit=unit)
    after = _write(post, facts, photo) | {"unit": unit.path}
    post.save(force_insert=True)
    after |= _stock(post, facts)
    record(actor=actor, verb=f"{noun}.entered", obj=post, before={}, after=after, now=now)
    return post


@transaction.atomic
def change(
    *,
    actor: Actor,
    pk: int,
    expected_version: int,
    facts: Facts,
    photo: CheckedFile | None = None,
    now: datetime,
) -> Post:
    """Correct what is written; what is published changes at once.

    Raises: Denied, Stale, ValidationError by field, DoesNotExist.
    """
    noun = NOUNS[type(facts)]
    post = _locked(actor, noun, pk, expected_version)
    before = {name: _plain(getattr(post, name)) for name in _columns(facts)} | {"photo": post.photo}
    before |= _sold(post)
    after = _write(post, facts, photo)
    post.version += 1
    derived = ["title_key", "folded"] if isinstance(post, Outlet) else []
    post.save(update_fields=[*_columns(facts), *derived, "photo", "version"])
    after |= _stock(post, facts)
    record(actor=actor, verb=f"{noun}.changed", obj=post, before=before, after=after, now=now)
    return post


@transaction.atomic
def publish(*, actor: Actor, noun: str, pk: int, expected_version: int, now: datetime) -> Post:
    """Show it to everybody. Raises: Denied, Stale, Conflict when it is shown already, DoesNotExist."""
    post = _locked(actor, noun, pk, expected_version)
    if post.state == PostState.PUBLISHED:
        raise Conflict(_("This is published already."))
    before = {"state": post.state}
    post.state, post.published_at = PostState.PUBLISHED, now
    post.version += 1
    post.save(update_fields=["state", "published_at", "version"])
    record(
        actor=actor, verb=f"{noun}.published", obj=post, before=before, after={"state": post.state}, now=now
    )
    return post


@transaction.atomic
def take_back(*, actor: Actor, noun: str, pk: int, expected_version: int, reason: str, now: datetime) -> Post:
    """Show it no longer, with the reason.

    Raises: Denied, Stale, ValidationError without a reason, Conflict when it is not shown, DoesNotExist.
    """
    post = _locked(actor, noun, pk, expected_version)
    if post.state != PostState.PUBLISHED:
        raise Conflict(_("This is not published, so there is nothing to take back."))
    said = clean_text(reason)
    if not said:
        raise ValidationError({"reason": _("Say why it is taken back.")})
    before = {"state": post.state}
    post.state = PostState.TAKEN_BACK
    post.version += 1
    post.save(update_fields=["state", "version"])
    record(
        actor=actor,
        verb=f"{noun}.taken_back",
        obj=post,
        before=before,
        after={"state": post.state},
        reason=said,
        now=now,
    )
    return post


def _locked(actor: Actor, noun: str, pk: int, expected_version: int) -> Post:
    visible: Any = KINDS[noun].objects.visible_to(actor)
    post: Post = visible.for_update().select_related("unit").get(pk=pk)
    require(rules.can_write(actor, post.unit))
    post.expect_version(expected_version)
    return post


def _columns(facts: Facts) -> list[str]:
    return [name for name in asdict(facts) if name != "codes"]


def _write(post: Post, facts: Facts, photo: CheckedFile | None) -> dict[str, object]:
    """Fill the columns, and say what was written. Raises: ValidationError by field."""
    for name in _columns(facts):
        value = getattr(facts, name)
        setattr(post, name, clean_text(value, lines=name in LINES) if isinstance(value, str) else value)
    faults = {
        name: words for name, words in NEEDED.items() if hasattr(post, name) and not getattr(post, name)
    }
    if isinstance(facts, EventFacts):
        faults |= _event_faults(facts)
    if isinstance(facts, OutletFacts) and facts.kind not in OutletKind.values:
        faults["kind"] = _("Choose what kind of point of sale it is.")
    if photo is not None and not photo.media_type.startswith("image/"):
        faults["photo"] = _("Choose a photo (JPEG, PNG or WEBP).")
    if faults:
        raise ValidationError(dict(faults))
    if photo is not None:
        files.keep(photo)
        post.photo = photo.sha256
    if isinstance(post, Outlet):
        post.title_key, post.folded = vi_sort_key(post.title), fold(f"{post.title} {post.address}")
    check_columns(post, derived=("title_key", "folded"))
    return {name: _plain(getattr(post, name)) for name in _columns(facts)} | {"photo": post.photo}


def _event_faults(facts: EventFacts) -> dict[str, StrOrPromise]:
    faults: dict[str, StrOrPromise] = {}
    if facts.kind not in EventKind.values:
        faults["kind"] = _("Choose what kind of event it is.")
    if facts.ends_on < facts.starts_on:
        faults["ends_on"] = _("The last day cannot be before the first.")
    return faults


def _sold(post: Post) -> dict[str, object]:
    """The codes of the products that a point of sale sells, for the journal; nothing of other posts."""
    if not isinstance(post, Outlet):
        return {}
    return {"codes": sorted(post.stock.values_list("product__code", flat=True))}


def _stock(post: Post, facts: Facts) -> dict[str, object]:
    """Bring the products of a point of sale up to the codes; what the journal is told of them.

    Raises: ValidationError for an unknown code.
    """
    if not isinstance(facts, OutletFacts) or not isinstance(post, Outlet):
        return {}
    found = _products(facts.codes)
    post.stock.exclude(product__in=found).delete()
    sold = set(post.stock.values_list("product_id", flat=True))
    Stock.objects.bulk_create(Stock(outlet=post, product=one) for one in found if one.pk not in sold)
    return _sold(post)


def _products(codes: Sequence[str]) -> list[Product]:
    found = list(public.known().filter(code__in=codes).order_by("pk"))
    unknown = sorted(set(codes) - {one.code for one in found})
    if unknown:
        words = _("No recognised product has these codes: %(codes)s.") % {"codes": ", ".join(unknown)}
        raise ValidationError({"codes": words})
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
