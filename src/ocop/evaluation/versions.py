"""Versions of a dossier side by side: what the later one says differently, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocop.evaluation import checking, content, display, tasks
from ocop.platform.display import Row
from ocop.platform.text import fold
from ocop.registry import restricted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.content import Content, Paper
    from ocop.evaluation.models import Dossier, DossierVersion

FIELDS: Final = {
    "registration": tuple(checking.REGISTRATION_WORDS),
    "self_report": tuple(checking.REPORT_WORDS),
}
LABELS: Final = {"registration": "evaluation.registration", "self_report": "evaluation.selfreport"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently, in words; `before` or `after` is empty where it is not."""

    name: StrOrPromise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two versions of a dossier differ, part by part."""

    forms: list[Difference]
    answers: list[Difference]
    papers: list[Difference]

    @property
    def is_empty(self) -> bool:
        return not (self.forms or self.answers or self.papers)


def compared(dossier: Dossier, before: Content, after: Content, *, clear: bool) -> Comparison:
    """What the later version says differently; without `clear` what is personal is masked."""
    return Comparison(
        list(_forms(dossier, before, after, clear=clear)),
        list(_answers(dossier, before, after)),
        list(_papers(before.papers, after.papers)),
    )


def page(dossier: Dossier, filed: DossierVersion, *, clear: bool) -> dict[str, object]:
    """What the page of one version shows."""
    of = content.content(filed)
    said = shown(dossier, of, clear=clear)
    leaves = tasks.table(dossier).product_set.leaves
    return {
        "dossier": dossier,
        "version": filed,
        "is_present": content.unchanged_since(dossier, filed),
        "form_rows": [Row(field_name(*key), value) for key, value in said.items() if key in of.forms],
        "answer_rows": [
            Row(
                display.criterion_name(dossier.regime_id, number, leaf.name),
                answer_words(dossier, number, of.answers[number]),
            )
            for number, leaf in leaves.items()
            if number in of.answers
        ],
        "papers": filed.papers.prefetch_related("links").order_by("pk"),
    }


def chosen(
    known: Sequence[DossierVersion], before: str, after: str
) -> tuple[DossierVersion, DossierVersion] | None:
    """The two versions of these numbers, the last two by default; None where there are not two."""
    if len(known) < 2:
        return None
    by_number = {str(one.no): one for one in known}
    last = by_number.get(after, known[-1])
    earlier = [one for one in known if one.no < last.no]
    first = by_number.get(before, earlier[-1] if earlier else known[0])
    return (first, last) if first.no <= last.no else (last, first)


def comparison(
    dossier: Dossier,
    known: Sequence[DossierVersion],
    before: DossierVersion,
    after: DossierVersion,
    *,
    clear: bool,
) -> dict[str, object]:
    """What the page of two versions side by side shows."""
    found = compared(dossier, content.content(before), content.content(after), clear=clear)
    return {
        "dossier": dossier,
        "known": known,
        "before": before,
        "after": after,
        "comparison": found,
        "groups": [
            (_("Forms 01 and 02"), found.forms),
            (_("Self-assessment by criterion"), found.answers),
            (_("Papers and photos"), found.papers),
        ],
    }


def shown(dossier: Dossier, of: Content, *, clear: bool) -> dict[tuple[str, str], str]:
    """The fields of the forms in words; without `clear` what is personal is masked."""
    kind = of.forms.get(("registration", "producer_kind"), "")
    found: dict[tuple[str, str], str] = {}
    for form, label in LABELS.items():
        said = {name: of.forms.get((form, name), "") for name in FIELDS[form]}
        words = {name: str(checking.in_words(dossier, name, value)) for name, value in said.items()}
        hidden = words if clear else restricted.hidden(label, words, kind)
        found |= {(form, name): str(value) for name, value in hidden.items()}
    return found


def answer_words(dossier: Dossier, number: str, answer: tuple[int, str] | None) -> str:
    """An answer in the words of its option, and what the producer wrote beside it."""
    if answer is None:
        return ""
    position, explanation = answer
    words = tasks.table(dossier).words(number, position)
    return f"{words}\n{explanation}" if explanation else words


def paper_words(paper: Paper) -> str:
    """A paper in words: its file, number, issuer, days and criteria."""
    lines = [paper.file_name]
    if paper.number or paper.issuer:
        lines.append(" · ".join(filter(None, [paper.number, paper.issuer])))
    if paper.issued_on:
        lines.append(_("Issued on %(day)s") % {"day": date_format(paper.issued_on, "SHORT_DATE_FORMAT")})
    if paper.expires_on:
        lines.append(_("Valid to %(day)s") % {"day": date_format(paper.expires_on, "SHORT_DATE_FORMAT")})
    if paper.criteria:
        lines.append(_("Proves: %(criteria)s") % {"criteria": ", ".join(paper.criteria)})
    return "\n".join(lines)


def field_name(form: str, name: str) -> StrOrPromise:
    """The words of a field of form 01 or 02."""
    if form == "registration":
        return checking.REGISTRATION_WORDS.get(name, name)
    known = checking.REPORT_WORDS.get(name)
    return known[1] if known else name


def _forms(dossier: Dossier, before: Content, after: Content, *, clear: bool) -> Iterator[Difference]:
    old, new = shown(dossier, before, clear=clear), shown(dossier, after, clear=clear)
    for key in new:
        if before.forms.get(key, "") != after.forms.get(key, ""):
            yield Difference(field_name(*key), old[key], new[key])


def _answers(dossier: Dossier, before: Content, after: Content) -> Iterator[Difference]:
    for number, leaf in tasks.table(dossier).product_set.leaves.items():
        old, new = before.answers.get(number), after.answers.get(number)
        if old != new:
            name = display.criterion_name(dossier.regime_id, number, leaf.name)
            yield Difference(name, answer_words(dossier, number, old), answer_words(dossier, number, new))


def _papers(before: Iterable[Paper], after: Iterable[Paper]) -> Iterator[Difference]:
    """The same file is the same paper; another file under the same title replaces it."""
    old, new = list(before), list(after)
    for paper in list(new):
        same = next((one for one in old if one.sha256 == paper.sha256), None)
        if same is not None:
            old.remove(same)
            new.remove(paper)
            if same != paper:
                name = _("Described anew: %(paper)s") % {"paper": paper.title}
                yield Difference(name, paper_words(same), paper_words(paper))
    for paper in list(new):
        replaced = next((one for one in old if fold(one.title) == fold(paper.title)), None)
        if replaced is not None:
            old.remove(replaced)
            name = _("Replaced: %(paper)s") % {"paper": paper.title}
            yield Difference(name, paper_words(replaced), paper_words(paper))
        else:
            yield Difference(_("Added: %(paper)s") % {"paper": paper.title}, "", paper_words(paper))
    for paper in old:
        yield Difference(_("Taken out: %(paper)s") % {"paper": paper.title}, paper_words(paper), "")
