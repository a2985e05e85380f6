"""The record on a void paper holds no more, also where it is checked offline; that on the new paper does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from joserfc import jwt

from ocop.credentials import queries, records
from ocop.credentials.models import StatusPlace
from ocop.platform import clock
from ocop.platform.decisions import Conflict
from ocop.recognition import issuing
from ocop.recognition.models import Certificate
from tests.credentials.conftest import record, verdict, withdraw
from tests.credentials.test_pages import key_set_of
from tests.credentials.test_paper import scanned
from tests.recognition.test_batches import content
from tests.recognition.test_reissuing import again
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_void_paper_verifies_no_more_and_the_one_issued_anew_does(
    world: World, certificate: Certificate
) -> None:
    _address, old = scanned(issuing.certificate_pdf(certificate))
    assert verdict(old, world).why == "valid"
    again(world, certificate)
    _address, new = scanned(content(certificate.papers.present().get()))
    assert (verdict(old, world).why, verdict(new, world).why) == ("void_paper", "valid")


def test_whoever_holds_the_void_paper_is_told_so_and_its_page_says_that_the_certificate_holds(
    client: Client, world: World, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = record(certificate)
    again(world, certificate)
    monkeypatch.setattr(clock, "now", lambda: world.now)
    told = client.post("/verify/", {"record": old}).content.decode().split("<template")[0]
    assert "Bản giấy này không còn giá trị" in told
    assert f"/p/{certificate.product.code}" in told
    assert "Còn hiệu lực" in client.get(f"/p/{certificate.product.code}").content.decode()
    assert client.get(f"/credentials/{certificate.pk}.jwt").content.decode() == record(certificate) != old


def test_issued_anew_twice_the_last_paper_alone_holds(world: World, certificate: Certificate) -> None:
    printed = [record(certificate)]
    for _time in range(2):
        again(world, certificate)
        printed.append(record(certificate))
    assert [verdict(one, world).why for one in printed] == ["void_paper", "void_paper", "valid"]
    assert StatusPlace.objects.filter(certificate=certificate, voided_at=None).count() == 1


def test_once_the_certificate_is_withdrawn_every_paper_of_it_says_so(
    world: World, certificate: Certificate
) -> None:
    old = record(certificate)
    again(world, certificate)
    withdraw(world, certificate)
    assert [verdict(one, world).why for one in (old, record(certificate))] == ["ended", "ended"]


def test_other_verifiers_find_the_void_paper_among_those_revoked(
    world: World, certificate: Certificate
) -> None:
    before = certificate.status_places.get()
    again(world, certificate)
    claims = jwt.decode(queries.signed_list(1, world.now), key_set_of(queries.jwks())).claims
    subject = claims["credentialSubject"]
    assert subject["encodedList"] == subject["voidPapers"] == records.encoded([before.position])
    assert claims["validFrom"] == world.now.astimezone(clock.VIETNAM).isoformat(timespec="seconds")


def test_a_paper_that_is_not_issued_anew_after_all_is_not_void(
    world: World, certificate: Certificate
) -> None:
    old = record(certificate)
    with pytest.raises(Conflict, match="中"):
        again(world, certificate, reason="renamed", product_name="Trà 中")
    assert verdict(old, world).why == "valid"


def test_one_without_a_place_so_far_gets_one_with_its_new_paper(
    world: World, certificate: Certificate
) -> None:
    StatusPlace.objects.all().delete()
    again(world, certificate)
    assert verdict(record(certificate), world).why == "valid"


def test_a_certificate_never_has_two_places_that_hold(certificate: Certificate) -> None:
    first = certificate.status_places.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusPlace.objects.create(
            certificate=certificate,
            status_list=first.status_list,
            position=(first.position + 1) % 131_072,
            given_at=first.given_at,
        )
