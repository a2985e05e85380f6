"""Small values that views hand to the components: what to show, never how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Tone = Literal["plain", "grey", "green", "amber", "red", "blue"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in one or two words. The colour only repeats what the words say."""

    label: StrOrPromise
    tone: Tone = "grey"


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a task list. Without `url` the row cannot be started yet and `hint` says why."""

    title: StrOrPromise
    status: Tag
    url: str = ""
    hint: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A heading of a task list with its rows."""

    title: StrOrPromise
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer on a check-answers page. An empty answer shows as not given."""

    key: StrOrPromise
    value: object
    change_url: str = ""
