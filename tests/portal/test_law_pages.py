"""The rules are there for everybody to read, with what is doubtful told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from ocop.law import library, plain

OURS = library.opened()
EVERY_SET = [(regime_id, number) for regime_id in OURS.ids() for number in OURS.numbers(regime_id)]


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def test_every_regime_is_listed_the_one_in_force_marked(client: Client) -> None:
    text = text_of(client, "/law/")
    assert [f'href="/law/{regime_id}/"' in text for regime_id in OURS.ids()] == [True] * 4
    assert text.count("Đang có hiệu lực") == 1


def test_a_regime_laid_over_the_shipped_ones_is_listed_too(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    facts = json.loads((OURS.folders[0] / "2026-26" / "regime.json").read_text("utf-8"))
    new = tmp_path / "2030-1"
    new.mkdir()
    dated = facts | {"id": "2030-1", "in_force_from": "2030-01-01", "extends": "2026-26"}
    (new / "regime.json").write_text(json.dumps(dated, ensure_ascii=False), "utf-8")
    settings.OCOP_REGIME_FOLDERS = (tmp_path,)
    assert 'href="/law/2030-1/"' in text_of(client, "/law/")
    assert text_of(client, "/practice/2030-1/1/")


@pytest.mark.parametrize("regime_id", OURS.ids())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_regime_can_be_read(client: Client, regime_id: str, language: str) -> None:
    client.cookies["ocop_language"] = language
    text = text_of(client, f"/law/{regime_id}/")
    assert all(document.number in text for document in OURS.regime(regime_id).documents)


def test_the_regime_in_force_tells_dates_levels_and_readings(client: Client) -> None:
    text = text_of(client, "/law/2026-26/")
    regime = OURS.regime("2026-26")
    assert "15 ngày làm việc" in text
    assert "36 tháng" in text
    assert "Đề nghị trước ngày" in text
    assert all(reading.decision in text for reading in regime.readings)
    assert all(unknown in text for unknown in regime.unknown[:3])


@pytest.mark.parametrize(("regime_id", "number"), EVERY_SET)
def test_every_table_can_be_read_and_taken_away(client: Client, regime_id: str, number: int) -> None:
    product_set = OURS.product_set(regime_id, number)
    text = text_of(client, f"/law/{regime_id}/{number}/")
    assert text.count("<caption") == sum(len(part.sections) for part in product_set.parts)
    taken = json.loads(client.get(f"/law/{regime_id}/{number}.json").content)
    assert taken == plain.set_as_json(OURS, OURS.regime(regime_id), product_set)


def test_a_table_shows_every_floor_and_every_knock_out(client: Client) -> None:
    product_set = OURS.product_set("2026-26", 1)
    text = text_of(client, "/law/2026-26/1/")
    floors = sum(1 for leaf in product_set.leaves.values() for option in leaf.options if option.floor)
    assert len(re.findall(r"mức tối thiểu (?:cho|của) \d sao", text)) == floors
    assert all(knockout.label in text for knockout in product_set.knockouts)


def test_a_table_tells_what_was_corrected_and_what_is_doubtful_in_it_alone(client: Client) -> None:
    text = text_of(client, "/law/2026-26/7/")
    assert "Đã sửa</strong>, bộ 7, tiêu chí 1.2" in text
    assert "Nghi sai, để nguyên</strong>, bộ 7, tiêu chí 3.1" in text
    assert "bộ 11, tiêu chí" not in text


@pytest.mark.parametrize("path", ["/law/2030-1/", "/law/2026-26/27/", "/law/2026-26/0.json", "/law/x/1/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_rules_are_only_read(client: Client) -> None:
    for path in ("/law/", "/law/2026-26/", "/law/2026-26/1/", "/law/2026-26/1.json"):
        assert client.post(path).status_code == 405
