"""An officer writes for a producer only while it agrees, and every page says so."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions as dossiers
from ocop.evaluation import queries, relations
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Dossier
from ocop.evaluation.relations import Tie
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.registry import actions
from ocop.registry.models import Consent, Producer, Product
from tests.cast import NOW, ClientOf, no_entry, one_entry
from tests.world import World, a_file, consent_facts, producer_facts, product_facts

pytestmark = pytest.mark.django_db


def agreed(world: World, actor: Actor, **changed: object) -> Consent:
    return actions.record_consent(
        actor=actor, producer_id=world.a_producer().pk, facts=consent_facts(**changed), now=world.later()
    )


def answer(world: World, actor: Actor, dossier: Dossier) -> Dossier:
    return dossiers.answer_criterion(
        actor=actor, dossier_id=dossier.pk, criterion="1.1", answer=Answer(1), now=world.later()
    )


# -- nothing originates without it


def test_an_officer_registers_no_producer_without_its_consent(minh: Actor) -> None:
    with no_entry(), pytest.raises(Denied, match="đồng ý"):
        actions.register_producer(actor=minh, facts=producer_facts(), commune_code="03037", now=NOW)
    assert not Producer.objects.exists()


def test_a_producer_registered_with_consent_says_so(minh: Actor, lan: Actor) -> None:
    with one_entry("producer.registered") as written:
        producer = actions.register_producer(
            actor=minh, facts=producer_facts(), commune_code="03037", consent=consent_facts(), now=NOW
        )
    assert producer.assisted
    assert "16/11/2026" in written[0].reason
    own = actions.register_producer(
        actor=lan, facts=producer_facts(name="Hộ Lan"), commune_code="03037", now=NOW
    )
    assert not own.assisted


@pytest.mark.parametrize("officer", ["minh", "hoa"])
def test_no_officer_appoints_a_product(world: World, officer: str, request: pytest.FixtureRequest) -> None:
    producer, actor = world.a_producer(), request.getfixturevalue(officer)
    facts = product_facts()
    with no_entry(), pytest.raises(Denied, match="đồng ý"):
        actions.register_product(actor=actor, producer_id=producer.pk, facts=facts, now=world.later())
    agreed(world, actor, covers_products=False)
    with no_entry(), pytest.raises(Denied):
        actions.register_product(actor=actor, producer_id=producer.pk, facts=facts, now=world.later())
    consent = agreed(world, actor)
    product = actions.register_product(actor=actor, producer_id=producer.pk, facts=facts, now=world.later())
    assert (product.consent, product.entered_by_id) == (consent, actor.user_id)


def test_a_product_of_the_producers_own_needs_none(world: World) -> None:
    assert world.a_product().consent is None


# -- what is recorded


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ("given_by", {"given_by": " "}),
        ("way", {"way": "zalo"}),
        ("slip", {"way": "slip"}),
        ("witness", {"witness": ""}),
        ("covers", {"covers_products": False, "covers_papers": False, "covers_filing": False}),
        ("given_on", {"given_on": date(2026, 12, 24)}),
        ("to_on", {"to_on": date(2028, 1, 1)}),
        ("to_on", {"to_on": date(2026, 11, 15)}),
    ],
)
def test_an_incomplete_consent_is_refused(
    world: World, minh: Actor, fault: str, changed: dict[str, object]
) -> None:
    world.a_producer()
    with no_entry(), pytest.raises(ValidationError) as refusal:
        agreed(world, minh, **changed)
    assert set(refusal.value.message_dict) == {fault}


def test_only_officers_of_the_territory_record_consent(
    world: World, lan: Actor, an: Actor, binh: Actor
) -> None:
    world.a_producer()
    for other, refusal in ((lan, Denied), (an, Denied), (binh, Producer.DoesNotExist)):
        with no_entry(), pytest.raises(refusal):
            agreed(world, other)


def test_a_signed_slip_is_kept_and_shown_to_who_may(
    world: World, minh: Actor, lan: Actor, an: Actor, binh: Actor, client_of: ClientOf
) -> None:
    producer = world.a_producer()
    with one_entry("consent.recorded"):
        consent = actions.record_consent(
            actor=minh,
            producer_id=producer.pk,
            facts=consent_facts(way="slip", witness=""),
            slip=a_file("phieu.pdf"),
            now=world.later(),
        )
    path = f"/consents/{consent.pk}/paper/"
    for one, status in ((minh, 200), (lan, 200), (an, 403), (binh, 404)):
        sent = client_of(one).get(path)
        assert sent.status_code == status
        if status == HTTPStatus.OK:
            assert sent.getvalue() == a_file("phieu.pdf").content


# -- typing in a dossier


def test_a_commune_officer_types_a_whole_dossier_with_consent(world: World, minh: Actor, lan: Actor) -> None:
    world.a_product()
    consent = agreed(world, minh)
    world.producer = minh
    product = Product.objects.get()
    with one_entry("dossier.started"):
        dossier = dossiers.start_dossier(actor=minh, product_id=product.pk, now=world.later())
    filed = world.filed(world.filled(dossier))
    assert (filed.state, filed.consent, filed.assisted_by_id) == ("filed", consent, minh.user_id)
    reasons = {entry.reason for entry in queries.history(lan, filed)}
    assert reasons == {"Nhập hộ chủ thể theo sự đồng ý ngày 16/11/2026."}
    assert Message.objects.filter(user_id=lan.user_id or 0, template="typed_for_you").count() == 1
    share = queries.share_assisted(world.province)
    assert (share.assisted, share.filed) == (1, 1)


def test_without_consent_a_draft_is_not_there_for_the_commune(world: World, minh: Actor) -> None:
    dossier = world.dossier("draft")
    with no_entry(), pytest.raises(Dossier.DoesNotExist):
        answer(world, minh, dossier)


def test_a_province_officer_types_in_no_dossier(world: World, hoa: Actor) -> None:
    dossier = world.dossier("returned")
    agreed(world, hoa)
    with no_entry(), pytest.raises(Denied):
        answer(world, hoa, dossier)


def test_filing_needs_a_consent_that_names_it(world: World, minh: Actor) -> None:
    dossier = world.filled(world.dossier("draft"))
    agreed(world, minh, covers_filing=False)
    world.producer = minh
    answer(world, minh, dossier)
    with no_entry(), pytest.raises(Denied, match="nộp hộ"):
        world.filed(dossier)


def test_a_withdrawn_consent_stops_typing_at_once(world: World, minh: Actor, lan: Actor) -> None:
    dossier = world.dossier("returned")
    consent = agreed(world, minh)
    answer(world, minh, dossier)
    with one_entry("consent.withdrawn"):
        actions.withdraw_consent(actor=lan, consent_id=consent.pk, reason="", now=world.later())
    with no_entry(), pytest.raises(Denied, match="đồng ý"):
        answer(world, minh, dossier)
    assert world.fresh(dossier).consent == consent, "what was typed stays, with who typed it"


def test_an_ended_consent_allows_nothing(world: World, minh: Actor) -> None:
    dossier = world.dossier("returned")
    agreed(world, minh, to_on=world.today)
    world.later(days=1, hours=1)
    with no_entry(), pytest.raises(Denied):
        answer(world, minh, dossier)


def test_a_consent_is_withdrawn_once_and_an_officer_says_how(world: World, minh: Actor, an: Actor) -> None:
    consent = agreed(world, minh)
    with no_entry(), pytest.raises(ValidationError):
        actions.withdraw_consent(actor=minh, consent_id=consent.pk, reason=" ", now=world.later())
    with no_entry(), pytest.raises(Denied):
        actions.withdraw_consent(actor=an, consent_id=consent.pk, reason="Không", now=world.later())
    actions.withdraw_consent(actor=minh, consent_id=consent.pk, reason="Bà Lan báo", now=world.later())
    with no_entry(), pytest.raises(Conflict):
        actions.withdraw_consent(actor=minh, consent_id=consent.pk, reason="Lại", now=world.later())


def test_an_officer_does_not_withdraw_a_dossier_for_its_producer(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    agreed(world, minh)
    world.producer = minh
    with no_entry(), pytest.raises(Denied):
        world.withdrawn(dossier)


def test_who_typed_for_a_producer_is_tied_to_the_dossier(world: World, minh: Actor) -> None:
    dossier = world.dossier("returned")
    agreed(world, minh)
    answer(world, minh, dossier)
    found = relations.ties(
        [Dossier.objects.select_related("product__producer").get(pk=dossier.pk)], [minh.user_id or 0]
    )
    assert found[dossier.pk, minh.user_id or 0] == [Tie.PREPARED]


# -- pages


def test_the_pages_of_consent(world: World, minh: Actor, lan: Actor, client_of: ClientOf) -> None:
    producer = world.a_producer()
    path = f"/producers/{producer.pk}/consents/"
    officer, own = client_of(minh), client_of(lan)
    assert own.get(path).status_code == 200
    assert own.post(path).status_code == 403
    assert "ký" in officer.get(f"{path}slip/").content.decode()
    sent = {
        "given_by": "Lý Thị Lan",
        "covers_papers": "on",
        "given_on": "01/11/2026",
        "to_on": "01/05/2027",
        "way": "witness",
        "witness": "Trưởng thôn",
    }
    with no_entry():
        refused = officer.post(path, {**sent, "witness": ""})
    assert "Lý Thị Lan" in refused.content.decode()
    with one_entry("consent.recorded"):
        assert officer.post(path, sent).status_code == 302
    consent = Consent.objects.get()
    with one_entry("consent.withdrawn"):
        assert own.post(f"/consents/{consent.pk}/withdraw/").status_code == 302
    assert own.post(f"/consents/{consent.pk}/withdraw/").status_code == 409


def test_an_officer_registers_a_producer_and_its_consent_on_one_page(
    minh: Actor, client_of: ClientOf
) -> None:
    browser = client_of(minh)
    facts = producer_facts()
    sent = {
        "name": facts.name,
        "kind": facts.kind,
        "address": facts.address,
        "representative_name": facts.representative_name,
        "phone": facts.phone,
    }
    with no_entry():
        assert browser.post("/producers/new/", sent).status_code == 200
    with one_entry("producer.registered"):
        given = {
            "given_by": "Lý Thị Lan",
            "covers_products": "on",
            "given_on": "01/11/2026",
            "to_on": "01/05/2027",
            "way": "witness",
            "witness": "Trưởng thôn",
        }
        assert browser.post("/producers/new/", {**sent, **given}).status_code == 302


def test_a_page_says_who_typed_under_which_consent(world: World, minh: Actor, client_of: ClientOf) -> None:
    dossier = world.dossier("returned")
    agreed(world, minh)
    answer(world, minh, dossier)
    page = client_of(minh).get(f"/dossiers/{dossier.pk}/").content.decode()
    assert f"Nhập hộ bởi {minh.name}" in page
    assert "16/11/2026" in page


def test_a_product_is_offered_to_be_registered_only_to_who_may(
    world: World, client_of: ClientOf, hoa: Actor, lan: Actor
) -> None:
    producer = world.a_producer()
    page, link = f"/producers/{producer.pk}/", f"/products/new/?producer={producer.pk}"
    refused = client_of(hoa).get(page).content.decode()
    assert link not in refused
    assert "đồng ý" in refused
    assert client_of(hoa).get(link).status_code == HTTPStatus.FORBIDDEN
    assert link in client_of(lan).get(page).content.decode()
    agreed(world, hoa)
    assert link in client_of(hoa).get(page).content.decode()
    assert client_of(hoa).get(link).status_code == HTTPStatus.OK
