"""Ties to a producer: what people say of themselves, and whom the provincial office assigned as adviser."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import rules
from ocop.evaluation.models import Advice, Interest, InterestKind
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns
from ocop.registry.models import Producer

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def declare_tie(*, actor: Actor, producer_id: int, kind: str, note: str = "", now: datetime) -> Interest:
    """Say that one has an interest in a producer from today; it keeps one out of every case of it.

    Which interest it is enters the journal as a digest only. Raises: Denied for who is not signed in;
    ValidationError; Conflict when it was said already; Producer.DoesNotExist.
    """
    require(rules.can_declare_tie(actor))
    if kind not in InterestKind.values:
        raise ValidationError({"kind": _("Choose one of the answers listed.")})
    producer = Producer.objects.get(pk=producer_id)
    words = clean_text(note, lines=True)
    if kind == InterestKind.OTHER and not words:
        raise ValidationError({"note": _("Write what your interest is.")})
    if Interest.objects.filter(user_id=actor.user_id or 0, producer=producer, kind=kind, to_on=None).exists():
        raise Conflict(_("You declared this interest already. It is in your list."))
    interest = Interest.objects.create(
        user_id=actor.user_id or 0, producer=producer, kind=kind, note=words, from_on=local_day(now)
    )
    after: dict[str, object] = {"producer": producer.code, "kind": kind, "note": words}
    record(actor=actor, verb="interest.declared", obj=interest, before={}, after=after, now=now)
    return interest


@transaction.atomic
def end_tie(*, actor: Actor, interest_id: int, now: datetime) -> Interest:
    """Say that an own interest ended today; dossiers begun before stay closed to one.

    Raises: Denied for another's interest; Conflict when it has ended; Interest.DoesNotExist.
    """
    interest = Interest.objects.visible_to(actor).for_update().get(pk=interest_id)
    require(rules.can_end_tie(actor, interest))
    if interest.to_on is not None:
        raise Conflict(_("This interest has ended already."))
    interest.to_on = local_day(now)
    interest.save(update_fields=["to_on"])
    after = {"to_on": interest.to_on}
    record(actor=actor, verb="interest.ended", obj=interest, before={"to_on": None}, after=after, now=now)
    return interest


@transaction.atomic
def record_advice(
    *, actor: Actor, producer_id: int, user_id: int, from_on: date, document: str = "", now: datetime
) -> Advice:
    """Record who advises a producer from a day on: they judge none of its dossiers.

    Raises: Denied; ValidationError for a day to come; Conflict when the person advises it already;
    Producer.DoesNotExist, User.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_record_advice(actor, producer))
    user = User.objects.get(pk=user_id)
    if from_on > local_day(now):
        raise ValidationError({"from_on": _("This day has not come yet.")})
    if producer.advisers.filter(user=user, to_on=None).exists():
        raise Conflict(_("This person advises the producer already."))
    advice = Advice(
        user=user,
        producer=producer,
        from_on=from_on,
        document=clean_text(document),
        recorded_by_id=actor.user_id,
    )
    check_columns(advice)
    advice.save(force_insert=True)
    after: dict[str, object] = {"user": user.pk, "from_on": from_on, "document": advice.document}
    record(actor=actor, verb="advice.recorded", obj=producer, before={}, after=after, now=now)
    return advice


@transaction.atomic
def end_advice(*, actor: Actor, advice_id: int, now: datetime) -> Advice:
    """End an adviser's work today. Raises: Denied; Conflict when it has ended; Advice.DoesNotExist."""
    advice = (
        Advice.objects.visible_to(actor).for_update().select_related("producer__commune").get(pk=advice_id)
    )
    require(rules.can_record_advice(actor, advice.producer))
    if advice.to_on is not None:
        raise Conflict(_("This person does not advise the producer any more."))
    advice.to_on = max(local_day(now), advice.from_on)
    advice.save(update_fields=["to_on"])
    before = {"user": advice.user_id, "to_on": None}
    after = {"user": advice.user_id, "to_on": advice.to_on}
    record(actor=actor, verb="advice.ended", obj=advice.producer, before=before, after=after, now=now)
    return advice
