"""Trainings of members of councils, entered and taken out by the office that keeps the council (S14.03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import rules
from ocop.evaluation.models import Council, Seat, Training
from ocop.evaluation.moving import locked_council, reason_given
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What is known of a training; `valid_to` is the last day it counts, if anything limits it."""

    title: str
    held_on: date
    organiser: str
    paper_number: str = ""
    valid_to: date | None = None


@transaction.atomic
def record_training(*, actor: Actor, seat_id: int, facts: TrainingFacts, now: datetime) -> Training:
    """Enter a training of who holds a place in a council; it follows the person to the next one.

    Raises: Denied; Conflict for who left the council, and for a training that is entered already;
    ValidationError by field; Seat.DoesNotExist.
    """
    seat, council = _locked(actor, seat_id)
    if seat.left_on is not None:
        raise Conflict(_("This member left the council already."), url=_page(council))
    checked = _checked(facts, local_day(now))
    # Two offices may enter the same training of one person: the person's row holds the second back.
    User.objects.select_for_update().get(pk=seat.user_id)
    same = Training.objects.filter(user_id=seat.user_id, title=checked.title, held_on=checked.held_on)
    if same.exists():
        raise Conflict(_("This training of that day is entered already."))
    training = Training(
        user_id=seat.user_id,
        title=checked.title,
        held_on=checked.held_on,
        organiser=checked.organiser,
        paper_number=checked.paper_number,
        valid_to=checked.valid_to,
        unit=council.unit,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    check_columns(training)
    training.save(force_insert=True)
    after = {"training": training.pk, **_told(training)}
    record(actor=actor, verb="council.training_recorded", obj=council, before={}, after=after, now=now)
    return training


@transaction.atomic
def remove_training(*, actor: Actor, seat_id: int, training_id: int, reason: str, now: datetime) -> Council:
    """Take out a training that was entered by mistake; only the office that entered it.

    Raises: Denied; ValidationError without a reason; Seat.DoesNotExist, Training.DoesNotExist.
    """
    seat, council = _locked(actor, seat_id)
    visible = Training.objects.visible_to(actor).for_update().select_related("unit")
    training = visible.get(pk=training_id, user_id=seat.user_id)
    require(rules.can_remove_training(actor, training))
    words = reason_given(reason)
    before = {"training": training.pk, **_told(training)}
    training.delete()
    record(
        actor=actor,
        verb="council.training_removed",
        obj=council,
        before=before,
        after={},
        reason=words,
        now=now,
    )
    return council


def _locked(actor: Actor, seat_id: int) -> tuple[Seat, Council]:
    """A place and its council, locked, of who may keep it. Raises: Denied, Seat.DoesNotExist."""
    visible = Council.objects.visible_to(actor)
    council = locked_council(actor, Seat.objects.get(pk=seat_id, council__in=visible).council_id)
    require(rules.can_manage_councils(actor, council.unit))
    return council.seats.get(pk=seat_id), council


def _page(council: Council) -> str:
    return reverse("evaluation:council", args=[council.pk])


def _told(training: Training) -> dict[str, object]:
    names = ("title", "held_on", "organiser", "paper_number", "valid_to")
    return {"user": training.user_id, **{name: getattr(training, name) for name in names}}


def _checked(facts: TrainingFacts, today: date) -> TrainingFacts:
    """The facts cleaned. Raises: ValidationError by field."""
    title, organiser = clean_text(facts.title), clean_text(facts.organiser)
    faults: dict[str, StrOrPromise] = {}
    if not title:
        faults["title"] = _("Write what the training was about.")
    if not organiser:
        faults["organiser"] = _("Write who held it.")
    if facts.held_on > today:
        faults["held_on"] = _("This day has not come yet.")
    if facts.valid_to is not None and facts.valid_to < facts.held_on:
        faults["valid_to"] = _("This day cannot lie before the training.")
    if faults:
        raise ValidationError(dict(faults))
    return TrainingFacts(title, facts.held_on, organiser, clean_text(facts.paper_number), facts.valid_to)
