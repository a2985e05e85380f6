"""Carriers for tests: what they carried stands in a file, so that another process can look."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from ocop.notices.channels import Parcel, Postponed, Undeliverable, Unsure

FILE = "OCOP_TEST_CARRIED"


def carried() -> list[str]:
    """The keys carried so far, in order."""
    place = Path(os.environ[FILE])
    return place.read_text("utf-8").split() if place.exists() else []


class Faithful:
    """Takes everything, each time; knows no keys, as a mail server."""

    name = "faithful"
    repeats_safely = False

    def carry(self, parcel: Parcel) -> None:
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.write(f"{parcel.key}\n")


class KnowsKeys(Faithful):
    """Takes each key once."""

    name = "knows-keys"
    repeats_safely = True

    def carry(self, parcel: Parcel) -> None:
        if parcel.key not in carried():
            super().carry(parcel)


class DiesAfter(Faithful):
    """The process is killed after the service took the message, before that was written down."""

    def carry(self, parcel: Parcel) -> None:
        super().carry(parcel)
        os.kill(os.getpid(), signal.SIGKILL)


class DiesBefore(Faithful):
    """The process is killed before the service took the message."""

    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        os.kill(os.getpid(), signal.SIGKILL)


class Busy(Faithful):
    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        raise Postponed("503")


class Refuses(Faithful):
    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        raise Undeliverable("unknown number")


class Breaks(Faithful):
    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        raise Unsure("line cut")


class BreaksButKnowsKeys(KnowsKeys):
    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        raise ConnectionResetError("line cut")
