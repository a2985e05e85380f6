"""Sheets on paper: two people type each, apart from each other; nothing counts before both read the same."""
# ruff: noqa: ARG001, PLR0917 - the cast; a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.evaluation import actions, queries, receipts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import (
    Dossier,
    InterestKind,
    PaperEntry,
    PaperMark,
    PaperSheet,
    Sheet,
    SheetAnswer,
    SheetState,
)
from ocop.evaluation.relations import BlockedAct, BlockedMember
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import ClientOf, as_role, no_entry, one_entry
from tests.levels import Levels
from tests.world import World, a_file

pytestmark = pytest.mark.django_db
Marks = dict[str, int]


@pytest.fixture
def dossier(world: World) -> Dossier:
    return world.dossier("scoring")


@pytest.fixture
def sheet(world: World, dossier: Dossier, tuan: Actor) -> Sheet:
    """Tuấn's sheet, which he fills in on paper."""
    return world.sheet_of(dossier, tuan)


@pytest.fixture
def marks(world: World, dossier: Dossier) -> Marks:
    """What stands on Tuấn's paper."""
    return dict(world.same_sheets(dossier)[0])


def enter(
    world: World, sheet: Sheet, typist: Actor, marks: Mapping[str, int], **more: Any
) -> PaperEntry | None:
    given: dict[str, Any] = {"declared": True, "scan": a_file("phieu.pdf", "phiếu ký tay"), **more}
    return actions.enter_paper_sheet(
        actor=typist, sheet_id=sheet.pk, answers=marks, **given, now=world.later()
    )


def correct(world: World, sheet: Sheet, typist: Actor, marks: Mapping[str, int]) -> PaperEntry | None:
    version = PaperEntry.objects.visible_to(typist).get(sheet=sheet).version
    return actions.correct_paper_entry(
        actor=typist, sheet_id=sheet.pk, expected_version=version, answers=marks, now=world.later()
    )


# -- two people


def test_the_first_entry_counts_for_nothing_yet(world: World, sheet: Sheet, hoa: Actor, marks: Marks) -> None:
    with one_entry("paper.entered"):
        assert enter(world, sheet, hoa, marks) is not None
    sheet.refresh_from_db()
    assert (sheet.state, sheet.answers.count()) == (SheetState.DRAFT, 0)


def test_two_equal_entries_fill_and_seal_the_sheet_under_both_names(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    with one_entry("sheet.sealed_from_paper"):
        assert enter(world, sheet, phuc, marks) is None
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SEALED
    assert dict(sheet.answers.values_list("criterion", "position")) == marks
    assert receipts.holds(sheet)
    paper = PaperSheet.objects.get()
    assert (paper.first_id, paper.second_id) == (hoa.user_id, phuc.user_id)
    assert sheet.case.declarations.get(seat=sheet.seat).has_interest is False
    assert not PaperEntry.objects.exists()
    assert not PaperMark.objects.exists()


def test_a_sealed_paper_counts_like_any_sheet(
    world: World, dossier: Dossier, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks, tuan: Actor
) -> None:
    enter(world, sheet, hoa, marks)
    enter(world, sheet, phuc, marks)
    world.members = [member for member in world.members if member[0] != tuan]
    world.sealed(dossier, world.same_sheets(dossier))
    assert world.closed(world.revealed(dossier)).state == "closed"


def test_where_two_entries_differ_nothing_is_taken_and_only_the_criteria_are_named(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    with one_entry("paper.entered"):
        own = enter(world, sheet, phuc, {**marks, "1.2": 0})
    assert own is not None
    assert actions.differing(own) == ["1.2"]
    assert not SheetAnswer.objects.filter(sheet=sheet).exists()


def test_each_corrects_the_own_entry_until_both_are_equal(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, {**marks, "1.3": 0})
    enter(world, sheet, phuc, {**marks, "1.2": 0})
    with one_entry("paper.corrected"):
        assert correct(world, sheet, phuc, {"1.2": marks["1.2"]}) is not None
    with one_entry("sheet.sealed_from_paper"):
        assert correct(world, sheet, hoa, {"1.3": marks["1.3"]}) is None
    assert dict(sheet.answers.values_list("criterion", "position")) == marks


def test_what_both_read_the_same_is_not_open_to_correction(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    enter(world, sheet, phuc, {**marks, "1.2": 0})
    with pytest.raises(Conflict, match=r"1\.1"), no_entry():
        correct(world, sheet, phuc, {"1.1": 0})


def test_a_stale_correction_is_refused(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    enter(world, sheet, phuc, {**marks, "1.2": 0})
    correct(world, sheet, phuc, {"1.2": 0})
    with pytest.raises(Stale), no_entry():
        actions.correct_paper_entry(
            actor=phuc, sheet_id=sheet.pk, expected_version=1, answers={"1.2": 0}, now=world.later()
        )


def test_one_person_is_not_two(world: World, sheet: Sheet, hoa: Actor, marks: Marks) -> None:
    enter(world, sheet, hoa, marks)
    with pytest.raises(Conflict), no_entry():
        enter(world, sheet, hoa, marks)


def test_there_is_no_third_entry(
    world: World, sheet: Sheet, hoa: Actor, phuc: Actor, cuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    enter(world, sheet, phuc, {**marks, "1.2": 0})
    with pytest.raises(Conflict), no_entry():
        enter(world, sheet, as_role(cuc, "province_officer"), marks)


def test_the_signed_paper_holds_over_what_was_begun_on_screen(
    world: World, sheet: Sheet, tuan: Actor, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    actions.answer_sheet(actor=tuan, sheet_id=sheet.pk, criterion="1.1", answer=Answer(0), now=world.later())
    enter(world, sheet, hoa, marks)
    enter(world, sheet, phuc, marks)
    assert sheet.answers.get(criterion="1.1").position == marks["1.1"]


# -- what is refused


def test_an_incomplete_paper_names_what_lacks(world: World, sheet: Sheet, hoa: Actor, marks: Marks) -> None:
    del marks["1.2"]
    with pytest.raises(ValidationError, match=r"1\.2"), no_entry():
        enter(world, sheet, hoa, marks)


@pytest.mark.parametrize("lacks", [{"declared": False}, {"scan": None}])
def test_a_paper_needs_its_declaration_and_its_scan(
    world: World, sheet: Sheet, hoa: Actor, marks: Marks, lacks: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError), no_entry():
        enter(world, sheet, hoa, marks, **lacks)


def test_who_judges_types_nobodys_sheet(
    world: World, sheet: Sheet, tuan: Actor, mai: Actor, ngoc: Actor, marks: Marks
) -> None:
    for member in (tuan, mai, ngoc):
        with pytest.raises(Denied), no_entry():
            enter(world, sheet, member, marks)


def test_other_offices_type_no_sheet(
    world: World, sheet: Sheet, minh: Actor, cuc: Actor, an: Actor, thu: Actor, quan: Actor, marks: Marks
) -> None:
    for reader in (minh, cuc, an, thu, quan):
        with pytest.raises(Denied), no_entry():
            enter(world, sheet, reader, marks)


def test_an_office_elsewhere_does_not_find_the_sheet(world: World, sheet: Sheet, binh: Actor) -> None:
    with pytest.raises(Sheet.DoesNotExist), no_entry():
        enter(world, sheet, as_role(binh, "province_officer"), {})


def test_who_is_tied_to_the_dossier_types_no_sheet_of_it(
    world: World, dossier: Dossier, sheet: Sheet, hoa: Actor, marks: Marks
) -> None:
    tie(world, dossier, hoa)
    with pytest.raises(BlockedAct), one_entry("dossier.blocked"):
        enter(world, sheet, hoa, marks)


def test_the_paper_of_a_member_who_is_tied_does_not_count(
    world: World, dossier: Dossier, sheet: Sheet, tuan: Actor, hoa: Actor, marks: Marks
) -> None:
    tie(world, dossier, tuan)
    with pytest.raises(BlockedMember), one_entry("dossier.blocked"):
        enter(world, sheet, hoa, marks)


def test_the_paper_of_a_member_who_withdrew_does_not_count(
    world: World, sheet: Sheet, tuan: Actor, hoa: Actor, marks: Marks
) -> None:
    actions.declare_interest(
        actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    with pytest.raises(Conflict), no_entry():
        enter(world, sheet, hoa, marks)


def test_a_sealed_sheet_takes_no_paper(
    world: World, dossier: Dossier, sheet: Sheet, hoa: Actor, marks: Marks
) -> None:
    world.sealed(dossier, world.same_sheets(dossier)[:2])
    with pytest.raises(Conflict), no_entry():
        enter(world, sheet, hoa, marks)


def tie(world: World, dossier: Dossier, actor: Actor) -> None:
    actions.declare_tie(
        actor=actor,
        producer_id=dossier.product.producer_id,
        kind=InterestKind.OTHER,
        note="Góp vốn",
        now=world.later(),
    )


# -- secrecy


def test_what_was_typed_is_seen_by_nobody_else(
    world: World, sheet: Sheet, hoa: Actor, marks: Marks, request: pytest.FixtureRequest
) -> None:
    enter(world, sheet, hoa, marks)
    for name in ("lan", "minh", "cuc", "mai", "phuc", "tuan", "ngoc", "an", "thu", "quan"):
        reader = request.getfixturevalue(name)
        assert not PaperEntry.objects.visible_to(reader).exists()
        assert not queries.own_paper_entries(reader).exists()
        assert not PaperSheet.objects.visible_to(reader).exclude(sheet__seat__user_id=reader.user_id).exists()
    assert PaperEntry.objects.visible_to(hoa).count() == 1


def test_the_scan_is_its_members_until_all_is_revealed(
    client_of: ClientOf, world: World, sheet: Sheet, tuan: Actor, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    enter(world, sheet, hoa, marks)
    assert client_of(tuan).get(f"/sheets/{sheet.pk}/scan/").status_code == 404
    enter(world, sheet, phuc, marks)
    shown = client_of(tuan).get(f"/sheets/{sheet.pk}/scan/")
    assert b"".join(shown).startswith(b"%PDF")
    for reader in (hoa, phuc):
        assert client_of(reader).get(f"/sheets/{sheet.pk}/scan/").status_code == 404


# -- pages


def test_a_code_is_read_as_people_and_scanners_type_it() -> None:
    assert receipts.read_code(" pdg-000012-1 ") == (12, 1)
    for wrong in ("", "PDG-12", "PDG-000000-1", "12", "PDG-12-1; DROP", "PDG-99999999999-1"):
        assert receipts.read_code(wrong) is None


def post(client: Client, sheet: Sheet, marks: Mapping[str, int], **more: Any) -> str:
    scan = SimpleUploadedFile("phieu.pdf", a_file().content, "application/pdf")
    typed = {**{no: str(position) for no, position in marks.items()}, "declared": "on", "scan": scan, **more}
    return client.post(f"/paper-sheets/{sheet.pk}/", typed, follow=True).content.decode()


def test_a_paper_is_found_by_its_code_and_typed_by_two(
    client_of: ClientOf, sheet: Sheet, hoa: Actor, phuc: Actor, marks: Marks, tuan: Actor
) -> None:
    first, second = client_of(hoa), client_of(phuc)
    found = first.post("/paper-sheets/", {"code": receipts.code_of(sheet)})
    assert found.headers["Location"] == f"/paper-sheets/{sheet.pk}/"
    assert "Tuấn" in first.get(f"/paper-sheets/{sheet.pk}/").content.decode()
    post(first, sheet, marks)
    post(second, sheet, {**marks, "1.2": 0})
    differing = second.get(f"/paper-sheets/{sheet.pk}/").content.decode()
    assert 'name="1.2"' in differing
    assert 'name="1.1"' not in differing
    post(second, sheet, {"1.2": marks["1.2"]}, version="1")
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SEALED
    assert hoa.name in client_of(tuan).get(f"/sheets/{sheet.pk}/").content.decode()


def test_an_entry_page_shows_nothing_of_what_the_sheet_holds(
    client_of: ClientOf, world: World, sheet: Sheet, tuan: Actor, hoa: Actor, phuc: Actor, marks: Marks
) -> None:
    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    note = Answer(2, "Ghi chú kín")
    actions.answer_sheet(actor=tuan, sheet_id=sheet.pk, criterion="1.1", answer=note, now=world.later())
    enter(world, sheet, hoa, marks)
    page = client_of(phuc).get(f"/paper-sheets/{sheet.pk}/").content.decode()
    assert " checked" not in page
    assert "Ghi chú kín" not in page


def test_an_incomplete_form_keeps_what_was_typed(client_of: ClientOf, sheet: Sheet, hoa: Actor) -> None:
    with no_entry():
        page = post(client_of(hoa), sheet, {"1.1": 2})
    assert 'name="1.1" value="2" checked' in page
    assert "1.2" in page


def test_an_unknown_code_is_told(client_of: ClientOf, sheet: Sheet, hoa: Actor) -> None:
    client = client_of(hoa)
    for code in ("PDG-999999-1", f"PDG-{sheet.pk}-7", "abc"):
        page = client.post("/paper-sheets/", {"code": code})
        assert page.status_code == 200
        assert "error" in page.content.decode()


def test_the_paper_bears_its_code_as_a_square(
    client_of: ClientOf, world: World, sheet: Sheet, tuan: Actor
) -> None:
    page = client_of(tuan).get(f"/sheets/{sheet.pk}/paper/").content.decode()
    assert receipts.code_of(sheet) in page
    assert "data:image/svg+xml" in page


def test_a_sheet_with_points_per_part_is_neither_printed_nor_typed_from_paper(
    levels: Levels, client_of: ClientOf
) -> None:
    dossier = levels.filed(date(2024, 5, 6))
    levels.level("commune").sent_up(dossier)
    district = levels.level("district")
    district.fresh(dossier)
    district.scoring(district.accepted(dossier))
    member = next(actor for actor, _role, scores in district.members if scores)
    sheet = district.sheet_of(dossier, member)
    page = client_of(member).get(f"/sheets/{sheet.pk}/paper/")
    assert page.status_code == 409
    assert "chấm điểm theo từng phần" in page.content.decode()
    entry = client_of(district.province).get(f"/paper-sheets/{sheet.pk}/")
    assert entry.status_code == 409
    assert "chấm điểm theo từng phần" in entry.content.decode()
    with no_entry(), pytest.raises(Conflict):
        actions.enter_paper_sheet(
            actor=district.province,
            sheet_id=sheet.pk,
            answers={},
            declared=True,
            scan=a_file(),
            now=district.later(),
        )
