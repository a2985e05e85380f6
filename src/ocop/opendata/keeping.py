"""The dumps on disk: a folder for each day, `latest`, and which of the old ones stay.

A folder is written under another name and renamed when it is whole, so that a reader never meets a half one.
Which folders are shown the rows of `Dump` say (`queries.whole`): a folder without its row is of a build that
was killed.
"""

from __future__ import annotations

import fcntl
import filecmp
import hashlib
import os
import re
import shutil
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.opendata.dcat import File
from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
SUMS: Final = "SHA256SUMS"
LATEST: Final = "latest"
PART: Final = ".part"
GONE: Final = f"{PART}-gone-"
INDEX: Final = "index.sqlite3"


def place() -> Path:
    """The folder of all dumps."""
    return Path(settings.OCOP_OPEN_DATA_FOLDER)


def folder(day: date) -> Path:
    """The folder of one day's dump, there or not."""
    return place() / day.isoformat()


def days() -> list[date]:
    """The days whose dump is there, the latest first."""
    if not place().is_dir():
        return []
    names = [one.name for one in place().iterdir() if DAY.fullmatch(one.name)]
    return sorted((date.fromisoformat(name) for name in names), reverse=True)


def index_of(day: date) -> Path:
    """The index of one day's rows, see `changes`; beside the dumps, since it is not published."""
    return place() / f".{day.isoformat()}.{INDEX}"


def files(day: date) -> dict[str, File]:
    """The published files of a day by name; none where there is no dump."""
    listed = folder(day) / SUMS
    if not listed.is_file():
        return {}
    found = {}
    for line in listed.read_text(encoding="utf-8").splitlines():
        sha256, _two, name = line.partition("  ")
        found[name] = File(name, (folder(day) / name).stat().st_size, sha256)
    return found


def file(day: date, name: str) -> File | None:
    """One published file of a day, the list of checksums among them; None where there is none."""
    if name != SUMS:
        return files(day).get(name)
    listed, found = folder(day) / SUMS, digest(day)
    return File(SUMS, listed.stat().st_size, found) if found else None


def digest(day: date) -> str | None:
    """The digest of a day's list of checksums; None where there is none."""
    try:
        return hashlib.sha256((folder(day) / SUMS).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


@contextmanager
def alone() -> Iterator[Path]:
    """A folder to build in, that nobody else builds in; removed at the end unless it was renamed.

    Raises: Conflict while another build runs.
    """
    place().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place() / ".lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise Conflict(
                _("Another dump of the open data is being built. Wait until it is done.")
            ) from busy
        part = place() / PART
        shutil.rmtree(part, ignore_errors=True)  # of one that was killed
        _restore()
        part.mkdir(mode=0o700)
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def share(part: Path, day: date) -> None:
    """Let files that are the same as those of another day be these, so that they take no place twice."""
    then = files(day)
    for path in part.iterdir():
        same = folder(day) / path.name
        if (
            path.name in then
            and same.stat().st_size == path.stat().st_size
            and filecmp.cmp(path, same, shallow=False)
        ):
            link = path.with_name(f"{path.name}.same")
            link.hardlink_to(same)
            link.replace(path)


def put(part: Path, day: date) -> None:
    """Let a whole folder be the dump of a day, and the latest; one that was there goes."""
    goal, gone = folder(day), place() / f"{GONE}{day.isoformat()}"
    for path in part.iterdir():
        _flush(path)
    _flush(part)
    if goal.exists():
        goal.rename(gone)
    part.rename(goal)
    link = place() / f"{PART}-{LATEST}"
    link.unlink(missing_ok=True)
    link.symlink_to(days()[0].isoformat())
    link.replace(place() / LATEST)
    shutil.rmtree(gone, ignore_errors=True)
    _flush(place())


def _restore() -> None:
    """Put back what a build took away that was killed before it put its own in that place."""
    for gone in place().glob(f"{GONE}*"):
        goal = place() / gone.name.removeprefix(GONE)
        if goal.exists():
            shutil.rmtree(gone, ignore_errors=True)
        else:
            gone.rename(goal)


def thin(today: date) -> list[date]:
    """Remove old dumps: each of the last `OCOP_OPEN_DATA_DAYS` days stays, and of each month the first.

    The days whose dump went.
    """
    kept_from = today - timedelta(days=settings.OCOP_OPEN_DATA_DAYS)
    found = days()
    firsts = {(day.year, day.month): day for day in found}
    old = [day for day in found[1:] if day < kept_from and firsts[day.year, day.month] != day]
    for day in old:
        shutil.rmtree(folder(day))
    for path in place().glob(f".*.{INDEX}"):
        if path != index_of(found[0]):
            path.unlink()
    return old


def _flush(path: Path) -> None:
    """Have a file, or the names of a folder, on the disk and not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
