"""One producer takes over from another: products, certificates and history go on with the successor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import holding, indexing, regimes, rules
from ocop.registry.actions.papers import hand_on
from ocop.registry.actions.participation import BY_TAKEOVER, ENTERED_TWICE, TAKEN_OVER
from ocop.registry.actions.producers import keep_state
from ocop.registry.columns import check_columns
from ocop.registry.models import (
    EarlierHolder,
    Linkage,
    Material,
    PlantingArea,
    Producer,
    ProducerTrait,
    Product,
    Representative,
    Takeover,
    TakeoverKind,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

DAY: Final = timedelta(days=1)
GOES_ON: Final = frozenset({TakeoverKind.TRANSFORMED, TakeoverKind.MERGED, TakeoverKind.SAME})
"""Kinds in which marks, linkages and planting areas of a former that ends go on with the successor."""


@dataclass(frozen=True, slots=True)
class TakeoverFacts:
    """What is taken over, why, and from which day on (`on` is the successor's first day).

    `product_ids`: the products that go; None for all of them. `carry_over`: keys of the accounts that speak
    for the former and shall speak for the successor, too.
    """

    kind: str
    on: date
    document: str = ""
    product_ids: Collection[int] | None = None
    carry_over: Collection[int] = ()


@transaction.atomic
def take_over(
    *,
    actor: Actor,
    former_id: int,
    successor_id: int,
    facts: TakeoverFacts,
    former_version: int,
    successor_version: int,
    now: datetime,
) -> Takeover:
    """Hand the products of one producer, all or some, to another one from a day on.

    Certificates and dossiers go with their products, and so do papers that name them; printed names stay. Of
    a product's past nothing changes: `EarlierHolder` keeps whose it was until the day before. A former with
    nothing left ends; its consents end with it, its marks, linkages, areas and other papers go on with the
    successor unless it only handed its products on. A mistake is undone by a take-over back, which also takes
    back the end that this one brought.

    Entered twice (`TakeoverKind.SAME`): the successor keeps the earlier day of registration, and gets the tax
    code if it has none; what was written about the other entry stays readable there.

    Raises: Denied; Stale for either; ValidationError by field; Conflict when something under way cannot
    follow, the successor has ended or may not bring such a product; Producer.DoesNotExist.
    """
    former, successor = _both(actor, former_id, successor_id)
    require(rules.can_take_over(actor, former) & rules.can_take_over(actor, successor))
    former.expect_version(former_version)
    successor.expect_version(successor_version)
    products = _chosen(former, facts)
    _refuse_wrong(former, successor, products, facts, local_day(now))
    _refuse_hindered(successor, products)
    takeover = _stored(actor, former, successor, facts, now)
    _hand_on(former, successor, products, facts.on)
    has_nothing = not former.products.exists()
    ends = former.ended_on is None and has_nothing
    papers = hand_on(
        actor=actor,
        former=former,
        successor=successor,
        products=[one.pk for one in products],
        everything=has_nothing and takeover.kind in GOES_ON,
        now=now,
    )
    if ends:
        _end(actor, former, successor, takeover, now)
    _save(former, successor, takeover)
    speaking = _carry_over(former, successor, facts.carry_over, local_day(now))
    record(
        actor=actor,
        verb="producer.took_over",
        obj=successor,
        before={"former": former.code, "products": [one.pk for one in products]},
        after={
            "successor": successor.code,
            "kind": takeover.kind,
            "on": takeover.on,
            "former_ended": ends,
            "representatives": speaking,
            "papers": papers,
        },
        reason=takeover.document,
        now=now,
    )
    return takeover


def _both(actor: Actor, former_id: int, successor_id: int) -> tuple[Producer, Producer]:
    """Both producers, locked in the order of their keys so that two take-overs never wait for each other."""
    if former_id == successor_id:
        raise ValidationError({"": _("A producer can't take over from itself. Choose another one.")})
    rows = Producer.objects.visible_to(actor).for_update().select_related("commune").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[former_id, successor_id])}
    if len(found) != 2:
        raise Producer.DoesNotExist
    return found[former_id], found[successor_id]


def _chosen(former: Producer, facts: TakeoverFacts) -> list[Product]:
    """The products that go, locked, with those found to be one of them.

    Raises: ValidationError for one that the former has not, or for none.
    """
    held = {one.pk: one for one in former.products.order_by("pk").select_for_update(of=("self",))}
    if facts.product_ids is None or facts.kind == TakeoverKind.SAME:
        return list(held.values())
    if not facts.product_ids or not set(facts.product_ids) <= held.keys():
        raise ValidationError({"products": _("Choose at least one product of those listed.")})
    going = set(facts.product_ids)
    return [one for one in held.values() if one.pk in going or one.merged_into_id in going]


def _refuse_wrong(
    former: Producer, successor: Producer, products: list[Product], facts: TakeoverFacts, today: date
) -> None:
    faults: dict[str, StrOrPromise] = {}
    if facts.kind not in TakeoverKind.values:
        faults["kind"] = _("Choose one of the answers listed.")
    if facts.kind != TakeoverKind.SAME and not clean_text(facts.document):
        faults["document"] = _("Write what shows it, such as the minutes or the new business registration.")
    faults |= _day_faults(former, successor, products, facts.on, today)
    if faults:
        raise ValidationError(dict(faults))
    if former.ended_on is not None and not products:
        raise Conflict(_("This producer has ended and has nothing left to hand on."), url=_page(former))
    if successor.ended_on is not None and successor.ended_reason not in BY_TAKEOVER:
        raise Conflict(
            _("The producer that is to take over has ended. Say first that it takes part again."),
            url=_page(successor),
        )


def _day_faults(
    former: Producer, successor: Producer, products: list[Product], on: date, today: date
) -> dict[str, StrOrPromise]:
    """What is wrong with the successor's first day, by field."""
    if on > today:
        return {"on": _("This day has not come yet. Record the take-over once it holds.")}
    begun = max(former.registered_on, successor.registered_on)
    if on < begun:
        day = date_format(begun, "d/m/Y")
        return {
            "on": _("Both producers are in the register only since %(day)s. Choose a day from then on.")
            % {"day": day}
        }
    latest = EarlierHolder.objects.filter(product__in=products).aggregate(day=Max("to_on"))["day"]
    if latest is not None and on <= latest:
        day = date_format(latest + DAY, "d/m/Y")
        return {"on": _("A product came to it on %(day)s only. Choose a day from then on.") % {"day": day}}
    return {}


def _refuse_hindered(successor: Producer, products: list[Product]) -> None:
    """Raises: Conflict with all that keeps these products where they are, and what to do."""
    found = holding.hindrances(products)
    if found:
        raise Conflict(" ".join(str(words) for words in found))
    for product in products:
        asked = Producer(kind=successor.kind, business_number=successor.business_number)
        allowed = rules.may_apply(regimes.regime(product.regime_id), asked, product.set_no)
        if not allowed:
            raise Conflict(f"{product.name}: {allowed.reason}", url=_page(successor))


def _stored(
    actor: Actor, former: Producer, successor: Producer, facts: TakeoverFacts, now: datetime
) -> Takeover:
    """The row that tells of it; the same two on the same day have one, however often products follow."""
    row = Takeover.objects.filter(former=former, successor=successor, on=facts.on).first() or Takeover(
        former=former, successor=successor, on=facts.on
    )
    row.kind, row.document = facts.kind, clean_text(facts.document)
    row.recorded_by_id, row.recorded_at = actor.user_id, now
    check_columns(row)
    row.save()
    return row


def _hand_on(former: Producer, successor: Producer, products: list[Product], on: date) -> None:
    """Give the products to the successor, and keep whose they were on the days before.

    No row for a product that the former held for no whole day: it was entered, or came to it, on that day.
    """
    keys = [product.pk for product in products]
    kept = EarlierHolder.objects.filter(product__in=keys, to_on=on - DAY)
    told = set(kept.values_list("product_id", flat=True))
    EarlierHolder.objects.bulk_create(
        EarlierHolder(product=product, producer=former, to_on=on - DAY)
        for product in products
        if product.entered_on < on and product.pk not in told
    )
    Product.objects.filter(pk__in=keys).update(producer=successor, version=F("version") + 1)
    indexing.refresh_products(successor.pk)


def _end(actor: Actor, former: Producer, successor: Producer, takeover: Takeover, now: datetime) -> None:
    """The former has nothing left: it ends the day before, with its consents."""
    is_same = takeover.kind == TakeoverKind.SAME
    former.ended_on = max(former.registered_on, takeover.on - DAY)
    former.ended_reason = ENTERED_TWICE if is_same else TAKEN_OVER
    former.consents.filter(withdrawn_on=None).update(
        withdrawn_on=local_day(now),
        withdrawn_by=actor.user_id,
        withdrawn_reason=_gettext("Its products were taken over by %(name)s.") % {"name": successor.name},
        version=F("version") + 1,
    )
    if takeover.kind in GOES_ON:
        for model in (ProducerTrait, Linkage, PlantingArea):
            _go_on(model, former, successor, takeover.on)


def _go_on(
    model: type[ProducerTrait | Linkage | PlantingArea], former: Producer, successor: Producer, on: date
) -> None:
    """Open rows of the former end with it and begin anew with the successor, unless it has the same."""
    for row in model._default_manager.filter(producer=former, to_on=None).order_by("pk"):
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.to_on = max(row.from_on, on - DAY)
        row.version += 1
        row.save(update_fields=["to_on", "version"])
        if _has_same(row, successor):
            continue
        new = model(**values | {"id": None, "producer_id": successor.pk, "from_on": on, "version": 1})
        new.save(force_insert=True)
        if isinstance(new, PlantingArea):
            Material.objects.filter(area_id=row.pk, product__producer=successor).update(area=new)


def _has_same(row: ProducerTrait | Linkage | PlantingArea, successor: Producer) -> bool:
    """Whether going on would say twice what the successor has, or link it to itself."""
    if isinstance(row, ProducerTrait):
        return successor.traits.filter(code=row.code, name=row.name, to_on=None).exists()
    return isinstance(row, Linkage) and row.partner_id == successor.pk


def _save(former: Producer, successor: Producer, takeover: Takeover) -> None:
    """Store both, with what the take-over changed in them."""
    former.version += 1
    successor.version += 1
    successor.ended_on, successor.ended_reason = None, ""
    written = ["ended_on", "ended_reason", "version"]
    if takeover.kind == TakeoverKind.SAME:
        successor.registered_on = min(former.registered_on, successor.registered_on)
        written += ["registered_on", "tax_code"]
        if former.tax_code and not successor.tax_code:
            _keep_facts(former, takeover)
            successor.tax_code, former.tax_code = former.tax_code, ""
    former.save(update_fields=["ended_on", "ended_reason", "tax_code", "version"])
    successor.save(update_fields=written)


def _keep_facts(former: Producer, takeover: Takeover) -> None:
    """Keep under which tax code the entry stood that is given up, unless its last day has a state already."""
    last = former.ended_on or takeover.on - DAY
    if not former.earlier.filter(to_on__gte=last).exists():
        keep_state(former, last, takeover.document)


def _carry_over(former: Producer, successor: Producer, users: Collection[int], today: date) -> list[int]:
    """Let people who speak for the former speak for the successor, too; those who do already are left."""
    open_ones = former.representatives.filter(to_on=None, user_id__in=users)
    speak = set(open_ones.values_list("user_id", flat=True))
    if speak != set(users):
        raise ValidationError({"carry_over": _("Choose from the accounts that speak for it today.")})
    new = speak - set(successor.representatives.filter(to_on=None).values_list("user_id", flat=True))
    for user in sorted(new):
        Representative.objects.create(user_id=user, producer=successor, from_on=today)
    return sorted(new)


def _page(producer: Producer) -> str:
    return reverse("registry:producer", args=[producer.pk])
