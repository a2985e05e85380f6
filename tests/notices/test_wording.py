"""The texts: declared placeholders, nothing personal outside, a published version never changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from ocop.notices import wording
from ocop.notices.channels import masked, sms_parts
from ocop.notices.wording import Text, Version, version_faults

SAME = {"vi": Text("Tin", "Bạn có tin."), "en": Text("News", "There is news.")}


def version(**changed: object) -> Version:
    facts = {
        "version": 1,
        "since": date(2026, 11, 22),
        "facts": {"receipt": "text", "product": "text"},
        "inbox": SAME,
        "outside": SAME,
        "button": {"vi": "Mở", "en": "Open"},
    }
    return msgspec.convert(facts | changed, type=Version)


def outside(body: str) -> list[str]:
    return list(version_faults(version(outside={"vi": Text("Tin", body), "en": SAME["en"]})))


def test_every_text_of_the_program_is_as_it_should_be() -> None:
    assert wording.defects() == []
    assert len(wording.codes()) >= 20


def test_a_text_without_fault_has_none() -> None:
    assert list(version_faults(version())) == []


def test_a_placeholder_that_is_not_declared_is_found() -> None:
    undeclared = {"vi": Text("Tin", "Bạn {who}."), "en": SAME["en"]}
    assert list(version_faults(version(inbox=undeclared))) == ["vi: not among its facts: who"]
    assert list(version_faults(version(inbox={"vi": SAME["vi"]}))) == ["inbox is not said in both languages"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("Sản phẩm {product} có tin.", "may not leave the program: product"),
        ("Bạn được 4 sao.", "speaks of points or stars"),
        ("Hồ sơ được điểm cao.", "speaks of points or stars"),
        ("Gọi 0912000001.", "holds a number"),
        ("Tin. " * 90, "Zalo takes 400"),
        ("Tin rất dài. " * 13, "3 are allowed"),
    ],
)
def test_what_may_not_leave_the_program_is_found(body: str, fault: str) -> None:
    assert any(fault in one for one in outside(body))


def test_a_version_that_changed_after_it_was_published_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    held = wording.published()
    held["dossier_filed"]["1"] = "0" * 64
    held["gone"] = {"1": "0" * 64}
    del held["dossier_returned"]["1"]
    monkeypatch.setattr(wording, "published", lambda: held)
    assert wording.defects() == [
        "dossier_filed: version 1 was changed after it was published: make a new version instead",
        "dossier_returned: version 1 is not published: python -m tools.wordings",
        "gone: published, but its file is gone",
    ]


def test_an_old_message_reads_as_it_did_when_a_new_version_came(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    second = version(version=2, inbox={"vi": Text("Tin mới", "Bạn có tin mới."), "en": SAME["en"]})
    both = wording.Wording(wording.Category.DOSSIERS, {"vi": "Ai", "en": "Who"}, (version(), second))
    (tmp_path / "news.json").write_bytes(msgspec.json.encode(both))
    monkeypatch.setattr(wording, "FOLDER", tmp_path)
    wording.wording.cache_clear()
    assert wording.wording("news").latest.version == 2
    assert wording.letter("news", 1, {}, "vi").subject == "Tin"
    assert wording.letter("news", 2, {}, "vi").subject == "Tin mới"
    with pytest.raises(LookupError):
        wording.letter("news", 3, {}, "vi")
    wording.wording.cache_clear()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ạ" * 70, 1),
        ("ạ" * 71, 2),
        ("ạ" * 134, 2),
        ("ạ" * 135, 3),
        ("", 1),
    ],
)
def test_the_parts_of_a_text_message_are_counted_as_operators_count_them(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


def test_an_address_is_shown_masked() -> None:
    assert masked("0912000001") == "091•••001"
    assert masked("lan@example.vn") == "l•••@example.vn"
