"""A dossier as one PDF for a file on paper: what is in it, for whom, and what no font can print."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from django.urls import reverse

from ocop.evaluation import booklet, queries
from ocop.evaluation.models import SelfReport
from ocop.platform.actors import Actor
from ocop.platform.documents import pdf
from ocop.platform.documents.layout import Booklet, Code, Paragraph
from tests.cast import ClientOf, no_entry
from tests.platform.documents.papers import text_of
from tests.world import World

pytestmark = pytest.mark.django_db


def bound(world: World, actor: Actor, pk: int) -> Booklet:
    return booklet.booklet(actor, queries.dossier(actor, pk), world.later())


def titles(found: Booklet) -> list[str]:
    return [chapter.title for chapter in found.chapters]


def contents(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        marks = [(one.level, one.get_title()) for one in document.get_toc()]
    finally:
        document.close()
    return [title.replace("\N{NO-BREAK SPACE}", " ") for level, title in marks if level == 0]


def test_a_filed_dossier_has_its_forms_and_its_evidence_and_says_what_is_not_there_yet(
    world: World, lan: Actor
) -> None:
    dossier = world.dossier("filed")
    found = bound(world, lan, dossier.pk)
    first, second, evidence = titles(found)
    assert first.startswith("Mẫu 01")
    assert second.startswith("Mẫu 02")
    assert evidence == "Danh mục minh chứng"
    assert "biên bản hội đồng" in found.note
    assert "báo cáo thẩm định" in found.note


def test_every_paper_stands_with_its_digest(world: World, lan: Actor) -> None:
    dossier = world.dossier("filed")
    [listed] = [one for one in bound(world, lan, dossier.pk).chapters if one.title == "Danh mục minh chứng"]
    digests = [block.text for block in listed.blocks if isinstance(block, Code)]
    assert digests == [one.sha256 for one in queries.evidence(dossier)]
    assert digests


def test_a_closed_one_has_the_communes_report_and_the_minutes(world: World, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    found = bound(world, hoa, dossier.pk)
    assert any("Mẫu 03" in title for title in titles(found))
    [minutes] = [one for one in found.chapters if one.title.startswith("Biên bản")]
    said = [block.text for block in minutes.blocks if isinstance(block, Paragraph)]
    assert any("điểm; 3 sao" in text for text in said)


def test_minutes_are_for_those_who_see_the_sheets(world: World, lan: Actor) -> None:
    dossier = world.dossier("closed")
    assert not any(title.startswith("Biên bản") for title in titles(bound(world, lan, dossier.pk)))


def test_personal_data_is_masked_for_an_officer_and_the_file_says_so(
    world: World, minh: Actor, lan: Actor
) -> None:
    dossier = world.dossier("filed")
    masked, clear = (text_of(pdf.bind(bound(world, actor, dossier.pk))) for actor in (minh, lan))
    assert "0912000001" not in masked
    assert booklet.MASKED in masked
    assert "0912000001" in clear
    assert booklet.MASKED not in clear


def test_the_page_gives_one_file_with_a_table_of_contents(
    world: World, client_of: ClientOf, hoa: Actor
) -> None:
    dossier = world.dossier("closed")
    with no_entry():
        sent = client_of(hoa).get(reverse("evaluation:export_pdf", args=[dossier.pk]))
    assert sent.headers["Content-Type"] == "application/pdf"
    assert b"pdfaid:part" in sent.content
    found = bound(world, hoa, dossier.pk)
    assert contents(sent.content) == titles(found)
    text = text_of(sent.content)
    assert "Mục lục" in text
    assert dossier.product.name in text


def test_who_may_not_read_the_evidence_gets_neither_file(
    world: World, client_of: ClientOf, binh: Actor
) -> None:
    dossier = world.dossier("filed")
    assert client_of(binh).get(reverse("evaluation:export_pdf", args=[dossier.pk])).status_code == 404


def test_what_no_font_has_stands_as_a_box_and_is_named(world: World, lan: Actor) -> None:
    dossier = world.dossier("filed")
    SelfReport.objects.filter(dossier=dossier).update(general="Trà 中 quốc")
    text = text_of(pdf.bind(bound(world, lan, dossier.pk)))
    assert f"Trà {pdf.BOX} quốc" in text
    assert "U+4E2D" in text


def test_more_unprintable_characters_than_anybody_writes_are_refused(
    world: World, lan: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_LOST", 1)
    found = replace(bound(world, lan, world.dossier("filed").pk), subtitle="中 国")
    with pytest.raises(pdf.Unprintable):
        pdf.bind(found)
