"""Draw the icons of the app from its mark: PNG, since iOS and older Android take no SVG.

The mark is `ocop/mark.svg`. The whole square is filled, as whoever installs an app rounds the corners.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw

STATIC: Final = Path(__file__).resolve().parent.parent / "src" / "ocop" / "platform" / "static" / "ocop"
SVG: Final = "{http://www.w3.org/2000/svg}"
SIZES: Final = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
FINER: Final = 4
"""How many times finer it is drawn than it is kept, for smooth edges."""
STEPS: Final = 24
"""Into how many straight pieces a curve is cut."""
KEPT: Final = 0.8
"""The share of the square that every mask of a launcher leaves: the mark stands within it."""
TOKEN: Final = re.compile(r"[MmLlCcZz]|-?\d*\.?\d+")

Point = tuple[float, float]


def outlines(path: str) -> list[list[Point]]:
    """The closed outlines of a path of moves, lines and cubic curves."""
    tokens = TOKEN.findall(path)
    found: list[list[Point]] = []
    here, act, place = (0.0, 0.0), "", 0

    def points(count: int) -> list[Point]:
        nonlocal place
        numbers = [float(one) for one in tokens[place : place + 2 * count]]
        place += 2 * count
        base = here if act.islower() else (0.0, 0.0)
        return [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    while place < len(tokens):
        if tokens[place].isalpha():
            act, place = tokens[place], place + 1
        if act in "Zz":
            here = found[-1][0]
            continue
        if act in "Mm":
            (here,) = points(1)
            found.append([here])
            act = "l" if act == "m" else "L"
        elif act in "Ll":
            (here,) = points(1)
            found[-1].append(here)
        else:
            one, two, end = points(3)
            found[-1] += [_on_curve(here, one, two, end, step / STEPS) for step in range(1, STEPS + 1)]
            here = end
    return found


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    x, y = (u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1))
    return x, y


def icon(size: int) -> Image.Image:
    """The mark on a full square of this many pixels."""
    mark = ET.parse(STATIC / "mark.svg").getroot()  # noqa: S314 - our own file
    side = float(mark.attrib["viewBox"].split()[2])
    ground = mark.find(f"{SVG}rect")
    fine = size * FINER
    picture = Image.new("RGB", (fine, fine), ground.attrib["fill"] if ground is not None else "white")
    draw, scale = ImageDraw.Draw(picture), KEPT * fine / side
    edge = (1 - KEPT) / 2 * fine
    for path in mark.iter(f"{SVG}path"):
        for outline in outlines(path.attrib["d"]):
            draw.polygon([(edge + x * scale, edge + y * scale) for x, y in outline], fill=path.attrib["fill"])
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every icon."""
    for name, size in SIZES.items():
        icon(size).quantize(64, dither=Image.Dither.NONE).save(STATIC / name, optimize=True)


if __name__ == "__main__":
    main()
