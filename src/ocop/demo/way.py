"""A dossier in any state, built by the actions themselves: for tests of pages, and for the demonstration.

    def test_something(world: World) -> None:
        dossier = world.dossier("scoring")

A `World` needs only actors, so a demonstration can be built with one too. Every fact is invented, and the
same each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from ocop.evaluation import actions, reviewing, samples
from ocop.evaluation.actions import (
    CorrectionFacts,
    CouncilFacts,
    EvidenceFacts,
    FindingFacts,
    RegistrationFacts,
    ReportFacts,
    SampleFacts,
    SelfReportFacts,
    Task,
    TeamFacts,
)
from ocop.evaluation.answers import Answer
from ocop.evaluation.closing import floor_choices
from ocop.evaluation.models import (
    AdvisoryRole,
    AdvisoryTeam,
    Council,
    CouncilCase,
    Dossier,
    Review,
    SeatRole,
    Sheet,
)
from ocop.evaluation.models.council import undeclared_cases
from ocop.evaluation.queries import open_corrections, registration_start
from ocop.law.regime import ProductSet
from ocop.law.sheets import applies
from ocop.platform.actors import Actor
from ocop.platform.clock import local_day
from ocop.platform.files import CheckedFile
from ocop.recognition import batches
from ocop.recognition.actions import DecisionFacts, record_decision
from ocop.recognition.batches import BatchFacts
from ocop.recognition.models import Certificate, RecognitionDecision, RulingKind
from ocop.registry import regimes
from ocop.registry.actions import (
    ConsentFacts,
    ProducerFacts,
    ProductFacts,
    register_producer,
    register_product,
)
from ocop.registry.models import Producer, Product

STATES: Final = (
    "draft",
    "filed",
    "returned",
    "sent_up",
    "accepted",
    "scoring",
    "revealed",
    "closed",
    "recognised",
    "not_recognised",
    "forwarded",
    "withdrawn",
)
PROPOSED_BY: Final = "Chánh Văn phòng Điều phối nông thôn mới tỉnh"
SIGNER_LINES: Final = "KT. Chủ tịch\nPhó Chủ tịch"
UNREVIEWED: Final = "unreviewed"
DOWN: Final = {"forwarded": 0, "not_recognised": 2}
CHILLI: Final = 10
"""The number of the set "other spices" in 26/2026."""


def answers_for(product_set: ProductSet, *, down: int = 0, story: bool = True) -> dict[str, int]:
    """A complete sheet: the best option of every leaf, `down` options lower where there are so many."""
    answers: dict[str, int] = {}
    for number, leaf in product_set.leaves.items():
        ranked = sorted(leaf.by_position, key=lambda position: (leaf.points_at(position), position))
        answers[number] = ranked[max(len(ranked) - 1 - down, 0)]
    if not story:
        for leaf in product_set.leaves.values():
            if leaf.story is not None:
                answers[leaf.story] = 0
    return {
        number: position
        for number, position in answers.items()
        if applies(product_set.leaves[number], answers, product_set) is not False
    }


def a_file(name: str = "giay-chung-nhan.pdf", text: str = "giấy chứng nhận") -> CheckedFile:
    """A small file as `platform.files.check_file` gives it."""
    content = f"%PDF-1.4\n{text}\nstartxref\n0\n%%EOF".encode()
    return CheckedFile(name, "application/pdf", content, hashlib.sha256(content).hexdigest())


def producer_facts(**changed: Any) -> ProducerFacts:
    """An invented cooperative."""
    given: dict[str, Any] = {
        "name": "Hợp tác xã Ớt Tả Van",
        "kind": "htx",
        "address": "Thôn Tả Van Giáy, xã Tả Van, tỉnh Lào Cai",
        "representative_name": "Lý Thị Lan",
        "representative_title": "Giám đốc",
        "representative_gender": "nu",
        "representative_ethnicity": "Giáy",
        "tax_code": "",
        "phone": "0912000001",
        **changed,
    }
    return ProducerFacts(**given)


def product_facts(**changed: str | int) -> ProductFacts:
    """An invented product."""
    given: dict[str, str | int] = {
        "name": "Tương ớt Mường Hoa",
        "set_no": CHILLI,
        "story": "Giống ớt được giữ qua ba đời ở thung lũng Mường Hoa.",
        **changed,
    }
    return ProductFacts(**given)  # type: ignore[arg-type] # the keys are those of the facts


def consent_facts(**changed: object) -> ConsentFacts:
    """A consent to everything, spoken before a witness, that began a week ago and holds for half a year."""
    given: dict[str, object] = {
        "given_by": "Lý Thị Lan",
        "way": "witness",
        "given_on": date(2026, 11, 16),
        "to_on": date(2027, 5, 16),
        "witness": "Trưởng thôn Tả Van Giáy",
        "covers_products": True,
        "covers_papers": True,
        "covers_filing": True,
        **changed,
    }
    return ConsentFacts(**given)  # type: ignore[arg-type] # the keys are those of the facts


@dataclass
class World:
    """The people of one way through: a producer, its officers, and a council's members.

    `members` come as (actor, role in the council, whether a sheet is expected); `adviser` heads the advisory
    team and reviews alone. Time passes a minute per act.
    """

    producer: Actor
    commune: Actor
    province: Actor
    leader: Actor
    members: Sequence[tuple[Actor, str, bool]]
    now: datetime
    rules: Mapping[str, str | int | None] = field(default_factory=dict)
    adviser: Actor | None = None
    _council: Council | None = None
    _team: AdvisoryTeam | None = None
    _owner: Producer | None = None

    def later(self, **delta: float) -> datetime:
        """Let time pass, a minute if nothing else is said; the new moment."""
        self.now += timedelta(**delta) if delta else timedelta(minutes=1)
        return self.now

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return local_day(self.now)

    # -- registry --------------------------------------------------------------------------------

    def a_producer(self, **changed: str) -> Producer:
        """The producer that the world's producer speaks for, registered when first asked for."""
        if self._owner is None or changed:
            self._owner = register_producer(
                actor=self.producer,
                facts=producer_facts(**changed),
                commune_code=self.producer.unit_code,
                now=self.later(),
            )
        return self._owner

    def a_product(self, **changed: str | int) -> Product:
        """A new product of that producer; one that is not given its name is numbered from the second on."""
        facts = product_facts(**changed)
        if "name" not in changed and (made := self.a_producer().products.count()):
            facts = replace(facts, name=f"{facts.name} {made + 1}")
        return register_product(
            actor=self.producer,
            producer_id=self.a_producer().pk,
            facts=facts,
            now=self.later(),
        )

    # -- the dossier -------------------------------------------------------------------------------

    def dossier(
        self,
        state: str = "draft",
        *,
        product: Product | None = None,
        kind: str = "first",
        sheets: Sequence[Mapping[str, int]] | None = None,
        down: int | None = None,
    ) -> Dossier:
        """A dossier walked up to `state`. `sheets` are the council's, else all as `answers_for(down=down)`.

        "accepted" is reviewed and ready for a council; "unreviewed" is accepted, and its review not begun.
        Without `down`: 5 stars for "forwarded", 2 for "not_recognised", 3 for every other state.

        Raises: ValueError when the sheets do not lead there, such as "recognised" with too few points.
        """
        if state not in {*STATES, UNREVIEWED}:
            raise ValueError(f"no such state: {state}")
        product = product or self.a_product()
        begun = self.begun(product, kind)
        if state == "draft":
            return begun
        if state == "withdrawn":
            return self.withdrawn(begun)
        filed = self.filed(self.filled(begun))
        if state == "filed":
            return filed
        if state == "returned":
            return self.returned(filed)
        way = (self.sent_up, self.accepted, self.reviewed, self.scoring)
        reached = filed
        for name, take in zip(("sent_up", UNREVIEWED, "accepted", "scoring"), way, strict=True):
            reached = take(reached)
            if state == name:
                return reached
        down = DOWN.get(state, 1) if down is None else down
        self.sealed(reached, sheets or self.same_sheets(reached, down))
        reached = self.revealed(reached)
        if state == "revealed":
            return reached
        reached = self.closed(reached)
        if state == "closed":
            return reached
        return self.decided(reached, state)

    def begun(self, product: Product, kind: str = "first") -> Dossier:
        """A new dossier of this product."""
        return actions.start_dossier(actor=self.producer, product_id=product.pk, kind=kind, now=self.later())

    def filled(self, dossier: Dossier, *, down: int = 1) -> Dossier:
        """Forms 01 and 02 complete, with one paper as evidence unless it was taken over from the last."""
        self.registered(dossier)
        self.reported(dossier)
        product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
        answers = {no: Answer(position) for no, position in answers_for(product_set, down=down).items()}
        self.fresh(dossier)
        actions.save_self_answers(
            actor=self.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            answers=answers,
            now=self.later(),
        )
        if dossier.evidence.exists():
            return dossier
        actions.add_evidence(
            actor=self.producer,
            dossier_id=dossier.pk,
            facts=EvidenceFacts("Giấy chứng nhận đăng ký hợp tác xã", "01/GCN", "UBND xã", date(2024, 3, 1)),
            file=a_file(),
            criteria=list(product_set.leaves)[:1],
            now=self.later(),
        )
        return self.fresh(dossier)

    def registered(self, dossier: Dossier) -> Dossier:
        """Form 01 filled in."""
        facts = RegistrationFacts(**registration_start(self.fresh(dossier)))
        actions.save_registration(
            actor=self.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            facts=facts,
            now=self.later(),
        )
        return self.fresh(dossier)

    def reported(self, dossier: Dossier) -> Dossier:
        """Form 02 filled in, without its part III."""
        self.fresh(dossier)
        facts = SelfReportFacts(
            general="Hợp tác xã có 24 thành viên, trồng 12 ha ớt.",
            representative_gender="nu",
            workers=24,
            local_workers=22,
            business_results="Doanh thu 1,8 tỷ đồng, tăng 15% so với năm trước.",
            future_plan="Mở rộng vùng nguyên liệu lên 20 ha.",
            changes="" if dossier.kind == "first" else "Vùng nguyên liệu tăng từ 12 lên 15 ha.",
        )
        actions.save_self_report(
            actor=self.producer,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            facts=facts,
            now=self.later(),
        )
        return self.fresh(dossier)

    def filed(self, dossier: Dossier) -> Dossier:
        """Handed to the commune, with an answer to each thing that was to be completed."""
        self.answered(dossier)
        self.fresh(dossier)
        return actions.file_dossier(
            actor=self.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=self.later()
        )

    def answered(self, dossier: Dossier) -> Dossier:
        """Whatever has to be completed answered by its producer."""
        for one in open_corrections(self.fresh(dossier)).filter(answered_at=None):
            actions.answer_correction(
                actor=self.producer,
                dossier_id=dossier.pk,
                correction_id=one.pk,
                expected_version=self.fresh(dossier).version,
                answer="Đã bổ sung.",
                now=self.later(),
            )
        return self.fresh(dossier)

    def withdrawn(self, dossier: Dossier) -> Dossier:
        """Taken back by its producer."""
        self.fresh(dossier)
        return actions.withdraw_dossier(
            actor=self.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=self.later()
        )

    def returned(self, dossier: Dossier, reason: str = "Thiếu phiếu kiểm nghiệm của năm nay.") -> Dossier:
        """Given back by the commune."""
        self.fresh(dossier)
        return actions.return_dossier(
            actor=self.commune,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            items=[CorrectionFacts(reason, "evidence")],
            now=self.later(),
        )

    def sampled(self, dossier: Dossier) -> Dossier:
        """The samples that go with it entered and received by the commune."""
        needed = samples.count(self.fresh(dossier)) - samples.there(dossier, self.today)
        if needed <= 0:
            return dossier
        facts = SampleFacts("Chai 250 ml", "L11-2026", self.today - timedelta(days=20), storage="Nơi khô mát")
        given: dict[str, Any] = {"actor": self.commune, "dossier_id": dossier.pk}
        made = actions.register_samples(**given, count=needed, facts=facts, now=self.later())
        numbers = [one.no for one in made]
        actions.handle_samples(
            **given, act="receive", numbers=numbers, place="Tủ mẫu của xã", now=self.later()
        )
        return dossier

    def with_report(self, dossier: Dossier) -> Dossier:
        """The samples with the commune, and its report complete."""
        self.sampled(dossier)
        self.fresh(dossier)
        topics = regimes.regime(dossier.regime_id).commune_topics
        actions.save_commune_report(
            actor=self.commune,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            findings={
                topic.code: FindingFacts(f"{topic.name}: đúng như hồ sơ.", is_local=True) for topic in topics
            },
            conclusion="Đề nghị tỉnh đánh giá, phân hạng.",
            number="12/BC-UBND",
            reported_on=self.today,
            proposal_number="34/TTr-UBND",
            now=self.later(),
        )
        return self.fresh(dossier)

    def sent_up(self, dossier: Dossier) -> Dossier:
        """With the province."""
        self.with_report(dossier)
        return actions.send_up(
            actor=self.commune, dossier_id=dossier.pk, expected_version=dossier.version, now=self.later()
        )

    def accepted(self, dossier: Dossier) -> Dossier:
        """Found fit for a council."""
        self.fresh(dossier)
        return actions.accept_dossier(
            actor=self.province, dossier_id=dossier.pk, expected_version=dossier.version, now=self.later()
        )

    # -- the review --------------------------------------------------------------------------------

    def a_team(self) -> AdvisoryTeam:
        """The advisory team that the world's adviser heads, set up when first asked for."""
        if self.adviser is None:
            raise ValueError("this world has nobody to advise a council")
        if self._team is None:
            team = actions.create_team(
                actor=self.province,
                unit_code=self.province.unit_code,
                facts=TeamFacts("Tổ tư vấn đánh giá, phân hạng sản phẩm OCOP", "346/QĐ-UBND", self.today),
                now=self.later(),
            )
            actions.seat_adviser(
                actor=self.province,
                team_id=team.pk,
                expected_version=team.version,
                user_id=self.adviser.user_id or 0,
                role=AdvisoryRole.HEAD,
                now=self.later(),
            )
            team.refresh_from_db()
            self._team = team
        return self._team

    def reviewing(self, dossier: Dossier) -> Review:
        """Given for review: to the adviser, who has no interest in it, or to the office where it writes."""
        rule = reviewing.rule_of(dossier)
        team = self.a_team() if rule is None or rule.report_by == reviewing.TEAM else None
        review = actions.open_review(
            actor=self.province,
            dossier_id=dossier.pk,
            team_id=team.pk if team else None,
            tasks=[Task(seat.pk) for seat in team.seats.order_by("pk")[:1]] if team else [],
            now=self.later(),
        )
        if team and self.adviser:
            actions.declare_for_review(
                actor=self.adviser, review_id=review.pk, has_interest=False, now=self.later()
            )
        return review

    def reported_on(self, review: Review) -> Review:
        """The report sent to the chair of the council."""
        review.refresh_from_db()
        return actions.send_report(
            actor=self.adviser if review.team_id and self.adviser else self.province,
            review_id=review.pk,
            expected_version=review.version,
            facts=ReportFacts(
                f"{review.pk}/BC-TTV", self.today, "ready", "Hồ sơ đầy đủ, giấy tờ khớp với thực tế."
            ),
            now=self.later(),
        )

    def reviewed(self, dossier: Dossier) -> Dossier:
        """With the report that the council waits for, where it waits for one."""
        self.fresh(dossier)
        if reviewing.hindrance(dossier):
            self.reported_on(reviewing.review_of(dossier) or self.reviewing(dossier))
        return self.fresh(dossier)

    # -- the council -------------------------------------------------------------------------------

    def a_council(self) -> Council:
        """The council of the world's members, set up when first asked for."""
        if self._council is None:
            facts = CouncilFacts("Hội đồng đánh giá, phân hạng sản phẩm OCOP", "345/QĐ-UBND", self.today)
            self._council = self.council_of(facts, self.members, self.rules)
        return self._council

    def council_of(
        self,
        facts: CouncilFacts,
        members: Iterable[tuple[Actor, str, bool | None]],
        rules: Mapping[str, str | int | None] | None = None,
    ) -> Council:
        """A new council of the province; of a member with None the regulation says whether one scores."""
        council = actions.create_council(
            actor=self.province,
            unit_code=self.province.unit_code,
            facts=facts,
            rules_given=rules,
            now=self.later(),
        )
        for actor, role, scores in members:
            council.refresh_from_db()
            actions.seat_member(
                actor=self.province,
                council_id=council.pk,
                expected_version=council.version,
                user_id=actor.user_id or 0,
                role=role,
                scores=scores,
                now=self.later(),
            )
        council.refresh_from_db()
        return council

    def scoring(self, dossier: Dossier) -> Dossier:
        """Before the council, with empty sheets; reviewed first where that was not done."""
        self.reviewed(dossier)
        council = self.a_council()
        actions.convene(
            actor=self.province,
            dossier_id=dossier.pk,
            council_id=council.pk,
            expected_version=dossier.version,
            now=self.later(),
        )
        for actor, _role, scores in self.members:
            if not scores:
                self.without_interest(actor, self.case_of(dossier))
        return self.fresh(dossier)

    def without_interest(self, actor: Actor, case: CouncilCase) -> None:
        """Someone of the council has declared no interest, on the own sheet where there is one."""
        if not undeclared_cases(actor).filter(pk=case.pk).exists():
            return
        declared: dict[str, Any] = {"actor": actor, "has_interest": False, "now": self.later()}
        sheet = case.sheets.filter(round_no=case.round_no, seat__user_id=actor.user_id or 0).first()
        if sheet is None:
            actions.declare_in_case(case_id=case.pk, **declared)
        else:
            actions.declare_interest(sheet_id=sheet.pk, **declared)

    def same_sheets(self, dossier: Dossier, down: int = 1) -> list[dict[str, int]]:
        """One sheet for each scoring member, all alike."""
        product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
        return [answers_for(product_set, down=down) for _actor, _role, scores in self.members if scores]

    def sealed(self, dossier: Dossier, sheets: Sequence[Mapping[str, int]]) -> Dossier:
        """The first sheets of the round filled in and sealed, one per scoring member in their order."""
        scoring = [actor for actor, _role, scores in self.members if scores]
        for actor, answers in zip(scoring, sheets, strict=False):
            self.sealed_by(actor, dossier, answers)
        return self.fresh(dossier)

    def sealed_by(self, actor: Actor, dossier: Dossier, answers: Mapping[str, int]) -> Sheet:
        """One member's sheet filled in and sealed."""
        sheet = self.sheet_of(dossier, actor)
        self.without_interest(actor, sheet.case)
        sheet = self.written(sheet, actor, answers)
        return actions.seal_sheet(
            actor=replace(actor, elevated=True),
            sheet_id=sheet.pk,
            expected_version=sheet.version,
            now=self.later(),
        )

    def written(self, sheet: Sheet, actor: Actor, answers: Mapping[str, int]) -> Sheet:
        """A sheet filled in: an option for each criterion, or points for each part where the rules say so."""
        if regimes.regime(sheet.case.dossier.regime_id).entry == "parts":
            return actions.save_sheet_parts(
                actor=actor,
                sheet_id=sheet.pk,
                expected_version=sheet.version,
                points={part: str(points) for part, points in answers.items()},
                now=self.later(),
            )
        return actions.save_sheet_answers(
            actor=actor,
            sheet_id=sheet.pk,
            expected_version=sheet.version,
            answers={no: Answer(position) for no, position in answers.items()},
            now=self.later(),
        )

    def sheet_of(self, dossier: Dossier, actor: Actor) -> Sheet:
        """A member's sheet of the present round."""
        case = self.case_of(dossier)
        return case.sheets.get(seat__user_id=actor.user_id or 0, round_no=case.round_no)

    def case_of(self, dossier: Dossier) -> CouncilCase:
        """The council's case as it is now."""
        return CouncilCase.objects.select_related("council").filter(dossier=dossier).latest("pk")

    @property
    def secretary(self) -> Actor:
        """Who reveals and closes."""
        return next(actor for actor, role, _scores in self.members if role == SeatRole.SECRETARY)

    def revealed(self, dossier: Dossier) -> Dossier:
        """All sheets open, by a secretary who declared no interest."""
        self.fresh(dossier)
        self.without_interest(self.secretary, self.case_of(dossier))
        actions.reveal(
            actor=self.secretary,
            case_id=self.case_of(dossier).pk,
            expected_version=dossier.version,
            now=self.later(),
        )
        return self.fresh(dossier)

    def agreed(self, dossier: Dossier) -> Dossier:
        """What most sheets say agreed on, where sheets differ on a criterion with star minimums."""
        case = self.case_of(dossier)
        differing = [choice for choice in floor_choices(case) if not choice.unanimous]
        if differing:
            actions.record_agreed_options(
                actor=self.secretary,
                case_id=case.pk,
                expected_version=case.version,
                options={choice.criterion: choice.votes[0][0] for choice in differing},
                now=self.later(),
            )
        return self.fresh(dossier)

    def closed(self, dossier: Dossier) -> Dossier:
        """The result computed."""
        self.agreed(dossier)
        actions.close_case(
            actor=self.secretary,
            case_id=self.case_of(dossier).pk,
            expected_version=dossier.version,
            chair_note="Hội đồng nhất trí.",
            discussion="Hội đồng đã trao đổi về các phiếu chênh nhau."
            if self.rules.get("max_spread")
            else "",
            now=self.later(),
        )
        return self.fresh(dossier)

    # -- recognition -------------------------------------------------------------------------------

    def decision(self) -> DecisionFacts:
        """A decision signed today; its number follows the day of the year."""
        number = f"{400 + self.today.timetuple().tm_yday}/QĐ-UBND"
        return DecisionFacts(number, self.today, self.leader.name, "Phó Chủ tịch UBND tỉnh")

    def decided(self, dossier: Dossier, state: str = "recognised") -> Dossier:
        """The decision entered that leads to `state`."""
        kinds = {
            "recognised": RulingKind.RECOGNISE,
            "not_recognised": RulingKind.REFUSE,
            "forwarded": RulingKind.APPROVE_RESULT,
        }
        self.fresh(dossier)
        record_decision(
            actor=self.leader,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            kind=kinds[state],
            facts=self.decision(),
            now=self.later(),
        )
        return self.fresh(dossier)

    def signed_together(self, dossiers: Sequence[Dossier]) -> RecognitionDecision:
        """One decision on all of them: drafted by the office, signed by the leader, its papers kept."""
        batch = batches.prepare_batch(
            actor=self.province,
            dossier_ids=[dossier.pk for dossier in dossiers],
            kind=RulingKind.RECOGNISE,
            facts=BatchFacts(PROPOSED_BY, self.leader.user_id or 0, SIGNER_LINES),
            now=self.later(),
        )
        given: dict[str, Any] = {"batch_id": batch.pk}
        batch = batches.hand_over_batch(
            actor=self.province, expected_version=batch.version, now=self.later(hours=2), **given
        )
        return batches.sign_batch(
            actor=replace(self.leader, elevated=True),
            expected_version=batch.version,
            digest=batch.digest,
            now=self.later(hours=2),
            **given,
        )

    def certificate(self, dossier: Dossier | None = None) -> Certificate:
        """The latest certificate of a recognised dossier, a new one if none is given."""
        return Certificate.objects.filter(dossier=dossier or self.dossier("recognised")).latest("pk")

    def fresh(self, dossier: Dossier) -> Dossier:
        """The dossier as it is now."""
        dossier.refresh_from_db()
        return dossier
