"""What a person says of two records that look alike; nothing is ever merged by the machine.

Rooms above register what of theirs goes along when a product is found to be another one (`add_mover`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import rules
from ocop.registry.actions.takeover import DAY, TakeoverFacts, take_over
from ocop.registry.holding import holder_on
from ocop.registry.models import (
    EarlierHolder,
    PaperScope,
    Producer,
    ProducerPair,
    Product,
    ProductPair,
    TakeoverKind,
    Verdict,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.db import ScopedQuerySet

T = TypeVar("T", Producer, Product)
Mover = Callable[[Product, Product, datetime], None]
_movers: list[Mover] = []


def add_mover(mover: Mover) -> None:
    """Register what goes along from a product to the one it is the same as. It may raise Conflict."""
    if mover not in _movers:
        _movers.append(mover)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of two records: `keep` is the key of the one that stays, when they are the same."""

    verdict: str
    keep: int | None = None
    reason: str = ""


@transaction.atomic
def settle_producers(
    *, actor: Actor, left_id: int, right_id: int, said: Said, versions: tuple[int, int], now: datetime
) -> ProducerPair:
    """Say whether two producers are one. The same: the other one's products go to the one that is kept.

    `versions` are those of the producer with the smaller key and of the other, as they were seen.
    Raises: Denied; Stale; Conflict when it was said already or something can't follow; ValidationError by
    field; Producer.DoesNotExist.
    """
    left, right = _ordered(Producer.objects.visible_to(actor), left_id, right_id)
    require(rules.can_take_over(actor, left) & rules.can_take_over(actor, right))
    words = _checked(said, {left.pk, right.pk}, {Verdict.SAME, Verdict.DIFFERENT})
    _expect_unsaid(ProducerPair.objects.filter(left=left, right=right), (left, right), versions)
    verdict = {"verdict": said.verdict, "reason": words, "decided_by_id": actor.user_id, "decided_at": now}
    pair = ProducerPair.objects.create(left=left, right=right, **verdict)
    if said.verdict == Verdict.SAME:
        _join(actor, left, right, said, now)
    else:
        facts = {"other": right.code, "verdict": said.verdict}
        record(
            actor=actor, verb="producer.told_apart", obj=left, before={}, after=facts, reason=words, now=now
        )
    return pair


def _expect_unsaid(
    said_before: QuerySet[ProducerPair] | QuerySet[ProductPair],
    both: tuple[T, T],
    versions: tuple[int, int],
) -> None:
    """Raises: Conflict where it was said what these two are; Stale where one changed since it was seen."""
    if said_before.exists():
        raise Conflict(_("Somebody has said already what these two are."))
    for one, seen in zip(both, versions, strict=True):
        one.expect_version(seen)


def _join(actor: Actor, left: Producer, right: Producer, said: Said, now: datetime) -> None:
    """The take-over of one by the other leaves the one entry of this act."""
    kept, gone = (left, right) if said.keep == left.pk else (right, left)
    take_over(
        actor=actor,
        former_id=gone.pk,
        successor_id=kept.pk,
        facts=TakeoverFacts(TakeoverKind.SAME, local_day(now), said.reason),
        former_version=gone.version,
        successor_version=kept.version,
        now=now,
    )


@transaction.atomic
def settle_products(
    *, actor: Actor, left_id: int, right_id: int, said: Said, versions: tuple[int, int], now: datetime
) -> ProductPair:
    """Say whether two products are one, different, or different but too alike.

    The same: certificates, dossiers and papers of the other go to the one that is kept, which counts alone
    from now on; what was written about the other stays readable. Both must be of one producer.
    Raises: Denied; Stale; Conflict when it was said already or something can't follow; ValidationError by
    field; Product.DoesNotExist.
    """
    visible = Product.objects.visible_to(actor).select_related("producer__commune")
    left, right = _ordered(visible, left_id, right_id)
    require(rules.can_take_over(actor, left.producer) & rules.can_take_over(actor, right.producer))
    words = _checked(said, {left.pk, right.pk}, set(Verdict))
    _expect_unsaid(ProductPair.objects.filter(left=left, right=right), (left, right), versions)
    verdict = {"verdict": said.verdict, "reason": words, "decided_by_id": actor.user_id, "decided_at": now}
    pair = ProductPair.objects.create(left=left, right=right, **verdict)
    verb, told = "product.told_apart", left
    facts: dict[str, object] = {"other": right.pk, "verdict": said.verdict}
    if said.verdict == Verdict.SAME:
        kept, gone = (left, right) if said.keep == left.pk else (right, left)
        _refuse_unfit(kept, gone)
        _merge(kept, gone, now)
        verb, told = "product.merged", kept
        facts |= {"kept": kept.pk, "other": gone.pk}
    record(actor=actor, verb=verb, obj=told, before={}, after=facts, reason=words, now=now)
    return pair


def _refuse_unfit(kept: Product, gone: Product) -> None:
    """Raises: Conflict where these two can't be joined like this, with what to do."""
    if kept.producer_id != gone.producer_id:
        raise Conflict(
            _(
                "These products are of two producers. First say that the producers are one, or let one of "
                "them take the product over."
            )
        )
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise Conflict(_("One of these products was found to be another one already."))
    if kept.ended_on is not None and gone.ended_on is None:
        raise Conflict(_("The product that is to stay left the programme. Choose that the other one stays."))


def _merge(kept: Product, gone: Product, now: datetime) -> None:
    """Let one product count as the other, both locked. A printed code leads to the one that stays."""
    for mover in _movers:
        mover(gone, kept, now)
    proven = PaperScope.objects.filter(product=kept).values("paper_id")
    PaperScope.objects.filter(product=gone).exclude(paper__in=proven).update(product=kept)
    gone.refresh_from_db()
    kept.refresh_from_db()
    _keep_past(kept, gone)
    gone.merged.update(merged_into=kept)
    gone.merged_into = kept
    if gone.code and not kept.code:
        kept.code, gone.code = gone.code, ""
    gone.version += 1
    gone.save(update_fields=["merged_into", "code", "version"])
    kept.entered_on = min(kept.entered_on, gone.entered_on)
    kept.version += 1
    kept.save(update_fields=["entered_on", "code", "version"])


def _keep_past(kept: Product, gone: Product) -> None:
    """Of the days before the one that stays was entered the other one tells whose it was, and where."""
    last = kept.entered_on - DAY
    if gone.entered_on > last:
        return
    former = holder_on(gone, last)
    gone.earlier_holders.filter(to_on__lt=last).update(product=kept)
    gone.earlier_communes.filter(to_on__lte=last).update(product=kept)
    if former != holder_on(kept, last):
        EarlierHolder.objects.create(product=kept, producer=former, to_on=last)


def _ordered(visible: ScopedQuerySet[T], left_id: int, right_id: int) -> tuple[T, T]:
    """Both rows, locked in the order of their keys. Raises: DoesNotExist."""
    found = list(visible.for_update().filter(pk__in={left_id, right_id}).order_by("pk"))
    if len(found) != 2:
        raise visible.model.DoesNotExist
    return found[0], found[1]


def _checked(said: Said, keys: set[int], allowed: set[Verdict]) -> str:
    """The reason cleaned. Raises: ValidationError by field."""
    words = clean_text(said.reason, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if said.verdict not in allowed:
        faults["verdict"] = _("Choose one of the answers listed.")
    if said.verdict == Verdict.SAME and said.keep not in keys:
        faults["keep"] = _("Choose which of the two stays.")
    if not words:
        faults["reason"] = _("Write how you know it, such as the papers you compared.")
    if faults:
        raise ValidationError(dict(faults))
    return words
