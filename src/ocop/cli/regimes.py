"""`ocop regime`: the rulebooks, read, checked, compared and laid over."""

# ruff: noqa: PLC0415 - what one command alone needs is loaded when it runs

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop, language
from ocop.cli.library import (
    OWNER_ONLY,
    Day,
    known_regime,
    library,
    overlay,
    reasons_of,
    unreadable_regime,
)
from ocop.cli.output import Refused, heading, print_json, refusal, unwritable
from ocop.cli.showing import (
    Shown,
    print_changes,
    print_list,
    print_regime,
    print_set,
    regime_as_json,
    set_as_json,
    summary,
)
from ocop.law.library import Library, NotFound, Unreadable
from ocop.law.names import find_pair, find_set
from ocop.law.sheets import Refused as LawRefused
from ocop.law.words import place_text

if TYPE_CHECKING:
    from ocop.law.checking import Finding

SEVERITIES = {
    "error": gettext_noop("Errors"),
    "known": gettext_noop("Known defects of the source"),
    "warning": gettext_noop("Warnings"),
}


@click.group(
    help=gettext_noop("Read, check and compare the rulebooks (regimes)."),
    cls=Group,
    no_args_is_help=True,
    examples=(
        "ocop regime list",
        "ocop regime show 2026-26 --set 1",
        "ocop regime for --date 2026-11-22",
        "ocop regime diff 2019-1048 2026-26 --set 1",
    ),
)
def regime() -> None:
    pass


@regime.command(
    "list",
    help=gettext_noop("List the regimes, in the order they came into force."),
    examples=("ocop regime list --json",),
)
@json_option
def list_regimes(*, as_json: bool) -> None:
    found = library()
    try:
        regimes = [summary(Shown(found, found.regime(regime_id))) for regime_id in found.ids()]
    except Unreadable as error:
        raise unreadable_regime(error) from error
    if as_json:
        print_json(regimes)
    else:
        print_list(regimes)


@regime.command(
    "show",
    help=gettext_noop(
        "Show a regime, or the whole score table of one of its product sets.\n\n"
        "With it stand the corrections made to the transcript, and the values in it that "
        "look wrong."
    ),
    examples=("ocop regime show 2026-26", "ocop regime show 2026-26 --set 1 --json"),
)
@click.argument("regime_id", metavar=gettext_noop("ID"))
@click.option(
    "--set",
    "asked",
    metavar=gettext_noop("SET"),
    help=gettext_noop("Number or name of a product set: its whole score table."),
)
@json_option
def show(*, regime_id: str, asked: str | None, as_json: bool) -> None:
    found = library()
    try:
        shown = Shown(found, known_regime(found, regime_id))
        chosen = None if asked is None else find_set(found, regime_id, asked)
    except LawRefused as error:
        raise Refused(reasons_of(error)) from error
    except Unreadable as error:
        raise unreadable_regime(error) from error
    if chosen is None:
        if as_json:
            print_json(regime_as_json(shown))
        else:
            print_regime(shown)
    elif as_json:
        print_json(set_as_json(shown, chosen))
    else:
        print_set(shown, chosen)


@regime.command(
    "for",
    help=gettext_noop("Tell which regime is in force for a dossier filed on a day."),
    examples=("ocop regime for --date 2026-11-22",),
)
@click.option(
    "--date",
    "filed_on",
    type=Day(),
    required=True,
    metavar=gettext_noop("YYYY-MM-DD"),
    help=gettext_noop("The day of filing."),
)
@json_option
def for_date(*, filed_on: date, as_json: bool) -> None:
    found = library()
    try:
        facts = found.for_date(filed_on)
    except NotFound:
        text = _("no regime is in force on {day}").format(day=filed_on.isoformat())
        raise refusal("no_regime", text, place=filed_on.isoformat()) from None
    except Unreadable as error:
        raise unreadable_regime(error) from error
    if as_json:
        print_json(summary(Shown(found, facts)))
    else:
        click.echo(facts.id)


@regime.command(
    "check",
    help=gettext_noop(
        "Find what is wrong with a regime, each defect with its place.\n\n"
        "Without an argument every regime is checked. Errors fail; warnings and the "
        "defects that the regime itself records as known are listed and don't."
    ),
    examples=("ocop regime check", "ocop regime check 2026-26 --json", "ocop regime check my-regime/"),
)
@click.argument("target", metavar=gettext_noop("[ID|PATH]"), required=False)
@json_option
@click.pass_context
def check(context: click.Context, *, target: str | None, as_json: bool) -> None:
    found = findings(target)
    told = {severity: [one for one in found if one["severity"] == severity] for severity in SEVERITIES}
    failed = bool(told["error"])
    if as_json:
        print_json(
            {"ok": not failed, "errors": told["error"], "warnings": told["warning"], "known": told["known"]}
        )
    else:
        for severity, title in SEVERITIES.items():
            if told[severity]:
                heading(_(title))
                for one in told[severity]:
                    click.echo(f"  {one['regime']}: {place_text(one['place'], language())}: {one['message']}")
        click.echo()
        counts = {severity: len(items) for severity, items in told.items()}
        click.echo(_("{error} errors, {warning} warnings, {known} known defects.").format(**counts))
    if failed:
        context.exit(1)


def findings(target: str | None) -> list[dict[str, str]]:
    """What the law finds wrong with a regime, a path, or every regime. Raises: Refused."""
    from ocop.law import checking
    from ocop.people.codes import CODES

    found = library()
    if target is None:
        return [
            one
            for regime_id in _ids(found)
            for one in _as_json(regime_id, checking.check(found, regime_id, CODES))
        ]
    path = Path(target)
    if target not in _ids(found) and (path.exists() or path.name != target):
        if not path.exists():
            raise refusal("no_file", _("there is no such file"), file=target)
        return _as_json(target, checking.check_path(path, CODES))
    known_regime(found, target)
    return _as_json(target, checking.check(found, target, CODES))


def _as_json(regime_id: str, found: list[Finding]) -> list[dict[str, str]]:
    return [{"regime": regime_id} | one.as_json(language()) for one in found]


def _ids(found: Library) -> list[str]:
    try:
        return found.ids()
    except Unreadable as error:
        raise unreadable_regime(error) from error


@regime.command(
    "diff",
    help=gettext_noop(
        "Tell what changed in a product set from one regime to another, criterion by criterion."
    ),
    examples=("ocop regime diff 2019-1048 2026-26 --set 'Rau, củ, quả, hạt tươi'",),
)
@click.argument("first", metavar=gettext_noop("ID"))
@click.argument("second", metavar=gettext_noop("ID"))
@click.option(
    "--set",
    "asked",
    metavar=gettext_noop("SET"),
    required=True,
    help=gettext_noop("Name of the product set, or its number in the first regime."),
)
@json_option
def diff(*, first: str, second: str, asked: str, as_json: bool) -> None:
    found = library()
    known_regime(found, first)
    known_regime(found, second)
    try:
        before, after = find_pair(found, first, second, asked)
    except LawRefused as error:
        raise Refused(reasons_of(error)) from error
    except Unreadable as error:
        raise unreadable_regime(error) from error
    from ocop.law import comparing

    changes = comparing.diff(before, after)
    if as_json:
        sets = {"a": {"regime": first, "set": before.set, "name": before.name}}
        sets["b"] = {"regime": second, "set": after.set, "name": after.name}
        print_json({**sets, "changes": [change.as_json() for change in changes]})
        return
    click.echo(f"{first} {before.set}. {before.name} → {second} {after.set}. {after.name}")
    print_changes(changes)


@regime.command(
    "import",
    help=gettext_noop(
        "Lay official wording over a regime, or add a new regime.\n\n"
        "FILE is a rulebook with the decision's own sentences, or a regime in our format "
        "(a folder too). It is checked first and refused with every reason; what is taken "
        "in goes to var/regimes under OCOP_HOME."
    ),
    examples=("ocop regime import rulebook.json", "ocop regime import new-regime/"),
)
@click.argument("path", metavar=gettext_noop("FILE"))
@json_option
def import_regime(*, path: str, as_json: bool) -> None:
    from ocop.law import importing
    from ocop.people.codes import CODES

    os.umask(OWNER_ONLY)
    try:
        imported = importing.import_path(library(), Path(path), overlay(), CODES)
    except LawRefused as error:
        raise Refused(reasons_of(error, path)) from error
    except Unreadable as error:
        raise unreadable_regime(error) from error
    except OSError as error:
        raise unwritable(overlay(), error) from error
    if as_json:
        print_json(imported.as_json())
    elif imported.kind == "wording":
        text = _("{count} texts laid over {sets} sets of {regime}.")
        click.echo(text.format(count=imported.texts, sets=len(imported.sets), regime=imported.regime))
    else:
        text = _("Regime {regime} added, with {sets} sets.")
        click.echo(text.format(regime=imported.regime, sets=len(imported.sets)))
