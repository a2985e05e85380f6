"""What a dossier still lacks before it may go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.evaluation.models import CommuneReport, Dossier, Registration, SelfReport
from ocop.evaluation.procedure import regime_of
from ocop.law import sheets
from ocop.platform.decisions import Conflict
from ocop.registry import regimes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REGISTRATION = "registration"
SELF_REPORT = "self_report"
CHANGES = "changes"
SELF_ANSWERS = "self_answers"
REPORT = "commune_report"
LETTER = "letter"
COMMUNE = "commune"
# Parts a renewal or an upgrade owes beyond the two forms are answered in one text of form 02.
ANSWERED_IN_CHANGES = frozenset({"changes", "updates", "renewed_papers"})


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing still to be done: in which part, what, and for which criterion or topic if it is one."""

    part: str
    text: StrOrPromise
    item: str = ""


class Incomplete(Conflict):
    """Something is missing; `missing` lists all of it. Shown as a 409 page that names each."""

    def __init__(self, missing: Sequence[Missing], *, url: str = "") -> None:
        super().__init__(_listed(missing), url=url)
        self.missing = tuple(missing)


def missing_for_filing(dossier: Dossier) -> list[Missing]:
    """What the producer still owes: form 01, form 02, an answer to each criterion that applies (Điều 6.1)."""
    kind = regime_of(dossier).kind(dossier.kind)
    return [
        *_missing_registration(dossier),
        *_missing_self_report(dossier, changes=any(part.code in ANSWERED_IN_CHANGES for part in kind.parts)),
        *_missing_answers(dossier),
    ]


def missing_for_sending_up(dossier: Dossier) -> list[Missing]:
    """What the commune still owes: its report (Mẫu 03) with number, date, findings and conclusion, and the
    letter of proposal where the regime's package to the province has one (Điều 6.2, 26/2026).
    """
    report = CommuneReport.objects.filter(dossier=dossier).first()
    if report is None:
        return [Missing(REPORT, _("The report of the commune is not written yet."))]
    missing = []
    if not report.number or report.reported_on is None:
        missing.append(Missing(REPORT, _("The report needs its number and date.")))
    found = dict(report.findings.exclude(finding="").values_list("topic", "finding"))
    for topic in regime_of(dossier).commune_topics:
        if topic.code not in found:
            text = _("There is no finding yet on: %(topic)s.") % {"topic": topic.name}
            missing.append(Missing(REPORT, text, topic.code))
    if not report.conclusion:
        missing.append(Missing(REPORT, _("The conclusion is not written yet.")))
    if not report.proposal_number and _needs_letter(dossier):
        missing.append(Missing(REPORT, _("The number of the letter of proposal is not given yet."), LETTER))
    return missing


def _needs_letter(dossier: Dossier) -> bool:
    kinds = regime_of(dossier).dossier_kinds
    return any(
        part.code == LETTER and part.required and dossier.set_no not in part.except_sets
        for kind in kinds
        if kind.from_level == COMMUNE
        for part in kind.parts
    )


def _missing_registration(dossier: Dossier) -> list[Missing]:
    if Registration.objects.filter(dossier=dossier).exists():
        return []
    return [Missing(REGISTRATION, _("The registration (form 01) is not filled in yet."))]


def _missing_self_report(dossier: Dossier, *, changes: bool) -> list[Missing]:
    report = SelfReport.objects.filter(dossier=dossier).first() or SelfReport()
    owed: dict[str, tuple[str, StrOrPromise]] = {
        "general": (report.general, _("Form 02, part I: the general information is not written yet.")),
        "business_results": (
            report.business_results,
            _("Form 02, part II: the business results are not written yet."),
        ),
        "future_plan": (report.future_plan, _("Form 02, part IV: the plan is not written yet.")),
    }
    if changes:
        owed["changes"] = (
            report.changes,
            _("Write what has changed since the last recognition, with its evidence."),
        )
    return [
        Missing(CHANGES if name == "changes" else SELF_REPORT, text, name)
        for name, (value, text) in owed.items()
        if not value
    ]


def _missing_answers(dossier: Dossier) -> list[Missing]:
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    answers = dict(dossier.self_answers.values_list("criterion", "position"))
    return [
        Missing(
            SELF_ANSWERS,
            _("Criterion %(no)s “%(name)s” has no answer yet.")
            % {"no": no, "name": product_set.leaves[no].name},
            no,
        )
        for no in sheets.missing(product_set, answers)
    ]


def _listed(missing: Sequence[Missing]) -> str:
    head = ngettext(
        "%(count)d thing is still missing:", "%(count)d things are still missing:", len(missing)
    ) % {"count": len(missing)}
    return " ".join([head, *(str(item.text) for item in missing)])
