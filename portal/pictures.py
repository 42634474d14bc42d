"""Pictures that people hand in: checked, made smaller, rid of what cameras write into them, and served to everybody.

A kept picture is ``<folder>/<32 random hex digits>.avif`` in the default storage. Smaller copies for lists
and phones lie beside it (``…-480.avif``); they are made when first asked for, since most never are.
"""

import io
import re
import secrets
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from PIL import Image, ImageCms, ImageOps, features

from portal.public_pages import for_everybody

MAX_BYTES = 15 * 1024**2
MAX_PIXELS = 50_000_000
"""As much as phones take (8160 × 6120); more is a decompression bomb or a scan for print."""

READ_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ACCEPTED_TYPES = "image/jpeg,image/png,image/webp"
"""For ``accept`` of a file field: an iPhone then sends JPEG in place of HEIC."""

KEPT_FORMAT = "AVIF" if features.check("avif") else "WEBP"
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp"}
SIDES = (160, 480, 960)
"""Longest sides of the smaller copies that can be asked for."""

NAME = re.compile(r"(?P<whole>[a-z-]+/[0-9a-f]{32})(?:-(?P<side>\d+))?\.(?P<kind>avif|webp)")

NOT_A_PICTURE = "Tệp này không phải là ảnh đọc được. Hãy chọn ảnh JPG, PNG hoặc WebP, hoặc chụp lại bằng điện thoại."
TOO_MANY_BYTES = "Ảnh nặng hơn 15 MB. Hãy chọn ảnh khác, hoặc gửi ảnh qua Zalo rồi tải về để ảnh nhẹ đi."
TOO_MANY_PIXELS = "Ảnh quá lớn (hơn 50 triệu điểm ảnh). Hãy chụp ở cỡ thường, hoặc thu nhỏ ảnh rồi gửi lại."


class PictureError(Exception):
    """The file cannot be kept as a picture; the text says what to do."""


def encode_picture(file: File[bytes] | IO[bytes], *, longest: int = 1600) -> ContentFile[bytes]:
    """The picture upright, in sRGB, at most ``longest`` on a side, without metadata, under a random name.

    Give the result to an ImageField: its ``upload_to`` is the folder. Raises PictureError.
    """
    if isinstance(file, File) and file.size > MAX_BYTES:
        raise PictureError(TOO_MANY_BYTES)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PictureError(TOO_MANY_BYTES)
    try:
        picture = _read(content, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError):  # what Pillow's readers raise on damaged files
        raise PictureError(NOT_A_PICTURE) from None
    return ContentFile(_written(picture, KEPT_FORMAT), name=f"{secrets.token_hex(16)}.{KEPT_FORMAT.lower()}")


def jpeg_of(image: FieldFile, *, size: tuple[int, int]) -> bytes:
    """A kept picture cut to ``size`` as JPEG, for link previews of networks that read neither AVIF nor WebP."""
    with default_storage.open(str(image.name)) as kept, Image.open(kept, formats=READ_FORMATS) as picture:
        return _written(ImageOps.fit(picture.convert("RGB"), size), "JPEG")


def small_url(image: FieldFile, side: int) -> str:
    """The address of a kept picture's copy with ``side`` (one of SIDES) as its longest side."""
    return default_storage.url(_small_name(str(image.name), side))


def delete_picture(image: FieldFile) -> None:
    """Delete the files of a picture, smaller copies too; call it when the row's end is committed."""
    for side in SIDES:
        default_storage.delete(_small_name(str(image.name), side))
    default_storage.delete(str(image.name))


@for_everybody(max_age=31_536_000, immutable=True)
def show_picture(_request: HttpRequest, name: str) -> HttpResponseBase:
    """A kept picture or its smaller copy. Names are ours alone, so nothing but pictures can be reached."""
    found = NAME.fullmatch(name)
    if not found or (found["side"] and int(found["side"]) not in SIDES):
        raise Http404
    whole = f"{found['whole']}.{found['kind']}"
    if not default_storage.exists(name):
        if not found["side"] or not default_storage.exists(whole):
            raise Http404
        _make_small(whole, name, int(found["side"]))
    return FileResponse(default_storage.open(name), content_type=CONTENT_TYPES[found["kind"]])


def _read(content: bytes, longest: int) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=READ_FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError(TOO_MANY_PIXELS)
        profile = opened.info.get("icc_profile")
        opened.draft(None, (longest, longest))  # JPEG is decoded at about the size that is needed
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _in_srgb(upright, profile)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones write wider colours and say so beside them; what is said goes, so the colours have to be converted."""
    kept = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in {"RGB", "RGBA"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=kept)
        except (ImageCms.PyCMSError, OSError):  # a profile that nobody can read changes no colours either
            converted = None
        picture = converted or picture
    return picture.convert(kept)


def _written(picture: Image.Image, kind: str) -> bytes:
    options: dict[str, Any] = {
        "AVIF": {"quality": 60, "speed": 8},
        "WEBP": {"quality": 78, "method": 4},
        "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    }[kind]
    picture.info.clear()  # Pillow writes some of it without being asked
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _small_name(name: str, side: int) -> str:
    if side not in SIDES:
        raise ValueError(f"no copies of {side} pixels")
    stem, _, kind = name.rpartition(".")
    return f"{stem}-{side}.{kind}"


def _make_small(whole: str, name: str, side: int) -> None:
    """Two requests may make the same copy at once: the second one's is thrown away."""
    with default_storage.open(whole) as kept:
        copy = encode_picture(kept, longest=side)
    saved = default_storage.save(name, copy)
    if saved != name:
        default_storage.delete(saved)
