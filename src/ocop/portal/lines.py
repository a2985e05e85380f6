"""What the practice pages show: lines in the reader's language, made from a practice sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.law.advice import Upgrade
from ocop.law.regime import ProductSet, Regime
from ocop.law.scoring import FloorTest, Result
from ocop.portal import books, practice, questions
from ocop.portal.books import Book, points
from ocop.portal.practice import KNOCKOUT_KEY, Gap, Practice, Step
from ocop.portal.questions import Row

ALL, RESULT = "all", "result"

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A product set to choose."""

    number: int
    name: str
    group: str
    scorable: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """A step in the list of steps: its words, and how much of it is answered."""

    number: int
    title: str
    answered: int
    of: int
    here: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """The questions of one step; ``opens_part`` when the part has not been named before on this page."""

    part: str
    opens_part: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PartShare:
    """The points of one part, with their share of the maximum in percent for the bar."""

    code: str
    name: str
    points: str
    most: str
    percent: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """What lacks for one star."""

    stars: int
    short: str
    floors: int


@dataclass(frozen=True, slots=True)
class FloorLine:
    """A floor not reached: what is asked, what was chosen, and where to change it."""

    stars: int
    number: str
    name: str
    needed: str
    chosen: str
    url: str


@dataclass(frozen=True, slots=True)
class UpgradeLine:
    """One thing to improve."""

    number: str
    name: str
    before: str
    after: str
    gained: str
    is_floor: bool
    url: str


def entry(book: Book, product_set: ProductSet) -> Entry:
    """A product set of the list to choose from."""
    group = book.say(product_set.group) if product_set.group else ""
    name = book.say(product_set.name)
    scorable = product_set.is_scorable or book.regime.entry == "parts"
    return Entry(product_set.set, name, "" if group == name else group, scorable)


def frame(book: Book, product_set: ProductSet) -> dict[str, object]:
    """What every page about one product set names."""
    reason = product_set.not_scorable
    return {
        "book": book,
        "regime": book.regime,
        "number": product_set.set,
        "name": book.say(product_set.name),
        "most": points(product_set.max),
        "reason": book.say(reason) if reason else "",
        "regime_title": book.say(book.regime.title),
        "current": book.regime == books.in_force(),
    }


def _title(book: Book, step: Step) -> str:
    if not step.rows:
        return _("Grounds for exclusion")
    if len(step.rows) == 1:
        return f"{step.rows[0].no}. {book.say(step.rows[0].name)}"
    return "; ".join(f"{row.no}. {book.say(row.name)}" for row in step.rows)


def standing(book: Book, given: Practice) -> dict[str, object]:
    """The estimate in short, for the bar and for the result."""
    result = given.result
    return {
        "stars_now": given.stars,
        "total": points(result.total),
        "unanswered": len(given.unanswered),
        "excluded": bool(given.knockouts),
        "shares": [
            PartShare(
                part.code,
                book.say(part.name),
                points(result.parts[part.code]),
                points(part.max),
                int(100 * result.parts[part.code] / Fraction(part.max)) if part.max else 0,
            )
            for part in given.product_set.parts
        ],
        "gaps": [_gap(gap) for gap in given.gaps],
    }


def screen(book: Book, given: Practice, screens: list[Step], here: Step | None) -> dict[str, object]:
    """One screen of the sheet, or the whole sheet when ``here`` is None."""
    shown = [here] if here else screens
    product_set = given.product_set
    on_page = {leaf.no for step in shown for leaf in step.leaves}
    asks_knockouts = any(not step.rows for step in shown)
    return {
        **frame(book, product_set),
        **standing(book, given),
        "here": here.number if here else ALL,
        "before": here.number - 1 if here and here.number > 1 else None,
        "after": here.number + 1 if here and here.number < len(screens) else None,
        "last": len(screens),
        "title": _title(book, here) if here else _("All criteria"),
        "steps": _views(book, given, shown),
        "screens": [
            Screen(
                step.number,
                _title(book, step),
                sum(1 for leaf in step.leaves if leaf.no in given.answers or given.closed(leaf)),
                len(step.leaves),
                step == here,
            )
            for step in screens
        ],
        "hidden": given.pairs(on_page | ({KNOCKOUT_KEY} if asks_knockouts else set())),
        "grounds": [
            (one.code, book.say(one.label), one.criterion or "", one.code in given.knockouts)
            for one in product_set.knockouts
        ],
    }


def _views(book: Book, given: Practice, shown: list[Step]) -> list[StepView]:
    product_set = given.product_set
    names = {part.code: f"{part.code}. {book.say(part.name)}" for part in product_set.parts}
    views = []
    named = ""
    for step in shown:
        rows = [row for top in step.rows for row in questions.rows(book, product_set, top, given.answers)]
        views.append(StepView(names.get(step.part, ""), step.part != named and bool(step.part), tuple(rows)))
        named = step.part
    return views


def outcome(book: Book, given: Practice, screens: list[Step], asked: str) -> dict[str, object]:
    """The result: why not higher, the cheapest way up, and every answer."""
    product_set, result = given.product_set, given.result
    page = reverse("portal:sheet", args=[book.regime.id, product_set.set])

    def link(number: str) -> str:
        step = practice.step_of(screens, number)
        return f"{page}?{given.query(step=step)}#{questions.anchor(number)}"

    targets = [gap.stars for gap in given.gaps]
    target = next((stars for stars in targets if str(stars) == asked), targets[0] if targets else None)
    advised = given.advice(target) if target else None
    level = book.regime.recognising_level(given.stars)
    following = next((gap for gap in given.gaps), None)
    return {
        **frame(book, product_set),
        **standing(book, given),
        "stars_by_points": result.stars_by_points,
        "recognised_by": book.say(level.recognised_by) if level and level.recognised_by else "",
        "flags": [flag.detail.text(book.language) for flag in result.flags],
        "grounds": [book.say(one.label) for one in product_set.knockouts if one.code in given.knockouts],
        "following": _gap(following) if following else None,
        "missed": [_floor(book, given, test, link) for test in following.floors] if following else [],
        "target": target,
        "targets": [(stars, f"?{given.query(step=RESULT, target=stars)}#way") for stars in targets],
        "advice": advised,
        "advice_why": [reason.text(book.language) for reason in advised.why] if advised else [],
        "advice_total": points(advised.total_after) if advised else "",
        "upgrades": [_upgrade(book, given, one, link) for one in advised.upgrades] if advised else [],
        "lines": [
            (no, book.say(leaf.name), _answered(book, given, no), _earned(given, no), points(leaf.max))
            for no, leaf in product_set.leaves.items()
        ],
        "edit_url": f"?{given.query(step=1)}",
        "all_url": f"?{given.query(step=ALL)}",
        "ground_url": f"?{given.query(step=len(screens))}",
        "file_url": f"{reverse('portal:sheet_file', args=[book.regime.id, product_set.set])}?{given.query()}",
        "today": books.today(),
    }


def _gap(gap: Gap) -> GapLine:
    return GapLine(gap.stars, points(gap.short) if gap.short else "", len(gap.floors))


def band_gaps(regime: Regime, result: Result) -> list[GapLine]:
    """The points that lack for each star with a certificate above the result."""
    return [
        GapLine(band.stars, points(Fraction(band.at_least) - result.total), 0)
        for band in sorted(regime.bands, key=lambda band: band.stars)
        if band.stars > (result.stars or 0) and regime.recognising_level(band.stars)
    ]


def _floor(book: Book, given: Practice, test: FloorTest, link: Link) -> FloorLine:
    leaf = given.product_set.leaves[test.criterion]
    needed = next(option for option in leaf.options if option.points >= test.needed)
    return FloorLine(
        test.stars,
        leaf.no,
        book.say(leaf.name),
        book.say(needed.label),
        _answered(book, given, leaf.no),
        link(leaf.no),
    )


def _upgrade(book: Book, given: Practice, one: Upgrade, link: Link) -> UpgradeLine:
    leaf = given.product_set.leaves[one.criterion]
    return UpgradeLine(
        leaf.no,
        book.say(leaf.name),
        _answered(book, given, leaf.no),
        questions.option_words(book, given.product_set, leaf.no, one.after),
        points(one.points_gained),
        one.reason == "floor",
        link(leaf.no),
    )


def _answered(book: Book, given: Practice, number: str) -> str:
    leaf = given.product_set.leaves[number]
    if number in given.answers:
        return questions.option_words(book, given.product_set, number, given.answers[number])
    return _("Not scored without a product story") if given.closed(leaf) else _("Not chosen yet")


def _earned(given: Practice, number: str) -> str:
    return points(given.product_set.leaves[number].points_at(given.filled.get(number, 0)))
