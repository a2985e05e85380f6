"""Builds the demonstration: people take their offices, products walk the programme, a council is at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from ocop.credentials import daily as credentials
from ocop.demo import (
    appeals,
    business,
    goods,
    papers,
    people,
    promotion,
    reviews,
    sittings,
    steering,
    store,
    withdrawals,
)
from ocop.demo.goods import Earlier, Goods, Maker
from ocop.demo.marks import marks, near
from ocop.demo.people import Person
from ocop.demo.way import World, producer_facts, product_facts
from ocop.evaluation import actions
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import AdvisoryTeam, Council, Dossier
from ocop.law import calendar
from ocop.people.actions import appoint, create_user
from ocop.people.queries import actor_in
from ocop.places import queries as places
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.clock import local_day
from ocop.recognition.actions import hand_back, withdraw_certificate
from ocop.recognition.earlier import EarlierFacts, enter_certificate, set_then
from ocop.recognition.models import Certificate
from ocop.recognition.removing import RemovalFacts, remove_certificate
from ocop.registry import regimes
from ocop.registry.actions import (
    ConsentFacts,
    record_consent,
    register_producer,
    register_product,
    set_photo,
)
from ocop.registry.consents import LONGEST_DAYS
from ocop.registry.models import ConsentWay, Producer, Product
from ocop.rounds.models import Round, Session

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
    "at_ministry",
    "handed_back",
    "withdrawn_certificate",
}
UP: Final = {"at_ministry", "handed_back"}
"""What the ministry's council judged too; the province had found its highest stars."""
HIGHEST: Final = 5
DECIDED: Final = {"withdrawn_certificate": "recognised", **dict.fromkeys(UP, "forwarded")}
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
    teams: dict[str, AdvisoryTeam] = field(default_factory=dict)


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
    business.build(stage.makers, stage.actors, stage.now)
    household = business.register_household(_officer_of(stage, goods.JOINED), stage.now)
    for earlier in goods.EARLIER:
        _carry_over(stage, earlier)
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
    _appeal(stage)
    _hold_days(stage, end)
    business.hand_on(_officer_of(stage, goods.JOINED), household, stage.makers[goods.JOINED], stage.now)
    store.build(stage.actors, stage.makers, end)
    steering.build(stage.actors, end)
    promotion.build(stage.actors, end)
    withdrawals.build(stage.actors, end)
    if stage.now > end:
        raise RuntimeError("the demonstration does not fit before its day: widen UNDER_WAY")


def _appeal(stage: _Stage) -> None:
    """Two results are appealed once everything else has happened."""
    makers = {item.name: item.maker for item in goods.GOODS}
    world = _world(stage, makers[appeals.HEARD])
    appeals.with_rules(world)
    appeals.heard(world, [stage.actors[person.key] for person in people.PANEL])
    stage.now = world.now
    world = _world(stage, makers[appeals.WAITS])
    appeals.waits(world)
    stage.now = world.now


def _settle(stage: _Stage) -> None:
    """Everyone gets an account and an office, every producer is registered."""
    today = local_day(stage.now)
    for person in people.everyone():
        stage.actors[person.key] = _enter(person, today, stage)
    for maker in goods.MAKERS:
        stage.makers[maker.person] = _register(maker, stage)
    _agree(stage)
    # Before the first decision, so that every paper of the demonstration carries its record.
    credentials.prepare(stage.now)


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
        business_number=maker.business_number,
        phone=next(each.login for each in people.PRODUCERS if each.key == maker.person),
    )
    return register_producer(actor=person, facts=facts, commune_code=person.unit_code, now=stage.now)


def _agree(stage: _Stage) -> None:
    """One producer lets its commune write for it, on a signed slip."""
    today = local_day(stage.now)
    record_consent(
        actor=stage.actors[goods.HELPER],
        producer_id=stage.makers[goods.HELPED].pk,
        facts=ConsentFacts(
            given_by=stage.actors[goods.HELPED].name,
            way=ConsentWay.SLIP,
            given_on=today,
            to_on=today + timedelta(days=LONGEST_DAYS - 1),
            covers_products=True,
            covers_papers=True,
        ),
        slip=papers.paper("Phiếu đồng ý", len(goods.GOODS)),
        now=stage.now,
    )


def _officer_of(stage: _Stage, maker: str) -> Actor:
    """The officer of the commune a producer lies in."""
    unit = stage.actors[maker].unit_code
    return stage.actors[next(person.key for person in people.COMMUNE_OFFICERS if person.unit == unit)]


def _world(stage: _Stage, maker: str) -> World:
    """The people whom a producer's dossier meets on its way."""
    producer = stage.actors[maker]
    province = producer.unit_path.split("/")[1]
    office, leader = people.PROVINCE[province]
    seats = zip(people.COUNCIL[province], people.SEATS, strict=False)
    world = World(
        producer=producer,
        commune=_officer_of(stage, maker),
        province=stage.actors[office.key],
        leader=stage.actors[leader.key],
        members=[(stage.actors[person.key], seat, seat != "secretary") for person, seat in seats],
        now=stage.now,
        rules=COUNCIL_RULES,
        adviser=stage.actors[people.TEAM[province].key],
        _council=stage.councils.get(province),
        _team=stage.teams.get(province),
        _owner=stage.makers[maker],
    )
    if province not in stage.councils:
        stage.councils[province] = world.a_council()
        stage.teams[province] = reviews.team(world, stage.actors)
    return world


def _walk(stage: _Stage, item: Goods) -> None:
    """One product from its registration to the state it has in the demonstration."""
    world = _world(stage, item.maker)
    if item.assisted:
        world.producer = world.commune
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
    if item.state in UP:
        _at_the_ministry(stage, dossier, item)


def _hold_days(stage: _Stage, end: datetime) -> None:
    """Two days of one council: three products on one that has ended, ten on the one of today."""
    found = sittings.open_round(_world(stage, goods.TODAY[0].maker))
    stage.now += timedelta(hours=1)
    ended = _a_day(stage, found, goods.ENDED_DAY, stage.now + timedelta(days=1))
    sittings.end(_world(stage, goods.TODAY[0].maker), ended)
    _a_day(stage, found, goods.TODAY, end)


def _a_day(stage: _Stage, found: Round, items: Sequence[Goods], day: datetime) -> Session:
    """One day of the council, with what it judged by then."""
    ready = [(item, _accepted(stage, item)) for item in items]
    world = _world(stage, items[0].maker)
    session = sittings.convened(world, found, [one for _item, one in ready], day)
    world.now = max(world.now, day - timedelta(hours=6))
    sittings.arrive(world, session)
    stage.now = world.now
    for item, dossier in ready:
        _judged(stage, session, item, dossier)
    return session


def _accepted(stage: _Stage, item: Goods) -> Dossier:
    """A product of a day, filed and found fit for the council within an hour."""
    world = _world(stage, item.maker)
    product = _product(stage, world, item)
    dossier = actions.start_dossier(
        actor=world.producer, product_id=product.pk, kind="first", now=world.later()
    )
    _file(world, dossier, item)
    world.sent_up(dossier)
    world.accepted(dossier)
    world.reviewed(dossier)
    stage.now = world.now
    return dossier


def _judged(stage: _Stage, session: Session, item: Goods, dossier: Dossier) -> None:
    """A product of a day, as far as the council has come with it."""
    world = _world(stage, item.maker)
    if item.seals == 0 and item.state == "scoring":
        return
    sittings.heard(world, session, dossier)
    sheets = _sheets(world, dossier, item)
    world.fresh(dossier)
    world.sealed(dossier, sheets[: item.seals] if item.state == "scoring" else sheets)
    if item.state != "scoring":
        world.revealed(dossier)
    if item.state == "closed":
        world.closed(dossier)
    stage.now = world.now


def _carry_over(stage: _Stage, item: Earlier) -> None:
    """A product certified under the old map, entered by the office of its province today."""
    world = _world(stage, item.maker)
    maker = stage.makers[item.maker]
    product = maker.products.filter(name=item.name).first() or register_product(
        actor=world.producer,
        producer_id=maker.pk,
        facts=product_facts(name=item.name, set_no=item.set_no, story=""),
        now=world.later(),
    )
    commune = places.unit(item.commune, on=item.decided_on)
    entered = enter_certificate(
        actor=world.province,
        product_id=product.pk,
        facts=EarlierFacts(
            number=item.number,
            stars=item.stars,
            commune_id=commune.pk,
            issuer_id=places.unit(item.issuer, on=item.decided_on).pk,
            set_no=set_then(product, item.decided_on) or item.set_no,
            decision_number=item.decision,
            decided_on=item.decided_on,
            signer_name=item.signer,
            signer_title=item.title,
            total=item.total,
        ),
        now=world.later(),
    )
    if item.removed:
        remove_certificate(
            actor=world.leader,
            certificate_id=entered.pk,
            expected_version=entered.version,
            facts=RemovalFacts(item.removed, world.today, "Chủ thể báo không còn sản xuất sản phẩm này."),
            now=world.later(),
        )
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
        reviews.under_way(world, dossier)
        return
    reviews.reported(world, dossier, item)
    world.later(hours=8)
    world.scoring(dossier)
    sheets = _sheets(world, dossier, replace(item, stars=HIGHEST) if item.state in UP else item)
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
    if item.together:
        _decide_together(world, dossier)
        return
    world.decided(dossier, DECIDED.get(item.state, item.state))
    if item.state == "withdrawn_certificate":
        world.later(hours=40)
        _withdraw(world, dossier)


def _at_the_ministry(stage: _Stage, dossier: Dossier, item: Goods) -> None:
    """Before the ministry's council, as far as its result; with fewer points back to the province."""
    officer = stage.actors[people.MINISTRY]
    ministry = replace(
        _world(stage, item.maker),
        province=officer,
        leader=officer,
        members=[
            (stage.actors[person.key], seat, seat != "secretary")
            for person, seat in zip(people.COUNCIL[people.COUNTRY], people.SEATS, strict=False)
        ],
        now=stage.now,
        adviser=stage.actors[people.TEAM[people.COUNTRY].key],
        _council=stage.councils.get(people.COUNTRY),
        _team=stage.teams.get(people.COUNTRY),
    )
    stage.councils[people.COUNTRY] = ministry.a_council()
    stage.teams[people.COUNTRY] = ministry.a_team()
    ministry.later(hours=20)
    ministry.accepted(dossier)
    ministry.later(hours=8)
    ministry.scoring(dossier)
    ministry.closed(ministry.revealed(ministry.sealed(dossier, _sheets(ministry, dossier, item))))
    if item.state == "handed_back":
        ministry.later(hours=20)
        hand_back(
            actor=officer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            stars=item.stars,
            reason="Hội đồng trung ương đánh giá dưới ngưỡng 5 sao; tỉnh quyết định theo thẩm quyền.",
            now=ministry.later(),
        )
    stage.now = ministry.now


def _decide_together(world: World, dossier: Dossier) -> None:
    """One decision on all dossiers that the demonstration decides together, once the last is closed."""
    names = [item.name for item in goods.GOODS if item.together]
    closed = Dossier.objects.filter(product__name__in=names, state="closed").order_by("pk")
    found = list(closed.filter(commune__parent=dossier.commune.parent_id))
    if len(found) == len(names):
        world.signed_together(found)


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
