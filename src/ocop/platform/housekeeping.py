"""Daily work that no person starts. A room adds its own from `AppConfig.ready()`.

    housekeeping.add("journal.sign", sign_today)

The process that sends notices runs each once a day (in Viet Nam). A task that says False is tried again later
that day. Tasks may be called twice for one day, so each looks first whether its work is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

Task = Callable[[datetime], bool]
"""Does the work of this day; whether it is done, also when there was nothing to do."""

_tasks: dict[str, Task] = {}


def add(name: str, task: Task) -> None:
    """Register a task under a name of at most 40 characters; the same name again takes its place."""
    _tasks[name] = task


def tasks() -> Mapping[str, Task]:
    """Every task by its name."""
    return MappingProxyType(_tasks)
