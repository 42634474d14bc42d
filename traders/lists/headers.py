"""Which row of a sheet names the columns, and what each column holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.sheets.text import plain
from traders.list_columns import COLUMNS, column

NAMES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "ho va ten", "ho ten", "ten ho", "ten tieu thuong", "tieu thuong", "chu sap", "chu ho", "chu quay",
        "ten nguoi ban", "nguoi kinh doanh", "ten thuong nhan", "thuong nhan", "ho kinh doanh", "ten",
    ),
    "phone": (
        "so dien thoai", "dien thoai", "sdt", "so dt", "di dong", "dt", "dtdd", "so lien he", "lien he", "phone",
        "zalo sdt",
    ),
    "stalls": (
        "ma sap", "so sap", "sap", "ki ot", "kiot", "kios", "lo sap", "lo", "quay", "so quay", "diem kinh doanh",
        "vi tri", "o sap",
    ),
    "other_goods_lines": ("nganh hang khac", "mat hang khac", "nganh hang phu", "ban them"),
    "goods_line": (
        "nganh hang chinh", "nganh hang", "mat hang", "nganh nghe", "hang hoa", "mat hang kinh doanh",
        "nganh hang kinh doanh",
    ),
    "legal_form": ("hinh thuc kinh doanh", "loai hinh", "hinh thuc", "loai hinh kinh doanh", "hinh thuc phap ly"),
    "tax_code": ("ma so thue", "mst", "ma thue", "msthue"),
    "uses_einvoice": ("hoa don dien tu", "hddt", "dung hoa don"),
    "channels": ("kenh ban", "kenh ban hang", "ban online", "san tmdt", "kenh online", "ban tren"),
    "website_notified_on": ("ngay thong bao trang web", "ngay thong bao", "thong bao voi so"),
    "website": ("trang web ban hang", "trang web", "website", "web"),
    "warehouse_ward": ("phuong xa cua kho", "phuong xa", "phuong kho", "phuong", "xa phuong", "phuong xa kho"),
    "warehouse": ("dia chi kho", "kho", "kho hang", "noi gui hang", "dia chi kho hang", "dia chi lay hang"),
    "note": ("ghi chu", "luu y"),
}  # fmt: skip
"""Headers that boards write, without accents; the longer ones are looked for inside other words too."""

IDENTITY = re.compile(r"\b(cccd|cmnd|cmt|can cuoc|chung minh|ho chieu|so dinh danh|dinh danh ca nhan)\b")
"""Columns of identity cards: the portal does not collect these numbers."""

INSIDE_FROM = 5
"""Words shorter than this must be the whole header: ``lo`` also stands in ``loai hinh``."""


@dataclass(frozen=True, slots=True)
class Header:
    """``index`` is the last row of the header among those looked at; ``texts`` what stands over each column."""

    index: int
    texts: list[str]
    mapping: dict[str, int]

    @property
    def score(self) -> int:
        return len(self.mapping) + (2 if "name" in self.mapping else 0)


def words_of(text: str) -> str:
    """A header for comparing: without accents, brackets, and anything but letters and digits."""
    bare = re.sub(r"\(.*?\)|\*", " ", plain(text))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def guess(texts: Sequence[str]) -> dict[str, int]:
    """Field → place. Every place has one field; of two that fit a field, the better fit has it, then the first."""
    fits = sorted(
        (-fit, place, rank, key)
        for place, text in enumerate(texts)
        for rank, key in enumerate(NAMES)
        if (fit := _fit(words_of(text), key))
    )
    mapping: dict[str, int] = {}
    for _, place, _, key in fits:
        if key not in mapping and place not in mapping.values():
            mapping[key] = place
    return mapping


def _fit(words: str, key: str) -> int:
    """How well a header fits a field; 0 is not at all. The template's own header fits best."""
    if not words or IDENTITY.search(words):
        return 0
    if words == words_of(column(key).header):
        return 1_000
    if words in NAMES[key]:
        return 500
    inside = [len(name) for name in NAMES[key] if len(name) >= INSIDE_FROM and re.search(rf"\b{name}\b", words)]
    return max(inside, default=0)


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The row that names most fields, with what stands in a second header row beneath it; None when none does."""
    found = [header for index in range(len(rows)) if (header := _header_at(rows, index))]
    return max(found, key=lambda header: (header.score, -header.index), default=None)


def _header_at(rows: Sequence[Sequence[str]], index: int) -> Header | None:
    texts = list(rows[index])
    mapping = guess(texts)
    if not mapping or ("name" not in mapping and len(mapping) < 2):
        return None
    below = rows[index + 1] if index + 1 < len(rows) else []
    if "name" in mapping and _is_second_row(texts, below, mapping["name"]):
        joined = join_rows(texts, below)
        return Header(index + 1, joined, guess(joined))
    return Header(index, texts, mapping)


def _is_second_row(above: Sequence[str], below: Sequence[str], name_at: int) -> bool:
    """Whether ``below`` parts merged cells of the header: it stands under its blanks, and not under the name."""
    filled = [place for place, text in enumerate(below) if text]
    under_blank = [place for place in filled if place >= len(above) or not above[place]]
    return bool(under_blank) and name_at not in filled and all(words_of(below[place]) for place in filled)


def join_rows(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two header rows as one; a merged cell stands over all columns up to the next one that is filled."""
    width = max(len(above), len(below))
    joined, over = [], ""
    for place in range(width):
        top = above[place] if place < len(above) else ""
        under = below[place] if place < len(below) else ""
        over = top or (over if under else "")
        joined.append(f"{over} {under}".strip() if under else top)
    return joined


def identity_places(texts: Sequence[str]) -> list[int]:
    """Places of columns that hold numbers of identity cards."""
    return [place for place, text in enumerate(texts) if IDENTITY.search(words_of(text))]


def header_key(texts: Sequence[str]) -> str:
    """The same for files whose columns are called the same, accents and case aside."""
    return hashlib.sha256("|".join(map(words_of, texts)).encode()).hexdigest()


def is_template(texts: Sequence[str]) -> bool:
    """Whether these are the template's own headers, all of them."""
    return {found.header for found in COLUMNS} <= set(texts)
