"""Every change to rounds and sessions, one function per verb."""

from ocop.rounds.actions.day import (
    answer_invitation,
    end_session,
    explain_difference,
    note_arrival,
    note_departure,
    record_producer,
)
from ocop.rounds.actions.rounds import ExtraFacts, close_round, move_dossier, open_extra_round, open_round
from ocop.rounds.actions.sessions import (
    DayFacts,
    RuleFacts,
    add_dossiers,
    change_session,
    convene_session,
    drop_slot,
    invite_producers,
    move_slot,
    plan_session,
    set_day_rules,
    set_minutes,
)

__all__ = [
    "DayFacts",
    "ExtraFacts",
    "RuleFacts",
    "add_dossiers",
    "answer_invitation",
    "change_session",
    "close_round",
    "convene_session",
    "drop_slot",
    "end_session",
    "explain_difference",
    "invite_producers",
    "move_dossier",
    "move_slot",
    "note_arrival",
    "note_departure",
    "open_extra_round",
    "open_round",
    "plan_session",
    "record_producer",
    "set_day_rules",
    "set_minutes",
]
