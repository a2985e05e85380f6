"""What can be wrong with an installation, each with its remedy."""

# ruff: noqa: PLC0415 - rooms can be imported only once the web framework has started

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from django.conf import settings
from django.db import Error

from ocop.cli import database
from ocop.cli.language import DOMAIN, FOLDER, _
from ocop.cli.library import home, library, overlay
from ocop.cli.output import Refused
from ocop.law import checking
from ocop.law.library import Unreadable

OLDEST_PYTHON = (3, 11)
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at; without a remedy it is well."""

    code: str
    text: str
    remedy: str = ""

    def as_json(self) -> dict[str, object]:
        """The point as `ocop check --json` prints it."""
        return {"code": self.code, "ok": not self.remedy, "text": self.text, "remedy": self.remedy or None}

    def say(self) -> None:
        """Says it on one line, the remedy below."""
        mark = click.style("!!", fg="red") if self.remedy else click.style("ok", fg="green")
        click.echo(f"  {mark}  {self.text}")
        if self.remedy:
            click.echo(f"      {self.remedy}")


def inspect() -> list[Point]:
    """Everything looked at, in the order in which one thing needs another."""
    points = [*_python(), *_folders(), *_catalogues(), *_regimes()]
    if all(not point.remedy for point in points if point.code == "folder"):
        points += [*_system()]
    return points


def _python() -> Iterator[Point]:
    version = ".".join(str(number) for number in sys.version_info[:3])
    text = _("Python {version}").format(version=version)
    old = sys.version_info < OLDEST_PYTHON
    yield Point("python", text, _("Python 3.11 or newer is needed") if old else "")


def _folders() -> Iterator[Point]:
    var = home() / "var"
    for folder in (home(), var) if var.exists() else (home(),):
        text = _("folder {folder} can be written to").format(folder=folder)
        remedy = _("make the folder and give this account the right to write to it, or set OCOP_HOME")
        yield Point("folder", text, "" if _is_writable(folder) else remedy)


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _catalogues() -> Iterator[Point]:
    compiled = FOLDER / "vi" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    text = _("Vietnamese texts are compiled")
    yield Point("translations", text, "" if compiled.exists() else _("run: make messages"))


def _regimes() -> Iterator[Point]:
    found = library()
    try:
        ids = found.ids()
        wrong = [regime_id for regime_id in ids if checking.errors(checking.check(found, regime_id))]
    except Unreadable as error:
        remedy = _("correct or remove this file: {file}").format(file=error.path)
        yield Point("regimes", _("regimes can be read"), remedy)
        return
    text = _("{count} regimes pass their check").format(count=len(ids))
    remedy = _("see: ocop regime check {regime} (what was laid over is in {folder})")
    yield Point("regimes", text, remedy.format(regime=" ".join(wrong), folder=overlay()) if wrong else "")


def _system() -> Iterator[Point]:
    """What needs the web framework."""
    try:
        database.start_django()
    except Refused as refused:
        yield Point("settings", _("settings can be read"), refused.message)
        return
    yield Point("settings", _("settings can be read"))
    yield from _secret_key()
    yield from _notices()
    yield from _database()


def _secret_key() -> Iterator[Point]:
    key = settings.OCOP_VAR / "secret-key"
    if os.environ.get("OCOP_SECRET_KEY") or not key.exists():
        return
    open_to_others = bool(key.stat().st_mode & OTHERS)
    remedy = _("others can read it; run: chmod 600 {file}").format(file=key)
    yield Point("secret_key", _("the secret key is kept from others"), remedy if open_to_others else "")


def _notices() -> Iterator[Point]:
    from ocop.notices import carriers, wording
    from ocop.notices.channels import Channel

    faults = wording.defects()
    text = _("{count} texts of notices are as they should be").format(count=len(wording.codes()))
    yield Point("notice_texts", text, "; ".join(faults))
    set_up = [channel for channel in Channel.values if carriers.is_set_up(channel)]
    text = _("notices leave the program by: {channels}").format(channels=", ".join(set_up))
    none = _("notices are only written down: no channel is set up")
    broken = "; ".join(f"{name}: {why}" for name, why in carriers.broken_carriers())
    yield Point("notice_channels", text if set_up else none, broken)


def _database() -> Iterator[Point]:
    file = database.embedded_file()
    if file is not None and not file.exists():
        yield Point("database", _("there is no database yet; the first use makes it"))
        return
    text = _("the database answers and is at the version of this program")
    try:
        pending = database.pending_migrations()
        yield Point("database", text, _("run: ocop django migrate") if pending else "")
        if not pending:
            yield from _units()
    except Error as error:
        yield Point("database", text, database.database_refusal(error).message)


def _units() -> Iterator[Point]:
    from ocop.places.models import Unit

    count = Unit.objects.count()
    text = _("{count} administrative units are loaded").format(count=count)
    yield Point("places", text, "" if count else _("run: ocop journal head (it loads what is missing)"))
