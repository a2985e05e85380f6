"""What every test stands on: the database of the run, compiled words, a browser when there is one."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect, sync_playwright

from hatch_build import compile_all
from ocop.config.database import parse_database_url
from tests import database, sent
from tests.cast import *  # noqa: F403

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NOTES = sent.Notes()
LONGEST_NAME = 80
LONG = ("slow", "browser", "postgres", "bench")
LONGEST = ("permissions", "demo", "tests/walk/test_the_whole_way.py", "tests/walk/test_the_sitting.py")
"""The groups of tests, or the files, that keep a process busy for longest."""

hypothesis_settings.register_profile(
    "quick", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "brief", max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("thorough", max_examples=4000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="law whole, and one in ten of the other tests")
    parser.addoption("--note-sent", action="store_true", help="note which statements each test sends")
    parser.addoption("--unsent", action="store_true", help="leave out what others send by these notes")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        compile_all(ROOT)
        if config.getoption("--note-sent"):
            sent.forget()
    url = os.environ.get("OCOP_TEST_DATABASE_URL")
    if url:
        settings.DATABASES = {"default": parse_database_url(url, home=settings.OCOP_HOME)}
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            # Nobody misses these databases after a loss of power, and no query here is worth compiling.
            settings.DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c jit=off"
        _connect_as_set()
    settings.OCOP_FILES = Path(tempfile.mkdtemp(prefix="ocop-test-files-"))
    settings.OCOP_JOBS = settings.OCOP_FILES / "jobs"
    settings.OCOP_CREDENTIAL_KEY = settings.OCOP_FILES / "credential-key"
    settings.OCOP_LIBREOFFICE = "off"  # the tests that are about it look for it themselves
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_USE_FINDERS = True
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.OCOP_FILES},
        },
        "lists": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.OCOP_FILES / "lists"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _connect_as_set() -> None:
    """Django read the addresses of databases while it loaded the models: let it read them again."""
    vars(connections)["settings"] = connections.configure_settings(settings.DATABASES)
    connections["default"] = connections.create_connection("default")
    wanted = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    if not connections["default"].settings_dict["ENGINE"].endswith(wanted):
        pytest.exit(f"the tests do not run on {wanted} as asked", returncode=1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort and group the tests, before xdist reads the groups: its own hook would come first."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if config.getoption("quick"):
        left_out = set(items) - set(_quick(items))
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    if config.getoption("unsent"):
        wanted = set(sent.needed(items))
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = [item for item in items if item in wanted]
    _group(items)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long texts and files stand in no name: they may hold a signature or an hour, which every process makes
    anew, and then no two of them know the same tests.
    """
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


def _group(items: list[pytest.Item]) -> None:
    """One process takes a whole file, and what takes longest begins first: the last ones are short.

    What a file arranges is then made in one process only.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(ROOT).as_posix()))
    sizes = Counter(map(_group_of, items))
    first = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (first.get(_group_of(item), len(first)), -sizes[_group_of(item)]))


def _group_of(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    assert marker is not None
    return str(marker.args[0])


def pytest_collection_finish() -> None:
    """What stands now stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.getoption("note_sent"):
        NOTES.begin(sent.name_of(item))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("note_sent") and NOTES.by_test:
        NOTES.write()


def _quick(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Nothing slow or in a browser: the law whole, of every other file the first test and each tenth."""
    met: Counter[Path] = Counter()
    for item in items:
        if any(map(item.get_closest_marker, LONG)):
            continue
        met[item.path] += 1
        if ROOT / "tests" / "law" in item.path.parents or met[item.path] % 10 == 1:
            yield item


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.OCOP_FILES, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,  # noqa: ARG001
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """SQLite in a file, as it runs in life: one in memory knows neither WAL nor two writers."""
    with django_db_blocker.unblock():
        name = database.set_up(tmp_path_factory.mktemp("database"))
    yield
    with django_db_blocker.unblock():
        database.tear_down(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    names = filter(
        None, (os.environ.get("OCOP_CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser")
    )
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # Two browsers and two servers on two cores: a page may take longer than the usual five seconds.
        expect.set_options(timeout=20_000)
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window; a script error or a broken content security policy fails the test that caused it."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900}
    )
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.on(
        "console",
        lambda entry: faults.append(entry.text) if "Content Security Policy" in entry.text else None,
    )
    yield window
    context.close()
    assert not faults
