"""Points of sale, events and news of the cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.files import CheckedFile, check_file
from ocop.promotion import actions
from ocop.promotion.actions import ArticleFacts, EventFacts, Facts, OutletFacts
from tests.cast import NOW

OUTLET = OutletFacts("Cửa hàng Mường Hoa", "shop", "Chợ Tả Van", text="Bán ớt.", phone="02143000111")
EVENT = EventFacts(
    "Phiên chợ Tả Van", "fair", date(2026, 11, 22), date(2026, 11, 25), "Sân xã", "UBND xã Tả Van"
)
ARTICLE = ArticleFacts("Đã có kết quả", "Bảy sản phẩm được công nhận.", text="Xem https://example.vn.")
FACTS: dict[str, Facts] = {"outlet": OUTLET, "event": EVENT, "article": ARTICLE}


def entered(
    actor: Actor, unit: Unit, facts: Facts = OUTLET, photo: CheckedFile | None = None, **changed: Any
) -> Any:
    """A draft."""
    told = replace(facts, **changed)
    return actions.enter(actor=actor, unit_id=unit.pk, facts=told, photo=photo, now=NOW)


def published(
    actor: Actor, unit: Unit, facts: Facts = OUTLET, photo: CheckedFile | None = None, **changed: Any
) -> Any:
    """One that everybody reads."""
    one = entered(actor, unit, facts, photo, **changed)
    noun = actions.NOUNS[type(facts)]
    return actions.publish(actor=actor, noun=noun, pk=one.pk, expected_version=one.version, now=NOW)


def a_photo(colour: str = "#b45309") -> CheckedFile:
    """A picture as an upload brings it."""
    out = BytesIO()
    Image.new("RGB", (1200, 900), colour).save(out, "PNG")
    return check_file(SimpleUploadedFile("a.png", out.getvalue()))
