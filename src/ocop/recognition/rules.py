"""Who may record decisions on results, withdraw certificates, and issue their papers anew."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import appeals, procedure
from ocop.law import scoring
from ocop.people.roles import ROLES, Reach
from ocop.places.models import Level, Unit
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.recognition.models import HandingBack, RulingKind
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ocop.evaluation.models import Dossier, Result
    from ocop.law.regime import Step
    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate, DecisionBatch
    from ocop.registry.models import Product

STEP_OF: Final = {
    RulingKind.RECOGNISE: procedure.RECOGNISE,
    RulingKind.REFUSE: procedure.REFUSE,
    RulingKind.APPROVE_RESULT: procedure.FORWARD,
}
HAND_BACK: Final = procedure.HAND_BACK


def can_record(actor: Actor, step: Step) -> Decision:
    """Whoever decides by the regime's step, or the office it names for entering what they signed."""
    if actor.role in {step.role, step.office}:
        return ALLOWED
    role = ROLES[step.role].name if step.role in ROLES else step.role
    return refuse(_("This decision is taken by: %(role)s, and entered by their office.") % {"role": role})


def rulings_open(dossier: Dossier, result: Result) -> list[RulingKind]:
    """What may be decided on a result where the dossier is now.

    A star is recognised by the level that may (Điều 4); a total from which results go up is approved and
    forwarded (Điều 7.3.e) when the level it goes to recognises its star, so not where a star floor keeps the
    star lower; a star that no level recognises is refused. Nothing while an appeal is open.
    """
    if appeals.is_open(dossier):
        return []
    return kinds_for(dossier, stars_of(result), total_of(result))


def total_of(result: Result) -> Fraction:
    """The average that limits are held against, rounded as the regulation of its case says."""
    return scoring.banded(Fraction(result.total_exact), result.case.regulation.rounding)


def kinds_for(dossier: Dossier, stars: int, total: Fraction) -> list[RulingKind]:
    """The same for stars and total (`total_of`) known already, whether an appeal is open or not."""
    regime = procedure.regime_of(dossier)
    open_codes = {step.code: step for step in procedure.steps_from(dossier)}
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
            and total >= Fraction(level.forwards_from),
        }
        if fits[kind]:
            kinds.append(kind)
    return kinds


def can_prepare(actor: Actor) -> Decision:
    """Drafts of decisions are prepared by those who decide, or whose office enters decisions."""
    if actor.may("decision.record"):
        return ALLOWED
    return refuse(_("Draft decisions are prepared by the office of those who decide."))


def can_sign(actor: Actor, batch: DecisionBatch) -> Decision:
    """The person the draft was handed to, and never the one who prepared it."""
    if actor.user_id == batch.prepared_by_id:
        return refuse(_("Who prepared a draft does not sign it. It waits for: %(name)s.") % _signer(batch))
    if actor.user_id != batch.signer_id:
        return refuse(_("This draft waits for the signature of: %(name)s.") % _signer(batch))
    return ALLOWED


def can_sign_as(actor: Actor, step: Step) -> Decision:
    """Whoever decides by the regime's step signs in that role; their office prepares and does not sign."""
    if actor.role == step.role:
        return ALLOWED
    role = ROLES[step.role].name if step.role in ROLES else step.role
    return refuse(_("This decision is signed in the role: %(role)s. Switch to it first.") % {"role": role})


def _signer(batch: DecisionBatch) -> dict[str, str]:
    return {"name": batch.signer.full_name}


def stars_of(result: Result) -> int:
    """The stars a result stands for: the council's, or those the ministry found when it handed it back."""
    return stars_among(result, HandingBack.objects.filter(dossier__standing_case=result.case_id))


def stars_among(result: Result, handings_back: Iterable[HandingBack]) -> int:
    """The same where the handings back of the dossier are at hand."""
    later = [one for one in handings_back if one.recorded_at >= result.computed_at]
    return max(later, key=lambda one: one.pk).stars if later else result.stars


def stars_left(dossier: Dossier, result: Result) -> tuple[int, ...]:
    """The stars with which a dossier may be handed back: those recognised by the level it goes back to.

    Where the level that hands it back, or one above it, had a council, only what was found there: stars that
    the level below recognises, or any with which nothing can be decided here. Of the latter the level below
    refuses recognition, lets its own council judge again, or hands them further back.
    """
    step = procedure.step(dossier, HAND_BACK)
    back_to = _recognised_below(dossier, step)
    if result.case.level == procedure.came_from(dossier):
        return back_to
    found = stars_of(result)
    if found in back_to or not kinds_for(dossier, found, total_of(result)):
        return (found,)
    return ()


def recognised_below(dossier: Dossier, stars: Iterable[int]) -> bool:
    """Whether the level that a dossier may be handed back to recognises any of these stars."""
    return not set(stars).isdisjoint(_recognised_below(dossier, procedure.step(dossier, HAND_BACK)))


def _recognised_below(dossier: Dossier, step: Step) -> tuple[int, ...]:
    return procedure.regime_of(dossier).level(step.to_level).recognises if step.to_level else ()


def can_read_figures(actor: Actor) -> Decision:
    """Whoever sees the products of a territory sees what they add up to."""
    if actor.may("figures.read") and actor.reach in {Reach.TERRITORY, Reach.COUNTRY}:
        return ALLOWED
    return refuse(_("The figures of a territory are for its officers. Public figures are on the home page."))


def can_enter_earlier(actor: Actor, product: Product) -> Decision:
    """Certificates from before this register are entered by the office of the territory (S1.11)."""
    if not actor.may("certificate.enter"):
        return refuse(_("Earlier certificates are entered by the provincial office. Send it a copy."))
    if actor.role != "system" and not product.commune.lies_in(actor.unit_path):
        return refuse(_("This product belongs to another province."))
    return ALLOWED


def can_withdraw(actor: Actor, certificate: Certificate, on: date) -> Decision:
    """The level that may withdraw this many stars (Điều 8), in its own territory."""
    regime = regimes.regime_on(on)
    level = next((level for level in regime.levels if certificate.stars in level.withdraws), None)
    if level is None or not _withdraws_at(actor, Level(level.unit_kind)):
        name = level.name if level else regime.title
        return refuse(_("A certificate with this many stars is withdrawn by: %(level)s.") % {"level": name})
    if not certificate.commune.lies_in(actor.unit_path):
        return refuse(_("This product belongs to another province."))
    return ALLOWED


def can_reissue(actor: Actor, certificate: Certificate, on: date) -> Decision:
    """Whoever signs recognitions today at the unit that issued it, or that answers for that unit since."""
    unit = answering(certificate)
    step = _signing_step(unit, on)
    if step is not None and actor.role == step.role and actor.unit_path == unit.path:
        return ALLOWED
    role = ROLES[step.role].name if step is not None and step.role in ROLES else _("who recognises products")
    return refuse(
        _("This certificate is issued anew by: %(role)s, %(unit)s.") % {"role": role, "unit": unit.own_name}
    )


def can_read_void(actor: Actor, certificate: Certificate) -> Decision:
    """Who decides, or enters decisions, at the unit that answers for the issuer keeps its void papers too."""
    if actor.may("decision.record") and actor.unit_path == answering(certificate).path:
        return ALLOWED
    return refuse(_("A paper that is void is kept by the office that issued it, and shown to it alone."))


def answering(certificate: Certificate) -> Unit:
    """The unit of today that answers for the one that issued a certificate."""
    issuer = certificate.issuer_unit
    return issuer if issuer.valid_to is None else Unit.objects.get(path=issuer.scope)


def _signing_step(unit: Unit, on: date) -> Step | None:
    """The step by which a unit recognises products under the rules of a day."""
    regime = regimes.regime_on(on)
    steps = (one for one in regime.steps if one.code == procedure.RECOGNISE and one.level)
    return next((one for one in steps if regime.level(one.level or "").unit_kind == unit.level), None)


def _withdraws_at(actor: Actor, level: Level) -> bool:
    role = ROLES.get(actor.role)
    return role is not None and actor.may("certificate.withdraw") and level in role.levels
