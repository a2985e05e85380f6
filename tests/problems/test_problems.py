"""What officers do with reports of shoppers, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.journal.models import Entry
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.personal import Purpose
from ocop.problems import actions, queries
from ocop.problems.actions import ProblemFacts
from ocop.problems.models import Problem
from tests.cast import NOW, ClientOf, no_entry, one_entry
from tests.world import World, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

FACTS = ProblemFacts("counterfeit", "Nhãn mờ, không có số lô, mua ở chợ.", "0912 345 678")


def reported(product: int, key: str = "a", facts: ProblemFacts = FACTS) -> Problem:
    return actions.report(
        product_id=product,
        printed_code="15-03037-01-2026",
        package="LO-1",
        facts=facts,
        form_key=key,
        language="vi",
        now=NOW,
    )


@pytest.fixture
def product(world: World) -> int:  # noqa: F811 - the fixture
    return world.a_product().pk


@pytest.fixture
def problem(product: int) -> Problem:
    return reported(product)


def handled(actor: Actor, problem: Problem, **changed: Any) -> Problem:
    given: dict[str, Any] = {"expected_version": problem.version, "state": "looked_at", "note": "", **changed}
    return actions.handle(actor=actor, problem_id=problem.pk, now=NOW, **given)


def test_a_report_is_kept_and_the_offices_of_the_place_are_told(
    product: int, minh: Actor, hoa: Actor, binh: Actor
) -> None:
    with one_entry("problem.reported"):
        problem = reported(product)
    assert problem.contact == "0912345678"
    told = Message.objects.filter(template="problem_reported").values_list("user_id", flat=True)
    assert {minh.user_id, hoa.user_id} <= set(told)
    assert binh.user_id not in told


@pytest.mark.parametrize(
    ("typed", "kept"), [("+82 10-1234 5678", "+821012345678"), ("+84912345678", "0912345678")]
)
def test_a_shopper_from_abroad_is_reached_by_the_own_number(product: int, typed: str, kept: str) -> None:
    facts = replace(FACTS, contact=typed, text="가짜 같은 제품")
    assert reported(product, facts=facts).contact == kept


def test_the_same_form_sent_twice_is_one_report(problem: Problem, product: int) -> None:
    with no_entry():
        assert reported(product) == problem


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"category": "nonsense"}, "category"),
        ({"text": "   ngắn "}, "text"),
        ({"text": "x" * 3000}, "text"),
        ({"contact": "gọi tôi"}, "contact"),
        ({"contact": "a@b"}, "contact"),
    ],
)
def test_what_cannot_be_looked_into_is_told_at_its_field(
    product: int, changed: dict[str, str], field: str
) -> None:
    facts = ProblemFacts(**{"category": "quality", "text": "Có mùi lạ khi mở nắp.", **changed})
    with pytest.raises(ValidationError) as refused:
        reported(product, facts=facts)
    assert list(refused.value.message_dict) == [field]


def test_only_the_offices_of_the_place_read_it(
    problem: Problem, minh: Actor, hoa: Actor, thu: Actor, lan: Actor, binh: Actor
) -> None:
    for actor in (minh, hoa, thu):
        assert list(queries.problems(actor)) == [problem]
    for actor in (lan, binh):
        assert list(queries.problems(actor)) == []


def test_it_is_looked_at_then_answered_and_ends_there(problem: Problem, minh: Actor) -> None:
    with one_entry("problem.looked_at"):
        looked = handled(minh, problem)
    with one_entry("problem.answered"):
        answered = handled(minh, looked, state="answered", note="Đã kiểm tra tại chợ.")
    assert list(queries.problems(minh, "open")) == []
    with pytest.raises(Conflict):
        handled(minh, answered, state="dismissed", note="Thôi.")


@pytest.mark.parametrize(("state", "note"), [("answered", " "), ("dismissed", ""), ("new", ""), ("x", "y")])
def test_an_end_needs_its_words_and_a_state_that_there_is(
    problem: Problem, minh: Actor, state: str, note: str
) -> None:
    with no_entry(), pytest.raises(ValidationError):
        handled(minh, problem, state=state, note=note)


def test_readers_strangers_and_late_comers_change_nothing(
    problem: Problem, thu: Actor, binh: Actor, minh: Actor
) -> None:
    with no_entry():
        with pytest.raises(Denied):
            handled(thu, problem)
        with pytest.raises(Problem.DoesNotExist):
            handled(binh, problem)
        with pytest.raises(Stale):
            handled(minh, problem, expected_version=7)


def test_a_contact_is_masked_until_a_purpose_is_recorded(
    problem: Problem, minh: Actor, client_of: ClientOf
) -> None:
    client = client_of(minh)
    page = client.get(f"/problems/{problem.pk}/").content.decode()
    assert "0912 *** 678" in page
    assert "0912345678" not in page
    with no_entry():
        client.post(f"/problems/{problem.pk}/contact/", {"purpose": ""})
    with one_entry("personal.read"):
        shown = client.post(f"/problems/{problem.pk}/contact/", {"purpose": "inspect"})
    assert "0912345678" in shown.content.decode()


def test_a_leader_reads_no_contact(problem: Problem, thu: Actor) -> None:
    with no_entry(), pytest.raises(Denied):
        actions.show_contact(actor=thu, problem_id=problem.pk, purpose=Purpose.INSPECT, now=NOW)


def test_a_contact_is_erased_after_its_last_day_and_the_report_stays(problem: Problem, minh: Actor) -> None:
    last = NOW + timedelta(days=actions.contact_days())
    assert actions.erase_contacts(now=last) == 0
    with one_entry("problem.contacts_erased"):
        assert actions.erase_contacts(now=last + timedelta(days=1)) == 1
    problem.refresh_from_db()
    assert (problem.contact, problem.contact_until) == ("", None)
    assert actions.erase_contacts(now=last + timedelta(days=2)) == 0
    with pytest.raises(Conflict):
        actions.show_contact(actor=minh, problem_id=problem.pk, purpose=Purpose.INSPECT, now=NOW)


def test_the_list_costs_the_same_for_one_and_for_many(
    product: int, minh: Actor, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(minh)
    for number in range(50):
        reported(product, str(number))
        if number in {0, 2, 49}:
            with django_assert_max_num_queries(12):
                assert client.get("/problems/").status_code == 200


def test_no_words_of_a_shopper_stand_in_the_journal(problem: Problem) -> None:
    entry = Entry.objects.get(verb="problem.reported", object_id=str(problem.pk))
    assert entry.reason == ""
    assert entry.actor_id is None
