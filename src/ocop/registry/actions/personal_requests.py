"""Asking about one's own data, and the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.journal.actions.erasure import erase_person
from ocop.people.models import OWN_ROLES, Appointment
from ocop.people.roles import holders
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.telling import tell
from ocop.platform.text import clean_text
from ocop.registry import restricted, rules
from ocop.registry.models import (
    EarlierProducer,
    Outcome,
    PersonalDataRequest,
    Producer,
    Representative,
    RequestKind,
)
from ocop.registry.personal_requests import days

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

CLEARED: Final[dict[str, object]] = {
    "representative_gender": "",
    "representative_ethnicity": "",
    "representative_disabled": None,
    "representative_birth_year": None,
}
"""What of a household goes with the person who spoke for it, also of what it was before, and what is left."""
REACHED: Final[dict[str, object]] = {"phone": "", "email": ""}


@transaction.atomic
def ask(*, actor: Actor, kind: str, text: str, now: datetime) -> PersonalDataRequest:
    """Ask about one's own data. Those who carry out such requests are told.

    Raises: Denied; ValidationError by field; Conflict while one of the same kind waits.
    """
    require(rules.can_ask_about_data(actor))
    if kind not in RequestKind.values:
        raise ValidationError({"kind": _("Choose one of those listed.")})
    if PersonalDataRequest.objects.filter(person_id=actor.user_id, kind=kind, answered_on=None).exists():
        raise Conflict(
            _("A request of this kind already waits for its answer."), url=reverse("registry:my_data")
        )
    today = local_day(now)
    request = PersonalDataRequest.objects.create(
        person_id=actor.user_id or 0,
        kind=kind,
        text=clean_text(text, lines=True),
        received_on=today,
        due_on=today + timedelta(days=days().days[kind]),
    )
    record(
        actor=actor,
        verb="personal.requested",
        obj=request,
        before={},
        after={"kind": kind, "text": request.text, "due_on": request.due_on},
        now=now,
    )
    keepers = Appointment.objects.filter(role__in=holders("journal.erase"), user__is_active=True)
    tell(
        set(keepers.current(today).values_list("user_id", flat=True)) - {actor.user_id},
        template="personal_request_received",
        reference=str(request.pk),
        facts={"due_on": request.due_on},
        link=reverse("registry:personal_request", args=[request.pk]),
        now=now,
    )
    return request


@transaction.atomic
def answer(
    *, actor: Actor, request_id: int, expected_version: int, outcome: str, text: str, now: datetime
) -> PersonalDataRequest:
    """Answer a request; a deletion that is granted is carried out at once. One entry; the person is told.

    Raises: Denied; Stale; ValidationError by field; Conflict when it was answered already or the person still
    holds a public office or speaks for a producer; PersonalDataRequest.DoesNotExist.
    """
    request: PersonalDataRequest = (
        PersonalDataRequest.objects.visible_to(actor).for_update().select_related("person").get(pk=request_id)
    )
    require(rules.can_answer_request(actor, request))
    request.expect_version(expected_version)
    if request.answered_on is not None:
        raise Conflict(_("This request was answered already."))
    words = clean_text(text, lines=True)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose one of those listed.")})
    if not words:
        raise ValidationError({"text": _("Write the answer to the person.")})
    erases = request.kind == RequestKind.DELETE and outcome == Outcome.GRANTED
    request.outcome, request.answer, request.answered_on = outcome, words, local_day(now)
    request.answered_by_id = actor.user_id
    request.version += 1
    request.save(update_fields=["outcome", "answer", "answered_on", "answered_by", "version"])
    if erases:
        _erase(actor, request, now)
        return request
    record(
        actor=actor,
        verb="personal.answered",
        obj=request,
        before={"outcome": ""},
        after={"outcome": outcome, "answer": words},
        now=now,
    )
    tell(
        [request.person_id],
        template="personal_request_answered",
        reference=str(request.pk),
        facts={"received_on": request.received_on},
        link=reverse("registry:my_data"),
        now=now,
    )
    return request


def _erase(actor: Actor, request: PersonalDataRequest, now: datetime) -> None:
    """Take the person out of the account, of a household's contacts and of what stands beside the chain."""
    person = request.person
    offices = Appointment.objects.filter(user=person).current(local_day(now)).exclude(role__in=OWN_ROLES)
    if offices.exists():
        raise Conflict(_("This person still holds a public office. End it first."))
    if Representative.objects.filter(user=person, to_on=None).exists():
        raise Conflict(
            _("This person still speaks for a producer. Its dossiers must be kept: name another one first.")
        )
    homes = list(
        Producer.objects.filter(kind__in=restricted.HOUSEHOLDS, representatives__user=person).distinct()
    )
    with translation.override("vi"):
        document = _gettext("Request no. %(number)s about personal data") % {"number": request.pk}
        nobody = _gettext("Deleted at own request")
    erase_person(actor=actor, person=person, about=[request, *homes], document=document, now=now)
    alone = [
        one.pk for one in homes if not one.representatives.exclude(user=person).filter(to_on=None).exists()
    ]
    Producer.objects.filter(pk__in=alone).update(**CLEARED, **REACHED)
    EarlierProducer.objects.filter(producer__in=alone).update(**CLEARED)
    person.full_name, person.login, person.is_active = nobody, f"deleted-{person.pk}@invalid.invalid", False
    person.set_unusable_password()
    person.save(update_fields=["full_name", "login", "is_active", "password"])
    request.text = ""
    request.save(update_fields=["text"])
