"""Sentences about figures, as an official or a trader would say them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.money import SCALES, format_number, format_percent, format_vnd, format_vnd_short
from portal.periods import Period, Scheme

if TYPE_CHECKING:
    from ecommerce_stats.queries.shapes import Figures


def money_said(amount: int) -> str:
    """``12,4 tỷ ₫``; small amounts in full."""
    return format_vnd(amount) if abs(amount) < SCALES[-1][-1] else f"{format_vnd_short(amount)} ₫"


def period_said(period: Period) -> str:
    """``tháng 10/2026``, ``kỳ báo cáo tháng 10/2026 (15/9–14/10)``: inside a sentence."""
    return period.name if period.scheme is Scheme.CALENDAR else period.label[0].lower() + period.label[1:]


def growth_said(ratio: Decimal | None, against: str) -> str:
    """``+18 % so với cùng kỳ``; without a base, that there is none."""
    if ratio is None:
        return f"chưa có số để so với {against}"
    return f"{format_percent(ratio, signed=True)} so với {against}"


def period_answer(
    figures: Figures, period: Period, *, on_year: Decimal | None, until: dt.date | None, where: str = ""
) -> str:
    """The answer of a figures page; ``until`` is the last day counted of a period that is still running."""
    so_far = f", đến hết ngày {until:%d/%m}" if until else ""
    at = f" {where}" if where else ""
    if not figures.placed_value:
        return f"Chưa có doanh số{at} trong {period_said(period)}{so_far}."
    sold = f"Doanh số đặt{at} {period_said(period)}{so_far}: {money_said(figures.placed_value)}"
    earned = f"Doanh thu thực {money_said(figures.completed_value)}"
    still_open = f", còn {money_said(figures.open_value)} chưa xong" if figures.open_value else ""
    return f"{sold}, {growth_said(on_year, 'cùng kỳ')}. {earned}{still_open}."


def session_answer(figures: Figures) -> str:
    """What a session brought, in one sentence."""
    if not figures.lines:
        return "Chưa có đơn hàng nào được xếp vào phiên này."
    share = format_percent(Decimal(figures.completed_value) / figures.placed_value) if figures.placed_value else "0 %"
    orders = format_number(figures.orders_placed)
    return (
        f"Khách đặt {money_said(figures.placed_value)} trong {orders} đơn; "
        f"đến nay {money_said(figures.completed_value)} ({share}) đã thành doanh thu thực."
    )
