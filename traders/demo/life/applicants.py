"""Registrations at two markets: some wait, some were answered, two want the same stall, one is known already."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.actions import person_of_phone
from portal.accounts.models import User
from portal.privacy.enums import ConsentPurpose
from traders.actions.applications import accept, ask_back, refuse
from traders.actions.assisting import confirm_at_stall, record_at_stall
from traders.actions.registering import hand_in, save_draft
from traders.demo.life.people import ago, at_stall, board_of, clerk, market_of
from traders.demo.registers import phone_of
from traders.models import GoodsLine, Market, TraderApplication

FIRST_NUMBER = 5001
"""Numbers of applicants: 0900 005 001 and on."""

ASKED, REFUSED, ACCEPTED, DRAFT = "asked", "refused", "accepted", "draft"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who registers by phone: what they typed, ``days`` ago, and what the market answered."""

    market: str
    name: str
    stall: str
    goods: str
    days: int
    answer: str = ""
    reason: str = ""


APPLICANTS = (
    Applicant("ben-thanh", "Ngô Thị Lan Chi", "BT043", "ca-phe-tra", 4),
    Applicant("ben-thanh", "Trương Mỹ Duyên", "BT042", "my-nghe", 3),
    Applicant("ben-thanh", "Phan Thị Hồng Vân", "BT042", "quan-ao", 2),
    Applicant("ben-thanh", "Lý Gia Bảo", "BT010", "giay-dep-tui", 1),
    Applicant("ben-thanh", "Kiều Thanh Hà", "", "banh-keo-mut", 0),
    Applicant(
        "ben-thanh", "Đoàn Kim Ngọc", "sạp góc", "dac-san-kho", 5, ASKED,
        "Ghi giúp mã sạp đúng như trên biển hiệu, ví dụ BT044.",
    ),
    Applicant(
        "ben-thanh", "Tôn Nữ Mai Chi", "BT001", "quan-ao", 9, REFUSED,
        "Sạp BT001 đang có người thuê đến hết năm sau. Mời chị gặp ban quản lý để xem sạp trống.",
    ),
    Applicant("ben-thanh", "Từ Ngọc Lan", "BT041", "my-nghe", 12, ACCEPTED),
    Applicant("ben-thanh", "Ông Thị Bích Liên", "", "trai-cay", 0, DRAFT),
    Applicant("con", "Phùng Thị Hà My", "CC032", "hai-san-kho", 2),
    Applicant("con", "Lê Viết Quân", "CC033", "gia-vi-mam", 1),
    Applicant("con", "Hứa Thị Kim Thoa", "", "banh-keo-mut", 6, ASKED, "Chị bán ở tầng nào? Ghi giúp mã sạp."),
)  # fmt: skip

KNOWN_ALREADY = 6
"""Which trader of Bến Thành registers once more from another number, with the same name and stall."""

AGREED = (ConsentPurpose.TRAINING, ConsentPurpose.STATISTICS, ConsentPurpose.MESSAGES)


def fill() -> None:
    """Hand in what stands above, and two registrations that the clerk writes at the stall."""
    if TraderApplication.objects.exists():
        return
    goods = {line.slug: line for line in GoodsLine.objects.all()}
    double = at_stall("ben-thanh", KNOWN_ALREADY)
    stall = double.stalls.first()
    again = Applicant("ben-thanh", double.name, stall.code if stall else "", "hai-san-kho", 1)
    for place, applicant in enumerate((*APPLICANTS, again)):
        _register(applicant, phone_of(FIRST_NUMBER + place), goods[applicant.goods])
    _at_the_stall(market_of("ben-thanh"), goods, clerk())


def _register(applicant: Applicant, phone: str, line: GoodsLine) -> None:
    person, _ = person_of_phone(phone=phone)
    market = market_of(applicant.market)
    typed = save_draft(
        person=person, by=person, name=applicant.name, market=market, stall_code=applicant.stall, goods_line=line
    )
    if applicant.answer == DRAFT:
        return
    application = hand_in(person=person, purposes=AGREED, by=person)
    TraderApplication.objects.filter(pk=typed.pk).update(
        began_at=ago(applicant.days, 8), submitted_at=ago(applicant.days, 8)
    )
    _answer(application, applicant, by=board_of(applicant.market))


def _answer(application: TraderApplication, applicant: Applicant, by: User) -> None:
    if applicant.answer == ACCEPTED:
        accept(application=application, by=by)
    elif applicant.answer == ASKED:
        ask_back(application=application, by=by, reason=applicant.reason)
    elif applicant.answer == REFUSED:
        refuse(application=application, by=by, reason=applicant.reason)


def _at_the_stall(market: Market, goods: dict[str, GoodsLine], by: User) -> None:
    """One who signed on paper and is a trader now; one who waits for a signature."""
    signed = record_at_stall(
        market=market, name="Mạch Thị Tư", phone="", stall_code="BT045", goods_line=goods["trai-cay"],
        consents=AGREED, by=by,
    )  # fmt: skip
    confirm_at_stall(application=signed, code="", by=by)
    record_at_stall(
        market=market, name="Quách Văn Sáu", phone="", stall_code="BT046", goods_line=goods["gia-dung"],
        consents=AGREED[:1], by=by,
    )  # fmt: skip
