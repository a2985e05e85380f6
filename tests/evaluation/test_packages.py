"""What goes up with a dossier, and the dossier as one file."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from ocop.evaluation import packages
from ocop.evaluation.models import Review
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The pages live on the world's day."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


def missing(world: World, actor: Actor, state: str) -> list[str]:
    dossier = world.dossier(state)
    kind = packages.kind_for(actor, dossier)
    assert kind is not None
    return [one.code for one in packages.lines(dossier, kind, world.today) if one.is_missing]


def test_the_commune_misses_its_letter_report_and_samples(world: World, minh: Actor) -> None:
    assert missing(world, minh, "filed") == ["letter", "commune_report", "samples"]


def test_the_commune_has_sent_everything(world: World, minh: Actor) -> None:
    assert missing(world, minh, "sent_up") == []


def test_the_province_sees_what_only_paper_tells(world: World, hoa: Actor) -> None:
    assert missing(world, hoa, "closed") == ["letter", "approval"]


def test_the_report_of_the_review_is_linked_and_not_typed(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    dossier = world.dossier("closed")
    review = dossier.reviews.get()
    page = reverse("evaluation:package", args=[dossier.pk])
    html = client_of(hoa).get(page).content.decode()
    assert f'href="{review.get_absolute_url()}"' in html
    assert review.number in html
    assert 'value="advisory_report"' not in html
    typed = {"part": "advisory_report", "number": "8/BC-TTV", "dated_on": "23/11/2026"}
    with no_entry():
        assert client_of(hoa).post(page, typed).status_code == 200


def test_a_report_that_the_review_owes_is_awaited_and_not_typed(world: World, hoa: Actor) -> None:
    assert "advisory_report" in missing(world, hoa, "unreviewed")
    dossier = world.dossier("unreviewed")
    kind = packages.kind_for(hoa, dossier)
    assert kind is not None
    assert "advisory_report" not in {part.code for part in packages.by_hand(dossier, kind)}


def test_a_result_from_before_the_reviews_has_its_report_typed(world: World, hoa: Actor) -> None:
    dossier = world.dossier("scoring")
    Review.objects.filter(dossier=dossier).update(level="centre")
    kind = packages.kind_for(hoa, dossier)
    assert kind is not None
    assert "advisory_report" in {part.code for part in packages.by_hand(dossier, kind)}


def test_a_renewal_has_the_package_of_its_own(world: World, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    dossier.kind = "renewal"
    kind = packages.kind_for(hoa, dossier)
    assert kind is not None
    assert kind.code == "to_centre_renewal"


def test_nobody_but_the_office_sends_a_package(world: World, lan: Actor, an: Actor, tuan: Actor) -> None:
    dossier = world.dossier("scoring")
    assert [packages.kind_for(actor, dossier) for actor in (lan, an, tuan)] == [None, None, None]


def test_a_paper_is_entered_and_corrected(world: World, client_of: ClientOf, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    page = reverse("evaluation:package", args=[dossier.pk])
    typed = {"part": "letter", "number": "8/TTr-UBND", "dated_on": "23/11/2026"}
    with one_entry("dossier.package_paper_entered"):
        client_of(hoa).post(page, typed)
    with one_entry("dossier.package_paper_entered"):
        client_of(hoa).post(page, {**typed, "number": "9/TTr-UBND"})
    html = client_of(hoa).get(page).content.decode()
    assert "9/TTr-UBND" in html
    assert "8/TTr-UBND" not in html


@pytest.mark.parametrize("wrong", [{"part": "samples"}, {"number": " "}, {"dated_on": "31/12/2026"}])
def test_a_wrong_paper_is_refused_and_stays_typed(
    world: World, client_of: ClientOf, hoa: Actor, wrong: dict[str, str]
) -> None:
    dossier = world.dossier("closed")
    typed = {"part": "letter", "number": "8/TTr-UBND", "dated_on": "23/11/2026", **wrong}
    with no_entry():
        response = client_of(hoa).post(reverse("evaluation:package", args=[dossier.pk]), typed)
    assert response.status_code == 200
    assert "Lỗi:" in response.content.decode()


def test_the_file_holds_everything_and_its_digests_are_true(
    world: World, client_of: ClientOf, lan: Actor
) -> None:
    dossier = world.dossier("sent_up")
    with no_entry():
        sent = b"".join(client_of(lan).get(reverse("evaluation:export", args=[dossier.pk])))
    with zipfile.ZipFile(BytesIO(sent)) as kept:
        names = kept.namelist()
        lines = [line.split("  ") for line in kept.read("SHA256SUMS").decode().splitlines()]
        sums = {name: digest for digest, name in lines}
        assert {"index.html", "form-01.html", "form-02.html", "history.html", "style.css"} <= set(names)
        assert any(name.startswith("evidence/01-") for name in names)
        assert all(hashlib.sha256(kept.read(name)).hexdigest() == digest for name, digest in sums.items())
        assert set(names) == {*sums, "SHA256SUMS"}
        assert "Tương ớt Mường Hoa" in kept.read("index.html").decode()


def test_personal_data_is_masked_in_the_file_of_an_officer(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    dossier = world.dossier("filed")
    sent = b"".join(client_of(minh).get(reverse("evaluation:export", args=[dossier.pk])))
    with zipfile.ZipFile(BytesIO(sent)) as kept:
        pages = [kept.read(name) for name in kept.namelist() if name.endswith(".html")]
    assert not any(b"0912000001" in page for page in pages)
