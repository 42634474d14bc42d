"""Words of the public pages of markets, in the language of the page (``language`` in its context)."""

from __future__ import annotations

import datetime as dt

from django import template
from django.template import Context
from django.utils import timezone

from portal.places.models import Ward
from traders import public_words as words
from traders.models import GoodsLine, Market, MarketPicture
from traders.opening_hours import Opening

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, vietnamese: str, english: str) -> str:
    """``{% say "Giờ mở cửa" "Opening hours" %}``."""
    return words.either(context["language"], vietnamese, english)


@register.filter
def market_name(market: Market, language: str) -> str:
    return words.name_of(market, language)


@register.simple_tag(takes_context=True)
def market_eyebrow(context: Context, market: Market) -> str:
    """``Chợ dân sinh · Phường Bến Thành, Thành phố Hồ Chí Minh``."""
    language = context["language"]
    place = f"{words.ward_of(market.ward, language)}, {words.city_of(market.ward, language)}"
    return f"{words.kind_of(market.kind, language)} · {place}"


@register.filter
def market_kind(market: Market, language: str) -> str:
    return words.kind_of(market.kind, language)


@register.filter
def specialities(market: Market, language: str) -> list[str]:
    return words.specialities_of(market, language)


@register.filter
def ward_name(ward: Ward, language: str) -> str:
    return words.ward_of(ward, language)


@register.filter
def city_name(ward: Ward, language: str) -> str:
    return words.city_of(ward, language)


@register.filter
def line_name(line: GoodsLine, language: str) -> str:
    return words.line_of(line, language)


@register.filter
def picture_alt(picture: MarketPicture, language: str) -> str:
    return words.alt_of(picture, language)


@register.filter
def moment(at: dt.datetime, language: str) -> str:
    """With weekday and date, in Việt Nam's time."""
    return words.moment_words(timezone.localtime(at), language)


@register.simple_tag(takes_context=True)
def opening(context: Context, state: Opening | None) -> str:
    """``Đang mở cửa, đến 18:00``."""
    return words.opening_words(state, context["now"], context["language"])
