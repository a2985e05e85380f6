"""Who may record decisions on results and withdraw certificates."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.people.roles import MINISTRY_OFFICER, PROVINCE_LEADER, PROVINCE_OFFICER, ROLES
from ocop.places.models import Level
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.recognition.models import HandingBack, RulingKind
from ocop.registry import regimes

if TYPE_CHECKING:
    from datetime import date

    from ocop.evaluation.models import Dossier, Result
    from ocop.law.regime import Step
    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate

STEP_OF: Final = {
    RulingKind.RECOGNISE: "recognise",
    RulingKind.REFUSE: "refuse_recognition",
    RulingKind.APPROVE_RESULT: "forward",
}
# The leader decides and signs; the leader's office enters the signed decision.
HAND_BACK: Final = "hand_back"
OFFICE_OF: Final = {PROVINCE_LEADER: PROVINCE_OFFICER}
WITHDRAWS_AT: Final = {
    Level.PROVINCE: frozenset({PROVINCE_LEADER, PROVINCE_OFFICER}),
    Level.COUNTRY: frozenset({MINISTRY_OFFICER}),
}


def can_record(actor: Actor, step: Step) -> Decision:
    """Whoever decides by the regime's step, or their office entering what they signed."""
    if actor.role in {step.role, OFFICE_OF.get(step.role)}:
        return ALLOWED
    role = ROLES[step.role].name if step.role in ROLES else step.role
    return refuse(_("This decision is taken by: %(role)s, and entered by their office.") % {"role": role})


def rulings_open(dossier: Dossier, result: Result) -> list[RulingKind]:
    """What may be decided on a result where the dossier is now.

    A star is recognised by the level that may (Điều 4); a total from which results go up is approved and
    forwarded (Điều 7.3.e) when the level it goes to recognises its star, so not where a star floor keeps the
    star lower; a star that no level recognises is refused.
    """
    stars = stars_of(result)
    regime = procedure.regime_of(dossier)
    open_codes = {step.code: step for step in regime.steps_from(dossier.state)}
    kinds: list[RulingKind] = []
    for kind, code in STEP_OF.items():
        step = open_codes.get(code)
        if step is None or step.level is None:
            continue
        level = regime.level(step.level)
        fits = {
            RulingKind.RECOGNISE: stars in level.recognises,
            RulingKind.REFUSE: regime.recognising_level(stars) is None,
            RulingKind.APPROVE_RESULT: level.forwards_from is not None
            and stars not in level.recognises
            and regime.recognising_level(stars) is not None
            and Fraction(result.total_exact) >= Fraction(level.forwards_from),
        }
        if fits[kind]:
            kinds.append(kind)
    return kinds


def stars_of(result: Result) -> int:
    """The stars a result stands for: the council's, or those the ministry found when it handed it back."""
    handed = HandingBack.objects.filter(dossier__case=result.case_id).values_list("stars", flat=True)
    return handed.first() or result.stars


def stars_left(dossier: Dossier) -> tuple[int, ...]:
    """The stars with which a forwarded dossier may go back: those that the level it came from recognises."""
    regime = procedure.regime_of(dossier)
    came = [step for step in regime.steps if step.code == "forward" and step.after == dossier.state]
    return tuple(stars for step in came if step.level for stars in regime.level(step.level).recognises)


def can_withdraw(actor: Actor, certificate: Certificate, on: date) -> Decision:
    """The level that may withdraw this many stars (Điều 8), in its own territory."""
    regime = regimes.regime_on(on)
    level = next((level for level in regime.levels if certificate.stars in level.withdraws), None)
    if level is None or actor.role not in WITHDRAWS_AT.get(Level(level.unit_kind), frozenset()):
        name = level.name if level else regime.title
        return refuse(_("A certificate with this many stars is withdrawn by: %(level)s.") % {"level": name})
    if not certificate.commune.path.startswith(actor.unit_path or "-"):
        return refuse(_("This product belongs to another province."))
    return ALLOWED
