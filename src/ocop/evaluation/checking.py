"""A dossier looked at as a whole: before it is filed, as a receipt, and on paper."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.evaluation import completeness, papers, personal, procedure, queries, states, tasks
from ocop.evaluation.actions import SelfReportFacts
from ocop.evaluation.models import SelfReport
from ocop.law.regime import Form
from ocop.platform.display import Row
from ocop.platform.personal import screen
from ocop.registry import regimes, restricted, sets
from ocop.registry.models import Gender
from ocop.registry.rules import can_show_personal, kind_of, reads_personal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier, Evidence, SelfAnswer
    from ocop.evaluation.table import Table
    from ocop.law.regime import Criterion
    from ocop.platform.actors import Actor
    from ocop.platform.personal import PurposeForm, Screen

PRINTED: Final = {
    "01": "evaluation/filing/print_01.html",
    "02": "evaluation/filing/print_02.html",
}
PART_OF: Final = {"01": completeness.REGISTRATION, "02": completeness.SELF_REPORT}
"""The part of a dossier that each form is."""
WITH_CLAIMS: Final = frozenset({"02"})
REGISTRATION_WORDS: Final[dict[str, StrOrPromise]] = {
    "applicant_name": gettext_lazy("Name of the producer"),
    "producer_kind": gettext_lazy("Kind of producer"),
    "representative_name": gettext_lazy("Legal representative"),
    "representative_title": gettext_lazy("Position"),
    "address": gettext_lazy("Address"),
    "phone": gettext_lazy("Phone number"),
    "email": gettext_lazy("E-mail address"),
    "product_name": gettext_lazy("Name of the product"),
    "attachments_note": gettext_lazy("Papers handed in with this form"),
}
REPORT_WORDS: Final[dict[str, tuple[str, StrOrPromise]]] = {
    "general": ("general", gettext_lazy("About the producer")),
    "representative_gender": ("general", gettext_lazy("Gender of the representative")),
    "representative_ethnicity": ("general", gettext_lazy("Ethnic group of the representative")),
    "main_products": ("general", gettext_lazy("Main products")),
    "licences": ("general", gettext_lazy("Licences and intellectual property")),
    "workers": ("general", gettext_lazy("Number of workers")),
    "local_workers": ("general", gettext_lazy("Of these, people of the commune")),
    "business_results": ("business_results", gettext_lazy("How business went")),
    "future_plan": ("future_plan", gettext_lazy("What you plan")),
    "changes": ("changes", gettext_lazy("What changed since the last recognition")),
}


def everything(dossier: Dossier, today: date) -> dict[str, object]:
    """All answers with a link to change each, what is missing, and what the button will do."""
    answers = queries.self_answers(dossier)
    proofs = queries.evidence_by_criterion(dossier)
    step = procedure.step(dossier, procedure.FILE)
    regime = procedure.regime_of(dossier)
    table = tasks.table(dossier)
    return {
        "dossier": dossier,
        "missing": tasks.missing_links(dossier),
        "warnings": tasks.warning_links(dossier, today),
        "grounds": [table.say(one.label) for one in table.product_set.knockouts],
        "registration": registration_rows(dossier, links=True),
        "report": report_rows(dossier, links=True),
        "sections": section_rows(dossier, answers, proofs, links=True),
        "papers": [(one, papers.lapse(one, today)) for one in queries.evidence(dossier)],
        "standing": tasks.estimate(dossier, {number: one.position for number, one in answers.items()})
        if table.product_set.is_scorable
        else None,
        "limit": regime.limit(step.limit) if step.limit else None,
    }


def receipt(dossier: Dossier) -> dict[str, object]:
    """The receipt of a filed dossier, with what follows it."""
    regime = procedure.regime_of(dossier)
    step = procedure.step(dossier, procedure.FILE)
    return {
        "dossier": dossier,
        "tag": states.of(dossier),
        "prints_report": completeness.SELF_REPORT in completeness.parts_of(dossier),
        "waiting": dossier.state == step.after,
        "limit": regime.limit(step.limit) if step.limit else None,
        "samples": regime.samples
        if regime.samples and dossier.set_no not in regime.samples.except_sets
        else None,
    }


def registration_rows(dossier: Dossier, *, links: bool = False, clear: bool = True) -> list[Row]:
    """Form 01 as questions and answers; without `clear` what is personal is masked."""
    written = queries.registration(dossier)
    url = reverse("evaluation:registration", args=[dossier.pk]) if links else ""
    answers = {name: getattr(written, name, "") for name in REGISTRATION_WORDS}
    facts = _facts(dossier, "evaluation.registration", answers, clear=clear)
    return [Row(words, facts[name], url) for name, words in REGISTRATION_WORDS.items()]


def report_rows(dossier: Dossier, *, links: bool = False, clear: bool = True) -> list[Row]:
    """Form 02 without its part III as questions and answers; without `clear` what is personal is masked."""
    written = SelfReport.objects.filter(dossier=dossier).first() or SelfReport()
    parts = tasks.report_parts(dossier)
    answers = {name: getattr(written, name) for name in REPORT_WORDS}
    facts = _facts(dossier, "evaluation.selfreport", answers, clear=clear)
    return [
        Row(
            words,
            facts[name],
            reverse("evaluation:report", args=[dossier.pk, part]) if links else "",
        )
        for name, (part, words) in REPORT_WORDS.items()
        if part in parts
    ]


def screen_of(
    actor: Actor, dossier: Dossier, url: str, form: PurposeForm | None = None, *, is_open: bool = False
) -> Screen:
    """How this reader gets to see the personal data of a dossier; for its owner nothing is hidden."""
    return screen(
        url=url,
        hides=not reads_personal(actor) and bool(personal.fields_of(dossier)),
        may=can_show_personal(actor),
        form=form,
        is_open=is_open,
    )


def _facts(dossier: Dossier, model: str, written: Mapping[str, object], *, clear: bool) -> dict[str, object]:
    """Answers in words, as they are shown to this reader."""
    said = {name: in_words(dossier, name, value) for name, value in written.items()}
    return said if clear else restricted.hidden(model, said, personal.kind_code(dossier))


def section_rows(
    dossier: Dossier,
    answers: Mapping[str, SelfAnswer],
    proofs: Mapping[str, list[Evidence]],
    *,
    links: bool = False,
) -> list[tuple[str, list[Row]]]:
    """Form 02, part III: sections with their criteria and what was answered, points and papers."""
    found = tasks.table(dossier)
    return [
        (
            f"{top.no}. {found.say(top.name)}",
            [
                Row(
                    f"{leaf.no}. {found.say(leaf.name)}",
                    _shown_answer(found, leaf, answers, proofs.get(leaf.no, [])),
                    tasks.criterion_link(dossier, leaf.no) if links else "",
                )
                for leaf in top.leaves()
            ],
        )
        for part in found.product_set.parts
        for top in part.sections
    ]


def printed(dossier: Dossier, code: str, *, clear: bool) -> dict[str, object]:
    """What stands on a printed form; without `clear` what is personal is masked."""
    regime = procedure.regime_of(dossier)
    found = tasks.table(dossier)
    answers = queries.self_answers(dossier)
    shape = regime.registration_number
    blank = (
        shape.pattern.format(
            commune_no=shape.blank,
            province_no=shape.blank,
            province=shape.blank,
            commune=shape.blank,
            year=shape.blank,
        )
        if shape
        else ""
    )
    report = SelfReport.objects.filter(dossier=dossier).first() or SelfReport()
    registration = personal.written(dossier)["evaluation.registration"]
    if not clear:
        registration = restricted.hidden("evaluation.registration", registration, personal.kind_code(dossier))
    answered = {field.name: getattr(report, field.name) for field in fields(SelfReportFacts)}
    return {
        "dossier": dossier,
        "form": form_of(dossier, code),
        "regime": regime,
        "number": dossier.receipt_number or blank,
        "registration": registration,
        "kind": _kind_name(dossier),
        "report": report,
        "facts": _facts(dossier, "evaluation.selfreport", answered, clear=clear),
        "product_set": found.product_set,
        "kinds": [
            (kind.name, kind.code == dossier.kind) for kind in regime.dossier_kinds if kind.from_level is None
        ],
        "parts": [_printed_part(dossier, part.code, answers) for part in found.product_set.parts],
        "estimate": tasks.estimate(dossier, {number: one.position for number, one in answers.items()}),
        "papers": queries.evidence(dossier),
    }


def forms_printed(dossier: Dossier) -> dict[str, str]:
    """The templates of the forms that the regime asks of the producer, by code."""
    asked = completeness.parts_of(dossier)
    return {code: template for code, template in PRINTED.items() if PART_OF[code] in asked}


def form_of(dossier: Dossier, code: str) -> Form:
    """A form of the dossier as the regime names it."""
    forms = procedure.regime_of(dossier).forms
    return next((form for form in forms if form.code == code), None) or _unnumbered(dossier, code)


def _unnumbered(dossier: Dossier, code: str) -> Form:
    """A form that the regime names without a number: as the part of the dossier that it is."""
    kind = procedure.regime_of(dossier).kind(dossier.kind)
    name = next((part.name for part in kind.parts if part.code == PART_OF[code]), "")
    return Form(code=code, name=name, article=kind.article)


def _printed_part(dossier: Dossier, code: str, answers: Mapping[str, SelfAnswer]) -> dict[str, object]:
    found = tasks.table(dossier)
    proofs = queries.evidence_by_criterion(dossier)
    part = next(part for part in found.product_set.parts if part.code == code)
    rows: list[tuple[Criterion, str | None, Decimal | None, list[Evidence]]] = []
    for top in part.sections:
        if not top.is_leaf:
            rows.append((top, None, None, []))
        for leaf in top.leaves():
            one = answers.get(leaf.no)
            words = found.words(leaf.no, one.position) if one else ""
            rows.append((leaf, words, leaf.points_at(one.position) if one else None, proofs.get(leaf.no, [])))
    return {"code": part.code, "name": part.name, "most": part.max, "rows": rows}


def _shown_answer(
    found: Table, leaf: Criterion, answers: Mapping[str, SelfAnswer], proofs: list[Evidence]
) -> str:
    one = answers.get(leaf.no)
    if one is None:
        closed = found.line(leaf, {number: answer.position for number, answer in answers.items()}).closed
        return _("Not scored without a product story") if closed else ""
    lines = [
        _("%(answer)s (%(points)s of %(most)s points)")
        % {
            "answer": found.words(leaf.no, one.position),
            "points": leaf.points_at(one.position),
            "most": leaf.max,
        }
    ]
    if one.explanation:
        lines.append(one.explanation)
    if proofs:
        lines.append(_("Papers: %(papers)s") % {"papers": "; ".join(paper.title for paper in proofs)})
    return "\n".join(lines)


def in_words(dossier: Dossier, name: str, value: object) -> object:
    """A fact of form 01 or 02 as people read it."""
    if name == "producer_kind" and value:
        return _kind_name(dossier, str(value))
    if name == "representative_gender" and value:
        return Gender(str(value)).label
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return value


def _kind_name(dossier: Dossier, code: str = "") -> str:
    wanted = code or personal.kind_code(dossier)
    found = kind_of(regimes.regime(dossier.regime_id), wanted)
    return sets.say(dossier.regime_id, found.name) if found else wanted
