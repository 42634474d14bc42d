"""Names of wards as people write them → wards of today. Old names are converted; of a split ward it is asked.

Built once a list from the tables of ``portal.places``; afterwards nothing is looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from portal.places.models import Ward, WardConversion
from portal.sheets.text import folded, plain

KIND = re.compile(r"^(?:phuong|xa|thi tran|dac khu|p|x|tt)[.\s]+(?=\S)|^p(?=\d)")
DISTRICT = re.compile(r"^(?:quan|huyen|thanh pho|thi xa|q|h|tp|tx)[.\s]+(?=\S)|^q(?=\d)")
PARTS = re.compile(r"\s*[,\-–]\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """What a name means: ``ward`` when it is clear; else ``asks`` names the question and ``among`` the answers.

    ``became`` says what an old name was turned into.
    """

    ward: int | None = None
    became: str = ""
    asks: str = ""
    among: tuple[int, ...] = ()


@dataclass(slots=True)
class Wards:
    """Wards of one province, those of today and those of before 2025-07-01."""

    today: dict[str, list[Ward]] = field(default_factory=lambda: defaultdict(list))
    former: dict[str, list[Ward]] = field(default_factory=lambda: defaultdict(list))
    became: dict[int, list[Ward]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of_province(cls, province_id: str) -> Wards:
        wards = cls()
        for ward in Ward.objects.filter(province_id=province_id):
            (wards.today if ward.valid_to is None else wards.former)[_bare(ward.full_name)].append(ward)
            wards.names[ward.pk] = ward.full_name
        conversions = WardConversion.objects.filter(old__province_id=province_id).select_related("new")
        for conversion in conversions:
            wards.became[conversion.old_id].append(conversion.new)
            wards.names[conversion.new_id] = conversion.new.full_name
        return wards

    def find(self, text: str, address: str = "", answers: Mapping[str, int] | None = None) -> Found | None:
        """The ward that ``text`` names; ``address`` and earlier ``answers`` help with one that was split.

        None when no ward is called so.
        """
        name, district = _parted(text)
        old, now = self.former.get(name, []), self.today.get(name, [])
        there = [ward for ward in old if district and _bare_district(ward) == district]
        if now and not there:
            return Found(_closest(now, text).pk)
        if not old:
            return None
        return self._converted(text, _like(there or old, text), address, answers or {})

    def _converted(self, text: str, old: list[Ward], address: str, answers: Mapping[str, int]) -> Found:
        after = {new.pk: new for ward in old for new in self.became.get(ward.pk, ())}
        among = sorted(after.values(), key=lambda ward: ward.name)
        if len(among) == 1:
            return Found(among[0].pk, f"{old[0].full_name} cũ nay là {among[0].full_name}.")
        key = plain(text)
        if told := next((new for new in among if answers.get(key) == new.pk), None):
            return Found(told.pk, f"{old[0].full_name} cũ: theo lựa chọn của bạn là {told.full_name}.")
        if near := _named_in(address, among):
            return Found(near.pk, f"{old[0].full_name} cũ đã chia, theo địa chỉ thì nay là {near.full_name}.")
        return Found(asks=key, among=tuple(new.pk for new in among))


@lru_cache(5_000)
def _parted(text: str) -> tuple[str, str]:
    """Bare name of the ward, and of the district when one is named."""
    name, *rest = [part for part in PARTS.split(plain(text)) if part] or [""]
    district = next((_strip(DISTRICT, part) for part in rest if DISTRICT.match(part)), "")
    return _strip(KIND, name), district or _glued_district(name)


def _glued_district(name: str) -> str:
    """``p.6 q.3`` without a comma."""
    found = re.search(r"\s(?:quan|huyen|q)[.\s]*([\w ]+)$", name)
    return _number(found[1]) if found else ""


def _strip(kind: re.Pattern[str], part: str) -> str:
    bare = re.sub(r"\s(?:quan|huyen|q)[.\s]*[\w ]+$", "", part) if kind is KIND else part
    return _number(kind.sub("", bare.strip()))


def _number(name: str) -> str:
    """``06`` → ``6``."""
    return " ".join(name.replace(".", " ").split()).lstrip("0") or name


def _bare(full_name: str) -> str:
    return _strip(KIND, plain(full_name))


def _bare_district(ward: Ward) -> str:
    return _strip(DISTRICT, plain(ward.legacy_district))


def _like(wards: Iterable[Ward], text: str) -> list[Ward]:
    """Those whose name is spelt so, accents and all, when there are any."""
    wanted = folded(text)
    return [ward for ward in wards if folded(ward.name) in wanted] or list(wards)


def _closest(wards: list[Ward], text: str) -> Ward:
    return _like(wards, text)[0]


def _named_in(address: str, among: Iterable[Ward]) -> Ward | None:
    """The only one of ``among`` whose name stands in the address."""
    said = plain(address)
    found = [ward for ward in among if re.search(rf"\b{re.escape(plain(ward.name))}\b", said)]
    return found[0] if len(found) == 1 else None
