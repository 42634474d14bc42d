"""Pictures of the demo, drawn so that nobody else owns them: stalls, goods, and papers that say they are samples."""

from __future__ import annotations

import io
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from portal.sheets.text import plain

AWNING = ("#0b5457", "#f0a431", "#b5452c", "#3c6e47", "#7a4b8a")
PAPER = (620, 877)
"""A4 at 75 dots an inch."""


def awning(seed: str) -> ContentFile[bytes]:
    """Three stalls under striped awnings."""
    random = Random(f"picture:{seed}")  # noqa: S311 - no secret, the same on every run
    picture = Image.new("RGB", (1200, 630), "#f7f1e3")
    draw = ImageDraw.Draw(picture)
    for stall in range(3):
        left, colour = 60 + stall * 370, random.choice(AWNING)
        for stripe in range(10):
            x = left + stripe * 34
            fill = colour if stripe % 2 else "#fffaf0"
            draw.rectangle((x, 150, x + 33, 260), fill=fill)
            draw.pieslice((x, 240, x + 33, 280), 0, 180, fill=fill)
        draw.rectangle((left + 10, 290, left + 330, 300), fill="#5b4636")
        for basket in range(4):
            x = left + 18 + basket * 80
            draw.ellipse((x, 380, x + 64, 430), fill=random.choice(AWNING))
            draw.rectangle((x - 4, 410, x + 68, 470), fill="#c79a5b")
        draw.rectangle((left, 470, left + 340, 500), fill="#5b4636")
    return _written(picture, "PNG", "minh-hoa.png")


def goods(seed: str) -> ContentFile[bytes]:
    """A heap of goods in a basket, in colours of its own."""
    random = Random(f"goods:{seed}")  # noqa: S311 - no secret, the same on every run
    picture = Image.new("RGB", (640, 640), random.choice(("#f7f1e3", "#eef3ea", "#f3ece9", "#e9f1f2")))
    draw = ImageDraw.Draw(picture)
    colours = random.sample(AWNING, 2)
    for place in range(26):
        row = place // 9
        x, y = 130 + (place % 9) * 44 + row * 20 + random.randrange(-8, 9), 350 - row * 56 + random.randrange(-10, 11)
        draw.ellipse((x - 40, y - 40, x + 40, y + 40), fill=random.choice(colours), outline="#fffaf0", width=4)
    draw.rounded_rectangle((80, 370, 560, 540), 36, fill="#c79a5b")
    for line in range(5):
        draw.line((100, 395 + line * 32, 540, 395 + line * 32), fill="#a87c40", width=6)
    return _written(picture, "PNG", "hang.png")


def scan(lines: list[str], *, is_pdf: bool, seed: str) -> ContentFile[bytes]:
    """A paper with ``lines`` on it, as a photograph or as a PDF. Without accents: Pillow's font has none."""
    random = Random(f"scan:{seed}")  # noqa: S311 - no secret, the same on every run
    page = Image.new("RGB", PAPER, "#fdfdf8")
    draw = ImageDraw.Draw(page)
    draw.rectangle((24, 24, PAPER[0] - 24, PAPER[1] - 24), outline="#777777", width=2)
    draw.text((70, 60), "BAN MAU - KHONG CO GIA TRI", font=ImageFont.load_default(22), fill="#b5452c")
    for place, line in enumerate(lines):
        draw.text((70, 150 + place * 60), plain(line).upper()[:46], font=ImageFont.load_default(20), fill="#222222")
    draw.ellipse((400, 640, 540, 780), outline="#b5452c", width=6)
    draw.line((120, 730, 120 + random.randrange(120, 200), 700), fill="#0b5457", width=4)
    if is_pdf:
        return _written(page, "PDF", "giay-to.pdf")
    return _written(page.rotate(random.choice((-2, -1, 1, 2)), fillcolor="#8a7a66"), "PNG", "giay-to.png")


def _written(picture: Image.Image, kind: str, name: str) -> ContentFile[bytes]:
    content = io.BytesIO()
    picture.save(content, kind)
    return ContentFile(content.getvalue(), name=name)
