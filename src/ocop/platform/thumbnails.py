"""Stored pictures made small for pages: WebP, kept for a while in memory, not written anywhere."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from PIL import Image

from ocop.platform.files import storage_key

QUALITY: Final = 62
SMALL, LARGE = 360, 960
EDGES: Final = (SMALL, LARGE)
"""Longest sides in pixels: a card of a list, a picture to look at."""

KEPT: Final = 512
MARK: Final = 12
"""Characters of the digest that an address carries, so that a browser may keep what it got."""

WEEK: Final = 7 * 24 * 3600


def send(digest: str, edge: int, *, public: bool = False) -> HttpResponse:
    """A stored picture made small. The caller has checked who may see it.

    Raises: Http404 for no picture, a size there is not, or content that is gone.
    """
    if not digest or edge not in EDGES or not default_storage.exists(storage_key(digest)):
        raise Http404
    response = HttpResponse(made(digest, edge), content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={WEEK}" if public else "private, no-cache"
    return response


@lru_cache(maxsize=KEPT)
def made(digest: str, edge: int) -> bytes:
    """The picture as WebP, at most so many pixels wide and high."""
    small = io.BytesIO()
    with default_storage.open(storage_key(digest)) as stored, Image.open(stored) as picture:
        picture.draft("RGB", (edge, edge))
        picture.thumbnail((edge, edge))
        picture.convert("RGB").save(small, "WEBP", quality=QUALITY, method=4)
    return small.getvalue()
