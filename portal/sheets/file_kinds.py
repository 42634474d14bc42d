"""What a file really is, whatever its name says: XLSX, CSV, or something to refuse with good advice."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Literal

from django.conf import settings

from portal.sheets.errors import FileRefusedError
from portal.sheets.rows import is_total

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
OLD_XLS_RECORD = b"\x09\x08"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BLOCK = 1 << 20
TAIL = 1 << 16

ADVICE = {
    "empty": "File trống. Hãy xem lại đã chọn đúng file chưa.",
    "too_big": "File quá lớn. Hãy chia thành nhiều file nhỏ hơn.",
    "password": "File có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi tải lại.",
    "old_xls": "File .xls kiểu cũ không đọc được. Hãy mở bằng Excel rồi lưu lại thành .xlsx.",
    "html": "File này là trang web lưu thành bảng tính. Hãy mở bằng Excel rồi lưu lại thành .xlsx.",
    "not_spreadsheet": "File không phải XLSX hay CSV. Hãy dùng file .xlsx hoặc .csv.",
    "broken": "File bị cắt cụt hoặc hỏng. Hãy mở bằng Excel, lưu lại rồi tải lên lần nữa.",
    "zip_bomb": "File nén bung ra quá lớn, không mở được. Hãy dùng file gốc.",
    "encoding": "Bảng mã của file không đọc được. Hãy lưu lại thành CSV UTF-8 hoặc dùng file .xlsx.",
    "cut_off": "File bị cắt cụt ở dòng cuối. Hãy dùng file gốc.",
}


def refused(code: str) -> FileRefusedError:
    return FileRefusedError(code, ADVICE[code])


def kind_of(path: Path) -> Literal["xlsx", "csv"]:
    """Decided by content, never by the name. Raises ``FileRefusedError``."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty")
    if size > settings.IMPORT_MAX_BYTES:
        raise refused("too_big")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        check_zip(path)
        return "xlsx"
    if start.startswith(OLE):
        raise refused("password" if ENCRYPTED in path.read_bytes() else "old_xls")
    if start.startswith(OLD_XLS_RECORD):
        raise refused("old_xls")
    if is_markup(start):
        raise refused("html")
    return "csv"


def is_markup(start: bytes) -> bool:
    text = start.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"").removeprefix(b"\xff\xfe").lstrip()
    return text.startswith(b"<")


def check_zip(path: Path) -> None:
    """A workbook, whole, without password, that does not inflate beyond its limit."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise refused("broken") from error
    if any(member.flag_bits & 1 for member in members):
        raise refused("password")
    if sum(member.file_size for member in members) > settings.IMPORT_MAX_INFLATED_BYTES:
        raise refused("zip_bomb")
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise refused("not_spreadsheet")


def encoding_of(path: Path) -> str:
    """UTF-8, UTF-16, or clean Windows-1258 (Vietnamese Excel's old code page). Reads the file once."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return require(path, "utf-16")
    if decodes(path, "utf-8-sig"):
        return "utf-8-sig"
    if start.startswith(codecs.BOM_UTF8) or is_broken_utf8(path):
        raise refused("encoding")
    if start[1:2] == b"\x00" or start[:1] == b"\x00":
        return require(path, "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be")
    return require(path, "cp1258")


BROKEN_UTF8 = re.compile(rb"\xe1[\xba\xbb][\x80-\xbf]|\xc4\x91|\xc6[\xa0\xa1\xaf\xb0]")
"""Letters like ạ, ế, đ, ơ, ư in UTF-8; read as Windows-1258 they would be "áº¡", "Ä‘", "Æ°", which nobody writes."""


def is_broken_utf8(path: Path) -> bool:
    """Whether a file that is not clean UTF-8 is meant to be: it would pass for Windows-1258, with every word wrong."""
    with path.open("rb") as file:
        return any(BROKEN_UTF8.search(block) for block in iter(lambda: file.read(BLOCK), b""))


def require(path: Path, encoding: str) -> str:
    if not decodes(path, encoding):
        raise refused("encoding")
    return encoding


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte is text in this encoding: no undefined byte, no control character, no cut character."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                if has_controls(decoder.decode(block)):
                    return False
        return not has_controls(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


CONTROLS = tuple(chr(code) for code in (*range(9), *range(14, 31)))


def has_controls(text: str) -> bool:
    """Whether a control character other than white space stands in it. Looking for each is faster than for any."""
    return any(control in text for control in CONTROLS)


def refuse_cut_csv(path: Path, encoding: str, delimiter: str, width: int) -> None:
    """A last row without an end of line and with fewer cells than the header was cut off on the way."""
    with path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL))
        tail = file.read()
    text = tail.decode("utf-16-le" if encoding == "utf-16" else encoding, errors="replace")
    if not text or text.endswith(("\n", "\r")):
        return
    rows = [row for row in csv.reader(io.StringIO(unicodedata.normalize("NFC", text)), delimiter=delimiter) if row]
    if len(rows) > 1 and len(rows[-1]) < width and len(rows[-2]) >= width and not is_total(rows[-1]):
        raise refused("cut_off")
