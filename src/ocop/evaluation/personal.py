"""Which answers of forms 01 and 02 hold personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.evaluation import queries
from ocop.evaluation.models import SelfReport
from ocop.registry import restricted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.evaluation.models import Dossier


def fields_of(dossier: Dossier) -> list[str]:
    """Names of the answers of forms 01 and 02 that hold personal data here."""
    kind = kind_code(dossier)
    return [
        field.name
        for model, values in written(dossier).items()
        for field in restricted.personal(model, values, kind)
    ]


def written(dossier: Dossier) -> dict[str, Mapping[str, object]]:
    """What forms 01 and 02 say, by model; form 01 begins with what the registry knows."""
    registration = queries.registration(dossier)
    report = SelfReport.objects.filter(dossier=dossier).first()
    return {
        "evaluation.registration": vars(registration)
        if registration
        else queries.registration_start(dossier),
        "evaluation.selfreport": vars(report or SelfReport()),
    }


def kind_code(dossier: Dossier) -> str:
    """The kind of producer that applies, by form 01 or by the registry before that is written."""
    written = queries.registration(dossier)
    return written.producer_kind if written else dossier.product.producer.kind
