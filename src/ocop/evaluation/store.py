"""The producer's store of papers as a dossier sees it: what it offers, what was renewed, who is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier, Evidence
from ocop.notices.actions import notify
from ocop.notices.queries import Recipient
from ocop.registry import papers
from ocop.registry.models import Paper, PaperScope, Representative
from ocop.registry.paper_uses import Use

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor

TEMPLATE: Final = "paper_renewed"


def offered(dossier: Dossier) -> QuerySet[Paper]:
    """The papers of the producer that may be attached: current, with a file, not in the dossier yet.

    Those that name other products alone are left out. The caller got the dossier through `visible_to`.
    """
    named = PaperScope.objects.filter(paper=OuterRef("pk"))
    there = Evidence.objects.filter(Q(paper=OuterRef("pk")) | Q(sha256=OuterRef("sha256")), dossier=dossier)
    return (
        papers.current()
        .filter(~Exists(named) | Exists(named.filter(product=dossier.product_id)), ~Exists(there))
        .filter(producer=dossier.product.producer_id)
        .exclude(sha256="")
        .order_by("title", "pk")
    )


def renewed_in(dossier: Dossier) -> set[int]:
    """Keys of the dossier's evidence whose paper was renewed in the store since."""
    newer = Paper.objects.filter(replaces=OuterRef("paper"), removed_on=None)
    return set(dossier.evidence.filter(Exists(newer)).values_list("pk", flat=True))


class DossierUses:
    """What this room does with papers of the store; see `registry.paper_uses`."""

    def uses_of(self, paper: Paper) -> list[Use]:
        """The dossiers that have the paper as evidence, the latest change first."""
        return [
            Use(one.receipt_number or one.product.name, one.get_absolute_url(), procedure.is_open(one))
            for one in _using(paper)
        ]

    def renewed(self, actor: Actor, old: Paper, new: Paper, now: datetime) -> None:
        """Tell who writes an open draft that it holds the old paper; whoever renewed it knows."""
        speaking = Representative.objects.filter(producer=old.producer_id, to_on=None)
        writers = set(speaking.values_list("user_id", flat=True))
        for one in _using(old):
            if not procedure.can_start(one, procedure.FILE):
                continue
            told = {*writers, one.assisted_by_id} - {actor.user_id}
            notify(
                [Recipient(user_id) for user_id in sorted(filter(None, told))],
                template=TEMPLATE,
                reference=f"dossier:{one.pk}:paper:{new.pk}",
                facts={"product": one.product.name, "paper": new.title},
                link=reverse("evaluation:evidence", args=[one.pk]),
                now=now,
            )


def _using(paper: Paper) -> QuerySet[Dossier]:
    found = Dossier.objects.filter(pk__in=paper.used_as.values("dossier_id"))
    return found.select_related("product").order_by("-changed_at", "-pk")


USES: Final = DossierUses()
