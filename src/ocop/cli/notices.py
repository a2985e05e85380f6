"""`ocop notices`: send what waits, and write the reminders of the day."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import logging
import os
import signal
import threading

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal

TURN_SECONDS = 5
"""How long a watching process waits before it looks again."""
log = logging.getLogger(__name__)


@click.group(
    help=gettext_noop("Send the notices that wait, and write the reminders of the day."),
    cls=Group,
    no_args_is_help=True,
    examples=("ocop notices deliver", "ocop notices deliver --watch", "ocop notices remind"),
)
def notices() -> None:
    pass


@notices.command(
    "deliver",
    help=gettext_noop(
        "Send what waits to leave the program, and once a day write the reminders.\n\n"
        "`ocop serve` runs this beside the pages. One process at a time does the work, "
        "however many are started."
    ),
    examples=("ocop notices deliver", "ocop notices deliver --watch"),
)
@click.option("--watch", is_flag=True, help=gettext_noop("Go on until stopped."))
@json_option
def deliver(*, watch: bool, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.notices import delivering
        from ocop.platform import clock

        _require_carriers()
        if watch:
            _watch()
            return
        who = delivering.holder()
        tally = delivering.work(who, clock.now)
        if tally is not None:
            delivering.give_back(delivering.DELIVER, who, clock.now())
    if as_json:
        print_json({"working": tally is not None, **(tally.as_json() if tally else {})})
    elif tally is None:
        click.echo(_("Another process is sending; nothing was done."))
    else:
        text = _("{delivered} sent, {postponed} to be tried again, {failed} failed, {reminded} reminders")
        click.echo(text.format(**tally.as_json()))


@notices.command(
    "remind",
    help=gettext_noop("Write the reminders of today now; whoever has one already gets no second."),
    examples=("ocop notices remind",),
)
@json_option
def remind(*, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.notices import reminders
        from ocop.platform import clock

        written = reminders.run(clock.now())
    if as_json:
        print_json(written)
        return
    for name, count in written.items():
        click.echo(f"{name}: {count}")


def _require_carriers() -> None:
    """Raises: Refused when a class that the installation names is not there."""
    from ocop.notices.carriers import broken_carriers

    for name, why in broken_carriers():
        raise refusal("carrier", _("{name}: this class cannot be loaded ({why})").format(name=name, why=why))


def _watch() -> None:
    """Send until told to stop, or until the process that started this one is gone."""
    from django.db import OperationalError, close_old_connections

    from ocop.notices import delivering
    from ocop.platform import clock

    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_facts: stop.set())
    parent, who = os.getppid(), delivering.holder()
    while not stop.is_set() and os.getppid() == parent:
        try:
            delivering.work(who, clock.now, stop.is_set)
        except OperationalError as error:
            # The database is held by another, or away for a moment: what waits goes on waiting.
            log.warning("notices wait: %s", error)
        close_old_connections()
        stop.wait(TURN_SECONDS)
    delivering.give_back(delivering.DELIVER, who, clock.now())
