"""The minutes of a council on one case, as data: whoever prints, signs or sends them draws them from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.evaluation.models import Method, Rule, SeatRole
from ocop.evaluation.regulation import citation
from ocop.platform.clock import local_day

if TYPE_CHECKING:
    from ocop.evaluation.settling import Ballot, MemberTotal, Settling, Sitting, Talk


@dataclass(frozen=True, slots=True)
class Attendance:
    """One who belongs to the council: the place, and whether they took part; a recusal without its reason.

    Of a sheet that the office took out after the seal the note says why.
    """

    name: str
    role: str
    note: str
    took_part: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs at the end."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes say. `members` bear no names where the regulation keeps them out of the minutes."""

    is_draft: bool
    council: str
    unit: str
    decision: str
    decided_on: date
    held_on: date
    method: str
    opinions_due_on: date | None
    attendance: tuple[Attendance, ...]
    eligible: int
    took_part: int
    needed: int
    quorum_source: str
    members: tuple[MemberTotal, ...]
    parts: tuple[tuple[str, str, Fraction, Decimal], ...]
    agreed: tuple[tuple[str, str, str], ...]
    grounds: tuple[tuple[str, str], ...]
    votes: tuple[Ballot, ...]
    talks: tuple[Talk, ...]
    why: tuple[str, ...]
    chair_note: str
    digest: str
    signatures: tuple[Signature, ...]


def minutes_of(page: Settling) -> Minutes:
    """The minutes of a case whose sheets are open to the reader. A draft until the case is closed."""
    case, council = page.case, page.case.council
    seats = page.seats
    attendance = tuple(
        Attendance(one.seat.user.full_name, one.role, _note(one), one.takes_part) for one in seats
    )
    named = case.regulation.names_in_minutes and page.sees_names
    members = page.members if named else _nameless(page.members)
    signing = [SeatRole.SECRETARY, SeatRole.CHAIR]
    signatures = [
        Signature(one.role, one.seat.user.full_name)
        for role in signing
        for one in seats
        if one.code == role and one.takes_part
    ]
    return Minutes(
        is_draft=case.closed_at is None,
        council=council.name,
        unit=council.unit.full_name,
        decision=council.decision_number,
        decided_on=council.decided_on,
        held_on=local_day(case.closed_at) if case.closed_at and case.is_written else case.convened_on,
        method=str(Method(case.method).label),
        opinions_due_on=case.opinions_due_on,
        attendance=attendance,
        eligible=page.quorum.eligible,
        took_part=page.quorum.standing,
        needed=page.quorum.needed,
        quorum_source=citation(case.regulation, Rule.QUORUM),
        members=tuple(members),
        parts=tuple(page.parts),
        agreed=tuple(page.agreed_on),
        grounds=tuple((str(one.label), one.note) for one in page.grounds if one.stands),
        votes=tuple(page.ballots),
        talks=tuple(page.talks),
        why=tuple(page.why),
        chair_note=case.chair_note,
        digest=page.stored.digest if page.stored else "",
        signatures=tuple(signatures),
    )


def _note(one: Sitting) -> str:
    if one.voided and one.found:
        return _("sealed a sheet that does not count because of an interest: %(reason)s") % {
            "reason": one.found
        }
    if one.voided:
        return _("declared an interest after sealing; the sheet does not count")
    if one.out:
        return _("took no part in this dossier because of an interest")
    if one.absent:
        return _("absent")
    if one.silent:
        return _("took no part: did not say whether there is an interest")
    if one.stands_in:
        names = ", ".join(each.withdrawn.user.full_name for each in one.stands_in)
        return _("stands in for %(name)s in this dossier") % {"name": names}
    return ""


def _nameless(members: list[MemberTotal]) -> list[MemberTotal]:
    ranked = sorted(members, key=lambda one: -one.total)
    return [
        replace(one, name=_("Sheet %(number)d") % {"number": place}, earlier=())
        for place, one in enumerate(ranked, 1)
    ]
