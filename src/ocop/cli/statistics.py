"""`ocop stats`: the figures of the programme as of any day, on old or new boundaries."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Command, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.library import Day
from ocop.cli.output import Reason, Refused, print_json, table

if TYPE_CHECKING:
    from ocop.insight.questions import BadQuestion
    from ocop.insight.stats import Answer


class Period(click.ParamType[tuple[date, date]]):
    """Two days with two dots between: 2021-01-01..2022-12-31."""

    name = "FROM..TO"

    def convert(
        self, value: str | tuple[date, date], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        """The first and the last day."""
        if isinstance(value, tuple):
            return value
        first, dots, last = value.partition("..")
        if not dots:
            self.fail(_("a period is written 2021-01-01..2022-12-31"), param, ctx)
        return Day().convert(first, param, ctx), Day().convert(last, param, ctx)


class Narrowing(click.ParamType[tuple[str, str]]):
    """A dimension and one of its values: province=08."""

    name = "DIM=VALUE"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The dimension and the value."""
        if isinstance(value, tuple):
            return value
        dimension, sign, wanted = value.partition("=")
        if not sign:
            self.fail(_("write the dimension and a value: province=08"), param, ctx)
        return dimension.strip(), wanted.strip()


@click.command(
    help=gettext_noop(
        "Count products, producers, certificates, communes or districts as of a day.\n\n"
        "MEASURE is one of: products, products_entered, producers, certificates, communes_total, "
        "communes_participating, participation_rate, communes_without, districts_total, "
        "districts_evaluating, evaluation_rate. DIM is one of: region, province, district, commune, "
        "sector, set, kind, stars, year, gender, ethnic_minority. "
        "Shares are percent, half up, two decimals. Districts are those of the last map that had them."
    ),
    cls=Command,
    examples=(
        "ocop stats products --by province --as-of 2022-12-31",
        "ocop stats producers --by kind --where province=08 --as-of 2022-12-31 --json",
        "ocop stats products --by province --map 2025-06-30",
        "ocop stats certificates --by year --period 2021-01-01..2025-12-31",
        "ocop stats products --by sector --as-of 2026-10-31 --taxonomy 2018-2020",
    ),
)
@click.argument("measure", metavar=gettext_noop("MEASURE"))
@click.option(
    "--by",
    multiple=True,
    metavar=gettext_noop("DIM"),
    help=gettext_noop("Break down by this; may be repeated."),
)
@click.option(
    "--where",
    multiple=True,
    type=Narrowing(),
    help=gettext_noop("Count only this value, a code or a name; may be repeated."),
)
@click.option("--as-of", type=Day(), help=gettext_noop("The day the figures are about; today unless given."))
@click.option("--period", type=Period(), help=gettext_noop("Count what began between two days."))
@click.option(
    "--map", "map_on", type=Day(), help=gettext_noop("The day whose boundaries and names of units are used.")
)
@click.option(
    "--taxonomy",
    metavar=gettext_noop("CODE"),
    help=gettext_noop(
        "The taxonomy whose groups `sector` uses, such as 2018-2020, 2021-2025 or quang-ninh; unless given "
        "that of the rulebook in force on the day."
    ),
)
@json_option
def stats(
    *,
    measure: str,
    by: tuple[str, ...],
    where: tuple[tuple[str, str], ...],
    as_of: date | None,
    period: tuple[date, date] | None,
    map_on: date | None,
    taxonomy: str | None,
    as_json: bool,
) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from ocop.insight import questions
        from ocop.insight import stats as answers
        from ocop.platform import clock
        from ocop.platform.actors import SYSTEM

        try:
            asked = questions.question(
                measure,
                today=clock.today(),
                by=by,
                where=where,
                as_of=as_of,
                period=period,
                map_on=map_on,
                taxonomy=taxonomy,
            )
            answer = answers.ask(SYSTEM, asked)
        except questions.BadQuestion as error:
            raise _refused(error) from error
        if as_json:
            print_json(_as_json(answer))
        else:
            _print(answer)


def _refused(error: BadQuestion) -> Refused:
    return Refused(Reason(fault.code, str(fault.reason), fault.place) for fault in error.faults)


def _as_json(answer: Answer) -> dict[str, object]:
    from ocop.insight.stats import printed, printed_share

    question = answer.question
    return {
        "as_of": question.as_of.isoformat(),
        "map": question.map_on.isoformat(),
        "taxonomy": question.taxonomy,
        "measure": question.measure.code,
        "indicator": question.measure.indicator,
        "by": list(question.by),
        "where": [list(pair) for pair in question.where],
        "period": [day.isoformat() for day in question.period] if question.period else None,
        "rows": [
            {
                "key": list(row.key),
                "label": list(row.label),
                "value": printed(question, row.value),
                "share": printed_share(row) or None,
            }
            for row in answer.rows
        ],
        "total": printed(question, answer.total),
        "definition": answer.definition,
    }


def _print(answer: Answer) -> None:
    from ocop.insight.measures import NAMES
    from ocop.insight.stats import printed, printed_share

    question = answer.question
    click.echo(f"{question.measure.name}: {answer.definition}", err=True)
    if question.groups:
        click.echo(_("Product groups: {groups}").format(groups=question.groups), err=True)
    heads = [str(NAMES[one]) for one in question.by]
    rows = [
        [*row.label, printed(question, row.value), printed_share(row)]
        for row in (answer.rows if question.by else [])
    ]
    total = [*[""] * (len(heads) - 1), *([_("Total")] if heads else [])]
    last = len(heads)
    table(
        [
            [*heads, str(question.measure.name), "%"],
            *rows,
            [*total, printed(question, answer.total), ""],
        ],
        numbers=(last, last + 1),
    )
