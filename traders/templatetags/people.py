"""Filters that write what is known of a trader as readers expect it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import template

from portal.phones import masked_phone
from traders.enums import Channel
from traders.tax_codes import masked

if TYPE_CHECKING:
    from traders.models import MarketStay, Tenancy

register = template.Library()

CHANNELS = dict(Channel.choices)


@register.filter
def phone_masked(phone: str) -> str:
    """``0912 ••• 678``."""
    return masked_phone(phone)


@register.filter
def tax_code_masked(tail: str) -> str:
    """``••••••••• 123``."""
    return masked(tail)


@register.filter
def in_threes(digits: str) -> str:
    """``079 188 001 234``, as a long number is read out."""
    return " ".join(digits[place : place + 3] for place in range(0, len(digits), 3))


@register.filter
def channel_names(channels: list[str]) -> str:
    """``Zalo, Facebook``."""
    return ", ".join(CHANNELS[channel] for channel in channels)


@register.filter
def lasts(row: Tenancy | MarketStay) -> str:
    """The days as people say them: the last day is named, not the day after."""
    begins = f"từ {row.began_on:%d/%m/%Y}" if row.began_on else "không rõ từ bao giờ"
    if row.ended_on is None:
        return f"{begins} đến nay" if row.began_on else "từ trước đến nay"
    return f"{begins} đến hết {row.ended_on - dt.timedelta(days=1):%d/%m/%Y}"
