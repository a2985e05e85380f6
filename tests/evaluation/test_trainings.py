"""Trainings of members, kept per person: a warning and never a bar. Terms of councils that end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.evaluation import telling, trainings
from ocop.evaluation.actions import CouncilFacts
from ocop.evaluation.actions.trainings import TrainingFacts, record_training, remove_training
from ocop.evaluation.models import Council, Seat, Training
from ocop.notices import reminders
from ocop.notices.models import Message
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(world: World, tuan: Actor) -> Seat:
    """Tuấn's place in the council."""
    return world.a_council().seats.get(user_id=tuan.user_id or 0)


def facts(world: World, **changed: str | date | None) -> TrainingFacts:
    given = TrainingFacts("Chấm điểm theo Quyết định 26", world.today, "Văn phòng Điều phối", "12/GCN")
    return replace(given, **changed)  # type: ignore[arg-type] # the keys are those of the facts


def enter(world: World, seat: Seat, actor: Actor | None = None, **changed: str | date | None) -> Training:
    return record_training(
        actor=actor or world.province, seat_id=seat.pk, facts=facts(world, **changed), now=world.later()
    )


def take_out(world: World, seat: Seat, training: Training, reason: str = "Nhầm người") -> Council:
    return remove_training(
        actor=world.province, seat_id=seat.pk, training_id=training.pk, reason=reason, now=world.later()
    )


def said(world: World, seat: Seat) -> str:
    [one] = trainings.of_seats(world.province, [seat], world.today)
    return str(one.tag.label)


def test_it_follows_the_person_to_the_next_council(world: World, seat: Seat, tuan: Actor) -> None:
    with one_entry("council.training_recorded"):
        training = enter(world, seat)
    later = world.council_of(CouncilFacts("Hội đồng kỳ sau", "9/QĐ", world.today), [(tuan, "member", True)])
    [one] = trainings.of_seats(world.province, later.sitting, world.today)
    assert (one.last, one.tag.tone) == (training, "green")


def test_who_has_none_or_a_lapsed_one_is_warned_of(world: World, seat: Seat) -> None:
    assert said(world, seat) == "Chưa ghi tập huấn"
    last = world.today - timedelta(days=1)
    enter(world, seat, held_on=last, valid_to=last)
    assert said(world, seat) == "Tập huấn hết giá trị"
    enter(world, seat, valid_to=world.today)
    assert said(world, seat) == "Đã tập huấn"


def test_who_has_none_is_kept_from_nothing(world: World) -> None:
    assert not Training.objects.exists()
    assert world.dossier("scoring").state == "scoring"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("organiser", ""),
        ("held_on", date(2030, 1, 1)),
        ("valid_to", date(2020, 1, 1)),
        ("paper_number", "x" * 101),
    ],
)
def test_what_is_wrong_is_told_by_field(world: World, seat: Seat, field: str, value: str | date) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        enter(world, seat, world.province, **{field: value})
    assert list(refused.value.message_dict) == [field]


def test_only_the_office_that_keeps_the_council_enters_it(
    world: World, seat: Seat, tuan: Actor, thu: Actor, binh: Actor
) -> None:
    for actor in (tuan, world.leader, thu):
        with no_entry(), pytest.raises(Denied):
            enter(world, seat, actor)
    with no_entry(), pytest.raises(Seat.DoesNotExist):
        enter(world, seat, binh)


def test_the_same_training_is_entered_once(world: World, seat: Seat) -> None:
    enter(world, seat)
    with no_entry(), pytest.raises(Conflict):
        enter(world, seat)


def test_nothing_is_entered_for_who_left(world: World, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(left_on=world.today)
    with no_entry(), pytest.raises(Conflict):
        enter(world, seat)


def test_one_entered_by_mistake_is_taken_out_with_the_reason(world: World, seat: Seat) -> None:
    training = enter(world, seat)
    with no_entry(), pytest.raises(ValidationError):
        take_out(world, seat, training, " ")
    with one_entry("council.training_removed") as entries:
        take_out(world, seat, training)
    assert entries[0].reason == "Nhầm người"
    assert not Training.objects.exists()
    with no_entry(), pytest.raises(Training.DoesNotExist):
        take_out(world, seat, training)


def test_another_office_does_not_take_it_out(world: World, seat: Seat, bao_lam: Unit) -> None:
    training = enter(world, seat)
    Training.objects.update(unit=bao_lam)
    with no_entry(), pytest.raises(Denied):
        take_out(world, seat, training)


def test_one_reads_ones_own_and_the_office_those_of_its_members(
    world: World, seat: Seat, tuan: Actor, mai: Actor, thu: Actor, binh: Actor
) -> None:
    enter(world, seat)
    read = {actor.name: Training.objects.visible_to(actor).count() for actor in (tuan, mai, thu, binh)}
    assert read == {tuan.name: 1, mai.name: 0, thu.name: 1, binh.name: 0}
    assert Training.objects.visible_to(world.province).count() == 1


def test_the_pages_enter_show_and_take_out(
    world: World, seat: Seat, client_of: ClientOf, tuan: Actor
) -> None:
    office = client_of(world.province)
    shown = reverse("evaluation:council", args=[seat.council_id])
    path = reverse("evaluation:trainings", args=[seat.pk])
    assert path in office.get(shown).content.decode()
    assert path not in client_of(tuan).get(shown).content.decode()
    typed = {"title": "Chấm điểm", "held_on": world.today.strftime("%d/%m/%Y"), "organiser": ""}
    bad = office.post(path, typed).content.decode()
    assert "Hãy viết đơn vị tổ chức" in bad
    assert 'value="Chấm điểm"' in bad
    assert office.post(path, {**typed, "organiser": "Sở"}).status_code == 302
    assert "Đã tập huấn" in office.get(shown).content.decode()
    remove = reverse("evaluation:remove_training", args=[seat.pk, Training.objects.get().pk])
    assert remove in office.get(path).content.decode()
    assert office.post(remove, {"reason": ""}).status_code == 200
    assert office.post(remove, {"reason": "Nhầm"}).status_code == 302
    assert office.get(remove).status_code == 404


def test_trainings_of_many_places_are_read_in_one_query(world: World, seat: Seat) -> None:
    enter(world, seat)
    sitting = list(world.a_council().sitting)
    for some in (sitting[:1], sitting):
        with CaptureQueriesContext(connection) as asked:
            assert len(trainings.of_seats(world.province, some, world.today)) == len(some)
        assert len(asked) == 1


# -- the end of a term


@pytest.mark.usefixtures("thu")
def test_the_office_alone_is_told_once_before_a_term_ends(world: World) -> None:
    council = world.a_council()
    [days] = reminders.schedule().council_term
    Council.objects.update(term_to=world.today + timedelta(days=days + 1))
    assert telling.remind_of_terms(world.now) == 0
    Council.objects.update(term_to=world.today + timedelta(days=days))
    assert telling.remind_of_terms(world.now) == 1
    assert telling.remind_of_terms(world.later(days=1)) == 0
    message = Message.objects.get(template="council_term_ends")
    assert message.user_id == world.province.user_id
    assert message.link == reverse("evaluation:council", args=[council.pk])


def test_of_a_council_without_an_end_or_without_members_nobody_is_told(world: World) -> None:
    council = world.a_council()
    assert telling.remind_of_terms(world.now) == 0
    Council.objects.update(term_to=world.today)
    council.seats.update(left_on=world.today)
    assert telling.remind_of_terms(world.now) == 0


def test_list_and_page_alert_before_a_term_ends(world: World, client_of: ClientOf) -> None:
    council = world.a_council()
    office = client_of(world.province)
    paths = [reverse("evaluation:councils"), reverse("evaluation:council", args=[council.pk])]
    [days] = reminders.schedule().council_term
    words = "Sắp hết nhiệm kỳ"
    for left, there in ((days + 1, False), (days, True)):
        Council.objects.update(term_to=clock.today() + timedelta(days=left))
        assert [words in office.get(path).content.decode() for path in paths] == [there, there]
    Council.objects.update(term_to=clock.today() - timedelta(days=1))
    assert all("Đã hết nhiệm kỳ" in office.get(path).content.decode() for path in paths)
