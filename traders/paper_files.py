"""Files of papers as they come in: a PDF or a photograph, whatever the name or the browser says they are."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from portal.pictures import PictureError, encode_picture

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_BYTES = 10 * 1024**2
LONGEST = 2400
"""Small print has to stay readable."""

TOO_LARGE = "Tệp nặng hơn 10 MB. Chụp lại ở cỡ nhỏ hơn, hoặc lưu PDF với chất lượng thấp hơn."
NOT_TAKEN = "Chỉ nhận tệp PDF hoặc ảnh JPG, PNG, WebP. Hãy chụp giấy tờ bằng điện thoại."
NOT_WHOLE = "Tệp PDF bị hỏng hoặc chưa tải hết. Hãy lưu lại rồi gửi lần nữa."
NOT_PLAIN = "Tệp PDF có mật khẩu hoặc có nội dung chạy được. Hãy in ra PDF thường, hoặc chụp ảnh giấy tờ."

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|Encrypt)\b")
"""Names in a PDF that make it do something, hide another file, or keep a reader out."""


class PaperFileError(Exception):
    """The file cannot be kept; the text says what to do."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What is kept, under a random name with an ending that is true, and the SHA-256 of what was handed in."""

    content: ContentFile[bytes]
    sha256: str


def take_paper(file: File[Any]) -> TakenFile:
    """The file as it is kept: a PDF as it is, a picture written anew. Raises PaperFileError."""
    if file.size > MAX_BYTES:
        raise PaperFileError(TOO_LARGE)
    file.seek(0)
    raw = file.read(MAX_BYTES + 1)
    content = _plain_pdf(raw) if raw.startswith(b"%PDF-") else _picture(raw)
    return TakenFile(content, hashlib.sha256(raw).hexdigest())


def _plain_pdf(raw: bytes) -> ContentFile[bytes]:
    if b"%%EOF" not in raw[-1024:]:
        raise PaperFileError(NOT_WHOLE)
    if ACTIVE.search(raw):
        raise PaperFileError(NOT_PLAIN)
    return ContentFile(raw, name=f"{secrets.token_hex(16)}.pdf")


def _picture(raw: bytes) -> ContentFile[bytes]:
    if not raw.startswith(PICTURES):
        raise PaperFileError(NOT_TAKEN)
    try:
        return encode_picture(ContentFile(raw), longest=LONGEST)
    except PictureError as error:
        raise PaperFileError(str(error)) from None
