"""What a dossier still lacks before it may go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.evaluation import samples
from ocop.evaluation.models import CommuneReport, Dossier, Registration, SelfReport
from ocop.evaluation.procedure import regime_of
from ocop.evaluation.queries import open_corrections
from ocop.law import sheets
from ocop.platform.decisions import Conflict
from ocop.platform.text import fold
from ocop.registry import gates, papers, regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Evidence
    from ocop.law.regime import DossierPart

REGISTRATION = "registration"
SELF_REPORT = "self_report"
CHANGES = "changes"
SELF_ANSWERS = "self_answers"
REPORT = "commune_report"
LETTER = "letter"
COMMUNE = "commune"
CORRECTION = "correction"
SAMPLES = "samples"
PAPERS = "evidence"
STORE = "store"
# Parts a renewal or an upgrade owes beyond the two forms are answered in one text of form 02.
ANSWERED_IN_CHANGES = frozenset({"changes", "updates", "renewed_papers"})
WRITTEN = frozenset({REGISTRATION, SELF_REPORT, SAMPLES, *ANSWERED_IN_CHANGES})
"""Parts that are written here or handed over; every other one is a paper."""


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
    """What the producer still owes: form 01, form 02, an answer to each criterion that applies (Điều 6.1),
    and one to each thing that an office asked to be completed.
    """
    asked = parts_of(dossier)
    changes = bool(asked & ANSWERED_IN_CHANGES)
    reported = SELF_REPORT in asked
    return [
        *_missing_registration(dossier),
        *(_missing_self_report(dossier, changes=changes) if reported else []),
        *(_missing_answers(dossier) if reported else []),
        *_missing_papers(dossier),
        *_missing_corrections(dossier),
    ]


def parts_of(dossier: Dossier) -> frozenset[str]:
    """The codes of the parts that the regime names for this kind of dossier and its product set."""
    parts = regime_of(dossier).kind(dossier.kind).parts
    return frozenset(part.code for part in parts if dossier.set_no not in part.except_sets)


def papers_asked(dossier: Dossier) -> list[DossierPart]:
    """The parts of a dossier that are papers to be added, as the regime names them (2019: 17 of its 18)."""
    return [
        part
        for part in regime_of(dossier).kind(dossier.kind).parts
        if part.code not in WRITTEN and dossier.set_no not in part.except_sets
    ]


def paper_for(part: DossierPart, regime_id: str, held: Iterable[Evidence]) -> Evidence | None:
    """The paper that was added as this part: its title holds the part's name."""
    names = {fold(part.name), fold(say(regime_id, part.name))}
    return next((one for one in held if any(name in fold(one.title) for name in names)), None)


def warnings(dossier: Dossier, today: date) -> list[Missing]:
    """What does not stop the dossier but may cost it: conditions of production without a paper, evidence that
    has lapsed or bears another name, criteria claimed without evidence (S12.04, S17.01). The council finds
    grounds of exclusion, nobody before.
    """
    product = dossier.product
    held = [*papers.held(product)]
    found = gates.check(dossier.regime_id, dossier.set_no, held, today)
    told = [
        Missing(STORE, _("The store of papers holds no valid: %(paper)s.") % {"paper": one.gate.name})
        for one in found
        if not one.met
    ]
    added = [*dossier.evidence.select_related("paper").prefetch_related("links").order_by("added_at", "pk")]
    for one in added:
        if one.expires_on is not None and one.expires_on < today:
            told.append(Missing(PAPERS, _("This paper has expired: %(paper)s.") % {"paper": one.title}))
        holder = one.paper.holder if one.paper is not None else ""
        if holder and fold(holder) != fold(product.producer.name):
            text = _("The paper “%(paper)s” is in the name of %(holder)s, not of the producer.")
            told.append(Missing(PAPERS, text % {"paper": one.title, "holder": holder}))
    return [*told, *_unproved(dossier, {link.criterion for one in added for link in one.links.all()})]


def _unproved(dossier: Dossier, proved: Collection[str]) -> list[Missing]:
    """The criteria whose claimed option earns points and that no paper was added for."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    claimed = dict(dossier.self_answers.values_list("criterion", "position"))
    return [
        Missing(
            SELF_ANSWERS,
            _("No paper is added for criterion %(no)s “%(name)s”, for which you count points.")
            % {"no": leaf.no, "name": say(dossier.regime_id, leaf.name)},
            leaf.no,
        )
        for leaf in product_set.leaves.values()
        if leaf.no not in proved and sheets.earned(leaf, claimed, product_set)
    ]


def missing_for_sending_up(dossier: Dossier, today: date) -> list[Missing]:
    """What the commune still owes: its report, an answer to what the province asked for, and the samples
    where the regime's package upwards has them (Điều 6.2, 26/2026).
    """
    return [*missing_report(dossier), *_missing_corrections(dossier), *_missing_samples(dossier, today)]


def missing_report(dossier: Dossier) -> list[Missing]:
    """What the report (Mẫu 03) lacks: number, date, findings, conclusion, and the number of the letter of
    proposal where the regime's package to the province has one (Điều 6.2, 26/2026).
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


def _missing_samples(dossier: Dossier, today: date) -> list[Missing]:
    kinds = [kind for kind in regime_of(dossier).dossier_kinds if kind.from_level == COMMUNE]
    needed = max((samples.needed_for(kind, dossier) for kind in kinds), default=0)
    found = samples.there(dossier, today) if needed else 0
    return [Missing(SAMPLES, samples.missing_words(needed, found))] if found < needed else []


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


def _missing_papers(dossier: Dossier) -> list[Missing]:
    asked = [part for part in papers_asked(dossier) if part.required]
    held = list(dossier.evidence.all()) if asked else []
    return [
        Missing(
            PAPERS,
            _("This paper is not added yet: %(paper)s.") % {"paper": say(dossier.regime_id, part.name)},
            part.code,
        )
        for part in asked
        if paper_for(part, dossier.regime_id, held) is None
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


def _missing_corrections(dossier: Dossier) -> list[Missing]:
    return [
        Missing(
            CORRECTION,
            _("Say how you answered what was asked: %(reason)s")
            % {"reason": Truncator(one.reason).chars(80)},
            str(one.pk),
        )
        for one in open_corrections(dossier)
        if one.answered_at is None
    ]


def _listed(missing: Sequence[Missing]) -> str:
    head = ngettext(
        "%(count)d thing is still missing:", "%(count)d things are still missing:", len(missing)
    ) % {"count": len(missing)}
    return " ".join([head, *(str(item.text) for item in missing)])
