"""How rooms above keep what they copied from the map up to it: they say what is to be done, the map calls.

    following.follow(indexing.follow_map)

Called inside the transaction of the change, once paths and scopes are settled.
"""

from __future__ import annotations

from collections.abc import Callable

_followers: list[Callable[[], object]] = []


def follow(follower: Callable[[], object]) -> None:
    """Register what is done after every change of the map; one already there is not added twice."""
    if follower not in _followers:
        _followers.append(follower)


def changed() -> None:
    """Let every follower bring its rows up to the map."""
    for follower in _followers:
        follower()
