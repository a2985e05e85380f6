"""What is wrong with a regime, each thing with its place.

Errors stop a regime from being published, unless they stand on its own dated list of known defects; warnings
(equal neighbours, recorded corrections and suspects of the transcript) are shown and stop nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from ocop.law import rulebooks
from ocop.law.library import REGIME_FILE, SHIPPED, Library, NotFound, Unreadable
from ocop.law.regime import Criterion, Option, Part, ProductSet, Regime, Step
from ocop.law.words import Language, Message, message, trimmed

Severity = Literal["error", "warning", "known"]
LEAP_YEAR: Final = 2000
BEGUN: Final = "draft"
"""The state in which every dossier begins."""
FILING: Final = "file"
ENDING: Final = frozenset({"recognise", "refuse_recognition", "withdraw"})
"""Steps with which the way of a dossier may end."""
LEAVING: Final = "withdraw"
RECOGNISING: Final = "recognise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how grave, which kind, where (``set 4 / 1.2 / option 3``), and in words."""

    severity: Severity
    code: str
    place: str
    message: Message

    def as_json(self, language: Language = "vi") -> dict[str, str]:
        """The finding as ``ocop regime check --json`` prints it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "place": self.place,
            "message": self.message.text(language),
        }


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop publication."""
    return [finding for finding in findings if finding.severity == "error"]


def check(library: Library, regime_id: str, roles: Collection[str] | None = None) -> list[Finding]:
    """Everything wrong with a regime of the library: its facts, then its sets in order.

    A product set that cannot be read is a finding like any other, and the rest is checked all the same.
    ``roles`` are the roles that whoever asks knows: a step of any other role is a finding.
    """
    try:
        regime = library.regime(regime_id)
        numbers = library.numbers(regime_id)
    except NotFound as absent:
        return [_error("no_regime", regime_id, regime=absent.args[0])]
    except Unreadable as unreadable:
        return [_unreadable(unreadable)]
    findings = _missing_numbers(numbers)
    sets: list[ProductSet] = []
    for number in numbers:
        try:
            product_set = library.product_set(regime_id, number)
        except Unreadable as unreadable:
            findings.append(_unreadable(unreadable))
            continue
        if product_set.set != number:
            findings.append(_error("set_number", f"set {number}", number=product_set.set))
        sets.append(product_set)
    try:
        findings += _untranslated(sets, library.english(regime_id))
    except Unreadable as unreadable:
        findings.append(_unreadable(unreadable))
    return check_values(regime, sets, numbers, findings, roles)


def check_path(path: Path, roles: Collection[str] | None = None) -> list[Finding]:
    """Everything wrong with a regime given as a folder in this format or as a JSON rulebook.

    A folder that only lays wording over a shipped regime is checked together with what it is laid over.
    ``roles`` as in :func:`check`.
    """
    if path.is_dir():
        return _check_folder(path, roles)
    try:
        book = rulebooks.read(path)
    except Unreadable as unreadable:
        return [_unreadable(unreadable)]
    library = Library()
    found = rulebooks.regime_of(library, book)
    if found is None:
        return [_error("no_regime_for", str(path), decision=book.decision)]
    faults = [_error(fault.code, fault.place, **fault.values) for fault in book.faults]
    faults += _missing_numbers(sorted(product_set.set for product_set in book.sets))
    return check_values(found, book.sets, [product_set.set for product_set in book.sets], faults, roles)


def check_values(
    regime: Regime,
    sets: Sequence[ProductSet],
    numbers: Iterable[int],
    findings: Sequence[Finding] = (),
    roles: Collection[str] | None = None,
) -> list[Finding]:
    """Everything wrong with a regime and its sets as values, after the ``findings`` made on reading them.

    ``numbers`` are the set numbers the regime has, those of unreadable sets included. ``roles`` as in
    :func:`check`.
    """
    found = [*_facts(regime, set(numbers)), *_roles(regime, roles), *findings]
    for product_set in sets:
        found += _set(regime, product_set)
    found = _known(regime, found)
    found += [
        _warning(
            "correction", item.place, transcribed=item.transcribed or "-", used=item.used, reason=item.reason
        )
        for item in regime.corrections
    ]
    return found + [_warning("suspect", item.place, note=item.note) for item in regime.suspects]


# -- findings ------------------------------------------------------------------------------------------------


def _error(code: str, place: str, /, **values: object) -> Finding:
    return Finding("error", code, place, message(f"check_{code}", **values))


def _warning(code: str, place: str, /, **values: object) -> Finding:
    return Finding("warning", code, place, message(f"check_{code}", **values))


def _unreadable(unreadable: Unreadable) -> Finding:
    return _error("unreadable", str(unreadable.path), reason=unreadable.reason)


def _known(regime: Regime, findings: list[Finding]) -> list[Finding]:
    """The findings with those on the regime's own list marked; entries that no longer occur are stale."""
    listed = {(defect.code, defect.place): defect for defect in regime.known_defects}
    occurring = {(finding.code, finding.place) for finding in findings}
    marked = [
        replace(finding, severity="known")
        if finding.severity == "error" and (finding.code, finding.place) in listed
        else finding
        for finding in findings
    ]
    stale = [
        _warning("stale", place, code=code, recorded_on=defect.recorded_on.isoformat())
        for (code, place), defect in listed.items()
        if (code, place) not in occurring
    ]
    return marked + stale


# -- folders -------------------------------------------------------------------------------------------------


def _check_folder(path: Path, roles: Collection[str] | None) -> list[Finding]:
    folder = path.resolve()
    alone = Library(folder.parent)
    over_shipped = Library(SHIPPED, folder.parent)
    if not (folder / REGIME_FILE).is_file():
        if folder.name in Library().ids():
            return check(over_shipped, folder.name, roles)
        return [_error("no_regime", str(path), regime=folder.name)]
    try:
        alone.regime(folder.name)
    except NotFound:
        return check(over_shipped, folder.name, roles)
    except Unreadable as unreadable:
        return [_unreadable(unreadable)]
    return check(alone, folder.name, roles)


def _missing_numbers(numbers: Sequence[int]) -> list[Finding]:
    if not numbers:
        return [_error("no_sets", "sets")]
    absent = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
    repeated = [number for number, count in Counter(numbers).items() if count > 1]
    return [_error("set_missing", f"set {number}", number=number) for number in absent] + [
        _error("set_twice", f"set {number}", number=number) for number in repeated
    ]


def _untranslated(sets: Sequence[ProductSet], english: dict[str, str]) -> list[Finding]:
    texts = {text for product_set in sets for text in _texts(product_set)}
    absent = sorted(text for text in texts if not english.get(text))
    return [_warning("no_english", "labels.en.json", count=len(absent), first=absent[0])] if absent else []


def _texts(product_set: ProductSet) -> Iterator[str]:
    yield product_set.name
    for part in product_set.parts:
        yield part.name
    for row in product_set.rows():
        yield row.name
        yield from (option.label for option in row.options)
        yield from (case.name for case in row.cases)
        yield from (note.text for note in row.notes)
    yield from (knockout.label for knockout in product_set.knockouts)


# -- facts of the regime -------------------------------------------------------------------------------------


def _facts(regime: Regime, numbers: set[int]) -> Iterator[Finding]:
    yield from _bands(regime)
    yield from _levels(regime)
    yield from _procedure(regime)
    yield from _granting(regime)
    yield from _references(regime)
    yield from _sets_named(regime, numbers)
    yield from _codes(regime)
    yield from _dates(regime)
    total = sum(regime.part_max.values(), Decimal(0))
    if total != regime.full_marks:
        yield _error("total", "part_max", total=trimmed(total), full=trimmed(regime.full_marks))


def _bands(regime: Regime) -> Iterator[Finding]:
    bands = sorted(regime.bands, key=lambda band: band.stars)
    if [band.stars for band in bands] != list(range(1, len(bands) + 1)):
        yield _error("band_gap", "bands", stars=", ".join(str(band.stars) for band in bands) or "-")
    if not bands or min(band.at_least for band in bands) != 0:
        yield _error("band_zero", "bands")
    for lower, upper in pairwise(bands):
        if upper.at_least <= lower.at_least:
            yield _error(
                "band_overlap",
                f"bands / {upper.stars} stars",
                stars=upper.stars,
                from_points=trimmed(upper.at_least),
                lower=lower.stars,
                lower_points=trimmed(lower.at_least),
            )
    for band in bands:
        if band.at_least > regime.full_marks:
            yield _error("band_unreachable", f"bands / {band.stars} stars", stars=band.stars)


def _levels(regime: Regime) -> Iterator[Finding]:
    known = {level.code for level in regime.levels}
    named = [
        *((f"rounds / {item.level} {item.no}", item.level) for item in regime.rounds),
        *((f"steps / {item.code}", item.level) for item in regime.steps),
        *((f"steps / {item.code}", item.to_level) for item in regime.steps),
        *((f"states / {item.code}", item.level) for item in regime.states),
        *((f"dossier kinds / {item.code}", item.from_level) for item in regime.dossier_kinds),
        *((f"dossier kinds / {item.code}", item.to_level) for item in regime.dossier_kinds),
        *((f"reviews / {item.level}", item.level) for item in regime.reviews),
    ]
    for place, code in named:
        if code is not None and code not in known:
            yield _error("unknown_level", place, level=code)
    bands = {band.stars for band in regime.bands}
    for level in regime.levels:
        for stars in level.recognises:
            if stars not in bands:
                yield _error("unknown_star", f"levels / {level.code}", stars=stars)
    twice = Counter(stars for level in regime.levels for stars in level.recognises)
    for stars, count in twice.items():
        if count > 1:
            yield _error("recognised_twice", f"bands / {stars} stars", stars=stars)


def _procedure(regime: Regime) -> Iterator[Finding]:
    """What keeps a dossier from walking: steps nobody comes to, states nobody leaves, stars nobody grants."""
    if not regime.steps:
        return
    if not any(step.code == FILING and BEGUN in step.before for step in regime.steps):
        yield _error("no_filing", "steps", state=BEGUN)
        return
    reached = _reached(regime)
    for step in regime.steps:
        for state in step.before:
            if not any(_opens(step, state, at) for at in reached):
                yield _error("state_unreached", _place_of(step), state=state)
    for state, level in sorted(reached - _leading_on(regime, reached)):
        yield _error("dead_end", f"states / {level} {state}", state=state, level=level)


def _granting(regime: Regime) -> Iterator[Finding]:
    """Levels that recognise a star without a step for it, and words for states that no step knows."""
    if not regime.steps:
        return
    for level_of in regime.levels:
        steps = (step for step in regime.steps if step.code == RECOGNISING)
        if level_of.recognises and not any(step.level in {None, level_of.code} for step in steps):
            yield _error("no_recognition", f"levels / {level_of.code}", step=RECOGNISING)
    states = {BEGUN} | {step.after for step in regime.steps}
    for named in regime.states:
        if named.code not in states:
            yield _error("unknown_state", f"states / {named.code}", state=named.code)


def _reached(regime: Regime) -> set[tuple[str, str]]:
    """Every (state, level) to which steps lead from the beginning."""
    reached = {(BEGUN, regime.starts_at())}
    for _ in regime.steps:
        reached |= {
            (step.after, step.to_level or step.level or level)
            for step in regime.steps
            for state, level in reached
            if state in step.before and step.level in {None, level}
        }
    return reached


def _opens(step: Step, state: str, at: tuple[str, str]) -> bool:
    return at[0] == state and step.level in {None, at[1]}


def _leading_on(regime: Regime, reached: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these those where a way ends or from which it comes to an end; to take it back is no way on."""
    ways = [
        (step, at, (step.after, step.to_level or step.level or at[1]))
        for step in regime.steps
        for at in reached
        if any(_opens(step, state, at) for state in step.before)
    ]
    leading = {after for step, _before, after in ways if step.code in ENDING}
    for _ in reached:
        leading |= {before for step, before, after in ways if after in leading and step.code != LEAVING}
    return leading


def _place_of(step: Step) -> str:
    return f"steps / {step.level} {step.code}" if step.level else f"steps / {step.code}"


def _roles(regime: Regime, known: Collection[str] | None) -> Iterator[Finding]:
    if known is None:
        return
    for step in regime.steps:
        for role in (step.role, step.office):
            if role is not None and role not in known:
                yield _error("unknown_role", _place_of(step), role=role)


def _references(regime: Regime) -> Iterator[Finding]:
    limits = {limit.code for limit in regime.limits}
    for step in regime.steps:
        if step.limit is not None and step.limit not in limits:
            yield _error("unknown_limit", f"steps / {step.code}", limit=step.limit)
    forms = {form.code for form in regime.forms}
    for kind in regime.dossier_kinds:
        for part in kind.parts:
            if part.form is not None and part.form not in forms:
                yield _error("unknown_form", f"dossier kinds / {kind.code} / {part.code}", form=part.form)


def _sets_named(regime: Regime, numbers: set[int]) -> Iterator[Finding]:
    samples = regime.samples.except_sets if regime.samples else ()
    named = [
        *(("samples", number) for number in samples),
        *(
            (f"dossier kinds / {kind.code} / {part.code}", number)
            for kind in regime.dossier_kinds
            for part in kind.parts
            for number in part.except_sets
        ),
        *(
            (f"producer kinds / {item.code}", number)
            for item in regime.producer_kinds
            for number in item.only_sets
        ),
        *((f"reviews / {rule.level}", number) for rule in regime.reviews for number in rule.survey_first),
    ]
    for place, number in named:
        if number not in numbers:
            yield _error("names_no_set", place, number=number)


def _codes(regime: Regime) -> Iterator[Finding]:
    lists: dict[str, Iterable[str]] = {
        "levels": (item.code for item in regime.levels),
        "limits": (item.code for item in regime.limits),
        "forms": (item.code for item in regime.forms),
        "dossier kinds": (item.code for item in regime.dossier_kinds),
        "revocations": (item.code for item in regime.revocations),
        "transitions": (item.code for item in regime.transitions),
        "producer kinds": (item.code for item in regime.producer_kinds),
        "commune topics": (item.code for item in regime.commune_topics),
        "evidence": (item.code for item in regime.evidence),
        "states": (f"{item.level} {item.code}" if item.level else item.code for item in regime.states),
        "site items": (item.code for item in regime.site_items),
    }
    for name, codes in lists.items():
        for code, count in Counter(codes).items():
            if count > 1:
                yield _error("code_twice", f"{name} / {code}", code=code)


def _dates(regime: Regime) -> Iterator[Finding]:
    if regime.in_force_to is not None and regime.in_force_to < regime.in_force_from:
        yield _error("dates", "in_force_to", first=regime.in_force_from, last=regime.in_force_to)
    if regime.renewal is not None and regime.renewal.earliest_days < regime.renewal.latest_days:
        yield _error(
            "renewal", "renewal", earliest=regime.renewal.earliest_days, latest=regime.renewal.latest_days
        )
    for item in regime.rounds:
        for day in (item.proposals_before, item.results_before):
            if not _is_day(day):
                yield _error("round_day", f"rounds / {item.level} {item.no}", day=day)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return True


# -- product sets --------------------------------------------------------------------------------------------


def _set(regime: Regime, product_set: ProductSet) -> Iterator[Finding]:
    place = f"set {product_set.set}"
    if not product_set.name.strip():
        yield _error("no_name", place)
    yield from _parts(regime, product_set, place)
    rows = list(product_set.rows())
    for number, count in Counter(row.no for row in rows).items():
        if count > 1:
            yield _error("number_twice", f"{place} / {number}", number=number, count=count)
    sections = [section for part in product_set.parts for section in part.sections]
    yield from _numbering(sections, "", place)
    for row in rows:
        yield from _row(product_set, row, f"{place} / {row.no}")
    yield from _knockouts(product_set, rows, place)


def _parts(regime: Regime, product_set: ProductSet, place: str) -> Iterator[Finding]:
    codes = [part.code for part in product_set.parts]
    if codes != list(regime.part_max):
        yield _error("parts", place, parts=", ".join(codes) or "-", known=", ".join(regime.part_max))
    if product_set.max != regime.full_marks:
        yield _error("total", place, total=trimmed(product_set.max), full=trimmed(regime.full_marks))
    if product_set.is_scorable and not product_set.leaves:
        yield _error("no_criteria", place)
    for part in product_set.parts:
        yield from _part(regime, product_set, part, f"{place} / part {part.code}")


def _part(regime: Regime, product_set: ProductSet, part: Part, place: str) -> Iterator[Finding]:
    if not part.name.strip():
        yield _error("no_name", place)
    declared = regime.part_max.get(part.code)
    if declared is not None and part.max != declared:
        yield _error("part_max", place, most=trimmed(part.max), declared=trimmed(declared))
    if product_set.is_scorable:
        yield from _sum(part.sections, part.max, place)


def _sum(rows: Sequence[Criterion], most: Decimal, place: str) -> Iterator[Finding]:
    total = sum((row.max for row in rows), Decimal(0))
    if total != most:
        yield _error("sum", place, total=trimmed(total), most=trimmed(most))


def _numbering(rows: Sequence[Criterion], parent: str, place: str) -> Iterator[Finding]:
    """Numbers that do not run on below their parent: a row was lost, moved or numbered anew."""
    before = 0
    for row in rows:
        prefix, _, last = row.no.rpartition(".")
        digits = last.rstrip("abcdđefgh")
        if prefix != parent or not digits.isdigit():
            yield _error("number_strange", f"{place} / {row.no}", number=row.no, parent=parent or "-")
            continue
        if int(digits) not in (before, before + 1):
            yield _warning("number_gap", f"{place} / {row.no}", number=row.no)
        before = int(digits)
        yield from _numbering(row.criteria, row.no, place)


def _row(product_set: ProductSet, row: Criterion, place: str) -> Iterator[Finding]:
    if not row.name.strip():
        yield _error("no_name", place)
    if row.is_leaf:
        yield from _leaf(row, place)
    else:
        yield from _sum(row.criteria, row.max, place)
        if row.options:
            yield _error("group_options", place)
        for option in row.options:
            if option.floor is not None:
                yield _error("floor_nowhere", f"{place} / option {option.position}", stars=option.floor)
    if row.story is not None:
        told = product_set.leaves.get(row.story)
        if told is None or told.story is not None or not row.is_leaf:
            yield _error("story_nowhere", place, story=row.story)


def _leaf(leaf: Criterion, place: str) -> Iterator[Finding]:
    if leaf.scoring == "yes_no":
        if leaf.options:
            yield _error("yes_no_options", place)
        return
    if not leaf.options:
        yield _error("no_options", place)
        return
    yield from _positions(leaf, place)
    yield from _cases(leaf, place)
    top = max(option.points for option in leaf.options)
    if top != leaf.max:
        yield _error("top", place, top=trimmed(top), most=trimmed(leaf.max))
    for case in dict.fromkeys(option.case for option in leaf.options):
        yield from _ladder([option for option in leaf.options if option.case == case], place)
    yield from _floors(leaf, place)


def _positions(leaf: Criterion, place: str) -> Iterator[Finding]:
    positions = [option.position for option in leaf.options]
    for position, count in Counter(positions).items():
        if count > 1:
            yield _error("position_twice", f"{place} / option {position}", position=position)
    if sorted(set(positions)) != list(range(1, len(set(positions)) + 1)):
        yield _error("position_gap", place, positions=", ".join(map(str, positions)))
    elif positions != sorted(positions):
        yield _error("position_order", place, positions=", ".join(map(str, positions)))


def _cases(leaf: Criterion, place: str) -> Iterator[Finding]:
    declared = [case.code for case in leaf.cases]
    if leaf.scoring == "one_case" and len(set(declared)) < 2:
        yield _error("no_cases", place)
    if leaf.scoring == "one_option" and declared:
        yield _error("stray_case", place, case=", ".join(declared))
    for option in leaf.options:
        if (option.case is not None or declared) and option.case not in declared:
            yield _error("stray_case", f"{place} / option {option.position}", case=option.case or "-")
    for case in leaf.cases:
        if not case.name.strip():
            yield _error("no_name", f"{place} / case {case.code}")
        if not any(option.case == case.code for option in leaf.options):
            yield _error("empty_case", f"{place} / case {case.code}", case=case.code)


def _ladder(options: Sequence[Option], place: str) -> Iterator[Finding]:
    """Options in the decision's order rise in points and say what they mean."""
    labels = Counter(option.label.strip() for option in options)
    for option in options:
        where = f"{place} / option {option.position}"
        if not option.label.strip():
            yield _error("no_label", where)
        elif labels[option.label.strip()] > 1:
            yield _warning("same_label", where, label=option.label)
        if option.points < 0:
            yield _error("negative", where, points=trimmed(option.points))
    for lower, upper in pairwise(options):
        values = {"points": trimmed(upper.points), "before": trimmed(lower.points)}
        if upper.points < lower.points:
            yield _error("falling", f"{place} / option {upper.position}", **values)
        elif upper.points == lower.points:
            yield _warning("equal", f"{place} / option {upper.position}", **values)


def _floors(leaf: Criterion, place: str) -> Iterator[Finding]:
    """Each star's floor is one option worth points, and a higher star asks for more."""
    marked = [option for option in leaf.options if option.floor is not None]
    for option in marked:
        where = f"{place} / option {option.position}"
        if option.points <= 0:
            yield _error("floor_zero", where, stars=option.floor)
        if option.points > leaf.max:
            yield _error("floor_high", where, points=trimmed(option.points), most=trimmed(leaf.max))
    for stars, count in Counter(option.floor for option in marked).items():
        if count > 1:
            yield _error("floor_twice", place, stars=stars)
    for (lower, needed), (upper, more) in pairwise(sorted(leaf.floors.items())):
        if more <= needed:
            yield _error("floor_order", place, stars=upper, lower=lower)


def _knockouts(product_set: ProductSet, rows: Sequence[Criterion], place: str) -> Iterator[Finding]:
    numbers = {row.no for row in rows}
    for code, count in Counter(knockout.code for knockout in product_set.knockouts).items():
        if count > 1:
            yield _error("knockout_twice", f"{place} / knock-out {code}", code=code)
    for knockout in product_set.knockouts:
        where = f"{place} / knock-out {knockout.code}"
        if not knockout.label.strip():
            yield _error("no_label", where)
        if knockout.criterion is not None and knockout.criterion not in numbers:
            yield _error("knockout_nowhere", where, criterion=knockout.criterion)
        for number in knockout.zero_of:
            if number not in product_set.leaves:
                yield _error("knockout_nowhere", where, criterion=number)
