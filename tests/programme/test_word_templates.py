"""A unit's own Word templates: checked, dated, in force on a day, and ours where there is none."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Denied
from ocop.platform.files import DOCX, CheckedFile
from ocop.programme import word_templates
from ocop.programme.models import WordTemplate
from ocop.programme.templates_of_papers import Entered, enter_template
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry

pytestmark = pytest.mark.django_db
LINES = ("{{ co_quan }} {{ dia_danh_ngay }} {{ so_ky_hieu }}", "{%p for x in chu_ky %}", "{%p endfor %}")


def a_template(*lines: str) -> CheckedFile:
    document = docx.Document()
    for line in lines or LINES:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    content = out.getvalue()
    return CheckedFile("mau.docx", DOCX, content, hashlib.sha256(content).hexdigest())


def enter(actor: Actor, file: CheckedFile | None, from_on: date = TODAY) -> Entered:
    return enter_template(actor=actor, kind="decision", file=file, from_on=from_on, now=NOW)


def test_a_template_holds_from_its_day_and_the_one_before_until_then(hoa: Actor, lao_cai: Unit) -> None:
    with one_entry("template.entered"):
        first = enter(hoa, a_template())
    assert first.missing == ()
    second = enter(hoa, a_template("Mới", *LINES), TODAY + timedelta(days=7)).template
    found = {
        day: word_templates.in_force(lao_cai, "decision", TODAY + timedelta(days=day))
        for day in (-1, 0, 6, 7)
    }
    assert found == {-1: None, 0: first.template, 6: first.template, 7: second}


def test_ours_holds_again_when_it_is_entered_so(hoa: Actor, lao_cai: Unit, cao_bang: Unit) -> None:
    enter(hoa, a_template())
    assert word_templates.in_force(lao_cai, "decision", TODAY)
    assert word_templates.in_force(cao_bang, "decision", TODAY) is None
    enter(hoa, None)
    assert word_templates.in_force(lao_cai, "decision", TODAY) is None
    assert word_templates.history(lao_cai, "decision").count() == 2


def test_only_who_keeps_them_enters_one(minh: Actor, cuc: Actor, an: Actor) -> None:
    for other in (minh, cuc, an):
        with no_entry(), pytest.raises(Denied):
            enter(other, a_template())
        assert not WordTemplate.objects.visible_to(other).exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (a_template("{{ sao_vang }} {{ co_quan }}"), "sao_vang"),
        (a_template("{{ co_quan.upper() }}"), "call"),
        (a_template("{% if %}"), "cannot be filled|Không điền"),
        (CheckedFile("a.pdf", "application/pdf", b"%PDF", "0"), "docx"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    hoa: Actor, file: CheckedFile, words: str
) -> None:
    with no_entry(), pytest.raises(ValidationError, match=words):
        enter(hoa, file)


def test_what_was_issued_stays_as_it_was(hoa: Actor) -> None:
    with pytest.raises(ValidationError):
        enter(hoa, a_template(), TODAY - timedelta(days=1))


def test_missing_tags_are_told_and_do_not_refuse(hoa: Actor) -> None:
    assert enter(hoa, a_template("{{ co_quan }}")).missing == ("dia_danh_ngay", "so_ky_hieu", "chu_ky")


def test_the_page_takes_a_file_names_what_is_wrong_and_shows_a_sample(
    hoa: Actor, client_of: ClientOf
) -> None:
    client = client_of(hoa)
    page = client.get("/programme/templates/decision/").content.decode()
    assert "{{ so_ky_hieu }}" in page
    ours = client.get("/programme/templates/decision/ours.docx")
    assert docx.Document(io.BytesIO(ours.content)).tables

    def send(content: bytes, day: str) -> str:
        file = SimpleUploadedFile("mau.docx", content)
        sent = client.post("/programme/templates/decision/", {"file": file, "from_on": day}, follow=True)
        return str(sent.content.decode())

    day = f"{TODAY:%d/%m/%Y}"
    assert "sao_vang" in send(a_template("{{ sao_vang }}").content, day)
    assert not WordTemplate.objects.exists()
    assert "mau.docx" in send(ours.content, day)
    kept = WordTemplate.objects.get()
    sample = client.get(f"/programme/templates/files/{kept.pk}/sample/").content
    assert any("Công nhận 02" in one.text for one in docx.Document(io.BytesIO(sample)).paragraphs)
    assert client.get(f"/programme/templates/files/{kept.pk}/").content == ours.content
    assert client.get("/programme/templates/nothing/").status_code == 404
