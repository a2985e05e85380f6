"""Filing under the rules of 2019 and 2023, on the map of those days."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse

from ocop.demo.way import a_file, producer_facts, product_facts
from ocop.evaluation import actions, completeness, queries, queues, samples, telling, transitional
from ocop.evaluation.actions import CorrectionFacts, EvidenceFacts, RegistrationFacts
from ocop.evaluation.models import Dossier
from ocop.evaluation.queries import registration_start
from ocop.evaluation.queues import Queue
from ocop.notices.models import Message
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_in
from ocop.people.roles import COMMUNE_OFFICER, DISTRICT_OFFICER, PRODUCER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry import actions as registry
from tests.cast import NOW, ClientOf, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db

IN_2022 = datetime(2022, 5, 10, 3, tzinfo=UTC)
IN_2024 = datetime(2024, 5, 14, 3, tzinfo=UTC)
NAMES = {PRODUCER: "Lý Thị Lan", COMMUNE_OFFICER: "Vàng Văn Minh", DISTRICT_OFFICER: "Má A Páo"}
Office = Callable[[str], Actor]


@pytest.fixture
def office(old_ta_van: Unit) -> Office:
    """A person of those days in an office of the commune, or of its district."""

    def made(role: str) -> Actor:
        user = User(login=f"09130000{len(role):02d}", full_name=NAMES[role])
        user.set_unusable_password()
        user.save()
        unit = old_ta_van.parent if role == DISTRICT_OFFICER else old_ta_van
        assert unit is not None
        return actor_in(
            Appointment.objects.create(
                user=user, role=role, unit=unit, from_on=date(2019, 9, 1), document="01/QĐ"
            )
        )

    return made


def begun(lan: Actor, now: datetime) -> Dossier:
    """A dossier of a product entered then."""
    producer = registry.register_producer(
        actor=lan, facts=producer_facts(), commune_code=lan.unit_code, now=now
    )
    product = registry.register_product(
        actor=lan, producer_id=producer.pk, facts=product_facts(set_no=11), now=now
    )
    return actions.start_dossier(actor=lan, product_id=product.pk, now=now)


def filed(lan: Actor, now: datetime) -> Dossier:
    """The same with form 01 and the papers that the rules of then name."""
    dossier = begun(lan, now)
    actions.save_registration(
        actor=lan,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        facts=RegistrationFacts(**registration_start(dossier)),
        now=now,
    )
    for part in completeness.papers_asked(dossier):
        if part.required:
            actions.add_evidence(
                actor=lan,
                dossier_id=dossier.pk,
                facts=EvidenceFacts(part.name),
                file=a_file(text=part.name),
                now=now,
            )
    dossier.refresh_from_db()
    return actions.file_dossier(actor=lan, dossier_id=dossier.pk, expected_version=dossier.version, now=now)


def test_2019_asks_for_its_papers_and_for_no_form_02(office: Office) -> None:
    dossier = begun(office(PRODUCER), IN_2022)
    assert dossier.regime_id == "2019-1048"
    missing = [one.item or one.part for one in completeness.missing_for_filing(dossier)]
    assert missing == ["registration", "business_plan", "organisation", "business_registration"]
    assert samples.count(dossier) == 5


def test_2019_is_filed_with_the_district_which_returns_it_item_by_item(office: Office) -> None:
    lan, pao = office(PRODUCER), office(DISTRICT_OFFICER)
    dossier = filed(lan, IN_2022)
    assert (dossier.state, dossier.level) == ("filed", "district")
    assert list(queries.desk(pao)) == [dossier]
    with one_entry("dossier.returned"):
        returned = actions.return_dossier(
            actor=pao,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            items=[CorrectionFacts("Thiếu chữ ký.", "registration")],
            now=IN_2022,
        )
    assert returned.state == "returned"
    assert queries.open_corrections(returned).count() == 1


def test_2019_is_accepted_by_the_district(office: Office) -> None:
    lan, pao = office(PRODUCER), office(DISTRICT_OFFICER)
    dossier = filed(lan, IN_2022)
    accepted = actions.accept_dossier(
        actor=pao, dossier_id=dossier.pk, expected_version=dossier.version, now=IN_2022
    )
    assert (accepted.state, accepted.level) == ("accepted", "district")


def test_2023_asks_for_the_registration_alone(office: Office) -> None:
    dossier = begun(office(PRODUCER), IN_2024)
    assert dossier.regime_id == "2023-148"
    assert [one.part for one in completeness.missing_for_filing(dossier)] == ["registration"]
    assert samples.count(dossier) == 0


def test_2023_goes_from_the_commune_to_the_district_and_back(office: Office) -> None:
    lan, minh, pao = office(PRODUCER), office(COMMUNE_OFFICER), office(DISTRICT_OFFICER)
    dossier = filed(lan, IN_2024)
    assert dossier.receipt_number.endswith(f"{lan.unit_code}-2024")
    actions.save_commune_report(
        actor=minh,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        findings={
            code: actions.FindingFacts("Đúng.", is_local=True)
            for code in ("origin", "labour", "idea", "identity")
        },
        conclusion="Đề nghị.",
        number="3/BC",
        reported_on=date(2024, 5, 14),
        now=IN_2024,
    )
    dossier.refresh_from_db()
    sent = actions.send_up(actor=minh, dossier_id=dossier.pk, expected_version=dossier.version, now=IN_2024)
    assert (sent.state, sent.level) == ("sent_up", "district")
    back = actions.send_back(
        actor=pao,
        dossier_id=dossier.pk,
        expected_version=sent.version,
        items=[CorrectionFacts("Thiếu ngày họp.", "commune_report")],
        now=IN_2024,
    )
    assert (back.state, back.level) == ("filed", "commune")


@pytest.mark.parametrize(("now", "desk"), [(IN_2022, DISTRICT_OFFICER), (IN_2024, COMMUNE_OFFICER)])
def test_the_pages_of_those_days_open(
    office: Office,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    desk: str,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    lan, officer = office(PRODUCER), office(desk)
    draft = begun(lan, now)
    client = client_of(lan)
    for name in ("fill", "registration", "evidence", "check"):
        assert client.get(reverse(f"evaluation:{name}", args=[draft.pk])).status_code == 200, name
    assert client.get(reverse("evaluation:print", args=[draft.pk, "01"])).status_code == 200
    assert client.get(reverse("evaluation:print", args=[draft.pk, "02"])).status_code == 404
    Dossier.objects.filter(pk=draft.pk).update(filed_on=now.date(), state="filed", receipt_number="01")
    reader = client_of(officer)
    assert "Tương ớt" in reader.get(reverse("evaluation:desk")).content.decode()
    for name in ("dossier", "return", "samples"):
        assert reader.get(reverse(f"evaluation:{name}", args=[draft.pk])).status_code == 200, name
    with zipfile.ZipFile(
        BytesIO(b"".join(reader.get(reverse("evaluation:export", args=[draft.pk]))))
    ) as kept:
        assert "form-01.html" in kept.namelist()
        assert "form-02.html" not in kept.namelist()


# -- transitional rules -------------------------------------------------------------------------


def test_a_first_dossier_filed_before_26_2026_has_60_days_under_the_old_rules(office: Office) -> None:
    dossier = filed(office(PRODUCER), IN_2024)
    rules = transitional.rules_of(dossier, date(2026, 6, 1))
    assert rules.last_day == date(2026, 7, 21)
    assert "22/5/2026" in rules.text
    assert rules.article == "Điều 12"
    assert transitional.rules_of(dossier, date(2026, 5, 21)).last_day is None


def test_a_renewal_filed_before_26_2026_has_30_days(office: Office) -> None:
    dossier = filed(office(PRODUCER), IN_2024)
    dossier.kind = "renewal"
    # 30 days end on Sunday 21 June 2026: the next working day.
    assert transitional.rules_of(dossier, date(2026, 6, 1)).last_day == date(2026, 6, 22)


@pytest.fixture
def under_way(world: World) -> Dossier:
    """A dossier that waits at the commune since 2024, under rules that set no term any more."""
    dossier = world.dossier("filed")
    Dossier.objects.update(regime_id="2023-148", filed_on=IN_2024.date(), answer_due_on=None)
    return world.fresh(dossier)


def test_the_last_day_of_the_rule_stands_on_the_desk(
    under_way: Dossier, client_of: ClientOf, minh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the list said that the dossier has no term."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    page = client_of(minh).get(reverse("evaluation:desk")).content.decode()
    assert under_way.receipt_number in page
    assert "21/07/2026" in page
    assert "cho kết quả (Điều 12)" in page


def last_day(actor: Actor, queue: Queue, on: date) -> date:
    found: date = queues.rows(actor, queue, on).get().last_day  # type: ignore[attr-defined] # an annotation
    return found


@pytest.mark.usefixtures("under_way")
def test_the_last_day_of_the_rule_orders_the_desk_once_it_is_in_force(minh: Actor) -> None:
    waiting = queues.chosen(minh, "waiting")
    assert last_day(minh, waiting, date(2026, 5, 21)) == queues.NO_LAST_DAY
    assert last_day(minh, waiting, date(2026, 6, 1)) == date(2026, 7, 21)
    assert last_day(minh, queues.ALL, date(2026, 6, 1)) == date(2026, 7, 21)
    Dossier.objects.update(answer_due_on=date(2026, 6, 9))
    assert last_day(minh, waiting, date(2026, 6, 1)) == date(2026, 6, 9)


@pytest.mark.usefixtures("under_way")
def test_what_has_ended_is_under_no_transitional_rule(minh: Actor) -> None:
    Dossier.objects.update(state="withdrawn")
    assert last_day(minh, queues.ALL, date(2026, 6, 1)) == queues.NO_LAST_DAY
    assert telling.remind_of_answers(datetime(2026, 7, 22, 3, tzinfo=UTC)) == 0


@pytest.mark.usefixtures("under_way", "minh")
def test_the_office_is_reminded_of_the_last_day_of_the_rule() -> None:
    assert telling.remind_of_answers(datetime(2026, 7, 10, 3, tzinfo=UTC)) == 0
    assert telling.remind_of_answers(datetime(2026, 7, 20, 3, tzinfo=UTC)) == 1
    assert telling.remind_of_answers(datetime(2026, 7, 22, 3, tzinfo=UTC)) == 1
    told = Message.objects.filter(template__startswith="deadline").order_by("pk")
    assert list(told.values_list("template", flat=True)) == ["deadline_near", "deadline_passed"]
