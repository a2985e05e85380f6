"""Keep what is filed as a version of its own, and say which version a council gets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ocop.evaluation.content import PAPER_COLUMNS, filed_versions, written
from ocop.evaluation.models import (
    CaseVersion,
    DossierVersion,
    VersionAnswer,
    VersionField,
    VersionLink,
    VersionPaper,
)

if TYPE_CHECKING:
    from ocop.evaluation.models import CouncilCase, Dossier


def lock(dossier: Dossier, now: datetime) -> dict[str, object]:
    """Keep the dossier as it stands as its next version, for the action that files it; for the journal."""
    content = written(dossier)
    filed = DossierVersion.objects.create(
        dossier=dossier,
        no=dossier.versions.count() + 1,
        filed_at=now,
        filed_by_id=dossier.filed_by_id,
        digest=content.digest,
    )
    VersionField.objects.bulk_create(
        VersionField(filed=filed, form=form, name=name, value=value)
        for (form, name), value in content.forms.items()
    )
    VersionAnswer.objects.bulk_create(
        VersionAnswer(filed=filed, criterion=number, position=position, explanation=explanation)
        for number, (position, explanation) in content.answers.items()
    )
    for paper in content.papers:
        kept = VersionPaper.objects.create(
            filed=filed, **{name: getattr(paper, name) for name in PAPER_COLUMNS}
        )
        VersionLink.objects.bulk_create(
            VersionLink(paper=kept, criterion=number) for number in paper.criteria
        )
    return {"filed_version": filed.no, "digest": filed.digest}


def lock_missing(dossier: Dossier, now: datetime) -> None:
    """Keep what was filed before versions were kept, while it stands in the dossier unchanged."""
    if dossier.filed_on is not None and not dossier.versions.exists():
        lock(dossier, now)


def put_before(case: CouncilCase, now: datetime) -> None:
    """Note which version the council of a case gets: the latest one."""
    lock_missing(case.dossier, now)
    filed = filed_versions(case.dossier).last()
    if filed is not None:
        CaseVersion.objects.create(case=case, filed=filed)


def told(case: CouncilCase) -> dict[str, object]:
    """Which version a council got, for the journal."""
    put = CaseVersion.objects.filter(case=case).select_related("filed").first()
    return {"filed_version": put.filed.no, "digest": put.filed.digest} if put else {}
