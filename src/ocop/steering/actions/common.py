"""What the actions of this room share: cleaning, ending, naming a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

EARLIEST = date(2010, 1, 1)
"""Before any programme: an earlier day is a slip of the hand."""


def cleaned(values: Mapping[str, object], *, lines: frozenset[str] = frozenset()) -> dict[str, object]:
    """Texts cleaned, everything else as it is."""
    return {
        name: clean_text(value, lines=name in lines) if isinstance(value, str) else value
        for name, value in values.items()
    }


def refuse_faults(faults: Mapping[str, StrOrPromise]) -> None:
    """Raises: ValidationError by field when there is a fault."""
    if faults:
        raise ValidationError(dict(faults))


def day_faults(
    from_on: date | None, to_on: date | None, *, field: str = "from_on"
) -> dict[str, StrOrPromise]:
    """What is wrong with two days."""
    faults: dict[str, StrOrPromise] = {}
    if from_on is not None and from_on < EARLIEST:
        faults[field] = _("This day is too early. Check the year.")
    if from_on is not None and to_on is not None and to_on < from_on:
        faults["to_on"] = _("The last day cannot be before the first.")
    return faults


def missing(values: Mapping[str, object], words: Mapping[str, StrOrPromise]) -> dict[str, StrOrPromise]:
    """The words for each value that must be given and is not."""
    return {name: said for name, said in words.items() if not values.get(name)}


def account(login_user_id: int | None) -> User | None:
    """The account a person has here. Raises: ValidationError by field when there is none of that key."""
    if login_user_id is None:
        return None
    found = User.objects.filter(pk=login_user_id, is_active=True).first()
    if found is None:
        raise ValidationError({"user": _("There is no such account any more. Choose another one.")})
    return found


def end_row(row: models.Model, to_on: date, now: datetime) -> None:
    """Give a dated row its last day, also one whose term was to last longer.

    Raises: Conflict when it ended; ValidationError for a wrong day.
    """
    last: date | None = getattr(row, "to_on")  # noqa: B009 - several tables have it, with no common base
    if last is not None and last <= local_day(now):
        raise Conflict(_("This has ended already."))
    faults: dict[str, StrOrPromise] = {}
    if to_on < getattr(row, "from_on"):  # noqa: B009 - as above
        faults["to_on"] = _("The last day cannot be before the first.")
    elif to_on > local_day(now):
        faults["to_on"] = _("The last day cannot lie in the future.")
    refuse_faults(faults)
    row.to_on = to_on  # type: ignore[attr-defined]


def stated(values: Mapping[str, object]) -> dict[str, object]:
    """The values as a journal entry takes them: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
