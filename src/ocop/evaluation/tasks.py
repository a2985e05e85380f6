"""The task list of a dossier that its producer is filling in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ocop.evaluation import completeness, display, papers, procedure, queries
from ocop.evaluation.completeness import ANSWERED_IN_CHANGES, Missing, missing_for_filing
from ocop.evaluation.estimate import Estimate
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


def overview(dossier: Dossier, today: date) -> dict[str, object]:
    """The task list with how the dossier stands."""
    missing = missing_for_filing(dossier)
    answers = {number: one.position for number, one in queries.self_answers(dossier).items()}
    standing = estimate(dossier, answers)
    held = queries.evidence(dossier)
    changed = not dossier.receipt_number and regimes.regime_on(today).id != dossier.regime_id
    return {
        "dossier": dossier,
        "set_name": sets.name_of(dossier.regime_id, dossier.set_no),
        "kind_name": sets.say(dossier.regime_id, procedure.regime_of(dossier).kind(dossier.kind).name),
        "groups": _groups(dossier, missing, standing, held, today),
        "standing": standing,
        "upgrades": way(dossier, standing),
        "floors": [_floor(dossier, test.criterion, test.stars) for test in standing.floors],
        "returned_to": _returned_to(dossier),
        "regime_changed": changed,
        "sets_now": sets.choices(regimes.regime_on(today).id) if changed else [],
        "can_withdraw": dossier.state in procedure.before(dossier, procedure.WITHDRAW),
    }


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

    def written(part: str) -> Task:
        state = TO_DO if part in owed else DONE
        return Task(parts[part], state, reverse("evaluation:report", args=[dossier.pk, part]))

    forms = {form.code: sets.say(dossier.regime_id, form.name) for form in procedure.regime_of(dossier).forms}
    first = Task(
        _("The applicant and the product"),
        TO_DO if completeness.REGISTRATION in owed else DONE,
        reverse("evaluation:registration", args=[dossier.pk]),
    )
    more = [written("changes")] if "changes" in parts else []
    return [
        TaskGroup(_("Form 01: %(name)s") % {"name": forms.get("01", "")}, [first]),
        TaskGroup(
            _("Form 02: %(name)s") % {"name": forms.get("02", "")},
            [written("general"), written("business_results"), written("future_plan"), *more],
        ),
        TaskGroup(_("Form 02, part III: self-assessment"), _sections(dossier, standing)),
        TaskGroup(_("Evidence"), [_papers(dossier, held, today)]),
        TaskGroup(_("File the dossier"), _last(dossier, len(missing_links(dossier, missing)))),
    ]


def _sections(dossier: Dossier, standing: Estimate) -> list[Task]:
    found = table(dossier)
    unanswered = set(standing.unanswered)
    tasks = []
    for part in found.product_set.parts:
        for top in part.sections:
            leaves = [leaf.no for leaf in top.leaves()]
            done = sum(1 for number in leaves if number not in unanswered)
            state = DONE if done == len(leaves) else Tag(f"{done}/{len(leaves)}", "blue") if done else TO_DO
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
    hint = ""
    if expired:
        hint = ngettext("%(count)d paper has expired.", "%(count)d papers have expired.", expired) % {
            "count": expired
        }
    elif any(papers.lapse(one, today) for one in held):
        hint = _("Some papers expire soon.")
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


def _returned_to(dossier: Dossier) -> tuple[StrOrPromise, str]:
    """The part that an officer asked to put right, in words and as a link; empty when no part was named."""
    part = dossier.returned_part
    found = table(dossier)
    if part in found.product_set.leaves:
        url = criterion_link(dossier, part)
    elif part == completeness.SELF_ANSWERS:
        first = next(top.no for one in found.product_set.parts for top in one.sections)
        url = reverse("evaluation:section", args=[dossier.pk, first])
    elif part == completeness.SELF_REPORT:
        url = reverse("evaluation:report", args=[dossier.pk, "general"])
    elif part == completeness.CHANGES:
        url = reverse("evaluation:report", args=[dossier.pk, "changes"])
    elif part in {completeness.REGISTRATION, "evidence"}:
        url = reverse(f"evaluation:{part}", args=[dossier.pk])
    else:
        url = ""
    return display.part_name(dossier, part), url
