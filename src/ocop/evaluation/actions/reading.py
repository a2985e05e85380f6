"""Reading personal data of a dossier in the clear: nothing changes, and that it was read is kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import personal
from ocop.evaluation.models import Dossier
from ocop.journal.actions import record_reading
from ocop.platform.decisions import Conflict, require
from ocop.registry.rules import can_show_personal

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.personal import Purpose


@transaction.atomic
def show_personal(*, actor: Actor, dossier_id: int, purpose: Purpose, now: datetime) -> Dossier:
    """Note that personal data of forms 01 and 02 is read in the clear, before it is shown once.

    Raises: Denied; Conflict when nothing of them is masked; Dossier.DoesNotExist.
    """
    dossier: Dossier = (
        Dossier.objects.visible_to(actor).select_related("product__producer").get(pk=dossier_id)
    )
    require(can_show_personal(actor))
    fields = personal.fields_of(dossier)
    if not fields:
        raise Conflict(_("Nothing of this dossier is masked."))
    record_reading(actor=actor, obj=dossier, fields=fields, purpose=purpose.recorded, now=now)
    return dossier
