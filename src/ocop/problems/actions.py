"""Every change to reports of shoppers."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ocop.access import throttling
from ocop.access.throttling import Limits
from ocop.journal.actions import record, record_reading
from ocop.notices.actions import notify
from ocop.notices.queries import holders as holders_at
from ocop.people.roles import COMMUNE_OFFICER, PROVINCE_OFFICER
from ocop.platform.actors import PUBLIC, SYSTEM
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.fields import PhoneField
from ocop.platform.text import clean_text
from ocop.problems import rules
from ocop.problems.models import CONTACT_LENGTH, OPEN, TEXT_LENGTH, Category, Problem, State
from ocop.registry.models import Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.personal import Purpose

DOOR: Final = "problem"
SHORTEST: Final = 10
"""Bytes without which nobody can look into a report: fewer signs in scripts whose signs say more."""
ABROAD: Final = re.compile(r"\+(?!84)[1-9][0-9 .()-]{6,20}")
"""A phone number of another country, with its code."""
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH: Final = 8
MOVES: Final = {State.LOOKED_AT: (State.NEW,), State.ANSWERED: OPEN, State.DISMISSED: OPEN}
VERBS: Final = {
    State.LOOKED_AT: "problem.looked_at",
    State.ANSWERED: "problem.answered",
    State.DISMISSED: "problem.dismissed",
}


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """What a shopper wrote."""

    category: str
    text: str
    contact: str = ""


class TooMany(Exception):
    """Too many reports came from one network, or about one product. `until` is the end of the pause."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        when = time_format(localtime(self.until).time(), "H:i")
        words = _("Too many reports came in a row. What you wrote is still here: send it after %(time)s.")
        return str(words % {"time": when})


def count(*, code: str, address: str, now: datetime) -> None:
    """Count one report against its network address and its product. Raises: TooMany."""
    limits = Limits(login=settings.OCOP_REPORTS_PER_PRODUCT, address=settings.OCOP_REPORTS_PER_ADDRESS)
    # The address first: what one sender has too many of does not shut the product to others.
    pause = throttling.count(door=DOOR, address=address, now=now, limits=limits)
    if pause is None:
        pause = throttling.count(door=DOOR, login=code, now=now, limits=limits)
    if pause is not None:
        raise TooMany(pause)


@transaction.atomic
def report(
    *,
    product_id: int,
    printed_code: str,
    package: str,
    facts: ProblemFacts,
    form_key: str,
    language: str,
    now: datetime,
) -> Problem:
    """Keep what a shopper reports, and tell the officers of the place. The same form sent again is the same.

    Raises: ValidationError by field; Product.DoesNotExist.
    """
    checked = _checked(facts)
    # Two taps at once: the second waits for the first, and finds what it kept.
    product = Product.objects.for_update().select_related("commune").get(pk=product_id)
    known = Problem.objects.filter(form_key=form_key).first()
    if known is not None:
        return known
    problem = Problem.objects.create(
        product=product,
        receipt="".join(secrets.choice(LETTERS) for _letter in range(RECEIPT_LENGTH)),
        form_key=form_key,
        printed_code=printed_code,
        package=package,
        category=checked.category,
        text=checked.text,
        contact=checked.contact,
        contact_until=local_day(now) + timedelta(days=contact_days()) if checked.contact else None,
        language=language,
        received_at=now,
    )
    told = {"product": product_id, "category": checked.category, "text": checked.text}
    record(actor=PUBLIC, verb="problem.reported", obj=problem, before={}, after=told, now=now)
    notify(
        holders_at((COMMUNE_OFFICER, PROVINCE_OFFICER), product.commune, local_day(now)),
        template="problem_reported",
        reference=str(problem.pk),
        facts={"product": product.name, "receipt": problem.receipt},
        link=reverse("problems:problem", args=[problem.pk]),
        now=now,
    )
    return problem


@transaction.atomic
def handle(
    *, actor: Actor, problem_id: int, expected_version: int, state: str, note: str, now: datetime
) -> Problem:
    """Say how far a report has come: looked at, answered with what was found and done, or dismissed and why.

    Raises: Denied; Stale; Conflict where it ended already; ValidationError by field; Problem.DoesNotExist.
    """
    problem: Problem = Problem.objects.visible_to(actor).for_update().get(pk=problem_id)
    require(rules.can_handle(actor))
    problem.expect_version(expected_version)
    if state not in MOVES:
        raise ValidationError({"state": _("Choose how far the report has come.")})
    if problem.state not in MOVES[State(state)]:
        raise Conflict(
            _("This report has come further already. Open it again to see what was written."),
            url=reverse("problems:problem", args=[problem.pk]),
        )
    words = clean_text(note, lines=True)
    if not words and state != State.LOOKED_AT:
        raise ValidationError({"note": _("Write what was found and done, or why nothing is done.")})
    before = {"state": problem.state, "note": problem.note}
    problem.state, problem.note = State(state), words or problem.note
    problem.handled_at, problem.handled_by_id = now, actor.user_id
    problem.version += 1
    problem.save(update_fields=["state", "note", "handled_at", "handled_by", "version"])
    after = {"state": problem.state, "note": problem.note}
    record(actor=actor, verb=VERBS[State(state)], obj=problem, before=before, after=after, now=now)
    return problem


@transaction.atomic
def show_contact(*, actor: Actor, problem_id: int, purpose: Purpose, now: datetime) -> Problem:
    """Note that a shopper's contact is read in the clear, and give the report back to be shown once.

    Raises: Denied; Conflict where there is none, or none any more; Problem.DoesNotExist.
    """
    problem: Problem = Problem.objects.visible_to(actor).select_related("product").get(pk=problem_id)
    require(rules.can_show_contact(actor))
    if not problem.contact:
        raise Conflict(_("Nobody left a contact with this report, or it was erased already."))
    record_reading(actor=actor, obj=problem, fields=("contact",), purpose=purpose.recorded, now=now)
    return problem


@transaction.atomic
def erase_contacts(*, now: datetime) -> int:
    """Erase contacts whose last day has passed; how many. One entry where there were any."""
    found = list(Problem.objects.filter(contact_until__lt=local_day(now)).order_by("pk"))
    if not found:
        return 0
    Problem.objects.filter(pk__in=[one.pk for one in found]).update(contact="", contact_until=None)
    record(
        actor=SYSTEM,
        verb="problem.contacts_erased",
        obj=found[-1],
        before={},
        after={"count": len(found)},
        now=now,
    )
    return len(found)


def contact_days() -> int:
    """For how many days a contact is kept."""
    return settings.OCOP_REPORT_CONTACT_DAYS


def _checked(facts: ProblemFacts) -> ProblemFacts:
    text = clean_text(facts.text, lines=True)
    contact = clean_text(facts.contact)
    faults: dict[str, StrOrPromise] = {}
    if facts.category not in Category.values:
        faults["category"] = _("Choose what is wrong.")
    if len(text.encode()) < SHORTEST:
        faults["text"] = _("Write what you saw, in a few words at least.")
    elif len(text) > TEXT_LENGTH:
        faults["text"] = _("This is too long. Keep what matters most.")
    if contact:
        contact = _contact(contact, faults)
    if faults:
        raise ValidationError(dict(faults))
    return ProblemFacts(facts.category, text, contact)


def _contact(typed: str, faults: dict[str, StrOrPromise]) -> str:
    """A phone number or an e-mail address; anything else is a fault."""
    try:
        if "@" in typed:
            validate_email(typed)
            found = typed
        else:
            digits = f"+{re.sub('[^0-9]', '', typed)}"
            found = digits if ABROAD.fullmatch(typed) else PhoneField(required=False).clean(typed)
    except ValidationError:
        found = ""
    if not found or len(found) > CONTACT_LENGTH:
        faults["contact"] = _("This is neither a phone number nor an e-mail address.")
    return found
