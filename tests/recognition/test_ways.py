"""How papers are made where a unit has Word templates of its own: from the very file, or said plainly."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.documents import office, signing, tags, word
from ocop.platform.files import DOCX, PDF, CheckedFile
from ocop.programme.templates_of_papers import enter_template
from ocop.recognition import batches, issuing
from ocop.recognition.models import Certificate, DecisionBatch, IssuedPaper, RecognitionDecision, Way
from tests.cast import ClientOf, no_entry, one_entry
from tests.platform.documents.papers import text_of
from tests.recognition.test_batches import content, prepared, sent, sign, two
from tests.world import World

pytestmark = pytest.mark.django_db
FOUND = next((name for name in office.NAMES if shutil.which(name)), None)
MARK = "Mẫu riêng của tỉnh Lào Cai"


def template_of(kind: str, mark: str = MARK) -> CheckedFile:
    """Our template of a kind with a line of one's own at its head."""
    document = docx.Document(io.BytesIO(word.default_template(tags.kind(kind).sample())))
    document.paragraphs[0].insert_paragraph_before(mark)
    out = io.BytesIO()
    document.save(out)
    made = out.getvalue()
    return CheckedFile("mau.docx", DOCX, made, hashlib.sha256(made).hexdigest())


def enter(world: World, *kinds: str, mark: str = MARK) -> None:
    for kind in kinds:
        enter_template(
            actor=world.province,
            kind=kind,
            file=template_of(kind, mark),
            from_on=world.today,
            now=world.later(),
        )


def words_of(content: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


def pdf_of(word_file: bytes) -> bytes:
    return b"%PDF of " + hashlib.sha256(word_file).hexdigest().encode()


@pytest.fixture
def with_office(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A LibreOffice that makes of each Word file something that only that file gives; how many at a time."""
    starts: list[int] = []

    def all_to_pdf(words: Sequence[bytes]) -> list[bytes]:
        starts.append(len(words))
        return [pdf_of(one) for one in words]

    monkeypatch.setattr(office, "is_there", lambda: True)
    monkeypatch.setattr(office, "all_to_pdf", all_to_pdf)
    return starts


def handed(world: World, way: str) -> DecisionBatch:
    batch = prepared(world, two(world), way=way)
    return hand_over(world, batch)


def hand_over(world: World, batch: DecisionBatch) -> DecisionBatch:
    return batches.hand_over_batch(
        actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
    )


def choose(world: World, batch: DecisionBatch, way: str, actor: Actor | None = None) -> DecisionBatch:
    return batches.choose_way(
        actor=actor or world.province,
        batch_id=batch.pk,
        expected_version=batch.version,
        way=way,
        now=world.later(),
    )


def kept(decision: RecognitionDecision) -> list[tuple[bool, str]]:
    return [(one.certificate is not None, one.media_type) for one in issuing.issued(decision)]


def found(papers: Sequence[IssuedPaper], media_type: str) -> bytes:
    return content(next(one for one in papers if one.media_type == media_type))


# -- choosing


def test_without_a_template_of_ones_own_nothing_is_asked(world: World) -> None:
    assert prepared(world, two(world), way="own").way == ""


@pytest.mark.parametrize("way", ["", "own", "another"])
def test_without_libreoffice_the_pdf_of_ones_own_template_is_not_open(world: World, way: str) -> None:
    enter(world, "decision")
    dossiers = two(world)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        prepared(world, dossiers, way=way)
    assert set(refusal.value.message_dict) == {"way"}


@pytest.mark.usefixtures("with_office")
def test_a_template_of_certificates_asks_only_where_there_are_certificates(world: World) -> None:
    enter(world, "certificate")
    lower = world.dossier("closed", down=2)
    assert prepared(world, [lower], kind="refuse").way == ""
    assert prepared(world, two(world), way="own").way == "own"


@pytest.mark.usefixtures("with_office")
def test_more_certificates_than_libreoffice_can_make_in_time_go_another_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world, "decision")
    monkeypatch.setattr(batches, "MOST_CONVERTED", 1)
    assert prepared(world, two(world), way="own").way == "own"
    enter(world, "certificate")
    with pytest.raises(ValidationError):
        prepared(world, two(world), way="own")


def test_the_choice_can_be_changed_while_the_draft_is_prepared(world: World, minh: Actor) -> None:
    enter(world, "decision")
    batch = prepared(world, two(world), way="builtin")
    with no_entry(), pytest.raises(ValidationError):
        choose(world, batch, "own")
    with no_entry(), pytest.raises(DecisionBatch.DoesNotExist):
        choose(world, batch, "outside", actor=minh)
    with one_entry("batch.way_chosen"):
        batch = choose(world, batch, "outside")
    assert batch.way == Way.OUTSIDE
    batch.version -= 1
    with no_entry(), pytest.raises(Stale):
        choose(world, batch, "builtin")
    batch.version += 1
    batch = hand_over(world, batch)
    with no_entry(), pytest.raises(Conflict):
        choose(world, batch, "builtin")


def test_where_nothing_is_to_choose_nothing_is_chosen(world: World) -> None:
    batch = prepared(world, two(world))
    with no_entry(), pytest.raises(Conflict):
        choose(world, batch, "builtin")


def test_a_template_that_came_later_has_to_be_answered_before_the_signer_sees_the_draft(world: World) -> None:
    batch = prepared(world, two(world))
    enter(world, "decision")
    with no_entry(), pytest.raises(Conflict):
        hand_over(world, batch)
    batch = hand_over(world, choose(world, batch, "builtin"))
    assert batch.handed_at


def test_a_template_that_came_after_handing_over_is_not_passed_over(world: World) -> None:
    batch = hand_over(world, prepared(world, two(world)))
    enter(world, "decision")
    with no_entry(), pytest.raises(Conflict):
        sign(world, batch)


# -- making


def test_the_pdf_that_is_kept_is_made_of_the_very_word_file_that_is_kept(
    world: World, with_office: list[int]
) -> None:
    enter(world, "decision", "certificate")
    batch = handed(world, "own")
    decision = sign(world, batch)
    assert kept(decision) == [(False, PDF), (False, DOCX), (True, PDF), (True, PDF)]
    papers = issuing.issued(decision)
    written = found(papers, DOCX)
    assert found(papers, PDF) == pdf_of(written)
    assert MARK in words_of(written)
    assert len({content(one) for one in papers}) == 4
    assert all(one.template for one in papers)
    # One start for handing over, one for signing: each takes seconds.
    assert with_office == [2, 3]


@pytest.mark.usefixtures("with_office")
def test_what_has_no_template_of_its_own_keeps_our_layout(world: World) -> None:
    enter(world, "decision")
    decision = sign(world, handed(world, "own"))
    first, _word, certificate, _other = issuing.issued(decision)
    assert content(first).startswith(b"%PDF of ")
    assert "GIẤY CHỨNG NHẬN" in text_of(content(certificate))
    assert certificate.template is None


@pytest.mark.usefixtures("with_office")
def test_the_preview_is_made_as_what_is_signed(world: World, client_of: ClientOf, hoa: Actor) -> None:
    enter(world, "decision", "certificate")
    batch = prepared(world, two(world), way="own")
    officer = client_of(hoa)
    for name in ("decision", "certificates/1"):
        written = officer.get(f"/drafts/{batch.pk}/{name}.docx").content
        assert MARK in words_of(written)
        assert officer.get(f"/drafts/{batch.pk}/{name}.pdf").content == pdf_of(written)
    assert officer.get(f"/drafts/{batch.pk}/certificates/3.docx").status_code == 404


def test_by_the_layout_of_the_programme_word_and_pdf_are_both_ours(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    enter(world, "decision", "certificate")
    batch = handed(world, "builtin")
    assert MARK not in words_of(client_of(hoa).get(f"/drafts/{batch.pk}/decision.docx").content)
    papers = issuing.issued(sign(world, batch))
    assert MARK not in words_of(found(papers, DOCX))
    assert "QUYẾT ĐỊNH" in text_of(found(papers, PDF))
    certificate = Certificate.objects.order_by("pk")[0]
    assert MARK not in words_of(issuing.certificate_word(certificate))


def test_what_is_signed_outside_is_word_alone_and_never_a_pdf_of_another_layout(
    world: World, client_of: ClientOf, hoa: Actor, settings: Settings, tmp_path: Path
) -> None:
    settings.OCOP_TRIAL_DATA, settings.OCOP_TEST_SIGNER = True, tmp_path / "test.p12"
    enter(world, "decision", "certificate")
    batch = prepared(world, two(world), way="outside")
    officer = client_of(hoa)
    assert officer.get(f"/drafts/{batch.pk}/decision.pdf").status_code == 409
    assert f"/drafts/{batch.pk}/decision.pdf" not in officer.get(f"/drafts/{batch.pk}/").content.decode()
    decision = sign(world, hand_over(world, batch))
    assert kept(decision) == [(False, DOCX), (True, DOCX), (True, DOCX)]
    assert not any(one.is_signed for one in issuing.issued(decision))
    certificate = Certificate.objects.order_by("pk")[0]
    place = f"/certificates/{certificate.pk}/"
    refused = officer.get(f"{place}certificate.pdf")
    assert refused.status_code == 409
    page = officer.get(place).content.decode()
    assert f"{place}certificate.pdf" not in page
    written = sent(officer.get(f"{place}certificate.docx"))
    assert MARK in words_of(written)
    assert certificate.papers.get().sha256 == hashlib.sha256(written).hexdigest()


@pytest.mark.usefixtures("with_office")
def test_a_template_that_changed_since_the_signer_saw_it_is_not_signed(world: World) -> None:
    enter(world, "decision")
    batch = handed(world, "own")
    enter(world, "decision", mark="Mẫu khác")
    with no_entry(), pytest.raises(Conflict, match=batch.digest[:12]):
        sign(world, batch)


@pytest.mark.usefixtures("with_office")
def test_when_libreoffice_fails_nothing_is_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(world, "decision")
    batch = handed(world, "own")

    def fails(_words: object) -> None:
        raise office.NoOffice("gone")

    monkeypatch.setattr(office, "all_to_pdf", fails)
    with no_entry(), pytest.raises(office.NoOffice):
        sign(world, batch)
    assert not Certificate.objects.exists()
    assert not IssuedPaper.objects.exists()


# -- pages


def test_before_anyone_prepares_the_page_says_that_no_pdf_can_be_made(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    enter(world, "decision")
    ticked = "/drafts/new/?" + "&".join(f"dossier={one.pk}" for one in two(world))
    page = client_of(hoa).get(ticked).content.decode()
    assert "LibreOffice" in page
    assert 'value="builtin"' in page
    assert 'value="outside"' in page
    assert 'value="own"' not in page


@pytest.mark.usefixtures("with_office")
def test_with_libreoffice_the_own_template_is_the_first_choice(
    world: World, client_of: ClientOf, hoa: Actor, cuc: Actor
) -> None:
    enter(world, "decision")
    ticked = "/drafts/new/?" + "&".join(f"dossier={one.pk}" for one in two(world))
    officer = client_of(hoa)
    assert 'value="own"' in officer.get(ticked).content.decode()
    given = {
        "kind": "recognise",
        "proposed_by": "Sở",
        "signer_id": cuc.user_id,
        "signer_lines": "Chủ tịch",
    }
    asked = officer.post(ticked, given)
    assert asked.status_code == 200
    assert 'value="Sở"' in asked.content.decode()
    officer.post(ticked, given | {"way": "own"})
    assert DecisionBatch.objects.get().way == Way.OWN


def test_on_its_page_a_draft_is_told_how_to_go_on(world: World, client_of: ClientOf, hoa: Actor) -> None:
    batch = prepared(world, two(world))
    officer = client_of(hoa)
    way = f"/drafts/{batch.pk}/way/"
    assert way not in officer.get(f"/drafts/{batch.pk}/").content.decode()
    enter(world, "decision")
    assert way in officer.get(f"/drafts/{batch.pk}/").content.decode()
    nothing = officer.post(way, {"version": batch.version})
    assert nothing.status_code == 200
    assert "Lỗi:" in nothing.content.decode()
    assert officer.post(way, {"version": batch.version, "way": "builtin"}).status_code == 302
    batch.refresh_from_db()
    assert batch.way == Way.BUILTIN


def test_the_signer_is_told_before_signing_that_libreoffice_is_gone(
    world: World, client_of: ClientOf, cuc: Actor, with_office: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world, "decision")
    batch = handed(world, "own")
    assert with_office == [1]
    leader = client_of(cuc)
    assert "LibreOffice" not in leader.get(f"/drafts/{batch.pk}/sign/").content.decode()
    monkeypatch.setattr(office, "is_there", lambda: False)
    assert "LibreOffice" in leader.get(f"/drafts/{batch.pk}/sign/").content.decode()


def test_who_may_not_prepare_does_not_choose(world: World, an: Actor) -> None:
    enter(world, "decision")
    batch = prepared(world, two(world), way="builtin")
    with no_entry(), pytest.raises((Denied, DecisionBatch.DoesNotExist)):
        choose(world, batch, "outside", actor=an)


# -- with the program itself


@pytest.mark.skipif(FOUND is None, reason="LibreOffice is not installed")
def test_a_decision_by_ones_own_template_is_signed_as_the_pdf_of_its_word_file(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.OCOP_LIBREOFFICE = str(FOUND)
    settings.OCOP_TRIAL_DATA, settings.OCOP_TEST_SIGNER = True, tmp_path / "test.p12"
    enter(world, "decision")
    batch = hand_over(world, prepared(world, [world.dossier("closed")], way="own"))
    signed = content(issuing.issued(sign(world, batch))[0])
    [one] = signing.verify(signed)
    assert (one.intact, one.whole, one.is_test) == (True, True, True)
    text = text_of(signed)
    assert MARK in text
    assert "01/QĐ-UBND" in text
    assert b"pdfaid:part" in signed


def test_a_later_template_does_not_touch_what_is_in_force_today(world: World) -> None:
    enter_template(
        actor=world.province,
        kind="decision",
        file=template_of("decision"),
        from_on=world.today + timedelta(days=1),
        now=world.later(),
    )
    assert prepared(world, two(world)).way == ""
