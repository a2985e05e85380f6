"""Several photos of one paper bound into one PDF, as a scanner would give it."""

from __future__ import annotations

import hashlib
import time
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from ocop.platform.files import EXTENSIONS, MEGABYTE, NAME_LENGTH, PDF, TOO_BIG_FILE, BadFile, CheckedFile

if TYPE_CHECKING:
    from collections.abc import Sequence

PAPER_WHITE: Final = "white"
DOTS_PER_INCH: Final = 150
NO_DAY: Final = time.gmtime(0)
"""Written as the day of making, so that the same photos give the same file and tell nothing else."""


def bind(files: Sequence[CheckedFile]) -> CheckedFile:
    """One file of these: the only one as it is, photos as the pages of a PDF in their order.

    The photos were made upright, smaller and free of hidden data when they were checked.
    Raises: BadFile when one of several is no photo, or the PDF is over the limit.
    """
    if len(files) == 1:
        return files[0]
    if any(not one.media_type.startswith("image/") for one in files):
        raise BadFile("wrong_type", _("Several files at once can only be photos of one paper."))
    first, *rest = [_page(one) for one in files]
    out = BytesIO()
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=DOTS_PER_INCH,
        creationDate=NO_DAY,
        modDate=NO_DAY,
    )
    content = out.getvalue()
    if len(content) > settings.OCOP_FILE_MAX_BYTES:
        raise BadFile("too_big", TOO_BIG_FILE % {"limit": settings.OCOP_FILE_MAX_BYTES // MEGABYTE})
    name = PurePath(files[0].name).stem[: NAME_LENGTH - len(EXTENSIONS[PDF])] + EXTENSIONS[PDF]
    return CheckedFile(name, PDF, content, hashlib.sha256(content).hexdigest())


def _page(photo: CheckedFile) -> Image.Image:
    """A photo as a page; what is transparent becomes white."""
    with Image.open(BytesIO(photo.content)) as opened:
        if not opened.has_transparency_data:
            return opened.convert("RGB")
        picture = opened.convert("RGBA")
    page = Image.new("RGB", picture.size, PAPER_WHITE)
    page.paste(picture, mask=picture.getchannel("A"))
    return page
