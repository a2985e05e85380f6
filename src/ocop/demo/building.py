"""Builds the demonstration: people take their offices, products walk the programme, a council is at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from ocop.demo import goods, papers, people
from ocop.demo.goods import Goods, Maker
from ocop.demo.marks import marks, near
from ocop.demo.people import Person
from ocop.demo.way import World, producer_facts, product_facts
from ocop.evaluation import actions
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Council, Dossier
from ocop.law import calendar
from ocop.people.actions import appoint, create_user
from ocop.people.queries import actor_in
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.clock import local_day
from ocop.recognition.actions import withdraw_certificate
from ocop.recognition.models import Certificate
from ocop.registry import regimes
from ocop.registry.actions import register_producer, register_product, set_photo
from ocop.registry.models import Producer, Product

BEGUN: Final = timedelta(days=120)
PACE: Final = timedelta(days=5)
UNDER_WAY: Final = timedelta(days=24)
GROUND: Final = "production_stopped"
COUNCIL_RULES: Final[dict[str, str | int | None]] = {"max_spread": "10", "quorum": 3}
SCORED: Final = {
    "scoring",
    "revealed",
    "closed",
    "recognised",
    "not_recognised",
    "forwarded",
    "withdrawn_certificate",
}
PAPERS: Final = (
    ("Giấy chứng nhận đăng ký kinh doanh", "UBND xã", None),
    ("Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", "Chi cục Chất lượng", 900),
    ("Phiếu kiểm nghiệm sản phẩm", "Trung tâm Kiểm nghiệm tỉnh", 300),
    ("Hợp đồng liên kết, tiêu thụ", "Chủ thể", 500),
)


@dataclass
class _Stage:
    """The people by key, their producers, each province's council, and the one clock of the demonstration."""

    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    makers: dict[str, Producer] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)


@transaction.atomic
def build(now: datetime) -> None:
    """Fill an empty database that has its units; `now` is the day of the demonstration.

    All in one transaction: a broken build leaves nothing. Time in it runs over the four months before `now`,
    or before the last day that the table of working days covers.
    """
    latest = datetime.combine(calendar.opened().last - timedelta(days=60), now.time(), now.tzinfo)
    end = min(now, latest)
    stage = _Stage(now=end - BEGUN)
    _settle(stage)
    finished = [item for item in goods.GOODS if item.state in SCORED and item.state != "scoring"]
    step = (BEGUN - UNDER_WAY - PACE) / len(finished)
    for item in finished:
        began = stage.now
        _walk(stage, item)
        stage.now = max(stage.now, began + step)
    stage.now = max(stage.now, end - UNDER_WAY)
    for item in goods.GOODS:
        if item not in finished:
            _walk(stage, item)
            stage.now += timedelta(hours=6)
    if stage.now > end:
        raise RuntimeError("the demonstration does not fit before its day: widen UNDER_WAY")


def _settle(stage: _Stage) -> None:
    """Everyone gets an account and an office, every producer is registered."""
    today = local_day(stage.now)
    for person in people.everyone():
        stage.actors[person.key] = _enter(person, today, stage)
    for maker in goods.MAKERS:
        stage.makers[maker.person] = _register(maker, stage)


def _enter(person: Person, today: date, stage: _Stage) -> Actor:
    # Only those whose login is printed can sign in: each password costs a third of a second to hash.
    password = people.PASSWORD if person.what else None
    user = create_user(
        actor=SYSTEM, login=person.login, full_name=person.name, password=password, now=stage.now
    )
    appointment = appoint(
        actor=SYSTEM,
        user_id=user.pk,
        role=person.role,
        unit_code=person.unit,
        from_on=today,
        document="Dữ liệu thử nghiệm",
        now=stage.now,
    )
    return actor_in(appointment)


def _register(maker: Maker, stage: _Stage) -> Producer:
    person = stage.actors[maker.person]
    facts = producer_facts(
        name=maker.name,
        kind=maker.kind,
        address=maker.address,
        representative_name=person.name,
        representative_title=maker.title,
        representative_gender=maker.gender,
        representative_ethnicity=maker.ethnicity,
        phone=next(each.login for each in people.PRODUCERS if each.key == maker.person),
    )
    return register_producer(actor=person, facts=facts, commune_code=person.unit_code, now=stage.now)


def _world(stage: _Stage, maker: str) -> World:
    """The people whom a producer's dossier meets on its way."""
    producer = stage.actors[maker]
    officer = next(p for p in people.COMMUNE_OFFICERS if p.unit == producer.unit_code)
    province = producer.unit_path.split("/")[1]
    office, leader = people.PROVINCE[province]
    seats = zip(people.COUNCIL[province], people.SEATS, strict=False)
    world = World(
        producer=producer,
        commune=stage.actors[officer.key],
        province=stage.actors[office.key],
        leader=stage.actors[leader.key],
        members=[(stage.actors[person.key], seat, seat != "secretary") for person, seat in seats],
        now=stage.now,
        rules=COUNCIL_RULES,
        _council=stage.councils.get(province),
        _owner=stage.makers[maker],
    )
    if province not in stage.councils:
        stage.councils[province] = world.a_council()
    return world


def _walk(stage: _Stage, item: Goods) -> None:
    """One product from its registration to the state it has in the demonstration."""
    world = _world(stage, item.maker)
    product = _product(stage, world, item)
    dossier = actions.start_dossier(
        actor=world.producer, product_id=product.pk, kind="first", now=world.later()
    )
    if item.state == "draft":
        world.registered(dossier)
    elif item.state == "withdrawn":
        world.withdrawn(dossier)
    else:
        _file(world, dossier, item)
        _evaluate(world, dossier, item)
    stage.now = world.now


def _product(stage: _Stage, world: World, item: Goods) -> Product:
    product = register_product(
        actor=world.producer,
        producer_id=stage.makers[item.maker].pk,
        facts=product_facts(name=item.name, set_no=item.set_no, story=item.story),
        now=world.later(),
    )
    return set_photo(
        actor=world.producer,
        product_id=product.pk,
        expected_version=product.version,
        photo=papers.photo(item.name, item.colour),
        now=world.later(),
    )


def _file(world: World, dossier: Dossier, item: Goods) -> None:
    """Forms 01 and 02 with evidence, handed to the commune."""
    world.registered(dossier)
    world.reported(dossier)
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    answers = marks(regimes.regime(dossier.regime_id), product_set, max(item.stars, 3), item.name)
    world.fresh(dossier)
    actions.save_self_answers(
        actor=world.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        answers={number: Answer(position) for number, position in answers.items()},
        now=world.later(),
    )
    leaves = list(product_set.leaves)
    for index, (title, issuer, days) in enumerate(PAPERS):
        issued_on = world.today - timedelta(days=60 + 30 * index)
        facts = EvidenceFacts(
            title,
            f"{index + 1:02d}/2026",
            issuer,
            issued_on,
            issued_on + timedelta(days=days) if days else None,
        )
        actions.add_evidence(
            actor=world.producer,
            dossier_id=dossier.pk,
            facts=facts,
            file=papers.paper(title, dossier.pk * 10 + index),
            criteria=leaves[index * 4 : index * 4 + 3],
            now=world.later(),
        )
    world.fresh(dossier)
    world.filed(dossier)


def _evaluate(world: World, dossier: Dossier, item: Goods) -> None:
    """From the commune's desk as far as the product has come."""
    if item.state in ("filed", "returned"):
        if item.state == "returned":
            world.later(hours=20)
            world.returned(dossier)
        return
    world.later(hours=20)
    world.sent_up(dossier)
    if item.state == "sent_up":
        return
    world.later(hours=20)
    world.accepted(dossier)
    if item.state == "accepted":
        return
    world.later(hours=8)
    world.scoring(dossier)
    sheets = _sheets(world, dossier, item)
    if item.state == "scoring":
        world.sealed(dossier, sheets[: item.seals])
        return
    world.sealed(dossier, sheets)
    world.revealed(dossier)
    if item.state == "revealed":
        return
    world.closed(dossier)
    if item.state == "closed":
        return
    world.later(hours=20)
    world.decided(dossier, "recognised" if item.state == "withdrawn_certificate" else item.state)
    if item.state == "withdrawn_certificate":
        world.later(hours=40)
        _withdraw(world, dossier)


def _sheets(world: World, dossier: Dossier, item: Goods) -> list[dict[str, int]]:
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    agreed = marks(regimes.regime(dossier.regime_id), product_set, item.stars, f"{item.name} council")
    scoring = [actor for actor, _seat, scores in world.members if scores]
    return [
        agreed if index < len(scoring) - 1 else near(product_set, agreed, f"{item.name} {index}")
        for index, _actor in enumerate(scoring)
    ]


def _withdraw(world: World, dossier: Dossier) -> None:
    certificate = Certificate.objects.get(dossier=dossier)
    withdraw_certificate(
        actor=world.leader,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground=GROUND,
        decision_number=f"{500 + world.today.timetuple().tm_yday}/QĐ-UBND",
        decided_on=world.today,
        reason="Chủ thể không còn sản xuất sản phẩm này.",
        now=world.later(),
    )
