"""Lines on the desks: until when to propose, the next sessions, invitations to answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.evaluation.additions import Line
from ocop.people.roles import COMMUNE_OFFICER, MINISTRY_OFFICER, PRODUCER, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.clock import VIETNAM
from ocop.platform.display import Tag
from ocop.rounds import calendar, queries
from ocop.rounds.models import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocop.platform.actors import Actor

PROPOSING: Final = frozenset({PRODUCER, COMMUNE_OFFICER, PROVINCE_OFFICER, MINISTRY_OFFICER})
MOST: Final = 5


def lines(actor: Actor, today: date) -> list[Line]:
    """What this room says on a desk; three queries at most."""
    return [*_closing(actor, today), *_sessions(actor, today), *_invited(actor)]


def _closing(actor: Actor, today: date) -> Iterator[Line]:
    """The round whose proposals close next, for those who propose or are proposed to."""
    if actor.role not in PROPOSING or not actor.unit_path:
        return
    parts = actor.unit_path.split("/")
    path = "/".join(parts[: 1 if actor.role == MINISTRY_OFFICER else 2]) + "/"
    unit = Unit.objects.filter(path=path, valid_to=None).first()
    if unit is None:
        return
    ahead = [
        one for one in calendar.entries(unit, (today.year, today.year + 1), today) if one.last_day >= today
    ]
    if ahead:
        one = ahead[0]
        words = _("Round %(no)d of %(year)d: proposals until %(day)s") % {
            "no": one.no,
            "year": one.year,
            "day": date_format(one.last_day, "SHORT_DATE_FORMAT"),
        }
        yield Line(words, one.tag, reverse("rounds:calendar_of", args=[unit.code]))


def _sessions(actor: Actor, today: date) -> Iterator[Line]:
    """The sessions of one's councils that have not ended, the next first."""
    if not actor.may("council.read"):
        return
    open_ones = Session.objects.visible_to(actor).filter(ended_at=None).select_related("council")
    for one in open_ones.order_by("starts_at", "pk")[:MOST]:
        at = one.starts_at.astimezone(VIETNAM)
        words = _("Session %(hour)s %(day)s: %(council)s") % {
            "hour": at.strftime("%H:%M"),
            "day": date_format(at.date(), "SHORT_DATE_FORMAT"),
            "council": one.council.name,
        }
        tag = Tag(_("Today"), "green") if at.date() == today else None
        yield Line(words, tag, reverse("rounds:session", args=[one.pk]))


def _invited(actor: Actor) -> Iterator[Line]:
    """The invitations of a producer."""
    if actor.role != PRODUCER:
        return
    for one in queries.invitations(actor)[:MOST]:
        at = one.session.starts_at.astimezone(VIETNAM)
        words = _("Invitation to the evaluation of %(product)s on %(day)s") % {
            "product": one.dossier.product.name,
            "day": date_format(at.date(), "SHORT_DATE_FORMAT"),
        }
        tag = Tag(one.get_answer_display(), "blue") if one.answer else Tag(_("To be answered"), "amber")
        yield Line(words, tag, reverse("rounds:invitation", args=[one.pk]))
