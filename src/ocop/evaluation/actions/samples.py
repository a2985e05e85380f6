"""Samples: entered, labelled, received, sent on, shown, opened, returned or destroyed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, samples
from ocop.evaluation.models import Dossier, Sample, SampleMove, SampleState
from ocop.evaluation.moving import locked
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

MOST_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What is written on samples of one lot; the names are those of the columns."""

    unit: str
    lot: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    storage: str = ""


@transaction.atomic
def register_samples(
    *, actor: Actor, dossier_id: int, count: int, facts: SampleFacts, now: datetime
) -> list[Sample]:
    """Enter `count` samples of one lot. Each gets the next number of the dossier.

    Raises: Denied; Conflict for a dossier that is not filed, has ended, or whose set needs no samples;
    ValidationError by field; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    require(samples.can_register(actor, dossier))
    if dossier.filed_on is None or not procedure.is_open(dossier):
        raise procedure.wrong_state(dossier)
    if article := samples.exempt(dossier):
        raise Conflict(
            _("No samples go with this product set (%(article)s).") % {"article": article},
            url=dossier.get_absolute_url(),
        )
    checked = _checked(facts, count, local_day(now))
    last = dossier.samples.aggregate(last=Max("no"))["last"] or 0
    made = [
        Sample(dossier=dossier, no=number, **asdict(checked)) for number in range(last + 1, last + count + 1)
    ]
    for one in made:
        check_columns(one)
    Sample.objects.bulk_create(made)
    _chain(actor, made, now)
    _record(actor, dossier, "dossier.samples_registered", made, {**asdict(checked)}, "", now)
    return made


@transaction.atomic
def handle_samples(
    *,
    actor: Actor,
    dossier_id: int,
    act: str,
    numbers: Collection[int],
    place: str = "",
    note: str = "",
    now: datetime,
) -> list[Sample]:
    """Do one thing of `samples.ACTS` with these samples of a dossier; the dossier itself does not change.

    Raises: Denied; Conflict when one of them is elsewhere or was handled already; ValidationError for an
    unknown act, no sample, or a missing reason; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    known = samples.ACTS.get(act)
    if known is None:
        raise ValidationError({"act": _("Choose what was done with the samples.")})
    require(samples.can_handle(actor, dossier, known))
    note, place = clean_text(note, lines=True), clean_text(place)
    if known.needs_note and not note:
        raise ValidationError(
            {"note": _("Write the reason, and who took the samples or saw them destroyed.")}
        )
    found = list(dossier.samples.filter(no__in=numbers).order_by("no"))
    if not found or len(found) != len(set(numbers)):
        raise ValidationError({"sample": _("Choose at least one sample.")})
    before = {one.code: [one.state, one.level] for one in found}
    target = _target(actor, dossier, known)
    for one in found:
        _expect(actor, dossier, known, one)
        one.state, one.level = known.after, target
        one.place = place if known.asks_place else "" if known.after == SampleState.SENT else one.place
        check_columns(one)
        one.save(update_fields=["state", "level", "place"])
    _chain(actor, found, now, note)
    facts: dict[str, object] = {"act": act, "level": target, "place": place, "before": before}
    _record(actor, dossier, f"dossier.samples_{known.after}", found, facts, note, now)
    return found


def _target(actor: Actor, dossier: Dossier, act: samples.Act) -> str:
    """The level that has the samples afterwards. Raises: Conflict where there is no next one."""
    mine = samples.level_of(actor, dossier)
    match act.after:
        case SampleState.LABELLED | SampleState.RETURNED:
            return ""
        case SampleState.SENT:
            if target := samples.next_level(dossier, mine):
                return target
            raise Conflict(_("Under the rules of this dossier the samples go no further than here."))
        case _:
            return mine


def _expect(actor: Actor, dossier: Dossier, act: samples.Act, sample: Sample) -> None:
    """Do nothing when the sample is where the act finds it. Raises: Conflict."""
    mine = samples.level_of(actor, dossier)
    elsewhere = sample.level not in ("", mine)
    if sample.state not in act.before or elsewhere:
        raise Conflict(
            _("Sample %(code)s cannot be handled so: %(state)s (%(where)s).")
            % {
                "code": sample.code,
                "state": SampleState(sample.state).label,
                "where": samples.level_name(dossier, sample.level),
            },
            url=dossier.get_absolute_url(),
        )


def _checked(facts: SampleFacts, count: int, today: date) -> SampleFacts:
    faults: dict[str, StrOrPromise] = {}
    unit = clean_text(facts.unit)
    if not 1 <= count <= MOST_AT_ONCE:
        faults["count"] = _("Write a whole number from 1 to %(most)d.") % {"most": MOST_AT_ONCE}
    if not unit:
        faults["unit"] = _("Write what one sample is, such as a bottle of 250 ml.")
    if facts.produced_on is not None and facts.produced_on > today:
        faults["produced_on"] = _("This day has not come yet.")
    if facts.produced_on and facts.expires_on and facts.expires_on < facts.produced_on:
        faults["expires_on"] = _("The last day lies before the day of production.")
    elif facts.expires_on is not None and facts.expires_on < today:
        faults["expires_on"] = _("These samples have expired. Enter fresh ones.")
    if faults:
        raise ValidationError(dict(faults))
    return SampleFacts(
        unit, clean_text(facts.lot), facts.produced_on, facts.expires_on, clean_text(facts.storage)
    )


def _chain(actor: Actor, found: Collection[Sample], now: datetime, note: str = "") -> None:
    SampleMove.objects.bulk_create(
        SampleMove(
            sample=one,
            state=one.state,
            level=one.level,
            place=one.place,
            note=note,
            at=now,
            by_id=actor.user_id,
        )
        for one in found
    )


def _record(  # noqa: PLR0917 - a short way to the one call
    actor: Actor,
    dossier: Dossier,
    verb: str,
    found: Collection[Sample],
    facts: dict[str, object],
    reason: str,
    now: datetime,
) -> None:
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before={},
        after={"samples": [one.code for one in found], **facts},
        reason=reason,
        regime=dossier.regime_id,
        now=now,
    )
