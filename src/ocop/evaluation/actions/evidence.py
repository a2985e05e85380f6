"""Papers that prove what the self-assessment claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, store
from ocop.evaluation.models import Dossier, Evidence, EvidenceLink
from ocop.evaluation.moving import locked, opened_step, touch, write_for
from ocop.journal.actions import record
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.actions.papers import PaperFacts, keep_evidence, learn
from ocop.registry.columns import check_columns
from ocop.registry.consents import Need
from ocop.registry.models import Paper

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile


COPIED = ("title", "number", "issuer", "issued_on", "expires_on", "file_name", "media_type", "size", "sha256")
"""What a dossier keeps of a paper of the store."""


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
    """Add a paper with its file, for these criteria. The producer's store takes it in, or knows it already.

    There is no expected version: several files may be sent at once and none undoes another. Raises: Denied;
    Conflict in another state and when the dossier holds this very file; ValidationError; DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    opened_step(actor, dossier, procedure.FILE, None)
    why = write_for(actor, dossier, Need.PAPERS, now)
    wanted = _checked_criteria(dossier, criteria)
    if dossier.evidence.filter(sha256=file.sha256).exists():
        raise Conflict(_("This file is in the dossier already. Link it to further criteria instead."))
    evidence = Evidence(dossier=dossier, added_at=now, **asdict(_checked(facts)))
    evidence.take(file)
    check_columns(evidence)
    told = PaperFacts(kind="", **asdict(_checked(facts)))
    evidence.paper, _known = keep_evidence(
        actor=actor, product=dossier.product, facts=told, file=file, now=now
    )
    evidence.save(force_insert=True)
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, criterion=number) for number in wanted)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_added",
        obj=dossier,
        before={},
        after={"title": evidence.title, "sha256": evidence.sha256, "criteria": wanted},
        reason=why,
        regime=dossier.regime_id,
        now=now,
    )
    return evidence


@transaction.atomic
def attach_paper(
    *, actor: Actor, dossier_id: int, paper_id: int, criteria: Iterable[str] = (), now: datetime
) -> Evidence:
    """Let a paper of the producer's store prove these criteria, without sending its file again.

    The dossier keeps what stands on it as it is now. Raises: Denied; Conflict in another state;
    ValidationError; Dossier.DoesNotExist; Paper.DoesNotExist for one the store does not offer to the dossier.
    """
    dossier = locked(actor, dossier_id)
    opened_step(actor, dossier, procedure.FILE, None)
    why = write_for(actor, dossier, Need.PAPERS, now)
    wanted = _checked_criteria(dossier, criteria)
    paper: Paper = store.offered(dossier).get(pk=paper_id)
    evidence = Evidence.objects.create(
        dossier=dossier, paper=paper, added_at=now, **{name: getattr(paper, name) for name in COPIED}
    )
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=evidence, criterion=number) for number in wanted)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.paper_attached",
        obj=dossier,
        before={},
        after={"paper": paper.pk, "sha256": evidence.sha256, "criteria": wanted},
        reason=why,
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
    why = write_for(actor, dossier, Need.PAPERS, now)
    wanted = _checked_criteria(dossier, criteria)
    pages = dict(evidence.links.values_list("criterion", "page"))
    before = sorted(pages)
    _link(evidence, {number: pages.get(number) for number in wanted})
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_linked",
        obj=dossier,
        before={"sha256": evidence.sha256, "criteria": before},
        after={"sha256": evidence.sha256, "criteria": wanted},
        reason=why,
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
    pages: Mapping[str, int | None] | None = None,
    now: datetime,
) -> Evidence:
    """Write what stands on a paper and which criteria it proves. The version is the dossier's.

    `pages`: on which page of a PDF, by criterion, from 1; a criterion that is not named keeps its page.

    Where the store does not know its number, issuer or dates yet, it learns them from here.

    Raises: Denied, Conflict, Stale, ValidationError by field, Evidence.DoesNotExist, Dossier.DoesNotExist.
    """
    evidence, dossier = _own(actor, evidence_id, expected_version)
    why = write_for(actor, dossier, Need.PAPERS, now)
    wanted = _checked_criteria(dossier, criteria)
    checked: dict[str, Any] = asdict(_checked(facts))
    before: dict[str, object] = {name: getattr(evidence, name) for name in checked}
    before["criteria"] = sorted(evidence.links.values_list("criterion", flat=True))
    before["pages"] = known = dict(evidence.links.values_list("criterion", "page"))
    shown_on = {number: {**known, **(pages or {})}.get(number) for number in wanted}
    for name, value in checked.items():
        setattr(evidence, name, value)
    evidence.carried = False
    evidence.save(update_fields=[*checked, "carried"])
    if evidence.paper is not None:
        checked["learned"] = learn(evidence.paper, PaperFacts(kind="", **checked))
    _link(evidence, shown_on)
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_described",
        obj=dossier,
        before=before,
        after={"sha256": evidence.sha256, **checked, "criteria": wanted, "pages": shown_on},
        reason=why,
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
    why = write_for(actor, dossier, Need.PAPERS, now)
    before = {"title": evidence.title, "sha256": evidence.sha256}
    evidence.delete()
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.evidence_removed",
        obj=dossier,
        before=before,
        after={},
        reason=why,
        regime=dossier.regime_id,
        now=now,
    )
    return dossier


def _own(actor: Actor, evidence_id: int, expected_version: int) -> tuple[Evidence, Dossier]:
    visible = Dossier.objects.visible_to(actor)
    dossier = locked(actor, Evidence.objects.get(pk=evidence_id, dossier__in=visible).dossier_id)
    opened_step(actor, dossier, procedure.FILE, expected_version)
    return dossier.evidence.select_related("paper").get(pk=evidence_id), dossier


def _link(evidence: Evidence, pages: Mapping[str, int | None]) -> None:
    """Let the paper prove these criteria and no others, each on its page."""
    evidence.links.all().delete()
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=evidence, criterion=number, page=page) for number, page in pages.items()
    )


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
