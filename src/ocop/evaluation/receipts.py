"""What a member gets for a sealed sheet: its code, the moment, and a digest that a change would break."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ocop.journal.canonical import said_of

if TYPE_CHECKING:
    from ocop.evaluation.models import Sheet

CODE: Final = re.compile(r"PDG-0*([1-9][0-9]{0,8})-([1-9][0-9]{0,3})", re.IGNORECASE)


def code_of(sheet: Sheet) -> str:
    """What a sheet is called on screen and on paper: the sheet and its round of scoring."""
    return f"PDG-{sheet.pk:06d}-{sheet.round_no}"


def read_code(typed: str) -> tuple[int, int] | None:
    """Key of the sheet and number of the round in a code, as a scanner or a person types it."""
    found = CODE.fullmatch("".join(typed.split()))
    return (int(found[1]), int(found[2])) if found else None


def digest_of(sheet: Sheet) -> str:
    """The SHA-256 of a sealed sheet: code, moment of the seal, every answer with its note, parts."""
    sealed: dict[str, object] = {
        "sheet": code_of(sheet),
        "sealed_at": sheet.sealed_at,
        "comment": sheet.comment,
        "answers": {one.criterion: [one.position, one.comment] for one in sheet.answers.all()},
    }
    # Sheets by criterion have none, and keep the digest they always had.
    if parts := {one.part: one.points for one in sheet.parts.all()}:
        sealed["parts"] = parts
    return sha256(said_of(sealed)).hexdigest()


def holds(sheet: Sheet) -> bool:
    """Whether a sealed sheet still has the digest it was sealed under; an older one without any holds."""
    return not sheet.digest or sheet.digest == digest_of(sheet)
