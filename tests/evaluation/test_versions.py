"""Each filing locks a version: by value, with its digest, to be compared and put before a council."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from ocop.evaluation import actions, content, versions
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Dossier
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry
from tests.world import World, a_file

pytestmark = pytest.mark.django_db


def changed(world: World) -> Dossier:
    """Returned, with an answer, a field and the papers changed, and filed again."""
    dossier = world.dossier("returned")
    answers = {"1.1": Answer(0, "Mua một phần ở xã bên.")}
    actions.save_self_answers(
        actor=world.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        answers=answers,
        now=world.later(),
    )
    old = dossier.evidence.get()
    actions.remove_evidence(
        actor=world.producer,
        evidence_id=old.pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    for title, text in ((old.title, "bản mới"), ("Phiếu kiểm nghiệm", "phiếu")):
        actions.add_evidence(
            actor=world.producer,
            dossier_id=dossier.pk,
            facts=EvidenceFacts(title, expires_on=date(2027, 3, 1)),
            file=a_file(text=text),
            now=world.later(),
        )
    return world.filed(dossier)


def test_what_was_filed_is_kept_as_it_was(world: World) -> None:
    dossier = changed(world)
    first, second = content.filed_versions(dossier)
    assert content.content(second).digest == second.digest == content.written(dossier).digest
    assert content.content(first).digest == first.digest != second.digest
    assert content.content(first).answers["1.1"] != (0, "Mua một phần ở xã bên.")


def test_an_untouched_dossier_has_the_same_digest_again(world: World) -> None:
    dossier = world.filed(world.dossier("returned"))
    first, second = content.filed_versions(dossier)
    assert first.digest == second.digest


def test_a_draft_has_no_version(world: World) -> None:
    assert not content.filed_versions(world.filled(world.dossier("draft"))).exists()


def test_the_comparison_says_in_words_what_changed(world: World) -> None:
    dossier = changed(world)
    before, after = (content.content(one) for one in content.filed_versions(dossier))
    found = versions.compared(dossier, before, after, clear=True)
    assert found.forms == []
    (answer,) = found.answers
    assert answer.name.startswith("Tiêu chí 1.1")
    assert "Mua một phần ở xã bên." in answer.after
    assert [str(one.name).split(":")[0] for one in found.papers] == ["Thay thế", "Thêm"]
    assert "01/03/2027" in found.papers[1].after


def test_the_council_gets_the_latest_version_and_keeps_it(world: World) -> None:
    dossier = world.scoring(world.accepted(world.sent_up(changed(world))))
    put = world.case_of(dossier).put_before.filed
    assert put.no == 2
    assert content.unchanged_since(dossier, put)


def test_the_pages_show_versions_to_who_may_read_the_dossier(
    world: World, client_of: ClientOf, minh: Actor, lan: Actor, binh: Actor
) -> None:
    dossier = changed(world)
    page, compare = (
        reverse("evaluation:version", args=[dossier.pk, 1]),
        reverse("evaluation:compare", args=[dossier.pk]),
    )
    paper = content.filed_versions(dossier)[0].papers.get()
    file = reverse("evaluation:version_file", args=[dossier.pk, 1, paper.pk])
    for reader in (minh, lan):
        client = client_of(reader)
        with no_entry():
            assert paper.title in client.get(page).content.decode()
            assert "Mua một phần ở xã bên." in client.get(compare, {"from": "1", "to": "2"}).content.decode()
            assert b"".join(client.get(file)).startswith(b"%PDF")
    for address in (page, compare, file):
        assert client_of(binh).get(address).status_code == 404
    assert client_of(minh).get(reverse("evaluation:version", args=[dossier.pk, 9])).status_code == 404


def test_personal_data_stays_masked_in_a_version(world: World, client_of: ClientOf, minh: Actor) -> None:
    dossier = world.dossier("filed")
    html = client_of(minh).get(reverse("evaluation:version", args=[dossier.pk, 1])).content.decode()
    assert "0912000001" not in html


def test_members_do_not_read_claims_through_versions(world: World, client_of: ClientOf, tuan: Actor) -> None:
    dossier = world.dossier("scoring")
    assert client_of(tuan).get(reverse("evaluation:version", args=[dossier.pk, 1])).status_code == 403
