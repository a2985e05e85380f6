"""Issuing a certificate anew: its papers so far are void, a new one is signed and kept (S15.02).

What the certificate is worth stays: stars, days, number, code and the address under the code. Only the paper
is another one, with names put right where they were wrong or have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.documents import word
from ocop.platform.elevation import proved_lately
from ocop.platform.text import clean_text
from ocop.programme import word_templates
from ocop.recognition import batches, following, issuing, papers, queries, rules, telling
from ocop.recognition.models import Certificate, Reissue, ReissueReason, RulingKind, Way
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.programme.models import WordTemplate

NAMES: Final = ("product_name", "producer_name", "commune_name")
"""The names on the paper that may be put right."""


@dataclass(frozen=True, slots=True)
class ReissueFacts:
    """Why the paper is another one, and what the new one says.

    `signer_lines`: power and office of who signs, each on its line. `way`: how the paper is made, asked only
    where the unit has a Word template of its own for certificates.
    """

    reason: str
    note: str
    product_name: str
    producer_name: str
    commune_name: str
    signer_lines: str
    ordered_by: str = ""
    way: str = ""


def own_template(unit: Unit, on: date) -> dict[str, WordTemplate]:
    """The unit's own Word template for certificates in force on a day, under its kind."""
    found = papers.own_templates(unit, RulingKind.RECOGNISE, on)
    return {kind: one for kind, one in found.items() if kind == papers.CERTIFICATE}


@transaction.atomic
def reissue_certificate(
    *, actor: Actor, certificate_id: int, expected_version: int, facts: ReissueFacts, now: datetime
) -> Reissue:
    """Void the papers of a certificate that holds, and sign and keep another one.

    Side effects: names put right stand on the certificate from now on; notice to producer and commune.
    Raises: Denied; Conflict when the certificate does not hold any more (pdf.Unprintable among them); Stale;
    ValidationError by field; office.NoOffice; Certificate.DoesNotExist.
    """
    visible = Certificate.objects.visible_to(actor).for_update()
    related = visible.select_related("product__producer", "decision", "issuer_unit", "commune")
    certificate = related.get(pk=certificate_id)
    today = local_day(now)
    require(rules.can_reissue(actor, certificate, today) & proved_lately(actor))
    refuse_ended(certificate, today)
    certificate.expect_version(expected_version)
    unit = rules.answering(certificate)
    own = own_template(unit, today)
    checked = _checked(facts, certificate, own)
    before = {name: getattr(certificate, name) for name in NAMES}
    after = {name: getattr(checked, name) for name in NAMES}
    reissue = Reissue(
        certificate=certificate,
        no=certificate.reissues.count() + 1,
        reason=checked.reason,
        note=checked.note,
        on=today,
        ordered_by=checked.ordered_by,
        issuer_unit=unit,
        signer_name=actor.name,
        signer_lines=checked.signer_lines,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        **{f"{name}_before": before[name] for name in NAMES if before[name] != after[name]},
    )
    for name in NAMES:
        setattr(certificate, name, after[name])
    check_columns(certificate)
    check_columns(reissue)
    reissue.save(force_insert=True)
    certificate.version += 1
    certificate.save(update_fields=[*NAMES, "version"])
    certificate.papers.present().update(voided_by=reissue)
    following.reissued(certificate.pk, now)
    press = issuing.press(papers.draft_again(certificate, checked.way, own), now)
    kept = press.issue_again(certificate, reissue)
    record(
        actor=actor,
        verb="certificate.reissued",
        obj=certificate,
        before=before,
        # What happened may name people: it enters the journal as a digest only.
        after={
            **after,
            "copy": reissue.copy,
            "code": reissue.reason,
            "note": reissue.note,
            "paper": kept.sha256,
        },
        regime=regimes.regime_on(today).id,
        now=now,
    )
    telling.reissued(actor, reissue, now)
    return reissue


def refuse_ended(certificate: Certificate, today: date) -> None:
    """Do nothing for a certificate that holds today. Raises: Conflict."""
    if not queries.status(certificate, today).holds:
        raise Conflict(
            _("This certificate holds no longer: no paper of it is issued anew."),
            url=queries.certificate_url(certificate.pk),
        )


def _checked(facts: ReissueFacts, certificate: Certificate, own: dict[str, WordTemplate]) -> ReissueFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    names = {name: clean_text(getattr(facts, name)) for name in NAMES}
    note, lines = clean_text(facts.note, lines=True), clean_text(facts.signer_lines, lines=True)
    faults: dict[str, StrOrPromise] = {
        name: _("This is needed: it stands on the certificate.") for name, text in names.items() if not text
    }
    if not note:
        faults["note"] = _("Write what happened; it is kept with the certificate.")
    if not lines:
        faults["signer_lines"] = _("Write the power and office of the signer.")
    if facts.reason not in ReissueReason.values:
        faults["reason"] = _("Choose the reason.")
    else:
        reason = ReissueReason(facts.reason)
        changed = [name for name, text in names.items() if text and text != getattr(certificate, name)]
        if changed and not reason.changes_names:
            faults |= dict.fromkeys(
                changed, _("A lost or damaged paper is issued with the names that stood on it.")
            )
        if not changed and reason == ReissueReason.RENAMED:
            faults["reason"] = _("No name is another one than before. Write the new name below.")
    if own and facts.way not in batches.ways_open(own, 1):
        faults["way"] = _("Choose one of the ways listed.")
    elif own and facts.way != Way.BUILTIN and not _says_so(own[papers.CERTIFICATE]):
        faults["way"] = _(
            "Your Word template has no place that says a certificate is issued anew: the tag {{ cap_lai }}. "
            "Add it to the template, or choose the layout of the programme."
        )
    if faults:
        raise ValidationError(dict(faults))
    way = facts.way if own else ""
    return ReissueFacts(
        reason=facts.reason,
        note=note,
        signer_lines=lines,
        ordered_by=clean_text(facts.ordered_by),
        way=way,
        **names,
    )


def _says_so(template: WordTemplate) -> bool:
    """Whether a paper by this template says that it is issued anew."""
    return word.uses(word_templates.content(template), papers.AGAIN_TAG, papers.FACTS_TAG)
