"""The way a dossier goes, read from its regime: who may take which step, from where, to where, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.states import of
from ocop.law import calendar
from ocop.platform.decisions import Conflict
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.law.regime import Level, Regime, Step

FILE: Final = "file"
RETURN: Final = "return"
SEND_UP: Final = "send_up"
SEND_BACK: Final = "send_back"
ACCEPT: Final = "accept"
CONVENE: Final = "convene"
SEAL: Final = "seal"
REVEAL: Final = "reveal"
CLOSE: Final = "close"
REEVALUATE: Final = "reevaluate"
RECOGNISE: Final = "recognise"
REFUSE: Final = "refuse_recognition"
FORWARD: Final = "forward"
HAND_BACK: Final = "hand_back"
WITHDRAW: Final = "withdraw"
RECONSIDER: Final = "reconsider"
ACTS: Final = frozenset(
    {
        FILE,
        RETURN,
        SEND_UP,
        SEND_BACK,
        ACCEPT,
        CONVENE,
        SEAL,
        REVEAL,
        CLOSE,
        REEVALUATE,
        RECOGNISE,
        REFUSE,
        FORWARD,
        HAND_BACK,
        WITHDRAW,
        RECONSIDER,
    }
)
"""Steps that have an act of their own here; any other step of a regime passes the dossier on, no more."""
OPTIONAL: Final = frozenset({WITHDRAW, REEVALUATE, RECONSIDER})
"""Steps that may be taken and that nobody waits for."""


def regime_of(dossier: Dossier) -> Regime:
    """The regime the dossier is judged by."""
    return regimes.regime(dossier.regime_id)


def step(dossier: Dossier, code: str) -> Step:
    """The step of that code: of those of the dossier's level the one that is open, if several bear it.

    Raises: Conflict when the regime knows no such step.
    """
    known = [step for step in regime_of(dossier).steps if step.code == code]
    if not known:
        raise Conflict(_("The rules this dossier follows have no such step."), url=dossier.get_absolute_url())
    here = [step for step in known if step.level in {None, dossier.level}] or known
    return next((step for step in here if dossier.state in step.before), here[0])


def step_at(dossier: Dossier, code: str, level: str) -> Step:
    """The step of that code which a level takes. Raises: Conflict when the regime knows no such step."""
    for step in regime_of(dossier).steps:
        if step.code == code and step.level == level:
            return step
    raise Conflict(_("The rules this dossier follows have no such step."), url=dossier.get_absolute_url())


def knows(dossier: Dossier, code: str) -> bool:
    """Whether the regime has a step of that code at all."""
    return any(step.code == code for step in regime_of(dossier).steps)


def can_start(dossier: Dossier, code: str) -> bool:
    """Whether a step of that code is open where the dossier is now, whoever takes it."""
    return any(step.code == code for step in steps_from(dossier))


def steps_from(dossier: Dossier) -> tuple[Step, ...]:
    """The steps that are open where the dossier is now."""
    return regime_of(dossier).steps_from(dossier.state, dossier.level)


def is_by_parts(dossier: Dossier) -> bool:
    """Whether sheets hold points per part, since those of single criteria are not known."""
    return regime_of(dossier).entry == "parts"


def refuse_paper(dossier: Dossier, url: str) -> None:
    """Do nothing where a sheet on paper can be typed in: it is read box by box, so not where points are given
    per part. Raises: Conflict, with the way to the page of this address.
    """
    if is_by_parts(dossier):
        raise Conflict(
            _(
                "Under the rules of this dossier points are given per part, and such a sheet cannot be "
                "typed in from paper. Its member fills it in on screen."
            ),
            url=url,
        )


def level_of(dossier: Dossier) -> Level:
    """The level of government that has the dossier."""
    return regime_of(dossier).level(dossier.level)


def is_taken_from(dossier: Dossier, step: Step) -> bool:
    """Whether the step starts from the dossier's state, at the level that has it."""
    return dossier.state in step.before and step.level in {None, dossier.level}


def expect(dossier: Dossier, step: Step) -> None:
    """Do nothing when the step is open for the dossier. Raises: Conflict with the present state."""
    if not is_taken_from(dossier, step):
        raise wrong_state(dossier)


def wrong_state(dossier: Dossier) -> Conflict:
    """The refusal for a step that is no longer, or not yet, to be taken."""
    return Conflict(
        _("This step is not open, or was taken already. The dossier is now: %(state)s.")
        % {"state": of(dossier).label},
        url=dossier.get_absolute_url(),
    )


def is_open(dossier: Dossier) -> bool:
    """Whether any step leads on from here; that an appeal may open the case again keeps nothing open."""
    return any(step.code != RECONSIDER for step in steps_from(dossier))


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
    running = {
        other.limit
        for other in regime.steps
        if other.after == dossier.state and (other.to_level or other.level) == dossier.level
    }
    if step.limit in running and dossier.answer_due_on is not None:
        return dossier.answer_due_on
    try:
        return calendar.due(limit, today)
    except calendar.BeyondCalendar as error:
        raise Conflict(
            _("The table of public holidays does not reach the last day of this step. Ask the administrator.")
        ) from error


def follows(dossier: Dossier, *codes: str) -> bool:
    """Whether a step of one of these codes leads to where the dossier is now, by whichever it came."""
    return any(
        step.code in codes and step.after == dossier.state and _leaves_at(step) in {None, dossier.level}
        for step in regime_of(dossier).steps
    )


def following(*codes: str) -> models.Q:
    """The dossiers for which `follows` holds; each regime is asked for its own steps."""
    shelf = regimes.library()
    return _at(
        (regime_id, _leaves_at(step), (step.after,))
        for regime_id in shelf.ids()
        for step in shelf.regime(regime_id).steps
        if step.code in codes
    )


def _leaves_at(step: Step) -> str | None:
    """The level that has a dossier after the step; None for any."""
    return step.to_level or step.level


def places(regime_id: str) -> set[tuple[str, str]]:
    """Every level and state in which a dossier of a regime can be."""
    regime = regimes.regime(regime_id)
    found: set[tuple[str, str]] = set()
    for step in regime.steps:
        for level in [step.level] if step.level else [one.code for one in regime.levels]:
            found |= {(level, state) for state in step.before} | {(step.to_level or level, step.after)}
    return found


def came_from(dossier: Dossier) -> str:
    """The level that sent the dossier up to the one that has it; empty where it began here."""
    steps = regime_of(dossier).steps
    ups = (step.level for step in steps if step.to_level == dossier.level and step.code in {SEND_UP, FORWARD})
    return next((level for level in ups if level), "")


def waiting(is_theirs: Callable[[Step], bool]) -> models.Q:
    """The dossiers from which a step leads on that `is_theirs`; each regime is asked for its own steps."""
    shelf = regimes.library()
    return _at(
        (regime_id, step.level, step.before)
        for regime_id in shelf.ids()
        for step in shelf.regime(regime_id).steps
        if is_theirs(step)
    )


def _at(places: Iterable[tuple[str, str | None, Iterable[str]]]) -> models.Q:
    """The dossiers of a regime that a level, or any, has in one of these states."""
    states: dict[tuple[str, str | None], set[str]] = {}
    for regime_id, level, names in places:
        states.setdefault((regime_id, level), set()).update(names)
    found = models.Q(pk__in=[])
    for (regime_id, level), known in states.items():
        here = models.Q() if level is None else models.Q(level=level)
        found |= here & models.Q(regime_id=regime_id, state__in=sorted(known))
    return found


def waiting_for(role: str) -> models.Q:
    """The dossiers that wait for this role; that one may withdraw is not waiting."""
    return waiting(lambda step: step.role == role and step.code not in OPTIONAL)
