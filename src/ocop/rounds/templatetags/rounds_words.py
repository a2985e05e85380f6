"""Hours of a day and how a producer takes part, for the pages of this room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template

from ocop.platform.clock import VIETNAM
from ocop.rounds import sitting

if TYPE_CHECKING:
    from ocop.platform.display import Tag
    from ocop.rounds.models import Slot

register = template.Library()


@register.simple_tag
def hour(value: datetime) -> str:
    """The hour in Viet Nam: 08:15."""
    return value.astimezone(VIETNAM).strftime("%H:%M")


@register.simple_tag
def presence(slot: Slot) -> Tag | None:
    """Whether the producer took part, else what it answered."""
    return sitting.presence_tag(slot)
