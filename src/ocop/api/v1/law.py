"""Rulebooks as data, groups of products, and figures: open to everybody."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Schema
from pydantic import Field

from ocop.api import problems
from ocop.api.problems import Fault, Problem
from ocop.api.v1 import contract as contracts
from ocop.api.v1.base import WORDS, api
from ocop.api.v1.catalogue import Day
from ocop.api.v1.kept import shelf
from ocop.api.v1.schemas import (
    Band,
    Figure,
    GroupOut,
    GroupSets,
    OneOf,
    RegimeLine,
    RegimeOut,
    SetLine,
    SetOut,
    StatisticsOut,
    Text,
)
from ocop.insight import questions, stats
from ocop.insight.measures import MEASURES, Dimension
from ocop.law import plain
from ocop.law.library import NotFound, number_text
from ocop.law.regime import Regime
from ocop.platform import clock
from ocop.platform.actors import SYSTEM
from ocop.recognition.display import say
from ocop.registry import classification, regimes

RegimeId = Annotated[Text, Field(min_length=1, max_length=20)]
COUNTS_ENTERED: Final = frozenset({"products_entered"})
"""Measures over what was never recognised: by commune and set they would name who was refused."""
Measure = Annotated[str, OneOf(tuple(one for one in MEASURES if one not in COUNTS_ENTERED))]
PERSONAL: Final = frozenset({Dimension.GENDER, Dimension.ETHNIC_MINORITY})
PUBLIC_DIMENSIONS: Final = tuple(one.value for one in Dimension if one not in PERSONAL)
"""What figures for everybody are broken down by: nothing that says who a single representative is."""


class Question(Schema):
    """What is asked of the figures."""

    measure: Measure
    by: Annotated[
        list[Annotated[str, OneOf(PUBLIC_DIMENSIONS)]],
        Field(max_length=3, description=_("At most three dimensions.")),
    ] = []
    where: Annotated[
        list[Annotated[Text, Field(max_length=120, pattern=r"^[a-z]+:.*$")]],
        Field(max_length=10, description=_("A dimension and one of its values: province:15.")),
    ] = []
    as_of: Day | None = None
    from_on: Day | None = Field(None, alias="from")
    to_on: Day | None = Field(None, alias="to")
    map_on: Day | None = Field(None, alias="map")
    taxonomy: Annotated[Text, Field(max_length=40)] = ""


@api.get(
    "/openapi.json",
    url_name="contract",
    operation_id="get_contract",
    response=dict[str, Any],
    tags=["interface"],
    summary=_("This description, as OpenAPI 3.1"),
)
def contract(request: HttpRequest) -> HttpResponse:
    return HttpResponse(contracts.text(), content_type="application/json")


@api.get(
    "/regimes",
    url_name="regimes",
    operation_id="list_regimes",
    response=list[RegimeLine],
    tags=["law"],
    summary=_("Rulebooks, the oldest first"),
)
def list_regimes(request: HttpRequest) -> list[RegimeLine]:
    shelf = regimes.library()
    return [_line(shelf.regime(one)) for one in shelf.ids()]


@api.get(
    "/regimes/{regime_id}",
    url_name="regime",
    operation_id="get_regime",
    response=RegimeOut,
    tags=["law"],
    summary=_("One rulebook"),
)
def regime(request: HttpRequest, regime_id: Path[RegimeId]) -> RegimeOut:
    found = _known(regime_id)
    return RegimeOut(
        **_line(found).model_dump(),
        bands=[Band(stars=one.stars, at_least=number_text(one.at_least)) for one in found.bands],
        validity_months=found.validity.months,
    )


@api.get(
    "/regimes/{regime_id}/sets",
    url_name="sets",
    operation_id="list_sets",
    response=list[SetLine],
    tags=["law"],
    summary=_("The product sets of a rulebook"),
)
def sets(request: HttpRequest, regime_id: Path[RegimeId]) -> list[SetLine]:
    found = _known(regime_id)
    return [
        SetLine(
            number=one.set,
            name=say(found.id, one.name),
            sector=say(found.id, one.sector),
            group=say(found.id, one.group) if one.group else "",
            scorable=one.is_scorable,
        )
        for one in regimes.library().sets(found.id)
    ]


@api.get(
    "/regimes/{regime_id}/sets/{number}",
    url_name="set",
    operation_id="get_set",
    response=SetOut,
    tags=["law"],
    summary=_("The whole score table of a product set"),
)
def product_set(
    request: HttpRequest, regime_id: Path[RegimeId], number: Path[Annotated[int, Field(ge=1, le=999)]]
) -> SetOut:
    found = _known(regime_id)
    try:
        one = regimes.product_set(found.id, number)
    except NotFound as error:
        raise Problem(problems.NOT_FOUND) from error
    language: Literal["vi", "en"] = "en" if get_language() == "en" else "vi"
    return SetOut(**plain.set_as_json(regimes.library(), found, one, language))  # type: ignore[arg-type] # plain data


@api.get(
    "/groups",
    url_name="groups",
    operation_id="list_groups",
    response=list[GroupOut],
    tags=["law"],
    summary=_("Groups of products under the taxonomy of each period"),
)
def groups(request: HttpRequest) -> list[GroupOut]:
    return [
        GroupOut(
            taxonomy=taxonomy.code,
            code=group.code,
            name=str(group.name),
            sets=[
                GroupSets(regime=regime_id, sets=list(numbers))
                for regime_id, numbers in classification.sets_of(group).items()
            ],
        )
        for taxonomy in classification.taxonomies()
        for group in taxonomy.groups
    ]


@api.get(
    "/statistics",
    url_name="statistics",
    operation_id="get_statistics",
    response=StatisticsOut,
    tags=["figures"],
    summary=_("Figures of the programme as of a day"),
    description=_("The same figures as `ocop stats`. Shares are percent, half up, two decimals."),
)
def statistics(request: HttpRequest, wanted: Query[Question]) -> HttpResponse:
    narrowed = [one.partition(":")[::2] for one in wanted.where]
    private = [one for one, _value in narrowed if one not in PUBLIC_DIMENSIONS]
    if private:
        raise Problem(
            problems.INVALID, errors=[Fault(problems.KINDS[problems.INVALID].advice, parameter="where")]
        )
    if (wanted.from_on is None) != (wanted.to_on is None):
        missing = "from" if wanted.from_on is None else "to"
        raise Problem(problems.INVALID, errors=[Fault(str(WORDS["missing"]), parameter=missing)])
    try:
        asked = questions.question(
            wanted.measure,
            today=clock.today(),
            by=wanted.by,
            where=narrowed,
            as_of=wanted.as_of,
            period=(wanted.from_on, wanted.to_on) if wanted.from_on and wanted.to_on else None,
            map_on=wanted.map_on,
            taxonomy=wanted.taxonomy or None,
        )
        found = shelf.answer((asked, get_language()), lambda: _answer(asked))
    except questions.BadQuestion as error:
        faults = [Fault(one.reason, parameter=one.code) for one in error.faults]
        raise Problem(problems.INVALID, errors=faults) from error
    return HttpResponse(found, content_type="application/json; charset=utf-8")


def _answer(asked: questions.Question) -> bytes:
    """The answer to a question as it is sent. Raises: BadQuestion."""
    answer = stats.ask(SYSTEM, asked)
    found = StatisticsOut(
        measure=asked.measure.code,
        definition=answer.definition,
        as_of=asked.as_of,
        map=asked.map_on,
        taxonomy=asked.taxonomy,
        by=[str(one) for one in asked.by],
        rows=[
            Figure(
                key=list(row.key),
                label=[str(one) for one in row.label],
                value=stats.printed(asked, row.value),
                share=stats.printed_share(row) or None,
            )
            for row in answer.rows
        ],
        total=stats.printed(asked, answer.total),
    )
    return found.model_dump_json().encode()


def _known(regime_id: str) -> Regime:
    if regime_id not in regimes.library().ids():
        raise Problem(problems.NOT_FOUND)
    return regimes.regime(regime_id)


def _line(found: Regime) -> RegimeLine:
    return RegimeLine(
        id=found.id,
        title=say(found.id, found.title),
        in_force_from=found.in_force_from,
        in_force_to=found.in_force_to,
        sets=len(regimes.library().sets(found.id)),
    )
