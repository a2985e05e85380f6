"""Processes that run beside the pages: those that send notices and do the work of the background."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

COMMANDS = (("notices", "deliver", "--watch"), ("worker",))
AGAIN_SECONDS = 5
"""How long to wait before a process that ended is started again."""
STOP_SECONDS = 30
"""How long a process may take to finish what it is doing."""


@contextmanager
def beside() -> Iterator[None]:
    """All of them for as long as the body runs."""
    with ExitStack() as running:
        for command in COMMANDS:
            running.enter_context(kept_running([sys.executable, "-m", "ocop", *command]))
        yield


@contextmanager
def kept_running(command: list[str]) -> Iterator[None]:
    """A process that is started again when it ends before the body does, killed for its memory perhaps."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(command, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(command: list[str], stop: threading.Event) -> None:
    while not stop.is_set():
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
        while process.poll() is None and not stop.wait(1):
            pass
        _end(process)
        stop.wait(AGAIN_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
