"""An event as an iCalendar file (RFC 5545), for the calendar of a phone."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

    from ocop.promotion.models import Event

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
LONGEST_LINE: Final = 75
"""Octets of a line; a longer one goes on in the next, after a space (RFC 5545, 3.1)."""


def written(event: Event, *, url: str, host: str, now: datetime) -> str:
    """The file. Days are whole days: the hours stand in the text, as people wrote them."""
    place = ", ".join(part for part in (event.venue, event.unit.full_name) if part)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//OCOP//OCOP//VI",
        "BEGIN:VEVENT",
        f"UID:event-{event.pk}@{host}",
        f"SEQUENCE:{event.version}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(event.starts_on)}",
        # The day after the last one: an end is not included (3.6.1).
        f"DTEND;VALUE=DATE:{_day(event.ends_on + timedelta(days=1))}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(' '.join(filter(None, (event.hours, event.called_off or event.text))))}",
        f"STATUS:{'CANCELLED' if event.called_off else 'CONFIRMED'}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _text(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line cut between characters so that no piece has too many octets."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += octets
    return "\r\n".join([*pieces, piece])
