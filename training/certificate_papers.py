"""Certificates as PDF: what stands on the page, from the facts that were frozen, set by typst."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.typesetting import typeset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from training.models import Certificate

TEMPLATE = Path(__file__).parent / "papers" / "certificate.typ"


def certificate_pdf(certificate: Certificate) -> bytes:
    """One page; the same bytes whenever it is asked for."""
    title = f"Giấy chứng nhận {certificate.number} – {certificate.name}"
    return _typeset(title, [certificate], made_at=certificate.issued_at)


def certificates_pdf(certificates: Sequence[Certificate]) -> bytes:
    """A page each, in the order given; at least one."""
    title = f"Giấy chứng nhận lớp {certificates[0].run_code}"
    return _typeset(title, certificates, made_at=max(each.issued_at for each in certificates))


def check_address(certificate: Certificate) -> str:
    """Where anybody can check it; the QR has it."""
    return settings.PORTAL_URL + reverse("certificate_check", args=[certificate.token])


def shown_token(token: str) -> str:
    """In groups of four, as it is printed: nobody copies 16 letters in one go."""
    return " ".join(token[start : start + 4] for start in range(0, len(token), 4))


def _typeset(title: str, certificates: Sequence[Certificate], *, made_at: dt.datetime) -> bytes:
    values = {"title": title, "author": certificates[0].organisers, "pages": [_page(each) for each in certificates]}
    return typeset(TEMPLATE, values, made_at=made_at)


def _page(certificate: Certificate) -> dict[str, Any]:
    return {
        "organisers": certificate.organisers,
        "name": certificate.name,
        "market": trade_in_words(certificate.market_name),
        "course": certificate.course_title,
        "length": length_in_words(certificate),
        "place": place_in_words(certificate),
        "issued": f"{certificate.city_name}, {long_date(timezone.localdate(certificate.issued_at))}",
        "number": certificate.number,
        "code": shown_token(certificate.token),
        "address": settings.PORTAL_URL.partition("://")[2] + reverse("certificate_ask"),
        "qr": _qr(check_address(certificate)),
    }


def trade_in_words(market: str) -> str:
    """``Tiểu thương chợ Bến Thành``; nothing for who trades at no market."""
    inside = f"chợ {rest}" if (rest := market.removeprefix("Chợ ")) != market else market
    return f"Tiểu thương {inside}" if market else ""


def length_in_words(certificate: Certificate) -> str:
    """``Thời lượng 4 giờ, học ngày 20/11/2026 và 21/11/2026 (dự 2/2 buổi)``."""
    hours, minutes = divmod(certificate.minutes, 60)
    parts = [f"{hours} giờ" if hours else "", f"{minutes} phút" if minutes else ""]
    length = " ".join(filter(None, parts))
    attended = f"dự {certificate.meetings_attended}/{certificate.meetings_held} buổi"
    return f"Thời lượng {length}, học {days_in_words(certificate.held_on)} ({attended})"


def days_in_words(days: Sequence[dt.date]) -> str:
    """Up to three days by name, more as from when to when."""
    shown = [f"{day:%d/%m/%Y}" for day in sorted(set(days))]
    if len(shown) > 3:
        return f"từ ngày {shown[0]} đến ngày {shown[-1]}"
    return "ngày " + " và ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def place_in_words(certificate: Certificate) -> str:
    """Where it was taught and by whom, what is known of it."""
    trainers = f"Giảng viên: {', '.join(certificate.trainers)}" if certificate.trainers else ""
    place = f"Nơi học: {certificate.place}" if certificate.place else ""
    return " · ".join(filter(None, [place, trainers]))


def long_date(day: dt.date) -> str:
    """``ngày 22 tháng 11 năm 2026``; days below 10 and months below 3 with a zero, as official papers write them."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, dark="#211d16", xmldecl=False)
    return picture.getvalue().decode()
