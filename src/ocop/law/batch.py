"""The sheets of many products of one set at once: the same results as :mod:`ocop.law.scoring`, as arrays.

For what-ifs, replays and statistics over a whole country. Arithmetic is exact: points are counted as whole
numbers of the set's smallest unit, and every threshold is turned into the least such number that reaches it.

Positions come as one ``uint8`` array of products, sheets and leaves, the leaves in the order of
``ProductSet.leaves``; :data:`UNANSWERED` stands where there is no answer, 0 where no option holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ocop.law.library import Library
from ocop.law.regime import NONE_HOLDS, CouncilRules, Criterion, ProductSet, Regime
from ocop.law.scoring import FLOOR_STARS, NO_STARS, least_sum
from ocop.law.sheets import Case

UNANSWERED: Final = 255
NO_RESULT: Final = -1
BLOCK: Final = 4096

Bytes: TypeAlias = NDArray[np.uint8]
Truths: TypeAlias = NDArray[np.bool_]
Whole: TypeAlias = NDArray[np.int64]


class WrongInput(ValueError):
    """An array that cannot be scored: its shape, or a position that a criterion does not offer."""


@dataclass(frozen=True, slots=True)
class Pile:
    """The sheets of many products of one set, the same number for each product.

    ``positions``: products x sheets x leaves. ``agreed``: products x leaves, :data:`UNANSWERED` where the
    council recorded none. ``knocked_out``: one truth for each product.
    """

    positions: Bytes
    agreed: Bytes | None = None
    knocked_out: Truths | None = None


@dataclass(frozen=True, slots=True)
class PartPile:
    """The same where a regime takes points per part.

    ``points``: products x sheets x parts, counted in ``1 / unit`` points; below 0 where none were entered.
    """

    points: Whole
    unit: int = 1
    knocked_out: Truths | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of a pile, in its order.

    ``totals`` (products x sheets), ``sums`` (over a product's sheets) and ``parts`` (the same per part) count
    ``1 / unit`` points, so the average of a product is ``sums / (sheets * unit)``. ``floors`` says for each
    star whether its own floors are met. ``stars`` is :data:`NO_RESULT` while a sheet is incomplete, 0 when a
    knock-out stands.
    """

    unit: int
    sheets: int
    totals: Whole
    sums: Whole
    parts: Mapping[str, Whole]
    spread: Whole
    stars_by_points: NDArray[np.int8]
    floors: Mapping[int, Truths]
    complete: Truths
    stars: NDArray[np.int8]

    def average(self, product: int) -> Fraction:
        """The exact average total of one product."""
        return Fraction(int(self.sums[product]), self.sheets * self.unit)


def pack(cases: Sequence[Case]) -> Pile:
    """The sheets of cases that share a set and a number of sheets. Raises :class:`WrongInput`."""
    if not cases:
        raise WrongInput("there is no case to pack")
    product_set, sheets = cases[0].product_set, len(cases[0].sheets)
    if any(case.product_set != product_set or len(case.sheets) != sheets for case in cases):
        raise WrongInput("the cases do not share one product set and one number of sheets")
    leaves = list(product_set.leaves)
    positions = [
        [[sheet.answers.get(leaf, UNANSWERED) for leaf in leaves] for sheet in case.sheets] for case in cases
    ]
    agreed = [[case.agreed.get(leaf, UNANSWERED) for leaf in leaves] for case in cases]
    return Pile(
        np.array(positions, dtype=np.uint8).reshape(len(cases), sheets, len(leaves)),
        np.array(agreed, dtype=np.uint8).reshape(len(cases), len(leaves)),
        np.array([bool(case.knockouts) for case in cases]),
    )


def score_pile(
    regime: Regime, product_set: ProductSet, pile: Pile, rules: CouncilRules | None = None
) -> Outcome:
    """The results of a pile under a council's rules. Raises :class:`WrongInput`."""
    rules = rules or CouncilRules()
    products, sheets, _ = _checked_shape(product_set, pile)
    tally = _Tally.empty(products, sheets, [part.code for part in product_set.parts])
    unit = product_set.unit
    leaves = [_Leaf.of(leaf, product_set, unit) for leaf in product_set.leaves.values()]
    for first in range(0, products, BLOCK):
        _score_block(leaves, pile, rules, tally, slice(first, min(first + BLOCK, products)))
    return _outcome(regime, rules, tally, unit, pile.knocked_out)


def score_parts(
    regime: Regime, product_set: ProductSet, pile: PartPile, rules: CouncilRules | None = None
) -> Outcome:
    """The results where points per part are entered. Raises :class:`WrongInput`."""
    products, sheets, count = pile.points.shape
    codes = [part.code for part in product_set.parts]
    if count != len(codes) or not sheets:
        raise WrongInput(
            f"{pile.points.shape}: products, sheets (at least one) and {len(codes)} parts are needed"
        )
    tally = _Tally.empty(products, sheets, codes)
    entered = np.maximum(pile.points, 0)
    for index, part in enumerate(product_set.parts):
        if (entered[:, :, index] > part.max * pile.unit).any():
            raise WrongInput(f"part {part.code}: more than {part.max} points")
        tally.parts[part.code][:] = entered[:, :, index].sum(axis=1)
    tally.totals[:] = entered.sum(axis=2)
    tally.complete[:] = (pile.points >= 0).all(axis=(1, 2))
    return _outcome(regime, rules or CouncilRules(), tally, pile.unit, pile.knocked_out)


def score_nation(
    library: Library, regime_id: str, piles: Mapping[int, Pile], rules: CouncilRules | None = None
) -> dict[int, Outcome]:
    """The results of a whole country: a pile for each product set. Raises :class:`WrongInput`."""
    regime = library.regime(regime_id)
    return {
        number: score_pile(regime, library.product_set(regime_id, number), pile, rules)
        for number, pile in piles.items()
    }


# -- one block: leaf by leaf, sheets outside and products inside, so that every step runs along memory -------


@dataclass(slots=True)
class _Tally:
    totals: Whole
    parts: dict[str, Whole]
    complete: Truths
    floors: dict[int, Truths]

    @classmethod
    def empty(cls, products: int, sheets: int, parts: Sequence[str]) -> _Tally:
        return cls(
            np.zeros((products, sheets), dtype=np.int64),
            {code: np.zeros(products, dtype=np.int64) for code in parts},
            np.ones(products, dtype=np.bool_),
            {stars: np.ones(products, dtype=np.bool_) for stars in FLOOR_STARS},
        )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf made ready: its points by position as a table of 256 bytes, or wider where points are large."""

    number: str
    part: str
    last: int
    points: NDArray[np.unsignedinteger]
    story: int | None
    floors: Mapping[int, int]

    @classmethod
    def of(cls, leaf: Criterion, product_set: ProductSet, unit: int) -> _Leaf:
        most = max(int(option.points * unit) for option in leaf.by_position.values())
        points = np.zeros(256, dtype=np.min_scalar_type(most))
        for position, option in leaf.by_position.items():
            points[position] = int(option.points * unit)
        return cls(
            number=leaf.no,
            part=product_set.part_of[leaf.no],
            last=max(leaf.by_position),
            points=points,
            story=None if leaf.story is None else list(product_set.leaves).index(leaf.story),
            floors={stars: int(needed * unit) for stars, needed in leaf.floors.items()},
        )

    def earned(self, positions: Bytes) -> NDArray[np.unsignedinteger]:
        """The points of every position; nothing for one that is missing."""
        if self.points.dtype == np.uint8:
            found = np.frombuffer(positions.tobytes().translate(self.points.tobytes()), dtype=np.uint8)
            return found.reshape(positions.shape)
        return self.points[positions]


def _score_block(leaves: list[_Leaf], pile: Pile, rules: CouncilRules, tally: _Tally, block: slice) -> None:
    rows = np.ascontiguousarray(pile.positions[block].transpose(2, 1, 0))
    agreed = None
    if rules.floor_test == "agreed" and pile.agreed is not None:
        agreed = np.ascontiguousarray(pile.agreed[block].T)
    width = np.min_scalar_type(sum(int(leaf.points.max()) for leaf in leaves))
    totals = np.zeros(rows.shape[1:], dtype=width)
    for part, members in _by_part(leaves):
        points = np.zeros(rows.shape[1:], dtype=width)
        for index, leaf in members:
            earned = leaf.earned(rows[index])
            unanswered = _unanswered(leaf, rows[index])
            if leaf.story is not None:
                told = leaves[leaf.story].earned(rows[leaf.story]) > 0
                earned = earned * told
                # Until the story leaf is answered, what hangs on it is owed too.
                owed = told | (rows[leaf.story] == UNANSWERED)
                unanswered = None if unanswered is None else unanswered & owed
            for stars, needed in leaf.floors.items():
                own = None if agreed is None else agreed[index]
                tally.floors[stars][block] &= _met(leaf, earned, needed, rules.floor_test, own)
            if unanswered is not None:
                tally.complete[block] &= ~unanswered.any(axis=0)
            np.add(points, earned, out=points)
        tally.parts[part][block] = points.sum(axis=0, dtype=np.int64)
        np.add(totals, points, out=totals)
    tally.totals[block] = totals.T


def _by_part(leaves: list[_Leaf]) -> Iterator[tuple[str, list[tuple[int, _Leaf]]]]:
    for part in dict.fromkeys(leaf.part for leaf in leaves):
        yield part, [(index, leaf) for index, leaf in enumerate(leaves) if leaf.part == part]


def _unanswered(leaf: _Leaf, positions: Bytes) -> Truths | None:
    """Where there is no answer; None when there is one everywhere. Refuses a position that is not offered."""
    if int(positions.max(initial=0)) <= leaf.last:
        return None
    missing: Truths = positions == UNANSWERED
    if ((positions > leaf.last) & ~missing).any():
        raise WrongInput(f"criterion {leaf.number}: positions run from {NONE_HOLDS} to {leaf.last}")
    return missing


def _met(
    leaf: _Leaf, earned: NDArray[np.unsignedinteger], needed: int, floor_test: str, agreed: Bytes | None
) -> Truths:
    sheets = len(earned)
    if floor_test == "mean":
        met: Truths = earned.sum(axis=0, dtype=np.int64) >= needed * sheets
    else:
        reached = (earned >= needed).sum(axis=0, dtype=np.min_scalar_type(2 * sheets))
        met = reached == sheets if floor_test == "all" else 2 * reached > sheets
    if agreed is None or (agreed == UNANSWERED).all():
        return met
    _unanswered(leaf, agreed)
    return np.where(agreed == UNANSWERED, met, leaf.earned(agreed) >= needed)


# -- stars ---------------------------------------------------------------------------------------------------


def _outcome(
    regime: Regime, rules: CouncilRules, tally: _Tally, unit: int, knocked_out: Truths | None
) -> Outcome:
    products, sheets = tally.totals.shape
    sums = tally.totals.sum(axis=1)
    by_points = np.zeros(products, dtype=np.int8)
    for band in sorted(regime.bands, key=lambda band: band.stars):
        by_points[sums >= least_sum(band.at_least, rules.rounding, sheets * unit)] = band.stars
    stars = by_points.copy()
    for level in FLOOR_STARS:
        stars = np.where(tally.floors[level], stars, np.minimum(stars, level - 1))
    if knocked_out is not None:
        if knocked_out.shape != (products,):
            raise WrongInput(f"knocked_out: one truth for each of {products} products is needed")
        stars[knocked_out] = NO_STARS
    stars[~tally.complete] = NO_RESULT
    return Outcome(
        unit=unit,
        sheets=sheets,
        totals=tally.totals,
        sums=sums,
        parts=tally.parts,
        spread=tally.totals.max(axis=1, initial=0) - tally.totals.min(axis=1, initial=np.iinfo(np.int64).max),
        stars_by_points=by_points,
        floors=tally.floors,
        complete=tally.complete,
        stars=stars.astype(np.int8),
    )


def _checked_shape(product_set: ProductSet, pile: Pile) -> tuple[int, int, int]:
    leaves = len(product_set.leaves)
    if not leaves:
        raise WrongInput(f"set {product_set.set} is not scored by criteria")
    shape = pile.positions.shape
    if pile.positions.dtype != np.uint8 or len(shape) != 3 or shape[2] != leaves or not shape[1]:
        raise WrongInput(f"{shape}: bytes of products, sheets (at least one) and {leaves} leaves are needed")
    products, sheets, _ = shape
    if pile.agreed is not None and (pile.agreed.dtype != np.uint8 or pile.agreed.shape != (products, leaves)):
        raise WrongInput(f"agreed: bytes of {products} products and {leaves} leaves are needed")
    return products, sheets, leaves
