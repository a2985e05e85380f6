"""Two people, or two clicks, at the same moment: one wins, the other is told; nothing is written twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction

from ocop.evaluation import actions
from ocop.evaluation.actions import CorrectionFacts, RenewalFacts, Tapped
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import (
    Declaration,
    Dossier,
    PaperEntry,
    Result,
    Sheet,
    SheetAnswer,
    SheetState,
    Tap,
)
from ocop.evaluation.moving import locked
from ocop.journal import queries as journal
from ocop.journal.models import Entry
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.recognition.actions import record_decision
from ocop.recognition.batches import BatchFacts, prepare_batch
from ocop.recognition.models import BatchLine, Certificate, RulingKind
from tests.cast import elevated, person
from tests.world import World, a_file

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


WAITING = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database()
)
"""


def behind(
    first: Callable[[], object], second: Callable[[], object], then: Callable[[], object] = lambda: None
) -> str:
    """What becomes of `second` when it comes while the transaction of `first` is still open.

    That one goes on to `then`, and ends, once the other waits for one of its locks or has ended without
    asking for any.
    """
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite no two transactions that write are open at once")
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            first()
            coming = pool.submit(lambda: at_once(second)[0])
            while not coming.done() and not _somebody_waits():
                pass
            then()
        return coming.result(timeout=60)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        (count,) = cursor.fetchone()
    return bool(count)


def test_a_double_click_files_once(world: World) -> None:
    dossier = world.filled(world.dossier("draft"))
    now = world.later()

    def click() -> object:
        return actions.file_dossier(
            actor=world.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        )

    assert at_once(click, click, click) == ["Conflict", "Conflict", "done"]
    assert Entry.objects.filter(verb="dossier.filed").count() == 1
    assert world.fresh(dossier).receipt_number.startswith("01-")
    assert journal.verify().why == ""


def test_returning_and_sending_up_at_once_takes_one_way(world: World) -> None:
    dossier = world.with_report(world.dossier("filed"))
    now = world.later()
    outcome = at_once(
        lambda: actions.return_dossier(
            actor=world.commune,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            items=[CorrectionFacts("Thiếu")],
            now=now,
        ),
        lambda: actions.send_up(
            actor=world.commune, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        ),
    )
    assert outcome == ["Conflict", "done"]
    assert world.fresh(dossier).state in {"returned", "sent_up"}


def test_dossiers_of_a_commune_filed_at_once_get_numbers_without_gap(world: World) -> None:
    drafts = [world.filled(world.dossier("draft", product=world.a_product(name=f"Ớt {n}"))) for n in range(3)]
    now = world.later()

    def filing(dossier: Dossier) -> Callable[[], object]:
        return lambda: actions.file_dossier(
            actor=world.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        )

    assert at_once(*map(filing, drafts)) == ["done"] * 3
    assert sorted(world.fresh(dossier).receipt_number[:2] for dossier in drafts) == ["01", "02", "03"]
    assert journal.verify().why == ""


def test_a_decision_entered_twice_issues_one_certificate(world: World) -> None:
    dossier = world.dossier("closed")
    facts, now = world.decision(), world.later()

    def enter() -> object:
        return record_decision(
            actor=world.leader,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            kind="recognise",
            facts=facts,
            now=now,
        )

    assert at_once(enter, enter) == ["Conflict", "done"]
    assert Certificate.objects.count() == 1


def opened(world: World, dossier: Dossier, seat: int) -> Sheet:
    """The sheet of one of the scoring members, declared on."""
    actor = [actor for actor, _role, scores in world.members if scores][seat]
    sheet = world.sheet_of(dossier, actor)
    actions.declare_interest(actor=actor, sheet_id=sheet.pk, has_interest=False, now=world.later())
    return sheet


def test_a_tap_sent_twice_at_once_is_stored_once(world: World) -> None:
    sheet = opened(world, world.dossier("scoring"), 0)
    tapped, now = Tapped(uuid4()), world.later()
    chair = world.members[0][0]

    def tap() -> object:
        return actions.answer_sheet(
            actor=chair, sheet_id=sheet.pk, criterion="1.1", answer=Answer(1), tapped=tapped, now=now
        )

    assert at_once(tap, tap, tap) == ["done"] * 3
    assert Tap.objects.count() == 1
    assert SheetAnswer.objects.get().position == 1
    assert Entry.objects.filter(verb="sheet.criterion_answered").count() == 1


def test_two_devices_that_tap_at_once_do_not_both_win(world: World) -> None:
    sheet = opened(world, world.dossier("scoring"), 0)
    now, chair = world.later(), world.members[0][0]

    def tap(position: int) -> Callable[[], object]:
        return lambda: actions.answer_sheet(
            actor=chair,
            sheet_id=sheet.pk,
            criterion="1.1",
            answer=Answer(position),
            tapped=Tapped(uuid4()),
            now=now,
        )

    assert at_once(tap(1), tap(2)) == ["AnsweredElsewhere", "done"]


def filled(world: World, dossier: Dossier, seat: int) -> Callable[[], object]:
    """The act that seals the sheet of one of the scoring members, which has every answer."""
    sheet = opened(world, dossier, seat)
    actor = [actor for actor, _role, scores in world.members if scores][seat]
    answers = {no: Answer(position) for no, position in world.same_sheets(dossier)[0].items()}
    actions.save_sheet_answers(
        actor=actor, sheet_id=sheet.pk, expected_version=1, answers=answers, now=world.later()
    )
    now = world.later()
    return lambda: actions.seal_sheet(actor=elevated(actor), sheet_id=sheet.pk, expected_version=2, now=now)


def test_two_members_seal_at_once(world: World) -> None:
    dossier = world.dossier("scoring")
    seals = [filled(world, dossier, seat) for seat in (0, 1)]
    assert at_once(*seals) == ["done", "done"]
    assert Sheet.objects.filter(state=SheetState.SEALED).count() == 2
    assert journal.verify().why == ""


def test_who_seals_while_another_member_does_waits_and_seals_too(world: World) -> None:
    """Either of two locks keeps them apart: the dossier's in `moving.locked` and the head's in the journal.

    Without both (and the sheet's own) the second entry took a number that was taken: IntegrityError.
    """
    dossier = world.dossier("scoring")
    first, second = (filled(world, dossier, seat) for seat in (0, 1))
    assert behind(first, second) == "done"
    assert Sheet.objects.filter(state=SheetState.SEALED).count() == 2
    assert Entry.objects.filter(verb="sheet.sealed").count() == 2
    assert journal.verify().why == ""


def test_one_member_who_seals_on_two_devices_at_once_seals_once(world: World) -> None:
    """The dossier's lock of `moving.locked` keeps them apart, and the sheet's in `actions.sheets._own`.

    Without both the sheet was sealed twice, with two entries.
    """
    seal = filled(world, world.dossier("scoring"), 0)
    assert behind(seal, seal) == "Conflict"
    assert Entry.objects.filter(verb="sheet.sealed").count() == 1


def test_two_people_who_type_a_paper_at_once_seal_it_once(world: World) -> None:
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, world.members[2][0])
    marks, now = world.same_sheets(dossier)[0], world.later()

    def typing(actor: Actor) -> Callable[[], object]:
        return lambda: actions.enter_paper_sheet(
            actor=actor, sheet_id=sheet.pk, answers=marks, declared=True, scan=a_file(), now=now
        )

    assert at_once(typing(world.province), typing(world.secretary)) == ["done", "done"]
    assert Entry.objects.filter(verb="sheet.sealed_from_paper").count() == 1
    assert not PaperEntry.objects.exists()


# -- the seats of a council while a dossier is put before it


def convening(world: World, dossier: Dossier) -> Callable[[], object]:
    council, now = world.a_council(), world.later()
    return lambda: actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=council.pk,
        expected_version=dossier.version,
        now=now,
    )


def renewing(world: World, member: Actor, unit: Unit) -> Callable[[], object]:
    council, now = world.a_council(), world.later()
    council.refresh_from_db()
    taking = person("0912000066", "Chu Văn Tấn", COUNCIL_MEMBER, unit)
    seat = council.sitting.get(user_id=member.user_id or 0)
    return lambda: actions.renew_seat(
        actor=world.province,
        seat_id=seat.pk,
        expected_version=council.version,
        facts=RenewalFacts(taking.user_id or 0, world.today, "12/QĐ-UBND"),
        now=now,
    )


def test_a_case_opened_while_a_place_is_renewed_is_for_who_sits_there_then(
    world: World, son: Actor, lao_cai: Unit
) -> None:
    """Without the lock of the council in `convene` the sheet went to who had left."""
    dossier = world.reviewed(world.dossier("accepted"))
    assert behind(renewing(world, son, lao_cai), convening(world, dossier)) == "done"
    scoring = set(Sheet.objects.values_list("seat__user_id", flat=True))
    assert scoring == set(world.a_council().sitting.filter(scores=True).values_list("user_id", flat=True))
    assert son.user_id not in scoring


def test_who_gets_a_sheet_at_the_same_moment_is_not_replaced(world: World, son: Actor, lao_cai: Unit) -> None:
    """Without the lock of the council in `convene` the place was renewed over the open sheet."""
    dossier = world.reviewed(world.dossier("accepted"))
    assert behind(convening(world, dossier), renewing(world, son, lao_cai)) == "Conflict"
    assert world.sheet_of(dossier, son).seat.left_on is None


def test_a_place_given_up_twice_at_once_is_given_up_once(world: World, phuc: Actor) -> None:
    case = world.case_of(world.dossier("scoring"))
    now = world.later()

    def give_up() -> object:
        return actions.declare_in_case(
            actor=phuc, case_id=case.pk, has_interest=True, note="Góp vốn.", now=now
        )

    assert behind(give_up, give_up) == "Conflict"
    assert Declaration.objects.filter(case=case).count() == 1
    assert Entry.objects.filter(verb="case.interest_declared").count() == 1


def test_a_draft_asks_for_its_dossiers_in_the_order_of_their_keys(world: World) -> None:
    """Locked in the order in which they were ticked, each of the two held what the other waited for."""
    low, high = sorted(world.dossier("closed").pk for _number in range(2))
    facts = BatchFacts("Sở Nông nghiệp và Môi trường", world.leader.user_id or 0, "KT. CHỦ TỊCH")
    now = world.later()
    outcome = behind(
        lambda: locked(world.province, low),
        lambda: prepare_batch(
            actor=world.province,
            dossier_ids=[high, low],
            kind=RulingKind.RECOGNISE,
            facts=facts,
            now=now,
        ),
        then=lambda: locked(world.province, high),
    )
    assert outcome == "done"
    assert list(BatchLine.objects.order_by("position").values_list("dossier_id", flat=True)) == [high, low]


# -- closing


def closing(world: World, dossier: Dossier) -> Callable[[], object]:
    case, now = world.case_of(dossier), world.later()
    return lambda: actions.close_case(
        actor=world.secretary, case_id=case.pk, expected_version=dossier.version, now=now
    )


def is_closed_once(dossier: Dossier, seen: int) -> bool:
    """Whether it has one result, one entry of it, and one version more than was seen."""
    dossier.refresh_from_db()
    entries = Entry.objects.filter(verb="dossier.closed")
    return (Result.objects.count(), entries.count(), dossier.version) == (1, 1, seen + 1)


def test_two_who_close_a_case_at_once_close_it_once(world: World) -> None:
    """Without the lock of the dossier in `moving.locked` the second met the constraint: IntegrityError."""
    dossier = world.agreed(world.dossier("revealed"))
    seen, close = dossier.version, closing(world, dossier)
    assert behind(close, close) == "Conflict"
    assert is_closed_once(dossier, seen)
    assert journal.verify().why == ""


def test_three_clicks_close_a_case_once(world: World) -> None:
    """Without the lock of the dossier in `moving.locked` two met the constraint: IntegrityError.

    On SQLite every transaction that writes is IMMEDIATE; it failed without the `transaction.atomic` of
    `close_case`.
    """
    dossier = world.agreed(world.dossier("revealed"))
    seen, close = dossier.version, closing(world, dossier)
    assert at_once(close, close, close) == ["Conflict", "Conflict", "done"]
    assert is_closed_once(dossier, seen)
    assert journal.verify().why == ""


DYING = """
import os, signal
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
django.setup()
from datetime import datetime
from ocop.evaluation import actions
from ocop.evaluation.actions import results
from ocop.evaluation.models import Result
from ocop.journal.models import Entry
from ocop.people.models import Appointment
from ocop.people.queries import actor_in

def dying(*given):
    print(Result.objects.count(), Entry.objects.filter(verb="dossier.closed").count(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

results.telling.closed = dying
actions.close_case(
    actor=actor_in(Appointment.objects.get(pk={office})),
    case_id={case},
    expected_version={version},
    now=datetime.fromisoformat({now!r}),
)
"""
"""A process that closes a case and is killed before it is told of; it says what it had written itself."""


def test_a_process_killed_amid_closing_leaves_nothing_and_the_next_one_closes(world: World) -> None:
    """Without the `transaction.atomic` of `close_case` the result stayed, on PostgreSQL and on SQLite.

    For that the journal's own refusal outside a transaction was taken out too, and on PostgreSQL the locks.
    """
    dossier = world.agreed(world.dossier("revealed"))
    seen = dossier.version
    code = DYING.format(
        name=str(connection.settings_dict["NAME"]),
        office=world.secretary.appointment_id,
        case=world.case_of(dossier).pk,
        version=seen,
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
    assert (died.stdout.strip(), died.returncode) == ("1 1", -signal.SIGKILL), died.stderr
    assert not Result.objects.exists()
    assert world.case_of(dossier).closed_at is None
    assert (world.fresh(dossier).state, dossier.version) == ("revealed", seen)
    assert journal.verify().why == ""
    closing(world, dossier)()
    assert is_closed_once(dossier, seen)
    assert journal.verify().why == ""
