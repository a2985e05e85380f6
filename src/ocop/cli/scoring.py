"""`ocop score`, `advise` and `rescore`: from sheets to stars, and the way to the next one."""

# ruff: noqa: PLC0415 - what one command alone needs is loaded when it runs

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from ocop.cli.commands import Command, json_option
from ocop.cli.language import _, gettext_noop, language
from ocop.cli.library import known_regime, library, reasons_of, unreadable_regime
from ocop.cli.output import Reason, Refused, heading, print_json, refusal, table
from ocop.cli.reading import STANDARD_INPUT, read_document
from ocop.law import scoring
from ocop.law.library import Library, Unreadable, number_text
from ocop.law.scoring import Result, half_up
from ocop.law.sheets import Refused as LawRefused
from ocop.law.sheets import read_case

if TYPE_CHECKING:
    from ocop.law.advice import Advice

SUFFIXES: Final = (".json", ".yaml", ".yml")


@click.command(
    help=gettext_noop(
        "Turn a council's sheets into a result, and say why it is not one star more.\n\n"
        "FILE is JSON or YAML; - is standard input. docs/cli.md describes what it holds."
    ),
    cls=Command,
    examples=("ocop score sheets.yaml", "ocop score sheets.json --json", "cat sheets.json | ocop score -"),
)
@click.argument("file", metavar=gettext_noop("FILE"))
@json_option
def score(*, file: str, as_json: bool) -> None:
    given, found = read_document(file), library()
    try:
        result = scoring.score(read_case(found, given))
    except LawRefused as error:
        raise Refused(reasons_of(error, _shown(file))) from error
    except Unreadable as error:
        raise unreadable_regime(error) from error
    if as_json:
        print_json(scoring.as_json(result, language()))
    else:
        print_result(found, result)


@click.command(
    help=gettext_noop(
        "Find the cheapest way from one sheet to a star.\n\n"
        "FILE holds one sheet. Raising a criterion by one option costs 1 unless FILE "
        "names another price under “costs”."
    ),
    cls=Command,
    examples=("ocop advise mine.json --stars 4",),
)
@click.argument("file", metavar=gettext_noop("FILE"))
@click.option(
    "--stars",
    type=int,
    required=True,
    metavar=gettext_noop("N"),
    help=gettext_noop("The star to reach, 1 to 5."),
)
@json_option
def advise(*, file: str, stars: int, as_json: bool) -> None:
    from ocop.law import advice

    given = read_document(file)
    try:
        case, costs = advice.read_advice(library(), given)
        found = advice.advise(case, stars, costs)
    except LawRefused as error:
        raise Refused(reasons_of(error, _shown(file))) from error
    except Unreadable as error:
        raise unreadable_regime(error) from error
    if as_json:
        print_json(advice.as_json(found, language()))
    else:
        print_advice(found)


@click.command(
    help=gettext_noop(
        "Score stored sheets again and compare with the stored results.\n\n"
        "A file is one for “ocop score” with its answer under “result”. Of a folder every "
        ".json, .yaml and .yml file is read. With --as ID the sheets are scored under "
        "another regime, to see whose stars would change."
    ),
    cls=Command,
    examples=("ocop rescore results/ --regime 2026-26", "ocop rescore results/ --as 2026-26 --json"),
)
@click.argument("paths", nargs=-1, required=True, metavar=gettext_noop("DIR|FILE..."))
@click.option(
    "--regime",
    "regime_id",
    metavar=gettext_noop("ID"),
    help=gettext_noop("Only what was scored under this regime."),
)
@click.option(
    "--as",
    "other",
    metavar=gettext_noop("ID"),
    help=gettext_noop("Tell what this regime would make of the same sheets."),
)
@json_option
def rescore(*, paths: tuple[str, ...], regime_id: str | None, other: str | None, as_json: bool) -> None:
    found = library()
    for named in filter(None, (regime_id, other)):
        known_regime(found, named)
    answers: list[dict[str, object]] = []
    reasons: list[Reason] = []
    for file in files_in(paths):
        try:
            given = read_document(file)
            if regime_id is None or (isinstance(given, dict) and str(given.get("regime")) == regime_id):
                answers.append({"file": file, **_again(found, given, other)})
        except Refused as refused:
            reasons += refused.reasons
        except LawRefused as error:
            reasons += reasons_of(error, file)
        except Unreadable as error:
            raise unreadable_regime(error) from error
    if reasons:
        raise Refused(reasons)
    if as_json:
        print_json(answers)
    else:
        print_rescored(answers, other)


def _again(found: Library, given: object, other: str | None) -> dict[str, object]:
    from ocop.law import rescoring

    if other is None:
        return rescoring.replay(found, given).as_json()
    return rescoring.what_if(found, given, other).as_json()


def files_in(paths: Sequence[str]) -> list[str]:
    """The files named, and those of the folders named, in a stable order. Raises: Refused."""
    found: list[str] = []
    for name in paths:
        if not Path(name).is_dir():
            found.append(name)
            continue
        inside = sorted(str(path) for path in Path(name).rglob("*") if path.suffix.lower() in SUFFIXES)
        if not inside:
            raise refusal(
                "empty_folder", _("there is no .json, .yaml or .yml file in this folder"), file=name
            )
        found += inside
    return found


def _shown(file: str) -> str:
    return _("standard input") if file == STANDARD_INPUT else file


# -- for people ----------------------------------------------------------------------------------------------


def print_result(found: Library, result: Result) -> None:
    """A result as a council reads it: the stars, the sheets, the floors, and why."""
    case = result.case
    name = found.label(case.regime.id, case.product_set.name, language())
    title = _("{regime}, set {number}: {name}")
    click.echo(title.format(regime=case.regime.id, number=case.product_set.set, name=name))
    click.echo(click.style(verdict(result), bold=True))
    heading(_("Sheets"))
    codes = [part.code for part in case.product_set.parts]
    rows = [
        [sheet.member, *(number_text(sheet.parts[code]) for code in codes), number_text(sheet.total)]
        for sheet in result.sheets
    ]
    mean = [
        _("mean"),
        *(str(half_up(result.parts[code], 2)) for code in codes),
        str(half_up(result.total, 2)),
    ]
    table([[_("member"), *codes, _("total")], *rows, mean], numbers=range(1, len(codes) + 2))
    if any(result.floors.values()):
        heading(_("Star floors"))
        table([[stars_text(stars), floors_text(result, stars)] for stars in result.floors])
    _list(_("Why"), [reason.text(language()) for reason in result.why])
    _list(_("For the council to settle"), [flag.detail.text(language()) for flag in result.flags])


def verdict(result: Result) -> str:
    """The result in one line."""
    if result.stars is None:
        return _("No stars yet: sheets are incomplete")
    if result.case.knockouts:
        return _("Excluded by a knock-out")
    return _("{stars}, average {total}").format(
        stars=stars_text(result.stars), total=half_up(result.total, 2)
    )


def stars_text(stars: int) -> str:
    """A number of stars in words."""
    return _("1 star") if stars == 1 else _("{stars} stars").format(stars=stars)


def floors_text(result: Result, stars: int) -> str:
    """Whether a star's own floors are met, or which are missed."""
    missed = [test.criterion for test in result.floors[stars] if not test.met]
    return _("missed: {criteria}").format(criteria=", ".join(missed)) if missed else _("met")


def print_advice(found: Advice) -> None:
    """The cheapest way to a star, criterion by criterion."""
    from ocop.law.advice import cost_text

    if not found.feasible:
        _list(
            _("{stars} out of reach").format(stars=stars_text(found.target)),
            [one.text(language()) for one in found.why],
        )
        return
    if not found.upgrades:
        click.echo(
            _("{stars} already reached with {total} points.").format(
                stars=stars_text(found.target), total=number_text(found.total_after)
            )
        )
        return
    reached = _("To {stars}: cost {cost}, total {before} → {after}")
    click.echo(
        reached.format(
            stars=stars_text(found.target),
            cost=cost_text(found.cost),
            before=number_text(found.total_before),
            after=number_text(found.total_after),
        )
    )
    reasons = {"floor": _("star floor"), "points": _("points")}
    head = [_("criterion"), _("from"), _("to"), _("gains"), _("for")]
    rows = [
        [one.criterion, str(one.before), str(one.after), number_text(one.points_gained), reasons[one.reason]]
        for one in found.upgrades
    ]
    table([head, *rows], numbers=(1, 2, 3))


def print_rescored(answers: Sequence[Mapping[str, object]], other: str | None) -> None:
    """Each file's result again: the same, or what differs."""
    told = SAME if other is None else CHANGES
    key = "same" if other is None else "changes"
    for one in answers:
        click.echo(f"{one['file']}: {_(told[cast('bool | None', one[key])])}{_detail(one, other)}")
    click.echo(_("{count} files.").format(count=len(answers)))


SAME: Final[dict[bool | None, str]] = {True: gettext_noop("the same"), False: gettext_noop("differs")}
CHANGES: Final[dict[bool | None, str]] = {
    True: gettext_noop("the stars change"),
    False: gettext_noop("the same stars"),
    None: gettext_noop("cannot be told"),
}


def _detail(one: Mapping[str, object], other: str | None) -> str:
    if other is not None:
        low, high = one["as_stars_from"], one["as_stars_to"]
        return f" ({one['stars']} → {low if low == high else f'{low}-{high}'})"
    differing = cast("list[Mapping[str, object]]", one["differences"])
    return f" ({', '.join(str(difference['at']) for difference in differing)})" if differing else ""


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        heading(title)
        for line in lines:
            click.echo(f"  - {line}")
