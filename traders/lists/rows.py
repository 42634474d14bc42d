"""One row of a list, whole: its cells by field → values of the registers, questions and remarks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from portal.sheets import text as texts_of
from traders.lists import values
from traders.lists.sealed import Cell, opened
from traders.lists.values import Reading, into, parts_of
from traders.lists.wards import Wards

plain = lru_cache(5_000)(texts_of.plain)

LINES = r"[;\n]"
"""Between addresses and wards, which have commas of their own."""


@dataclass(slots=True)
class Question:
    """Something that one answer settles for all rows: a split ward, or a line of goods by another name."""

    kind: str
    key: str
    text: str
    among: tuple[int, ...] = ()
    rows: list[int] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one list. ``goods`` is folded name → id; ``answers`` kind → what was asked → id (0: none).

    ``codes`` are the stalls that the market has, in capitals.
    """

    mapping: Mapping[str, int]
    goods: Mapping[str, int]
    wards: Wards
    today: dt.date
    answers: Mapping[str, Mapping[str, int]]
    keeps_capitals: bool = False
    codes: Container[str] = frozenset()
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    readers: dict[str, Callable[[str], tuple[Any, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.readers = {
            "name": partial(values.read_name, keeps_capitals=self.keeps_capitals),
            "phone": values.read_phone,
            "stalls": partial(values.read_stalls, known=self.codes),
            "legal_form": values.read_legal_form,
            "tax_code": partial(values.read_tax, today=self.today),
            "uses_einvoice": values.read_yes_no,
            "channels": values.read_channels,
            "website": values.read_website,
            "website_notified_on": values.read_day,
            "note": values.read_note,
        }

    def read(self, row_no: int, cells: list[Cell]) -> Reading:
        """What the row says; only mapped columns are looked at."""
        texts = {key: text for key, place in self.mapping.items() if (text := self._text(cells, place))}
        reading = Reading()
        for key, reader in self.readers.items():
            if key in texts:
                into(reading, key, texts[key], reader)
        if "name" not in texts:
            reading.refuse("name", "", "Thiếu họ tên. Điền rồi tải lại, hoặc bỏ qua dòng này.")
        if "website_notified_on" in texts and "website" not in texts:
            reading.refuse("website", "", "Có ngày thông báo mà thiếu địa chỉ trang web.")
        self._goods(reading, row_no, texts)
        self._warehouses(reading, row_no, texts)
        return reading

    def _text(self, cells: list[Cell], place: int) -> str:
        return opened(cells[place]) if place < len(cells) else ""

    def _goods(self, reading: Reading, row_no: int, texts: Mapping[str, str]) -> None:
        first, *more = self._lines(reading, row_no, "goods_line", texts.get("goods_line", "")) or [0]
        if first:
            reading.values["goods_line"] = first
        more += self._lines(reading, row_no, "other_goods_lines", texts.get("other_goods_lines", ""))
        if others := sorted(set(more) - {first}):
            reading.values["other_goods_lines"] = others

    def _lines(self, reading: Reading, row_no: int, key: str, text: str) -> list[int]:
        """Ids of the lines in one cell; a name may have a comma ("Giày dép, túi")."""
        found: list[int] = []
        for part in parts_of(text, LINES):
            names = [part] if self._line(part) is not None else parts_of(part)
            for name in names:
                line = self._line(name)
                if line is None:
                    self._ask(Question("goods", plain(name), name), row_no)
                    reading.remark(key, name, "Chưa rõ là ngành hàng nào; chưa chọn thì để trống.")
                elif line and line not in found:
                    found.append(line)
        return found

    def _line(self, name: str) -> int | None:
        key = plain(name)
        return self.goods.get(key, self.answers.get("goods", {}).get(key))

    def _warehouses(self, reading: Reading, row_no: int, texts: Mapping[str, str]) -> None:
        addresses = _pieces(texts.get("warehouse", ""))
        wards = _pieces(texts.get("warehouse_ward", ""))
        found: list[list[Any]] = []
        for place in range(max(len(addresses), len(wards))):
            address = addresses[place] if place < len(addresses) else ""
            ward = wards[place] if place < len(wards) else wards[0] if len(wards) == 1 else ""
            if (pk := self._ward(reading, row_no, ward, address)) and [address, pk] not in found:
                found.append([address[:200], pk])
        if found:
            reading.values["warehouses"] = found

    def _ward(self, reading: Reading, row_no: int, text: str, address: str) -> int | None:
        if not text:
            if address:
                reading.refuse("warehouse_ward", "", "Kho có địa chỉ mà thiếu phường, xã.")
            return None
        found = self.wards.find(text, address, self.answers.get("wards", {}))
        if found is None:
            reading.refuse("warehouse_ward", text, "Không có phường, xã nào tên như vậy trong tỉnh, thành phố của chợ.")
            return None
        if found.asks:
            question = Question("wards", found.asks, text, found.among)
            self._ask(question, row_no, address)
            reading.refuse("warehouse_ward", text, "Phường, xã cũ này đã chia; chọn phường, xã mới ở đầu trang.")
        elif found.became:
            reading.remark("warehouse_ward", text, found.became)
        return found.ward

    def _ask(self, question: Question, row_no: int, address: str = "") -> None:
        asked = self.questions.setdefault((question.kind, question.key), question)
        asked.rows.append(row_no)
        if address and address not in asked.addresses and len(asked.addresses) < 5:
            asked.addresses.append(address)


def _pieces(text: str) -> list[str]:
    """Pieces of a cell in their places; an empty one in the middle keeps its place."""
    return [piece.strip() for piece in re.split(LINES, text)] if text else []
