"""One spelling for phone numbers of Việt Nam, however people type them."""

import re

MOBILE = re.compile(r"(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])\d{7}", re.ASCII)
LANDLINE = re.compile(r"2\d{8,9}", re.ASCII)
COUNTRY = re.compile(r"(?:\+|00)?84(?=\d{9})0?|0")
SEPARATORS = re.compile(r"[\s.\-()/]")

ASK = "Nhập số điện thoại Việt Nam, ví dụ 0912 345 678."

MOVED = {
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
"""First digits of the numbers of 11 digits, and what took their place in 2018 (plan 798/QĐ-BTTTT)."""


class PhoneError(ValueError):
    """What was typed is no number that works; the text says so to who typed it."""


def international_phone(text: str) -> str:
    """``0912 345 678`` → ``+84912345678``, mobile or landline. Raises PhoneError."""
    national = _national(text)
    if not (MOBILE.fullmatch(national) or LANDLINE.fullmatch(national)):
        raise PhoneError(_what_is_wrong(national))
    return f"+84{national}"


def mobile_phone(text: str) -> str:
    """The same for a number that receives messages. Raises PhoneError."""
    phone = international_phone(text)
    if not MOBILE.fullmatch(phone.removeprefix("+84")):
        raise PhoneError("Số máy bàn không nhận được tin nhắn. Hãy nhập số di động, ví dụ 0912 345 678.")
    return phone


def shown_phone(phone: str) -> str:
    """``+84912345678`` → ``0912 345 678``, as it is written on a shop's sign."""
    digits = "0" + phone.removeprefix("+84")
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def masked_phone(phone: str) -> str:
    """``0912 ••• 678``: enough to know one's own number by."""
    digits = "0" + phone.removeprefix("+84")
    return f"{digits[:4]} ••• {digits[-3:]}"


def _national(text: str) -> str:
    """The digits after 0 or +84; anything else as it stands."""
    typed = SEPARATORS.sub("", text)
    found = COUNTRY.match(typed)
    return typed[found.end() :] if found else ""


def _what_is_wrong(national: str) -> str:
    """For a number of before 2018, the number that it has become."""
    old, rest = national[:3], national[3:]
    if old not in MOVED or not re.fullmatch(r"\d{7}", rest, re.ASCII):
        return ASK
    return f"Số 0{old}… đã đổi thành 0{MOVED[old]}… từ năm 2018. Hãy thử {shown_phone(f'+84{MOVED[old]}{rest}')}."
