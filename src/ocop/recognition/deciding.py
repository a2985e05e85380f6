"""What the rules in force let be decided on a closed case, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.evaluation import procedure
from ocop.law import scoring
from ocop.law.words import decimal_text, trimmed
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.recognition import anew, queries, rules
from ocop.recognition.display import language, say
from ocop.recognition.models import RulingKind

if TYPE_CHECKING:
    from decimal import Decimal

    from ocop.evaluation.models import Dossier, Result
    from ocop.law.regime import Level, Step
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Way:
    """A decision that the result allows: what it does, why it is allowed, and where that is written."""

    kind: RulingKind
    title: str
    why: str
    article: str


def require_office(actor: Actor, dossier: Dossier) -> None:
    """Do nothing for who may enter the decisions open here, or entered them. Raises: Denied."""
    codes = set(rules.STEP_OF.values())
    steps = [step for step in procedure.regime_of(dossier).steps if step.code in codes]
    open_now = [step for step in steps if procedure.is_taken_from(dossier, step)] or steps
    decisions = [rules.can_record(actor, step) for step in open_now]
    if not any(decisions):
        require(decisions[0])


def ways(dossier: Dossier, result: Result) -> list[Way]:
    """The decisions that may be entered now, in the order of the procedure."""
    return [_way(dossier, result, kind) for kind in queries.rulings_open(dossier)]


def _way(dossier: Dossier, result: Result, kind: RulingKind) -> Way:
    step = procedure.step(dossier, rules.STEP_OF[kind])
    level = procedure.regime_of(dossier).level(step.level or "")
    title, why = _words(dossier, result, kind, level)
    return Way(kind, title, f"{why} {_of_earlier(dossier, kind)}".rstrip(), _article(dossier, step))


def _of_earlier(dossier: Dossier, kind: RulingKind) -> str:
    """What becomes of the certificate that the dossier has already; empty where it has none in force."""
    earlier = anew.of(dossier, clock.today())
    if earlier is None:
        return ""
    facts = {"number": earlier.number, "stars": earlier.stars}
    if kind == RulingKind.RECOGNISE:
        return _("It takes the place of certificate %(number)s (%(stars)d stars).") % facts
    return (
        _("Certificate %(number)s (%(stars)d stars) holds on until it is withdrawn, struck or replaced.")
        % facts
    )


def _words(dossier: Dossier, result: Result, kind: RulingKind, level: Level) -> tuple[str, str]:
    name = say(dossier.regime_id, level.name)
    facts = {"stars": rules.stars_of(result), "level": name, "total": points_text(result.total_2)}
    match kind:
        case RulingKind.RECOGNISE:
            return _("Recognise and issue the certificate"), _(
                "The result is %(stars)d stars, which %(level)s recognises."
            ) % facts
        case RulingKind.REFUSE:
            return _("Do not recognise"), _(
                "The result is %(stars)d stars; no level recognises so few."
            ) % facts
        case RulingKind.APPROVE_RESULT:
            facts["total"] = points_text(scoring.half_up(rules.total_of(result), 2))
            facts["limit"] = points_text(level.forwards_from) if level.forwards_from is not None else ""
            return _("Approve the result and send it to the next level"), _(
                "The average of %(total)s points reaches %(limit)s: "
                "from there a result goes up from %(level)s."
            ) % facts


def points_text(value: Decimal) -> str:
    """Points as the page's language writes them, without superfluous zeros."""
    return decimal_text(trimmed(value), language())


def _article(dossier: Dossier, step: Step) -> str:
    return say(dossier.regime_id, step.article)
