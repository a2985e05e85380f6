"""How long a certificate holds, and what it is worth on any given day.

A certificate's state is a pure function of dated events: what happened after the day asked about does not
count, and the order in which events of one day were written down does not matter. So the state shown for any
past day can be computed again.

Readings (decisions 0013 and 0015): the last valid day is the day of the same number after the
months of validity, or the month's last day where there is none; the renewal window includes both its ends and
does not move for days off; past expiry a certificate is kept only while a renewal filed on or before the last
valid day has no result.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from ocop.law.regime import Renewal, Validity

State = Literal[
    "not_yet", "valid", "expiring", "kept", "expired", "upgraded", "replaced", "withdrawn", "removed"
]

STATES: Final[tuple[State, ...]] = get_args(State)
"""Every state, in the order of a certificate's life."""

HOLDING: Final[frozenset[State]] = frozenset({"valid", "expiring", "kept"})


def add_months(day: date, months: int) -> date:
    """The day of the same number ``months`` later (or earlier), the month's last day where there is none.

    31/8 and 36 months is 31/8; 29/2 and 36 months is 28/2 (Điều 148, Bộ luật Dân sự 2015).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expiry(validity: Validity, issued_on: date) -> date:
    """The last day on which a certificate issued that day is valid (Điều 4 khoản 3, 26/2026/QĐ-TTg)."""
    return add_months(issued_on, validity.months)


def renewal_window(renewal: Renewal, expires_on: date) -> tuple[date, date]:
    """The first and the last day to file a renewal dossier (Điều 7 khoản 6, 26/2026/QĐ-TTg)."""
    earliest, latest = timedelta(days=renewal.earliest_days), timedelta(days=renewal.latest_days)
    return expires_on - earliest, expires_on - latest


@dataclass(frozen=True, slots=True)
class Issued:
    """The certificate is issued; ``expires_on`` is its last valid day."""

    on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class RenewalFiled:
    """A renewal dossier is filed."""

    on: date


@dataclass(frozen=True, slots=True)
class RenewalDecided:
    """The renewal has its result. When ``granted``, this certificate holds until the new one replaces it."""

    on: date
    granted: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """A later certificate of the product takes this one's place; ``upgraded`` where it has more stars."""

    on: date
    upgraded: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The certificate is withdrawn; ``ground`` is the code of the regime's revocation ground."""

    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The certificate is struck from the register; ``reason`` is a code of the list of such reasons.

    No breach was found, unlike with a withdrawal: the product left the programme, or was entered by mistake.
    """

    on: date
    reason: str = ""


Event = Issued | RenewalFiled | RenewalDecided | Replaced | Withdrawn | Removed


@dataclass(frozen=True, slots=True)
class Status:
    """What a certificate is worth on one day.

    ``cause`` is the event that ended it. ``window`` is the first and last day to file a renewal. ``kept_to``
    is the last day on which a certificate in state ``kept`` can hold.
    """

    state: State
    on: date
    expires_on: date | None = None
    window: tuple[date, date] | None = None
    renewal_pending: bool = False
    kept_to: date | None = None
    cause: Replaced | Withdrawn | Removed | None = None

    @property
    def holds(self) -> bool:
        """Whether the product may be shown as recognised on that day."""
        return self.state in HOLDING


def status(events: Iterable[Event], on: date, *, renewal: Renewal | None = None) -> Status:
    """What the certificate with these events is worth on the day ``on``.

    Whatever its date, a withdrawal outweighs a removal, a removal a replacement, and a replacement the
    calendar. Of several replacements the earliest counts; on one day the upgrade does, and a decision answers
    every renewal filed by then. Without ``renewal`` there is no
    window and nothing is kept past expiry. ValueError when a certificate is issued more than once.
    """
    known = [event for event in events if event.on <= on]
    issues = {event for event in known if isinstance(event, Issued)}
    if len(issues) > 1:
        raise ValueError("a certificate is issued once")
    if not issues:
        return Status("not_yet", on)
    issued = issues.pop()
    window = renewal_window(renewal, issued.expires_on) if renewal else None
    cause = _ended_by(known)
    if cause is not None:
        return Status(
            _state_after(cause),
            on,
            expires_on=issued.expires_on,
            window=window,
            cause=cause,
        )
    pending = _renewal_pending(known, issued.expires_on)
    kept_to = issued.expires_on + timedelta(days=renewal.kept_days) if renewal and renewal.kept_days else None
    state = _by_date(on, issued.expires_on, window, kept_to if pending else None)
    return Status(
        state,
        on,
        expires_on=issued.expires_on,
        window=window,
        renewal_pending=pending,
        kept_to=kept_to if state == "kept" else None,
    )


def _ended_by(events: list[Event]) -> Replaced | Withdrawn | Removed | None:
    """The event that ended the certificate: the earliest of the weightiest kind, withdrawal first."""
    withdrawals = [event for event in events if isinstance(event, Withdrawn)]
    if withdrawals:
        return min(withdrawals, key=lambda event: (event.on, event.ground))
    removals = [event for event in events if isinstance(event, Removed)]
    if removals:
        return min(removals, key=lambda event: (event.on, event.reason))
    replacements = [event for event in events if isinstance(event, Replaced)]
    return min(replacements, key=lambda event: (event.on, not event.upgraded), default=None)


def _state_after(cause: Replaced | Withdrawn | Removed) -> State:
    match cause:
        case Withdrawn():
            return "withdrawn"
        case Removed():
            return "removed"
        case _:
            return "upgraded" if cause.upgraded else "replaced"


def _renewal_pending(events: list[Event], expires_on: date) -> bool:
    """Whether a renewal filed by the last valid day has not been refused."""
    refused_on = max(
        (event.on for event in events if isinstance(event, RenewalDecided) and not event.granted),
        default=date.min,
    )
    return any(isinstance(event, RenewalFiled) and refused_on < event.on <= expires_on for event in events)


def _by_date(on: date, expires_on: date, window: tuple[date, date] | None, kept_to: date | None) -> State:
    if on > expires_on:
        return "kept" if kept_to is not None and on <= kept_to else "expired"
    return "expiring" if window is not None and on >= window[0] else "valid"
