"""Figures of a year, marks, linkages and planting areas of a producer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import actions
from ocop.registry.actions import AreaFacts, LinkageFacts, TraitFacts, YearFacts
from ocop.registry.forms import AreaForm, YearForm
from ocop.registry.models import Linkage, PlantingArea, Producer, ProducerTrait
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

BEGUN = date(2025, 3, 1)
FACTS: dict[str, Any] = {
    "trait": TraitFacts("craft_village", BEGUN, "Làng nghề Tả Van", "88/QĐ-UBND"),
    "linkage": LinkageFacts("materials", BEGUN, "Nhóm hộ Séo Mý Tỷ", households=12, area_ha=Decimal("3.5")),
    "area": AreaFacts("Nương Giáy", "Ớt", "03037", BEGUN, "VN-LCA-001", Decimal("2.25"), 8, "vietgap"),
}
MODELS: dict[str, Any] = {"trait": ProducerTrait, "linkage": Linkage, "area": PlantingArea}


@pytest.fixture
def producer(world: World) -> Producer:
    return world.a_producer()


def add(actor: Actor, producer: Producer, part: str, **changed: Any) -> Any:
    act: Any = getattr(actions, f"add_{part}")
    return act(actor=actor, producer_id=producer.pk, facts=replace(FACTS[part], **changed), now=NOW)


def correct(actor: Actor, row: Any, part: str, version: int = 1, **changed: Any) -> Any:
    act: Any = getattr(actions, f"correct_{part}")
    facts = replace(FACTS[part], **changed)
    return act(actor=actor, expected_version=version, facts=facts, now=NOW, **{f"{part}_id": row.pk})


def end(actor: Actor, row: Any, part: str, to_on: date = TODAY, version: int = 1) -> Any:
    act: Any = getattr(actions, f"end_{part}")
    return act(actor=actor, expected_version=version, to_on=to_on, now=NOW, **{f"{part}_id": row.pk})


# -- figures of a year


def save(actor: Actor, producer: Producer, year: int = 2025, version: int = 0, **figures: Any) -> Any:
    return actions.save_year(
        actor=actor,
        producer_id=producer.pk,
        year=year,
        expected_version=version,
        facts=YearFacts(**figures),
        now=NOW,
    )


def test_figures_are_written_and_written_again(lan: Actor, minh: Actor, producer: Producer) -> None:
    with one_entry("producer.year_saved"):
        save(lan, producer, workers=12, workers_trained=12, profit=-5_000_000)
    save(minh, producer, version=1, workers=14)
    row = producer.years.get()
    assert (row.workers, row.workers_trained, row.profit, row.version) == (14, None, None, 2)


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({}, "__all__"),
        ({"workers": 5, "workers_female": 6}, "workers_female"),
        ({"members": 5, "members_ethnic": 6}, "members_ethnic"),
        ({"revenue": 5, "export_revenue": 6}, "export_revenue"),
        ({"capital": -1}, "capital"),
    ],
)
def test_a_part_is_no_greater_than_its_whole(
    figures: dict[str, int], field: str, lan: Actor, producer: Producer
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        save(lan, producer, **figures)
    assert set(refusal.value.message_dict) == {field if figures else ""}


def test_no_figures_of_a_year_that_has_not_begun(lan: Actor, producer: Producer) -> None:
    for year in (TODAY.year + 1, 1999):
        with no_entry(), pytest.raises(ValidationError, match="year"):
            save(lan, producer, year=year, workers=1)


def test_figures_are_refused_to_strangers_readers_and_stale_pages(
    lan: Actor, binh: Actor, an: Actor, producer: Producer
) -> None:
    save(lan, producer, workers=1)
    for actor, version, refusal in ((binh, 1, Producer.DoesNotExist), (an, 1, Denied), (lan, 0, Stale)):
        with no_entry(), pytest.raises(refusal):
            save(actor, producer, version=version, workers=2)


def test_amounts_are_typed_as_people_here_write_them() -> None:
    form = YearForm({"workers": "1.200", "revenue": "1.500.000 đ", "profit": "-2.000.000"})
    assert form.is_valid()
    assert form.facts() == YearFacts(workers=1200, revenue=1_500_000, profit=-2_000_000)


@pytest.mark.parametrize(
    ("typed", "read"), [("12,5", Decimal("12.5")), ("1200", Decimal(1200)), ("1.234", None)]
)
def test_hectares_are_typed_with_a_comma(typed: str, read: Decimal | None) -> None:
    form = AreaForm({"area_ha": typed}, today=TODAY)
    form.is_valid()
    assert form.cleaned_data.get("area_ha") == read


# -- marks, linkages, areas


@pytest.mark.parametrize("part", FACTS)
def test_each_is_added_corrected_and_ended(part: str, lan: Actor, producer: Producer) -> None:
    with one_entry(f"{part}.added") as written:
        row = add(lan, producer, part)
    assert (written[0].object_type, written[0].object_id) == ("registry.producer", str(producer.pk))
    with one_entry(f"{part}.corrected"):
        correct(lan, row, part, from_on=BEGUN + timedelta(days=1))
    with one_entry(f"{part}.ended"):
        end(lan, row, part, version=2)
    row = MODELS[part].objects.get()
    assert (row.from_on, row.to_on, row.version) == (BEGUN + timedelta(days=1), TODAY, 3)


@pytest.mark.parametrize("part", FACTS)
def test_each_is_refused_to_whom_it_is_not_for(
    part: str, lan: Actor, binh: Actor, an: Actor, producer: Producer
) -> None:
    row = add(lan, producer, part)
    with no_entry(), pytest.raises(Producer.DoesNotExist):
        add(binh, producer, part)
    with no_entry(), pytest.raises(Denied):
        add(an, producer, part)
    for act in (correct, end):
        with no_entry(), pytest.raises(MODELS[part].DoesNotExist):
            act(binh, row, part)
        with no_entry(), pytest.raises(Denied):
            act(an, row, part)
        with no_entry(), pytest.raises(Stale):
            act(lan, row, part, version=0)


@pytest.mark.parametrize("part", FACTS)
def test_days_are_true(part: str, lan: Actor, producer: Producer) -> None:
    for day in (TODAY + timedelta(days=1), date(1800, 1, 1)):
        with no_entry(), pytest.raises(ValidationError, match="from_on"):
            add(lan, producer, part, from_on=day)
    row = add(lan, producer, part)
    for day in (TODAY + timedelta(days=1), BEGUN - timedelta(days=1)):
        with no_entry(), pytest.raises(ValidationError, match="to_on"):
            end(lan, row, part, day)
    end(lan, row, part, BEGUN)
    with no_entry(), pytest.raises(Conflict):
        end(lan, row, part, BEGUN, version=2)
    with no_entry(), pytest.raises(ValidationError, match="from_on"):
        correct(lan, row, part, version=2, from_on=TODAY)


@pytest.mark.parametrize(
    ("part", "changed", "field"),
    [
        ("trait", {"code": "famous"}, "code"),
        ("linkage", {"kind": "friendship"}, "kind"),
        ("linkage", {"partner_name": ""}, "partner_name"),
        ("linkage", {"partner_code": "CT-99999-0001"}, "partner_code"),
        ("linkage", {"area_ha": Decimal(-1)}, "area_ha"),
        ("area", {"name": " "}, "name"),
        ("area", {"crop": " "}, "crop"),
        ("area", {"commune": "99999"}, "commune"),
        ("area", {"standard": "best"}, "standard"),
        ("area", {"households": -1}, "households"),
    ],
)
def test_every_fault_is_named_by_its_field(
    part: str, changed: dict[str, Any], field: str, lan: Actor, producer: Producer
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        add(lan, producer, part, **changed)
    assert set(refusal.value.message_dict) == {field}


def test_a_mark_is_had_once_until_it_ends(lan: Actor, producer: Producer) -> None:
    first = add(lan, producer, "trait")
    with no_entry(), pytest.raises(Conflict):
        add(lan, producer, "trait")
    end(lan, first, "trait")
    add(lan, producer, "trait")
    assert producer.traits.count() == 2


def test_a_partner_of_the_register_is_named_by_its_code(lan: Actor, producer: Producer, world: World) -> None:
    partner = world.a_producer(name="Hợp tác xã Sa Pa")
    row = add(lan, producer, "linkage", partner_name="", partner_code=partner.code)
    assert (row.partner, row.partner_name) == (partner, "Hợp tác xã Sa Pa")
    with no_entry(), pytest.raises(ValidationError, match="partner_code"):
        add(lan, producer, "linkage", partner_code=producer.code)
