"""The desks: what waits for each role, by the legal clock, and the page of a dossier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.evaluation import actions, display, queries
from ocop.evaluation.models import Dossier
from ocop.people.models import User
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry
from tests.world import World

DESK = reverse("evaluation:desk")
CLAIMS = "Chủ thể tự nhận"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def page(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str, dossier: Dossier) -> bool:
    return reverse("evaluation:dossier", args=[dossier.pk]) in html


@pytest.mark.django_db
def test_the_desk_asks_who_is_there(client: Client) -> None:
    response = client.get(DESK)
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"?next={DESK}")


def test_the_desk_is_only_looked_at(client_of: ClientOf, minh: Actor) -> None:
    assert client_of(minh).post(DESK).status_code == 405


def test_a_commune_officer_tells_new_dossiers_from_begun_ones(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    new, begun = world.dossier("filed"), world.with_report(world.dossier("filed"))
    back, draft = world.dossier("returned"), world.dossier("draft")
    client = client_of(minh)
    waiting = page(client, DESK)
    assert shown(waiting, new)
    assert shown(waiting, begun)
    assert not shown(waiting, back)
    assert not shown(waiting, draft)
    assert shown(page(client, DESK, queue="new"), new)
    assert not shown(page(client, DESK, queue="new"), begun)
    assert shown(page(client, DESK, queue="looking"), begun)
    assert not shown(page(client, DESK, queue="looking"), new)
    assert shown(page(client, DESK, queue="returned"), back)


def test_the_most_urgent_dossier_stands_first_unless_the_latest_change_is_asked_for(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    first = world.dossier("filed")
    world.later(days=2)
    second = world.dossier("filed")
    names = [reverse("evaluation:dossier", args=[one.pk]) for one in (first, second)]
    by_day = page(client_of(minh), DESK)
    assert by_day.index(names[0]) < by_day.index(names[1])
    by_change = page(client_of(minh), DESK, sort="changed")
    assert by_change.index(names[1]) < by_change.index(names[0])


def test_a_late_dossier_is_counted_in_words(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    assert "quá hạn" not in page(client_of(minh), DESK)
    world.later(days=40)
    late = page(client_of(minh), DESK)
    assert "1 hồ sơ đã quá hạn" in late
    assert shown(late, dossier)


def test_words_are_found_without_their_accents(world: World, client_of: ClientOf, minh: Actor) -> None:
    chilli = world.dossier("filed", product=world.a_product(name="Tương ớt Mường Hoa"))
    salt = world.dossier("filed", product=world.a_product(name="Muối chẩm chéo"))
    found = page(client_of(minh), DESK, q="tuong ot")
    assert shown(found, chilli)
    assert not shown(found, salt)
    assert shown(page(client_of(minh), DESK, q=salt.receipt_number), salt)


def test_a_province_officer_finds_each_state_in_its_queue(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    dossier, filed = world.dossier("sent_up"), world.dossier("filed")
    client = client_of(hoa)
    in_queue = {
        "check": "sent_up",
        "accepted": "accepted",
        "council": "revealed",
        "decision": "closed",
        "issued": "recognised",
    }
    for queue, state in in_queue.items():
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        html = page(client, DESK, queue=queue)
        assert shown(html, dossier)
        assert not shown(html, filed)


def test_a_refused_dossier_is_among_those_that_ended(world: World, client_of: ClientOf, an: Actor) -> None:
    dossier = world.dossier("not_recognised")
    assert shown(page(client_of(an), DESK, queue="ended"), dossier)


def test_an_unknown_queue_is_the_first_one(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossier = world.dossier("sent_up")
    assert shown(page(client_of(hoa), DESK, queue="nonsense"), dossier)


def test_an_empty_queue_says_what_will_come_here(client_of: ClientOf, hoa: Actor) -> None:
    assert "Hồ sơ cấp dưới gửi lên vào đây để kiểm tra." in page(client_of(hoa), DESK)


def test_a_producer_sees_what_to_do_and_until_when_a_certificate_holds(
    world: World, client_of: ClientOf, lan: Actor
) -> None:
    draft, filed, done = world.dossier("draft"), world.dossier("filed"), world.dossier("recognised")
    html = page(client_of(lan), DESK)
    assert reverse("evaluation:fill", args=[draft.pk]) in html
    assert shown(html, filed)
    assert reverse("registry:product", args=[done.product_id]) in html


def test_a_council_member_sees_own_sheets_and_the_secretary_the_cases(
    world: World, client_of: ClientOf, tuan: Actor, phuc: Actor
) -> None:
    dossier = world.dossier("scoring")
    own = reverse("evaluation:sheet", args=[world.sheet_of(dossier, tuan).pk])
    assert own in page(client_of(tuan), DESK)
    assert reverse("evaluation:case", args=[world.case_of(dossier).pk]) in page(client_of(phuc), DESK)


@pytest.mark.parametrize("reader", ["cuc", "an", "thu", "quan"])
def test_those_who_only_read_have_a_list(
    world: World, client_of: ClientOf, request: pytest.FixtureRequest, reader: str
) -> None:
    dossier = world.dossier("filed")
    assert shown(page(client_of(request.getfixturevalue(reader)), DESK, queue="all"), dossier)


@pytest.mark.django_db
def test_someone_without_an_office_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(User.objects.create(login="0912999999", full_name="Người Mới"))
    assert client.get(DESK).status_code == 200


def test_a_desk_costs_the_same_for_one_dossier_and_for_many(
    world: World, client_of: ClientOf, minh: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _count in range(3):
        world.dossier("filed")
    client = client_of(minh)
    # Session, user, offices; rows, states, begun ones, late ones, those typed for a producer.
    with no_entry(), django_assert_num_queries(10):
        page(client, DESK)


def test_pages_follow_one_another_also_where_some_have_no_last_day(
    world: World, client_of: ClientOf, hoa: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocop.evaluation.views.desk.PAGE_SIZE", 2)
    dossiers = [world.dossier("accepted") for _count in range(2)] + [world.dossier("filed")]
    client = client_of(hoa)
    first = client.get(DESK, {"queue": "all"})
    after = first.context["page"].next
    second = client.get(DESK, {"queue": "all", "after": after})
    seen = [line.dossier.pk for line in first.context["lines"] + second.context["lines"]]
    assert seen == [dossiers[2].pk, dossiers[0].pk, dossiers[1].pk]
    assert client.get(DESK, {"after": "nonsense"}).status_code == 400


# -- one dossier --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["draft", "filed", "returned", "accepted", "scoring", "forwarded", "recognised"]
)
def test_a_dossier_can_be_read_in_every_state(
    world: World, client_of: ClientOf, hoa: Actor, lan: Actor, state: str
) -> None:
    dossier = world.dossier(state)
    url = reverse("evaluation:dossier", args=[dossier.pk])
    with no_entry():
        to_finish = state in {"draft", "returned"}
        assert client_of(lan).get(url).status_code == (302 if to_finish else 200)
        assert client_of(hoa).get(url).status_code == (404 if dossier.filed_on is None else 200)


def test_strangers_do_not_learn_that_a_dossier_is_there(
    world: World, client_of: ClientOf, binh: Actor, son: Actor
) -> None:
    url = reverse("evaluation:dossier", args=[world.dossier("filed").pk])
    assert client_of(binh).get(url).status_code == 404
    assert client_of(son).get(url).status_code == 404
    assert client_of(son).post(url).status_code == 405


def test_the_commune_sees_its_last_day_with_the_article(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    html = page(client_of(minh), reverse("evaluation:dossier", args=[dossier.pk]))
    assert "Còn 15 ngày làm việc" in html
    assert "Điều 7 khoản 2" in html


def test_the_report_is_the_communes_own_until_it_is_sent(
    world: World, client_of: ClientOf, minh: Actor, lan: Actor, hoa: Actor
) -> None:
    dossier = world.with_report(world.dossier("filed"))
    url = reverse("evaluation:dossier", args=[dossier.pk])
    assert "12/BC-UBND" in page(client_of(minh), url)
    assert "12/BC-UBND" not in page(client_of(lan), url)
    assert "12/BC-UBND" not in page(client_of(hoa), url)
    world.sent_up(dossier)
    assert "12/BC-UBND" in page(client_of(hoa), url)


def test_a_member_does_not_see_the_producers_own_count_before_the_result(
    world: World, client_of: ClientOf, tuan: Actor
) -> None:
    url = reverse("evaluation:dossier", args=[world.dossier("scoring").pk])
    assert "Điểm chủ thể tự chấm" not in page(client_of(tuan), url)


def test_a_member_reads_the_papers_once_without_interest_and_the_claims_once_sealed(
    world: World, client_of: ClientOf, tuan: Actor
) -> None:
    dossier = world.dossier("scoring")
    sheet, client = world.sheet_of(dossier, tuan), client_of(tuan)
    url = reverse("evaluation:dossier", args=[dossier.pk])
    paper = dossier.evidence.order_by("pk").first()
    assert paper is not None
    file = reverse("evaluation:file", args=[dossier.pk, paper.pk])
    form = reverse("evaluation:print", args=[dossier.pk, "02"])

    undeclared = page(client, url)
    assert CLAIMS not in undeclared
    assert file not in undeclared
    assert client.get(file).status_code == 403

    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    declared = page(client, url)
    assert CLAIMS not in declared
    assert file in declared
    assert client.get(file).getvalue()
    assert client.get(form).status_code == 403

    world.sealed(dossier, world.same_sheets(dossier))
    sealed = page(client, url)
    assert CLAIMS in sealed
    assert client.get(form).status_code == 200


def test_a_member_who_scores_nothing_reads_the_claims_once_all_sheets_are_open(
    world: World, client_of: ClientOf, phuc: Actor
) -> None:
    scoring, revealed = world.dossier("scoring"), world.dossier("revealed")
    client = client_of(phuc)
    assert CLAIMS not in page(client, reverse("evaluation:dossier", args=[scoring.pk]))
    assert CLAIMS in page(client, reverse("evaluation:dossier", args=[revealed.pk]))


def test_a_result_is_shown_once_the_case_is_closed(world: World, client_of: ClientOf, lan: Actor) -> None:
    revealed, closed = world.dossier("revealed"), world.dossier("closed")
    client = client_of(lan)
    assert 'id="result"' not in page(client, reverse("evaluation:dossier", args=[revealed.pk]))
    assert "OCOP 3 sao" in page(client, reverse("evaluation:dossier", args=[closed.pk]))


def test_a_dossier_costs_the_same_with_many_papers(
    world: World, client_of: ClientOf, hoa: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = world.dossier("closed")
    client = client_of(hoa)
    with django_assert_max_num_queries(44):
        page(client, reverse("evaluation:dossier", args=[dossier.pk]))


# -- the clock ----------------------------------------------------------------------------------


def test_a_clock_counts_working_days_and_says_when_it_has_run_out(world: World, minh: Actor) -> None:
    dossier = queries.dossier(minh, world.dossier("filed").pk)
    last_day = dossier.answer_due_on
    assert last_day is not None

    def words(days: int) -> tuple[str, str]:
        running = display.clock(dossier, last_day + timedelta(days=days))
        assert running is not None
        return str(running.tag.label), running.tag.tone

    # 15 working days after Monday 23 November 2026 end on a Tuesday: 24 November is a holiday.
    assert last_day.isoformat() == "2026-12-15"
    assert words(-1) == ("Còn 1 ngày làm việc", "amber")
    assert words(-3) == ("Còn 2 ngày làm việc", "amber")
    assert words(-7) == ("Còn 5 ngày làm việc", "green")
    assert words(0) == ("Hôm nay là ngày cuối", "amber")
    assert words(1) == ("Quá hạn 1 ngày làm việc", "red")


def test_a_weekend_after_the_last_day_is_late_too(world: World, minh: Actor) -> None:
    dossier = queries.dossier(minh, world.dossier("filed").pk)
    friday = world.today + timedelta(days=(4 - world.today.weekday()) % 7)
    dossier.answer_due_on = friday
    running = display.clock(dossier, friday + timedelta(days=2))
    assert running is not None
    assert running.overdue
    assert (str(running.tag.label), running.tag.tone) == ("Đã quá hạn", "red")


def test_where_the_law_sets_no_term_there_is_no_clock(world: World, hoa: Actor) -> None:
    dossier = queries.dossier(hoa, world.dossier("accepted").pk)
    assert display.clock(dossier, world.today) is None
