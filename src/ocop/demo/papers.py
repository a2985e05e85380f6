"""Pictures for the demonstration, drawn here so that nothing is borrowed: photos and papers."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw

from ocop.platform.files import JPEG, CheckedFile

PAPER = (620, 877)
PHOTO = (640, 480)


def photo(name: str, colour: str) -> CheckedFile:
    """A jar on a table in the product's colour."""
    width, height = PHOTO
    picture = Image.new("RGB", PHOTO, "#f4efe6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.72, width, height), fill="#d9c7a8")
    draw.rounded_rectangle((220, 150, 420, 400), 36, fill=colour)
    draw.rounded_rectangle((245, 110, 395, 160), 12, fill="#5b4a36")
    draw.rounded_rectangle((240, 220, 400, 340), 10, fill="#fffaf0")
    draw.ellipse((290, 245, 350, 305), fill=colour)
    draw.line((260, 322, 380, 322), fill="#5b4a36", width=4)
    return _jpeg(picture, f"{name}.jpg")


def stall(name: str, colour: str) -> CheckedFile:
    """A market stall with goods on its board, its awning in this colour."""
    width, height = PHOTO
    picture = Image.new("RGB", PHOTO, "#eaf2ec")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.8, width, height), fill="#d9c7a8")
    draw.rectangle((90, 170, 550, 400), fill="#fffaf0")
    for step in range(8):
        left = 80 + step * 60
        shade = colour if step % 2 == 0 else "#ffffff"
        draw.polygon(((left, 170), (left + 60, 170), (left + 66, 100), (left + 6, 100)), fill=shade)
        draw.pieslice((left, 140, left + 60, 200), 0, 180, fill=shade)
    draw.rectangle((80, 330, 560, 350), fill="#5b4a36")
    for step, tone in enumerate(("#b45309", "#166534", "#7c1d4a", "#e0a100", "#b3261e", "#1d4e89")):
        left = 120 + step * 72
        draw.rounded_rectangle((left, 265, left + 44, 330), 8, fill=tone)
        draw.rounded_rectangle((left + 8, 250, left + 36, 268), 4, fill="#5b4a36")
    return _jpeg(picture, f"{name}.jpg")


def paper(name: str, seed: int) -> CheckedFile:
    """A sheet of paper with lines and a round stamp; the seed makes each file its own."""
    picture = Image.new("RGB", PAPER, "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, PAPER[0] - 40, PAPER[1] - 40), outline="#8a8a8a", width=2)
    draw.line((180, 110, 440, 110), fill="#202020", width=6)
    for row in range(16):
        length = 300 + (seed * 37 + row * 61) % 210
        draw.line((80, 180 + row * 34, 80 + length, 180 + row * 34), fill="#9a9a9a", width=4)
    draw.ellipse((400, 690, 520, 810), outline="#b3261e", width=6)
    draw.ellipse((420, 710, 500, 790), outline="#b3261e", width=3)
    return _jpeg(picture, f"{name}.jpg")


def _jpeg(picture: Image.Image, name: str) -> CheckedFile:
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    content = out.getvalue()
    return CheckedFile(name, JPEG, content, hashlib.sha256(content).hexdigest())
