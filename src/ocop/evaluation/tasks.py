"""The task list of a dossier that its producer is filling in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ocop.evaluation import completeness, filling, papers, procedure, queries
from ocop.evaluation.completeness import ANSWERED_IN_CHANGES, Missing, missing_for_filing
from ocop.evaluation.estimate import Estimate
from ocop.evaluation.models import Registration, SelfReport
from ocop.evaluation.table import Table, anchor
from ocop.platform.display import Tag, Task, TaskGroup
from ocop.registry import queries as registry
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Dossier, Evidence
    from ocop.law.advice import Upgrade
    from ocop.platform.actors import Actor
    from ocop.registry.models import Product

DONE = Tag(gettext_lazy("Done"), "plain")
TO_DO = Tag(gettext_lazy("Not done yet"), "blue")
OPTIONAL = Tag(gettext_lazy("If you have any"), "grey")
CARRIED = Tag(gettext_lazy("Filled in from the last dossier, check it"), "amber")
CLOSED = Tag(gettext_lazy("Cannot start yet"), "grey")


def products(actor: Actor) -> QuerySet[Product]:
    """The products this actor may see."""
    return registry.products(actor)


def table(dossier: Dossier) -> Table:
    """The score table that the dossier is judged by."""
    return Table(dossier.regime_id, regimes.product_set(dossier.regime_id, dossier.set_no))


def estimate(dossier: Dossier, answers: Mapping[str, int]) -> Estimate:
    """What these answers would give if a council agreed."""
    found = table(dossier)
    return Estimate(procedure.regime_of(dossier), found.product_set, answers)


def report_parts(dossier: Dossier) -> dict[str, StrOrPromise]:
    """The parts of form 02 written in words, with their headings; `changes` where the kind owes it."""
    parts: dict[str, StrOrPromise] = {
        "general": gettext_lazy("Part I. General information"),
        "business_results": gettext_lazy("Part II. Business results"),
        "future_plan": gettext_lazy("Part IV. Plan for the time ahead"),
    }
    kind = procedure.regime_of(dossier).kind(dossier.kind)
    if any(part.code in ANSWERED_IN_CHANGES for part in kind.parts):
        parts["changes"] = gettext_lazy("What changed since the last recognition")
    return parts


def link(dossier: Dossier, missing: Missing) -> str:
    """Where one missing thing is put right."""
    match missing.part:
        case completeness.REGISTRATION:
            return reverse("evaluation:registration", args=[dossier.pk])
        case completeness.SELF_ANSWERS:
            return criterion_link(dossier, missing.item)
        case completeness.PAPERS:
            return reverse("evaluation:evidence", args=[dossier.pk])
        case completeness.STORE:
            return reverse("registry:papers", args=[dossier.product.producer_id])
        case completeness.CORRECTION:
            return reverse("evaluation:correction", args=[dossier.pk, missing.item])
        case _:
            return reverse("evaluation:report", args=[dossier.pk, missing.item])


def criterion_link(dossier: Dossier, criterion: str) -> str:
    """Where one criterion is answered."""
    section = table(dossier).section_of(criterion)
    return f"{reverse('evaluation:section', args=[dossier.pk, section])}#{anchor(criterion)}"


def missing_links(dossier: Dossier, missing: list[Missing] | None = None) -> list[tuple[StrOrPromise, str]]:
    """What is missing, with where to put it right; the criteria counted by section."""
    found = table(dossier)
    lines: list[tuple[StrOrPromise, str]] = []
    open_ones: dict[str, list[Missing]] = {}
    for one in missing_for_filing(dossier) if missing is None else missing:
        if one.part == completeness.SELF_ANSWERS:
            open_ones.setdefault(found.section_of(one.item), []).append(one)
        else:
            lines.append((one.text, link(dossier, one)))
    for number, those in open_ones.items():
        top = found.section(number)
        text = ngettext(
            "%(section)s: %(count)d criterion has no answer yet.",
            "%(section)s: %(count)d criteria have no answer yet.",
            len(those),
        ) % {"section": f"{number}. {found.say(top.name)}" if top else number, "count": len(those)}
        lines.append((text, link(dossier, those[0])))
    return lines


def warning_links(dossier: Dossier, today: date) -> list[tuple[StrOrPromise, str]]:
    """What may cost the product its stars, each with where to look at it."""
    return [(one.text, link(dossier, one)) for one in completeness.warnings(dossier, today)]


def overview(dossier: Dossier, today: date) -> dict[str, Any]:
    """The task list with how the dossier stands."""
    missing = missing_for_filing(dossier)
    answers = {number: one.position for number, one in queries.self_answers(dossier).items()}
    standing = estimate(dossier, answers)
    # Nothing is counted where the points of single criteria are not known (148, 1489, a set of 1048).
    scorable = standing.product_set.is_scorable
    held = queries.evidence(dossier)
    changed = not dossier.receipt_number and regimes.regime_on(today).id != dossier.regime_id
    return {
        "dossier": dossier,
        "set_name": sets.name_of(dossier.regime_id, dossier.set_no),
        "kind_name": sets.say(dossier.regime_id, procedure.regime_of(dossier).kind(dossier.kind).name),
        "groups": _groups(dossier, missing, standing, held, today),
        "standing": standing if scorable else None,
        "upgrades": way(dossier, standing) if scorable else [],
        "floors": [_floor(dossier, test.criterion, test.stars) for test in standing.floors]
        if scorable
        else [],
        "taken_over": _taken_over(dossier, today),
        "regime_changed": changed,
        "sets_now": sets.choices(regimes.regime_on(today).id) if changed else [],
        "prints_report": completeness.SELF_REPORT in completeness.parts_of(dossier),
        "can_withdraw": procedure.can_start(dossier, procedure.WITHDRAW),
    }


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a dossier was filled in from, and what of it has to be given anew."""

    last: Dossier
    lapsed: list[Evidence]
    unanswered: int
    rules_changed: bool


def _taken_over(dossier: Dossier, today: date) -> TakenOver | None:
    """What this dossier could not take over from the last; None for one begun empty, and once filed."""
    last = dossier.filled_from
    if last is None or dossier.receipt_number:
        return None
    _holding, lapsed = filling.sorted_papers(last, today)
    same = filling.same_criteria(last, dossier)
    dropped = sum(1 for one in last.self_answers.all() if one.criterion not in same)
    return TakenOver(last, [one.evidence for one in lapsed], dropped, last.regime_id != dossier.regime_id)


def _carried_forms(dossier: Dossier) -> set[str]:
    """The written parts that were taken over and that nobody has saved since."""
    found = set()
    if Registration.objects.filter(dossier=dossier, carried=True).exists():
        found.add(completeness.REGISTRATION)
    if SelfReport.objects.filter(dossier=dossier, carried=True).exists():
        found.add("general")
    return found


def written_last(dossier: Dossier, part: str) -> str:
    """What a part of form 02 that is written anew said in the last dossier; empty where nothing was said."""
    if dossier.filled_from_id is None or part in filling.KEPT_OF_REPORT:
        return ""
    last = SelfReport.objects.filter(dossier=dossier.filled_from_id).first()
    return getattr(last, part, "") if last else ""


def way(dossier: Dossier, standing: Estimate) -> list[tuple[str, str, str]]:
    """The shortest way to the next star: criterion, the answer it takes, and where to give it."""
    advised = standing.way
    found = table(dossier)

    def shown(one: Upgrade) -> tuple[str, str, str]:
        leaf = found.product_set.leaves[one.criterion]
        name = f"{leaf.no}. {found.say(leaf.name)}"
        return name, found.words(one.criterion, one.after), criterion_link(dossier, one.criterion)

    return [shown(one) for one in advised.upgrades] if advised and advised.feasible else []


def _floor(dossier: Dossier, criterion: str, stars: int) -> tuple[int, str, str]:
    found = table(dossier)
    leaf = found.product_set.leaves[criterion]
    return stars, f"{leaf.no}. {found.say(leaf.name)}", criterion_link(dossier, criterion)


def _groups(
    dossier: Dossier, missing: list[Missing], standing: Estimate, held: list[Evidence], today: date
) -> list[TaskGroup]:
    owed = {one.item or one.part for one in missing}
    parts = report_parts(dossier)

    carried = _carried_forms(dossier)

    def written(part: str) -> Task:
        state = TO_DO if part in owed else CARRIED if part in carried else DONE
        return Task(parts[part], state, reverse("evaluation:report", args=[dossier.pk, part]))

    forms = {form.code: sets.say(dossier.regime_id, form.name) for form in procedure.regime_of(dossier).forms}
    first = Task(
        _("The applicant and the product"),
        TO_DO
        if completeness.REGISTRATION in owed
        else CARRIED
        if completeness.REGISTRATION in carried
        else DONE,
        reverse("evaluation:registration", args=[dossier.pk]),
    )
    asked = completeness.parts_of(dossier)
    groups = [TaskGroup(_("Form 01: %(name)s") % {"name": forms.get("01", "")}, [first])]
    if completeness.SELF_REPORT in asked:
        more = [written("changes")] if "changes" in parts else []
        described = [written("general"), written("business_results"), written("future_plan"), *more]
        groups.append(TaskGroup(_("Form 02: %(name)s") % {"name": forms.get("02", "")}, described))
    scored = _sections(dossier, standing)
    if scored and completeness.SELF_REPORT in asked:
        groups.append(TaskGroup(_("Form 02, part III: self-assessment"), scored))
    elif scored:
        groups.append(TaskGroup(_("Self-assessment, for your own use"), scored))
    return [
        *groups,
        TaskGroup(_("Evidence"), [*_asked_papers(dossier, held), _papers(dossier, held, today)]),
        TaskGroup(_("File the dossier"), _last(dossier, len(missing_links(dossier, missing)))),
    ]


def _asked_papers(dossier: Dossier, held: list[Evidence]) -> list[Task]:
    """The papers that the regime names as parts of the dossier, each with whether it is there."""
    url = reverse("evaluation:evidence", args=[dossier.pk])
    rows = []
    for part in completeness.papers_asked(dossier):
        found = completeness.paper_for(part, dossier.regime_id, held)
        state = DONE if found else TO_DO if part.required else OPTIONAL
        rows.append(Task(sets.say(dossier.regime_id, part.name), state, url, found.title if found else ""))
    return rows


def _sections(dossier: Dossier, standing: Estimate) -> list[Task]:
    found = table(dossier)
    unanswered = set(standing.unanswered)
    carried = {number for number, one in queries.self_answers(dossier).items() if one.carried}
    tasks = []
    for part in found.product_set.parts:
        for top in part.sections:
            leaves = [leaf.no for leaf in top.leaves()]
            done = sum(1 for number in leaves if number not in unanswered)
            state = DONE if done == len(leaves) else Tag(f"{done}/{len(leaves)}", "blue") if done else TO_DO
            if state is DONE and carried.intersection(leaves):
                state = CARRIED
            url = reverse("evaluation:section", args=[dossier.pk, top.no])
            tasks.append(
                Task(f"{top.no}. {found.say(top.name)}", state, url, f"{part.code}. {found.say(part.name)}")
            )
    return tasks


def _papers(dossier: Dossier, held: list[Evidence], today: date) -> Task:
    state = OPTIONAL
    if held:
        count = ngettext("%(count)d paper", "%(count)d papers", len(held)) % {"count": len(held)}
        state = Tag(count, "plain")
    expired = sum(1 for one in held if one.expires_on and one.expires_on < today)
    hint: StrOrPromise = ""
    if expired:
        hint = ngettext("%(count)d paper has expired.", "%(count)d papers have expired.", expired) % {
            "count": expired
        }
    elif any(papers.lapse(one, today) for one in held):
        hint = _("Some papers expire soon.")
    elif any(one.carried for one in held):
        hint = CARRIED.label
    return Task(_("Papers and photos"), state, reverse("evaluation:evidence", args=[dossier.pk]), hint)


def _last(dossier: Dossier, missing: int) -> list[Task]:
    url = reverse("evaluation:check", args=[dossier.pk])
    act = _("File with the People's Committee of %(commune)s") % {"commune": dossier.commune}
    if not missing:
        return [Task(act, TO_DO, url, _("Look at everything once more, then file."))]
    why = ngettext("%(count)d thing is missing.", "%(count)d things are missing.", missing) % {
        "count": missing
    }
    return [Task(_("See all answers and what is missing"), Tag(why, "grey"), url), Task(act, CLOSED, "", why)]
