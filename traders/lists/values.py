"""Cells of a list → values of the registers, each with what is wrong or was put right.

A reader gets the text of a cell that is not blank and says ``(value, remark)``; it raises ``Unreadable`` when
there is no value to be had.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from portal.phones import PhoneError, international_phone, shown_phone
from portal.sealing import digest, seal
from portal.sheets.cells import SCIENTIFIC
from portal.sheets.text import clean, plain
from traders.enums import Channel, LegalForm
from traders.tax_codes import TaxCodeError, read_tax_code
from traders.words import stall_codes

NAME_LIMIT = 120
CODE_LIMIT = 30
NOTE_LIMIT = 2_000
TAX_DIGITS = 10

MASKED = re.compile(r"[•*]{3,}\s*\d{0,4}")
"""A tax code as an export shows it to who may not read it: it says nothing new."""

LEGAL_WORDS: Mapping[str, LegalForm] = {
    **{plain(form.label): form for form in LegalForm},
    "ho": LegalForm.HOUSEHOLD, "hkd": LegalForm.HOUSEHOLD, "ho kinh doanh ca the": LegalForm.HOUSEHOLD,
    "ho ca the": LegalForm.HOUSEHOLD, "ca nhan": LegalForm.INDIVIDUAL, "cnkd": LegalForm.INDIVIDUAL,
    "cong ty": LegalForm.ENTERPRISE, "cty": LegalForm.ENTERPRISE, "dn": LegalForm.ENTERPRISE,
    "cong ty tnhh": LegalForm.ENTERPRISE, "dntn": LegalForm.ENTERPRISE, "htx": LegalForm.COOPERATIVE,
}  # fmt: skip

CHANNEL_WORDS: Mapping[str, Channel] = {
    **{plain(channel.label): channel for channel in Channel},
    "tiktok": Channel.TIKTOK_SHOP, "tik tok": Channel.TIKTOK_SHOP, "tiktokshop": Channel.TIKTOK_SHOP,
    "fb": Channel.FACEBOOK, "face": Channel.FACEBOOK, "website": Channel.WEBSITE, "web": Channel.WEBSITE,
    "trang web": Channel.WEBSITE,
}  # fmt: skip

YES_WORDS = {"co", "x", "roi", "da", "yes", "true", "1", "da dung", "co dung", "v"}
NO_WORDS = {"khong", "chua", "no", "false", "0", "ko", "k", "khong dung", "chua dung"}


WITHOUT_ZERO = re.compile(r"[1-9]\d{8}|[12]\d{9}", re.ASCII)
"""A number as a spreadsheet keeps it: of 9 digits a mobile, of 10 a landline or one of before 2018."""


class Unreadable(ValueError):
    """The text says to the person what is wrong with a cell and what to do."""


@dataclass(slots=True)
class Reading:
    """What one row says: field → value, and remarks ``{"column", "value", "message"}`` upon its cells."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, key: str, text: str, message: str) -> None:
        self.errors.append({"column": key, "value": text, "message": message})

    def remark(self, key: str, text: str, message: str) -> None:
        self.warnings.append({"column": key, "value": text, "message": message})


def read_name(text: str, *, keeps_capitals: bool = False) -> tuple[str, str]:
    name = clean(text)
    if len(name) > NAME_LIMIT:
        raise Unreadable("Tên dài quá 120 chữ. Kiểm tra lại ô này.")
    if not any(char.isalpha() for char in name):
        raise Unreadable("Ô này không phải họ tên. Kiểm tra lại cột.")
    if keeps_capitals or not is_shouted(name):
        return name, "Trong tên có chữ số, hãy xem lại." if any(char.isdigit() for char in name) else ""
    calm = calm_name(name)
    return calm, f"Tên viết hoa cả, sẽ ghi là “{calm}”."


def is_shouted(name: str) -> bool:
    """Two words or more, all in capitals: ``NGUYỄN VĂN A``."""
    return name.isupper() and " " in name and sum(char.isalpha() for char in name) > 2


def calm_name(name: str) -> str:
    """``NGUYỄN VĂN A`` → ``Nguyễn Văn A``."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][:1].upper() + word[0][1:].lower(), name)


def read_phone(text: str) -> tuple[str, str]:
    """E.164; puts the zero back that a spreadsheet took, and takes the first of several numbers."""
    if SCIENTIFIC.fullmatch(text):
        raise Unreadable("Excel đã đổi số này thành dạng 9,1E+08 nên mất chữ số. Gõ lại số, để ô dạng chữ.")
    first, *more = [part for part in re.split(r"\s*(?:[/;,\n]| - )\s*", text) if part] or [text]
    remark = f"Ô có {len(more) + 1} số, số đầu được dùng." if more else ""
    bare = re.sub(r"[\s.\-]", "", first)
    try:
        if WITHOUT_ZERO.fullmatch(bare):
            phone = international_phone(f"0{bare}")
            return phone, f"Excel đã bỏ số 0 ở đầu, sẽ ghi là {shown_phone(phone)}. {remark}".strip()
        return international_phone(first), remark
    except PhoneError as error:
        raise Unreadable(str(error)) from None


def read_stalls(text: str, known: Container[str] = ()) -> tuple[list[str], str]:
    """Codes of one cell: ``A1, A2``, ``A1 và A2``; a word "Sạp" goes, unless ``known`` has the code with it."""
    parted = re.sub(r"\s+(?:và|va|\+|&)\s+", ";", text, flags=re.IGNORECASE)
    parts = [clean(part) for part in re.split(r"[;,\n]", parted)]
    codes = stall_codes("\n".join(part if part.upper() in known else _bare_code(part) for part in parts))
    if not codes:
        raise Unreadable("Ô này không có mã sạp nào.")
    if too_long := [code for code in codes if len(code) > CODE_LIMIT]:
        raise Unreadable(f"Mã sạp “{too_long[0][:40]}…” dài quá 30 ký tự. Nhiều sạp thì cách nhau bằng dấu chấm phẩy.")
    return codes, ""


def _bare_code(text: str) -> str:
    return re.sub(r"^\s*(?:các\s+)?sạp\s*(?:số\s*)?:?\s*(?=\S)", "", text, flags=re.IGNORECASE)


def read_legal_form(text: str) -> tuple[str, str]:
    word = plain(text).strip(" .")
    if word not in LEGAL_WORDS:
        raise Unreadable(f"Ghi một trong: {', '.join(form.label for form in LegalForm)}.")
    return LEGAL_WORDS[word].value, ""


def read_tax(text: str, *, today: dt.date) -> tuple[dict[str, str], str]:
    """The columns of a trader that a tax code fills; a person's number only sealed. A masked one says nothing."""
    if MASKED.fullmatch(text):
        return {}, ""
    if SCIENTIFIC.fullmatch(text):
        raise Unreadable("Excel đã đổi mã này thành dạng 3,1E+11 nên mất chữ số. Gõ lại mã, để ô dạng chữ.")
    repaired = _with_lost_zero(text)
    try:
        code = read_tax_code(repaired or text, today=today)
    except TaxCodeError as error:
        raise Unreadable(str(error)) from None
    remark = "Excel đã bỏ số 0 ở đầu, đã thêm lại." if repaired else code.warning
    return tax_columns(code.digits, is_personal=code.is_personal, tail=code.tail), remark


def _with_lost_zero(text: str) -> str:
    """9 or 11 digits are a code of 10 or 12 whose zero a spreadsheet took."""
    return f"0{text}" if re.fullmatch(r"\d{9}|\d{11}", text, re.ASCII) else ""


def tax_columns(digits: str, *, is_personal: bool, tail: str) -> dict[str, str]:
    plain_code, sealed = ("", seal(digits)) if is_personal else (digits, "")
    return {
        "tax_code": plain_code,
        "personal_tax_code": sealed,
        "personal_tax_code_tail": tail if is_personal else "",
        "personal_tax_code_digest": digest(digits) if is_personal else "",
    }


def read_yes_no(text: str) -> tuple[bool, str]:
    word = plain(text).strip(" .")
    if word in YES_WORDS:
        return True, ""
    if word in NO_WORDS:
        return False, ""
    raise Unreadable("Ghi Có hoặc Không.")


def read_channels(text: str) -> tuple[list[str], str]:
    found: list[str] = []
    unknown: list[str] = []
    for part in parts_of(text):
        channel = CHANNEL_WORDS.get(plain(part))
        (found if channel else unknown).append(channel.value if channel else part)
    if unknown:
        known = ", ".join(channel.label for channel in Channel)
        raise Unreadable(f"Không có kênh “{unknown[0]}”. Các kênh: {known}.")
    return sorted(set(found)), ""


def read_website(text: str) -> tuple[str, str]:
    address = text if re.match(r"https?://", text) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise Unreadable("Địa chỉ trang web không đúng. Ghi như https://vaihoa.vn.") from None
    return address, ""


def read_day(text: str) -> tuple[str, str]:
    """A day as ISO text, which JSON can keep."""
    found = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    try:
        day = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else dt.date.fromisoformat(text)
    except ValueError:
        raise Unreadable("Không đọc được ngày. Ghi như 31/12/2026.") from None
    return day.isoformat(), ""


def read_note(text: str) -> tuple[str, str]:
    return text[:NOTE_LIMIT], ""


def parts_of(text: str, separators: str = r"[;,\n]") -> list[str]:
    """Several values of one cell."""
    return [part for raw in re.split(separators, text) if (part := clean(raw))]


def into(reading: Reading, key: str, text: str, reader: Callable[[str], tuple[Any, str]]) -> None:
    """Read a cell into ``reading``, with its error or remark."""
    shown = hidden_number(text) if key == "tax_code" else text
    try:
        value, remark = reader(text)
    except Unreadable as error:
        reading.refuse(key, shown, str(error))
        return
    reading.values[key] = value
    if remark:
        reading.remark(key, shown, remark)


def hidden_number(text: str) -> str:
    """What a remark may repeat of a tax code that may be a person's number."""
    return f"•••{text[-3:]}" if sum(char.isdigit() for char in text) > TAX_DIGITS else text
