"""What programs and people get: records, keys, lists, the page that checks and its copy for a disk."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from joserfc import jwt
from joserfc.jwk import KeySet

from ocop.credentials import keys, queries, records
from ocop.credentials.models import StatusPlace
from ocop.platform import clock
from ocop.recognition.models import Certificate
from tests.cast import no_entry
from tests.credentials.conftest import record, withdraw
from tests.world import World

pytestmark = pytest.mark.django_db
PUBLIC_FACTS = {"id", "name", "producer", "commune", "stars", "number", "decision", "decidedBy"}


def key_set_of(jwks: Any) -> KeySet:
    return KeySet.import_key_set(jwks)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(clock, "now", lambda: world.now)


def test_the_record_holds_public_facts_and_no_others(certificate: Certificate) -> None:
    key_set = key_set_of(queries.jwks())
    token = jwt.decode(record(certificate), key_set, algorithms=["ES256"])
    subject = token.claims["credentialSubject"]
    assert token.header == {"alg": "ES256", "typ": "vc+jwt", "kid": queries.jwks()["keys"][0]["kid"]}
    assert set(subject) == PUBLIC_FACTS
    assert (subject["id"], subject["stars"]) == (
        f"http://localhost:8000/p/{certificate.product.code}",
        certificate.stars,
    )
    assert (token.claims["validFrom"], token.claims["validUntil"]) == (
        f"{certificate.issued_on}T00:00:00+07:00",
        f"{certificate.valid_to}T23:59:59+07:00",
    )
    assert token.claims["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert set(records.ours()["@context"]) == PUBLIC_FACTS - {"id", "name"} | {
        "OcopCertificate",
        "@protected",
        "voidPapers",
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/credentials/{pk}.jwt", "application/vc+jwt"),
        ("/credentials/status/1.jwt", "application/vc+jwt"),
        ("/.well-known/ocop-keys.json", "application/jwk-set+json"),
        ("/credentials/v1.jsonld", "application/ld+json"),
    ],
)
def test_programs_of_any_site_read_it_and_get_it_again_only_when_it_changed(
    client: Client, certificate: Certificate, path: str, kind: str
) -> None:
    address = path.format(pk=certificate.pk)
    with (
        no_entry(),
        CaptureQueriesContext(
            connection,
        ) as sent,
    ):
        answer = client.get(address)
    assert not [one for one in sent if not one["sql"].startswith("SELECT")]
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "no-cache")
    assert not answer.cookies
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_list_changes_with_the_withdrawal_itself(
    client: Client, world: World, certificate: Certificate
) -> None:
    tag = client.get("/credentials/status/1.jwt")["ETag"]
    withdraw(world, certificate)
    after = client.get("/credentials/status/1.jwt", headers={"if-none-match": tag})
    assert after.status_code == 200


@pytest.mark.parametrize("path", ["/credentials/0.jwt", "/credentials/status/2.jwt"])
def test_what_there_is_not_is_not_found(client: Client, certificate: Certificate, path: str) -> None:
    assert certificate.pk
    assert client.get(path).status_code == 404


def test_a_certificate_without_a_product_code_or_a_place_has_no_record(
    client: Client, certificate: Certificate
) -> None:
    StatusPlace.objects.all().delete()
    assert client.get(f"/credentials/{certificate.pk}.jwt").status_code == 404


def test_a_lost_key_file_is_told_and_holds_up_no_page_of_others(
    client: Client, certificate: Certificate
) -> None:
    text = record(certificate)
    keys.place().unlink()
    assert client.get(f"/credentials/{certificate.pk}.jwt").status_code == 503
    assert client.get("/verify/offline.html").status_code == 503
    assert client.get("/.well-known/ocop-keys.json").status_code == 200
    answer = client.post("/verify/", {"record": text})
    assert "chưa biết đã bị thu hồi hay chưa" in answer.content.decode().split("<template")[0]


def test_without_script_the_server_checks(client: Client, world: World, certificate: Certificate) -> None:
    text = records.scanned(record(certificate))

    def checked(what: str) -> str:
        page = client.post("/verify/", {"record": what}).content.decode()
        return page.split('id="verdict"')[1].split("<template")[0]

    assert "Thật và còn hiệu lực" in checked(text)
    assert certificate.product_name in checked(text)
    assert "chữ ký số không đúng" in checked(text[:-8] + "AAAAAAAA")
    assert "không phải bản ghi" in checked("<script>")
    withdraw(world, certificate)
    assert "Không còn hiệu lực" in checked(text)


@pytest.mark.django_db
def test_checking_a_paper_leaves_no_cookie() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert not strict.get("/verify/").cookies
    assert strict.post("/verify/", {"record": "x"}).status_code == 200


def test_the_page_as_one_file_holds_keys_and_lists_and_lets_nothing_out(
    client: Client, world: World, certificate: Certificate
) -> None:
    assert certificate.pk
    text = client.get("/verify/offline.html", {"lang": "en"}).content.decode()
    held = re.search(r'<script id="known" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert held
    assert json.loads(held[1]) == {"keys": queries.jwks(), "lists": [queries.signed_list(1, world.now)]}
    script = text.rpartition("<script>")[2].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'" in text
    assert not re.search(r'(?:src|href|action)="(?!data:)', text)
    assert '<html lang="en">' in text


def test_a_list_speaks_for_a_week(world: World, certificate: Certificate) -> None:
    assert certificate.pk
    key_set = key_set_of(queries.jwks())
    claims = jwt.decode(queries.signed_list(1, world.now + timedelta(days=1)), key_set).claims
    assert (claims["validFrom"], claims["validUntil"]) == (
        "2026-11-24T00:00:00+07:00",
        "2026-12-01T00:00:00+07:00",
    )
