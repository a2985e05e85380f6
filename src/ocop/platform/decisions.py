"""Answers to "may I?" that carry their reason, and the refusals an action can raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed and, when it is not, why: words a person can act on.

    `url` leads to a page where the person can remedy it themselves, when there is one.
    """

    allowed: bool
    reason: StrOrPromise = ""
    url: StrOrPromise = ""

    def __and__(self, other: Decision) -> Decision:
        """Both must allow; the first refusal speaks."""
        return other if self.allowed else self

    def __or__(self, other: Decision) -> Decision:
        """Either may allow; when neither does, the last refusal speaks."""
        return self if self.allowed else other

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)


def refuse(reason: StrOrPromise, *, url: StrOrPromise = "") -> Decision:
    """A refusal. The reason names what is missing and what to do next; it may not be empty."""
    if not reason:
        raise ValueError("a refusal needs a reason")
    return Decision(allowed=False, reason=reason, url=url)


class Refusal(Exception):
    """Base of the three refusals; `str()` gives the reason in the language of the request."""

    def __init__(self, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class Denied(Refusal):
    """The actor may not do this. Becomes a 403 page.

    `url` leads to the page that remedies it; what was typed comes back after it.
    """

    def __init__(self, reason: StrOrPromise, *, url: StrOrPromise = "") -> None:
        super().__init__(reason)
        self.url = url


class Conflict(Refusal):
    """The object is not in a state that allows this, often because it was already done. Becomes a 409 page.

    `url` leads to the present state of the object, when there is a page for it.
    """

    def __init__(self, reason: StrOrPromise, *, url: str = "") -> None:
        super().__init__(reason)
        self.url = url


class Stale(Conflict):
    """Someone else changed the object since the form was opened. Becomes a 409 page."""


def require(decision: Decision) -> None:
    """Do nothing when allowed. Raises: Denied with the reason."""
    if not decision.allowed:
        raise Denied(decision.reason, url=decision.url)
