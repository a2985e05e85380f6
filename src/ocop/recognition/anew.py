"""Certificates to be decided on anew: the result they rest on was changed by the panel of an appeal.

The law says nothing of it ("Văn bản không nêu"). The certificate holds until somebody decides: a new
recognition takes its place as any later certificate does; after a refusal it is withdrawn or struck from the
register by the act that is there for it. Nothing of that happens by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.evaluation import procedure
from ocop.evaluation.additions import Line
from ocop.evaluation.models import Appeal, Dossier
from ocop.platform.display import Tag
from ocop.recognition import rules
from ocop.recognition.models import Certificate, Ruling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Anew:
    """A certificate in force with the appeal that changed its result, and what is to be done, in words."""

    certificate: Certificate
    dossier: Dossier
    appeal: Appeal
    words: str


def of(dossier: Dossier, today: date) -> Certificate | None:
    """The certificate in force that a decision on this dossier would touch; None where there is none."""
    return _in_force(today).filter(dossier=dossier).order_by("-pk").first()


def waiting(actor: Actor, today: date) -> list[Anew]:
    """What this actor's office has to decide anew, the longest waiting first; two queries."""
    changed = Appeal.objects.filter(for_new_decision=True).order_by("pk")
    judged = Ruling.objects.filter(
        dossier=OuterRef("dossier"),
        decision=OuterRef("decision"),
        case=OuterRef("dossier__standing_case"),
    )
    found = (
        _in_force(today)
        .filter(
            Exists(changed.filter(dossier=OuterRef("dossier"))),
            ~Exists(judged),
            dossier__in=Dossier.objects.visible_to(actor),
        )
        .select_related("dossier__product__producer", "dossier__standing_case__result")
        .prefetch_related(Prefetch("dossier__appeals", changed, to_attr="changed"))
        .order_by("pk")
    )
    return [_anew(one, one.dossier) for one in found if one.dossier and _decides(actor, one.dossier)]


def lines(actor: Actor, today: date) -> Iterator[Line]:
    """The line on the desk of who decides, while there is something to decide anew."""
    if not actor.may("decision.record") or not (count := len(waiting(actor, today))):
        return
    words = ngettext(
        "After an appeal %(count)d certificate is to be decided on anew",
        "After appeals %(count)d certificates are to be decided on anew",
        count,
    )
    yield Line(words % {"count": count}, Tag(_("New decision"), "amber"), reverse("recognition:batches"))


def _in_force(today: date) -> QuerySet[Certificate]:
    return Certificate.objects.filter(events=None, valid_to__gte=today)


def _decides(actor: Actor, dossier: Dossier) -> bool:
    """Whether this actor's office decides at the level that has the dossier."""
    codes = set(rules.STEP_OF.values())
    steps = procedure.regime_of(dossier).steps
    return any(
        step.code in codes and step.level == dossier.level and rules.can_record(actor, step) for step in steps
    )


def _anew(certificate: Certificate, dossier: Dossier) -> Anew:
    appeal: Appeal = dossier.changed[-1]  # type: ignore[attr-defined] # by the prefetch of waiting
    result = dossier.standing_case.result if dossier.standing_case else None
    facts = {
        "appeal": appeal.number,
        "stars": result.stars if result else 0,
        "certificate": certificate.number,
        "had": certificate.stars,
    }
    if dossier.state == "not_recognised":
        words = _(
            "After appeal %(appeal)s the product was not recognised again. Certificate %(certificate)s "
            "(%(had)d stars) holds until it is withdrawn or struck from the register."
        )
    else:
        words = _(
            "After appeal %(appeal)s the result is %(stars)d stars. Certificate %(certificate)s "
            "(%(had)d stars) holds until the new decision."
        )
    return Anew(certificate, dossier, appeal, words % facts)
