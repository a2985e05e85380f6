"""Writing for a producer: which consent allows it, and the words that are agreed to (S2.04, S2.05)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.people.roles import Reach
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.registry.models import Consent

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer

RECORDS: Final = "consent.record"
TEXT_VERSION: Final = "1"
"""The version of the words in `registry/consent_slip.html`; other words are a new version."""

LONGEST_DAYS: Final = 366
"""How long one consent holds at most: a year, our choice (record 0023)."""


class Need(StrEnum):
    """What a consent is asked for; the values are columns of `Consent`."""

    PRODUCTS = "covers_products"
    PAPERS = "covers_papers"
    FILING = "covers_filing"


NEEDS: Final[dict[Need, StrOrPromise]] = {
    Need.PRODUCTS: _("to register its products"),
    Need.PAPERS: _("to fill in the forms and evidence of its dossiers"),
    Need.FILING: _("to file its dossiers"),
}


def is_own(actor: Actor) -> bool:
    """Whether the actor writes for a producer of their own, so that no consent is asked for."""
    return actor.role == "system" or actor.reach == Reach.OWN


def covering(producer: Producer, need: Need, today: date) -> Consent | None:
    """A consent of the producer that allows this today, the one that holds longest."""
    open_ones = Consent.objects.filter(
        producer=producer, withdrawn_on=None, given_on__lte=today, to_on__gte=today, **{need: True}
    )
    return open_ones.order_by("-to_on", "-pk").first()


def can_write_for(actor: Actor, producer: Producer, need: Need, today: date) -> Decision:
    """The producer itself; an officer of its territory while a consent of the producer allows it."""
    if is_own(actor):
        return ALLOWED
    if covering(producer, need, today) is not None:
        return ALLOWED
    return refuse(
        _(
            "%(producer)s has given no consent %(need)s, or it has ended. Nobody may originate this for a "
            "producer: ask its representative to do it, or to sign the slip, and record the consent first."
        )
        % {"producer": producer.name, "need": NEEDS[need]}
    )


def reason(consent: Consent | None) -> str:
    """What the journal says of an act done for the producer; empty for the producer's own."""
    if consent is None:
        return ""
    day = date_format(consent.given_on, "d/m/Y")
    return _("Typed for the producer under its consent of %(day)s.") % {"day": day}
