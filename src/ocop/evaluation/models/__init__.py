"""Dossiers and their papers, councils and their sheets."""

from ocop.evaluation.models.council import (
    AgreedOption,
    Council,
    CouncilCase,
    Declaration,
    FoundKnockout,
    Result,
    Seat,
    SeatRole,
    Sheet,
    SheetAnswer,
    SheetState,
    StandIn,
)
from ocop.evaluation.models.dossier import Dossier, ProvinceCheck
from ocop.evaluation.models.papers import (
    CommuneFinding,
    CommuneReport,
    Evidence,
    EvidenceLink,
    Registration,
    SelfAnswer,
    SelfReport,
)

__all__ = [
    "AgreedOption",
    "CommuneFinding",
    "CommuneReport",
    "Council",
    "CouncilCase",
    "Declaration",
    "Dossier",
    "Evidence",
    "EvidenceLink",
    "FoundKnockout",
    "ProvinceCheck",
    "Registration",
    "Result",
    "Seat",
    "SeatRole",
    "SelfAnswer",
    "SelfReport",
    "Sheet",
    "SheetAnswer",
    "SheetState",
    "StandIn",
]
