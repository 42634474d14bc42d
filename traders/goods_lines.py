"""Lines of goods that a new installation begins with; an administrator may add others."""

from __future__ import annotations

from typing import Any

GOODS_LINES: dict[str, str] = {
    "vai-soi": "Vải sợi",
    "quan-ao": "Quần áo",
    "giay-dep-tui": "Giày dép, túi xách",
    "hai-san-kho": "Hải sản khô",
    "banh-keo-mut": "Bánh kẹo, mứt",
    "trai-cay": "Trái cây",
    "rau-cu": "Rau củ",
    "thit-ca-tuoi": "Thịt, cá tươi",
    "ca-phe-tra": "Cà phê, trà",
    "gia-vi-mam": "Gia vị, mắm",
    "my-pham": "Mỹ phẩm",
    "my-nghe": "Mỹ nghệ, quà lưu niệm",
    "gia-dung": "Đồ gia dụng",
    "dac-san-kho": "Đặc sản khô, hạt",
    "hoa-kieng": "Hoa, cây kiểng",
    "an-uong": "Ăn uống tại chợ",
}


def load_goods_lines(goods_line_model: Any) -> None:
    """Add those that are missing (called by a migration; safe to run again)."""
    goods_line_model.objects.bulk_create(
        [goods_line_model(slug=slug, name=name) for slug, name in GOODS_LINES.items()], ignore_conflicts=True
    )
