"""Markets of the demo and how they sell. Counts and growth are invented; wards are those since 2025-07-01."""

from __future__ import annotations

from dataclasses import dataclass

from traders.enums import MarketGrade, MarketKind, Platform


@dataclass(frozen=True, slots=True)
class Beginner:
    """A trader who began a TikTok shop of their own so many weeks ago, after a course, and sold until ``ended``."""

    place: int
    began: int
    ended: int = 0


@dataclass(frozen=True, slots=True)
class MarketPlan:
    """A market: its weekly show on ``platform`` at ``weekday`` (Monday 0) and ``hour`` begins with about ``orders``."""

    slug: str
    name: str
    ward: str
    address: str
    grade: MarketGrade
    kind: MarketKind
    stall_zone: str
    traders: int
    goods: tuple[str, ...]
    platform: Platform
    handle: str
    weekday: int
    hour: int
    orders: int
    own_accounts: tuple[tuple[int, Platform], ...] = ()
    """Which trader of the market has an account of their own, and where."""
    own_pieces: int = 1
    """How many times as much as others buyers take on these accounts: 12 where shops buy by the dozen."""
    beginners: tuple[Beginner, ...] = ()
    is_one_traders: bool = False
    """The show's account is that of the first trader: a Lazada file says nothing by which lines could be told apart."""


_FIRST, _SECOND, _THIRD = MarketGrade.FIRST, MarketGrade.SECOND, MarketGrade.THIRD
_EVERYDAY, _WHOLESALE = MarketKind.EVERYDAY, MarketKind.WHOLESALE
_TIKTOK, _SHOPEE, _LAZADA = Platform.TIKTOK_SHOP, Platform.SHOPEE, Platform.LAZADA

MARKETS = (
    MarketPlan(
        "ben-thanh", "Chợ Bến Thành", "26743", "Công trường Quách Thị Trang", _FIRST, _EVERYDAY, "BT", 40,
        ("quan-ao", "my-nghe", "banh-keo-mut", "hai-san-kho", "ca-phe-tra", "giay-dep-tui", "dac-san-kho"),
        _TIKTOK, "chobenthanh.live", 5, 19, 30, ((1, _TIKTOK), (1, Platform.PANCAKE)),
        beginners=(
            Beginner(3, 39), Beginner(5, 39, 30), Beginner(8, 38, 22), Beginner(11, 36), Beginner(16, 25),
            Beginner(19, 26, 18), Beginner(24, 14), Beginner(27, 13, 9), Beginner(31, 5),
        ),
    ),
    MarketPlan(
        "tan-dinh", "Chợ Tân Định", "26737", "Đường Hai Bà Trưng", _FIRST, _EVERYDAY, "TĐ", 16,
        ("vai-soi", "quan-ao", "dac-san-kho"), _TIKTOK, "chotandinh.vai", 3, 20, 18,
    ),
    MarketPlan(
        "an-dong", "Chợ An Đông", "27316", "Đường An Dương Vương", _FIRST, _WHOLESALE, "AĐ", 20,
        ("quan-ao", "giay-dep-tui", "hai-san-kho"), _SHOPEE, "andong.si.le", 2, 20, 20,
        ((1, _SHOPEE), (3, _SHOPEE)), own_pieces=12,
    ),
    MarketPlan(
        "binh-tay", "Chợ Bình Tây", "27367", "Đường Tháp Mười", _FIRST, _WHOLESALE, "C", 18,
        ("gia-vi-mam", "banh-keo-mut", "gia-dung", "ca-phe-tra"), _TIKTOK, "cholon.binhtay", 6, 9, 26,
    ),
    MarketPlan(
        "ba-chieu", "Chợ Bà Chiểu", "26944", "Đường Bạch Đằng", _FIRST, _EVERYDAY, "BC", 12,
        ("quan-ao", "my-pham", "trai-cay"), Platform.PANCAKE, "chobachieu", 4, 20, 14,
    ),
    MarketPlan(
        "thu-duc", "Chợ Thủ Đức", "26824", "Đường Võ Văn Ngân", _FIRST, _EVERYDAY, "TD", 30,
        ("trai-cay", "gia-vi-mam", "banh-keo-mut", "quan-ao", "dac-san-kho", "my-pham"),
        _TIKTOK, "chothuduc.online", 5, 9, 24,
    ),
    MarketPlan(
        "hanh-thong-tay", "Chợ Hạnh Thông Tây", "26890", "Đường Quang Trung", _SECOND, _EVERYDAY, "HT", 12,
        ("quan-ao", "my-pham", "giay-dep-tui"), _SHOPEE, "hanhthongtay", 6, 20, 14,
    ),
    MarketPlan(
        "tan-binh", "Chợ Tân Bình", "26995", "Đường Lý Thường Kiệt", _FIRST, _WHOLESALE, "TB", 16,
        ("vai-soi", "quan-ao", "gia-dung"), _TIKTOK, "chotanbinh.vaisi", 1, 20, 20,
    ),
    MarketPlan(
        "hoc-mon", "Chợ Hóc Môn", "27559", "Đường Lý Thường Kiệt", _SECOND, _EVERYDAY, "HM", 10,
        ("trai-cay", "gia-vi-mam", "gia-dung"), Platform.OTHER, "chohocmon.zalo", 0, 19, 10,
    ),
    MarketPlan(
        "thu-dau-mot", "Chợ Thủ Dầu Một", "25747", "Đường Nguyễn Thái Học", _FIRST, _EVERYDAY, "DM", 12,
        ("gia-dung", "trai-cay", "my-nghe"), _LAZADA, "gomthudaumot", 2, 19, 12,
        ((1, _LAZADA), (2, _LAZADA)), is_one_traders=True,
    ),
    MarketPlan(
        "con", "Chợ Cồn", "20242", "Đường Ông Ích Khiêm", _FIRST, _EVERYDAY, "CC", 30,
        ("hai-san-kho", "gia-vi-mam", "banh-keo-mut", "dac-san-kho", "quan-ao"),
        _TIKTOK, "chocon.danang", 5, 20, 26, ((1, _SHOPEE),),
        beginners=(Beginner(4, 29), Beginner(7, 29, 21), Beginner(10, 27)),
    ),
    MarketPlan(
        "han", "Chợ Hàn", "20242", "Đường Trần Phú", _FIRST, _EVERYDAY, "CH", 18,
        ("hai-san-kho", "dac-san-kho", "my-nghe"), _TIKTOK, "chohan.dacsan", 4, 19, 22,
    ),
    MarketPlan(
        "hoa-khanh", "Chợ Hòa Khánh", "20200", "Đường Âu Cơ", _THIRD, _EVERYDAY, "HK", 10,
        ("quan-ao", "gia-vi-mam", "trai-cay"), Platform.OTHER, "chohoakhanh", 3, 19, 9,
    ),
)  # fmt: skip
"""Wholesale markets sell retail on the show too; ``hoa-khanh`` and ``hoc-mon`` sell on Zalo and Facebook."""
