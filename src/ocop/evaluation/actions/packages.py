"""Papers that go up with a dossier and that only their number and date tell of."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import packages, samples
from ocop.evaluation.models import Dossier, PackagePaper
from ocop.evaluation.moving import locked
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def enter_package_paper(
    *, actor: Actor, dossier_id: int, part: str, number: str, dated_on: date, now: datetime
) -> PackagePaper:
    """Write number and date of a paper that goes up with the dossier; entered again, it is corrected.

    Raises: Denied; Conflict where the regime sends nothing up from here; ValidationError by field;
    Dossier.DoesNotExist.
    """
    dossier: Dossier = locked(actor, dossier_id)
    kind = packages.kind_from(dossier, samples.level_of(actor, dossier))
    if kind is None:
        raise Conflict(_("Under the rules of this dossier nothing goes up from here."))
    require(packages.can_enter(actor, dossier, kind))
    if part not in {one.code for one in packages.by_hand(dossier, kind)}:
        raise ValidationError({"part": _("Choose one of the papers listed.")})
    text = clean_text(number)
    if not text:
        raise ValidationError({"number": _("Write the number of the paper.")})
    if dated_on > local_day(now):
        raise ValidationError({"dated_on": _("This day has not come yet.")})
    earlier = dossier.package_papers.filter(package=kind.code, part=part).first()
    before = {"number": earlier.number, "dated_on": earlier.dated_on} if earlier else {}
    paper = earlier or PackagePaper(dossier=dossier, package=kind.code, part=part)
    paper.number, paper.dated_on = text, dated_on
    paper.entered_at, paper.entered_by_id = now, actor.user_id
    paper.save()
    record(
        actor=actor,
        verb="dossier.package_paper_entered",
        obj=dossier,
        before=before,
        after={"package": kind.code, "part": part, "number": text, "dated_on": dated_on},
        regime=dossier.regime_id,
        now=now,
    )
    return paper
