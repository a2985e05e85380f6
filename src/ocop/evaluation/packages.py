"""What goes up with a dossier, as a checklist: each paper the regime names, there or missing (Điều 6).

Papers that this program makes are linked, never typed in. A room above tells with `add_source` how it knows
one (the decision that approves a result).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.evaluation import content, procedure, queries, reviewing, samples
from ocop.evaluation.completeness import COMMUNE, LETTER, REPORT, missing_report
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.display import Tag
from ocop.registry.sets import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.evaluation.models import Dossier, PackagePaper
    from ocop.law.regime import DossierKind, DossierPart
    from ocop.platform.actors import Actor

THERE: Final = Tag(gettext_lazy("There"), "green")
MISSING: Final = Tag(gettext_lazy("Missing"), "red")
IF_ANY: Final = Tag(gettext_lazy("If there is one"), "grey")
DOSSIER: Final = "product_dossier"
COUNCIL_PAPERS: Final = frozenset({"minutes", "council_report"})
ADVISORY: Final = "advisory_report"


@dataclass(frozen=True, slots=True)
class Known:
    """A paper that this program makes: its number and day, and where it is; no number while it is awaited."""

    detail: str = ""
    url: str = ""


Source = Callable[["Dossier", str], "Known | None"]
"""Given a dossier and the level that sends it: the paper; None where this program does not make it."""


def add_source(part: str, source: Source) -> None:
    """Say how a paper of a package is known, by its code in the regimes; what is not known is typed in."""
    _SOURCES[part] = source


def _advisory_report(dossier: Dossier, level: str) -> Known | None:
    """The report of the review at a level (Điều 6.3.a); None for a result without a review."""
    review = dossier.reviews.filter(level=level).first()
    if review is not None:
        detail = _dated(review.number, review.reported_on) if review.is_sent else ""
        return Known(detail, review.get_absolute_url())
    rule = reviewing.rule_of(dossier, level)
    awaited = rule is not None and rule.required and not dossier.cases.filter(level=level).exists()
    return Known(url=dossier.get_absolute_url()) if awaited else None


_SOURCES: Final[dict[str, Source]] = {ADVISORY: _advisory_report}


def _known(dossier: Dossier, kind: DossierKind, code: str) -> Known | None:
    """What the program knows of a paper by itself."""
    source = _SOURCES.get(code)
    return source(dossier, kind.from_level) if source is not None and kind.from_level else None


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of a package: whether it is there, what it is, and where it is seen or put right.

    `by_hand`: its number and date are entered on the page of the package.
    """

    code: str
    name: str
    tag: Tag
    detail: str = ""
    url: str = ""
    by_hand: bool = False

    @property
    def is_missing(self) -> bool:
        return self.tag is MISSING


def kind_from(dossier: Dossier, level: str) -> DossierKind | None:
    """The package of that level for this kind of dossier, as the regime has it; None where it has none.

    One that is for this kind comes before the one for every kind (Điều 6.3.b: renewals).
    """
    found = [kind for kind in procedure.regime_of(dossier).dossier_kinds if kind.from_level == level]
    own = [kind for kind in found if dossier.kind in kind.for_kinds]
    return next(iter(own or [kind for kind in found if not kind.for_kinds]), None)


def came(dossier: Dossier, today: date) -> list[Line]:
    """The papers with which the dossier came to the level that has it; empty where it began there.

    A level reads here what the one below put together: only minutes and review lead on, to be read.
    """
    kind = kind_from(dossier, procedure.came_from(dossier))
    if kind is None or kind.to_level != dossier.level:
        return []
    return [
        replace(line, url=line.url if line.code in {*COUNCIL_PAPERS, ADVISORY} else "", by_hand=False)
        for line in lines(dossier, kind, today)
    ]


def lines(dossier: Dossier, kind: DossierKind, today: date) -> list[Line]:
    """The papers of a package in the regime's order, without those its product set doesn't need."""
    given = {one.part: one for one in dossier.package_papers.filter(package=kind.code)}
    return [
        _line(dossier, kind, part, given, today)
        for part in kind.parts
        if dossier.set_no not in part.except_sets
    ]


def kind_for(actor: Actor, dossier: Dossier) -> DossierKind | None:
    """The package that the actor's office sends up; None for who is no office, and where nothing goes up."""
    if not samples.is_office(actor, dossier):
        return None
    return kind_from(dossier, samples.level_of(actor, dossier))


def to_send(dossier: Dossier, level: str, today: date) -> list[Line]:
    """The papers of the package of that level; empty where the regime names none."""
    kind = kind_from(dossier, level)
    return lines(dossier, kind, today) if kind else []


def can_enter(actor: Actor, dossier: Dossier, kind: DossierKind) -> Decision:
    """The office that sends the package enters its papers, until the dossier has come to an end."""
    if not samples.is_office(actor, dossier) or samples.level_of(actor, dossier) != kind.from_level:
        return refuse(_("The papers of a package are entered by the office that sends it up."))
    if not procedure.is_open(dossier):
        return refuse(_("This dossier has come to its end."))
    return ALLOWED


def by_hand(dossier: Dossier, kind: DossierKind) -> list[DossierPart]:
    """The parts of a package whose number and date are entered by hand: this program does not make them."""
    return [
        part
        for part in kind.parts
        if dossier.set_no not in part.except_sets
        and not _kept_elsewhere(kind, part.code)
        and _known(dossier, kind, part.code) is None
    ]


def _kept_elsewhere(kind: DossierKind, code: str) -> bool:
    kept = {DOSSIER, samples.PART, REPORT, *COUNCIL_PAPERS}
    return code in kept or (kind.from_level == COMMUNE and code == LETTER)


def _line(
    dossier: Dossier,
    kind: DossierKind,
    part: DossierPart,
    given: Mapping[str, PackagePaper],
    today: date,
) -> Line:
    name = say(dossier.regime_id, part.name)
    lacking = MISSING if part.required else IF_ANY
    if not _kept_elsewhere(kind, part.code):
        if known := _known(dossier, kind, part.code):
            return Line(part.code, name, THERE if known.detail else lacking, known.detail, known.url)
        paper = given.get(part.code)
        detail = _dated(paper.number, paper.dated_on) if paper else ""
        return Line(part.code, name, THERE if paper else lacking, detail, by_hand=True)
    found, detail, url = _found(dossier, kind, part.code, today)
    return Line(part.code, name, THERE if found else lacking, detail, url)


def _found(dossier: Dossier, kind: DossierKind, code: str, today: date) -> tuple[bool, str, str]:
    """Whether the program has a paper, what it is, and where it is."""
    match code:
        case "product_dossier":
            filed = content.filed_versions(dossier).last()
            detail = _("Version %(number)d") % {"number": filed.no} if filed else ""
            return dossier.filed_on is not None, detail, dossier.get_absolute_url()
        case "samples":
            needed, here = samples.needed_for(kind, dossier), samples.there(dossier, today)
            detail = _("%(here)d of %(needed)d received") % {"here": here, "needed": needed}
            return here >= max(needed, 1), detail, reverse("evaluation:samples", args=[dossier.pk])
        case "commune_report" | "letter":
            report = queries.commune_report(dossier)
            url = reverse("evaluation:commune_report", args=[dossier.pk])
            if report is None:
                return False, "", url
            if code == LETTER:
                return bool(report.proposal_number), report.proposal_number, url
            detail = _dated(report.number, report.reported_on)
            return not [one for one in missing_report(dossier) if one.item != LETTER], detail, url
        case _:
            case = dossier.standing_case_id
            return case is not None, "", reverse("evaluation:case_minutes", args=[case]) if case else ""


def _dated(number: str, day: date | None) -> str:
    if day is None:
        return number
    return _("%(number)s of %(day)s") % {"number": number, "day": date_format(day, "SHORT_DATE_FORMAT")}
