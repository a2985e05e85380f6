"""Every kind of paper that may have a template: its sample is drawn, and our own template passes."""

from __future__ import annotations

import pytest

from ocop.platform.documents import pdf, tags, word


@pytest.mark.parametrize("code", ["decision", "certificate"])
def test_the_sample_of_every_kind_is_drawn_and_fills_our_template(code: str) -> None:
    kind = tags.kind(code)
    sample = kind.sample()
    assert pdf.draw(sample).startswith(b"%PDF")
    assert word.check(word.default_template(sample), kind) == word.Findings()
    names = [tag.name for tag in kind.tags]
    assert len(names) == len(set(names))
