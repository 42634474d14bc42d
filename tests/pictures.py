"""Pictures as people hand them in."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from portal.pictures import encode_picture


def jpeg(size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    return _file(Image.linear_gradient("L").resize(size).convert("RGB"), "JPEG", **options)


def png(size: tuple[int, int] = (64, 48), *, mode: str = "RGB") -> bytes:
    return _file(Image.new(mode, size), "PNG")


def kept_picture(folder: str, size: tuple[int, int] = (640, 480)) -> str:
    """The name of a picture in the default storage, as an ImageField keeps it."""
    file = encode_picture(ContentFile(jpeg(size)))
    return default_storage.save(f"{folder}/{file.name}", file)


def _file(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
