"""A plain text becomes paragraphs, lists and links and nothing else; an event becomes a calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ocop.places.models import Unit
from ocop.promotion import calendar
from ocop.promotion.models import Event
from ocop.promotion.templatetags.prose import prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Một dòng", "<p>Một dòng</p>"),
        ("Một\nhai\n\nba", "<p>Một<br>hai</p>\n<p>ba</p>"),
        ("Gồm:\n- ớt\n– muối", "<p>Gồm:</p>\n<ul><li>ớt</li><li>muối</li></ul>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        (
            "Xem https://ocop.vn/a?b=1&c=2.",
            '<p>Xem <a href="https://ocop.vn/a?b=1&amp;c=2" rel="nofollow">https://ocop.vn/a?b=1&amp;c=2</a>.</p>',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_prose(text: str, html: str) -> None:
    assert prose(text) == html


def an_event(**changed: object) -> Event:
    facts: dict[str, object] = {
        "pk": 7,
        "unit": Unit(name="Tả Van", kind="xa", level="province"),
        "title": "Phiên chợ; ngày hội, vui",
        "starts_on": date(2026, 12, 30),
        "ends_on": date(2027, 1, 1),
        "venue": "Sân xã",
        "organiser": "UBND xã",
        "text": "Dòng một\nDòng hai" + " dài" * 30,
    }
    return Event(**{**facts, **changed})


def written(**changed: object) -> list[str]:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    text = calendar.written(
        an_event(**changed), url="https://ocop.example/events/7/", host="ocop.example", now=now
    )
    assert text.endswith("END:VCALENDAR\r\n")
    return text.split("\r\n")


def test_the_last_day_is_included() -> None:
    lines = written()
    assert "DTSTART;VALUE=DATE:20261230" in lines
    assert "DTEND;VALUE=DATE:20270102" in lines
    assert "DTSTAMP:20261123T020000Z" in lines
    assert "UID:event-7@ocop.example" in lines


def test_signs_of_the_format_are_escaped_and_long_lines_folded() -> None:
    lines = written()
    assert "SUMMARY:Phiên chợ\\; ngày hội\\, vui" in lines
    assert all(len(line.encode()) <= calendar.LONGEST_LINE for line in lines)
    unfolded = "\r\n".join(lines).replace("\r\n ", "")
    assert "DESCRIPTION:Dòng một\\nDòng hai dài dài" in unfolded


def test_one_that_is_called_off_says_so() -> None:
    lines = written(called_off="Mưa bão")
    assert "STATUS:CANCELLED" in lines
    assert "DESCRIPTION:Mưa bão" in lines
    assert "STATUS:CONFIRMED" in written()
