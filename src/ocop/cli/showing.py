"""A regime and its score tables, for machines and for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import click
import msgspec

from ocop.cli.language import _, gettext_noop, language
from ocop.cli.output import heading, table
from ocop.law import plain
from ocop.law.library import Library, number_text
from ocop.law.regime import Criterion, KnownDefect, Option, ProductSet, Regime, Suspect
from ocop.law.words import place_text

if TYPE_CHECKING:
    from ocop.law.comparing import Change

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: a regime of a library, with its labels in the language asked for."""

    library: Library
    regime: Regime

    def say(self, text: str) -> str:
        """A text of the regime in the language asked for; Vietnamese where no translation is kept."""
        return self.library.label(self.regime.id, text, language())

    def sets(self) -> list[ProductSet]:
        """The regime's product sets."""
        return self.library.sets(self.regime.id)


def summary(shown: Shown) -> dict[str, object]:
    """One regime in a line of `ocop regime list`."""
    facts, sets = shown.regime, shown.sets()
    return {
        "id": facts.id,
        "title": shown.say(facts.title),
        "in_force_from": facts.in_force_from.isoformat(),
        "in_force_to": facts.in_force_to.isoformat() if facts.in_force_to else None,
        "scorable_sets": sum(one.is_scorable for one in sets),
        "sets": len(sets),
        "entry": facts.entry,
        "extends": facts.extends,
        "note": shown.say(facts.in_force_note) if facts.in_force_note else None,
    }


def regime_as_json(shown: Shown) -> dict[str, object]:
    """Every fact of a regime, and its product sets by number and name."""
    facts = cast("dict[str, object]", msgspec.to_builtins(shown.regime))
    sets = [
        {
            "set": one.set,
            "name": shown.say(one.name),
            "sector": shown.say(one.sector),
            "group": shown.say(one.group) if one.group else None,
            "scorable": one.is_scorable,
        }
        for one in shown.sets()
    ]
    return {**summary(shown), **_without(facts, "title"), "sets": sets, **plain.remarks(shown.regime)}


def set_as_json(shown: Shown, product_set: ProductSet) -> dict[str, object]:
    """The whole tree of one product set, in the language asked for."""
    return plain.set_as_json(shown.library, shown.regime, product_set, language())


def _without(facts: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name not in names}


# -- for people ----------------------------------------------------------------------------------------------


def print_list(regimes: Sequence[Mapping[str, object]]) -> None:
    """The regimes as a table."""
    columns = ("id", "in_force_from", "in_force_to", "sets", "scorable_sets", "title")
    head = [_("Id"), _("In force from"), _("In force to"), _("Sets"), _("Scorable"), _("Title")]
    rows = [["" if row[key] is None else str(row[key]) for key in columns] for row in regimes]
    table([head, *rows], numbers=(3, 4))


def print_regime(shown: Shown) -> None:
    """A regime's main facts and its product sets."""
    facts, say = shown.regime, shown.say
    click.echo(click.style(f"{facts.id}  {say(facts.title)}", bold=True))
    table(
        [
            [_("In force from"), facts.in_force_from.isoformat()],
            [_("In force to"), facts.in_force_to.isoformat() if facts.in_force_to else "-"],
            [_("Result entered"), _("by criteria") if facts.entry == "criteria" else _("by parts")],
            *([[_("Amends"), facts.extends]] if facts.extends else []),
            *([[_("Note"), say(facts.in_force_note)]] if facts.in_force_note else []),
        ]
    )
    heading(_("Legal basis"))
    table([[one.number, one.signed_on.isoformat(), say(one.title)] for one in facts.documents])
    heading(_("Star bands"))
    table(
        [[_stars(one.stars), f"≥ {number_text(one.at_least)}", one.article] for one in facts.bands],
        numbers=(1,),
    )
    heading(_("Product sets"))
    unscored = _("not scored by criteria")
    table(
        [[str(one.set), say(one.name), "" if one.is_scorable else unscored] for one in shown.sets()],
        numbers=(0,),
    )
    _print_remarks(facts)


def print_set(shown: Shown, product_set: ProductSet) -> None:
    """The score table of one product set."""
    say = shown.say
    title = _("{regime}, set {number}: {name}").format(
        regime=shown.regime.id, number=product_set.set, name=say(product_set.name)
    )
    click.echo(click.style(title, bold=True))
    if product_set.not_scorable:
        click.echo(say(product_set.not_scorable))
    for part in product_set.parts:
        most = _("most {points} points").format(points=number_text(part.max))
        heading(f"{part.code}. {say(part.name)} ({most})")
        for section in part.sections:
            for depth, line in _lines(section, say, 1):
                click.echo("  " * depth + line)
    if product_set.knockouts:
        heading(_("Knock-outs"))
        for knockout in product_set.knockouts:
            at = f" ({knockout.criterion})" if knockout.criterion else ""
            click.echo(f"  {knockout.code}: {say(knockout.label)}{at}")
    _print_remarks(shown.regime, product_set.set)


def _lines(row: Criterion, say: Say, depth: int) -> Iterator[tuple[int, str]]:
    """A row of the score table and what is below it, each with its depth."""
    yield depth, f"{row.no}  {say(row.name)} [{number_text(row.max)}]{_condition(row)}"
    for note in row.notes:
        yield depth + 1, f"· {say(note.text)}"
    if row.is_leaf and row.scoring == "yes_no":
        yield depth + 1, _("1: yes ({points} points); 0: no").format(points=number_text(row.max))
    case = None
    for option in row.options:
        if option.case != case:
            case = option.case
            yield depth + 1, f"{case}) {next(say(one.name) for one in row.cases if one.code == case)}"
        yield depth + 1, f"{option.position}: {_points(option)}  {say(option.label)}"
    for child in row.criteria:
        yield from _lines(child, say, depth + 1)


def _points(option: Option) -> str:
    points = number_text(option.points)
    if option.floor is None:
        return points
    floor = _("floor of {stars}").format(stars=_stars(option.floor))
    return f"{points} [{floor}]"


def _condition(row: Criterion) -> str:
    if row.story is None:
        return ""
    return " " + _("(only if {criterion} earns points)").format(criterion=row.story)


def _stars(stars: int) -> str:
    return _("{stars} stars").format(stars=stars) if stars != 1 else _("1 star")


def _print_remarks(regime: Regime, number: int | None = None) -> None:
    corrections = plain.about(regime.corrections, number)
    if corrections:
        heading(_("Corrections made to the transcript"))
        for correction in corrections:
            before, place = correction.transcribed or "-", place_text(correction.place, language())
            click.echo(f"  {place}: {before} → {correction.used}. {correction.reason}")
    doubts: list[Suspect | KnownDefect] = [
        *plain.about(regime.suspects, number),
        *plain.about(regime.known_defects, number),
    ]
    if doubts:
        heading(_("Left as it stands, though it looks wrong"))
        for doubt in doubts:
            click.echo(f"  {place_text(doubt.place, language())}: {doubt.note}")


KINDS: Final = {
    "only_in_a": gettext_noop("only before"),
    "only_in_b": gettext_noop("new"),
    "renamed": gettext_noop("renamed"),
    "renumbered": gettext_noop("renumbered"),
    "max": gettext_noop("maximum"),
    "structure": gettext_noop("scored otherwise"),
    "options": gettext_noop("points of the options"),
    "floors": gettext_noop("star floors"),
    "labels": gettext_noop("wording of the options"),
    "knockouts": gettext_noop("knock-outs"),
}


def print_changes(changes: Sequence[Change]) -> None:
    """What changed between two score tables, one change a paragraph."""
    if not changes:
        click.echo(_("Nothing changed."))
    for change in changes:
        numbers = " → ".join(dict.fromkeys(one for one in (change.criterion, change.becomes) if one))
        click.echo(f"{numbers}  {change.name}: {_(KINDS[change.kind])}")
        for sign, value in (("-", change.before), ("+", change.after)):
            if value is not None and change.kind not in ("renamed", "renumbered"):
                click.echo(f"    {sign} {_plain(value)}")
        if change.kind == "renamed":
            click.echo(f"    - {change.before}")


def _plain(value: object) -> str:
    """A value of a change as a person reads it."""
    if isinstance(value, Mapping):
        return "; ".join(
            f"{key}: {_plain(item)}" for key, item in value.items() if item not in (None, [], {})
        )
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value) or "-"
    return str(value)
