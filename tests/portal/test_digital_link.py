"""The bar code of a package as an address: it leads to the product's page for ever, and tells its links."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ocop.portal.digital_link import BadLink, gtin_of
from ocop.recognition.models import Certificate
from ocop.registry.gtin import check_digit, normal_gtin, written
from tests.world import World

GTIN = "08938505970004"
SHORT = GTIN[1:]
VOCABULARY = "https://ref.gs1.org/voc/"


@pytest.fixture
def certificate(world: World) -> Certificate:
    """A recognised product with a bar code of 13 digits, as its producer typed it."""
    found = Certificate.objects.select_related("product").get(dossier=world.dossier("recognised"))
    type(found.product).objects.filter(pk=found.product_id).update(gtin=SHORT)
    return found


def page_of(certificate: Certificate) -> str:
    return f"{settings.OCOP_BASE_URL}/p/{certificate.product.code}"


@pytest.mark.parametrize(
    ("path", "package"),
    [
        (GTIN, ""),
        (SHORT, ""),
        (f"{GTIN}/", ""),
        (f"{GTIN}/10/LO-2026", "?10=LO-2026"),
        (f"{GTIN}/10/LO-2026/21/7", "?10=LO-2026&21=7"),
        (f"{GTIN}/21/A7", "?21=A7"),
    ],
)
def test_the_code_on_a_package_leads_to_the_page_of_its_product(
    client: Client, certificate: Certificate, path: str, package: str
) -> None:
    answer = client.get(f"/01/{path}")
    assert (answer.status_code, answer["Location"]) == (307, page_of(certificate) + package)
    assert answer["Link"].startswith(f'<{settings.OCOP_BASE_URL}/01/{GTIN}?linkType=linkset>; rel="linkset"')
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "carried"),
    [
        ("/10/AB%2F12", {"10": "AB/12"}),
        ("/10/AB%2F12/21/7", {"10": "AB/12", "21": "7"}),
        ("/21/A%2F7", {"21": "A/7"}),
    ],
)
def test_a_lot_may_hold_a_slash(
    client: Client, certificate: Certificate, path: str, carried: dict[str, str]
) -> None:
    answer = client.get(f"/01/{GTIN}{path}")
    assert answer.status_code == 307
    assert answer["Location"] == f"{page_of(certificate)}?{urlencode(carried)}"


def test_what_was_asked_besides_is_handed_on(client: Client, certificate: Certificate) -> None:
    answer = client.get(f"/01/{GTIN}?17=270601&lang=en")
    assert answer["Location"] == f"{page_of(certificate)}?17=270601&lang=en"


@pytest.mark.parametrize("accept", ["*/*", "application/linkset+json;q=0, text/html", ""])
def test_who_does_not_ask_for_the_links_gets_the_page(
    client: Client, certificate: Certificate, accept: str
) -> None:
    answer = client.get(f"/01/{GTIN}", headers={"accept": accept})
    assert (answer.status_code, answer["Location"]) == (307, page_of(certificate))


@pytest.mark.parametrize(
    ("query", "accept"),
    [("?linkType=linkset", "*/*"), ("?linkType=all", "*/*"), ("", "application/linkset+json")],
)
def test_who_asks_gets_the_set_of_links(
    client: Client, certificate: Certificate, query: str, accept: str
) -> None:
    answer = client.get(f"/01/{GTIN}{query}", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/linkset+json"
    assert 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"' in answer["Link"]
    (links,) = answer.json()["linkset"]
    assert links["anchor"] == f"{settings.OCOP_BASE_URL}/01/{GTIN}"
    assert links[f"{VOCABULARY}defaultLink"] == [
        {"href": page_of(certificate), "title": certificate.product_name}
    ]
    assert links[f"{VOCABULARY}certificationInfo"][0]["hreflang"] == ["vi", "en", "zh-Hans", "ko"]


@pytest.mark.parametrize("written_as", ["gs1:", VOCABULARY, "https://gs1.org/voc/", "http://gs1.org/voc/"])
def test_a_type_of_link_is_known_however_it_is_written(
    client: Client, certificate: Certificate, written_as: str
) -> None:
    answer = client.get(f"/01/{GTIN}", {"linkType": f"{written_as}certificationInfo"})
    assert (answer.status_code, answer["Location"]) == (307, page_of(certificate))


@pytest.mark.usefixtures("certificate")
def test_a_type_of_link_that_is_not_there_is_not_guessed(client: Client) -> None:
    assert client.get(f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404


@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("path", ["08938505970005", "893", f"{GTIN}/foo", f"{GTIN}/21/{'A' * 30}", "x"])
def test_what_is_no_digital_link_is_a_bad_request_that_says_why(client: Client, path: str) -> None:
    answer = client.get(f"/01/{path}")
    assert answer.status_code == 400
    assert "không phải địa chỉ của sản phẩm" in answer.content.decode()


def test_a_bar_code_never_recognised_says_so(client: Client, certificate: Certificate) -> None:
    type(certificate.product).objects.filter(pk=certificate.product_id).update(gtin="")
    answer = client.get(f"/01/{GTIN}")
    assert answer.status_code == 404
    assert "Chưa từng được công nhận" in answer.content.decode()
    assert GTIN in answer.content.decode()


def test_two_entries_of_one_producer_with_one_bar_code_lead_to_the_latest_recognition(
    client: Client, certificate: Certificate, world: World
) -> None:
    later = Certificate.objects.select_related("product").get(dossier=world.dossier("recognised"))
    type(later.product).objects.filter(pk=later.product_id).update(gtin=GTIN)
    assert client.get(f"/01/{GTIN}")["Location"] == page_of(later) != page_of(certificate)


def test_a_bar_code_that_several_producers_typed_leads_nowhere(
    client: Client, certificate: Certificate, world: World
) -> None:
    later = Certificate.objects.select_related("product").get(dossier=world.dossier("recognised"))
    other = world.a_producer(name="Hợp tác xã Mật ong Mường Hoa")
    type(later.product).objects.filter(pk=later.product_id).update(gtin=GTIN, producer=other)
    answer = client.get(f"/01/{GTIN}")
    assert answer.status_code == 409
    assert "nhiều chủ thể" in answer.content.decode()
    assert certificate.product.code not in answer.content.decode()


@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("lot", ["A%25CD", "A%3FB", "AB%2541"])
def test_a_lot_may_have_any_sign_of_gs1(client: Client, lot: str) -> None:
    assert client.get(f"/01/{GTIN}/10/{lot}").status_code == 307


@pytest.mark.usefixtures("certificate")
def test_a_browser_of_another_site_may_ask_and_nothing_may_be_sent(client: Client) -> None:
    asked = client.options(f"/01/{GTIN}")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert client.post(f"/01/{GTIN}").status_code == 405
    assert client.head(f"/01/{GTIN}").status_code == 307


def test_the_resolver_describes_itself(client: Client) -> None:
    told = client.get("/.well-known/gs1resolver").json()
    assert (told["resolverRoot"], told["supportedPrimaryKeys"]) == (settings.OCOP_BASE_URL, ["01"])


@given(st.from_regex(r"\A[0-9]{13}\Z"), st.sampled_from([7, 11, 12, 13]))
def test_any_gtin_is_the_same_at_any_length(digits: str, kept: int) -> None:
    bare = digits[:kept]
    gtin = bare + check_digit(bare)
    assert gtin_of(f"01/{gtin}") == gtin.zfill(14)
    assert normal_gtin(gtin) in written(gtin.zfill(14))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(BadLink):
        assert len(gtin_of(f"01/{text}")) == 14
