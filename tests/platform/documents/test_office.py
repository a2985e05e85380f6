"""Word files as PDF by LibreOffice: where it is missing, fails, or must not open what it is given."""

from __future__ import annotations

import io
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from pytest_django import Settings

from ocop.platform.documents import office, signing, word
from ocop.platform.documents.signing import Act, Pkcs12Signer
from tests.platform.documents.papers import DECISION, text_of

FOUND = next((name for name in office.NAMES if shutil.which(name)), None)
needs_office = pytest.mark.skipif(FOUND is None, reason="LibreOffice is not installed")
Fake = Callable[[str], None]
WRITES = """
for file in files:
    (out / f"{file.stem}.pdf").write_bytes(b"%PDF pdfaid:part " + file.read_bytes())
"""


@pytest.fixture
def fake(settings: Settings, tmp_path: Path) -> Fake:
    """Puts a program in the place of LibreOffice; its lines see the files it is given, and where to write."""

    settings.OCOP_VAR = tmp_path  # where the lock stands that another process may hold

    def made(lines: str) -> None:
        place = tmp_path / "soffice"
        place.write_text(
            f"#!{sys.executable}\n"
            "import sys, time\nfrom pathlib import Path\n"
            "at = sys.argv.index('--outdir') + 1\n"
            "out, files = Path(sys.argv[at]), [Path(name) for name in sys.argv[at + 1 :]]\n"
            f"out.mkdir()\n{lines}",
            encoding="utf-8",
        )
        place.chmod(stat.S_IRWXU)
        settings.OCOP_LIBREOFFICE = str(place)

    return made


def a_file(*words: str, field: tuple[str, ...] = (), element: str = "") -> bytes:
    document = docx.Document()
    for one in words:
        document.add_paragraph(one)
    paragraph = document.add_paragraph()
    for text in field:
        piece = OxmlElement("w:instrText")
        piece.text = text
        paragraph.add_run()._r.append(piece)
    if element:
        paragraph.add_run()._r.append(OxmlElement(f"w:{element}"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_installation_may_do_without(settings: Settings) -> None:
    settings.OCOP_LIBREOFFICE = office.OFF
    assert not office.is_there()
    with pytest.raises(office.NoOffice, match="LibreOffice"):
        office.to_pdf(a_file())


def test_a_program_that_is_not_where_it_should_be_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.OCOP_LIBREOFFICE = str(tmp_path / "soffice")
    assert not office.is_there()


def test_several_files_come_back_in_their_order(fake: Fake) -> None:
    fake(WRITES)
    given = [a_file("một"), a_file("hai")]
    assert office.all_to_pdf(given) == [b"%PDF pdfaid:part " + one for one in given]


@pytest.mark.parametrize(
    "lines",
    [
        "print('source file could not be loaded')",
        "for file in files: (out / f'{file.stem}.pdf').write_bytes(b'%PDF-1.7')",
        "for file in files[:1]: (out / f'{file.stem}.pdf').write_bytes(b'%PDF pdfaid:part')",
    ],
)
def test_what_is_no_whole_pdf_a_is_not_taken(fake: Fake, lines: str) -> None:
    fake(lines)
    with pytest.raises(office.NoOffice):
        office.all_to_pdf([a_file("một"), a_file("hai")])


def test_what_the_program_said_is_told(fake: Fake) -> None:
    fake("print('source file could not be loaded')")
    with pytest.raises(office.NoOffice, match="could not be loaded"):
        office.to_pdf(a_file())


def test_a_program_that_does_not_end_is_ended(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake("time.sleep(600)")
    monkeypatch.setattr(office, "START_SECONDS", 0)
    monkeypatch.setattr(office, "EACH_SECONDS", 1)
    with pytest.raises(office.NoOffice, match="1 s"):
        office.to_pdf(a_file())


@pytest.mark.parametrize(
    "reaching",
    [
        a_file(field=('INCLUDETEXT "file:///etc/passwd"',)),
        a_file(field=("INCLU", 'DETEXT "file:///etc/passwd"')),
        a_file(field=('DDEAUTO cmd "/c calc"',)),
        a_file(element="object"),
        a_file(element="altChunk"),
    ],
)
def test_what_reaches_out_of_the_file_is_not_opened(fake: Fake, reaching: bytes) -> None:
    fake(WRITES)
    with pytest.raises(office.NoOffice, match="Word"):
        office.to_pdf(reaching)


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


@pytest.mark.parametrize(
    "written",
    [
        f"<Relationship Id='r9' Type='{ATTACHED}' Target='file:///etc/passwd' TargetMode='External'/>",
        f'<Relationship Id="r9" Type="{ATTACHED}" Target="http://x.vn/a" TargetMode = "External" />',
        f'<Relationship Id="relationships/hyperlink" Type="{ATTACHED}" Target="//x" TargetMode="External"/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_relationship_that_leads_out_is_seen_however_it_is_written(
    fake: Fake, written: str, encoding: str
) -> None:
    fake(WRITES)
    with pytest.raises(office.NoOffice, match="Word"):
        office.to_pdf(related(written, encoding))


def test_a_part_is_read_whatever_its_name(fake: Fake) -> None:
    fake(WRITES)
    hidden = b'<w:p xmlns:w="urn:w"><w:instrText>INCLUDETEXT "file:///etc/passwd"</w:instrText></w:p>'
    with pytest.raises(office.NoOffice, match="Word"):
        office.to_pdf(with_part("doc/document.bin", hidden))


def test_a_part_that_is_broken_is_refused(fake: Fake) -> None:
    fake(WRITES)
    with pytest.raises(office.NoOffice):
        office.to_pdf(with_part("word/x.xml", b"<a><b></a>"))


def related(written: str, encoding: str) -> bytes:
    """A Word file with one relationship more, written like this."""
    name, out = "word/_rels/document.xml.rels", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_file("một"))) as given, zipfile.ZipFile(out, "w") as made:
        for one in given.namelist():
            content = given.read(one)
            if one == name:
                bare = content.decode().partition("?>")[2] or content.decode()
                bare = bare.replace("</Relationships>", f"{written}</Relationships>")
                content = f'<?xml version="1.0" encoding="{encoding}"?>{bare}'.encode(encoding)
            made.writestr(one, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A Word file with one part more."""
    out = io.BytesIO(a_file("một"))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(name, content)
    return out.getvalue()


def test_page_numbers_and_links_are_opened(fake: Fake) -> None:
    fake(WRITES)
    assert office.to_pdf(a_file(field=('PAGE  HYPERLINK "https://example.vn"',)))
    assert office.to_pdf(word.write(DECISION))


@needs_office
def test_the_pdf_is_the_word_file_in_pdf_a_and_can_be_signed(settings: Settings) -> None:
    settings.OCOP_LIBREOFFICE = str(FOUND)
    made = office.to_pdf(word.write(DECISION))
    text = text_of(made)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Điều 1.",
        "PHÓ CHỦ TỊCH",
        "Mật ong & <nghệ> {{ 5% }}",
    ):
        assert part in text
    assert b"LiberationSerif" not in made
    key = signing.make_test_certificate(datetime.now(UTC))
    signed = Pkcs12Signer(key, signing.TEST_PASSWORD).sign(made, Act("UBND", "Ban hành", "Lào Cai"))
    [found] = signing.verify(signed)
    assert (found.intact, found.whole) == (True, True)
