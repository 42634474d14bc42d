"""The duty to link shop accounts with an e-ID account (VNeID), as dated data, and how the time left is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from traders.enums import Platform


@dataclass(frozen=True, slots=True)
class LinkDuty:
    """A decree's duty: accounts opened before ``begins`` are linked before ``deadline``, later ones at once."""

    decree: str
    amends: str
    issued_on: dt.date
    begins: dt.date
    deadline: dt.date
    who: str


DUTY = LinkDuty(
    decree="Nghị định 320/2026/NĐ-CP",
    amends="Nghị định 69/2024/NĐ-CP",
    issued_on=dt.date(2026, 8, 13),
    begins=dt.date(2026, 9, 28),
    deadline=dt.date(2026, 12, 31),
    who="người bán hàng, người livestream và người làm tiếp thị liên kết",
)

LAST_DAYS = 14
"""From so many days before the deadline on the countdown is shown as urgent."""


def today() -> dt.date:
    """The day in Việt Nam."""
    return timezone.localdate()


def days_left(day: dt.date | None = None) -> int:
    """Days from ``day`` (today) to the deadline; negative once it is over."""
    return (DUTY.deadline - (day or today())).days


def countdown(day: dt.date | None = None) -> str:
    """``Còn 39 ngày``, ``Đã quá hạn 2 ngày``; the decree says *before* the deadline's day."""
    left = days_left(day)
    if left > 0:
        return f"Còn {left} ngày"
    return f"Đã quá hạn {-left} ngày" if left else "Đã tới hạn hôm nay"


def is_due_at_once(opened_on: dt.date | None) -> bool:
    """Whether an account opened on that day had to be linked from the start; of an unknown day, the longer term."""
    return opened_on is not None and opened_on >= DUTY.begins


def due_before(opened_on: dt.date | None) -> dt.date:
    """The day before which an account has to be linked; its first day for one opened under the decree."""
    return opened_on if opened_on is not None and is_due_at_once(opened_on) else DUTY.deadline


@dataclass(frozen=True, slots=True)
class Guide:
    """How an account of a platform is linked, in four steps without names of menus, which change."""

    platform: Platform
    steps: tuple[str, str, str, str]


_READY = "Mở ứng dụng VNeID trên điện thoại, xem tài khoản đã ở mức 2 chưa. Chưa thì tới công an phường, xã để làm."
_SHOW = "Khi thấy báo đã xác thực, chụp màn hình lại, rồi bấm “Tôi đã liên kết” ở dưới."


def _guide(platform: Platform, open_app: str, find: str) -> Guide:
    return Guide(platform, (_READY, open_app, find, _SHOW))


GUIDES: dict[str, Guide] = {
    guide.platform: guide
    for guide in (
        _guide(
            Platform.TIKTOK_SHOP,
            "Mở TikTok bằng đúng tài khoản bán hàng, vào phần cài đặt tài khoản (hoặc trung tâm người bán).",
            "Tìm mục xác thực hoặc định danh người bán, chọn VNeID, rồi đồng ý trong ứng dụng VNeID.",
        ),
        _guide(
            Platform.SHOPEE,
            "Đăng nhập Shopee bằng tài khoản người bán, vào phần hồ sơ hoặc thiết lập của shop.",
            "Tìm mục xác thực hoặc định danh người bán, chọn VNeID, rồi đồng ý trong ứng dụng VNeID.",
        ),
        _guide(
            Platform.LAZADA,
            "Đăng nhập Lazada bằng tài khoản người bán, vào phần hồ sơ hoặc cài đặt của gian hàng.",
            "Tìm mục xác thực hoặc định danh người bán, chọn VNeID, rồi đồng ý trong ứng dụng VNeID.",
        ),
        _guide(
            Platform.PANCAKE,
            "Mở trang Facebook mà bạn bán hàng (Pancake chỉ gom đơn, không phải nơi liên kết).",
            "Vào cài đặt tài khoản, tìm mục xác minh danh tính, chọn VNeID, rồi đồng ý trong ứng dụng VNeID.",
        ),
        _guide(
            Platform.OTHER,
            "Đăng nhập nơi bạn bán hàng bằng tài khoản bán, vào phần cài đặt tài khoản.",
            "Tìm mục xác thực hoặc định danh, chọn VNeID, rồi đồng ý trong ứng dụng VNeID.",
        ),
    )
}
