"""One world for all tests of permissions: two provinces with the same things in the same states.

The own things lie in Tả Van, Lào Cai, the others in Bảo Lâm, Cao Bằng. Every word a person typed in the other
province bears `THEIRS`, so that a page can be searched for it; the secrets of the own one are in `SECRETS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from PIL import Image

from ocop.access.actions.passwords import token_digest
from ocop.access.models import Factor, FactorKind, Invitation, Session
from ocop.api.models import Key
from ocop.credentials.daily import prepare as prepare_records
from ocop.demo.way import STATES, UNREVIEWED, World, a_file, consent_facts
from ocop.evaluation import actions
from ocop.evaluation.actions import AnswerFacts, CouncilFacts, RequestFacts, SurveyFacts, Task, TeamFacts
from ocop.evaluation.actions.trainings import TrainingFacts, record_training
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import (
    AdvisoryRole,
    AdvisorySeat,
    AdvisoryTeam,
    Correction,
    Council,
    Dossier,
    Regulation,
    RescoringSample,
    Review,
    Seat,
    SeatRole,
    Sheet,
    SheetAnswer,
    VersionPaper,
)
from ocop.exchange import exports, runs
from ocop.exchange.columns import Kind
from ocop.exchange.forms import SentFile
from ocop.exchange.models import ImportRun
from ocop.exchange.writing import Format
from ocop.notices.actions import notify
from ocop.notices.models import Message
from ocop.notices.queries import Recipient
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_without_office
from ocop.people.roles import (
    ADMIN,
    AGRICULTURE_OFFICER,
    COMMUNE_OFFICER,
    COUNCIL_MEMBER,
    HEALTH_OFFICER,
    INSPECTOR,
    MINISTRY_OFFICER,
    PRODUCER,
    PROVINCE_ADMIN,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
    SPECIALIST_MEMBER,
    STEERING_MEMBER,
)
from ocop.places import queries as places
from ocop.places.actions import draft_reform, set_flag, set_up_unit, store_map
from ocop.places.models import Level, Unit
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from ocop.platform.documents import tags, word
from ocop.platform.files import DOCX, CheckedFile
from ocop.platform.jobs import Progress
from ocop.problems.actions import ProblemFacts, report
from ocop.programme.actions import load_lists
from ocop.programme.models import ListValue
from ocop.programme.templates_of_papers import enter_template
from ocop.promotion import actions as promotion
from ocop.promotion.actions import ArticleFacts, EventFacts, Facts, OutletFacts
from ocop.recognition import batches
from ocop.recognition.batches import BatchFacts
from ocop.recognition.models import (
    Certificate,
    DecisionBatch,
    IssuedPaper,
    RecognitionDecision,
    Reissue,
    ReissueReason,
    Way,
)
from ocop.registry import actions as registry
from ocop.registry import indexing
from ocop.registry.actions import (
    AreaFacts,
    LinkageFacts,
    TraitFacts,
    YearFacts,
    record_consent,
    set_photo,
)
from ocop.registry.actions import goods as goods_actions
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.goods import MaterialFacts, RightFacts
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.actions.personal_requests import ask
from ocop.registry.actions.saved_views import save_view
from ocop.registry.gtin import check_digit
from ocop.registry.models import Producer, Product
from ocop.rounds import actions as rounds
from ocop.rounds.actions import DayFacts
from ocop.rounds.models import Session as Day
from ocop.steering.actions import bodies as steering
from ocop.steering.actions import staffing, work
from ocop.steering.actions.bodies import BodyFacts, MemberFacts
from ocop.steering.actions.staffing import PostFacts
from ocop.steering.actions.work import TaskFacts
from ocop.supervision.actions import ProposalFacts, propose_withdrawal, state_on_proposal
from tests.cast import CODES, FORMER_CODES, MAP, NOW, TODAY, in_office, person, user_of
from tests.permissions.objects import STATES as WALKED
from tests.promotion.posts import a_photo

THEIRS: Final = "Nậm Quét"
"""Stands in every name and text of the other province, and nowhere else."""

TA_VAN, BAC_HA, LAO_CAI, BAO_LAM, CAO_BANG, COUNTRY = "03037", "02839", "15", "01290", "04", "00"

OFFICES: Final = {
    "lan": (PRODUCER, TA_VAN),
    "sua": (PRODUCER, TA_VAN),
    "khanh": (PRODUCER, BAO_LAM),
    "minh": (COMMUNE_OFFICER, TA_VAN),
    "tinh": (COMMUNE_OFFICER, BAC_HA),
    "binh": (COMMUNE_OFFICER, BAO_LAM),
    "hoa": (PROVINCE_OFFICER, LAO_CAI),
    "dung": (PROVINCE_OFFICER, CAO_BANG),
    "cuc": (PROVINCE_LEADER, LAO_CAI),
    "lu": (PROVINCE_LEADER, CAO_BANG),
    "mai": (COUNCIL_MEMBER, LAO_CAI),
    "phuc": (COUNCIL_MEMBER, LAO_CAI),
    "tuan": (COUNCIL_MEMBER, LAO_CAI),
    "ngoc": (COUNCIL_MEMBER, LAO_CAI),
    "vy": (COUNCIL_MEMBER, LAO_CAI),
    "kien": (COUNCIL_MEMBER, CAO_BANG),
    "nga": (COUNCIL_MEMBER, CAO_BANG),
    "oanh": (COUNCIL_MEMBER, CAO_BANG),
    "pao": (COUNCIL_MEMBER, CAO_BANG),
    "ca": (COUNCIL_MEMBER, CAO_BANG),
    "an": (INSPECTOR, LAO_CAI),
    "giang": (INSPECTOR, CAO_BANG),
    "que": (AGRICULTURE_OFFICER, LAO_CAI),
    "yen": (HEALTH_OFFICER, LAO_CAI),
    "kim": (STEERING_MEMBER, LAO_CAI),
    "hang": (PROVINCE_OFFICER, LAO_CAI),
    "tam": (PROVINCE_ADMIN, LAO_CAI),
    "thu": (MINISTRY_OFFICER, COUNTRY),
    "quan": (ADMIN, COUNTRY),
    "bich": (SPECIALIST_MEMBER, LAO_CAI),
    "dieu": (SPECIALIST_MEMBER, CAO_BANG),
    "coi": (SPECIALIST_MEMBER, LAO_CAI),
    "du": (SPECIALIST_MEMBER, CAO_BANG),
}


@dataclass
class Province(World):
    """One province's way through, in which one member withdraws from every case."""

    recused: Actor = PUBLIC
    words: str = ""

    def sealed(self, dossier: Dossier, sheets: Sequence[Mapping[str, int]]) -> Dossier:
        """Sealed, with a note on every sheet that says what the dossier is of."""
        sealed = super().sealed(dossier, sheets)
        notes = SheetAnswer.objects.filter(sheet__case__dossier=sealed, criterion="1.1")
        notes.update(comment=f"Nhận xét riêng {sealed.product.name}")
        return sealed

    def scoring(self, dossier: Dossier) -> Dossier:
        """Before the council, one of whose members has an interest in it."""
        self.a_council()
        super().scoring(dossier)
        actions.declare_interest(
            actor=self.recused,
            sheet_id=self.sheet_of(dossier, self.recused).pk,
            has_interest=True,
            note=f"Góp vốn {self.words}",
            now=self.later(),
        )
        self.members = [member for member in self.members if member[0] != self.recused]
        return self.fresh(dossier)


@dataclass(frozen=True)
class Things:
    """What fills an address for each object of the table, in one province."""

    province: Province
    kwargs: dict[str, dict[str, Any]]

    @property
    def told(self) -> tuple[str, ...]:
        """Words that only stand on pages of these things."""
        return (self.province.words,)


@dataclass(frozen=True)
class Both:
    """The people of the table, the own things and the others'."""

    actors: dict[str, Actor]
    own: Things
    other: Things


def build() -> Both:
    """Everything, by the actions themselves. Takes a few seconds; the caller rolls it back."""
    store_map(MAP.only(CODES, FORMER_CODES))
    load_lists(now=NOW)
    actors = {name: _actor(number, name) for number, name in enumerate(OFFICES)}
    actors["public"] = PUBLIC
    guest = User(login="0913000099", full_name="Người chưa có chức vụ")
    guest.set_unusable_password()
    guest.save()
    actors["guest"] = actor_without_office(guest)
    own = Province(
        producer=actors["lan"],
        commune=actors["minh"],
        province=actors["hoa"],
        leader=actors["cuc"],
        members=_seated(actors, ["mai", "phuc", "tuan", "ngoc"]),
        now=NOW,
        recused=actors["ngoc"],
        words="Mường Hoa",
        adviser=actors["coi"],
    )
    other = Province(
        producer=actors["khanh"],
        commune=actors["binh"],
        province=actors["dung"],
        leader=actors["lu"],
        members=_seated(actors, ["kien", "nga", "oanh", "pao"]),
        now=NOW,
        recused=actors["pao"],
        words=THEIRS,
        adviser=actors["du"],
    )
    neighbour = Province(
        producer=actors["sua"],
        commune=actors["minh"],
        province=actors["hoa"],
        leader=actors["cuc"],
        members=[],
        now=NOW,
    )
    neighbour.a_producer(name="Hộ Sùa", phone="0912555777", representative_name="Giàng Thị Sùa")
    neighbour.dossier("filed", product=neighbour.a_product(name="Mật ong Sùa"))
    things = _things(own, actors["vy"], actors["bich"]), _things(other, actors["ca"], actors["dieu"])
    # Who withdrew from every case comes into another office later: it had no message before.
    actors["ngoc_office"] = in_office(user_of(actors["ngoc"]), PROVINCE_OFFICER, places.unit(LAO_CAI))
    return Both(actors, *things)


def _actor(number: int, name: str) -> Actor:
    role, code = OFFICES[name]
    unit = places.country() if code == COUNTRY else places.unit(code)
    return person(f"09130001{number:02}", f"{name.title()} {role}", role, unit)


def _seated(actors: dict[str, Actor], members: list[str]) -> list[tuple[Actor, str, bool]]:
    chair, secretary, *rest = (actors[name] for name in members)
    return [(chair, "chair", True), (secretary, "secretary", False), *((one, "member", True) for one in rest)]


def _things(province: Province, spare: Actor, reviewer: Actor) -> Things:
    words = province.words
    producer = province.a_producer(
        name=f"Hợp tác xã {words}",
        address=f"Thôn {words}",
        representative_name=f"Bà {words}",
        phone="0912888999" if words == THEIRS else "0912777666",
        email="nam-quet@example.vn" if words == THEIRS else "muong-hoa@example.vn",
    )
    kwargs: dict[str, dict[str, Any]] = {
        "": {},
        "producer": {"pk": producer.pk},
        "unit": {"pk": producer.commune_id},
        "set": {"regime_id": "2026-26", "number": 10},
        **_shared(),
    }
    further = 80 if words == THEIRS else 81
    place = places.unit(province.commune.unit_code)
    colleague = person(f"09130001{further}", f"Công chức {words}", COMMUNE_OFFICER, place)
    kwargs["officer"], kwargs["office"] = {"pk": colleague.user_id}, {"pk": colleague.appointment_id}
    free = _product(province, "mới")
    _photographed(province, free)
    kwargs["product"] = kwargs["product.free"] = {"pk": free.pk, "product_id": free.pk}
    kwargs |= _goods(province)
    kwargs |= _pairs(province, producer, kwargs["goods"]["pk"], free.pk)
    for state in WALKED:
        dossier = _walked(province, state)
        kwargs[state] = _of_dossier(dossier)
        case = dossier.cases.first()
        if case is not None:
            seat = Seat.objects.get(council=case.council, user_id=province.recused.user_id or 0)
            kwargs[f"case.{state}"] = {"pk": case.pk, "seat_id": seat.pk}
    judge = next(actor for actor, role, scores in province.members if role == SeatRole.MEMBER and scores)
    kwargs["sheet.open"] = {"pk": _opened(province, kwargs["scoring"]["pk"], judge).pk}
    kwargs["sheet.sealed"] = {"pk": _sheet(province, kwargs["sealed"]["pk"], judge).pk}
    kwargs["sheet.revealed"] = {"pk": _sheet(province, kwargs["revealed"]["pk"], judge).pk}
    kwargs["sheet.closed"] = {"pk": _sheet(province, kwargs["closed"]["pk"], judge).pk}
    kwargs["council"] = {"pk": province.a_council().pk}
    seat = _spare_seat(province, spare)
    kwargs["seat"], kwargs["council.new"] = {"pk": seat.pk}, {"pk": seat.council_id}
    training = record_training(
        actor=province.province,
        seat_id=seat.pk,
        facts=TrainingFacts(f"Tập huấn {province.words}", province.today, "Sở"),
        now=province.later(),
    )
    kwargs["training"] = {"pk": seat.pk, "training_id": training.pk}
    kwargs |= _reviews(province, reviewer)
    kwargs |= _business(province, producer.pk)
    kwargs |= _ties(province, producer.pk, spare)
    kwargs |= _steering(province, spare)
    kwargs |= _access(province)
    kwargs |= _exchange(province)
    kwargs |= _sessions(province)
    message = _told(province, kwargs["returned"]["pk"])
    kwargs["message"] = {"pk": message.pk}
    asked = ask(actor=province.producer, kind="correct", text=province.words, now=province.later())
    kwargs["data_request"] = {"pk": asked.pk}
    view = save_view(actor=province.province, page="products", name="Xem", query="stars=4", now=NOW)
    kwargs["saved_view"] = {"pk": view.pk}
    kwargs["delivery"] = {"pk": message.deliveries.order_by("pk")[0].pk}
    kwargs |= _map(producer.commune)
    certificate = Certificate.objects.select_related("product").get(dossier_id=kwargs["recognised"]["pk"])
    kwargs["certificate"] = {"pk": certificate.pk, "code": certificate.product.code}
    prepare_records(province.now)
    kwargs["certificate.list"] = {"number": certificate.status_places.get().status_list.number}
    problem = report(
        product_id=certificate.product_id,
        printed_code=certificate.product.code,
        package="",
        facts=ProblemFacts("label", f"Nhãn ghi khác với trang này. {province.words}", "0912345678"),
        form_key=certificate.product.code,
        language="vi",
        now=province.later(),
    )
    kwargs["problem"] = {"pk": problem.pk}
    bare = f"893{certificate.product_id:09d}"
    gtin = bare + check_digit(bare)
    kwargs["bar_code"] = {"path": gtin, "gtin": gtin}
    kwargs["api.problem"] = {"code": "denied"}
    kwargs["api.producer"] = {"code": certificate.product.producer.code}
    kwargs["api.key"] = {"pk": _key_of_a_system(province)}
    Product.objects.filter(pk=certificate.product_id).update(gtin=bare + check_digit(bare))
    kwargs["published"] = {"pk": certificate.decision_id}
    kwargs["open_data"] = {
        "day": "",
        "name": "decisions.csv",
        "end": "ttl",
        "table": "decisions",
        "key": str(certificate.decision_id),
    }
    kwargs |= _appealed(province)
    kwargs |= _papers(province, certificate)
    kwargs |= _posts(province, certificate)
    kwargs |= _proposed(province, certificate)
    return Things(province, kwargs)


def _posts(province: Province, certificate: Certificate) -> dict[str, dict[str, Any]]:
    """What the province tells shoppers, and the addresses of public pages about it."""
    commune, now = certificate.commune, province.later()

    def shown(facts: Facts, noun: str) -> int:
        one = promotion.enter(
            actor=province.province, unit_id=commune.pk, facts=facts, photo=a_photo(), now=now
        )
        promotion.publish(actor=province.province, noun=noun, pk=one.pk, expected_version=1, now=now)
        return one.pk

    event = EventFacts(f"Chợ {province.words}", "fair", province.today, province.today, "Sân", "Xã")
    draft = promotion.enter(actor=province.province, unit_id=commune.pk, facts=event, now=now)
    code = certificate.product.code
    return {
        "post.kind": {"noun": "event"},
        "post.draft": {"noun": "event", "pk": draft.pk},
        "post.shown": {"noun": "event", "pk": shown(event, "event"), "edge": 360},
        "post.outlet": {"pk": shown(OutletFacts(f"Quán {province.words}", "shop", "Chợ"), "outlet")},
        "post.article": {"pk": shown(ArticleFacts(f"Tin {province.words}", "Ngắn"), "article")},
        "certificate.picture": {"code": code, "number": 0, "edge": 360},
        "maker": {"code": certificate.product.producer.code},
        "place.province.key": {"key": province.province.unit_code},
        "place.key": {"key": commune.code},
        "site.file": {"name": "products", "number": 1},
    }


def _proposed(province: Province, certificate: Certificate) -> dict[str, dict[str, Any]]:
    """A further certificate of the producer, and an answered proposal of the commune to withdraw it."""
    decision = RecognitionDecision.objects.get(pk=certificate.decision_id)
    decision.pk, decision.number = None, f"{decision.number}-2"
    decision.save()
    product = _product(province, "bị đề nghị")
    further = Certificate.objects.get(pk=certificate.pk)
    further.pk, further.dossier, further.product, further.decision = None, None, product, decision
    further.product_name, further.number = product.name, f"{further.number}-2"
    further.save()
    proposal = propose_withdrawal(
        actor=province.commune,
        certificate_id=further.pk,
        facts=ProposalFacts("law_breach", f"Kết luận {province.words}", province.today, province.words),
        files=[a_file()],
        now=province.later(),
    )
    state_on_proposal(
        actor=province.producer,
        proposal_id=proposal.pk,
        words=f"Trả lời {province.words}",
        said_on=province.today,
        now=province.later(),
    )
    return {"withdrawal": {"pk": proposal.pk}, "withdrawal.paper": {"pk": proposal.papers.get().pk}}


def _papers(province: Province, certificate: Certificate) -> dict[str, dict[str, Any]]:
    """Draft decisions, an issued paper, and a Word template of the province's own."""
    content = word.default_template(tags.kind("decision").sample())
    entered = enter_template(
        actor=province.province,
        kind="decision",
        file=CheckedFile("mau.docx", DOCX, content, hashlib.sha256(content).hexdigest()),
        from_on=province.today,
        now=province.later(),
    )
    prepared, handed = (_drafted(province, place) for place in ("một", "hai"))
    batches.hand_over_batch(
        actor=province.province, batch_id=handed.pk, expected_version=handed.version, now=province.later()
    )
    paper = IssuedPaper(
        decision=certificate.decision, content_digest="0" * 64, is_signed=False, made_at=province.later()
    )
    paper.take(a_file())
    paper.save()
    reissue = Reissue.objects.create(
        certificate=certificate,
        no=1,
        reason=ReissueReason.LOST,
        note="Mất",
        on=province.today,
        issuer_unit=certificate.issuer_unit,
        signer_name="Chủ tịch",
        signer_lines="Chủ tịch",
        recorded_at=province.later(),
    )
    void = IssuedPaper(
        decision=certificate.decision,
        certificate=certificate,
        voided_by=reissue,
        content_digest="0" * 64,
        is_signed=False,
        made_at=province.later(),
    )
    void.take(a_file())
    void.save()
    return {
        "batch.open": {"pk": prepared.pk, "position": 1},
        "batch.handed": {"pk": handed.pk},
        "paper": {"pk": paper.pk},
        "paper.void": {"pk": void.pk},
        "decision": {"pk": certificate.decision_id},
        "paper.kind": {"code": "certificate"},
        "template": {"pk": entered.template.pk},
    }


def _drafted(province: Province, place: str) -> DecisionBatch:
    product = _product(province, f"dự thảo {place}")
    return batches.prepare_batch(
        actor=province.province,
        dossier_ids=[province.dossier("closed", product=product).pk],
        kind="recognise",
        facts=BatchFacts(f"Sở {province.words}", province.leader.user_id or 0, "Chủ tịch", Way.BUILTIN),
        now=province.later(),
    )


def _pairs(province: Province, producer: Producer, *products: int) -> dict[str, dict[str, Any]]:
    """A producer that looks like the one of the province, and two products of that one."""
    twin = Producer(
        code=f"{producer.code}-B",
        name=f"HTX {province.words}",
        kind=producer.kind,
        commune=producer.commune,
        address=f"Thôn {province.words}",
        representative_name=f"Ông {province.words}",
        registered_on=producer.registered_on,
    )
    indexing.fill(twin)
    twin.save()
    return {
        "pair.producers": {"left": producer.pk, "right": twin.pk},
        "pair.products": {"left": min(products), "right": max(products)},
    }


def _business(province: Province, producer_id: int) -> dict[str, dict[str, Any]]:
    """What the producer told of its business."""
    given: dict[str, Any] = {"actor": province.producer, "producer_id": producer_id}
    begun = date(2025, 3, 1)
    registry.save_year(
        year=2025, expected_version=0, facts=YearFacts(workers=7), now=province.later(), **given
    )
    trait = registry.add_trait(
        facts=TraitFacts("craft_village", begun, f"Làng nghề {province.words}"), now=province.later(), **given
    )
    linkage = registry.add_linkage(
        facts=LinkageFacts("materials", begun, f"Nhóm hộ {province.words}"), now=province.later(), **given
    )
    area = registry.add_area(
        facts=AreaFacts(f"Nương {province.words}", "Ớt", province.producer.unit_code, begun),
        now=province.later(),
        **given,
    )
    return {
        "producer.year": {"pk": producer_id, "year": 2025},
        "producer.trait": {"pk": trait.pk},
        "producer.linkage": {"pk": linkage.pk},
        "producer.area": {"pk": area.pk},
    }


def _goods(province: Province) -> dict[str, dict[str, Any]]:
    """A product with a part of every kind, one that left the programme, and a paper of the store."""
    words, actor, product = province.words, province.producer, _product(province, "đủ")
    given: dict[str, Any] = {"actor": actor, "product_id": product.pk}
    made = goods_actions.add_photo(**given, expected_version=1, photo=_picture(), now=province.later())
    material = goods_actions.add_material(
        **given, expected_version=2, facts=MaterialFacts(f"Ớt {words}", "own"), now=province.later()
    )
    right = goods_actions.enter_right(
        **given, expected_version=3, facts=RightFacts("trademark", words, "filed"), now=province.later()
    )
    beside = places.current().filter(level=Level.COMMUNE).exclude(pk=product.commune_id).order_by("pk")[0]
    share = goods_actions.share_product(
        **given, expected_version=4, unit_id=beside.pk, from_on=province.today, now=province.later()
    )
    ended = _product(province, "thôi")
    goods_actions.end_product(
        actor=actor,
        product_id=ended.pk,
        expected_version=1,
        on=province.today,
        reason="stopped",
        now=province.later(),
    )
    paper = paper_actions.add_paper(
        actor=actor,
        producer_id=product.producer_id,
        facts=PaperFacts("food_safety", f"Giấy {words}"),
        file=a_file(text=words),
        now=province.later(),
    )
    parts = {"photo_id": made.pk, "material_id": material.pk, "right_id": right.pk, "share_id": share.pk}
    return {
        "goods": {"pk": product.pk, **parts},
        "product.ended": {"pk": ended.pk},
        "store.paper": {"pk": paper.pk},
    }


def _ties(province: Province, producer_id: int, spare: Actor) -> dict[str, dict[str, Any]]:
    """An interest of somebody in the producer, and the same person's work as its adviser."""
    interest = actions.declare_tie(
        actor=spare,
        producer_id=producer_id,
        kind="family",
        note=f"Họ hàng {province.words}",
        now=province.later(),
    )
    advice = actions.record_advice(
        actor=province.province,
        producer_id=producer_id,
        user_id=spare.user_id or 0,
        from_on=province.today,
        now=province.later(),
    )
    consent = record_consent(
        actor=province.commune,
        producer_id=producer_id,
        facts=consent_facts(given_by=f"Bà {province.words}", covers_papers=False, covers_filing=False),
        now=province.later(),
    )
    return {"consent": {"pk": consent.pk}, "interest": {"pk": interest.pk}, "advice": {"pk": advice.pk}}


def _map(commune: Unit) -> dict[str, dict[str, Any]]:
    """The commune with a flag, its past, and two drafts of a reform of it."""
    flag = set_flag(actor=SYSTEM, unit_id=commune.pk, kind="pilot", from_on=TODAY, document="1/QĐ", now=NOW)
    assert commune.parent is not None
    drafts = []
    for code in (f"9{commune.code[1:]}", f"8{commune.code[1:]}"):
        draft = draft_reform(
            actor=SYSTEM, title=f"Sắp xếp {commune.name}", document="1/NQ", effective_on=TODAY, now=NOW
        )
        new = set_up_unit(
            actor=SYSTEM,
            reform_id=draft.pk,
            expected_version=1,
            code=code,
            name="Mới",
            kind="xa",
            parent_code=commune.parent.code,
            takes_over=[commune.code],
            now=NOW,
        )
        drafts.append((draft, new))
    (draft, new), (ready, _new) = drafts
    return {
        "place": {"pk": commune.pk, "code": commune.code},
        "place.province": {"pk": commune.parent_id},
        "place.former": {"pk": commune.origins.order_by("pk")[0].former_id},
        "flag": {"pk": flag.pk},
        "reform": {"pk": draft.pk},
        "reform.part": {"pk": draft.pk, "part": "unit", "part_id": new.pk},
        "reform.ready": {"pk": ready.pk},
    }


def _steering(province: Province, spare: Actor) -> dict[str, dict[str, Any]]:
    """The province's committee with a member, a locality and rules; a post, a task, an answered duty."""
    office, words, now = province.province, province.words, province.later()
    unit, commune = places.unit(office.unit_code), places.unit(province.commune.unit_code)
    day, year = province.today, province.today.year
    body = steering.found_body(
        actor=office,
        unit_id=unit.pk,
        facts=BodyFacts("committee", f"Ban Chỉ đạo {words}", "512/QĐ-UBND", day),
        now=now,
    )
    member = steering.seat_member(
        actor=office,
        body_id=body.pk,
        expected_version=1,
        facts=MemberFacts("member", day, user=spare.user_id),
        now=now,
    )
    (locality,) = steering.assign_localities(
        actor=office, member_id=member.pk, unit_ids=[commune.pk], from_on=day, now=now
    )
    working_rules = steering.enter_rules(
        actor=office,
        body_id=body.pk,
        expected_version=2,
        title=f"Quy chế {words}",
        document="01/QC-BCĐ",
        effective_from=day,
        file=a_file(),
        now=now,
    )
    post = staffing.fill_post(
        actor=office,
        unit_id=commune.pk,
        facts=PostFacts("part", day, user=province.commune.user_id, document=words),
        now=now,
    )
    staffing.write_profile(
        actor=province.commune, expected_version=0, background="", studies=words, mobility="", now=now
    )
    task = work.add_task(
        actor=office, unit_id=unit.pk, year=year, facts=TaskFacts("trade", f"Hội chợ {words}"), now=now
    )
    answer = work.answer_duty(
        actor=province.commune,
        unit_id=commune.pk,
        year=year,
        code="help",
        expected_version=0,
        state="done",
        note=words,
        file=a_file(),
        now=now,
    )
    return {
        "body": {"pk": body.pk},
        "body.member": {"pk": member.pk},
        "body.locality": {"pk": locality.pk},
        "body.rules": {"pk": working_rules.pk},
        "post": {"pk": post.pk},
        "post.officer": {"user_id": province.commune.user_id},
        "task": {"pk": task.pk},
        "duty": {"unit_id": commune.pk, "year": year, "code": "officer"},
        "duty.province": {"unit_id": unit.pk, "year": year},
        "duty.paper": {"pk": answer.evidence.get().pk},
        "territory": {"pk": unit.pk},
        "far_year": {"year": year + 9},
    }


def _sessions(province: Province) -> dict[str, dict[str, Any]]:
    """Rounds of the province; a session being planned, and one that was convened, with producers invited."""
    office = province.province
    opened = rounds.open_round(
        actor=office, unit_code=office.unit_code, year=2027, no=1, now=province.later()
    )
    other = rounds.open_round(actor=office, unit_code=office.unit_code, year=2027, no=2, now=province.later())
    day = DayFacts(province.now + timedelta(days=7), "place", f"Hội trường {province.words}")
    made: dict[str, Day] = {}
    for name in ("planned", "convened"):
        dossier = _walked(province, "accepted", f"phiên {name}")
        session = rounds.plan_session(
            actor=office,
            round_id=opened.pk,
            council_id=province.a_council().pk,
            facts=day,
            now=province.later(),
        )
        for slot in session.slots.exclude(dossier=dossier):
            session.refresh_from_db()
            rounds.drop_slot(
                actor=office, slot_id=slot.pk, expected_version=session.version, now=province.later()
            )
        session.refresh_from_db()
        made[name] = session
    ready = made["convened"]
    seats = [seat.pk for seat in ready.council.seats.filter(user_id=province.recused.user_id or 0)]
    rounds.convene_session(
        actor=office,
        session_id=ready.pk,
        expected_version=ready.version,
        recused={slot.dossier_id: seats for slot in ready.slots.all()},
        now=province.later(),
    )
    case = made["convened"].slots.exclude(case=None).get().case
    assert case is not None
    for actor, role, _scores in province.members:
        if role in {"chair", "secretary"}:
            province.without_interest(actor, case)
    ready.refresh_from_db()
    rounds.invite_producers(
        actor=office, session_id=ready.pk, expected_version=ready.version, now=province.later()
    )
    planned_slot, slot = made["planned"].slots.get(), ready.slots.get()
    return {
        "round": {"pk": opened.pk, "dossier_id": slot.dossier_id},
        "round.free": {"pk": other.pk},
        "day.planned": {"pk": made["planned"].pk},
        "day": {"pk": ready.pk},
        "slot.planned": {"pk": planned_slot.pk},
        "slot": {"pk": slot.pk},
    }


def _shared() -> dict[str, dict[str, Any]]:
    """What belongs to no province."""
    value = ListValue.objects.filter(to_on=None).select_related("code_list").order_by("pk")[0]
    return {
        "language": {"code": "vi"},
        "list": {"page": "products"},
        "notice.text": {"code": "dossier_returned"},
        "code_list": {"code": value.code_list.code},
        "list_value": {"pk": value.pk},
        "exchange.list": {"kind": "products"},
        "rescored": {"pk": _rescored().pk},
    }


def _rescored() -> RescoringSample:
    """A sample of the ministry's, with nothing in it."""
    country = Unit.objects.get(level=Level.COUNTRY)
    council = Council.objects.create(
        unit=country,
        name="Hội đồng trung ương",
        decision_number="1/QĐ-BNNMT",
        decided_on=NOW.date(),
    )
    Regulation.objects.create(council=council, no=1, set_at=NOW, aggregate="mean", floor_test="agreed")
    period = {"first": NOW.date(), "last": NOW.date()}
    return RescoringSample.objects.create(
        council=council, **period, population=0, size=0, seed="0" * 64, drawn_at=NOW
    )


def _exchange(province: Province) -> dict[str, dict[str, Any]]:
    """Two lists that the province's office sent and had checked, and one that it has on its shelf."""
    sent = [_sent(province, kind) for kind in ("ho", "mặt trăng")]
    wanted = exports.Wanted(Kind.PRODUCTS, "", Format.CSV)
    made = exports.ask(actor=province.province, wanted=wanted, now=province.later())
    return {
        "import": {"pk": sent[0].pk, "status": "new"},
        "import.refused": {"pk": sent[1].pk},
        "export": {"pk": made.pk},
    }


def _sent(province: Province, kind: str) -> ImportRun:
    """A list of one producer that was sent and checked."""
    commune = province.commune.unit_code
    facts = {
        "producer_code": f"CT-{commune}-1",
        "name": f"Hộ {province.words}",
        "kind": kind,
        "registered_on": TODAY.isoformat(),
        "commune_code": commune,
        "representative_name": f"Ông {province.words}",
    }
    content = f"{','.join(facts)}\n{','.join(facts.values())}\n".encode()
    name = f"{province.words}.csv"
    file = SentFile(name, content, hashlib.sha256(content).hexdigest())
    run = runs.send(actor=province.province, kind=Kind.PRODUCERS, sent=file, now=province.later())
    runs.check(run.pk, Progress(str(run.job)))
    return run


def _sheet(province: Province, dossier_id: int, judge: Actor) -> Sheet:
    return province.sheet_of(Dossier.objects.get(pk=dossier_id), judge)


def _opened(province: Province, dossier_id: int, judge: Actor) -> Sheet:
    """A sheet that its member began: the declaration, and one answer with a note."""
    sheet = _sheet(province, dossier_id, judge)
    actions.declare_interest(actor=judge, sheet_id=sheet.pk, has_interest=False, now=province.later())
    note = Answer(1, f"Ghi chú kín {province.words}")
    actions.answer_sheet(actor=judge, sheet_id=sheet.pk, criterion="1.1", answer=note, now=province.later())
    return sheet


def _key_of_a_system(province: Province) -> int:
    return Key.objects.create(
        name=f"Hệ thống {province.words}",
        contact=f"Phụ trách {province.words}",
        unit=Unit.objects.get(path=province.province.unit_path),
        prefix=f"{province.producer.user_id:012x}",
        digest="0" * 64,
        issued_at=province.now,
        until=province.today + timedelta(days=30),
    ).pk


def _access(province: Province) -> dict[str, dict[str, Any]]:
    """The producer's account, and what it is signed in with."""
    user_id = province.producer.user_id or 0
    factor = Factor.objects.create(
        user_id=user_id, kind=FactorKind.TOTP, name=f"Điện thoại {province.words}", added_at=province.now
    )
    session = Session.objects.create(
        session_key=f"permissions-{user_id}",
        expire_date=province.now + timedelta(days=1),
        user_id=user_id,
        number=f"so-{user_id}",
        begun_at=province.now,
        device=f"Máy {province.words}",
    )
    token = f"thu-moi-{user_id}"
    Invitation.objects.create(
        user_id=user_id,
        digest=token_digest(token),
        made_at=province.now,
        until=province.now + timedelta(days=7),
        last_office=Appointment.objects.filter(user_id=user_id).latest("pk").pk,
    )
    return {
        "account": {"user_id": user_id},
        "factor": {"pk": factor.pk},
        "session": {"number": session.number},
        "invitation": {"token": token},
    }


def _reviews(province: Province, reviewer: Actor) -> dict[str, dict[str, Any]]:
    """Reviews that the reviewer was given, one of them begun, and one sent by somebody else."""
    unreviewed, mine, given, sent = (
        _walked(province, state, f"{state} {name}")
        for state, name in (("unreviewed", "a"), ("unreviewed", "b"), ("unreviewed", "c"), ("accepted", "d"))
    )
    seat = _seat_in(province, province.a_team(), reviewer)
    review, undeclared = (_given(province, one, seat) for one in (mine, given))
    writes: dict[str, Any] = {"actor": reviewer, "review_id": review.pk}
    actions.declare_for_review(**writes, has_interest=False, now=province.later())
    survey = actions.save_survey(
        **writes,
        expected_version=0,
        facts=SurveyFacts(province.today, f"Thôn {province.words}", f"Bà {province.words}"),
        seen={},
        now=province.later(),
    )
    photo = actions.add_survey_photo(
        actor=reviewer, survey_id=survey.pk, file=_picture(), caption=province.words, now=province.later()
    )
    asked, answered = (
        actions.ask_test(
            **writes,
            facts=RequestFacts(f"Chì {number} {province.words}", "Chưa có", province.words, province.today),
            now=province.later(),
        )
        for number in (1, 2)
    )
    paper = actions.answer_test(
        actor=province.producer,
        test_id=answered.pk,
        expected_version=answered.version,
        facts=AnswerFacts(f"Phiếu {province.words}"),
        file=a_file(text=f"phiếu {province.words}"),
        now=province.later(),
    )
    team = actions.create_team(
        actor=province.province,
        unit_code=province.province.unit_code,
        facts=TeamFacts(f"Tổ tư vấn {province.words}", "347/QĐ-UBND", province.today),
        now=province.later(),
    )
    return {
        "unreviewed": _of_dossier(unreviewed),
        "review": {"pk": review.pk, "number": "1.1"},
        "review.given": {"pk": undeclared.pk},
        "review.sent": {"pk": sent.reviews.get().pk},
        "survey": {"pk": survey.pk},
        "survey.photo": {"pk": photo.pk},
        "test": {"pk": asked.pk},
        "test.paper": {"pk": paper.pk},
        "team": {"pk": province.a_team().pk},
        "team.new": {"pk": team.pk},
        "team.seat": {"pk": _seat_in(province, team, reviewer).pk},
    }


def _seat_in(province: Province, team: AdvisoryTeam, reviewer: Actor) -> AdvisorySeat:
    team.refresh_from_db()
    return actions.seat_adviser(
        actor=province.province,
        team_id=team.pk,
        expected_version=team.version,
        user_id=reviewer.user_id or 0,
        role=AdvisoryRole.SECRETARY,
        now=province.later(),
    )


def _given(province: Province, dossier: Dossier, seat: AdvisorySeat) -> Review:
    return actions.open_review(
        actor=province.province,
        dossier_id=dossier.pk,
        team_id=seat.team_id,
        tasks=[Task(seat.pk)],
        now=province.later(),
    )


def _told(province: Province, dossier_id: int) -> Message:
    """A message to the producer, on its way outside as well."""
    user_id = province.producer.user_id or 0
    notify(
        [Recipient(user_id, province.producer.appointment_id)],
        template="dossier_returned",
        reference=f"permissions:{dossier_id}",
        facts={"receipt": "01", "product": province.words, "reason": f"Thiếu giấy {province.words}"},
        link=f"/dossiers/{dossier_id}/",
        now=province.later(),
    )
    return Message.objects.get(user_id=user_id, reference=f"permissions:{dossier_id}")


def _spare_seat(province: Province, spare: Actor) -> Seat:
    """A seat without a sheet, in a council that has no case yet."""
    council = actions.create_council(
        actor=province.province,
        unit_code=province.province.unit_code,
        facts=CouncilFacts(f"Hội đồng {province.words}", "346/QĐ-UBND", province.today),
        now=province.later(),
    )
    return actions.seat_member(
        actor=province.province,
        council_id=council.pk,
        expected_version=council.version,
        user_id=spare.user_id or 0,
        now=province.later(),
    )


def _product(province: Province, state: str) -> Product:
    return province.a_product(name=f"Tương ớt {province.words} {state}", story=f"Chuyện {province.words}")


def _walked(province: Province, state: str, name: str = "") -> Dossier:
    product = _product(province, name or state)
    if state == "recognised":
        _photographed(province, product)
    if state == "returned":
        return province.answered(province.dossier("returned", product=product))
    if state in {*STATES, UNREVIEWED}:
        return province.dossier(state, product=product)
    if state == "reported":
        return province.with_report(province.dossier("filed", product=product))
    dossier = province.dossier("scoring", product=product)
    return province.sealed(dossier, province.same_sheets(dossier))


def _photographed(province: Province, product: Product) -> None:
    set_photo(
        actor=province.producer,
        product_id=product.pk,
        expected_version=product.version,
        photo=_picture(),
        now=province.later(),
    )


def _appealed(province: Province) -> dict[str, dict[str, Any]]:
    """An appeal against a result of the province's council, filed and not looked at."""
    dossier = province.dossier("closed", product=_product(province, "khiếu nại"))
    appeal = actions.file_appeal(
        actor=province.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        reasons=f"Xem lại kết quả {province.words}",
        points={"1.1": f"Nguyên liệu của {province.words}"},
        files=[a_file(f"hop-dong-{dossier.pk}.pdf", f"hợp đồng {province.words}")],
        now=province.later(),
    )
    return {"appeal": {"pk": appeal.pk}, "appeal.paper": {"pk": appeal.papers.get().pk}}


def _picture() -> CheckedFile:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    content = picture.getvalue()
    return CheckedFile("anh.png", "image/png", content, hashlib.sha256(content).hexdigest())


def _of_dossier(dossier: Dossier) -> dict[str, Any]:
    paper = dossier.evidence.first()
    kept = VersionPaper.objects.filter(filed__dossier=dossier).first()
    asked = Correction.objects.filter(round__dossier=dossier).first()
    return {
        "pk": dossier.pk,
        # The first version as filed, and the first sample where there are any.
        "no": 1,
        "filed_id": kept.pk if kept else 0,
        "correction_id": asked.pk if asked else 0,
        "paper_id": paper.pk if paper else 0,
        "part": "general",
        "number": "1",
        "code": "01",
    }
