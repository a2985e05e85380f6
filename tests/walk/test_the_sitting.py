"""A council's day from the round to the signed papers, at the screens of everybody who takes part.

Small in every run of the tests; `make sitting` holds it with forty dossiers and nine members, and prints how
long each piece took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Final
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from ocop.demo.appeals import RULES as APPEAL_RULES
from ocop.demo.marks import marks, near
from ocop.evaluation import actions
from ocop.evaluation.actions import CouncilFacts
from ocop.evaluation.models import CouncilCase, Dossier, Result, SeatRole, Sheet, Tap
from ocop.journal import queries as journal
from ocop.law import sheets
from ocop.law.rounds import window_of
from ocop.law.scoring import score
from ocop.law.sheets import Case
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.clock import VIETNAM
from ocop.recognition.models import Certificate, RulingKind
from ocop.registry import regimes
from ocop.rounds.models import Session
from tests.cast import NOW, person
from tests.walk.conftest import Arrive
from tests.walk.sitting import (
    Times,
    answers_appeal,
    appeals,
    arrives,
    decides,
    declares,
    downloads,
    hears,
    opens,
    pages_of,
    plans,
    prints,
    scores,
    scores_again,
    settles,
)
from tests.walk.steps import TABLET, give_password, sign_in
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
DOSSIERS, MEMBERS = map(int, os.environ.get("OCOP_SITTING", "4x4").split("x"))
SPREAD: Final = "15"
TRIES: Final = 100
UP, APART, TIED, APPEALED = 0, 1, 2, 3
"""Places in the day: what goes up to the ministry, whose sheets lie too far apart, what a member is tied to,
and whose producer appeals."""


class Days:
    """The clock of everybody: it runs, and can be moved on to a later day."""

    def __init__(self) -> None:
        self.at, self.begun = NOW, monotonic()

    def now(self) -> datetime:
        return self.at + timedelta(seconds=monotonic() - self.begun)

    def come(self, at: datetime) -> None:
        self.at, self.begun = at, monotonic()


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the walk is moved from day to day here."""
    days = Days()
    monkeypatch.setattr(clock, "now", days.now)
    monkeypatch.setattr(clock, "come", days.come, raising=False)


@pytest.fixture
def council(lao_cai: Unit, mai: Actor, phuc: Actor, tuan: Actor, ngoc: Actor, son: Actor) -> list[Actor]:
    """The members: the chair, the secretary, who holds no sheet, and the others."""
    more = [
        person(f"09120001{number:02d}", f"Hoàng Thị Vân {number}", COUNCIL_MEMBER, lao_cai)
        for number in range(MEMBERS - 5)
    ]
    return [mai, phuc, tuan, ngoc, son, *more][:MEMBERS]


@pytest.fixture
def panel(lao_cai: Unit) -> list[Actor]:
    """Three people who sat in no case yet."""
    names = ("Giàng A Chứ", "Lù Thị Mỷ", "Chảo Văn Phù")
    return [
        person(f"09120002{number:02d}", name, COUNCIL_MEMBER, lao_cai) for number, name in enumerate(names)
    ]


def ready(world: World) -> list[Dossier]:
    """The dossiers of the day, of every product set in turn, reviewed and waiting for their council."""
    # Tourism comes early, which needs no samples and has no grounds of exclusion.
    first, second, *rest, tourism = (one.set for one in regimes.library().sets("2026-26"))
    sets = [first, second, tourism, *rest]
    found = []
    for number in range(DOSSIERS):
        set_no = sets[number % len(sets)]
        name = f"Sản phẩm {number + 1:02d} của hợp tác xã Tả Van"
        found.append(world.dossier("accepted", product=world.a_product(name=name, set_no=set_no)))
    return found


def sheets_of(dossier: Dossier, stars: int, members: list[Actor]) -> list[dict[str, int]]:
    """One sheet for each member, a little different, each of which alone would end with these stars."""
    regime = regimes.regime(dossier.regime_id)
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    for attempt in range(TRIES):
        agreed = marks(regime, product_set, stars, f"{dossier.product.name} {attempt}")
        first = [agreed] * (len(members) // 2 + 1)
        others = [near(product_set, agreed, f"{one.name} {dossier.pk}") for one in members[len(first) :]]
        if all(score(Case(regime, product_set, (sheets.Sheet("m", one),))).stars == stars for one in others):
            return [*first, *others]
    raise AssertionError((product_set.set, stars))


def far_from(dossier: Dossier, agreed: dict[str, int]) -> dict[str, int]:
    """A sheet whose total lies further from the agreed one than the council allows."""
    regime = regimes.regime(dossier.regime_id)
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    for attempt in range(TRIES):
        far = marks(regime, product_set, 5, f"far {attempt}")
        both = (sheets.Sheet("one", agreed), sheets.Sheet("other", far))
        if score(Case(regime, product_set, both)).spread > Decimal(SPREAD):
            return far
    raise AssertionError(product_set.set)


def a_panel(world: World, members: list[Actor]) -> int:
    """The other council of the province."""
    facts = CouncilFacts("Hội đồng phúc tra", "612/QĐ-UBND", world.today)
    roles = (SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.MEMBER)
    return world.council_of(facts, [(one, role, None) for one, role in zip(members, roles, strict=True)]).pk


def rescored(folder: Path) -> list[dict[str, object]]:
    """What the command says of the files of a folder."""
    command = [str(Path(sys.executable).with_name("ocop")), "rescore", str(folder), "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    answers: list[dict[str, object]] = json.loads(told.stdout)
    return answers


def test_a_council_closes_its_day_and_anybody_can_score_it_again(  # noqa: PLR0917 - a whole day
    arriving: Arrive,
    world: World,
    council: list[Actor],
    panel: list[Actor],
    lan: Actor,
    hoa: Actor,
    cuc: Actor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = Times()
    mai, phuc, *others = council
    scoring = [mai, *others]
    world.members = [
        (mai, "chair", True),
        (phuc, "secretary", False),
        *((one, "member", True) for one in others),
    ]
    world.rules = {"max_spread": SPREAD}
    with times.of("preparing the dossiers, by the actions themselves"):
        dossiers = ready(world)
        first_council = world.a_council()
        actions.set_appeal_rules(
            actor=hoa,
            council_id=first_council.pk,
            expected_version=first_council.version,
            facts=APPEAL_RULES,
            now=world.later(),
        )
        second_council = a_panel(world, panel)
    for actor in (lan, hoa, cuc, *council, *panel):
        give_password(actor)
    come: Callable[[datetime], None] = clock.come  # type: ignore[attr-defined] # the clock of this test
    come(world.later())

    # The office opens the round, plans the day and puts its whole agenda before the council.
    window = window_of(regimes.regime_on(world.today), "province", world.today)
    assert window is not None
    day = datetime(2026, 12, 8, 8, 0, tzinfo=VIETNAM)
    at_hoa = arriving()
    sign_in(at_hoa, hoa)
    with times.of("the round, the agenda, the invitations"):
        session_id = plans(
            at_hoa,
            no=window.no,
            year=window.year,
            day=day,
            council_id=first_council.pk,
            size=DOSSIERS,
        )
    cases = [CouncilCase.objects.get(dossier=one) for one in dossiers]
    letters = prints(at_hoa, f"/sessions/{session_id}/letters/", tmp_path / "letters.pdf")
    assert len(pages_of(letters)) == DOSSIERS

    # The day: everybody in the room says of every dossier whether an interest stands in the way.
    come(day)
    sign_in(at_hoa, hoa)
    at_phuc = arriving()
    sign_in(at_phuc, phuc)
    declares(at_phuc)
    arrives(at_phuc, session_id, council)
    tied = Sheet.objects.get(case=cases[TIED], seat__user_id=others[0].user_id or 0)
    worth = {UP: 5, APART: 3}
    given = {
        case.pk: sheets_of(case.dossier, worth.get(place, 3 + place % 2), scoring)
        for place, case in enumerate(cases)
    }
    given[cases[APART].pk][-1] = far_from(dossiers[APART], given[cases[APART].pk][0])
    lost = (others[-1], cases[-1])
    for place, member in enumerate(scoring):
        at_member = arriving(TABLET)
        sign_in(at_member, member)
        with times.of("declarations"):
            declares(at_member, tied_to=tied.case_id if member is others[0] else None)
        for case in cases:
            sheet = Sheet.objects.get(case=case, seat__user_id=member.user_id or 0)
            if sheet.pk == tied.pk:
                at_member.open(f"/sheets/{sheet.pk}/")
                expect(at_member.page.locator("input[type=radio]")).to_have_count(0)
                continue
            with times.of(f"sheets filled and sealed ({len(scoring)} members)"):
                scores(at_member, sheet, given[case.pk][place], drops=(member, case) == lost)
        at_member.context.close()
    dropped = Sheet.objects.get(case=lost[1], seat__user_id=lost[0].user_id or 0)
    assert dict(dropped.answers.values_list("criterion", "position")) == given[lost[1].pk][len(scoring) - 1]
    assert Tap.objects.filter(sheet=dropped).count() == len(given[lost[1].pk][len(scoring) - 1])

    # The secretary opens the sheets, product by product; one has to be scored again.
    for case in cases:
        with times.of("the secretary settles and closes"):
            opens(at_phuc, case)
            if case.pk == cases[APART].pk:
                scores_again(at_phuc, case, "Các phiếu chênh nhau ở nguồn nguyên liệu; đã xem lại hợp đồng.")
                continue
            settles(at_phuc, case)
    apart = CouncilCase.objects.get(pk=cases[APART].pk)
    agreed = given[apart.pk][0]
    for member in scoring:
        at_member = arriving(TABLET)
        sign_in(at_member, member)
        sheet = Sheet.objects.get(case=apart, seat__user_id=member.user_id or 0, round_no=2)
        with times.of("one product scored again"):
            scores(at_member, sheet, agreed)
        at_member.context.close()
    with times.of("the secretary settles and closes"):
        opens(at_phuc, apart)
        settles(at_phuc, apart)
        at_phuc.open(f"/sessions/{session_id}/end/")
        with at_phuc.leaving():
            at_phuc.press("Kết thúc phiên")
    assert Session.objects.get(pk=session_id).ended_at is not None
    with times.of("the minutes printed"):
        minutes = prints(at_phuc, f"/sessions/{session_id}/minutes/", tmp_path / "minutes.pdf")
    printed = "".join(pages_of(minutes))
    assert all(one.receipt_number in printed for one in dossiers)

    # The producer of one product appeals; another panel looks at it, and the office answers.
    appealed = cases[APPEALED]
    at_lan = arriving()
    sign_in(at_lan, lan)
    with times.of("the appeal, from its filing to its answer"):
        appeals(at_lan, appealed.dossier_id, "Đề nghị xem lại nguồn nguyên liệu; hợp đồng gửi kèm.")
        second = hears(at_hoa, appealed.dossier_id, second_council)
        case = CouncilCase.objects.get(pk=second)
        better = sheets_of(case.dossier, 4, panel[::2])
        for member, answers in zip(panel[::2], better, strict=True):
            at_member = arriving(TABLET)
            sign_in(at_member, member)
            declares(at_member)
            scores(at_member, Sheet.objects.get(case=case, seat__user_id=member.user_id or 0), answers)
            at_member.context.close()
        at_second = arriving()
        sign_in(at_second, panel[1])
        declares(at_second)
        opens(at_second, case)
        settles(at_second, case)
        answers_appeal(at_hoa, appealed.dossier_id, "Hội đồng khác đã chấm lại toàn bộ hồ sơ.")

    # The office prepares the decisions and the leader signs them: recognition, and what goes to the ministry.
    at_cuc = arriving()
    sign_in(at_cuc, cuc)
    with times.of("decisions and certificates signed"):
        recognised = [one for place, one in enumerate(dossiers) if place != UP]
        decides(at_hoa, at_cuc, recognised, RulingKind.RECOGNISE, cuc.name)
        papers = downloads(at_cuc, "Tải tất cả văn bản", tmp_path / "papers.zip")
        decides(at_hoa, at_cuc, [dossiers[UP]], RulingKind.APPROVE_RESULT, cuc.name)
    assert Dossier.objects.get(pk=dossiers[UP].pk).state == "forwarded"
    assert Certificate.objects.count() == DOSSIERS - 1
    with ZipFile(papers) as package:
        names = package.namelist()
    assert sum(name.endswith(".pdf") for name in names) == DOSSIERS  # the decision, and each certificate

    # Anybody who has the files of the day gets the same stars from them.
    at_phuc.open(f"/sessions/{session_id}/")
    with ZipFile(downloads(at_phuc, "Tải kết quả đã chốt kèm các phiếu", tmp_path / "cases.zip")) as package:
        package.extractall(tmp_path / "cases")
    at_second.open(f"/cases/{second}/")
    downloads(at_second, "Tải dữ liệu chấm để tính lại", tmp_path / "cases" / f"case-{second}.json")
    with times.of("every star scored again by the command"):
        told = rescored(tmp_path / "cases")
    stars = {f"case-{one.case_id}.json": one.stars for one in Result.objects.all()}
    assert {Path(str(one["file"])).name: one["stars"] for one in told} == stars
    assert len(told) == DOSSIERS + 1
    assert all(one["same"] for one in told)
    assert journal.verify().why == ""
    with capsys.disabled():
        print(f"\n{DOSSIERS} dossiers, {MEMBERS} members:\n{times.said()}")  # noqa: T201 - what `make sitting` is for
