"""Published results: what stands on them, and that no mark, name of a member or refused product does."""

from __future__ import annotations

import pytest
from django.test import Client

from ocop.evaluation import actions
from ocop.evaluation.actions import AppealRuleFacts
from ocop.evaluation.models import Sheet
from ocop.recognition import published
from ocop.recognition.models import Certificate, RecognitionDecision
from tests.world import World

pytestmark = pytest.mark.django_db


def pages(decision: RecognitionDecision) -> list[str]:
    browser = Client(headers={"accept-language": "vi"})
    addresses = ("/results/", f"/results/{decision.pk}/", f"/results/{decision.pk}.csv")
    return [browser.get(address).content.decode() for address in addresses]


def test_a_decision_is_published_with_product_commune_stars_and_band(world: World) -> None:
    certificate = world.certificate()
    index, page, table = pages(certificate.decision)
    assert certificate.decision.number in index
    for words in (certificate.product_name, certificate.producer_name, certificate.commune_name):
        assert words in page
        assert words in table
    assert "50" in page
    assert "70" in page
    assert table.startswith("\ufeff")


def test_the_band_is_that_of_the_average_as_the_council_rounded_it(world: World) -> None:
    world.rules = {"rounding": 0}
    certificate = world.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(total_exact="139/2")
    (found,) = published.products(certificate.decision)
    assert found.band is not None
    assert [found.band.at_least, found.band.below] == [70, 90]


def test_no_total_no_mark_and_no_member_is_published(world: World) -> None:
    dossier = world.dossier("recognised")
    certificate = world.certificate(dossier)
    exact = certificate.total_2
    assert exact is not None
    totals = {str(exact), str(exact).replace(".", ","), certificate.total_exact}
    for text in pages(certificate.decision):
        assert not any(member.name in text for member, _role, _scores in world.members)
        assert not any(f">{total}<" in text or f",{total}" in text for total in totals)
    assert Sheet.objects.exists()


def test_the_total_is_published_where_the_council_s_regulation_says_so(world: World) -> None:
    dossier = world.dossier("recognised")
    council = world.a_council()
    council.refresh_from_db()
    facts = AppealRuleFacts("Quy chế 12/QC-HĐ", shows_total=True)
    actions.set_appeal_rules(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        facts=facts,
        now=world.later(),
    )
    certificate = world.certificate(dossier)
    assert str(certificate.total_2).replace(".", ",") in pages(certificate.decision)[1]


def test_a_product_that_was_not_recognised_is_counted_and_not_named(world: World) -> None:
    dossier = world.dossier("not_recognised")
    decision = RecognitionDecision.objects.get(rulings__dossier=dossier)
    index, page, table = pages(decision)
    for text in (index, page, table):
        assert dossier.product.name not in text
    assert decision.number in index


def test_the_pages_are_kept_for_a_while_and_set_no_cookie(world: World) -> None:
    certificate = world.certificate()
    answer = Client().get(f"/results/{certificate.decision_id}/")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/results/999999/", "/results/999999.csv"])
def test_an_unknown_decision_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_product_s_page_leads_to_the_results_of_its_decision(world: World) -> None:
    certificate: Certificate = world.certificate()
    page = Client().get(f"/p/{certificate.product.code}").content.decode()
    assert f"/results/{certificate.decision_id}/" in page


def test_the_year_may_be_anything_typed(world: World) -> None:
    world.certificate()
    for year in ("2026", "x", "99999", ""):
        assert Client().get("/results/", {"year": year}).status_code == 200


@pytest.mark.parametrize("year", ["0", "0000", "9999", "x"])
def test_a_year_without_decisions_is_as_none(client: Client, year: str) -> None:
    assert client.get("/results/", {"year": year}).status_code == 200
