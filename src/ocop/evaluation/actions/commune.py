"""The commune's part: a look at the dossier, the report on the regime's topics, and up or back (Điều 7.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, telling
from ocop.evaluation.actions import corrections, versions
from ocop.evaluation.actions.corrections import CorrectionFacts
from ocop.evaluation.completeness import Incomplete, missing_for_sending_up
from ocop.evaluation.models import CommuneFinding, CommuneReport, Dossier
from ocop.evaluation.moving import locked, move, opened_step, touch
from ocop.evaluation.numbers import give_code
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What the commune found on one topic."""

    finding: str
    is_local: bool | None = None


@logs_blocks
@transaction.atomic
def return_dossier(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    items: Sequence[CorrectionFacts],
    now: datetime,
) -> Dossier:
    """Give the dossier back to the producer with what has to be completed, item by item (S12.05).

    The office's term stands still until the dossier is filed again. Raises: Denied, Conflict, Stale,
    ValidationError without an item or without its reason, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.RETURN, expected_version)
    versions.lock_missing(dossier, now)
    found = corrections.ask(actor, dossier, items, to_producer=True, now=now)
    words = corrections.in_words(dossier, found)
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.returned",
        now=now,
        reason=words,
        facts=corrections.listed(found),
    )
    telling.returned(actor, dossier, words, now)
    return dossier


@logs_blocks
@transaction.atomic
def save_commune_report(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    findings: Mapping[str, FindingFacts],
    conclusion: str = "",
    number: str = "",
    reported_on: date | None = None,
    meeting_held_on: date | None = None,
    proposal_number: str = "",
    now: datetime,
) -> CommuneReport:
    """Write form 03; what is left empty may be filled in later. `findings` goes by topic code.

    Raises: Denied, Conflict, Stale, ValidationError, Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    opened_step(actor, dossier, procedure.SEND_UP, expected_version)
    topics = [topic.code for topic in procedure.regime_of(dossier).commune_topics]
    if unknown := findings.keys() - set(topics):
        raise ValidationError(
            {
                "findings": _("These are no topics of the report: %(codes)s.")
                % {"codes": ", ".join(sorted(unknown))}
            }
        )
    today = local_day(now)
    for name, day in (("reported_on", reported_on), ("meeting_held_on", meeting_held_on)):
        if day is not None and day > today:
            raise ValidationError({name: _("This day has not come yet.")})
    report = CommuneReport.objects.filter(dossier=dossier).first() or CommuneReport(
        dossier=dossier, version=0
    )
    before = _facts(report)
    report.number, report.conclusion = clean_text(number), clean_text(conclusion, lines=True)
    report.reported_on, report.meeting_held_on = reported_on, meeting_held_on
    report.proposal_number = clean_text(proposal_number)
    report.written_by_id = actor.user_id
    report.version += 1
    check_columns(report)
    report.save()
    for topic in topics:
        if topic in findings:
            CommuneFinding.objects.update_or_create(
                report=report,
                topic=topic,
                defaults={
                    "finding": clean_text(findings[topic].finding, lines=True),
                    "is_local": findings[topic].is_local,
                },
            )
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.commune_report_saved",
        obj=dossier,
        before=before,
        after=_facts(report),
        regime=dossier.regime_id,
        now=now,
    )
    return report


@logs_blocks
@transaction.atomic
def send_up(*, actor: Actor, dossier_id: int, expected_version: int, now: datetime) -> Dossier:
    """Send dossier and report to the next level; a product without a code gets the commune's next one.

    Raises: Denied; Conflict; completeness.Incomplete, listing what is missing; Stale; DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.SEND_UP, expected_version)
    missing = missing_for_sending_up(dossier, local_day(now))
    if missing:
        raise Incomplete(missing, url=dossier.get_absolute_url())
    give_code(dossier, local_day(now))
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.sent_up",
        now=now,
        facts={
            "product_code": dossier.product.code,
            **corrections.close(dossier, now, to_producer=False),
        },
    )
    telling.sent_up(actor, dossier, now)
    return dossier


def _facts(report: CommuneReport) -> dict[str, object]:
    if not report.version:
        return {}
    found = CommuneFinding.objects.filter(report=report).order_by("topic")
    return {
        "number": report.number,
        "reported_on": report.reported_on,
        "meeting_held_on": report.meeting_held_on,
        "proposal_number": report.proposal_number,
        "conclusion": report.conclusion,
        "findings": [[finding.topic, finding.finding, finding.is_local] for finding in found],
    }
