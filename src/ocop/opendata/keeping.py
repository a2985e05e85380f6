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
    from collections.abc import Callable, Iterator, Mapping

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
    return _digest(folder(day))


def _digest(dump: Path) -> str | None:
    try:
        return hashlib.sha256((dump / SUMS).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


@contextmanager
def alone(published: Callable[[], Mapping[date, str]]) -> Iterator[Path]:
    """A folder to build in, that nobody else builds in; removed at the end unless it was renamed.

    `published` says which digest each day was published with: what a build left that was killed is put right.
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
        settle(published())
        shutil.rmtree(part, ignore_errors=True)  # of one that was killed
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


def flush(part: Path) -> None:
    """Have all of a folder on the disk: before it is put, since others wait while that is done."""
    for path in part.iterdir():
        _flush(path)
    _flush(part)


def put(part: Path, day: date) -> None:
    """Let a whole folder be the dump of a day; one that was there is kept aside until `settle`."""
    goal = folder(day)
    if goal.exists():
        goal.rename(place() / f"{GONE}{day.isoformat()}")
    part.rename(goal)


def settle(published: Mapping[date, str]) -> None:
    """Let each day's folder be the one that was published, by its digest, and `latest` the last of these.

    It may stand aside, or still where it was built: after a transaction that failed, a killed process or a
    broken disk. What stands aside and was not published goes.
    """
    asides = [*place().glob(f"{GONE}*"), place() / PART]
    found = {_digest(one): one for one in asides}
    for day, sha256 in published.items():
        if sha256 in found and digest(day) != sha256:
            shutil.rmtree(folder(day), ignore_errors=True)
            found[sha256].rename(folder(day))
    _point(next((day for day in days() if digest(day) == published.get(day)), None))
    _flush(place())
    for one in asides[:-1]:
        shutil.rmtree(one, ignore_errors=True)


def _point(day: date | None) -> None:
    """Let `latest` be the folder of a day."""
    if day is None:
        (place() / LATEST).unlink(missing_ok=True)
        return
    link = place() / f"{PART}-{LATEST}"
    link.unlink(missing_ok=True)
    link.symlink_to(day.isoformat())
    link.replace(place() / LATEST)


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
