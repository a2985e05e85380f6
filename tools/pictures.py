"""Lay six pictures of the walk side by side: `docs/images/way.png`, the picture of the README."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
# Debian's fonts-dejavu-core has every letter of Vietnamese; without it the pictures stand without captions.
FONT: Final = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")
STEPS: Final = (
    ("dossier", "1. Chủ thể lập hồ sơ trên điện thoại"),
    ("commune-report", "2. Xã lập báo cáo, gửi tỉnh"),
    ("council-sheet", "3. Thành viên hội đồng chấm phiếu kín"),
    ("council-result", "4. Kết quả kèm lý do từng tiêu chí"),
    ("certificate", "5. Giấy chứng nhận có mã QR"),
    ("status", "6. Ai quét mã cũng thấy hiệu lực thật"),
)
WIDTH, HEIGHT, GAP, CAPTION = 512, 384, 16, 36


def main() -> None:
    """Write the picture. Raises: FileNotFoundError when the walk has not left its pictures yet."""
    sheet = Image.new("RGB", (3 * WIDTH + 4 * GAP, 2 * (HEIGHT + CAPTION + GAP) + GAP), "#e9efe9")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FONT), 18) if FONT.exists() else None
    for place, (name, words) in enumerate(STEPS):
        left = GAP + place % 3 * (WIDTH + GAP)
        top = GAP + place // 3 * (HEIGHT + CAPTION + GAP)
        if font:
            draw.text((left, top + 4), words, fill="#14532d", font=font)
        draw.rectangle((left, top + CAPTION, left + WIDTH, top + CAPTION + HEIGHT), fill="#ffffff")
        picture = Image.open(IMAGES / f"{name}.png").convert("RGB")
        picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        sheet.paste(picture, (left + (WIDTH - picture.width) // 2, top + CAPTION))
    sheet.quantize(160, dither=Image.Dither.NONE).save(IMAGES / "way.png", optimize=True)


if __name__ == "__main__":
    main()
