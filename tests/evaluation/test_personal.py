"""Phone numbers, e-mail addresses and the like are read in the clear only by their owner and by right."""

from __future__ import annotations

import pytest

from ocop.evaluation.models import Dossier, Registration
from ocop.platform.actors import Actor
from ocop.platform.personal import masked
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World


def revealed(world: World) -> Dossier:
    dossier = world.dossier("revealed")
    Registration.objects.filter(dossier=dossier).update(email="lan.bi.mat@example.vn")
    return dossier


def pages_of(dossier: Dossier) -> tuple[str, str]:
    return f"/dossiers/{dossier.pk}/", f"/dossiers/{dossier.pk}/print/01/"


SECRETS = ("0912000001", "0912 000 001", "lan.bi.mat@example.vn")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0912 000 001", "0912 *** 001"), ("lan@example.vn", "l***@example.vn"), ("Giáy", "***"), (" ", "")],
)
def test_a_mask_lets_one_recognise_and_no_more(value: str, shown: str) -> None:
    assert masked(value) == shown


@pytest.mark.parametrize("reader", ["lan", "minh", "hoa", "cuc", "mai", "tuan", "phuc", "an", "thu"])
@pytest.mark.django_db
def test_contacts_of_a_dossier_are_masked_for_everybody_but_its_producer(
    world: World, client_of: ClientOf, request: pytest.FixtureRequest, reader: str
) -> None:
    dossier = revealed(world)
    browser = client_of(request.getfixturevalue(reader))
    for path in pages_of(dossier):
        answer = browser.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert any(secret in page for secret in SECRETS) is (reader == "lan"), path


@pytest.mark.django_db
def test_an_officer_sees_them_with_a_purpose_and_the_reading_is_recorded(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = revealed(world)
    for path in (f"/dossiers/{dossier.pk}/personal/", f"/dossiers/{dossier.pk}/print/01/"):
        with one_entry("personal.read") as written:
            page = client_of(minh).post(path, {"purpose": "check"}).content.decode()
        assert "lan.bi.mat@example.vn" in page
        assert "email" in written[0].fields.split()
        assert written[0].object_type == "evaluation.dossier"
        with no_entry():
            answer = client_of(minh).post(path)
        assert answer.status_code == 200
        assert "lan.bi.mat@example.vn" not in answer.content.decode()


@pytest.mark.django_db
def test_who_lacks_the_right_is_refused(
    world: World, client_of: ClientOf, mai: Actor, cuc: Actor, binh: Actor
) -> None:
    dossier = revealed(world)
    for path in (f"/dossiers/{dossier.pk}/personal/", f"/dossiers/{dossier.pk}/print/01/"):
        with no_entry():
            for actor, status in ((mai, 403), (cuc, 403), (binh, 404)):
                assert client_of(actor).post(path, {"purpose": "check"}).status_code == status
