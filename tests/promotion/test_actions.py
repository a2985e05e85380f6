"""Writing, publishing, taking back: each once, by whom it may, with one entry in the journal."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ocop.journal.canonical import salted_digest
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.promotion import actions
from ocop.promotion.models import KINDS, Outlet, PostState
from tests.cast import NOW, one_entry
from tests.promotion.posts import ARTICLE, EVENT, FACTS, OUTLET, entered, published
from tests.world import World

pytestmark = pytest.mark.django_db
NOUNS = sorted(FACTS)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_draft_is_seen_by_its_office_only(noun: str, hoa: Actor, binh: Actor, ta_van: Unit) -> None:
    with one_entry(f"{noun}.entered"):
        one = entered(hoa, ta_van, FACTS[noun])
    rows = KINDS[noun].objects
    assert one.state == PostState.DRAFT
    assert rows.visible_to(hoa).get().title == FACTS[noun].title
    assert not rows.visible_to(PUBLIC).exists()
    assert not rows.visible_to(binh).exists()


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_published_is_everybody_s_until_it_is_taken_back(noun: str, hoa: Actor, ta_van: Unit) -> None:
    one = entered(hoa, ta_van, FACTS[noun])
    with one_entry(f"{noun}.published"):
        one = actions.publish(actor=hoa, noun=noun, pk=one.pk, expected_version=1, now=NOW)
    assert KINDS[noun].objects.visible_to(PUBLIC).exists()
    with one_entry(f"{noun}.taken_back"):
        actions.take_back(actor=hoa, noun=noun, pk=one.pk, expected_version=2, reason="Sai ngày", now=NOW)
    assert not KINDS[noun].objects.visible_to(PUBLIC).exists()


@pytest.mark.parametrize("noun", NOUNS)
def test_a_correction_is_public_at_once(noun: str, hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van, FACTS[noun])
    with one_entry(f"{noun}.changed"):
        actions.change(
            actor=hoa, pk=one.pk, expected_version=2, facts=replace(FACTS[noun], title="Tên mới"), now=NOW
        )
    assert KINDS[noun].objects.visible_to(PUBLIC).get().title == "Tên mới"


def test_only_offices_of_provinces_and_the_ministry_write(
    lan: Actor, minh: Actor, cuc: Actor, thu: Actor, ta_van: Unit, places: Unit
) -> None:
    for actor in (lan, minh, cuc, PUBLIC):
        with pytest.raises(Denied, match="tỉnh"):
            entered(actor, ta_van)
    assert entered(thu, ta_van).pk
    assert entered(thu, places).pk


def test_nobody_writes_about_another_province(hoa: Actor, bao_lam: Unit) -> None:
    with pytest.raises(Denied, match="ngoài phạm vi"):
        entered(hoa, bao_lam)


def test_a_published_one_of_another_province_is_read_and_not_changed(
    hoa: Actor, thu: Actor, bao_lam: Unit
) -> None:
    one = published(thu, bao_lam)
    with pytest.raises(Denied):
        actions.change(actor=hoa, pk=one.pk, expected_version=2, facts=OUTLET, now=NOW)


def test_an_old_page_changes_nothing(hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van)
    with pytest.raises(Stale):
        actions.change(actor=hoa, pk=one.pk, expected_version=1, facts=OUTLET, now=NOW)


def test_nothing_is_published_or_taken_back_twice(hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van)
    with pytest.raises(Conflict):
        actions.publish(actor=hoa, noun="outlet", pk=one.pk, expected_version=2, now=NOW)
    actions.take_back(actor=hoa, noun="outlet", pk=one.pk, expected_version=2, reason="Đóng cửa", now=NOW)
    with pytest.raises(Conflict):
        actions.take_back(actor=hoa, noun="outlet", pk=one.pk, expected_version=3, reason="Đóng cửa", now=NOW)
    assert (
        actions.publish(actor=hoa, noun="outlet", pk=one.pk, expected_version=3, now=NOW).state == "published"
    )


def test_it_is_not_taken_back_without_a_reason(hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van)
    with pytest.raises(ValidationError):
        actions.take_back(actor=hoa, noun="outlet", pk=one.pk, expected_version=2, reason=" ", now=NOW)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(OUTLET, title=" "), "title"),
        (replace(OUTLET, kind="castle"), "kind"),
        (replace(OUTLET, address=""), "address"),
        (replace(OUTLET, title="x" * 201), "title"),
        (replace(OUTLET, codes=("15-00000-99-2026",)), "codes"),
        (replace(EVENT, kind="war"), "kind"),
        (replace(EVENT, ends_on=date(2026, 11, 21)), "ends_on"),
        (replace(EVENT, venue=""), "venue"),
        (replace(EVENT, organiser=""), "organiser"),
        (replace(ARTICLE, summary=""), "summary"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(
    facts: actions.Facts, field: str, hoa: Actor, ta_van: Unit
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.enter(actor=hoa, unit_id=ta_van.pk, facts=facts, now=NOW)
    assert field in refusal.value.message_dict


def test_the_journal_holds_which_products_are_sold(world: World, ta_van: Unit) -> None:
    code = world.certificate().product.code
    with one_entry("outlet.entered") as made:
        one = entered(world.province, ta_van, codes=(code,))
    with one_entry("outlet.changed") as changed:
        actions.change(actor=world.province, pk=one.pk, expected_version=1, facts=OUTLET, now=NOW)
    plain = {name: value for name, value in asdict(OUTLET).items() if name != "codes"} | {"photo": ""}
    sold = {**plain, "codes": [code]}
    entry = made[0]
    assert entry.after_digest == salted_digest({**sold, "unit": ta_van.path}, salt=entry.erasable.salt)
    entry = changed[0]
    assert entry.before_digest == salted_digest(sold, salt=entry.erasable.salt)
    assert entry.after_digest == salted_digest({**plain, "codes": []}, salt=entry.erasable.salt)


def test_a_point_of_sale_sells_recognised_products_only(world: World, ta_van: Unit) -> None:
    code = world.certificate().product.code
    one = entered(world.province, ta_van, codes=(code,))
    assert list(one.stock.values_list("product__code", flat=True)) == [code]
    actions.change(actor=world.province, pk=one.pk, expected_version=1, facts=OUTLET, now=NOW)
    assert not Outlet.objects.get().stock.exists()
