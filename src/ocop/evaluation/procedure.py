"""The way a dossier goes, read from its regime: who may take which step, from where, to where, by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.states import tag
from ocop.law import calendar
from ocop.platform.decisions import Conflict
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.law.regime import Regime, Step

FILE: Final = "file"
RETURN: Final = "return"
SEND_UP: Final = "send_up"
SEND_BACK: Final = "send_back"
ACCEPT: Final = "accept"
CONVENE: Final = "convene"
SEAL: Final = "seal"
REVEAL: Final = "reveal"
CLOSE: Final = "close"
WITHDRAW: Final = "withdraw"


def regime_of(dossier: Dossier) -> Regime:
    """The regime the dossier is judged by."""
    return regimes.regime(dossier.regime_id)


def step(dossier: Dossier, code: str) -> Step:
    """The step of that code: the one that starts from the dossier's state, if several bear it.

    Raises: Conflict when the regime knows no such step.
    """
    known = [step for step in regime_of(dossier).steps if step.code == code]
    if not known:
        raise Conflict(_("The rules this dossier follows have no such step."), url=dossier.get_absolute_url())
    return next((step for step in known if dossier.state in step.before), known[0])


def before(dossier: Dossier, code: str) -> frozenset[str]:
    """The states from which a step of that code starts; none where the regime knows no such step."""
    return frozenset(state for step in regime_of(dossier).steps if step.code == code for state in step.before)


def expect(dossier: Dossier, step: Step) -> None:
    """Do nothing when the step starts from the dossier's state. Raises: Conflict with the present state."""
    if dossier.state not in step.before:
        raise wrong_state(dossier)


def wrong_state(dossier: Dossier) -> Conflict:
    """The refusal for a step that is no longer, or not yet, to be taken."""
    return Conflict(
        _("This step is not open, or was taken already. The dossier is now: %(state)s.")
        % {"state": tag(dossier.state).label},
        url=dossier.get_absolute_url(),
    )


def is_open(dossier: Dossier) -> bool:
    """Whether any step leads on from here."""
    return bool(regime_of(dossier).steps_from(dossier.state))


def due_on(dossier: Dossier, step: Step, today: date) -> date | None:
    """The last day for what follows the step; None where the regime sets no limit.

    A limit that is running already goes on instead of starting anew. Raises: Conflict beyond the calendar.
    """
    regime = regime_of(dossier)
    if step.limit is None:
        return None
    limit = regime.limit(step.limit)
    if limit.dossier_kind not in (None, dossier.kind):
        return None
    running = {other.limit for other in regime.steps if other.after == dossier.state}
    if step.limit in running and dossier.answer_due_on is not None:
        return dossier.answer_due_on
    try:
        return calendar.due(limit, today)
    except calendar.BeyondCalendar as error:
        raise Conflict(
            _("The table of public holidays does not reach the last day of this step. Ask the administrator.")
        ) from error


def states_waiting_for(role: str) -> frozenset[str]:
    """States in which a dossier waits for this role under some regime; `waiting_for` tells regimes apart."""
    shelf = regimes.library()
    return frozenset(
        state
        for regime_id in shelf.ids()
        for step in shelf.regime(regime_id).steps
        if step.role == role and step.code != WITHDRAW
        for state in step.before
    )


def waiting(is_theirs: Callable[[Step], bool]) -> models.Q:
    """The dossiers from which a step leads on that `is_theirs`; each regime is asked for its own steps."""
    shelf = regimes.library()
    found = models.Q(pk__in=[])
    for regime_id in shelf.ids():
        steps = [step for step in shelf.regime(regime_id).steps if is_theirs(step)]
        states = sorted({state for step in steps for state in step.before})
        if states:
            found |= models.Q(regime_id=regime_id, state__in=states)
    return found


def waiting_for(role: str) -> models.Q:
    """The dossiers that wait for this role; that one may withdraw is not waiting."""
    return waiting(lambda step: step.role == role and step.code != WITHDRAW)
