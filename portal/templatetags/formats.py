"""Filters that write figures, dates and phone numbers as Vietnamese readers expect them.

A filter given ``None`` answers with a dash: an absent figure is never a zero.
"""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import timezone

from portal import money

register = template.Library()

ABSENT = "–"


@register.filter
def vnd(amount: int | None) -> str:
    """``4.200.000.000 ₫``."""
    return ABSENT if amount is None else money.format_vnd(amount)


@register.filter
def vnd_short(amount: int | None) -> str:
    """``4,2 tỷ``."""
    return ABSENT if amount is None else money.format_vnd_short(amount)


@register.filter
def number(value: int | Decimal | None, decimals: int = 0) -> str:
    """``18.200``; with decimals ``{{ average|number:1 }}`` → ``3,5``."""
    return ABSENT if value is None else money.format_number(value, decimals)


@register.filter
def percent(ratio: Decimal | float | None) -> str:
    """A ratio: ``0.182`` → ``18,2 %``."""
    return ABSENT if ratio is None else money.format_percent(ratio)


@register.filter
def basis_points(value: int) -> str:
    """Hundredths of a per cent, as rates of law are kept: ``150`` → ``1,5 %``."""
    return money.format_percent(Decimal(value) / 10_000)


@register.filter
def change(ratio: Decimal | float | None) -> str:
    """A signed ratio: ``0.18`` → ``+18 %``."""
    return ABSENT if ratio is None else money.format_percent(ratio, signed=True)


@register.filter
def date_vi(day: dt.date | None) -> str:
    """``18/12/2026``; a moment is read in local time first."""
    if day is None:
        return ABSENT
    return f"{_local(day):%d/%m/%Y}"


@register.filter
def datetime_vi(moment: dt.datetime | None) -> str:
    """``18/12/2026 20:15``."""
    return ABSENT if moment is None else f"{_local(moment):%d/%m/%Y %H:%M}"


def _local(day: dt.date) -> dt.date:
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day


@register.filter
def phone(digits: str | None) -> str:
    """``0912345678`` or ``+84912345678`` → ``0912 345 678``; what is no Vietnamese number stays as it is."""
    if not digits:
        return ABSENT
    national = "0" + digits.removeprefix("+84") if digits.startswith("+84") else digits
    if len(national) == 10 and national.isdigit():
        return f"{national[:4]} {national[4:7]} {national[7:]}"
    if len(national) == 11 and national.isdigit():
        return f"{national[:3]} {national[3:7]} {national[7:]}"  # of an office: 028 3829 9274
    return digits
