"""The content of a dossier as a value: what is written in it now, and what was filed as a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch

from ocop.evaluation.models import DossierVersion, EvidenceLink, Registration, SelfReport, VersionLink
from ocop.journal.canonical import plain
from ocop.journal.verify_export import canonical

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.evaluation.models import Dossier, Evidence, VersionPaper

FORMS: Final = {"registration": Registration, "self_report": SelfReport}
NOT_WRITTEN: Final = frozenset({"id", "dossier", "version", "carried"})
"""Columns of a form that nobody fills in."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a piece of evidence, its file, and the criteria it proves."""

    title: str
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    criteria: tuple[str, ...]


PAPER_COLUMNS: Final = tuple(field.name for field in fields(Paper) if field.name != "criteria")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the producer wrote: forms 01 and 02 by form and field where something is written, answers
    by criterion, papers in the order they came.
    """

    forms: Mapping[tuple[str, str], str]
    answers: Mapping[str, tuple[int, str]]
    papers: tuple[Paper, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes: the same content always gives the same."""
        facts: dict[str, object] = {
            "forms": {f"{form}.{name}": value for (form, name), value in self.forms.items()},
            "answers": {number: list(answer) for number, answer in self.answers.items()},
            "papers": [asdict(paper) for paper in self.papers],
        }
        return sha256(canonical({key: plain(value) for key, value in facts.items()})).hexdigest()


def written(dossier: Dossier) -> Content:
    """The content as it stands now. Six queries."""
    forms: dict[tuple[str, str], str] = {}
    rows: dict[str, Any] = {
        "registration": Registration.objects.filter(dossier=dossier).first(),
        "self_report": SelfReport.objects.filter(dossier=dossier).first(),
    }
    for form, row in rows.items():
        model = FORMS[form]
        names = [one.name for one in model._meta.concrete_fields if one.name not in NOT_WRITTEN]
        said = {(form, name): getattr(row, name, None) for name in names}
        # What is empty is left out: a column that comes later changes no digest of today.
        forms |= {key: str(value) for key, value in said.items() if value not in (None, "")}
    answers = {
        one.criterion: (one.position, one.explanation) for one in dossier.self_answers.order_by("criterion")
    }
    links = Prefetch("links", EvidenceLink.objects.order_by("criterion"))
    held = dossier.evidence.prefetch_related(links).order_by("added_at", "pk")
    return Content(forms, answers, tuple(_paper(one, one.links.all()) for one in held))


def filed_versions(dossier: Dossier) -> QuerySet[DossierVersion]:
    """The versions of a dossier, the first one first."""
    return dossier.versions.select_related("filed_by").order_by("no")


def content(filed: DossierVersion) -> Content:
    """The content of a version. Five queries."""
    links = Prefetch("links", VersionLink.objects.order_by("criterion"))
    held = filed.papers.prefetch_related(links).order_by("pk")
    return Content(
        {(one.form, one.name): one.value for one in filed.fields.all()},
        {one.criterion: (one.position, one.explanation) for one in filed.answers.order_by("criterion")},
        tuple(_paper(one, one.links.all()) for one in held),
    )


def unchanged_since(dossier: Dossier, filed: DossierVersion) -> bool:
    """Whether what stands in the dossier now is this version."""
    return written(dossier).digest == filed.digest


def _paper(row: Evidence | VersionPaper, links: Iterable[EvidenceLink | VersionLink]) -> Paper:
    columns = {name: getattr(row, name) for name in PAPER_COLUMNS}
    return Paper(**columns, criteria=tuple(link.criterion for link in links))
