"""Keys are issued and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.api import rules
from ocop.api.actions.webhooks import stop, tell_issuer
from ocop.api.models import Key
from ocop.api.scopes import SCOPES
from ocop.api.secrets_of_keys import fresh
from ocop.journal.actions import record
from ocop.people.models import Appointment
from ocop.people.rules import can_appoint
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

LONGEST: Final = timedelta(days=366)
"""How long a key lasts at most: a year, our choice; whoever still needs it is then asked again (0044)."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What is said of a key. `appointment_id`: the office the system acts in, None to read only."""

    name: str
    contact: str
    scopes: tuple[str, ...]
    until: date
    appointment_id: int | None = None


@transaction.atomic
def issue_key(*, actor: Actor, facts: KeyFacts, now: datetime) -> tuple[Key, str]:
    """Issue a key; the key and its secret, which nobody can read again.

    Raises: Denied; ValidationError by field; Appointment.DoesNotExist.
    """
    require(rules.can_see_keys(actor))
    office = None
    if facts.appointment_id is not None:
        seen = Appointment.objects.visible_to(actor).current(local_day(now)).select_related("user", "unit")
        office = seen.get(pk=facts.appointment_id)
        require(can_appoint(actor, office.kind, office.unit))
    checked = _checked(facts, local_day(now))
    require(rules.can_issue(actor, office))
    secret = fresh()
    key = Key.objects.create(
        name=checked.name,
        contact=checked.contact,
        scopes=" ".join(checked.scopes),
        until=checked.until,
        appointment=office,
        unit=Unit.objects.get(path=actor.unit_path) if office is None else office.unit,
        prefix=secret.prefix,
        digest=secret.digest,
        issued_by_id=actor.user_id,
        issued_at=now,
    )
    record(actor=actor, verb="key.issued", obj=key, before={}, after=_facts(key), now=now)
    return key, secret.text


@transaction.atomic
def revoke_key(*, actor: Actor, key_id: int, reason: str, now: datetime) -> Key:
    """End a key at once, and the webhooks that came with it; whoever issued it is told where another does.

    Raises: Denied; ValidationError without a reason; Conflict when it was revoked; Key.DoesNotExist.
    """
    key: Key = Key.objects.visible_to(actor).for_update().get(pk=key_id)
    require(rules.can_revoke(actor, key))
    words = clean_text(reason)
    if not words:
        raise ValidationError({"reason": _("Write why.")})
    if key.revoked_at is not None:
        raise Conflict(_("This key was revoked already."))
    key.revoked_at = now
    key.version += 1
    key.save(update_fields=["revoked_at", "version"])
    if stop(key.webhooks.filter(ended_at=None), now) and key.issued_by_id != actor.user_id:
        tell_issuer(key, "webhook_revoked", {}, now)
    record(
        actor=actor,
        verb="key.revoked",
        obj=key,
        before={"revoked": False},
        after={"revoked": True},
        reason=words,
        now=now,
    )
    return key


def _checked(facts: KeyFacts, today: date) -> KeyFacts:
    faults: dict[str, StrOrPromise] = {}
    name, contact = clean_text(facts.name), clean_text(facts.contact)
    if not name:
        faults["name"] = _("Write what the system is called.")
    if not contact:
        faults["contact"] = _("Write who answers for the system, with a phone number or an e-mail address.")
    if unknown := [code for code in facts.scopes if code not in SCOPES]:
        faults["scopes"] = _("There is no scope “%(code)s”.") % {"code": unknown[0]}
    elif facts.appointment_id is None and any(SCOPES[code].rights for code in facts.scopes):
        faults["appointment_id"] = _(
            "Choose the office in which the system acts: one of its scopes needs it."
        )
    if not today <= facts.until <= today + LONGEST:
        faults["until"] = _("A key lasts from today to a year from now.")
    if faults:
        raise ValidationError(dict(faults))
    return KeyFacts(name, contact, facts.scopes, facts.until, facts.appointment_id)


def _facts(key: Key) -> dict[str, object]:
    return {
        "name": key.name,
        "contact": key.contact,
        "scopes": key.scopes,
        "until": key.until.isoformat(),
        "appointment": key.appointment_id,
        "prefix": key.prefix,
    }
