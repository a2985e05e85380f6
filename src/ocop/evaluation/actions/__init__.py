"""Every change to a dossier, one function per verb, in the order of the procedure."""

from ocop.evaluation.actions.applying import (
    RegistrationFacts,
    SelfReportFacts,
    answer_criterion,
    file_dossier,
    move_to_present_regime,
    save_registration,
    save_self_answers,
    save_self_report,
    start_dossier,
    withdraw_dossier,
)
from ocop.evaluation.actions.commune import FindingFacts, return_dossier, save_commune_report, send_up
from ocop.evaluation.actions.councils import (
    CouncilFacts,
    convene,
    create_council,
    replace_member,
    seat_member,
    unseat_member,
)
from ocop.evaluation.actions.evidence import (
    EvidenceFacts,
    add_evidence,
    describe_evidence,
    link_evidence,
    remove_evidence,
)
from ocop.evaluation.actions.province import accept_dossier, send_back
from ocop.evaluation.actions.results import (
    close_case,
    record_agreed_options,
    record_knockouts,
    reopen_sheets,
    reveal,
)
from ocop.evaluation.actions.sheets import answer_sheet, declare_interest, save_sheet_answers, seal_sheet

__all__ = [
    "CouncilFacts",
    "EvidenceFacts",
    "FindingFacts",
    "RegistrationFacts",
    "SelfReportFacts",
    "accept_dossier",
    "add_evidence",
    "answer_criterion",
    "answer_sheet",
    "close_case",
    "convene",
    "create_council",
    "declare_interest",
    "describe_evidence",
    "file_dossier",
    "link_evidence",
    "move_to_present_regime",
    "record_agreed_options",
    "record_knockouts",
    "remove_evidence",
    "reopen_sheets",
    "replace_member",
    "return_dossier",
    "reveal",
    "save_commune_report",
    "save_registration",
    "save_self_answers",
    "save_self_report",
    "save_sheet_answers",
    "seal_sheet",
    "seat_member",
    "send_back",
    "send_up",
    "start_dossier",
    "unseat_member",
    "withdraw_dossier",
]
