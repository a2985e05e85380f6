"""Papers that prove what the self-assessment claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier, Evidence, EvidenceLink
from ocop.evaluation.moving import locked, opened_step, touch
from ocop.journal.actions import record
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What is written about a paper; the names are those of the columns."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    dossier_id: int,
    facts: EvidenceFacts,
    file: CheckedFile,
    criteria: Iterable[str] = (),
    now: datetime,
) -> Evidence:
    """Add a paper with its file, for these criteria.

    There is no expected version: several files may be sent at once and none undoes another. Raises: Denied;
    Conflict in another state and when the dossier holds this very file; ValidationError; DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    opened_step(actor, dossier, procedure.FILE, None)
    wanted = _checked_criteria(dossier, criteria)
    if dossier.evidence.filter(sha256=file.sha256).exists():
        raise Conflict(_("This file is in the dossier already. Link it to further criteria instead."))
    evidence = Evidence(dossier=dossier, added_at=now, **asdict(_checked(facts)))
    evidence.take(file)
    check_columns(evidence)
    evidence.save(force_insert=True)
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, criterion=number) for number in wanted)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_added",
        obj=dossier,
        before={},
        after={"title": evidence.title, "sha256": evidence.sha256, "criteria": wanted},
        regime=dossier.regime_id,
        now=now,
    )
    return evidence


@transaction.atomic
def link_evidence(
    *, actor: Actor, evidence_id: int, expected_version: int, criteria: Iterable[str], now: datetime
) -> Evidence:
    """Say which criteria a paper proves; those left out are unlinked. The version is the dossier's.

    Raises: Denied, Conflict, Stale, ValidationError, Evidence.DoesNotExist, Dossier.DoesNotExist.
    """
    evidence, dossier = _own(actor, evidence_id, expected_version)
    wanted = _checked_criteria(dossier, criteria)
    before = sorted(evidence.links.values_list("criterion", flat=True))
    evidence.links.all().delete()
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, criterion=number) for number in wanted)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_linked",
        obj=dossier,
        before={"sha256": evidence.sha256, "criteria": before},
        after={"sha256": evidence.sha256, "criteria": wanted},
        regime=dossier.regime_id,
        now=now,
    )
    return evidence


@transaction.atomic
def describe_evidence(
    *,
    actor: Actor,
    evidence_id: int,
    expected_version: int,
    facts: EvidenceFacts,
    criteria: Iterable[str],
    now: datetime,
) -> Evidence:
    """Write what stands on a paper and which criteria it proves. The version is the dossier's.

    Raises: Denied, Conflict, Stale, ValidationError by field, Evidence.DoesNotExist, Dossier.DoesNotExist.
    """
    evidence, dossier = _own(actor, evidence_id, expected_version)
    wanted = _checked_criteria(dossier, criteria)
    checked = asdict(_checked(facts))
    before: dict[str, object] = {name: getattr(evidence, name) for name in checked}
    before["criteria"] = sorted(evidence.links.values_list("criterion", flat=True))
    for name, value in checked.items():
        setattr(evidence, name, value)
    evidence.save(update_fields=list(checked))
    evidence.links.all().delete()
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, criterion=number) for number in wanted)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_described",
        obj=dossier,
        before=before,
        after={"sha256": evidence.sha256, **checked, "criteria": wanted},
        regime=dossier.regime_id,
        now=now,
    )
    return evidence


@transaction.atomic
def remove_evidence(*, actor: Actor, evidence_id: int, expected_version: int, now: datetime) -> Dossier:
    """Take a paper out of the dossier; the journal keeps its digest. The version is the dossier's.

    Raises: Denied, Conflict, Stale, Evidence.DoesNotExist, Dossier.DoesNotExist.
    """
    evidence, dossier = _own(actor, evidence_id, expected_version)
    before = {"title": evidence.title, "sha256": evidence.sha256}
    evidence.delete()
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_removed",
        obj=dossier,
        before=before,
        after={},
        regime=dossier.regime_id,
        now=now,
    )
    return dossier


def _own(actor: Actor, evidence_id: int, expected_version: int) -> tuple[Evidence, Dossier]:
    visible = Dossier.objects.visible_to(actor)
    dossier = locked(actor, Evidence.objects.get(pk=evidence_id, dossier__in=visible).dossier_id)
    opened_step(actor, dossier, procedure.FILE, expected_version)
    return dossier.evidence.get(pk=evidence_id), dossier


def _checked(facts: EvidenceFacts) -> EvidenceFacts:
    title = clean_text(facts.title)
    if not title:
        raise ValidationError({"title": _("Write what this paper is.")})
    if facts.issued_on and facts.expires_on and facts.expires_on < facts.issued_on:
        raise ValidationError({"expires_on": _("The last day lies before the day of issue.")})
    return EvidenceFacts(
        title=title,
        number=clean_text(facts.number),
        issuer=clean_text(facts.issuer),
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
    )


def _checked_criteria(dossier: Dossier, criteria: Iterable[str]) -> list[str]:
    leaves = regimes.product_set(dossier.regime_id, dossier.set_no).leaves
    wanted = set(criteria)
    if unknown := wanted - leaves.keys():
        raise ValidationError(
            {
                "criteria": _("These are no criteria of this set: %(numbers)s.")
                % {"numbers": ", ".join(sorted(unknown))}
            }
        )
    return [number for number in leaves if number in wanted]
