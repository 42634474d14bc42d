"""Lines of goods that a new installation begins with; an administrator may add others."""

from __future__ import annotations

from typing import Any

GOODS_LINES: dict[tuple[str, str, str], dict[str, tuple[str, str]]] = {
    ("thuc-pham-tuoi", "Thực phẩm tươi", "Fresh food"): {
        "trai-cay": ("Trái cây", "Fruit"),
        "rau-cu": ("Rau củ", "Vegetables"),
        "thit-ca-tuoi": ("Thịt, cá tươi", "Fresh meat and fish"),
    },
    ("thuc-pham-kho", "Thực phẩm khô và chế biến", "Dried and prepared food"): {
        "hai-san-kho": ("Hải sản khô", "Dried seafood"),
        "banh-keo-mut": ("Bánh kẹo, mứt", "Cakes, sweets and candied fruit"),
        "ca-phe-tra": ("Cà phê, trà", "Coffee and tea"),
        "gia-vi-mam": ("Gia vị, mắm", "Spices and fish sauce"),
        "dac-san-kho": ("Đặc sản khô, hạt", "Dried specialities and nuts"),
    },
    ("may-mac-giay-dep", "May mặc và giày dép", "Clothing and shoes"): {
        "vai-soi": ("Vải sợi", "Fabrics"),
        "quan-ao": ("Quần áo", "Clothes"),
        "giay-dep-tui": ("Giày dép, túi xách", "Shoes and bags"),
    },
    ("gia-dung-lam-dep", "Gia dụng và làm đẹp", "Household and beauty"): {
        "gia-dung": ("Đồ gia dụng", "Household goods"),
        "my-pham": ("Mỹ phẩm", "Cosmetics"),
    },
    ("my-nghe-qua", "Mỹ nghệ, hoa và quà", "Crafts, flowers and gifts"): {
        "my-nghe": ("Mỹ nghệ, quà lưu niệm", "Handicrafts and souvenirs"),
        "hoa-kieng": ("Hoa, cây kiểng", "Flowers and ornamental plants"),
    },
    ("dich-vu-an-uong", "Dịch vụ ăn uống", "Food stalls"): {
        "an-uong": ("Ăn uống tại chợ", "Eating at the market"),
    },
}
"""(slug, name, English name) of a group → slug → (name, English name) of its lines."""

GOODS_LINE_NAMES = {slug: name for lines in GOODS_LINES.values() for slug, (name, _) in lines.items()}
"""Slug → name, without the groups."""


def load_goods_lines(goods_line_model: Any) -> None:
    """Add those that are missing (called by a migration; safe to run again)."""
    make = goods_line_model.objects.get_or_create
    for (slug, name, name_en), lines in GOODS_LINES.items():
        group, _ = make(slug=slug, defaults={"name": name, "name_en": name_en, "is_group": True})
        for line_slug, (line, line_en) in lines.items():
            make(slug=line_slug, defaults={"name": line, "name_en": line_en, "parent": group})
