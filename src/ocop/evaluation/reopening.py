"""A round in which only chosen criteria are scored again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.evaluation.models import Sheet


def opened(sheet: Sheet) -> frozenset[str] | None:
    """The criteria that may be answered in the round of this sheet; None for all.

    With the criterion that says whether there is a story, those that count only then are open too.
    """
    rows = sheet.case.opened_criteria.filter(round_no=sheet.round_no)
    chosen = set(rows.values_list("criterion", flat=True))
    if not chosen:
        return None
    dossier = sheet.case.dossier
    leaves = regimes.product_set(dossier.regime_id, dossier.set_no).leaves.values()
    return frozenset(chosen | {leaf.no for leaf in leaves if leaf.story in chosen})


def require_open(sheet: Sheet, changed: Iterable[str]) -> None:
    """Do nothing where these answers, given before, may be changed now; a missing one may always be given.

    Raises: ValidationError naming those that stay.
    """
    allowed = opened(sheet)
    if allowed is not None and (kept := sorted(set(changed) - allowed)):
        raise ValidationError(
            _("Only some criteria are scored again; these keep their answers: %(numbers)s.")
            % {"numbers": ", ".join(kept)}
        )
