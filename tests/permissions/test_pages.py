"""Every page says what it is, in the language it is read in, and leaves the keyboard its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from lxml import html

from tests.permissions.drawn import Drawn, shelf
from tests.permissions.walking import Walker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMELESS: Final = re.compile(r"^\W*(–|$)")
FIELDS: Final = "//input[not(@type='hidden')] | //select | //textarea"


def test_every_page_says_what_it_is(walker: Walker) -> None:
    """One heading of the first rank, a title, a language, no order of Tab but that of the page."""
    wrong = [
        f"{one.name} {one.person}: {fault}" for one in shelf(lambda: walker).pages for fault in faults(one)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def faults(one: Drawn) -> Iterator[str]:
    """What of this is missing or too much."""
    page = html.fromstring(one.answer.content)
    if len(page.findall(".//h1")) != 1:
        yield f"{len(page.findall('.//h1'))} headings of the first rank"
    title = page.findtext(".//title") or ""
    if NAMELESS.match(title):
        yield f"no title of its own: {title}"
    if not page.get("lang"):
        yield "no language"
    if page.xpath("//*[@tabindex > 0]"):
        yield "an order of Tab of its own"
    ids = [found.get("id") for found in page.xpath("//*[@id]")]
    if twice := {name for name in ids if ids.count(name) > 1}:
        yield f"the same id twice: {sorted(twice)}"
    if page.xpath("//*[self::script or self::img or self::iframe][starts-with(@src, 'http')]"):
        yield "asks another host"
