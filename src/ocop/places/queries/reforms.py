"""Reforms, and what still stands in the way of carrying one out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.places.kinds import LEVEL_OF
from ocop.places.models import Level, Reform, Unit

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ocop.places.models import ReformLine, ReformMove, ReformUnit
    from ocop.platform.actors import Actor


def reforms(actor: Actor) -> QuerySet[Reform]:
    """The reforms this actor may read, latest first."""
    return Reform.objects.visible_to(actor).order_by("-effective_on", "-pk")


def state_since(unit: Unit) -> date | None:
    """The first day of the name, kind and parent a unit has now; None when nobody knows."""
    ends = [state.to_on for state in unit.earlier.all()]
    return max(ends) + timedelta(days=1) if ends else unit.valid_from


@dataclass
class Plan:
    """A reform with all its lines, ready to be checked and carried out."""

    reform: Reform
    units: list[ReformUnit] = field(init=False)
    lines: list[ReformLine] = field(init=False)
    moves: list[ReformMove] = field(init=False)
    ending: dict[int, Unit] = field(init=False)
    children: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        self.units = list(self.reform.units.select_related("unit__parent__parent").order_by("code", "pk"))
        lines = self.reform.lines.select_related("former__parent__parent", "successor").prefetch_related(
            "former__earlier"
        )
        self.lines = list(lines.order_by("former__sort_key", "former_id", "-is_main", "pk"))
        moves = self.reform.moves.select_related("unit__parent__parent").prefetch_related("unit__earlier")
        self.moves = list(moves.order_by("unit__sort_key", "unit_id"))
        self._lines_of: dict[int, list[ReformLine]] = {}
        for line in self.lines:
            self._lines_of.setdefault(line.former_id, []).append(line)
        self.ending = {line.former_id: line.former for line in self.lines}
        below = Unit.objects.filter(parent__in=self.ending, valid_to=None).exclude(pk__in=self.ending)
        self.children = list(
            below.exclude(pk__in=[move.unit_id for move in self.moves]).prefetch_related("earlier")
        )
        codes = {one.parent_code for one in self.units} | {one.parent_code for one in self.moves}
        staying = Unit.objects.filter(code__in=codes, valid_to=None).exclude(pk__in=self.ending)
        self.staying = {one.code: one for one in staying}
        self.described = {one.code: one for one in self.units}

    def lines_of(self, former_id: int) -> list[ReformLine]:
        """The lines of one ending unit."""
        return self._lines_of.get(former_id, [])

    def heir(self, former_id: int) -> ReformUnit | None:
        """The one new unit that takes over an ending unit with its children; None for several."""
        lines = self.lines_of(former_id)
        return lines[0].successor if len(lines) == 1 else None

    def level_of(self, code: str) -> Level | None:
        """The level of a unit that is there afterwards; None when there is no such unit."""
        if code in self.described:
            return LEVEL_OF[self.described[code].kind]
        return Level(self.staying[code].level) if code in self.staying else None


def defects(plan: Plan, today: date) -> list[str]:
    """What has to be put right before the reform can be carried out, in words; empty when nothing has."""
    found = []
    if not plan.lines and not plan.moves:
        found.append(_("The reform has no line yet. Enter which unit becomes which."))
    if plan.reform.effective_on > today:
        found.append(_("The reform takes effect in the future. Carry it out on that day or later."))
    found += _defects_of_ends(plan)
    found += _defects_of_new_units(plan)
    found += _defects_of_moves(plan)
    return found


def _defects_of_ends(plan: Plan) -> list[str]:
    found = []
    for unit in plan.ending.values():
        lines = plan.lines_of(unit.pk)
        words = {"unit": unit.full_name}
        if sum(line.is_main for line in lines) != 1:
            found.append(_("%(unit)s needs exactly one main successor.") % words)
        if any(LEVEL_OF[line.successor.kind] != unit.level for line in lines):
            found.append(_("%(unit)s can only be followed by a unit of its own level.") % words)
        found += _defects_of_day(plan, unit)
    for child in plan.children:
        if child.parent_id is not None and plan.heir(child.parent_id) is None:
            words = {"unit": child.full_name}
            found.append(_("%(unit)s loses its parent. Say where it goes.") % words)
        found += _defects_of_day(plan, child)
    return found


def _defects_of_day(plan: Plan, unit: Unit) -> list[str]:
    words = {"unit": unit.full_name}
    if unit.valid_to is not None:
        return [_("%(unit)s has ended already. Remove its line.") % words]
    since = state_since(unit)
    if since is not None and plan.reform.effective_on <= since:
        return [
            _("%(unit)s was set up or changed on that day or later; the reform can't come before.") % words
        ]
    return []


def _defects_of_new_units(plan: Plan) -> list[str]:
    found = []
    codes = list(plan.described)
    held = Unit.objects.filter(code__in=codes, valid_to=None).exclude(pk__in=plan.ending)
    taken = set(held.values_list("code", flat=True))
    followed = {line.successor_id for line in plan.lines}
    for one in plan.units:
        words = {"unit": str(one), "code": one.code}
        if one.code in taken:
            found.append(_("Code %(code)s belongs to a unit that stays. Give %(unit)s another one.") % words)
        if one.pk not in followed:
            found.append(_("%(unit)s takes over nothing. Enter a line for it or remove it.") % words)
        found += _defects_of_parent(plan, str(one), LEVEL_OF[one.kind], one.parent_code)
    return found


def _defects_of_moves(plan: Plan) -> list[str]:
    found = []
    for move in plan.moves:
        unit = move.unit
        words = {"unit": unit.full_name}
        if unit.pk in plan.ending:
            found.append(_("%(unit)s both ends and moves. Remove one of the two lines.") % words)
            continue
        if (
            unit.parent is not None
            and move.parent_code in plan.staying
            and move.parent_code == unit.parent.code
        ):
            found.append(_("%(unit)s lies there already. Remove the line.") % words)
        found += _defects_of_parent(plan, unit.full_name, Level(unit.level), move.parent_code)
        found += _defects_of_day(plan, unit)
    return found


def _defects_of_parent(plan: Plan, name: str, level: Level, parent_code: str) -> list[str]:
    words = {"unit": name, "code": parent_code}
    above = plan.level_of(parent_code)
    if above is None:
        return [_("%(unit)s: there will be no unit with code %(code)s for it to lie in.") % words]
    if above != (Level.COUNTRY if level == Level.PROVINCE else Level.PROVINCE):
        return [_("%(unit)s can't lie in unit %(code)s: the levels don't fit.") % words]
    staying = plan.staying.get(parent_code) if parent_code not in plan.described else None
    if staying is not None and not staying.exists_on(plan.reform.effective_on):
        return [_("%(unit)s: unit %(code)s did not exist yet on that day.") % words]
    return []
