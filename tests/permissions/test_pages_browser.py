"""Every page of the program in a real browser: read by axe, measured, and walked by keyboard.

`make accessible` opens each, at three widths, in light and in dark; every run of the tests opens each eighth
page in one of these ways, so that each room and each way has its share.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import unquote, urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.permissions.drawn import Drawn, Shelf, shelf
from tests.permissions.walking import Walker
from tests.sight import AXE_SCRIPT, SIZES, faults_at_this_size, faults_of_colour, faults_of_the_keyboard

Scheme = Literal["light", "dark"]
HOST: Final = "http://ocop.test"
WALKED: Final = (SIZES[0], SIZES[2])
"""Where Tab is pressed: on a tablet the order is one of these two."""
WHOLE: Final = "OCOP_ACCESSIBLE" in os.environ
WAYS: Final[list[tuple[tuple[int, int], Scheme]]] = [
    (size, scheme) for size in SIZES for scheme in ("light", "dark")
]
PARTS: Final = 4 if WHOLE else 1
SHARE: Final = 1 if WHOLE else 8


@pytest.fixture(scope="module")
def drawn(request: pytest.FixtureRequest) -> Shelf:
    """The pages; the world is built only where no process has drawn them yet."""
    return shelf(lambda: cast("Walker", request.getfixturevalue("walker")))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_read_without_barrier(browser: Browser, drawn: Shelf, part: int) -> None:
    faults: list[str] = []
    with window(browser, drawn) as visit:
        for one in drawn.pages:
            place = crc32(f"{one.name} {one.person}".encode())
            if place % SHARE or place // SHARE % PARTS != part:
                continue
            page, said = visit(one)
            for size, scheme in WAYS if WHOLE else [WAYS[place // SHARE % len(WAYS)]]:
                page.set_viewport_size({"width": size[0], "height": size[1]})
                page.emulate_media(color_scheme=scheme)
                found = faults_of_colour(page) if WHOLE and scheme == "dark" else faults_at_this_size(page)
                if scheme == "light" and size in WALKED:
                    found += faults_of_the_keyboard(page)
                said += [f"{fault} at {size[0]} {scheme}" for fault in found]
            faults += [f"{one.name} {one.person} {one.path}: {fault}" for fault in dict.fromkeys(said)]
    assert not faults, "\n" + "\n".join(faults)


Visit = Callable[[Drawn], tuple[Page, list[str]]]


@contextmanager
def window(browser: Browser, drawn: Shelf) -> Iterator[Visit]:
    """Opens one page after another in the same window; with each, what the browser complained of."""
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    said: list[str] = []
    present: list[Drawn] = []
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on(
        "console", lambda entry: said.append(entry.text) if "Content Security Policy" in entry.text else None
    )
    page.on("dialog", lambda dialog: dialog.accept())

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        if f"{url.scheme}://{url.netloc}" != HOST:
            said.append(f"asks another host: {route.request.url}")
            route.abort()
        elif route.request.is_navigation_request() and route.request.frame.parent_frame is None:
            got = present[-1].answer
            # What is kept as a file is looked at as from there, without the headers.
            kept = "Content-Disposition" in got.headers
            headers = {"Content-Type": "text/html"} if kept else dict(got.headers)
            route.fulfill(status=200, headers=headers, body=got.content)
        elif found := _static(url.path):
            route.fulfill(status=200, content_type=guess_type(found.name)[0], body=found.read_bytes())
        elif thing := drawn.things.get(url.path + (f"?{url.query}" if url.query else "")):
            route.fulfill(status=int(thing.status), headers=dict(thing.headers), body=thing.content)
        else:
            route.fulfill(status=404, body="")

    def visit(one: Drawn) -> tuple[Page, list[str]]:
        said.clear()
        present.append(one)
        page.goto(HOST + one.path)
        return page, said

    page.route("**/*", answer)
    yield visit
    context.close()


def _static(path: str) -> Path | None:
    if not path.startswith(settings.STATIC_URL):
        return None
    found = finders.find(unquote(path.removeprefix(settings.STATIC_URL)))
    return Path(found) if isinstance(found, str) else None
