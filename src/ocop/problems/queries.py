"""Named reads of what shoppers report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.problems.models import OPEN, Problem, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor


def problems(actor: Actor, state: str = "") -> QuerySet[Problem]:
    """Reports this actor may read, with their products; those in a state, or those that wait ("open")."""
    found = Problem.objects.visible_to(actor).select_related("product__commune__parent__parent")
    if state == "open":
        return found.filter(state__in=OPEN)
    return found.filter(state=state) if state in State.values else found
