"""Evidence once: a dossier takes papers from the producer's store, and the store learns from it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ocop.evaluation import actions, completeness, store
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.models import Dossier
from ocop.law.regime import NONE_HOLDS
from ocop.notices.models import Message
from ocop.people.roles import PRODUCER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.programme.actions import load_lists
from ocop.registry.actions import name_representative
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.models import Paper
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry, person
from tests.world import World, a_file

FACTS = PaperFacts(
    "food_safety", "Giấy an toàn thực phẩm", "Hợp tác xã Ớt Tả Van", "12/ATTP", "Chi cục", date(2026, 1, 5)
)


@pytest.fixture(autouse=True)
def today(db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - lists need the database
    """Pages are looked at on the day of the cast, with the shared lists."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_lists(now=NOW)


def enter(world: World, **changed: object) -> Paper:
    given: dict[str, object] = {"facts": FACTS, "file": a_file(text="kho"), **changed}
    return paper_actions.add_paper(
        actor=world.producer,
        producer_id=world.a_producer().pk,
        now=world.later(),
        **given,  # type: ignore[arg-type] # the keys are those of the action
    )


def attach(world: World, dossier: Dossier, paper: Paper, **changed: object) -> object:
    given: dict[str, object] = {"actor": world.producer, "criteria": ["1.1"], **changed}
    return actions.attach_paper(dossier_id=dossier.pk, paper_id=paper.pk, now=world.later(), **given)  # type: ignore[arg-type]


def add(world: World, dossier: Dossier, text: str = "mới") -> Paper:
    added = actions.add_evidence(
        actor=world.producer,
        dossier_id=dossier.pk,
        facts=EvidenceFacts("Phiếu kiểm nghiệm"),
        file=a_file(text=text),
        now=world.later(),
    )
    assert added.paper is not None
    return added.paper


def renew(world: World, paper: Paper, actor: Actor | None = None) -> Paper:
    return paper_actions.renew_paper(
        actor=actor or world.producer,
        paper_id=paper.pk,
        expected_version=paper.version,
        facts=FACTS,
        file=a_file(text="bản mới"),
        now=world.later(),
    )


def test_a_paper_of_the_store_proves_criteria_of_two_dossiers(world: World) -> None:
    paper = enter(world)
    for _number in range(2):
        dossier = world.dossier("draft")
        with one_entry("dossier.paper_attached"):
            attach(world, dossier, paper, criteria=["1.1", "1.2"])
        kept = dossier.evidence.get()
        assert (kept.paper, kept.sha256, kept.number) == (paper, paper.sha256, "12/ATTP")
        assert sorted(kept.links.values_list("criterion", flat=True)) == ["1.1", "1.2"]
    assert Paper.objects.count() == 1


def test_the_dossier_keeps_what_stood_on_the_paper_then(world: World) -> None:
    paper, dossier = enter(world), world.dossier("draft")
    attach(world, dossier, paper)
    paper_actions.describe_paper(
        actor=world.producer,
        paper_id=paper.pk,
        expected_version=1,
        facts=PaperFacts("food_safety", "Tên sửa", number="99"),
        now=NOW,
    )
    assert (dossier.evidence.get().title, dossier.evidence.get().number) == (FACTS.title, "12/ATTP")


def test_what_is_not_offered_cannot_be_attached(world: World) -> None:
    dossier, other = world.dossier("draft"), world.a_product()
    without_file = enter(world, file=None)
    of_another = enter(world, products=[other.pk])
    there = add(world, dossier)
    for paper in (without_file, of_another, there):
        with no_entry(), pytest.raises(Paper.DoesNotExist):
            attach(world, dossier, paper)
    assert list(store.offered(dossier)) == []


def test_another_producer_s_paper_is_not_offered(world: World) -> None:
    paper = enter(world)
    world.a_producer(name="Hộ khác", representative_name="Bà khác")
    dossier = world.dossier("draft")
    with no_entry(), pytest.raises(Paper.DoesNotExist):
        attach(world, dossier, paper)


def test_strangers_readers_and_filed_dossiers(world: World, binh: Actor, minh: Actor) -> None:
    paper, draft, filed = enter(world), world.dossier("draft"), world.dossier("filed")
    for actor, dossier, refusal in (
        (binh, draft, Dossier.DoesNotExist),
        (minh, filed, Denied),
        (world.producer, filed, Conflict),
    ):
        with no_entry(), pytest.raises(refusal):
            attach(world, dossier, paper, actor=actor)


def test_a_file_sent_to_a_dossier_enters_the_store(world: World) -> None:
    dossier = world.dossier("draft")
    paper = add(world, dossier)
    assert (paper.title, paper.kind, paper.producer) == ("Phiếu kiểm nghiệm", "", world.a_producer())
    assert [scope.product_id for scope in paper.scopes.all()] == [dossier.product_id]


def test_a_file_the_store_knows_is_recognised_and_serves_the_further_product(world: World) -> None:
    first, second = world.dossier("draft"), world.dossier("draft")
    paper = add(world, first)
    assert add(world, second) == paper
    assert {scope.product_id for scope in paper.scopes.all()} == {first.product_id, second.product_id}


def test_what_is_described_in_a_dossier_fills_what_the_store_does_not_know(world: World) -> None:
    dossier = world.dossier("draft")
    paper = add(world, dossier)

    def describe(**changed: object) -> None:
        facts = EvidenceFacts("Phiếu kiểm nghiệm", **changed)  # type: ignore[arg-type]
        actions.describe_evidence(
            actor=world.producer,
            evidence_id=dossier.evidence.get().pk,
            expected_version=world.fresh(dossier).version,
            facts=facts,
            criteria=[],
            now=world.later(),
        )

    with one_entry("dossier.evidence_described"):
        describe(number="7/KN", expires_on=date(2027, 5, 1))
    describe(number="8/KN", issuer="Trung tâm")
    paper.refresh_from_db()
    assert (paper.number, paper.issuer, paper.expires_on) == ("7/KN", "Trung tâm", date(2027, 5, 1))


def test_a_renewed_paper_is_pointed_out_in_the_draft_and_told(
    world: World, ta_van: Unit, client_of: ClientOf
) -> None:
    second = person("0912000041", "Lý A Sử", PRODUCER, ta_van)
    paper, draft = enter(world), world.dossier("draft")
    producer = world.a_producer()
    name_representative(actor=world.commune, producer_id=producer.pk, user_id=second.user_id or 0, now=NOW)
    attach(world, draft, paper)
    new = renew(world, paper)
    assert store.renewed_in(draft) == {draft.evidence.get().pk}
    assert list(store.offered(draft)) == [new]
    told = Message.objects.get(template="paper_renewed")
    assert told.user_id == second.user_id
    page = client_of(world.producer).get(reverse("evaluation:evidence", args=[draft.pk])).content.decode()
    assert "Kho đã có bản thay" in page


def test_of_a_filed_dossier_nobody_is_told(world: World, ta_van: Unit) -> None:
    second = person("0912000041", "Lý A Sử", PRODUCER, ta_van)
    filed = world.dossier("filed")
    producer = world.a_producer()
    name_representative(actor=world.commune, producer_id=producer.pk, user_id=second.user_id or 0, now=NOW)
    used = filed.evidence.get().paper
    assert used is not None
    renew(world, used)
    assert not Message.objects.filter(template="paper_renewed").exists()


class TestPages:
    def test_it_is_attached_for_the_criterion_one_came_from(self, world: World, client_of: ClientOf) -> None:
        paper, dossier = enter(world), world.dossier("draft")
        client = client_of(world.producer)
        page = client.get(reverse("evaluation:evidence", args=[dossier.pk]), {"criterion": "1.1"})
        assert FACTS.title in page.content.decode()
        with one_entry("dossier.paper_attached"):
            client.post(
                reverse("evaluation:attach", args=[dossier.pk]), {"paper": paper.pk, "criterion": "1.1"}
            )
        assert dossier.evidence.get().links.get().criterion == "1.1"

    @pytest.mark.parametrize(("sent", "status"), [("", 409), ("x", 409), ("999999", 404)])
    def test_a_paper_that_is_not_there_is_not_attached(
        self, world: World, client_of: ClientOf, sent: str, status: int
    ) -> None:
        url = reverse("evaluation:attach", args=[world.dossier("draft").pk])
        with no_entry():
            assert client_of(world.producer).post(url, {"paper": sent}).status_code == status

    def test_the_check_warns_and_lets_one_file(self, world: World, client_of: ClientOf) -> None:
        dossier = world.filled(world.dossier("draft"))
        client, url = client_of(world.producer), reverse("evaluation:check", args=[dossier.pk])
        assert "an toàn thực phẩm" in client.get(url).content.decode()
        with one_entry("dossier.filed"):
            client.post(url, {"version": str(world.fresh(dossier).version)})


def test_warnings_name_a_missing_a_lapsed_and_a_foreign_paper(world: World) -> None:
    dossier = world.dossier("draft")
    assert [str(one.text) for one in completeness.warnings(dossier, TODAY)] == [
        (
            "Kho giấy tờ chưa có bản còn hiệu lực: "
            "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm, hoặc tương đương."
        )
    ]
    lapsed = PaperFacts(
        "food_safety", "Giấy cũ", "HỢP TÁC XÃ ỚT TẢ VAN", expires_on=TODAY - timedelta(days=1)
    )
    attach(world, dossier, enter(world, facts=lapsed))
    foreign = PaperFacts("food_safety", "Giấy nhờ", "Công ty khác")
    attach(world, dossier, enter(world, facts=foreign, file=a_file(text="nhờ")))
    told = [str(one.text) for one in completeness.warnings(dossier, TODAY)]
    assert len(told) == 2
    assert "Giấy cũ" in told[0]
    assert "Công ty khác" in told[1]


def test_a_criterion_claimed_without_a_paper_is_warned_of(world: World) -> None:
    dossier = world.dossier("draft")
    for number, position in (("1.1", 1), ("1.2", NONE_HOLDS)):
        dossier.self_answers.create(criterion=number, position=position)
    assert unproved(dossier) == ["1.1"]
    attach(world, dossier, enter(world))
    assert unproved(dossier) == []


def unproved(dossier: Dossier) -> list[str]:
    return [one.item for one in completeness.warnings(dossier, TODAY) if one.item]
