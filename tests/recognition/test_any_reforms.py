"""P10: after any reforms every product lies in one present commune, and old reports say what they said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from ocop.places.models import Unit
from ocop.recognition import territory
from ocop.recognition.earlier import EarlierFacts, enter_certificate
from ocop.registry.models import Product
from tests.cast import NOW, TODAY
from tests.places.test_any_reforms import STEPS, Country, undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.platform.actors import Actor
    from tests.world import World

BEFORE: Final = date(2025, 6, 30)
CERTIFIED: Final = date(2024, 5, 20)
Lines = dict[int | None, tuple[object, ...]]


@pytest.fixture
def products(world: World, thu: Actor, bac_ha: Unit) -> list[int]:  # noqa: ARG001 - thu asks for them
    """Three products of two communes, one of them certified when its commune was another."""
    chilli = world.a_product()
    old_ta_van = Unit.objects.get(code="03040", valid_to=BEFORE)
    facts = EarlierFacts(
        number="12/GCN",
        stars=3,
        commune_id=old_ta_van.pk,
        issuer_id=Unit.objects.get(code="088", valid_to=BEFORE).pk,
        set_no=10,
        decision_number="345/QĐ-UBND",
        decided_on=CERTIFIED,
        signer_name="Phạm Tiến Dũng",
        signer_title="Chủ tịch",
    )
    enter_certificate(actor=world.province, product_id=chilli.pk, facts=facts, now=NOW)
    ginger, plum = world.a_product(name="Gừng Tả Van"), world.a_product(name="Mận Bắc Hà")
    plum.commune = bac_ha
    plum.save(update_fields=["commune"])
    return [chilli.pk, ginger.pk, plum.pk]


def figures(actor: Actor, day: date) -> tuple[Lines, list[int]]:
    """The report of a day on its own map, as plain values, and its communes without a product."""
    report = territory.report(actor, on=day, map_on=day)
    lines: Lines = {
        line.unit.pk if line.unit else None: (
            frozenset(line.products),
            frozenset(line.producers),
            dict(line.stars),
            line.communes,
            line.empty,
        )
        for line in report.lines
    }
    return lines, sorted(territory.empty_communes(actor, days=[day], map_on=day)[day])


def homes(actor: Actor, country: Country, day: date) -> list[int]:
    """The products of every present commune, one after the other."""
    found: list[int] = []
    for commune in country.communes():
        found += territory.products_in(actor, commune, on=day, map_on=day)
    return sorted(found)


@pytest.mark.slow
@pytest.mark.django_db
@given(steps=STEPS)
@example(steps=[("split", 1, 0, False), ("merge", 0, 0, False), ("merge", 0, 1, False)])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
def test_every_product_has_one_present_commune_and_old_reports_stay(
    products: Sequence[int], thu: Actor, steps: list[tuple[str, int, int, bool]]
) -> None:
    with undone():
        country = Country()
        said = {day: figures(thu, day) for day in (CERTIFIED, BEFORE, TODAY)}
        assert Product.objects.filter().count() == len(products)
        for kind, one, two, same in steps:
            country.reform(kind, one, two, same=same)
            assert homes(thu, country, country.day) == sorted(products)
            assert {day: figures(thu, day) for day in said} == said
            said[country.day] = figures(thu, country.day)
