"""A council's case in the browser: the seals, the reveal, what is settled, the result and its file."""

from __future__ import annotations

import json

import pytest

from ocop.evaluation import actions, queries
from ocop.evaluation.models import Dossier, Sheet
from ocop.law import scoring
from ocop.law.sheets import read_case
from ocop.platform.actors import Actor
from ocop.registry import regimes
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import CHILLI, World, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def apart(world: World) -> Dossier:
    """A revealed case whose totals lie further apart than the council allows."""
    world.rules = {"max_spread": "10"}
    best, lower = (answers_for(regimes.product_set("2026-26", CHILLI), down=down) for down in (0, 1))
    return world.dossier("revealed", sheets=[best, lower, lower, lower])


# -- before the reveal


def test_chair_and_secretary_see_who_has_sealed_and_no_marks(
    client_of: ClientOf, world: World, mai: Actor, phuc: Actor, tuan: Actor
) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier)[:1])
    path = f"/cases/{world.case_of(dossier).pk}/"
    for actor in (mai, phuc):
        page = client_of(actor).get(path).content.decode()
        assert "1/4" in page
        assert page.count("Chưa niêm phong") == 3
        assert "điểm" not in page
    assert "Chưa niêm phong" not in client_of(tuan).get(path).content.decode()


def test_a_member_goes_from_the_case_to_the_own_sheet(
    client_of: ClientOf, world: World, tuan: Actor, phuc: Actor
) -> None:
    dossier = world.dossier("scoring")
    path, sheet = f"/cases/{world.case_of(dossier).pk}/", world.sheet_of(dossier, tuan)
    link = f'href="/sheets/{sheet.pk}/">Chấm phiếu của tôi'
    assert link in client_of(tuan).get(path).content.decode()
    assert "Chấm phiếu của tôi" not in client_of(phuc).get(path).content.decode()
    world.sealed(dossier, world.same_sheets(dossier))
    assert "Xem phiếu tôi đã niêm phong" in client_of(tuan).get(path).content.decode()


def test_the_reveal_waits_for_every_seal(client_of: ClientOf, world: World, phuc: Actor) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier)[:3])
    case, client = world.case_of(dossier), client_of(phuc)
    assert b"/reveal/" not in client.get(f"/cases/{case.pk}/").content
    with no_entry():
        answer = client.post(f"/cases/{case.pk}/reveal/", {"version": world.fresh(dossier).version})
    assert answer.status_code == 409


def test_the_secretary_reveals_once(client_of: ClientOf, world: World, phuc: Actor, tuan: Actor) -> None:
    dossier = world.dossier("scoring")
    dossier = world.sealed(dossier, world.same_sheets(dossier))
    path = f"/cases/{world.case_of(dossier).pk}/reveal/"
    with no_entry():
        assert client_of(tuan).post(path, {"version": dossier.version}).status_code == 403
        assert client_of(phuc).post(path, {"version": dossier.version - 1}).status_code == 409
        assert client_of(phuc).get(path).status_code == 405
    with one_entry("dossier.revealed"):
        assert client_of(phuc).post(path, {"version": dossier.version}).status_code == 302
    with no_entry():
        assert client_of(phuc).post(path, {"version": dossier.version}).status_code == 409


def test_who_withdrew_is_told_to_chair_and_secretary(
    client_of: ClientOf, world: World, phuc: Actor, tuan: Actor
) -> None:
    dossier = world.dossier("scoring")
    sheet: Sheet = world.sheet_of(dossier, tuan)
    actions.declare_interest(
        actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    page = client_of(phuc).get(f"/cases/{sheet.case_id}/").content.decode()
    assert "0/3" in page
    assert "Góp vốn." in page


def test_strangers_find_no_case(client_of: ClientOf, world: World, binh: Actor) -> None:
    case = world.case_of(world.dossier("closed"))
    for path in ("", "close/", "again/", "minutes/", "case.json"):
        assert client_of(binh).get(f"/cases/{case.pk}/{path}").status_code == 404


# -- settling


def test_the_majority_is_filled_in_and_recorded_as_agreed(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    case = world.case_of(world.dossier("revealed"))
    client = client_of(phuc)
    assert "chưa ghi nhận" in client.get(f"/cases/{case.pk}/").content.decode()
    with one_entry("case.options_agreed"):
        client.post(f"/cases/{case.pk}/options/", {"version": case.version, "1.1": "2"})
    assert dict(case.agreed_options.values_list("criterion", "position")) == {"1.1": 2}


def test_stale_options_keep_what_was_chosen(client_of: ClientOf, world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("revealed"))
    with no_entry():
        answer = client_of(phuc).post(f"/cases/{case.pk}/options/", {"version": case.version - 1, "1.1": "1"})
    assert answer.status_code == 409
    assert '<option value="1" selected>' in answer.content.decode()


def test_an_option_the_rulebook_does_not_have_is_refused(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    case = world.case_of(world.dossier("revealed"))
    with no_entry():
        answer = client_of(phuc).post(f"/cases/{case.pk}/options/", {"version": case.version, "1.1": "99"})
    assert answer.status_code == 200
    assert "Chưa lưu" in answer.content.decode()


def test_an_empty_discussion_is_told_at_its_field(client_of: ClientOf, world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("revealed"))
    with no_entry():
        page = client_of(phuc).post(f"/cases/{case.pk}/discussion/", {"version": case.version, "talk-": " "})
    html = page.content.decode()
    assert page.status_code == 200
    assert "<title>Lỗi:" in html
    assert 'href="#talk-"' in html
    assert 'aria-invalid="true" aria-describedby="talk--error"' in html


def test_what_was_discussed_can_be_taken_back(client_of: ClientOf, world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("revealed"))
    path, client = f"/cases/{case.pk}/discussion/", client_of(phuc)
    client.post(path, {"version": case.version, "talk-": "Nhãn chưa rõ."})
    case.refresh_from_db()
    with one_entry("case.discussion_recorded"):
        client.post(path, {"version": case.version, "talk-": ""})
    assert not case.discussions.exists()


def test_grounds_are_recorded_with_words_or_as_none(
    client_of: ClientOf, world: World, phuc: Actor, mai: Actor
) -> None:
    case = world.case_of(world.dossier("revealed"))
    ground = regimes.product_set("2026-26", CHILLI).knockouts[0].code
    path, client = f"/cases/{case.pk}/grounds/", client_of(phuc)
    with no_entry():
        assert client_of(mai).post(path, {"version": case.version}).status_code == 403
        wordless = client.post(path, {"version": case.version, f"stands-{ground}": "on"})
    assert wordless.status_code == 200
    assert f'name="stands-{ground}" checked' in wordless.content.decode()
    assert 'aria-describedby="ground-error-1"' in wordless.content.decode()
    with one_entry("case.knockouts_recorded"):
        client.post(path, {"version": case.version, f"stands-{ground}": "on", f"note-{ground}": "Giả mạo."})
    case.refresh_from_db()
    assert case.knockouts.get().note == "Giả mạo."
    with one_entry("case.knockouts_recorded"):
        client.post(path, {"version": case.version})
    assert not case.knockouts.exists()


def test_totals_too_far_apart_are_scored_again_with_words(
    client_of: ClientOf, world: World, phuc: Actor, tuan: Actor
) -> None:
    dossier = apart(world)
    case, client = world.case_of(dossier), client_of(phuc)
    assert "Cho các thành viên chấm lại" in client.get(f"/cases/{case.pk}/").content.decode()
    with no_entry():
        assert client_of(tuan).get(f"/cases/{case.pk}/again/").status_code == 403
        assert client.post(f"/cases/{case.pk}/again/", {"version": dossier.version}).status_code == 200
    with one_entry("dossier.sheets_reopened"):
        client.post(
            f"/cases/{case.pk}/again/", {"version": dossier.version, "discussion": "Xem lại tiêu chí 2.1."}
        )
    page = client_of(tuan).get(f"/sheets/{world.sheet_of(dossier, tuan).pk}/").content.decode()
    assert "Xem lại tiêu chí 2.1." in page


def test_totals_within_the_limit_are_not_scored_again(client_of: ClientOf, world: World, phuc: Actor) -> None:
    dossier = world.dossier("revealed")
    with no_entry():
        answer = client_of(phuc).post(
            f"/cases/{world.case_of(dossier).pk}/again/",
            {"version": dossier.version, "discussion": "Vì sao?"},
        )
    assert answer.status_code == 409
    assert "Vì sao?" in answer.content.decode()


# -- closing


def test_closing_with_an_unmet_rule_keeps_what_was_typed(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    dossier = world.agreed(apart(world))
    path = f"/cases/{world.case_of(dossier).pk}/close/"
    with no_entry():
        answer = client_of(phuc).post(path, {"version": dossier.version, "chair_note": "Nhất trí."})
    assert answer.status_code == 409
    assert "Nhất trí." in answer.content.decode()
    with one_entry("dossier.closed"):
        client_of(phuc).post(path, {"version": dossier.version, "discussion": "Đã trao đổi."})


@pytest.mark.parametrize("page", ["close", "again"])
@pytest.mark.parametrize("state", ["scoring", "closed"])
def test_there_is_nothing_to_close_or_score_again_before_the_reveal_or_after_the_close(
    client_of: ClientOf, world: World, phuc: Actor, page: str, state: str
) -> None:
    dossier = world.dossier(state)
    assert client_of(phuc).get(f"/cases/{world.case_of(dossier).pk}/{page}/").status_code == 409


def test_only_the_secretary_closes(client_of: ClientOf, world: World, mai: Actor, hoa: Actor) -> None:
    dossier = world.dossier("revealed")
    for actor in (mai, hoa):
        with no_entry():
            path = f"/cases/{world.case_of(dossier).pk}/close/"
            assert client_of(actor).post(path, {"version": dossier.version}).status_code == 403


def test_the_file_of_a_closed_case_gives_the_same_stars_and_reasons(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    dossier = world.dossier("closed")
    case = world.case_of(dossier)
    answer = client_of(phuc).get(f"/cases/{case.pk}/case.json")
    scored = scoring.as_json(scoring.score(read_case(regimes.library(), json.loads(answer.content))))
    stored = queries.result(phuc, dossier.pk)
    assert stored is not None
    assert scored == json.loads(stored.answer)
    page = client_of(phuc).get(f"/cases/{case.pk}/").content.decode()
    assert stored.digest in page
    assert stored.total_exact in page


def test_the_minutes_hold_members_points_and_result(client_of: ClientOf, world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("closed"))
    page = client_of(phuc).get(f"/cases/{case.pk}/minutes/").content.decode()
    for words in ("Phạm Thị Mai", "345/QĐ-UBND", "Hội đồng nhất trí.", "Tương ớt Mường Hoa"):
        assert words in page


def test_a_producer_reads_the_result_and_no_sheet(client_of: ClientOf, world: World, lan: Actor) -> None:
    before = world.case_of(world.dossier("revealed"))
    assert "sao" not in client_of(lan).get(f"/cases/{before.pk}/").content.decode().split("<main")[1]
    case = world.case_of(world.dossier("closed"))
    page = client_of(lan).get(f"/cases/{case.pk}/").content.decode()
    assert "OCOP 3 sao" in page
    assert "Lê Anh Tuấn" not in page
    assert client_of(lan).get(f"/cases/{case.pk}/case.json").status_code == 404
    assert client_of(lan).get(f"/cases/{case.pk}/minutes/").status_code == 404


def test_looking_writes_nothing(client_of: ClientOf, world: World, phuc: Actor) -> None:
    case = world.case_of(apart(world))
    with no_entry():
        for path in ("", "again/", "close/", "minutes/", "case.json"):
            assert client_of(phuc).get(f"/cases/{case.pk}/{path}").status_code == 200


def test_the_case_tells_its_history(client_of: ClientOf, world: World, mai: Actor) -> None:
    dossier = world.dossier("revealed")
    page = client_of(mai).get(f"/cases/{world.case_of(dossier).pk}/")
    told = {entry.verb_label for entry in queries.history(mai, dossier)}
    assert len(told) > 3
    assert {line.verb for line in page.context["history"].lines} == told
    assert 'id="history"' in page.content.decode()
