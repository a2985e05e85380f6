"""Decisions on several dossiers: prepared by one person, signed by another, all or nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from ocop.evaluation.models import Dossier
from ocop.evaluation.relations import BlockedAct
from ocop.journal.models import Entry
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.documents import signing
from ocop.platform.files import DOCX, PDF, is_intact, storage_key
from ocop.recognition import batches, drafts, issuing, papers
from ocop.recognition.batches import BatchFacts
from ocop.recognition.models import BatchLine, Certificate, DecisionBatch, IssuedPaper, RecognitionDecision
from ocop.registry.models import Product
from tests.cast import ClientOf, elevated, no_entry, one_entry
from tests.evaluation.test_sheet_pages import prove
from tests.platform.documents.papers import text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PROPOSED = "Chánh Văn phòng Điều phối nông thôn mới tỉnh tại Tờ trình số 12/TTr-VPĐP"


def facts(signer: Actor, **changed: object) -> BatchFacts:
    given = {
        "proposed_by": PROPOSED,
        "signer_id": signer.user_id,
        "signer_lines": "KT. Chủ tịch\nPhó Chủ tịch",
    }
    return BatchFacts(**{**given, **changed})  # type: ignore[arg-type] # the keys are those of the facts


def prepared(
    world: World,
    dossiers: Sequence[Dossier],
    *,
    actor: Actor | None = None,
    kind: str = "recognise",
    **changed: object,
) -> DecisionBatch:
    return batches.prepare_batch(
        actor=actor or world.province,
        dossier_ids=[one.pk for one in dossiers],
        kind=kind,
        facts=facts(world.leader, **changed),
        now=world.later(),
    )


def handed_over(world: World, dossiers: Sequence[Dossier]) -> DecisionBatch:
    batch = prepared(world, dossiers)
    return batches.hand_over_batch(
        actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
    )


def sign(
    world: World,
    batch: DecisionBatch,
    *,
    actor: Actor | None = None,
    digest: str | None = None,
    number: str = "",
) -> RecognitionDecision:
    return batches.sign_batch(
        actor=elevated(actor or world.leader),
        batch_id=batch.pk,
        expected_version=batch.version,
        digest=batch.digest if digest is None else digest,
        number=number,
        now=world.later(),
    )


def content(one: IssuedPaper) -> bytes:
    with default_storage.open(storage_key(one.sha256)) as file:
        return bytes(file.read())


def sent(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined] # a file, as tests know


def two(world: World) -> list[Dossier]:
    return [world.dossier("closed"), world.dossier("closed")]


# -- finding it


def test_the_signer_finds_the_draft_on_the_desk_and_on_the_list(world: World, client_of: ClientOf) -> None:
    batch = handed_over(world, two(world))
    signer, office = client_of(world.leader), client_of(world.province)
    desk = signer.get("/desk/").content.decode()
    assert "1 dự thảo quyết định chờ bạn ký" in desk
    assert f'href="{reverse("recognition:batches")}"' in desk
    page = signer.get(reverse("recognition:batches")).content.decode()
    assert "Chờ bạn ký" in page
    assert reverse("recognition:batch", args=[batch.pk]) in page
    assert "chờ bạn ký" not in office.get("/desk/").content.decode()


def test_who_prepared_a_draft_finds_it_given_back_on_the_desk(world: World, client_of: ClientOf) -> None:
    batch = handed_over(world, two(world))
    batches.return_batch(
        actor=world.leader,
        batch_id=batch.pk,
        expected_version=batch.version,
        reason="Sai tên sản phẩm.",
        now=world.later(),
    )
    assert (
        "1 dự thảo quyết định được trả lại cho bạn"
        in client_of(world.province).get("/desk/").content.decode()
    )
    assert "chờ bạn ký" not in client_of(world.leader).get("/desk/").content.decode()


def test_what_is_still_to_be_decided_is_not_said_as_done(world: World, client_of: ClientOf) -> None:
    dossiers = two(world)
    office = client_of(world.province)
    query = "&".join(f"dossier={one.pk}" for one in dossiers)
    before = [reverse("recognition:batches"), f"{reverse('recognition:prepare')}?{query}"]
    assert not any("Đã công nhận" in office.get(path).content.decode() for path in before)
    batch = handed_over(world, dossiers)
    path = reverse("recognition:batch", args=[batch.pk])
    draft = office.get(path).content.decode()
    assert "<dd>Công nhận</dd>" in draft
    assert "(KT. Chủ tịch, Phó Chủ tịch)" in draft
    sign(world, batch)
    assert "<dd>Đã công nhận</dd>" in office.get(path).content.decode()


# -- preparing


def test_a_draft_on_several_dossiers_decides_nothing_yet(world: World) -> None:
    dossiers = two(world)
    with one_entry("batch.prepared"):
        batch = prepared(world, dossiers)
    assert [line.dossier for line in batch.lines.order_by("position")] == dossiers
    assert {world.fresh(one).state for one in dossiers} == {"closed"}
    assert not Certificate.objects.exists()


def test_nobody_else_prepares_and_a_stranger_finds_nothing(
    world: World, minh: Actor, an: Actor, binh: Actor
) -> None:
    dossiers = two(world)
    for other in (minh, an):
        with no_entry(), pytest.raises(Denied):
            prepared(world, dossiers, actor=other)
    batch = prepared(world, dossiers)
    assert not DecisionBatch.objects.visible_to(binh).exists()
    with pytest.raises(DecisionBatch.DoesNotExist):
        batches.hand_over_batch(actor=binh, batch_id=batch.pk, expected_version=1, now=world.later())


def test_who_prepares_cannot_be_the_signer(world: World) -> None:
    dossiers = two(world)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        prepared(world, dossiers, signer_id=world.province.user_id)
    assert "signer_id" in refusal.value.message_dict
    with no_entry(), pytest.raises(ValidationError):
        prepared(world, dossiers, actor=world.leader)


def test_what_stands_on_the_decision_is_needed(world: World) -> None:
    with pytest.raises(ValidationError) as refusal:
        prepared(world, two(world), proposed_by="  ", signer_lines="")
    assert set(refusal.value.message_dict) == {"proposed_by", "signer_lines"}


def test_a_result_that_does_not_allow_it_is_named(world: World) -> None:
    lower = world.dossier("closed", down=2)
    dossiers = [world.dossier("closed"), lower]
    with no_entry(), pytest.raises(Conflict, match=lower.product.name):
        prepared(world, dossiers)
    assert prepared(world, [lower], kind="refuse").kind == "refuse"


def test_a_dossier_stands_in_one_draft_at_a_time(world: World) -> None:
    dossiers = two(world)
    batch = prepared(world, dossiers)
    with pytest.raises(Conflict):
        prepared(world, dossiers[:1])
    batches.drop_batch(
        actor=world.province,
        batch_id=batch.pk,
        expected_version=batch.version,
        reason="Nhầm",
        now=world.later(),
    )
    assert prepared(world, dossiers[:1]).lines.count() == 1


# -- handing over, giving back


def test_handing_over_fixes_the_digest_and_tells_the_signer(world: World) -> None:
    batch = prepared(world, two(world))
    with one_entry("batch.handed_over"):
        batch = batches.hand_over_batch(
            actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
        )
    assert batch.digest == batches.draft(batch, world.today).digest()
    assert DecisionBatch.objects.get().digest == batch.digest


def test_what_cannot_be_printed_is_named_before_the_signer_sees_it(world: World) -> None:
    dossiers = two(world)
    batch = prepared(world, dossiers)
    Product.objects.filter(pk=dossiers[0].product_id).update(name="Trà 中 Tả Van")
    with no_entry(), pytest.raises(Conflict, match="中"):
        batches.hand_over_batch(
            actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
        )


def test_a_draft_goes_back_with_a_reason(world: World) -> None:
    batch = handed_over(world, two(world))
    with no_entry(), pytest.raises(ValidationError):
        batches.return_batch(
            actor=world.leader,
            batch_id=batch.pk,
            expected_version=batch.version,
            reason=" ",
            now=world.later(),
        )
    back = batches.return_batch(
        actor=world.leader,
        batch_id=batch.pk,
        expected_version=batch.version,
        reason="Sai tên",
        now=world.later(),
    )
    assert (back.handed_at, back.digest, back.returned_reason) == (None, "", "Sai tên")
    with pytest.raises(Conflict):
        sign(world, back)


# -- signing


def test_one_signature_decides_numbers_certifies_and_keeps_the_papers(world: World) -> None:
    dossiers = two(world)
    batch = handed_over(world, dossiers)
    decision = sign(world, batch)
    assert (decision.number, decision.decided_on) == ("01/QĐ-UBND", world.today)
    assert decision.signer_name == world.leader.name
    assert {world.fresh(one).state for one in dossiers} == {"recognised"}
    certificates = list(Certificate.objects.order_by("pk"))
    assert [one.number for one in certificates] == ["0001/2026", "0002/2026"]
    assert {one.decision for one in certificates} == {decision}
    kept = issuing.issued(decision)
    assert [one.media_type for one in kept] == [PDF, DOCX, PDF, PDF]
    assert all(is_intact(one.sha256) for one in kept)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-3:]
    assert verbs == ["dossier.recognised", "dossier.recognised", "batch.signed"]
    assert not BatchLine.objects.filter(is_open=True).exists()


def test_the_papers_say_what_the_draft_said_and_number_and_day(world: World) -> None:
    batch = handed_over(world, two(world))
    draft = batches.draft(batch, world.today)
    decision = sign(world, batch)
    final, word, first, second = issuing.issued(decision)
    assert final.content_digest == word.content_digest == papers.decision(draft).content_digest()
    drawn = [papers.certificate(draft, row).content_digest() for row in draft.rows]
    assert [first.content_digest, second.content_digest] == drawn
    text = text_of(content(final))
    assert "Số: 01/QĐ-UBND" in text
    assert "ngày 23 tháng 11 năm 2026" in text
    assert "Công nhận 02 sản phẩm" in text
    assert "DỰ THẢO" not in text
    assert draft.rows[0].product in text
    body = docx.Document(io.BytesIO(content(word)))
    assert any("Công nhận 02" in paragraph.text for paragraph in body.paragraphs)
    certificate = text_of(content(first))
    for words in ("0001/2026", "01/QĐ-UBND", "từ 23/11/2026 đến 23/11/2029", draft.rows[0].code):
        assert words in certificate


def test_papers_are_in_vietnamese_whatever_the_language_of_the_page(world: World) -> None:
    batch = handed_over(world, [world.dossier("closed")])
    draft = batches.draft(batch, world.today)
    with translation.override("en"):
        decision = sign(world, batch)
    certificate = Certificate.objects.get()
    assert certificate.commune_name == "xã Tả Van, tỉnh Lào Cai"
    [kept] = decision.papers.filter(certificate=certificate)
    assert kept.content_digest == papers.certificate(draft, draft.rows[0]).content_digest()


def test_the_same_person_does_not_sign_what_they_prepared(world: World, hoa: Actor) -> None:
    batch = handed_over(world, two(world))
    with no_entry(), pytest.raises(Denied, match="Người lập dự thảo"):
        sign(world, batch, actor=hoa)


def test_another_than_the_named_signer_does_not_sign(world: World, hoa: Actor, an: Actor) -> None:
    batch = handed_over(world, two(world))
    DecisionBatch.objects.update(prepared_by_id=an.user_id)
    with no_entry(), pytest.raises(Denied, match="chờ chữ ký"):
        sign(world, batch, actor=hoa)


def test_what_changed_since_it_was_handed_over_is_not_signed(world: World) -> None:
    batch = handed_over(world, two(world))
    with no_entry(), pytest.raises(Conflict):
        sign(world, batch, digest="0" * 64)
    Product.objects.filter(pk=batch.lines.get(position=1).dossier.product_id).update(name="Tên khác")
    with no_entry(), pytest.raises(Conflict, match=batch.digest[:12]):
        sign(world, batch)


def test_a_signer_who_is_tied_is_refused_and_that_is_kept(world: World, cuc: Actor) -> None:
    dossiers = two(world)
    batch = handed_over(world, dossiers)
    Dossier.objects.filter(pk=dossiers[1].pk).update(started_by_id=cuc.user_id)
    with one_entry("dossier.blocked"), pytest.raises(BlockedAct):
        sign(world, batch)
    assert not RecognitionDecision.objects.exists()
    batches.drop_batch(
        actor=world.province,
        batch_id=batch.pk,
        expected_version=batch.version,
        reason="Nhầm",
        now=world.later(),
    )
    with pytest.raises(BlockedAct):
        prepared(world, dossiers)


def test_all_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = handed_over(world, two(world))

    def breaks(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(issuing.Press, "_keep", breaks)
        with no_entry(), pytest.raises(OSError, match="full"):
            sign(world, batch)
    assert not Certificate.objects.exists()
    assert not IssuedPaper.objects.exists()
    # No number is lost on the way.
    assert sign(world, batch).number == "01/QĐ-UBND"
    assert Certificate.objects.order_by("pk")[0].number == "0001/2026"


def test_a_second_click_and_a_stale_page_are_told_so(world: World) -> None:
    batch = handed_over(world, two(world))
    batch.version -= 1
    with no_entry(), pytest.raises(Stale):
        sign(world, batch)
    batch.version += 1
    sign(world, batch)
    with no_entry(), pytest.raises(Conflict):
        sign(world, batch)


def test_numbers_given_by_hand_are_kept_and_passed_over(world: World) -> None:
    first = sign(world, handed_over(world, [world.dossier("closed")]), number="01")
    assert first.number == "01/QĐ-UBND"
    batch = handed_over(world, [world.dossier("closed")])
    with pytest.raises(ValidationError):
        sign(world, batch, number="01/QĐ-UBND")
    with pytest.raises(ValidationError):
        sign(world, batch, number="5/ABC")
    assert sign(world, batch).number == "02/QĐ-UBND"


def test_a_decision_not_to_recognise_issues_no_certificate(world: World) -> None:
    lower = world.dossier("closed", down=2)
    batch = prepared(world, [lower], kind="refuse")
    batch = batches.hand_over_batch(
        actor=world.province, batch_id=batch.pk, expected_version=batch.version, now=world.later()
    )
    decision = sign(world, batch)
    assert len(issuing.issued(decision)) == 2
    assert world.fresh(lower).state == "not_recognised"


def test_where_there_is_a_signer_the_pdfs_are_signed(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.OCOP_TRIAL_DATA = True
    settings.OCOP_TEST_SIGNER = tmp_path / "test.p12"
    decision = sign(world, handed_over(world, [world.dossier("closed")]))
    final, _word, certificate = issuing.issued(decision)
    for one in (final, certificate):
        [found] = signing.verify(content(one))
        assert (found.intact, found.whole, found.is_test) == (True, True, True)
    assert (final.is_signed, _word.is_signed) == (True, False)


# -- pages


def test_from_the_waiting_dossiers_to_the_downloads(
    world: World, client_of: ClientOf, hoa: Actor, cuc: Actor
) -> None:
    dossiers = two(world)
    officer, leader = client_of(hoa), prove(client_of(cuc))
    page = officer.get("/drafts/").content.decode()
    assert all(f'value="{one.pk}"' in page for one in dossiers)
    ticked = "/drafts/new/?" + "&".join(f"dossier={one.pk}" for one in dossiers)
    assert (
        "Trần Thị Cúc" in officer.get(ticked).content.decode()
        or cuc.name in officer.get(ticked).content.decode()
    )
    bad = officer.post(ticked, {"kind": "recognise", "proposed_by": "Sở", "signer_lines": ""})
    assert 'value="Sở"' in bad.content.decode()
    made = officer.post(
        ticked,
        {
            "kind": "recognise",
            "proposed_by": PROPOSED,
            "signer_id": cuc.user_id,
            "signer_lines": "KT. Chủ tịch\nPhó Chủ tịch",
        },
    )
    batch = DecisionBatch.objects.get()
    assert made.headers["Location"] == f"/drafts/{batch.pk}/"
    preview = officer.get(f"/drafts/{batch.pk}/decision.pdf")
    assert "DỰ THẢO" in text_of(preview.content)
    assert officer.get(f"/drafts/{batch.pk}/decision.docx").status_code == 200
    assert officer.get(f"/drafts/{batch.pk}/certificates/2.pdf").status_code == 200
    assert officer.get(f"/drafts/{batch.pk}/certificates/3.pdf").status_code == 404
    officer.post(f"/drafts/{batch.pk}/hand-over/", {"version": batch.version})
    assert officer.get(f"/drafts/{batch.pk}/sign/").status_code == 403
    batch.refresh_from_db()
    form = leader.get(f"/drafts/{batch.pk}/sign/").content.decode()
    assert batch.digest in form
    signed = leader.post(f"/drafts/{batch.pk}/sign/", {"version": batch.version, "digest": batch.digest})
    assert signed.status_code == 302
    batch.refresh_from_db()
    assert batch.decision is not None
    packed = sent(leader.get(f"/decisions/{batch.decision.pk}/papers.zip"))
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        assert len(package.namelist()) == 4
        assert package.testzip() is None
    certificate = Certificate.objects.order_by("pk")[0]
    again = [sent(leader.get(f"/certificates/{certificate.pk}/certificate.pdf")) for _time in range(2)]
    assert again[0] == again[1]
    word = [leader.get(f"/certificates/{certificate.pk}/certificate.docx").content for _time in range(2)]
    assert word[0] == word[1]


def test_a_reason_that_is_missing_is_asked_for_on_the_page(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    batch = prepared(world, two(world))
    page = client_of(hoa).post(f"/drafts/{batch.pk}/drop/", {"version": batch.version, "drop-reason": ""})
    assert "Hãy viết" in page.content.decode() or "error" in page.content.decode()
    done = client_of(hoa).post(f"/drafts/{batch.pk}/drop/", {"version": batch.version, "drop-reason": "Nhầm"})
    assert done.status_code == 302


def test_a_certificate_whose_decision_is_on_paper_is_drawn_from_the_register(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    world.decided(world.dossier("closed"))
    certificate = Certificate.objects.get()
    page = client_of(hoa).get(f"/certificates/{certificate.pk}/certificate.pdf")
    assert certificate.number in text_of(page.content)


def test_the_list_of_waiting_dossiers_asks_as_much_for_three_as_for_one(world: World, hoa: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert drafts.waiting(hoa)
        return len(seen)

    world.dossier("closed")
    once = asked()
    two(world)
    assert asked() == once


def test_a_drafted_dossier_is_not_decided_on_paper_beside_the_draft(world: World) -> None:
    dossier = world.dossier("closed")
    prepared(world, [dossier])
    with no_entry(), pytest.raises(Conflict, match="dự thảo"):
        world.decided(dossier)
