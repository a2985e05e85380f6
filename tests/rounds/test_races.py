"""Two people at one session in the same moment, and a process that dies amid its agenda: all or nothing.

How each was seen to fail, on PostgreSQL without the lock of `actions.sessions.planned` and
`actions.day.running`: a dossier put on the agenda while it was convened was added as well, without a case; a
member noted twice met the constraint instead of the rule; the day ended twice. Two who convene one agenda are
kept apart by the lock of each dossier too. On SQLite every transaction that writes is IMMEDIATE and keeps all
others out; there two who convene, and the process that dies, failed without the `transaction.atomic` of
`convene_session`: three of four dossiers stayed before the council.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ocop.evaluation.models import CouncilCase, Dossier, Sheet
from ocop.journal import queries as journal
from ocop.journal.models import Entry
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.rounds import actions
from ocop.rounds.models import Attendance, Session, Slot
from tests.rounds.conftest import a_session, convened, fresh, some_dossiers
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own, together; what became of each: "done" or the refusal's name."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except Conflict as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return sorted(pool.map(run, acts))


def convening(world: World, session: Session) -> Callable[[], object]:
    now = world.later()
    return lambda: actions.convene_session(
        actor=world.province, session_id=session.pk, expected_version=session.version, recused={}, now=now
    )


def test_two_secretaries_convene_one_agenda_once(world: World) -> None:
    some_dossiers(world, 3)
    session = a_session(world)
    outcome = at_once(convening(world, session), convening(world, session))
    assert outcome[1] == "done"
    assert outcome[0] in {"Conflict", "Stale"}
    assert CouncilCase.objects.count() == 3
    assert Entry.objects.filter(verb="dossier.convened").count() == 3
    assert Entry.objects.filter(verb="session.convened").count() == 1
    assert journal.verify().why == ""


def test_a_dossier_added_while_the_agenda_is_convened_goes_with_it_or_not_at_all(world: World) -> None:
    some_dossiers(world, 3)
    session = a_session(world)
    added = world.dossier("accepted")
    now = world.later()
    outcome = at_once(
        convening(world, session),
        lambda: actions.add_dossiers(
            actor=world.province,
            session_id=session.pk,
            expected_version=session.version,
            dossier_ids=[added.pk],
            now=now,
        ),
    )
    # Whoever comes second has read an agenda that is no longer so.
    assert outcome[1] == "done"
    assert len(outcome) == 2
    assert outcome[0] != "done"
    without_case = Slot.objects.filter(session=session, case=None).count()
    assert without_case in {0, 4}
    assert (fresh(session).convened_at is None) == (without_case == 4)


def test_a_member_noted_twice_at_once_came_once(world: World, mai: Actor) -> None:
    some_dossiers(world, 1)
    session = convened(world, a_session(world))
    seat, now = session.council.seats.get(user_id=mai.user_id or 0), world.later()

    def note() -> object:
        return actions.note_arrival(actor=world.secretary, session_id=session.pk, seat_id=seat.pk, now=now)

    assert at_once(note, note, note) == ["Conflict", "Conflict", "done"]
    assert Attendance.objects.count() == 1


def test_two_who_end_the_day_end_it_once(world: World) -> None:
    some_dossiers(world, 1)
    session = convened(world, a_session(world))
    now = world.later()

    def end() -> object:
        return actions.end_session(
            actor=world.secretary,
            session_id=session.pk,
            expected_version=session.version,
            unfinished="Ngày mai.",
            now=now,
        )

    assert at_once(end, end) == ["Conflict", "done"]
    assert Entry.objects.filter(verb="session.ended").count() == 1


DYING = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
django.setup()
from datetime import datetime
from ocop.evaluation.models import CouncilCase
from ocop.people.models import Appointment
from ocop.people.queries import actor_in
from ocop.rounds import actions
from ocop.rounds.actions import sessions

convene, done = sessions.evaluation.convene, []

def dying(**given):
    done.append(convene(**given))
    if len(done) == {after}:
        print(CouncilCase.objects.count(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return done[-1]

sessions.evaluation.convene = dying
actions.convene_session(
    actor=actor_in(Appointment.objects.get(pk={office})),
    session_id={session},
    expected_version=1,
    recused={{}},
    now=datetime.fromisoformat({now!r}),
)
"""
"""A process that convenes and is killed in the middle; it says how many cases it had made itself."""


def test_a_process_killed_amid_its_agenda_leaves_nothing_and_the_next_one_does_all(world: World) -> None:
    some_dossiers(world, 4)
    session = a_session(world)
    code = DYING.format(
        name=str(connection.settings_dict["NAME"]),
        after=3,
        office=world.province.appointment_id,
        session=session.pk,
        now=world.later().isoformat(),
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ocop.config.settings"}
    if connection.vendor == "postgresql":
        environment["OCOP_DATABASE_URL"] = os.environ["OCOP_TEST_DATABASE_URL"]
    died = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert (died.stdout.strip(), died.returncode) == ("3", -signal.SIGKILL), died.stderr
    assert not CouncilCase.objects.exists()
    assert not Sheet.objects.exists()
    assert fresh(session).convened_at is None
    assert set(Dossier.objects.values_list("state", flat=True)) == {"accepted"}
    assert journal.verify().why == ""
    convened(world, session)
    assert CouncilCase.objects.count() == 4
