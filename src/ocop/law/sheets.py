"""Sheets as they are given: read, checked, and every fault named before anything is scored.

Input is plain data (parsed JSON or YAML); the result is frozen and safe to score. Positions and points may be
given as numbers or as digits, since some files know only text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final, get_args, get_type_hints

from ocop.law.library import Library, NotFound
from ocop.law.regime import NONE_HOLDS, CouncilRules, Criterion, ProductSet, Regime
from ocop.law.words import Message, message, trimmed

RULES: Final = tuple(CouncilRules.__struct_fields__)
DECIMALS_ROUNDED: Final = 6
LONGEST_NUMBER: Final = 12
"""Digits before and after the point that a given number may have: far more than any real one, few enough
that exact sums stay exact and small."""


FILE: Final = message("the_file")


class Refused(ValueError):
    """Input that cannot be taken, with every reason."""

    def __init__(self, reasons: Sequence[Message]) -> None:
        super().__init__("; ".join(reason.text("en") for reason in reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One member's sheet: the position chosen for each leaf.

    ``parts`` holds points per part where the regime is entered so.
    """

    member: str
    answers: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a result is computed from."""

    regime: Regime
    product_set: ProductSet
    sheets: tuple[Sheet, ...]
    rules: CouncilRules = field(default_factory=CouncilRules)
    agreed: Mapping[str, int] = field(default_factory=dict)
    knockouts: tuple[str, ...] = ()


def applies(leaf: Criterion, answers: Mapping[str, int], product_set: ProductSet) -> bool | None:
    """Whether a leaf is to be scored given the other answers; None while that is not known.

    Only a leaf scored "only if there is a story" can be anything but True: there is a story when its story
    leaf earns points (Phụ lục II, the note on the structure of the story).
    """
    if leaf.story is None:
        return True
    if leaf.story not in answers:
        return None
    return product_set.leaves[leaf.story].points_at(answers[leaf.story]) > 0


def missing(product_set: ProductSet, answers: Mapping[str, int]) -> list[str]:
    """The leaves still to be answered, in the decision's order."""
    return [
        number
        for number, leaf in product_set.leaves.items()
        if number not in answers and applies(leaf, answers, product_set) is not False
    ]


def last_position(leaf: Criterion) -> int:
    """The highest position a leaf offers."""
    return max(leaf.by_position)


def earned(leaf: Criterion, answers: Mapping[str, int], product_set: ProductSet) -> Decimal:
    """Points a leaf earns; 0 while it is unanswered and where there is no story to count it."""
    if not applies(leaf, answers, product_set):
        return Decimal(0)
    return leaf.points_at(answers.get(leaf.no, NONE_HOLDS))


def check_answers(
    product_set: ProductSet, given: Mapping[object, object], place: str
) -> tuple[dict[str, int], list[Message]]:
    """The answers that fit the set, and a reason for each that doesn't."""
    answers: dict[str, int] = {}
    reasons: list[Message] = []
    for key, raw in given.items():
        leaf = product_set.leaves.get(str(key))
        if leaf is None:
            reasons.append(message("unknown_criterion", place=place, criterion=key))
            continue
        if leaf.no in answers:
            reasons.append(message("answered_twice", place=place, criterion=leaf.no))
            continue
        position = _whole(raw)
        if position is None or (position != NONE_HOLDS and position not in leaf.by_position):
            reasons.append(
                message(
                    "unknown_position", place=place, criterion=leaf.no, position=raw, last=last_position(leaf)
                )
            )
            continue
        answers[leaf.no] = position
    for number, position in answers.items():
        leaf = product_set.leaves[number]
        if position != NONE_HOLDS and applies(leaf, answers, product_set) is False:
            reasons.append(message("no_story", place=place, criterion=number, story=leaf.story))
    return answers, reasons


def check_parts(
    product_set: ProductSet, given: Mapping[object, object], place: str
) -> tuple[dict[str, Decimal], list[Message]]:
    """The points per part that fit the set, and a reason for each that doesn't."""
    most = {part.code: part.max for part in product_set.parts}
    parts: dict[str, Decimal] = {}
    reasons: list[Message] = []
    for key, raw in given.items():
        code = str(key)
        if code not in most:
            reasons.append(message("unknown_part", place=place, part=code))
            continue
        points = exact(raw)
        if points is None:
            reasons.append(
                message("no_part_points", place=place, part=code, points=raw, digits=LONGEST_NUMBER)
            )
            continue
        if not 0 <= points <= most[code]:
            reasons.append(
                message("bad_part_points", place=place, part=code, points=raw, most=trimmed(most[code]))
            )
            continue
        parts[code] = points
    return parts, reasons


def read_case(library: Library, given: object) -> Case:
    """The case in parsed JSON or YAML (see the command-line contract); raises :class:`Refused`.

    Where the regime or the set is unknown, what can be checked without it is checked all the same.
    """
    reasons: list[Message] = []
    top = _object(given, FILE, reasons)
    if reasons:
        raise Refused(reasons)
    regime, product_set = _find(library, top, reasons)
    rules = read_rules(_given(top, "rules", {}), reasons)
    bodies = _bodies(top, reasons)
    if regime is None or product_set is None:
        raise Refused(reasons)
    sheets = [_sheet(regime, product_set, member, body, place, reasons) for member, body, place in bodies]
    agreed_given = _object(_given(top, "agreed", {}), "agreed", reasons)
    agreed, agreed_reasons = check_answers(product_set, agreed_given, "agreed")
    codes = tuple(str(code) for code in _list(_given(top, "knockouts", []), "knockouts", reasons))
    known = product_set.knockout_codes
    reasons += agreed_reasons
    reasons += [
        message("unknown_knockout", code=code, known=", ".join(known) or "-")
        for code in codes
        if code not in known
    ]
    if reasons:
        raise Refused(reasons)
    return Case(regime, product_set, tuple(sheets), rules, agreed, tuple(dict.fromkeys(codes)))


def read_rules(given: object, reasons: list[Message]) -> CouncilRules:
    """A council's rules; what is absent is plain mean, no rounding, no spread limit, no quorum."""
    rules = _object(given, "rules", reasons)
    hints = get_type_hints(CouncilRules)
    read: dict[str, object] = {}
    for key, value in rules.items():
        name = str(key)
        if name not in RULES:
            reasons.append(message("unknown_rule", rule=name, known=", ".join(RULES)))
        elif name in ("aggregate", "floor_test"):
            choices = get_args(hints[name])
            if value in choices:
                read[name] = value
            else:
                reasons.append(_bad_rule(name, value, message("expected_choice", choices=", ".join(choices))))
        elif value is None or value == "":
            read[name] = None
        elif name == "max_spread":
            limit = exact(value)
            if limit is None or limit < 0:
                reasons.append(_bad_rule(name, value, message("expected_number")))
            read[name] = limit
        else:
            read[name] = _count(name, value, reasons)
    return CouncilRules(**read)  # type: ignore[arg-type]


def exact(value: object) -> Decimal | None:
    """A number given as a number or as text, exactly; None when it isn't one, or is absurdly long."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        return None
    try:
        number = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or number.adjusted() > LONGEST_NUMBER:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -LONGEST_NUMBER else None


def _count(rule: str, value: object, reasons: list[Message]) -> int | None:
    count = _whole(value)
    if count is None or count < 0:
        reasons.append(_bad_rule(rule, value, message("expected_count")))
        return None
    if rule == "rounding" and count > DECIMALS_ROUNDED:
        reasons.append(_bad_rule(rule, value, message("expected_digits", most=DECIMALS_ROUNDED)))
        return None
    return count


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None


def _bad_rule(rule: str, value: object, expected: Message) -> Message:
    return message("bad_rule", rule=rule, value=value, expected=expected)


def _given(body: Mapping[object, object], key: str, otherwise: object) -> object:
    """What stands under a key; ``otherwise`` where nothing does, which is not the same as a wrong shape."""
    found = body.get(key)
    return otherwise if found is None or found == "" else found


def _object(value: object, place: str | Message, reasons: list[Message]) -> dict[object, object]:
    if isinstance(value, dict):
        return value
    reasons.append(message("not_an_object", place=place))
    return {}


def _list(value: object, place: str, reasons: list[Message]) -> list[object]:
    if isinstance(value, list):
        return value
    reasons.append(message("not_a_list", place=place))
    return []


def _find(
    library: Library, top: dict[object, object], reasons: list[Message]
) -> tuple[Regime | None, ProductSet | None]:
    absent = [message("missing_key", place=FILE, key=key) for key in ("regime", "set") if key not in top]
    if absent:
        reasons += absent
        return None, None
    regime_id = str(top["regime"])
    try:
        regime = library.regime(regime_id)
    except NotFound:
        reasons.append(message("unknown_regime", regime=regime_id, known=", ".join(library.ids())))
        return None, None
    number = _whole(top["set"])
    numbers = library.numbers(regime_id)
    if number is None or number not in numbers:
        known = f"{numbers[0]}-{numbers[-1]}" if numbers else ""
        reasons.append(message("unknown_set", regime=regime_id, set=top["set"], known=known))
        return regime, None
    product_set = library.product_set(regime_id, number)
    if regime.entry == "criteria" and not product_set.is_scorable:
        reasons.append(not_scorable(regime, product_set))
        return regime, None
    return regime, product_set


def not_scorable(regime: Regime, product_set: ProductSet) -> Message:
    """Why sheets of this set cannot be scored criterion by criterion."""
    return message(
        "not_scorable",
        set=product_set.set,
        name=product_set.name,
        regime=regime.id,
        reason=product_set.not_scorable or "",
    )


def _bodies(top: dict[object, object], reasons: list[Message]) -> list[tuple[str, dict[object, object], str]]:
    """Every sheet's member and content, with the place to name in a refusal."""
    if "sheets" not in top:
        reasons.append(message("missing_key", place=FILE, key="sheets"))
        return []
    given = top["sheets"]
    if given == []:
        reasons.append(message("no_sheets"))
    bodies = []
    for index, raw in enumerate(_list(given, "sheets", reasons), 1):
        place = f"sheets[{index}]"
        if not isinstance(raw, dict):
            reasons.append(message("not_an_object", place=place))
            continue
        member = _name(raw.get("member"))
        if not member:
            reasons.append(message("no_member", place=place))
        bodies.append((member, raw, member or place))
    members = Counter(member for member, _, _ in bodies if member)
    reasons += [
        message("member_twice", member=member, count=count) for member, count in members.items() if count > 1
    ]
    return bodies


def _name(value: object) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()


def _sheet(
    regime: Regime,
    product_set: ProductSet,
    member: str,
    body: dict[object, object],
    place: str,
    reasons: list[Message],
) -> Sheet:
    if regime.entry == "parts":
        if "answers" in body:
            reasons.append(message("answers_not_parts", place=place, regime=regime.id))
        given = _object(_given(body, "parts", {}), place, reasons)
        parts, faults = check_parts(product_set, given, place)
        reasons += faults
        return Sheet(member, parts=parts)
    if "parts" in body and "answers" not in body:
        reasons.append(message("parts_not_answers", place=place, regime=regime.id))
        return Sheet(member)
    answers, faults = check_answers(product_set, _object(_given(body, "answers", {}), place, reasons), place)
    reasons += faults
    return Sheet(member, answers=answers)
