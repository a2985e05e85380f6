"""What comes next for a dossier and by when, also where no step is open: appealed, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import appeals, display, procedure
from ocop.evaluation.models import AppealState
from ocop.law.rounds import windows
from ocop.platform.decisions import Conflict
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Appeal, Dossier

APPEALED: Final[dict[str, StrOrPromise]] = {
    AppealState.FILED: _("The office says whether the appeal is admitted"),
    AppealState.ADMITTED: _("The office puts the dossier before another panel"),
    AppealState.CONVENED: _("The panel scores the dossier"),
}
HEARD: Final = _("The office answers the appeal in writing")


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next; where a day is set for it, what that day is and where it is written."""

    words: StrOrPromise
    day_words: StrOrPromise = ""
    last_day: date | None = None
    article: str = ""


def outlook(dossier: Dossier, today: date, appeal: Appeal | None) -> Next | None:
    """What comes next for a dossier with this open appeal, if any; None where its way has ended well."""
    if appeal is not None:
        words = HEARD if appeal.is_heard else APPEALED[appeal.state]
        return Next(words, _("Last day for the answer:"), appeal.answer_due_on)
    if words := display.next_step(dossier):
        return Next(words)
    if _ended_by(dossier, procedure.REFUSE):
        return _refused(dossier, today)
    if _ended_by(dossier, procedure.WITHDRAW):
        return _anew(_("The producer can file a new dossier at any time"), today)
    return None


def _ended_by(dossier: Dossier, code: str) -> bool:
    return any(
        step.code == code and step.after == dossier.state for step in procedure.regime_of(dossier).steps
    )


def _refused(dossier: Dossier, today: date) -> Next:
    """The result can be appealed as long as its council hears it; a new dossier is possible in any case."""
    try:
        may_appeal = bool(appeals.open_to(dossier, today))
        case = dossier.standing_case
        day = appeals.last_day(case) if may_appeal and case is not None else None
    except Conflict:
        may_appeal, day = True, None
    if may_appeal and day is not None:
        words = _("The producer may appeal this result, or improve the product and file a new dossier")
        return Next(words, _("Last day to appeal:"), day)
    if may_appeal:
        words = _("The producer may appeal this result, or improve the product and file a new dossier")
        return _anew(words, today)
    return _anew(_("The producer improves what is weak and files a new dossier"), today)


def _anew(words: StrOrPromise, today: date) -> Next:
    """The same with the day until which the commune proposes for the next round of the rules in force."""
    regime = regimes.regime_on(today)
    levels = {step.to_level for step in regime.steps if step.code == procedure.SEND_UP and step.to_level}
    ahead = [
        window
        for level in levels
        for year in (today.year, today.year + 1)
        for window in windows(regime, level, year)
        if window.proposals_before > today
    ]
    if not ahead:
        return Next(words)
    window = min(ahead, key=lambda one: one.proposals_before)
    last_day = window.proposals_before - timedelta(days=1)
    return Next(
        words, _("The commune proposes for the next round until:"), last_day, say(regime.id, window.article)
    )
