"""Reforms of the map: drafted, checked, carried out once, and never a change of what was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from ocop.places import queries
from ocop.places.actions import (
    add_line,
    carry_out_reform,
    correct_reform,
    discard_reform,
    draft_reform,
    move_unit,
    remove_part,
    rename_unit,
    set_up_unit,
)
from ocop.places.models import Level, PairState, Reform, ReformState, Unit
from ocop.places.queries import Plan, boundaries, defects
from ocop.places.rules import REFORM
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import elevated, no_entry, one_entry

DAY = date(2027, 1, 1)
EVE = date(2026, 12, 31)
LATER = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Reasons are compared by their words."""
    with translation.override("en"):
        yield


@pytest.fixture
def thu(thu: Actor) -> Actor:
    """The ministry's officer with the right to carry reforms out."""
    return replace(thu, rights=thu.rights | {REFORM})


class Draft:
    """A draft that takes care of its version."""

    def __init__(self, actor: Actor, effective_on: date = DAY) -> None:
        self.actor = actor
        title = "Sắp xếp đơn vị hành chính năm 2027"
        self.reform = draft_reform(
            actor=actor, title=title, document="01/NQ", effective_on=effective_on, now=LATER
        )

    def set_up(
        self, code: str, name: str, *takes_over: str, kind: str = "xa", parent_code: str = "15"
    ) -> Draft:
        set_up_unit(
            actor=self.actor,
            reform_id=self.reform.pk,
            expected_version=self.version,
            code=code,
            name=name,
            kind=kind,
            parent_code=parent_code,
            takes_over=takes_over,
            now=LATER,
        )
        return self

    def line(self, former: str, successor: str, *, is_main: bool = False) -> Draft:
        add_line(
            actor=self.actor,
            reform_id=self.reform.pk,
            expected_version=self.version,
            former_code=former,
            successor_code=successor,
            is_main=is_main,
            now=LATER,
        )
        return self

    def move(self, unit: str, parent: str) -> Draft:
        move_unit(
            actor=self.actor,
            reform_id=self.reform.pk,
            expected_version=self.version,
            unit_code=unit,
            parent_code=parent,
            now=LATER,
        )
        return self

    def carry_out(self) -> Reform:
        return carry_out_reform(
            actor=elevated(self.actor), reform_id=self.reform.pk, expected_version=self.version, now=LATER
        )

    @property
    def version(self) -> int:
        return Reform.objects.get(pk=self.reform.pk).version

    @property
    def defects(self) -> list[str]:
        return defects(Plan(Reform.objects.get(pk=self.reform.pk)), date(2027, 1, 4))


def test_merging_two_communes_ends_both_and_keeps_their_past(
    thu: Actor, ta_van: Unit, bac_ha: Unit, old_ta_van: Unit
) -> None:
    draft = Draft(thu).set_up("03037", "Tả Van", "03037", "02839")
    with one_entry("reform.carried_out"):
        assert draft.carry_out().state == ReformState.CARRIED_OUT
    new = queries.unit("03037")
    assert (new.path, new.valid_from) == ("VN/15/03037/", DAY)
    for former in (ta_van, bac_ha, old_ta_van):
        former.refresh_from_db()
        assert former.scope == new.path
    assert (ta_van.path, ta_van.valid_to) == ("VN/15/03037~2026-12-31/", EVE)
    assert boundaries(EVE).of(old_ta_van.pk) == ta_van.pk
    assert boundaries(DAY).of(old_ta_van.pk) == new.pk
    assert boundaries(EVE).of(new.pk) is None
    assert {pair.state for pair in queries.predecessors(new)} == {PairState.CONFIRMED}


def test_a_split_commune_answers_to_its_main_successor(thu: Actor, ta_van: Unit, old_ta_van: Unit) -> None:
    draft = Draft(thu).set_up("03037", "Tả Van", "03037").set_up("03038", "Mường Hoa")
    draft.line("03037", "03038").carry_out()
    old_ta_van.refresh_from_db()
    assert old_ta_van.scope == "VN/15/03037/"
    ta_van.refresh_from_db()
    assert boundaries(DAY).of(ta_van.pk) is None
    assert boundaries(DAY).of(ta_van.pk, Level.PROVINCE) == queries.unit("15").pk
    assert boundaries(EVE).of(queries.unit("03038").pk) == ta_van.pk


def test_a_main_successor_can_be_chosen_again(thu: Actor, ta_van: Unit) -> None:
    draft = Draft(thu).set_up("03037", "Tả Van", "03037").set_up("03038", "Mường Hoa")
    draft.line("03037", "03038", is_main=True).carry_out()
    ta_van.refresh_from_db()
    assert ta_van.scope == "VN/15/03038/"


def test_merging_provinces_takes_their_communes_along(
    thu: Actor, lao_cai: Unit, cao_bang: Unit, ta_van: Unit, bao_lam: Unit, old_ta_van: Unit
) -> None:
    draft = Draft(thu).set_up("15", "Việt Bắc", "15", "04", kind="tinh", parent_code="VN")
    draft.carry_out()
    for unit in (ta_van, bao_lam, old_ta_van, lao_cai, cao_bang):
        unit.refresh_from_db()
    assert (ta_van.path, ta_van.valid_to) == ("VN/15/03037/", None)
    assert bao_lam.path == bao_lam.scope == "VN/15/01290/"
    assert lao_cai.scope == cao_bang.scope == "VN/15/"
    assert bao_lam.named_on(EVE).full_name == "Bảo Lâm commune, Cao Bằng province"
    assert bao_lam.named_on(DAY).full_name == "Bảo Lâm commune, Việt Bắc province"
    assert boundaries(EVE).of(bao_lam.pk, Level.PROVINCE) == cao_bang.pk
    assert boundaries(DAY).of(bao_lam.pk, Level.PROVINCE) == queries.unit("15").pk
    region = queries.region_of(ta_van, DAY)
    assert region is not None
    assert region.code == "mien_nui_phia_bac"


def test_a_commune_can_be_moved_to_another_province(thu: Actor, ta_van: Unit, cao_bang: Unit) -> None:
    Draft(thu).move("03037", "04").carry_out()
    ta_van.refresh_from_db()
    assert ta_van.scope == "VN/04/03037/"
    assert boundaries(EVE).of(ta_van.pk, Level.PROVINCE) == queries.unit("15").pk
    assert boundaries(DAY).of(ta_van.pk, Level.PROVINCE) == cao_bang.pk


def test_a_draft_changes_nothing(thu: Actor, ta_van: Unit) -> None:
    draft = Draft(thu)
    with one_entry("reform.changed"):
        draft.set_up("03037", "Tả Van", "03037")
    ta_van.refresh_from_db()
    assert (ta_van.valid_to, ta_van.version) == (None, 1)
    assert not Reform.objects.visible_to(PUBLIC).exists()


def test_a_part_can_be_taken_out_again(thu: Actor, ta_van: Unit) -> None:
    draft = Draft(thu).set_up("03037", "Tả Van", "03037").move("02839", "04")
    plan = Plan(draft.reform)
    for part, part_id in (("move", plan.moves[0].pk), ("line", plan.lines[0].pk), ("unit", plan.units[0].pk)):
        with one_entry("reform.changed"):
            remove_part(
                actor=thu,
                reform_id=draft.reform.pk,
                expected_version=draft.version,
                part=part,
                part_id=part_id,
                now=LATER,
            )
    assert draft.defects == ["The reform has no line yet. Enter which unit becomes which."]
    assert ta_van.exists_on(DAY)


class TestRefusals:
    @pytest.mark.parametrize(
        ("build", "why"),
        [
            (lambda draft: draft, "no line yet"),
            (lambda draft: draft.set_up("03099", "Mới"), "takes over nothing"),
            (lambda draft: draft.set_up("02839", "Tả Van", "03037"), "belongs to a unit that stays"),
            (
                lambda draft: draft.set_up("03037", "Tả Van", "03037", parent_code="99"),
                "no unit with code 99",
            ),
            (
                lambda draft: draft.set_up("03037", "Tả Van", "03037", parent_code="02839"),
                "the levels don't fit",
            ),
            (
                lambda draft: draft.set_up("16", "Tỉnh mới", "03037", kind="tinh", parent_code="VN"),
                "followed by a unit of its own level",
            ),
            (
                lambda draft: draft.set_up("03037", "Tả Van").line("03037", "03037"),
                "exactly one main successor",
            ),
            (
                lambda draft: (
                    draft.set_up("15", "Một", "15", kind="tinh", parent_code="VN")
                    .set_up("16", "Hai", kind="tinh", parent_code="VN")
                    .line("15", "16")
                ),
                "loses its parent",
            ),
            (lambda draft: draft.set_up("03037", "A", "03037").move("03037", "04"), "both ends and moves"),
            (lambda draft: draft.move("03037", "15"), "lies there already"),
        ],
    )
    def test_a_reform_that_does_not_add_up_is_not_carried_out(
        self, thu: Actor, ta_van: Unit, build: Callable[[Draft], Draft], why: str
    ) -> None:
        draft = build(Draft(thu))
        assert any(why in one for one in draft.defects)
        with no_entry(), pytest.raises(Conflict, match=why):
            draft.carry_out()
        ta_van.refresh_from_db()
        assert ta_van.valid_to is None

    @pytest.mark.parametrize(
        ("effective_on", "why"),
        [(date(2027, 2, 1), "in the future"), (date(2025, 7, 1), "on that day or later")],
    )
    def test_the_day_lies_after_the_units_began_and_not_ahead(
        self, thu: Actor, ta_van: Unit, effective_on: date, why: str
    ) -> None:
        draft = Draft(thu, effective_on).set_up("03037", "Tả Van", "03037")
        assert any(why in one for one in draft.defects)
        assert ta_van.is_current

    def test_only_who_may_reform_drafts(self, hoa: Actor) -> None:
        with no_entry(), pytest.raises(Denied):
            Draft(replace(hoa, rights=frozenset()))

    def test_a_draft_is_unknown_to_others(self, thu: Actor, hoa: Actor) -> None:
        draft = Draft(thu)
        draft.actor = replace(hoa, rights=frozenset())
        with no_entry(), pytest.raises(Reform.DoesNotExist):
            draft.carry_out()

    def test_carrying_out_asks_again_who_is_acting(self, thu: Actor, ta_van: Unit) -> None:
        draft = Draft(thu).set_up(ta_van.code, "Tả Van", ta_van.code)
        with no_entry(), pytest.raises(Denied, match="Confirm"):
            carry_out_reform(actor=thu, reform_id=draft.reform.pk, expected_version=draft.version, now=LATER)

    def test_an_old_page_changes_nothing(self, thu: Actor, ta_van: Unit) -> None:
        draft = Draft(thu).set_up(ta_van.code, "Tả Van", ta_van.code)
        with no_entry(), pytest.raises(Stale):
            carry_out_reform(actor=thu, reform_id=draft.reform.pk, expected_version=1, now=LATER)

    def test_a_reform_is_carried_out_once(self, thu: Actor, ta_van: Unit, lan: Actor) -> None:
        draft = Draft(thu).set_up(ta_van.code, "Tả Van", ta_van.code)
        draft.carry_out()
        with no_entry(), pytest.raises(Conflict, match="carried out"):
            draft.carry_out()
        assert Reform.objects.visible_to(lan).get() == draft.reform

    @pytest.mark.parametrize(
        ("act", "field"),
        [
            (lambda draft: draft.set_up("", "Tả Van"), "code"),
            (lambda draft: draft.set_up("03099", "Mới", kind="huyen"), "kind"),
            (lambda draft: draft.set_up("03099", "Mới", "99999"), "takes_over"),
            (lambda draft: draft.set_up("03099", "A").set_up("03099", "B"), "code"),
            (lambda draft: draft.line("99999", "03099"), "former_code"),
            (lambda draft: draft.line("03037", "03099"), "successor_code"),
            (lambda draft: draft.move("99999", "04"), "unit_code"),
            (lambda draft: draft.move("03037", " "), "parent_code"),
        ],
    )
    def test_what_cannot_be_is_said_by_field(
        self, thu: Actor, ta_van: Unit, act: Callable[[Draft], Draft], field: str
    ) -> None:
        assert ta_van.is_current
        with pytest.raises(ValidationError) as refused:
            act(Draft(thu))
        assert list(refused.value.message_dict) == [field]


class TestRenaming:
    def rename(self, actor: Actor, unit: Unit, **changed: object) -> Unit:
        facts: dict[str, object] = {
            "name": "Mường Hoa",
            "kind": "phuong",
            "from_on": DAY,
            "document": "05/NQ",
            "expected_version": unit.version,
        }
        return rename_unit(actor=actor, unit_id=unit.pk, now=LATER, **(facts | changed))  # type: ignore[arg-type]

    def test_a_new_name_and_kind_leave_the_unit_what_it_was(self, thu: Actor, ta_van: Unit) -> None:
        with one_entry("unit.renamed"):
            renamed = self.rename(thu, ta_van)
        assert renamed.own_name == "Mường Hoa ward"
        assert renamed.named_on(EVE).own_name == "Tả Van commune"
        assert renamed.named_on(DAY).own_name == "Mường Hoa ward"
        assert [hit.unit for hit in queries.find("ta van") if hit.unit.is_current] == [ta_van]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": " "}, "name"),
            ({"document": ""}, "document"),
            ({"kind": "tinh"}, "kind"),
            ({"name": "Tả Van", "kind": "xa"}, "name"),
            ({"from_on": date(2027, 1, 5)}, "from_on"),
            ({"from_on": date(2025, 7, 1)}, "from_on"),
        ],
    )
    def test_bad_input_is_named(
        self, thu: Actor, ta_van: Unit, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refused:
            self.rename(thu, ta_van, **changed)
        assert list(refused.value.message_dict) == [field]

    def test_others_rename_nothing(self, hoa: Actor, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(Denied):
            self.rename(replace(hoa, rights=frozenset()), ta_van)

    def test_an_old_page_renames_nothing(self, thu: Actor, ta_van: Unit) -> None:
        self.rename(thu, ta_van)
        with no_entry(), pytest.raises(Stale):
            self.rename(thu, ta_van)

    def test_an_ended_unit_keeps_its_name(self, thu: Actor, old_ta_van: Unit) -> None:
        with no_entry(), pytest.raises(Conflict):
            self.rename(thu, old_ta_van)


def test_a_draft_gets_another_title_document_and_day(thu: Actor) -> None:
    draft = Draft(thu)
    with one_entry("reform.changed"):
        correct_reform(
            actor=thu,
            reform_id=draft.reform.pk,
            expected_version=draft.version,
            title=" Sắp xếp lại ",
            document="02/NQ",
            effective_on=date(2027, 1, 2),
            now=LATER,
        )
    draft.reform.refresh_from_db()
    assert (draft.reform.title, draft.reform.document) == ("Sắp xếp lại", "02/NQ")
    assert draft.reform.effective_on == date(2027, 1, 2)


def test_a_draft_without_a_title_is_not_kept(thu: Actor) -> None:
    draft = Draft(thu)
    with no_entry(), pytest.raises(ValidationError) as caught:
        correct_reform(
            actor=thu,
            reform_id=draft.reform.pk,
            expected_version=draft.version,
            title=" ",
            document="02/NQ",
            effective_on=DAY,
            now=LATER,
        )
    assert set(caught.value.message_dict) == {"title"}


def discard(actor: Actor, draft: Draft, *, reason: str = "Entered twice") -> Reform:
    return discard_reform(
        actor=actor, reform_id=draft.reform.pk, expected_version=draft.version, reason=reason, now=LATER
    )


def test_a_draft_is_given_up_for_a_reason_and_stays_readable_for_those_who_draft(thu: Actor) -> None:
    draft = Draft(thu)
    with one_entry("reform.discarded"):
        discard(thu, draft)
    assert queries.reforms(thu).get(pk=draft.reform.pk).state == ReformState.DISCARDED
    assert not queries.reforms(PUBLIC).exists()


def test_nothing_is_given_up_without_a_reason(thu: Actor) -> None:
    draft = Draft(thu)
    with no_entry(), pytest.raises(ValidationError):
        discard(thu, draft, reason=" ")


def test_a_draft_given_up_is_not_changed_any_more(thu: Actor) -> None:
    draft = Draft(thu)
    discard(thu, draft)
    with no_entry(), pytest.raises(Conflict, match="given up"):
        draft.set_up("70001", "Mới", "02839")


def test_only_who_may_reform_gives_a_draft_up(thu: Actor) -> None:
    draft = Draft(thu)
    other = replace(thu, rights=thu.rights - {REFORM})
    with no_entry(), pytest.raises(Reform.DoesNotExist):
        discard(other, draft)


def test_a_draft_changed_meanwhile_is_not_given_up(thu: Actor) -> None:
    draft = Draft(thu)
    with no_entry(), pytest.raises(Stale):
        discard_reform(
            actor=thu, reform_id=draft.reform.pk, expected_version=0, reason="Entered twice", now=LATER
        )
