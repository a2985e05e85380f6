"""Who may keep bodies, posts, tasks and profiles, and who answers for a unit's duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.steering.models import MANAGE, READ, Member, Post

if TYPE_CHECKING:
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.steering.models import Body, OfficerProfile

DUTIES = "steering.duties"


def can_read(actor: Actor) -> Decision:
    """Officers and members of steering committees read who carries the programme."""
    if actor.may(READ):
        return ALLOWED
    return refuse(
        _("Committees, posts and duties are read by the officers of the programme. Ask your commune.")
    )


def can_manage(actor: Actor, unit: Unit) -> Decision:
    """The office in charge of the programme in the province keeps what lies in it; the ministry, all."""
    if actor.role != "system" and not can_keep_something(actor):
        return can_keep_something(actor)
    if actor.role == "system" or unit.lies_in(actor.unit_path):
        return ALLOWED
    return refuse(_("This unit lies outside your territory. Ask the office in charge of it."))


def can_log(actor: Actor, body: Body) -> Decision:
    """Who keeps the body, and its members of today, write in its log."""
    sits = Member.objects.filter(body=body, user_id=actor.user_id or 0, to_on=None).exists()
    return ALLOWED if sits else can_manage(actor, body.unit)


def can_answer_duties(actor: Actor, unit: Unit) -> Decision:
    """The officers of the unit itself say how its duties stand; for an ended unit, those of its successor."""
    if not actor.may(DUTIES):
        return refuse(_("Only the OCOP officers of the unit itself say how its duties stand. Ask them."))
    if actor.role == "system" or unit.scope == actor.unit_path:
        return ALLOWED
    return refuse(
        _("These are the duties of another unit. You can read them; only its own officers answer them.")
    )


def can_keep_something(actor: Actor) -> Decision:
    """Whether there is any place at all where this actor keeps bodies, posts and tasks."""
    if actor.may(MANAGE) and actor.unit_path:
        return ALLOWED
    return refuse(
        _("Only the province's or the ministry's OCOP office keeps committees, posts and tasks. Ask it.")
    )


def can_begin_profile(actor: Actor) -> Decision:
    """Who holds or held a post in the programme has a profile."""
    if actor.is_signed_in and Post.objects.filter(user_id=actor.user_id or 0).exists():
        return ALLOWED
    return refuse(
        _("Only officers with a post in the programme have a profile. Ask your province to enter it.")
    )


def can_write_profile(actor: Actor, profile: OfficerProfile) -> Decision:
    """The officer; who manages the post reads it to plan training."""
    if actor.role == "system" or (actor.is_signed_in and profile.user_id == actor.user_id):
        return ALLOWED
    return refuse(_("Officers write their own profile. Ask the officer to bring it up to date."))
