"""What a renewal or an upgrade takes over from the last recognised dossier, and what it cannot (S12.11).

Only what the kind of dossier asks for, and only while it still says the same: an answer whose
criterion has other words or points under the new rules stays open, a paper past its last day stays behind.
Business results, the plan and what changed are written anew each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocop.evaluation import procedure, queries
from ocop.evaluation.answers import merge
from ocop.evaluation.models import Dossier, Evidence, EvidenceLink, Registration, SelfAnswer, SelfReport
from ocop.law.comparing import unchanged
from ocop.law.library import NotFound
from ocop.registry import regimes
from ocop.registry.holding import holder_on
from ocop.registry.models import Paper
from ocop.registry.rules import kind_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from ocop.platform.actors import Actor

RECOGNISE: Final = "recognise"
REGISTRATION: Final = "registration"
SELF_REPORT: Final = "self_report"
KEPT_OF_REPORT: Final = (
    "general",
    "representative_gender",
    "representative_ethnicity",
    "main_products",
    "licences",
    "workers",
    "local_workers",
)
"""The columns of form 02 that describe the producer; the others tell of years that have passed since."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper of the last dossier with its renewal from the store, if there is one."""

    evidence: Evidence
    paper: Paper | None

    @property
    def source(self) -> Evidence | Paper:
        """The row whose file and dates hold today."""
        return self.paper or self.evidence


def last_recognised(actor: Actor, dossier: Dossier) -> Dossier | None:
    """The dossier of the product's last recognition that this actor may see."""
    earlier = Dossier.objects.visible_to(actor).filter(product_id=dossier.product_id).exclude(filed_on=None)
    found = earlier.exclude(pk=dossier.pk).order_by("-filed_on", "-pk")
    return next((one for one in found if one.state in _recognised(one)), None)


def fill(dossier: Dossier, last: Dossier, now: datetime, today: date) -> dict[str, object]:
    """Fill in a new dossier, saved already, from the last; what was taken over, for the journal."""
    asked = {part.code for part in procedure.regime_of(dossier).kind(dossier.kind).parts}
    if REGISTRATION in asked:
        _registration(dossier, last)
    if SELF_REPORT in asked:
        _self_report(dossier, last)
    answers = fill_answers(dossier, last) if SELF_REPORT in asked else 0
    same = same_criteria(last, dossier)
    papers, _lapsed = sorted_papers(last, today)
    return {
        "filled_from": last.pk,
        "answers": answers,
        "papers": _papers(dossier, papers, same, now),
    }


def same_criteria(last: Dossier, dossier: Dossier) -> frozenset[str]:
    """The criteria that ask the same in both dossiers; none where the table of the last is not known."""
    try:
        before = regimes.product_set(last.regime_id, last.set_no)
    except NotFound:
        return frozenset()
    return unchanged(before, regimes.product_set(dossier.regime_id, dossier.set_no))


def sorted_papers(last: Dossier, today: date) -> tuple[list[Kept], list[Kept]]:
    """The papers of the last dossier that hold today, each as its latest renewal, and those that lapsed."""
    held = queries.evidence(last)
    latest = newest({one.paper_id for one in held if one.paper_id is not None})
    holding: list[Kept] = []
    lapsed: list[Kept] = []
    for one in held:
        kept = Kept(one, latest.get(one.paper_id or 0))
        until = kept.source.expires_on
        (holding if until is None or until >= today else lapsed).append(kept)
    return holding, lapsed


def newest(papers: Collection[int]) -> dict[int, Paper]:
    """The latest renewal of each of these papers that has its file; a paper without one is left out.

    As many queries as a paper was renewed times.
    """
    found: dict[int, Paper] = {}
    came_from = {pk: pk for pk in papers}
    while came_from:
        renewals = Paper.objects.filter(replaces__in=came_from, removed_on=None).exclude(sha256="")
        following = {}
        for paper in renewals.order_by("added_at", "pk"):
            origin = came_from[paper.replaces_id or 0]
            found[origin] = paper
            following[paper.pk] = origin
        came_from = following
    return found


def _recognised(dossier: Dossier) -> set[str | None]:
    return {step.after for step in procedure.regime_of(dossier).steps if step.code == RECOGNISE}


def _registration(dossier: Dossier, last: Dossier) -> None:
    """Form 01 as the registry knows the producer today, else as it was; nothing while it lacks a part.

    What another producer wrote that held the product then is nothing of this one's.
    """
    old = (queries.registration(last) if _of_same(dossier, last) else None) or Registration()
    start = queries.registration_start(dossier)
    known = {name: value or getattr(old, name) for name, value in start.items()}
    regime = procedure.regime_of(dossier)
    needed = [known[name] for name in ("applicant_name", "representative_name", "address", "product_name")]
    reachable = known["phone"] or known["email"]
    if not all(needed) or not reachable:
        return
    if regime.producer_kinds and kind_of(regime, known["producer_kind"]) is None:
        return
    Registration.objects.create(dossier=dossier, **known, carried=True)


def _self_report(dossier: Dossier, last: Dossier) -> None:
    old = SelfReport.objects.filter(dossier=last).first()
    if old is not None and _of_same(dossier, last):
        kept = {name: getattr(old, name) for name in KEPT_OF_REPORT}
        SelfReport.objects.create(dossier=dossier, **kept, carried=True)


def _of_same(dossier: Dossier, last: Dossier) -> bool:
    """Whether the producer that holds the product now held it when the last dossier was filed."""
    return last.filed_on is not None and holder_on(dossier.product, last.filed_on) == dossier.product.producer


def fill_answers(dossier: Dossier, last: Dossier) -> int:
    """Take over the answers that say the same under the dossier's rules; how many. It has none before."""
    same = same_criteria(last, dossier)
    old = {one.criterion: one for one in last.self_answers.all() if one.criterion in same}
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    kept = merge(product_set, {number: one.position for number, one in old.items()}, {})
    SelfAnswer.objects.bulk_create(
        SelfAnswer(
            dossier=dossier,
            criterion=number,
            position=position,
            explanation=old[number].explanation,
            carried=True,
        )
        for number, position in kept.items()
    )
    return len(kept)


def _papers(dossier: Dossier, papers: Iterable[Kept], same: Collection[str], now: datetime) -> int:
    """Each file once, however many papers of the last dossier it renews, under all they proved."""
    made: dict[str, Evidence] = {}
    proves: dict[str, dict[str, int | None]] = {}
    for kept in papers:
        source = kept.source
        digest = source.sha256
        if digest not in made:
            made[digest] = Evidence(
                dossier=dossier,
                paper_id=kept.paper.pk if kept.paper else kept.evidence.paper_id,
                added_at=now,
                carried=True,
                **{name: getattr(source, name) for name in COPIED},
            )
        # A page is one of that very file: the paper that renews it has others.
        links = {
            link.criterion: link.page if digest == kept.evidence.sha256 else None
            for link in kept.evidence.links.all()
            if link.criterion in same
        }
        proves.setdefault(digest, {}).update(links)
    for digest, evidence in made.items():
        evidence.save(force_insert=True)
        EvidenceLink.objects.bulk_create(
            EvidenceLink(evidence=evidence, criterion=number, page=page)
            for number, page in proves[digest].items()
        )
    return len(made)


COPIED: Final = (
    "title",
    "number",
    "issuer",
    "issued_on",
    "expires_on",
    "file_name",
    "media_type",
    "size",
    "sha256",
)
"""The columns that a paper of the store and one of a dossier share."""
