"""A unit replaces our Word template of a kind of paper by its own, from a day on, or goes back to ours."""

# ruff: noqa: PLC0415 - the writers of Word files take a second to load, so only checking one loads them

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.platform.documents import tags
from ocop.platform.files import DOCX, CheckedFile
from ocop.programme import rules
from ocop.programme.models import WordTemplate

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Entered:
    """A template that was entered, and the needed tags that it lacks."""

    template: WordTemplate
    missing: tuple[str, ...]


@transaction.atomic
def enter_template(
    *, actor: Actor, kind: str, file: CheckedFile | None, from_on: date, now: datetime
) -> Entered:
    """Put a template of the actor's unit in force from a day on; without a file, ours again.

    Raises: Denied; KeyError for a kind nobody knows; ValidationError by field: a file that is no template,
    names a tag that nothing fills or does what a template may not; a day in the past.
    """
    require(rules.can_keep_templates(actor))
    known = tags.kind(kind)
    if from_on < local_day(now):
        raise ValidationError({"from_on": _("Choose today or a later day: what was issued stays as it was.")})
    missing = _missing(file, known)
    entered = WordTemplate(
        unit=Unit.objects.get(path=actor.unit_path, valid_to=None),
        kind=known.code,
        from_on=from_on,
        entered_at=now,
        entered_by_id=actor.user_id or 0,
    )
    if file is None:
        entered.file_name = entered.media_type = entered.sha256 = ""
        entered.size = 0
    else:
        entered.take(file)
    entered.save(force_insert=True)
    record(
        actor=actor,
        verb="template.entered",
        obj=entered,
        before={},
        after={"kind": known.code, "from_on": from_on, "sha256": entered.sha256, "missing": list(missing)},
        now=now,
    )
    return Entered(entered, missing)


def _missing(file: CheckedFile | None, kind: tags.Kind) -> tuple[str, ...]:
    """The needed tags that a file lacks. Raises: ValidationError for one that cannot be used."""
    if file is None:
        return ()
    if file.media_type != DOCX:
        raise ValidationError({"file": _("A template is a Word file (.docx).")})
    from ocop.platform.documents import word

    try:
        found = word.check(file.content, kind)
    except word.BadTemplate as error:
        raise ValidationError({"file": str(error)}) from error
    if found.unknown:
        raise ValidationError(
            {
                "file": _("Nothing fills these tags: %(names)s. Correct their names by the list.")
                % {"names": ", ".join(found.unknown)}
            }
        )
    return found.missing
