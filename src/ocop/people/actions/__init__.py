"""Every change to people and their offices."""

from ocop.people.actions.accounts import (
    choose_language,
    close_account,
    create_user,
    open_account,
    reopen_account,
)
from ocop.people.actions.offices import Office, appoint, end_appointment, hand_over

__all__ = [
    "Office",
    "appoint",
    "choose_language",
    "close_account",
    "create_user",
    "end_appointment",
    "hand_over",
    "open_account",
    "reopen_account",
]
