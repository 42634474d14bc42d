"""What the public pages of markets say in Vietnamese and in English, where it is not in the template itself."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from traders.enums import MarketKind
from traders.opening_hours import Opening, goes_past_midnight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.places.models import Ward
    from traders.models import GoodsLine, Market, MarketHours, MarketPicture


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


KINDS = {
    MarketKind.WHOLESALE: "Wholesale market",
    MarketKind.EVERYDAY: "Everyday market",
    MarketKind.NIGHT: "Night market",
    MarketKind.COMMUNITY: "Community market",
    MarketKind.TEMPORARY: "Temporary market",
}
UNITS = {"phuong": "Ward", "xa": "Commune", "dac-khu": "Special Zone", "thi-tran": "Township"}
DAYS = {
    Language.VIETNAMESE: ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def either(language: str, vietnamese: str, english: str) -> str:
    return english if language == Language.ENGLISH else vietnamese


def name_of(market: Market, language: str) -> str:
    return either(language, market.name, market.name_en or market.name)


def story_of(market: Market, language: str) -> tuple[str, str]:
    """The story and the language that it is in: who wrote no English one is read in Vietnamese."""
    if language == Language.ENGLISH and market.story_en:
        return market.story_en, Language.ENGLISH
    return market.story, Language.VIETNAMESE


def specialities_of(market: Market, language: str) -> list[str]:
    """One a line, as typed."""
    text = either(language, market.specialities, market.specialities_en or market.specialities)
    return [line.strip() for line in text.splitlines() if line.strip()]


def kind_of(kind: str, language: str) -> str:
    return either(language, MarketKind(kind).label, KINDS[MarketKind(kind)])


def ward_of(ward: Ward, language: str) -> str:
    return either(language, ward.full_name, f"{ward.name} {UNITS.get(ward.unit_type, '')}".strip())


def city_of(ward: Ward, language: str) -> str:
    return either(language, ward.province.full_name, ward.province.full_name_en)


def line_of(goods_line: GoodsLine, language: str) -> str:
    return either(language, goods_line.name, goods_line.name_en or goods_line.name)


def alt_of(picture: MarketPicture, language: str) -> str:
    return either(language, picture.alt, picture.alt_en or picture.alt)


def clock(time: dt.time | dt.datetime) -> str:
    """``5:00``, as people say it."""
    return f"{time.hour}:{time:%M}"


def opening_words(opening: Opening | None, now: dt.datetime, language: str) -> str:
    """``Đang mở cửa, đến 18:00`` or ``Đang đóng cửa, mở lúc 5:00 ngày mai``; empty where no hours are known."""
    if opening is None:
        return ""
    if opening.changes_at is None:
        return either(language, "Mở cửa cả ngày đêm", "Open day and night")
    time, day = clock(opening.changes_at), _day_words(opening.changes_at.date(), now.date(), language)
    if opening.is_open:
        later = f" {day}" if opening.changes_at.date() > now.date() else ""
        return either(language, f"Đang mở cửa, đến {time}{later}", f"Open now, until {time}{later}")
    return either(language, f"Đang đóng cửa, mở lúc {time} {day}", f"Closed now, opens at {time} {day}")


def _day_words(day: dt.date, today: dt.date, language: str) -> str:
    ahead = (day - today).days
    if ahead <= 1:
        return either(language, ("hôm nay", "ngày mai")[ahead], ("today", "tomorrow")[ahead])
    return either(language, DAYS[Language.VIETNAMESE][day.weekday()], f"on {DAYS[Language.ENGLISH][day.weekday()]}")


def moment_words(moment: dt.datetime, language: str) -> str:
    """``20:00 thứ Bảy 28/11/2026`` or ``Saturday 28 Nov 2026, 20:00``; ``moment`` in the market's time zone."""
    day = DAYS[Language(language)][moment.weekday()]
    if language == Language.ENGLISH:
        return f"{day} {moment.day} {MONTHS[moment.month - 1]} {moment.year}, {clock(moment)}"
    return f"{clock(moment)} {day} {moment:%d/%m/%Y}"


def week_of(hours: Iterable[MarketHours], language: str) -> list[tuple[str, str]]:
    """The hours of each day, days of the same hours together: ``("Thứ Hai – Chủ nhật", "5:00 – 18:00")``."""
    by_day: list[list[MarketHours]] = [[] for _ in range(7)]
    for each in hours:
        by_day[each.weekday].append(each)
    words = [_hours_words(day, language) for day in by_day]
    found: list[tuple[int, int, str]] = []
    for weekday, text in enumerate(words):
        if found and found[-1][2] == text:
            found[-1] = (found[-1][0], weekday, text)
        else:
            found.append((weekday, weekday, text))
    return [(_days_words(first, last, language), text) for first, last, text in found]


def _hours_words(hours: list[MarketHours], language: str) -> str:
    if not hours:
        return either(language, "Nghỉ", "Closed")
    following = either(language, " hôm sau", " the next day")
    return ", ".join(
        f"{clock(each.opens_at)} – {clock(each.closes_at)}{following if goes_past_midnight(each) else ''}"
        for each in sorted(hours, key=lambda each: each.opens_at)
    )


def _days_words(first: int, last: int, language: str) -> str:
    days = DAYS[Language(language)]
    words = days[first] if first == last else f"{days[first]} – {days[last]}"
    return words[0].upper() + words[1:]
