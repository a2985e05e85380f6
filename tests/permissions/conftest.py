"""The world of the permission tests: built once, seen by all of them, changed by none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import transaction
from django.template import Template
from django.test.utils import _TestState
from pytest_django import DjangoDbBlocker

from ocop.access import middleware
from ocop.opendata.actions import publish
from ocop.people import queries
from ocop.platform import clock
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from tests.permissions.walking import Walker
from tests.permissions.world import Both, build


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process takes all of them, as building the world and reading every page costs most."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("permissions"))


@pytest.fixture(scope="package")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Both]:  # noqa: ARG001
    """The two provinces, in one transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        made = build()
        last = max(made.own.province.now, made.other.province.now)
        patch.setattr(clock, "now", lambda: last)
        patch.setattr(settings, "OCOP_API_PER_ADDRESS", 1_000_000)  # all of them ask in one minute
        # Tests of pages copy every context they are drawn with; here nobody looks at them.
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]
        # Who holds which office changes in no test for longer than a request.
        patch.setattr(middleware, "current_appointments", cache(queries.current_appointments))
        with TemporaryDirectory() as folder:
            patch.setattr(settings, "OCOP_OPEN_DATA_FOLDER", Path(folder))
            publish(actor=SYSTEM, now=last)
            for things in (made.own, made.other):
                things.kwargs["open_data"]["day"] = local_day(last)
            yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def walker(both: Both) -> Walker:
    """Who opens addresses as any person of the table."""
    return Walker(both)
