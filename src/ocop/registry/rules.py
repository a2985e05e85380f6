"""Who may register producers and products, and which producers may apply for which sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.people.roles import Reach
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.law.regime import ProducerKind, Regime
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import PersonalDataRequest, Producer


def can_register_producer(actor: Actor, commune: Unit) -> Decision:
    """Producers register themselves in their own commune; officers, those of their territory."""
    return _may_write(actor) & _reaches(actor, commune)


def can_change_producer(actor: Actor, producer: Producer) -> Decision:
    """The producer itself and the officers of its territory; `visible_to` has already kept strangers out."""
    return _may_write(actor) & (ALLOWED if actor.reach == Reach.OWN else _reaches(actor, producer.commune))


def reads_personal(actor: Actor) -> bool:
    """Whether this actor reads personal data of what they see in the clear: only what is their own."""
    return actor.role == "system" or actor.reach == Reach.OWN


def can_show_personal(actor: Actor) -> Decision:
    """Whether this actor may have masked personal data shown; each time is recorded."""
    if actor.may("personal.read"):
        return ALLOWED
    return refuse(
        _("Personal data is masked here. Its owner and the offices in charge of the dossier read it.")
    )


def can_save_view(actor: Actor) -> Decision:
    """Everybody with an account, for themselves."""
    if actor.is_signed_in:
        return ALLOWED
    return refuse(_("Sign in to keep a view of a list."))


def can_ask_about_data(actor: Actor) -> Decision:
    """Everybody with an account, about themselves."""
    if actor.is_signed_in:
        return ALLOWED
    return refuse(_("Sign in to ask about your data, or ask your commune."))


def can_keep_requests(actor: Actor) -> Decision:
    """Who sees and answers what people ask about their data."""
    if actor.may("journal.erase"):
        return ALLOWED
    return refuse(
        _("Requests about personal data are answered by the administrator. Yours stand under “My data”.")
    )


def can_answer_request(actor: Actor, request: PersonalDataRequest) -> Decision:
    """Somebody else than the person, who has just confirmed who they are: it may delete for ever."""
    if actor.user_id is not None and actor.user_id == request.person_id:
        return refuse(_("Nobody answers the own request. Ask another administrator."))
    return can_keep_requests(actor) & confirmed(actor)


def can_name_representative(actor: Actor, producer: Producer) -> Decision:
    """Officers of the territory decide which account speaks for a producer."""
    if not actor.may("producer.represent"):
        return refuse(
            _("Only the commune or the province can say who speaks for a producer. Ask your commune.")
        )
    return _reaches(actor, producer.commune)


def can_record_opinion(actor: Actor) -> Decision:
    """Officers of the sectors; `visible_to` keeps to the products of their field and territory."""
    if actor.may("opinion.record"):
        return ALLOWED
    return refuse(
        _("Opinions and support are recorded by the officers of the sectors. Ask the department in charge.")
    )


def can_record_consent(actor: Actor, producer: Producer) -> Decision:
    """An officer of the territory writes down what the producer agreed to."""
    if not actor.may("consent.record"):
        return refuse(_("Consent is recorded by the officers of the commune or the province."))
    return _reaches(actor, producer.commune)


def can_withdraw_consent(actor: Actor, producer: Producer) -> Decision:
    """The producer itself, or an officer to whom it said so."""
    own = actor.reach == Reach.OWN and actor.may("producer.write")
    return ALLOWED if own else can_record_consent(actor, producer)


def can_take_over(actor: Actor, producer: Producer) -> Decision:
    """Officers of the territory record take-overs, ends and returns: they see the papers that show them."""
    if not actor.may("producer.represent"):
        return refuse(
            _(
                "Only the commune or the province records that a producer ends or is taken over. "
                "Ask your commune."
            )
        )
    return _reaches(actor, producer.commune)


def can_compare(actor: Actor) -> Decision:
    """Who sees which records of a territory look alike: whoever reads them there."""
    if actor.may("producer.read") and actor.reach in {Reach.TERRITORY, Reach.COUNTRY}:
        return ALLOWED
    return refuse(_("Records that look alike are for the officers of the territory. Tell your commune."))


def can_settle(actor: Actor) -> Decision:
    """Who looks at records that look alike: those who record take-overs, each in the own territory."""
    if actor.may("producer.represent"):
        return ALLOWED
    return refuse(_("Records that look alike are settled by the commune or the province. Tell your commune."))


def may_apply(regime: Regime, producer: Producer, set_no: int) -> Decision:
    """Whether this producer may bring a product of this set (Điều 2.3, 26/2026).

    A regime that lists no kinds restricts nothing but those that have ended.
    """
    if producer.ended_on is not None:
        return refuse(_("This producer takes part no more, so it brings no product and no dossier."))
    found = kind_of(regime, producer.kind)
    if found is not None and found.needs_registration and not producer.business_number:
        return refuse(
            _(
                "A producer of this kind (%(kind)s) takes part only with a business registration. Write its "
                "number in the record of the producer first."
            )
            % {"kind": found.name}
        )
    return kind_may_bring(regime, producer.kind, set_no)


def kind_may_bring(regime: Regime, kind: str, set_no: int) -> Decision:
    """Whether producers of this kind may bring products of this set (Điều 2.3, 26/2026)."""
    if not regime.producer_kinds:
        return ALLOWED
    found = kind_of(regime, kind)
    if found is None:
        return refuse(
            _("This kind of producer is not among those that may take part. Choose one of the kinds listed.")
        )
    if found.only_sets and set_no not in found.only_sets:
        sets = ", ".join(str(number) for number in found.only_sets)
        text = ngettext(
            "A producer of this kind (%(kind)s) may only bring products of set %(sets)s.",
            "A producer of this kind (%(kind)s) may only bring products of sets %(sets)s.",
            len(found.only_sets),
        )
        return refuse(text % {"kind": found.name, "sets": sets})
    return ALLOWED


def kind_of(regime: Regime, code: str) -> ProducerKind | None:
    """The producer kind of that code; None when the regime has none."""
    return next((kind for kind in regime.producer_kinds if kind.code == code), None)


def _may_write(actor: Actor) -> Decision:
    if actor.may("producer.write"):
        return ALLOWED
    return refuse(_("Only producers and the officers of their commune or province write in the registry."))


def _reaches(actor: Actor, unit: Unit) -> Decision:
    if actor.role == "system" or unit.lies_in(actor.unit_path):
        return ALLOWED
    return refuse(_("This place lies outside your territory. Choose a commune of your own territory."))
