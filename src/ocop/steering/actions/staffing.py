"""Filling and ending posts, and what an officer's profile says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.steering import rules
from ocop.steering.actions.common import (
    account,
    cleaned,
    day_faults,
    end_row,
    missing,
    refuse_faults,
    stated,
)
from ocop.steering.models import Background, Hours, NoteKind, OfficerProfile, Post, ProfileNote

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What is written about a post. Who has an account is named by it, everybody else by name."""

    hours: str
    from_on: date
    user: int | None = None
    name: str = ""
    title: str = ""
    document: str = ""


@transaction.atomic
def fill_post(*, actor: Actor, unit_id: int, facts: PostFacts, now: datetime) -> Post:
    """Enter the officer in charge of the programme at a unit.

    Raises: Denied; ValidationError by field; Conflict when this person has the post; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id)
    require(rules.can_manage(actor, unit))
    given = cleaned(asdict(facts))
    person = account(facts.user)
    faults = day_faults(facts.from_on, None)
    if facts.hours not in Hours.values:
        faults["hours"] = _("Say whether it is the officer's whole work.")
    if person is None and not given["name"]:
        faults["name"] = _("Choose an account, or write the full name.")
    refuse_faults(faults)
    name = person.full_name if person else str(given["name"])
    open_ones = Post.objects.filter(unit=unit, to_on=None)
    if (open_ones.filter(user=person) if person else open_ones.filter(user=None, name=name)).exists():
        raise Conflict(_("This person has this post already."))
    post = Post(
        unit=unit,
        user=person,
        name=name,
        title=str(given["title"]),
        hours=facts.hours,
        document=str(given["document"]),
        from_on=facts.from_on,
    )
    post.save(force_insert=True)
    after = {"unit": unit.path, **stated(given), "name": name}
    record(actor=actor, verb="post.filled", obj=post, before={}, after=after, now=now)
    return post


@transaction.atomic
def end_post(
    *, actor: Actor, post_id: int, expected_version: int, to_on: date, reason: str, now: datetime
) -> Post:
    """End a post with a last day. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    post = Post.objects.visible_to(actor).for_update().select_related("unit").get(pk=post_id)
    require(rules.can_manage(actor, post.unit))
    post.expect_version(expected_version)
    said = str(cleaned({"reason": reason})["reason"])
    refuse_faults({} if said else {"reason": _("Say why, with the document if there is one.")})
    end_row(post, to_on, now)
    post.version += 1
    post.save(update_fields=["to_on", "version"])
    after = {"to_on": to_on.isoformat()}
    record(actor=actor, verb="post.ended", obj=post, before={}, after=after, reason=said, now=now)
    return post


@transaction.atomic
def write_profile(
    *,
    actor: Actor,
    expected_version: int,
    background: str,
    studies: str,
    mobility: str,
    now: datetime,
) -> OfficerProfile:
    """Write one's own profile; `expected_version` is 0 for the first time.

    Raises: Denied without a post, Stale, ValidationError by field.
    """
    profile = _own_profile(actor, expected_version)
    given = cleaned({"background": background, "studies": studies, "mobility": mobility})
    refuse_faults(
        {} if given["background"] in ("", *Background.values) else {"background": _("Choose from the list.")}
    )
    before = {name: getattr(profile, name) for name in given}
    for name, value in given.items():
        setattr(profile, name, value)
    profile.version += 1
    profile.save()
    record(actor=actor, verb="profile.written", obj=profile, before=before, after=given, now=now)
    return profile


@transaction.atomic
def add_profile_note(
    *, actor: Actor, kind: str, on: date, text: str, expected_version: int, now: datetime
) -> ProfileNote:
    """Enter a course, a visit or a producer followed in one's own profile.

    Raises: Denied without a post, Stale, ValidationError by field.
    """
    profile = _own_profile(actor, expected_version)
    given = cleaned({"text": text})
    faults = missing(given, {"text": _("Write what it was, and where.")}) | day_faults(on, None, field="on")
    if kind not in NoteKind.values:
        faults["kind"] = _("Choose one of the kinds listed.")
    if on > local_day(now):
        faults["on"] = _("This day has not come yet.")
    refuse_faults(faults)
    profile.version += 1
    profile.save()
    note = ProfileNote(profile=profile, kind=kind, on=on, text=str(given["text"]))
    note.save(force_insert=True)
    after = {"kind": kind, "on": on.isoformat(), "text": note.text}
    record(actor=actor, verb="profile.noted", obj=profile, before={}, after=after, now=now)
    return note


def _own_profile(actor: Actor, expected_version: int) -> OfficerProfile:
    """One's own profile, locked; a new one, not yet stored, for who holds a post. Raises: Denied, Stale."""
    own = OfficerProfile.objects.visible_to(actor).for_update().filter(user_id=actor.user_id or 0).first()
    if own is None:
        require(rules.can_begin_profile(actor))
        own = OfficerProfile(user_id=actor.user_id or 0, version=0)
    own.expect_version(expected_version)
    return own
