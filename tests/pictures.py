"""Pictures as people hand them in."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def jpeg(size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    return _file(Image.linear_gradient("L").resize(size).convert("RGB"), "JPEG", **options)


def png(size: tuple[int, int] = (64, 48), *, mode: str = "RGB") -> bytes:
    return _file(Image.new(mode, size), "PNG")


def _file(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
