"""Product codes and registration numbers: written and read in the shape their regime gives.

Units' codes are text and keep their zeros. Codes copied from paper may carry other dashes and stray spaces;
they are read all the same, and always written one way. Readings: decision 0012.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ocop.law.regime import ProductCode, RegistrationNumber

UNIT_WIDTHS: Final = {"province": 2, "district": 3, "commune": 5}
"""Digits of a unit's code (Quyết định 124/2004/QĐ-TTg, then Quyết định 19/2025/QĐ-TTg)."""

_DASHES: Final = re.compile("\\s*[-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]\\s*")
_GAPS: Final = re.compile(r"[\s._/-]+")
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")
_DIGITS: Final = re.compile(r"[0-9]+(-[0-9]+)+")
_YEAR: Final = re.compile(r"20[0-9]{2}")
LONGEST_SEQUENCE: Final = 18
"""Digits of a number within a year; no series of any year comes near it."""


class BadCode(ValueError):
    """A text that is no code of the expected shape; ``segment`` names the wrong part, if it is one."""

    def __init__(self, text: str, reason: str, segment: str | None = None) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.text = text
        self.reason = reason
        self.segment = segment


@dataclass(frozen=True, slots=True)
class CodeParts:
    """What a product code says: where the product is from, its place in the list there, and the year."""

    province: str
    commune: str
    sequence: int
    year: int
    district: str | None = None


def format_code(shape: ProductCode, parts: CodeParts) -> str:
    """The product code in that shape; :class:`BadCode` when a part does not fit it."""
    segments: dict[str, str | None] = {
        "province": parts.province,
        "district": parts.district,
        "commune": parts.commune,
        "sequence": f"{parts.sequence:0{shape.sequence_width}d}",
        "year": f"{parts.year:04d}",
    }
    if parts.district is not None and "district" not in shape.segments:
        raise BadCode(parts.district, "this shape has no district", "district")
    text = shape.separator.join(segments[name] or "" for name in shape.segments)
    parse_code(shape, text)
    return text


def parse_code(shape: ProductCode, text: str) -> CodeParts:
    """The parts of a product code in that shape; :class:`BadCode` names the first part that is wrong."""
    found = clean_code(text).split("-") if shape.separator == "-" else text.strip().split(shape.separator)
    if len(found) != len(shape.segments):
        raise BadCode(text, f"{len(shape.segments)} segments are expected, {len(found)} are given")
    values = dict(zip(shape.segments, found, strict=True))
    for name, value in values.items():
        _check(text, name, value)
    return CodeParts(
        province=values["province"],
        district=values.get("district"),
        commune=values["commune"],
        sequence=int(values["sequence"]),
        year=int(values["year"]),
    )


def read_code(shapes: Iterable[ProductCode], text: str) -> tuple[ProductCode, CodeParts]:
    """The first of the shapes that the code has, and its parts; :class:`BadCode` when it has none of them."""
    refusals: list[BadCode] = []
    for shape in shapes:
        try:
            return shape, parse_code(shape, text)
        except BadCode as refusal:
            refusals.append(refusal)
    # A refusal that names a segment comes from a shape with the right number of them: the likelier one.
    raise next((refusal for refusal in refusals if refusal.segment), None) or (
        refusals[0] if refusals else BadCode(text, "no shape of code is known")
    )


def code_pattern(shape: ProductCode) -> re.Pattern[str]:
    """Matches exactly the codes that :func:`parse_code` reads, as we write them; for many codes at once."""
    parts = {
        **{name: f"[0-9]{{{width}}}" for name, width in UNIT_WIDTHS.items()},
        "sequence": "0*[1-9][0-9]*",
        "year": _YEAR.pattern,
    }
    return re.compile(re.escape(shape.separator).join(parts[name] for name in shape.segments))


def clean_code(text: str) -> str:
    """The code as we write it: one kind of dash, no spaces."""
    return _DASHES.sub("-", text.strip())


def typed_code(text: str) -> str:
    """A product code as we write it, from what people type: dashes, spaces, dots, slashes, small letters too.

    A letter that looks like a digit is read as that where the code is then one of digits alone.
    """
    code = _GAPS.sub("-", clean_code(text)).upper()
    digits = code.translate(_LOOK_ALIKE)
    return digits if _DIGITS.fullmatch(digits) else code


def meant_code(shapes: Iterable[ProductCode], text: str) -> str | None:
    """The code that these digits are in the first shape they fit: zeros of a number forgotten, no dashes.

    None where they fit none. Different from what was typed, it is a guess, to be shown as one.
    """
    typed = typed_code(text)
    for shape in shapes:
        for parts in (typed, _parted(shape, typed)):
            try:
                return format_code(shape, parse_code(shape, parts))
            except BadCode:
                continue
    return None


def _parted(shape: ProductCode, digits: str) -> str:
    """Digits without dashes as segments of a shape: the number takes what the others leave."""
    widths = {name: UNIT_WIDTHS.get(name, 4) for name in shape.segments if name != "sequence"}
    rest, found = digits, dict[str, str]()
    for name in reversed(shape.segments):
        if name == "sequence":
            break
        rest, found[name] = rest[: -widths[name]], rest[-widths[name] :]
    for name in shape.segments:
        if name == "sequence":
            found[name] = rest
            break
        rest, found[name] = rest[widths[name] :], rest[: widths[name]]
    return shape.separator.join(found[name] for name in shape.segments)


@dataclass(frozen=True, slots=True)
class RegistrationParts:
    """What a registration number says; the commune's and the province's own number may be still to come."""

    province: str
    commune: str
    year: int
    commune_no: str | None = None
    province_no: str | None = None


def format_registration(shape: RegistrationNumber, parts: RegistrationParts) -> str:
    """The registration number in that shape, blank where no number is given yet (Mẫu 01, 26/2026/QĐ-TTg)."""
    text = shape.pattern.format(
        commune_no=parts.commune_no or shape.blank,
        province_no=parts.province_no or shape.blank,
        province=parts.province,
        commune=parts.commune,
        year=f"{parts.year:04d}",
    )
    parse_registration(shape, text)
    return text


def parse_registration(shape: RegistrationNumber, text: str) -> RegistrationParts:
    """The parts of a registration number in that shape; :class:`BadCode` when it has another."""
    pattern = re.escape(shape.pattern)
    for name in ("commune_no", "province_no"):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>[0-9]+|{re.escape(shape.blank)})")
    for name in ("province", "commune", "year"):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>[0-9]+)")
    match = re.fullmatch(pattern, clean_code(text))
    if match is None:
        raise BadCode(text, f"the shape is {shape.pattern}")
    for name in ("province", "commune", "year"):
        _check(text, name, match[name])
    return RegistrationParts(
        province=match["province"],
        commune=match["commune"],
        year=int(match["year"]),
        commune_no=_given(match["commune_no"], shape),
        province_no=_given(match["province_no"], shape),
    )


def _given(number: str, shape: RegistrationNumber) -> str | None:
    return None if number == shape.blank else number


def _check(text: str, name: str, value: str) -> None:
    if not (value.isascii() and value.isdigit()):
        raise BadCode(text, f"{name} must be digits", name)
    width = UNIT_WIDTHS.get(name)
    if width is not None and len(value) != width:
        raise BadCode(text, f"{name} has {width} digits", name)
    if name == "sequence" and len(value) > LONGEST_SEQUENCE:
        raise BadCode(text, f"sequence has {LONGEST_SEQUENCE} digits at most", name)
    if name == "sequence" and not value.strip("0"):
        raise BadCode(text, "sequence counts from 1", name)
    if name == "year" and not _YEAR.fullmatch(value):
        raise BadCode(text, "year is written in full, 20..", name)
