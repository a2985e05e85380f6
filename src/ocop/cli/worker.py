"""`ocop worker`: what pages leave to be done in the background."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import logging
import os
import signal
import threading

import click

from ocop.cli.commands import Command, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json

TURN_SECONDS = 1
"""How long the worker waits before it looks again."""
log = logging.getLogger(__name__)


@click.command(
    help=gettext_noop(
        "Do what pages leave to the background: checks of lists, imports, large exports.\n\n"
        "`ocop serve` and `ocop demo` run it beside the pages. Several may run; they share the folder "
        "var/ with the pages. A worker that is killed leaves nothing half done: the next one says so on the "
        "page of the job."
    ),
    cls=Command,
    examples=("ocop worker", "ocop worker --once"),
)
@click.option("--once", is_flag=True, help=gettext_noop("Do what waits, then end."))
@json_option
def worker(*, once: bool, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.platform import jobs

        stop = threading.Event()
        if not once:
            # Before its lock tells of the worker: from then on it may be told to end.
            for word in (signal.SIGTERM, signal.SIGINT):
                signal.signal(word, lambda *_facts: stop.set())
        with jobs.at_work() as who:
            count = jobs.work(who) if once else _watch(who, stop)
    if as_json:
        print_json({"jobs": count})
    else:
        click.echo(_("{count} jobs done.").format(count=count), err=True)


def _watch(who: str, stop: threading.Event) -> int:
    """Work until told to stop, or until the process that started this one is gone; how many jobs."""
    from django.db import OperationalError, close_old_connections

    from ocop.platform import jobs

    parent, count = os.getppid(), 0
    while not stop.is_set() and os.getppid() == parent:
        try:
            count += jobs.work(who, stop.is_set)
        except OperationalError as error:
            # The database is held by another, or away for a moment: what waits goes on waiting.
            log.warning("jobs wait: %s", error)
        close_old_connections()
        stop.wait(TURN_SECONDS)
    return count
