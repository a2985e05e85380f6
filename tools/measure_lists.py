"""How long the pages of lists and searches take in one seeded registry: JSON of milliseconds by name.

    .venv/bin/python -m tools.measure_lists FOLDER [FILE]

Made for the group `lists` of `tools/bench.py`, which compares a small registry with a large one. Each page is
asked for in this process, from the address to the finished HTML: the list of products as an officer of the
ministry, of a province and of a commune, the public catalogue as everybody. Times are those of the processor,
so that what else the machine does counts little.

A page of 7 rows takes half the time of one of 50, whatever the registry: FILE is what was measured in another
registry, and a page that shows fewer rows there is measured a second time with as many.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

RUNS: Final = 40
PROVINCE: Final = "15"
EVERYBODY: Final = "everybody"
"""Who reads the catalogue of the portal; the others read the list of the registry."""
PAGES: Final = {
    "ministry_officer": (
        *("", "sort=newest", "sort=last_day", "sort=stars", "kind=htx", "kind=hoi", "set=2023-148.1"),
        *("set=2026-26.22", "sector=thuc-pham", "stars=5", "stars=4", "state=valid", "state=expiring"),
        *("state=expired", "state=none", "days=30", "code=no", "year=2024", "ended=yes", "ended=no"),
        *("place=L%C3%A0o+Cai", "stars=4&place=15", "kind=htx&stars=4&state=valid", "q=hop+tac+xa"),
        *("q=m%E1%BA%ADt+ong", "q=nhoang", "q=gao+senng+cu", "q=m%E1%BA%ADt+ogn", "q=zzzqqq", "q=15-"),
    ),
    "province_officer": (
        *("", "sort=newest", "sort=last_day", "sort=stars", "kind=htx", "set=2023-148.1", "stars=4"),
        *("stars=5&set=2023-148.1", "state=expiring", "state=valid", "code=no", "year=2024", "ended=yes"),
        *("q=hop+tac+xa", "q=m%E1%BA%ADt+ong", "q=m%E1%BA%ADt+ogn", "q=m%E1%BA%ADt+ong&stars=4"),
    ),
    "commune_officer": ("", "stars=4", "sort=last_day", "q=m%E1%BA%ADt+ong", "q=m%E1%BA%ADt+ogn"),
    EVERYBODY: (
        *(
            "",
            "sort=newest",
            "sort=stars",
            "stars=5",
            "sector=thuc-pham",
            "kind=htx&stars=4",
            "state=expired",
        ),
        *("place=L%C3%A0o+Cai", "q=hop+tac+xa", "q=m%E1%BA%ADt+ong", "q=m%E1%BA%ADt+ogn", "q=zzzqqq"),
    ),
}


FULL: Final = 50
"""The rows of a full page."""


class Measured(NamedTuple):
    """A page: middle and slow end in milliseconds, its rows; `like_`: with as many rows as elsewhere."""

    p50: float
    p95: float
    rows: int
    like_p50: float
    like_p95: float


def main() -> int:
    """Measure the registry in the folder that was named."""
    os.environ["OCOP_HOME"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    import django  # noqa: PLC0415 - settings are read now
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    gc.collect()
    gc.freeze()
    elsewhere = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if len(sys.argv) > 2 else {}
    found: dict[str, Measured] = {}
    for role, pages in PAGES.items():
        actor = officer(role)
        for query in pages:
            name = f"{role} ?{query}"
            found[name] = measured(actor, query, elsewhere.get(name))
        if role == EVERYBODY:
            continue
        name = f"{role} a deep page"
        found[name] = measured(actor, deep(actor), elsewhere.get(name))
    json.dump({name: page._asdict() for name, page in found.items()}, sys.stdout)
    return 0


def measured(actor: Actor, query: str, elsewhere: Mapping[str, float] | None) -> Measured:
    """The times of a page; once more with as many rows as it has elsewhere, where those are fewer."""
    rows = shown(actor, query)
    p50, p95 = timed(actor, query)
    there = int(elsewhere["rows"]) if elsewhere else rows
    if not 0 < there < rows:
        return Measured(p50, p95, rows, p50, p95)
    with pages_of(there):
        return Measured(p50, p95, rows, *timed(actor, query))


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    """Let pages have so many rows meanwhile."""
    from ocop.registry.listing import Search  # noqa: PLC0415 - needs settings

    def short(search: Search[Any], query: Mapping[str, str], _size: int = size) -> object:
        return whole(search, query, size)

    whole = Search.listed
    Search.listed = short  # type: ignore[method-assign,assignment] # put back below
    try:
        yield
    finally:
        Search.listed = whole  # type: ignore[method-assign]


def shown(actor: Actor, query: str) -> int:
    """How many rows a page has."""
    from django.http import QueryDict  # noqa: PLC0415 - needs settings

    from ocop.platform import clock  # noqa: PLC0415
    from ocop.portal import catalogue  # noqa: PLC0415
    from ocop.registry import filters, listing  # noqa: PLC0415

    if actor.role == EVERYBODY:
        data, today = QueryDict(query), clock.today()
        return len(catalogue.shelf(catalogue.CatalogueForm(data, today=today), data, today).goods)
    data, today = QueryDict(query), clock.today()
    wanted = filters.form_of(filters.PRODUCTS, data, today).wanted()
    return len(listing.search(actor, wanted, today).listed(data, FULL).page.items)


def officer(role: str) -> Actor:
    """Somebody in this role: of the country, of a province, of a commune in it; or everybody."""
    from ocop.people.roles import ROLES  # noqa: PLC0415 - needs settings
    from ocop.places.models import Level, Unit  # noqa: PLC0415
    from ocop.platform.actors import PUBLIC, Actor  # noqa: PLC0415

    if role == EVERYBODY:
        return replace(PUBLIC, role=EVERYBODY)
    levels = {"ministry_officer": Level.COUNTRY, "province_officer": Level.PROVINCE}
    units = Unit.objects.filter(valid_to=None, level=levels.get(role, Level.COMMUNE))
    if role != "ministry_officer":
        units = units.filter(path__startswith=f"VN/{PROVINCE}/")
    unit = units.order_by("pk")[0]
    kind = ROLES[role]
    return Actor(0, "", role, unit.path, unit.code, unit.name, rights=kind.rights, reach=kind.reach)


def timed(actor: Actor, query: str) -> tuple[float, float]:
    """The middle and the slow end of many requests, in milliseconds."""
    times = []
    for _run in range(RUNS + 2):
        begun = time.process_time()
        page(actor, query)
        times.append((time.process_time() - begun) * 1000)
    steps = quantiles(times[2:], n=20)
    return steps[9], steps[18]


def page(actor: Actor, query: str) -> str:
    """The finished page."""
    from django.test import RequestFactory  # noqa: PLC0415 - needs settings

    from ocop.portal.catalogue_pages import shelf  # noqa: PLC0415
    from ocop.registry.views.lists import products  # noqa: PLC0415

    view = shelf if actor.role == EVERYBODY else products
    request = RequestFactory().get(f"/?{query}")
    request.actor = actor  # type: ignore[attr-defined] # as the middleware does
    request.session = {}  # type: ignore[assignment] # nothing was typed before
    response = view(request)  # type: ignore[arg-type] # it has its actor
    if response.status_code != 200:
        raise SystemExit(f"?{query} answers {response.status_code}")
    return response.content.decode()  # type: ignore[attr-defined, no-any-return] # a whole page


def deep(actor: Actor) -> str:
    """The address of a page that lies in the middle of the alphabet."""
    from ocop.platform.pagination import page_of  # noqa: PLC0415 - needs settings
    from ocop.platform.text import vi_sort_key  # noqa: PLC0415
    from ocop.registry.models import Product  # noqa: PLC0415

    rows = Product.objects.visible_to(actor).filter(name_key__gt=vi_sort_key("M"))
    return f"after={page_of(rows, {}, by=('name_key', 'pk'), size=1).next}"


if __name__ == "__main__":
    raise SystemExit(main())
