"""The cheapest way from one sheet to a star: a true minimum over options, floors, points and conditions.

Options only rise. One step up one option costs 1 unless the producer names another price for a criterion.
In a leaf with two cases one stays in the case one is in; from nothing, the first option of either case is one
step. A leaf that counts only with a story may rise only when the story leaf earns points.

The problem is a knapsack with groups: each independent group of leaves offers moves (cost, points); the table
:func:`_cheapest` holds, for every number of points, the least cost of reaching it. Exact: costs are fractions
and points are whole numbers of the smallest unit used by the set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from ocop.law.library import Library, number_text
from ocop.law.regime import NONE_HOLDS, Criterion, ProductSet
from ocop.law.scoring import FLOOR_STARS, least_sum, score
from ocop.law.sheets import Case, Refused, applies, exact, not_scorable, read_case
from ocop.law.words import Language, Message, message

Move = dict[str, int]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One criterion to raise. ``reason`` is ``floor`` when the target's floors ask for it, or ``points``."""

    criterion: str
    before: int
    after: int
    points_gained: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The cheapest upgrades to ``target`` stars; none when it is out of reach (``why`` says so)."""

    target: int
    feasible: bool
    cost: Fraction
    total_before: Decimal
    total_after: Decimal
    upgrades: tuple[Upgrade, ...]
    why: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way to settle a group: the moves made, their cost, and the points the group then earns."""

    cost: Fraction
    points: int
    moves: tuple[tuple[str, int], ...]


def advise(case: Case, target: int, costs: Mapping[str, Fraction] | None = None) -> Advice:
    """The cheapest way from the one sheet of ``case`` to ``target`` stars.

    ``costs`` gives the price of one step for some criteria. Raises :class:`Refused` for several sheets, for
    an unknown star, or where points per criterion are not known.
    """
    if len(case.sheets) != 1:
        raise Refused([message("one_sheet", count=len(case.sheets))])
    bands = {int(band.stars): band for band in case.regime.bands}
    if target not in bands:
        raise Refused([message("bad_target", stars=target)])
    if not case.product_set.leaves:
        raise Refused([not_scorable(case.regime, case.product_set)])
    answers = case.sheets[0].answers
    before = score(case).sheets[0].total
    if case.knockouts:
        stuck = message("advice_knocked_out", codes=", ".join(case.knockouts))
        return _stuck(target, before, stuck)
    product_set = case.product_set
    floors = _floors_for(product_set, target)
    unit = product_set.unit
    groups = [
        _choices(product_set, group, answers, floors, costs or {}, unit) for group in _groups(product_set)
    ]
    needed = least_sum(bands[target].at_least, case.rules.rounding, unit)
    best = _cheapest(groups, needed) if all(groups) else None
    if best is None:
        return _stuck(target, before, message("advice_out_of_reach", stars=target))
    upgrades = tuple(_upgrades(product_set, answers, dict(best.moves), floors))
    return Advice(
        target=target,
        feasible=True,
        cost=best.cost,
        total_before=before,
        total_after=Decimal(best.points) / unit,
        upgrades=upgrades,
    )


def _stuck(target: int, total: Decimal, reason: Message) -> Advice:
    return Advice(
        target=target,
        feasible=False,
        cost=Fraction(0),
        total_before=total,
        total_after=total,
        upgrades=(),
        why=(reason,),
    )


def read_advice(library: Library, given: object) -> tuple[Case, dict[str, Fraction]]:
    """The one-sheet case and the step prices in parsed JSON or YAML; raises :class:`Refused`.

    The sheet may stand under ``sheets``, as for scoring, or its ``answers`` directly at the top.
    """
    if isinstance(given, dict) and "sheets" not in given and "answers" in given:
        given = {**given, "sheets": [{"member": "me", "answers": given["answers"]}]}
    case = read_case(library, given)
    reasons: list[Message] = []
    costs: dict[str, Fraction] = {}
    prices = given.get("costs") or {} if isinstance(given, dict) else {}
    if not isinstance(prices, dict):
        raise Refused([message("not_an_object", place="costs")])
    for number, price in prices.items():
        amount = exact(price)
        if str(number) in costs:
            reasons.append(message("answered_twice", place="costs", criterion=number))
        elif str(number) not in case.product_set.leaves:
            reasons.append(message("unknown_criterion", place="costs", criterion=number))
        elif amount is None or amount < 0:
            reasons.append(message("bad_cost", criterion=number, cost=price))
        else:
            costs[str(number)] = Fraction(amount)
    if reasons:
        raise Refused(reasons)
    return case, costs


def as_json(advice: Advice, language: Language = "vi") -> dict[str, object]:
    """The answer of ``ocop advise``."""
    return {
        "target": advice.target,
        "feasible": advice.feasible,
        "cost": cost_text(advice.cost),
        "total_before": number_text(advice.total_before),
        "total_after": number_text(advice.total_after),
        "upgrades": [
            {
                "criterion": upgrade.criterion,
                "from": upgrade.before,
                "to": upgrade.after,
                "points_gained": number_text(upgrade.points_gained),
                "reason": upgrade.reason,
            }
            for upgrade in advice.upgrades
        ],
        "why": [reason.text(language) for reason in advice.why],
    }


def cost_text(cost: Fraction) -> str:
    """A cost as an exact decimal; prices are decimals, so their sums are too."""
    return number_text(Decimal(cost.numerator) / Decimal(cost.denominator))


def steps(leaf: Criterion, before: int, after: int) -> int | None:
    """How many option steps lie between two positions; None when the move is not a rise within one case."""
    if after == before:
        return 0
    if after < before:
        return None
    if leaf.scoring != "one_case":
        return after - before
    case = leaf.by_position[after].case
    inside = [option.position for option in leaf.options if option.case == case]
    if before == NONE_HOLDS:
        return inside.index(after) + 1
    return after - before if before in inside else None


def _floors_for(product_set: ProductSet, target: int) -> dict[str, Decimal]:
    """Points each leaf must reach for a star: its own floors and those of every lower star."""
    levels = [level for level in FLOOR_STARS if level <= target]
    return {
        leaf.no: max(leaf.floors[level] for level in levels if level in leaf.floors)
        for leaf in product_set.leaves.values()
        if any(level in leaf.floors for level in levels)
    }


def _groups(product_set: ProductSet) -> Iterator[list[Criterion]]:
    """Leaves that must be settled together: a story leaf with those that count only because of it."""
    for leaf in product_set.leaves.values():
        if leaf.story is None:
            yield [leaf, *(other for other in product_set.leaves.values() if other.story == leaf.no)]


def _choices(
    product_set: ProductSet,
    group: list[Criterion],
    answers: Mapping[str, int],
    floors: Mapping[str, Decimal],
    costs: Mapping[str, Fraction],
    unit: int,
) -> list[_Choice]:
    """The undominated ways to settle one group, cheapest first."""
    rises = [list(_rises(leaf, answers.get(leaf.no, NONE_HOLDS))) for leaf in group]
    choices = []
    for combination in product(*rises):
        positions = {leaf.no: position for leaf, (position, _) in zip(group, combination, strict=True)}
        counted = [leaf for leaf in group if applies(leaf, positions, product_set)]
        if any(positions[leaf.no] != NONE_HOLDS for leaf in group if leaf not in counted):
            continue
        if any(
            (leaf.points_at(positions[leaf.no]) if leaf in counted else 0) < floors[leaf.no]
            for leaf in group
            if leaf.no in floors
        ):
            continue
        cost = sum(
            (
                count * costs.get(leaf.no, Fraction(1))
                for leaf, (_, count) in zip(group, combination, strict=True)
            ),
            Fraction(0),
        )
        points = sum((Fraction(leaf.points_at(positions[leaf.no])) for leaf in counted), Fraction(0))
        moves = tuple(
            (number, to) for number, to in positions.items() if to != answers.get(number, NONE_HOLDS)
        )
        choices.append(_Choice(cost, int(points * unit), moves))
    return _undominated(choices)


def _rises(leaf: Criterion, before: int) -> Iterator[tuple[int, int]]:
    """The positions a leaf may take, with the steps each costs; staying first."""
    yield before, 0
    for position in sorted(leaf.by_position):
        count = steps(leaf, before, position)
        if count:
            yield position, count


def _undominated(choices: Iterable[_Choice]) -> list[_Choice]:
    kept: list[_Choice] = []
    for choice in sorted(choices, key=lambda choice: (choice.cost, len(choice.moves), -choice.points)):
        if all(choice.points > other.points for other in kept):
            kept.append(choice)
    return kept


def _cheapest(groups: list[list[_Choice]], needed: int) -> _Choice | None:
    """The least cost of earning at least ``needed`` points, one choice from each group.

    Ties go to fewer moves, then to more points, so that the answer is the same on every run.
    """
    table: dict[int, _Choice] = {0: _Choice(Fraction(0), 0, ())}
    for group in groups:
        following: dict[int, _Choice] = {}
        for held in table.values():
            for choice in group:
                reached = _Choice(
                    held.cost + choice.cost, held.points + choice.points, held.moves + choice.moves
                )
                known = following.get(reached.points)
                if known is None or _rank(reached) < _rank(known):
                    following[reached.points] = reached
        table = following
    enough = [choice for points, choice in table.items() if points >= needed]
    return min(enough, key=lambda choice: (*_rank(choice), -choice.points), default=None)


def _rank(choice: _Choice) -> tuple[Fraction, int]:
    return choice.cost, len(choice.moves)


def _upgrades(
    product_set: ProductSet,
    answers: Mapping[str, int],
    moves: Mapping[str, int],
    floors: Mapping[str, Decimal],
) -> Iterator[Upgrade]:
    for number, leaf in product_set.leaves.items():
        if number in moves:
            before = answers.get(number, NONE_HOLDS)
            held = leaf.points_at(before)
            gained = leaf.points_at(moves[number]) - held
            reason = "floor" if held < floors.get(number, Decimal(0)) else "points"
            yield Upgrade(number, before, moves[number], gained, reason)
