"""What the pages of importing say first, in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from livestreams.models import ImportBatch
from portal.money import format_number


def preview_sentence(preview: Mapping[str, Any]) -> str:
    """``Đơn hàng TikTok Shop, khoảng 15.000 dòng, từ 01/12/2023 đến 16/12/2023.``"""
    parts = [str(preview.get("layout_label") or "File đọc được")]
    if preview.get("rows_total") is not None:
        parts.append(f"khoảng {format_number(preview['rows_total'])} dòng")
    if days := [dt.date.fromisoformat(day[:10]) for day in preview.get("period") or () if day]:
        is_one_day = min(days) == max(days)
        parts.append(f"ngày {days[0]:%d/%m/%Y}" if is_one_day else f"từ {min(days):%d/%m/%Y} đến {max(days):%d/%m/%Y}")
    return ", ".join(parts) + "."


def progress_sentence(done: int, total: int | None) -> str:
    """``12.000 trong 50.000 dòng``; empty while nothing is known."""
    if total:
        return f"{format_number(done)} trong {format_number(total)} dòng"
    return f"{format_number(done)} dòng" if done else ""


def result_sentence(batch: ImportBatch) -> str:
    """``Đã nhận 1.201 trong 1.204 dòng; 3 dòng bị từ chối.``"""
    taken = batch.rows_read - batch.rows_rejected
    sentence = f"Đã nhận {format_number(taken)} trong {format_number(batch.rows_read)} dòng"
    if batch.rows_rejected:
        return f"{sentence}; {format_number(batch.rows_rejected)} dòng bị từ chối."
    return f"{sentence}, không dòng nào bị từ chối."
