"""A misprinted, lost or damaged certificate is voided and issued again; what it is worth stays."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.fixtures import Settings

from ocop.notices.models import Message
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.documents import signing
from ocop.platform.files import DOCX, PDF, is_intact
from ocop.recognition import issuing, queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, IssuedPaper, Reissue
from ocop.recognition.reissuing import ReissueFacts, reissue_certificate
from tests.cast import ClientOf, elevated, no_entry, one_entry
from tests.evaluation.test_sheet_pages import prove
from tests.platform.documents.papers import text_of
from tests.recognition.test_batches import content, handed_over, sent, sign
from tests.recognition.test_ways import enter
from tests.world import World

pytestmark = pytest.mark.django_db
WORTH = ("number", "stars", "total_exact", "issued_on", "valid_to", "decision_id", "product_id", "dossier_id")


@pytest.fixture
def certificate(world: World) -> Certificate:
    """One whose decision was signed here, so that its paper is kept; a day later."""
    sign(world, handed_over(world, [world.dossier("closed")]))
    world.later(days=1)
    return Certificate.objects.select_related("product").get()


def facts(certificate: Certificate, **changed: str) -> ReissueFacts:
    given = ReissueFacts(
        reason="lost",
        note="Chủ thể báo mất khi chuyển kho.",
        product_name=certificate.product_name,
        producer_name=certificate.producer_name,
        commune_name=certificate.commune_name,
        signer_lines="KT. Chủ tịch\nPhó Chủ tịch",
    )
    return replace(given, **changed)


def again(world: World, certificate: Certificate, actor: Actor | None = None, **changed: str) -> Reissue:
    certificate.refresh_from_db()
    return reissue_certificate(
        actor=elevated(actor or world.leader),
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        facts=facts(certificate, **changed),
        now=world.later(),
    )


def test_the_paper_is_another_one_and_what_it_is_worth_stays(world: World, certificate: Certificate) -> None:
    first = certificate.papers.get()
    with one_entry("certificate.reissued"):
        reissue = again(world, certificate, ordered_by="15/TB-UBND")
    fresh = Certificate.objects.get()
    assert [getattr(fresh, name) for name in WORTH] == [getattr(certificate, name) for name in WORTH]
    assert queries.status(fresh, world.today) == queries.status(certificate, world.today)
    first.refresh_from_db()
    assert (first.voided_by, is_intact(first.sha256)) == (reissue, True)
    present = fresh.papers.present().get()
    assert (present.reissue, present.media_type) == (reissue, PDF)
    assert (reissue.copy, reissue.on, reissue.ordered_by) == (2, world.today, "15/TB-UBND")
    assert (reissue.signer_name, reissue.names_before) == (world.leader.name, [])


def test_the_new_paper_says_which_issue_anew_it_is_and_of_which_day(
    world: World, certificate: Certificate
) -> None:
    again(world, certificate)
    again(world, certificate, reason="damaged", note="Ướt do mưa.")
    text = text_of(content(certificate.papers.present().get()))
    for words in ("Cấp lại", "lần 2, ngày 24/11/2026", "từ 23/11/2026 đến 23/11/2029", certificate.number):
        assert words in text
    assert "ngày 24 tháng 11 năm 2026" in text
    assert "Cấp lại" not in text_of(content(IssuedPaper.objects.get(certificate=certificate, reissue=None)))


def test_a_misprinted_name_is_put_right_and_what_stood_before_is_kept(
    world: World, certificate: Certificate
) -> None:
    wrong = certificate.product_name
    reissue = again(world, certificate, reason="misprint", product_name="Trà Tả Van in đúng")
    certificate.refresh_from_db()
    assert (certificate.product_name, reissue.names_before) == ("Trà Tả Van in đúng", [wrong])
    assert "Trà Tả Van in đúng" in text_of(content(certificate.papers.present().get()))


@pytest.mark.parametrize("reason", ["lost", "damaged"])
def test_a_lost_or_damaged_paper_keeps_its_names(world: World, certificate: Certificate, reason: str) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        again(world, certificate, reason=reason, producer_name="Hợp tác xã khác")
    assert list(refused.value.message_dict) == ["producer_name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "stolen"),
        ("reason", "renamed"),
        ("note", " "),
        ("signer_lines", ""),
        ("commune_name", " "),
    ],
)
def test_what_is_wrong_is_told_by_field(
    world: World, certificate: Certificate, field: str, value: str
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        again(world, certificate, world.leader, **{field: value})
    assert list(refused.value.message_dict) == [field]


def test_a_name_that_is_too_long_or_cannot_be_printed_is_refused(
    world: World, certificate: Certificate
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        again(world, certificate, reason="renamed", commune_name="x" * 201)
    assert list(refused.value.message_dict) == ["commune_name"]
    with no_entry(), pytest.raises(Conflict, match="中"):
        again(world, certificate, reason="renamed", product_name="Trà 中")
    assert not Reissue.objects.exists()
    assert certificate.papers.get().voided_by is None


def test_only_who_signs_at_the_unit_that_issued_it_does_so(
    world: World, certificate: Certificate, binh: Actor, thu: Actor
) -> None:
    for actor in (world.producer, world.province, world.commune, binh, thu, PUBLIC):
        with no_entry(), pytest.raises(Denied):
            again(world, certificate, actor)


def test_of_a_unit_that_is_no_more_the_one_that_answers_for_it_issues_anew(
    world: World, certificate: Certificate, lao_cai: Unit
) -> None:
    district = Unit.objects.get(code="088")
    assert district.valid_to is not None
    Certificate.objects.update(issuer_unit=district)
    assert again(world, certificate).issuer_unit == lao_cai
    assert "TỈNH LÀO CAI" in text_of(content(certificate.papers.present().get()))


def test_who_signs_confirms_first_that_it_is_them(world: World, certificate: Certificate) -> None:
    with no_entry(), pytest.raises(Denied) as refused:
        reissue_certificate(
            actor=replace(world.leader, elevated=False, fresh=False),
            certificate_id=certificate.pk,
            expected_version=certificate.version,
            facts=facts(certificate),
            now=world.later(),
        )
    assert refused.value.url


def test_what_has_ended_is_not_issued_anew(world: World, certificate: Certificate) -> None:
    event = CertificateEvent.objects.create(
        certificate=certificate, kind=EventKind.WITHDRAWN, on=world.today, recorded_at=world.now
    )
    with no_entry(), pytest.raises(Conflict):
        again(world, certificate)
    event.delete()
    Certificate.objects.update(
        valid_to=world.today - timedelta(days=1), issued_on=world.today - timedelta(days=2)
    )
    with no_entry(), pytest.raises(Conflict):
        again(world, certificate)


def test_an_old_page_is_refused(world: World, certificate: Certificate) -> None:
    with no_entry(), pytest.raises(Stale):
        reissue_certificate(
            actor=elevated(world.leader),
            certificate_id=certificate.pk,
            expected_version=99,
            facts=facts(certificate),
            now=world.later(),
        )


def test_all_or_nothing(world: World, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(issuing.Press, "_keep", breaks)
    with no_entry(), pytest.raises(OSError, match="full"):
        again(world, certificate, reason="misprint", product_name="Tên khác")
    certificate.refresh_from_db()
    assert (certificate.product_name != "Tên khác", certificate.papers.get().voided_by) == (True, None)


def test_one_whose_decision_is_on_paper_gets_its_first_kept_paper(world: World, client_of: ClientOf) -> None:
    found = world.certificate()
    again(world, found)
    client = client_of(world.producer)
    assert "lần 1" in text_of(sent(client.get(reverse("recognition:certificate_pdf", args=[found.pk]))))
    word = client.get(reverse("recognition:certificate_word", args=[found.pk])).content
    words = re.sub("<[^>]+>", "", zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode())
    words = words.replace("\xa0", " ")
    assert "lần 1, ngày 23/11/2026" in words


def test_producer_and_commune_are_told(world: World, certificate: Certificate) -> None:
    again(world, certificate)
    told = Message.objects.filter(template="certificate_reissued").values_list("user__full_name", flat=True)
    assert set(told) == {world.producer.name, world.commune.name}


def test_where_there_is_a_signer_the_new_paper_is_signed(
    world: World, certificate: Certificate, settings: Settings, tmp_path: Path
) -> None:
    settings.OCOP_TRIAL_DATA, settings.OCOP_TEST_SIGNER = True, tmp_path / "test.p12"
    again(world, certificate)
    present = certificate.papers.present().get()
    [found] = signing.verify(content(present))
    assert (present.is_signed, found.intact, found.whole) == (True, True, True)


# -- a Word template of the unit's own


def test_by_a_template_signed_outside_there_is_a_word_file_alone(
    world: World, certificate: Certificate, client_of: ClientOf
) -> None:
    enter(world, "certificate")
    with no_entry(), pytest.raises(ValidationError) as refused:
        again(world, certificate)
    assert list(refused.value.message_dict) == ["way"]
    again(world, certificate, way="outside")
    present = certificate.papers.present().get()
    assert (present.media_type, present.template is not None) == (DOCX, True)
    served = client_of(world.producer).get(reverse("recognition:certificate_pdf", args=[certificate.pk]))
    assert served.status_code == 409


def test_a_template_that_cannot_say_it_is_issued_anew_is_not_used(
    world: World, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world, "certificate")
    monkeypatch.setattr("ocop.platform.documents.word._tags_in", lambda _template: {"so", "ten"})
    with no_entry(), pytest.raises(ValidationError, match="cap_lai"):
        again(world, certificate, way="outside")
    assert again(world, certificate, way="builtin").no == 1
    assert certificate.papers.present().get().template is None


# -- pages


def test_void_papers_are_never_served_as_the_certificate(
    world: World, certificate: Certificate, client_of: ClientOf
) -> None:
    first = certificate.papers.get()
    again(world, certificate)
    producer, office = client_of(world.producer), client_of(world.province)
    path = reverse("recognition:paper", args=[first.pk])
    answer = producer.get(path)
    assert answer.status_code == 410
    assert "bản thứ 2" in answer.content.decode()
    served = sent(producer.get(reverse("recognition:certificate_pdf", args=[certificate.pk])))
    assert served == content(certificate.papers.present().get())
    assert first not in issuing.issued(certificate.decision)
    void = reverse("recognition:void_paper", args=[first.pk])
    assert producer.get(void).status_code == 403
    kept = office.get(void)
    assert "khong-con-gia-tri" in kept.headers["Content-Disposition"]
    assert sent(kept) == content(first)
    assert (
        office.get(
            reverse("recognition:void_paper", args=[certificate.papers.present().get().pk])
        ).status_code
        == 404
    )


def test_the_page_asks_once_more_and_the_certificate_then_lists_the_void_paper(
    world: World, certificate: Certificate, client_of: ClientOf
) -> None:
    leader = prove(client_of(world.leader))
    shown = reverse("recognition:certificate", args=[certificate.pk])
    path = reverse("recognition:reissue", args=[certificate.pk])
    assert path in leader.get(shown).content.decode()
    assert path not in client_of(world.province).get(shown).content.decode()
    page = leader.get(path).content.decode()
    assert certificate.producer_name in page
    assert "KT. Chủ tịch" in page
    given = facts(certificate, note="Rách góc.", reason="damaged")
    typed = {
        "version": certificate.version,
        **{name: getattr(given, name) for name in ReissueFacts.__slots__},
    }
    bad = leader.post(path, {**typed, "note": ""}).content.decode()
    assert "Hãy viết" in bad
    assert "KT. Chủ tịch" in bad
    checked = leader.post(path, typed).content.decode()
    assert 'name="confirmed"' in checked
    assert "Bị hư hỏng" in checked
    changed = leader.post(path, {**typed, "change": "1"}).content.decode()
    assert "Rách góc." in changed
    assert leader.post(path, {**typed, "version": 99, "confirmed": "1"}).status_code == 409
    assert not Reissue.objects.exists()
    assert leader.post(path, {**typed, "confirmed": "1"}).headers["Location"] == shown
    page = client_of(world.producer).get(shown).content.decode()
    assert "Rách góc." in page
    assert "bản thứ 2" in page


def test_without_having_proved_who_they_are_the_page_asks_for_that(
    world: World, certificate: Certificate, client_of: ClientOf
) -> None:
    page = client_of(world.leader).get(reverse("recognition:reissue", args=[certificate.pk])).content.decode()
    assert "signer_lines" not in page
    assert "Xác nhận đúng là bạn" in page
